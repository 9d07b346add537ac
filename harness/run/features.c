#include "harness/run/features.h"

#include "harness/run/plan.h"

#include <stdio.h>
#include <string.h>

static int is_among(const char *const *list, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], text) == 0)
            return 1;
    return 0;
}

int rms_has_feature(const rms_run_options *options, const char *feature)
{
    return is_among(options->features, options->n_features, feature);
}

const char *rms_rule_lacks(const rms_run_options *options, const rms_rule *rule)
{
    for (size_t i = 0; i < rule->n_needs; i++)
        if (!rms_has_feature(options, rule->needs[i]))
            return rule->needs[i];
    return NULL;
}

/* A must-rule that is conditional on a feature is no promise of an endpoint without it, but its reader has to know. */
void rms_run_tell_lacking(const rms_running *r)
{
    for (size_t i = 0; i < r->suite->n_rules; i++) {
        const rms_rule *rule = r->suite->rules[i];
        const char *feature = rule->level == RMS_LEVEL_MUST ? rms_rule_lacks(&r->options, rule) : NULL;
        char text[RMS_RUN_REASON_BYTES];
        if (!feature || !rms_plan_wants(r->whole, rule))
            continue;
        (void)snprintf(text, sizeof text,
                       "%s is not asked of this endpoint: nobody says that it has '%s' (--has %s), and the probe did "
                       "not find it",
                       rule->id, feature, feature);
        rms_emit_note(&r->emitter, text);
    }
}

rms_status rms_run_find_features(rms_running *r, rms_error *err)
{
    rms_run_options *o = &r->options;
    size_t n = 0;
    const char *const *found = rms_arranger_features(r->context.arranger, &n);
    const char **all = rms_arena_alloc(r->arena, o->n_features + n + 1, sizeof *all);
    if (!all)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < o->n_features; i++)
        all[i] = o->features[i];
    size_t n_all = o->n_features;
    for (size_t i = 0; i < n; i++)
        if (!is_among(all, n_all, found[i]) && !is_among(o->lacks, o->n_lacks, found[i]))
            all[n_all++] = found[i];
    o->features = all;
    o->n_features = n_all;
    return RMS_OK;
}
