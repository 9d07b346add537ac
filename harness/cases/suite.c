/* Looking things up in a loaded suite. */
#include "harness/cases/cases.h"

#include <string.h>

const char *rms_target_symbol(const rms_action_row *action)
{
    static const struct {
        const char *target, *symbol;
    } symbols[] = {{"LoadBalancerId", "$lb"}, {"VServerGroupId", "$vgroup"}, {"ScalingGroupId", "$group"}};
    for (size_t i = 0; action->target && i < RMS_COUNT(symbols); i++)
        if (strcmp(symbols[i].target, action->target) == 0)
            return symbols[i].symbol;
    return NULL;
}

const rms_rule *rms_suite_rule(const rms_suite *suite, const char *id)
{
    for (size_t i = 0; i < suite->n_rules; i++)
        if (strcmp(suite->rules[i]->id, id) == 0)
            return suite->rules[i];
    return NULL;
}

const rms_rule *rms_suite_standing(const rms_suite *suite, const rms_action_row *action, int error, int documented,
                                   rms_format format, rms_part part)
{
    const rms_when when = documented ? RMS_WHEN_DOCUMENTED : RMS_WHEN_OTHER;
    for (size_t i = 0; i < suite->n_rules; i++) {
        const rms_rule *rule = suite->rules[i];
        if (rule->standing && rule->action == action && rule->standing_error == error &&
            rule->standing_format == format && rule->standing_part == part &&
            (rule->standing_when == RMS_WHEN_ANY || rule->standing_when == when))
            return rule;
    }
    return NULL;
}

const rms_answer_row *rms_suite_answer(const rms_suite *suite, const rms_action_row *action, int error)
{
    const rms_answer_row *for_all = NULL;
    for (size_t i = 0; i < suite->n_answers; i++) {
        const rms_answer_row *row = &suite->answers[i];
        if (row->error == error && strcmp(row->action, action->name) == 0)
            return row;
        if (row->error == error && strcmp(row->action, "*") == 0)
            for_all = row;
    }
    return for_all;
}

void rms_suite_free(rms_suite *suite)
{
    if (suite)
        rms_arena_free(suite->arena);
}

/* A '*' takes as little as possible; when the rest does not fit, the last one takes a byte more. */
static int glob_matches(const char *pattern, const char *id)
{
    const char *star = NULL, *retry = NULL;
    while (*id) {
        if (*pattern == '*') {
            star = pattern++;
            retry = id;
        } else if (*pattern == '?' || *pattern == *id) {
            pattern++;
            id++;
        } else if (star) {
            pattern = star + 1;
            id = ++retry;
        } else {
            return 0;
        }
    }
    while (*pattern == '*')
        pattern++;
    return *pattern == '\0';
}

int rms_id_matches(const char *pattern, const char *id)
{
    if (strpbrk(pattern, "*?"))
        return glob_matches(pattern, id);
    size_t n = strlen(pattern);
    if (n > 1 && pattern[n - 1] == '/')
        n--;
    return n > 0 && strncmp(pattern, id, n) == 0 && (id[n] == '\0' || id[n] == '/' || id[n] == '[');
}
