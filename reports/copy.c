#include "reports/copy.h"

#include <stdlib.h>
#include <string.h>

enum { TEXTS = 20 };

/* Every text of a check, so that copying and freeing forget none. */
static void list_texts(rms_event_check *c, const char **texts[TEXTS])
{
    const char **all[TEXTS] = {&c->id,     &c->rule,     &c->case_id,  &c->action,   &c->format,
                               &c->layout, &c->says,     &c->document, &c->clause,   &c->decided_by,
                               &c->reason, &c->expected, &c->actual,   &c->request,  &c->answer,
                               &c->repeat, &c->known,    &c->found,    &c->evidence, &c->was};
    memcpy(texts, all, sizeof all);
}

int check_copy(const rms_event_check *check, rms_event_check *ret)
{
    const char **texts[TEXTS];
    int whole = 1;
    *ret = *check;
    ret->seen = (rms_event_texts){0};
    list_texts(ret, texts);
    for (size_t i = 0; i < TEXTS; i++)
        if (*texts[i] && !(*texts[i] = strdup(*texts[i])))
            whole = 0;
    if (!whole)
        check_copy_done(ret);
    return whole;
}

void check_copy_done(rms_event_check *copy)
{
    const char **texts[TEXTS];
    list_texts(copy, texts);
    for (size_t i = 0; i < TEXTS; i++)
        free((char *)*texts[i]);
    *copy = (rms_event_check){0};
}

const char *check_part(const rms_event_check *check)
{
    const size_t n = strlen(check->case_id);
    const char *rest = strncmp(check->id, check->case_id, n) == 0 ? check->id + n : "";
    const char *bracket = strchr(rest, ']');
    return bracket ? bracket + 1 : "";
}

int check_breaks(const rms_event_check *check, int strict)
{
    return check->verdict == RMS_VERDICT_FAIL || check->verdict == RMS_VERDICT_XPASS ||
           (check->verdict == RMS_VERDICT_WARN && strict);
}
