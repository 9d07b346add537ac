#include "harness/run/features.h"

#include "harness/run/plan.h"
#include "protocol/among.h"

#include <stdio.h>
#include <string.h>

int rms_has_feature(const rms_run_options *options, const char *feature)
{
    return rms_is_among(options->features, options->n_features, feature);
}

const char *rms_rule_lacks(const rms_run_options *options, const rms_rule *rule)
{
    for (size_t i = 0; i < rule->n_needs; i++)
        if (!rms_has_feature(options, rule->needs[i]))
            return rule->needs[i];
    return NULL;
}

/* ---- what is not asked ---- */

/* The first feature that neither the profile nor the probe says anything of; NULL for none. */
static const char *unspoken(const rms_run_options *o, const char *const *needs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!rms_has_feature(o, needs[i]) && !rms_is_among(o->lacks, o->n_lacks, needs[i]))
            return needs[i];
    return NULL;
}

/* Why a case is not asked; NULL when it is. A must-rule that needs the feature itself stays: it is told by its name. */
static const char *unasked_for(const rms_run_options *o, const rms_case *c)
{
    const char *feature = unspoken(o, c->needs, c->n_needs);
    if (!feature && c->rule->level != RMS_LEVEL_MUST)
        feature = unspoken(o, c->rule->needs, c->rule->n_needs);
    return feature;
}

/* 1 when a must-rule has no case that is asked: then its cases stay, and it is unjudged. */
static int keeps_nothing(const rms_run_options *o, const rms_rule *rule)
{
    for (size_t i = 0; i < rule->n_cases; i++)
        if (!unasked_for(o, &rule->cases[i]))
            return 0;
    return rule->level == RMS_LEVEL_MUST;
}

static int is_asked(const rms_run_options *o, const rms_planned_case *run)
{
    return !unasked_for(o, run->the_case) || keeps_nothing(o, run->the_case->rule);
}

static rms_status count_unasked(rms_running *r, const rms_planned_case *run)
{
    const char *feature = unasked_for(&r->options, run->the_case);
    size_t i = 0;
    while (i < r->n_unasked && strcmp(r->unasked[i].feature, feature) != 0)
        i++;
    if (i == r->n_unasked) {
        rms_unasked *larger = rms_arena_grow(r->arena, r->unasked, r->n_unasked, sizeof *larger);
        if (!larger)
            return RMS_E_NOMEM;
        r->unasked = larger;
        r->unasked[r->n_unasked++] = (rms_unasked){.feature = feature};
    }
    r->unasked[i].cases += r->unasked[i].last != run->the_case; /* its runs stand together in a plan */
    r->unasked[i].checks += run->n;
    r->unasked[i].last = run->the_case;
    return RMS_OK;
}

/* What was decided of each run of a plan, read in its order. */
typedef struct decisions {
    unsigned char *asked;
    size_t next;
} decisions;

static int next_decision(void *context, const rms_planned_case *run)
{
    decisions *d = context;
    (void)run;
    return d->asked[d->next++];
}

rms_status rms_run_leave_out(rms_running *r, rms_plan *plan)
{
    decisions d = {.asked = rms_arena_alloc(r->arena, plan->n_cases + 1, 1)};
    const rms_plan_filter filter = {.context = &d, .run = next_decision};
    size_t kept = 0;
    if (!d.asked)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < plan->n_cases; i++)
        kept += d.asked[i] = (unsigned char)is_asked(&r->options, &plan->cases[i]);
    if (!kept || kept == plan->n_cases)
        return RMS_OK;
    for (size_t i = 0; i < plan->n_cases; i++)
        if (!d.asked[i] && count_unasked(r, &plan->cases[i]) != RMS_OK)
            return RMS_E_NOMEM;
    rms_plan_narrow(r->suite, &filter, plan);
    return RMS_OK;
}

static void tell_unasked(const rms_running *r)
{
    for (size_t i = 0; i < r->n_unasked; i++) {
        const rms_unasked *u = &r->unasked[i];
        char text[RMS_RUN_REASON_BYTES];
        (void)snprintf(text, sizeof text,
                       "%zu check%s of %zu case%s %s not asked of this endpoint: nobody says that it has '%s' "
                       "(--has %s)",
                       u->checks, u->checks == 1 ? "" : "s", u->cases, u->cases == 1 ? "" : "s",
                       u->checks == 1 ? "is" : "are", u->feature, u->feature);
        rms_emit_note(&r->emitter, text);
    }
}

/* A must-rule that is conditional on a feature is no promise of an endpoint without it, but its reader has to know. */
void rms_run_tell_lacking(const rms_running *r)
{
    tell_unasked(r);
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
        if (!rms_is_among(all, n_all, found[i]) && !rms_is_among(o->lacks, o->n_lacks, found[i]))
            all[n_all++] = found[i];
    o->features = all;
    o->n_features = n_all;
    return RMS_OK;
}
