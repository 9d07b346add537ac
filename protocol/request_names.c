#include "protocol/request_names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static rms_span name_of(const rms_param *param)
{
    return (rms_span){param->name, param->name_n};
}

/* 1 when @p name is that of the row, or of an item of its list ("Name.1"). */
static int matches(rms_span name, const rms_param_row *row, int (*compare)(const char *, const char *, size_t))
{
    if (name.n == 0 || ((name.p[0] ^ row->name[0]) & ~('a' ^ 'A')) != 0) /* the cheap half of both comparisons */
        return 0;
    const size_t n = strlen(row->name);
    if (name.n < n || compare(name.p, row->name, n) != 0)
        return 0;
    return name.n == n || (row->kind == RMS_PARAM_REPEATED && name.p[n] == '.');
}

static const rms_param_row *row_of(rms_span name, const rms_action_row *action,
                                   int (*compare)(const char *, const char *, size_t))
{
    for (size_t i = 0; action && i < action->n_params; i++)
        if (matches(name, &action->params[i], compare))
            return &action->params[i];
    return NULL;
}

static int common_in_another_case(rms_span name)
{
    size_t n = 0;
    const char *const *names = rms_catalogue_common_parameters(&n);
    for (size_t i = 0; i < n; i++)
        if (name.n == strlen(names[i]) && strncasecmp(name.p, names[i], name.n) == 0)
            return 1;
    return 0;
}

/* 1 for BackendServers.1 and the like. */
static int dotted_list(rms_span name, const rms_action_row *action)
{
    const size_t n = action && action->list ? strlen(action->list) : 0;
    return n && name.n > n && memcmp(name.p, action->list, n) == 0 && name.p[n] == '.';
}

static uint32_t points_of(rms_span name, const rms_action_row *action)
{
    if (rms_catalogue_is_common(name))
        return 0;
    const rms_param_row *row = row_of(name, action, strncmp);
    if (row && (row->required || strcmp(row->name, "RegionId") == 0))
        return 0;
    if (row) /* metadata and newer documents only; what they add to the SLB removals no document names at all */
        return action->product == RMS_PRODUCT_ESS ? RMS_OPEN_OPTIONAL_PARAMETERS : RMS_OPEN_UNKNOWN_PARAMETER;
    if (common_in_another_case(name) || row_of(name, action, strncasecmp))
        return RMS_OPEN_NAME_CASE;
    if (dotted_list(name, action))
        return RMS_OPEN_DOTTED_LIST;
    return action ? RMS_OPEN_UNKNOWN_PARAMETER : 0;
}

static int compare_names(const void *a, const void *b)
{
    const rms_param *one = *(const rms_param *const *)a, *two = *(const rms_param *const *)b;
    if (one->name_n != two->name_n)
        return one->name_n < two->name_n ? -1 : 1;
    return memcmp(one->name, two->name, one->name_n);
}

rms_status rms_request_names(const rms_params *params, const rms_action_row *row, uint32_t *open)
{
    const rms_param **sorted = malloc((params->n + 1) * sizeof *sorted);
    if (!sorted)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < params->n; i++) {
        sorted[i] = &params->v[i];
        *open |= points_of(name_of(sorted[i]), row);
        if (memchr(sorted[i]->name, ' ', sorted[i]->name_n))
            *open |= RMS_OPEN_NAME_BLANK;
    }
    qsort(sorted, params->n, sizeof *sorted, compare_names);
    for (size_t i = 1; i < params->n; i++)
        if (compare_names(&sorted[i - 1], &sorted[i]) == 0)
            *open |= RMS_OPEN_REPEATED_PARAMETER;
    free(sorted);
    return RMS_OK;
}
