/* A part of a plan, and what tells two plans apart. */
#include "harness/run/plan.h"

#include "protocol/digest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* All runs of one case: they stay together, so that `rmspec list --shard` names every case once. */
typedef struct whole_case {
    size_t first, n; /* of plan->cases */
    size_t cost;
    unsigned shard;
} whole_case;

/* What a run of a case costs: an exchange a step, as much again to arrange and to look, and judging. */
static size_t cost_of(const rms_planned_case *run)
{
    return 2 * run->the_case->n_steps + (run->the_case->given ? 2 : 0) + run->n;
}

static size_t group_cases(const rms_plan *plan, whole_case *groups)
{
    size_t n = 0;
    for (size_t i = 0; i < plan->n_cases; i++) {
        if (n == 0 || plan->cases[groups[n - 1].first].the_case != plan->cases[i].the_case)
            groups[n++] = (whole_case){.first = i};
        groups[n - 1].n++;
        groups[n - 1].cost += cost_of(&plan->cases[i]);
    }
    return n;
}

/* The most expensive first; in the order of the plan where they cost the same. */
static int by_cost(const void *a, const void *b)
{
    const whole_case *x = *(whole_case *const *)a, *y = *(whole_case *const *)b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? 1 : -1;
    return (x->first > y->first) - (x->first < y->first);
}

/* Each case to the shard that has the least to do so far. */
static int assign(whole_case *groups, size_t n, unsigned shards)
{
    whole_case **order = calloc(n + 1, sizeof *order);
    size_t *load = calloc(shards, sizeof *load);
    if (order && load) {
        for (size_t i = 0; i < n; i++)
            order[i] = &groups[i];
        qsort(order, n, sizeof *order, by_cost);
        for (size_t i = 0; i < n; i++) {
            unsigned least = 0;
            for (unsigned s = 1; s < shards; s++)
                if (load[s] < load[least])
                    least = s;
            order[i]->shard = least + 1;
            load[least] += order[i]->cost;
        }
    }
    const int ok = order && load;
    free(order);
    free(load);
    return ok;
}

static void take_case(const rms_plan *whole, const rms_planned_case *run, rms_plan *own)
{
    rms_planned_case mine = *run;
    mine.first = own->n_checks;
    if (run->n)
        memcpy(own->checks + own->n_checks, whole->checks + run->first, run->n * sizeof *own->checks);
    own->n_checks += run->n;
    own->cases[own->n_cases++] = mine;
}

static void fill(const rms_suite *suite, const rms_plan *whole, const whole_case *groups, size_t n, unsigned shard,
                 rms_plan *own)
{
    for (size_t g = 0; g < n; g++) {
        if (groups[g].shard != shard)
            continue;
        own->n_distinct_cases++;
        for (size_t i = 0; i < groups[g].n; i++)
            take_case(whole, &whole->cases[groups[g].first + i], own);
    }
    /* What spans the run is judged in every shard that has exchanges of the action: over those exchanges. */
    for (size_t i = 0; i < whole->n_checks; i++)
        if (whole->checks[i].kind == RMS_CHECK_ACROSS && rms_plan_has_exchanges(own, whole->checks[i].rule->action))
            own->checks[own->n_checks++] = whole->checks[i];
    own->n_rules = rms_plan_count_rules(suite, own);
}

rms_status rms_plan_shard(const rms_suite *suite, const rms_plan *whole, unsigned shard, unsigned shards,
                          rms_plan **ret)
{
    whole_case *groups = calloc(whole->n_cases + 1, sizeof *groups);
    rms_plan *own = calloc(1, sizeof *own);
    if (own) {
        own->checks = calloc(whole->n_checks + 1, sizeof *own->checks);
        own->cases = calloc(whole->n_cases + 1, sizeof *own->cases);
    }
    const size_t n = groups ? group_cases(whole, groups) : 0;
    const int ok = groups && own && own->checks && own->cases && assign(groups, n, shards);
    if (ok) {
        fill(suite, whole, groups, n, shard, own);
        *ret = own;
    } else {
        rms_plan_free(own);
    }
    free(groups);
    return ok ? RMS_OK : RMS_E_NOMEM;
}

void rms_plan_digest(const rms_plan *plan, char ret[RMS_PLAN_DIGEST_SIZE])
{
    uint64_t hash = RMS_DIGEST_START;
    for (size_t i = 0; i < plan->n_checks; i++) {
        const rms_rule *const rules[] = {plan->checks[i].rule, plan->checks[i].rule_if_error};
        hash = rms_digest(hash, plan->checks[i].id);
        for (size_t k = 0; k < RMS_COUNT(rules); k++) {
            hash = rms_digest(hash, rules[k] ? rules[k]->id : "");
            hash = rms_digest(hash, rules[k] ? rms_level_word(rules[k]->level) : "");
        }
    }
    for (size_t i = 0; i < plan->n_cases; i++)
        hash = rms_digest(hash, plan->cases[i].the_case->id);
    (void)snprintf(ret, RMS_PLAN_DIGEST_SIZE, "%016" PRIx64, hash);
}
