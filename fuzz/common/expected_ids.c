/* 004_acda80a0b06c6980.txt: InstanceId.1 to InstanceId.20. */
#include "fuzz/common/expected_list.h"

#include "fuzz/common/oracle.h"
#include "protocol/server_list.h"

#include <stdio.h>
#include <string.h>

enum { DOCUMENTED_MAX = 20, ID_BYTES = 128 };

static int plain_id(const rms_param *param)
{
    for (size_t i = 0; i < param->value_n; i++)
        if (param->value[i] <= ' ' || param->value[i] > '~' || param->value[i] == ',')
            return 0;
    return param->value_n >= 1 && param->value_n <= ID_BYTES;
}

/* Of the list: InstanceId, InstanceId.anything. */
static int is_member(const rms_param *param)
{
    static const char name[] = "InstanceId";
    const size_t n = sizeof name - 1;
    return param->name_n >= n && memcmp(param->name, name, n) == 0 && (param->name_n == n || param->name[n] == '.');
}

/* InstanceId.N with an N that may be one: a positive number without zeros in front that no int overflows. */
static int has_number(const rms_param *param)
{
    static const char prefix[] = "InstanceId.";
    const size_t at = sizeof prefix - 1;
    if (param->name_n <= at || param->name_n - at > RMS_ID_NUMBER_DIGITS || param->name[at] == '0')
        return 0;
    for (size_t i = at; i < param->name_n; i++)
        if (param->name[i] < '0' || param->name[i] > '9')
            return 0;
    return 1;
}

/* The only pair of that name; NULL when there is none, or another one. */
static const rms_param *only(const rms_params *params, const char *name)
{
    const rms_param *found = NULL;
    for (size_t i = 0; i < params->n; i++) {
        if (!rms_span_equal((rms_span){params->v[i].name, params->v[i].name_n}, rms_span_of(name)))
            continue;
        if (found)
            return NULL;
        found = &params->v[i];
    }
    return found;
}

/* Find InstanceId.1 .. InstanceId.n, plain ones and no id twice; 0 when the list is anything else. */
static int plain_list(const rms_params *params, size_t n, const rms_param *found[DOCUMENTED_MAX])
{
    for (size_t i = 0; i < n; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "InstanceId.%zu", i + 1);
        found[i] = only(params, name);
        if (!found[i] || !plain_id(found[i]))
            return 0;
        for (size_t k = 0; k < i; k++)
            if (strcmp(found[k]->value, found[i]->value) == 0)
                return 0;
    }
    return 1;
}

void rms_expect_ids(const rms_params *params, rms_status status, uint32_t open, char *const *ids, size_t n)
{
    const rms_param *found[DOCUMENTED_MAX];
    size_t members = 0;
    for (size_t i = 0; i < params->n; i++) {
        const int member = is_member(&params->v[i]);
        const int cut = member && memchr(params->v[i].value, '\0', params->v[i].value_n) != NULL;
        RMS_ORACLE("ids.no-nul", status != RMS_OK || !cut, "%s taken up to its NUL byte", params->v[i].value);
        RMS_ORACLE("ids.number", status != RMS_OK || !member || has_number(&params->v[i]), "%s taken",
                   params->v[i].name);
        members += (size_t)member;
    }
    if (members < 1 || members > DOCUMENTED_MAX || !plain_list(params, members, found)) {
        RMS_ORACLE("ids.open-or-refused", status != RMS_OK || (open != 0 && members), "%zu taken without a word",
                   members);
        RMS_ORACLE("ids.more-than-20", status != RMS_OK || members <= DOCUMENTED_MAX, "%zu taken", members);
        return;
    }
    RMS_ORACLE("ids.plain-accepted", status == RMS_OK, "%s: %zu members", rms_status_text(status), members);
    RMS_ORACLE("ids.plain-closed", open == 0, "open points %#x", open);
    RMS_ORACLE("ids.equal", n == members, "%zu of %zu", n, members);
    for (size_t i = 0; i < n; i++)
        RMS_ORACLE("ids.equal", strcmp(ids[i], found[i]->value) == 0, "number %zu: %s, not %s", i + 1, ids[i],
                   found[i]->value);
}
