#include "harness/run/select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rms_status rms_selector_init(rms_selector *selector, const rms_selection *selection, rms_error *err)
{
    selector->selection = selection;
    selector->used = calloc(selection->n_only + selection->n_skip + selection->n_actions + 1, 1);
    return selector->used ? RMS_OK : rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
}

void rms_selector_done(rms_selector *selector)
{
    free(selector->used);
    selector->used = NULL;
}

int rms_names_match(const char *pattern, const rms_check_names *names)
{
    const char *const all[] = {names->rule, names->the_case, names->run, names->check};
    for (size_t i = 0; i < RMS_COUNT(all); i++)
        if (all[i] && rms_id_matches(pattern, all[i]))
            return 1;
    return 0;
}

/* Every pattern is tried, also behind the first that matches: each has to match something. */
static int any_matches(const char *const *patterns, size_t n, unsigned char *used, const rms_check_names *names)
{
    int hit = 0;
    for (size_t i = 0; i < n; i++)
        if (rms_names_match(patterns[i], names))
            hit = used[i] = 1;
    return hit;
}

int rms_selector_only(rms_selector *selector, const rms_check_names *names)
{
    const rms_selection *s = selector->selection;
    return s->n_only == 0 || any_matches(s->only, s->n_only, selector->used, names);
}

int rms_selector_skips(rms_selector *selector, const rms_check_names *names)
{
    const rms_selection *s = selector->selection;
    return any_matches(s->skip, s->n_skip, selector->used + s->n_only, names);
}

int rms_selector_action(rms_selector *selector, const rms_action_row *action)
{
    const rms_selection *s = selector->selection;
    unsigned char *used = selector->used + s->n_only + s->n_skip;
    char id[128];
    int hit = s->n_actions == 0;
    (void)snprintf(id, sizeof id, "%s/%s", rms_product_name(action->product), action->name);
    for (size_t i = 0; i < s->n_actions; i++)
        if (rms_id_matches(s->actions[i], action->name) || rms_id_matches(s->actions[i], id))
            hit = used[i] = 1;
    return hit;
}

int rms_selector_hop(const rms_selector *selector, const rms_rule *rule)
{
    const rms_selection *s = selector->selection;
    if (!s->gateway || !s->n_hop_rules)
        return s->gateway;
    for (size_t i = 0; i < s->n_hop_rules; i++)
        if (strcmp(s->hop_rules[i], rule->id) == 0)
            return 1;
    return 0;
}

int rms_selector_level(const rms_selector *selector, rms_level level)
{
    return selector->selection->levels == 0 || (selector->selection->levels & 1u << level);
}

/* What may be the matter with a pattern that names nothing. */
static const char *hint_for(const rms_selection *s, const char *pattern, int is_action)
{
    static const char gateway[] = "gateway";
    if (!s->gateway && strncmp(pattern, gateway, sizeof gateway - 1) == 0)
        return "; rules on a hop are judged with --gateway";
    if (!is_action && (s->n_actions || s->levels || s->formats || s->layouts))
        return " among what --action, --level, --format and --layout select";
    return "";
}

rms_status rms_selector_verify(const rms_selector *selector, rms_error *err)
{
    const rms_selection *s = selector->selection;
    const struct {
        const char *const *patterns;
        size_t n;
        const char *what;
    } lists[] = {{s->only, s->n_only, "no rule, case or check is named"},
                 {s->skip, s->n_skip, "nothing that could be skipped is named"},
                 {s->actions, s->n_actions, "no action under test is named"}};
    const unsigned char *used = selector->used;
    for (size_t l = 0; l < RMS_COUNT(lists); l++)
        for (size_t i = 0; i < lists[l].n; i++)
            if (!*used++)
                return rms_fail(err, RMS_E_NOT_FOUND, 0, "%s '%s'%s", lists[l].what, lists[l].patterns[i],
                                hint_for(s, lists[l].patterns[i], lists[l].patterns == s->actions));
    return RMS_OK;
}
