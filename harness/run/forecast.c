#include "harness/run/forecast.h"

#include "harness/run/features.h"
#include "harness/run/running.h"

#include <stdlib.h>
#include <string.h>

static rms_status no_memory(rms_error *err)
{
    return rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
}

/* The rows live as long as the arranger: copy them. */
static rms_status take_rows(const rms_running *r, rms_forecast *f)
{
    size_t n = 0;
    const rms_probe_row *rows = rms_arranger_probe_rows(r->context.arranger, &n);
    rms_probe_row *copies = rms_arena_alloc(f->arena, n ? n : 1, sizeof *copies);
    if (!copies)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        copies[i] = rows[i];
        copies[i].what = rms_arena_copy(f->arena, rows[i].what);
        if (!copies[i].what)
            return RMS_E_NOMEM;
    }
    f->rows = copies;
    f->n_rows = n;
    return RMS_OK;
}

static rms_status add_obstacle(rms_forecast *f, const char *why, const rms_planned_case *planned)
{
    size_t i = 0;
    while (i < f->n_obstacles && strcmp(f->obstacles[i].why, why) != 0)
        i++;
    if (i == f->n_obstacles) {
        rms_obstacle *longer = rms_arena_grow(f->arena, f->obstacles, f->n_obstacles, sizeof *longer);
        const char *copy = rms_arena_copy(f->arena, why);
        if (!longer || !copy)
            return RMS_E_NOMEM;
        f->obstacles = longer;
        f->obstacles[f->n_obstacles++] = (rms_obstacle){.why = copy};
    }
    f->obstacles[i].cases += f->obstacles[i].last != planned->the_case; /* its runs stand together in a plan */
    f->obstacles[i].last = planned->the_case;
    f->obstacles[i].checks += planned->n;
    return RMS_OK;
}

static size_t place_of(const rms_suite *suite, const rms_rule *rule)
{
    size_t i = 0;
    while (i < suite->n_rules && suite->rules[i] != rule)
        i++;
    return i;
}

/* Marks by place of the rule: 1 it is asked for, 2 something could judge it. */
static void mark(const rms_running *r, const rms_planned_case *planned, int playable, unsigned char *marks)
{
    for (size_t i = 0; i < planned->n; i++) {
        const rms_planned *check = &r->plan->checks[planned->first + i];
        const rms_rule *rules[] = {check->rule, check->rule_if_error};
        for (size_t k = 0; k < RMS_COUNT(rules); k++)
            if (rules[k])
                marks[place_of(r->suite, rules[k])] |= (unsigned char)(playable ? 3 : 1);
    }
}

static rms_status name_unjudged(const rms_suite *suite, const rms_run_options *options, const unsigned char *marks,
                                rms_forecast *f)
{
    f->unjudged = rms_arena_alloc(f->arena, suite->n_rules + 1, sizeof *f->unjudged);
    for (size_t i = 0; f->unjudged && i < suite->n_rules; i++)
        if (suite->rules[i]->level == RMS_LEVEL_MUST && marks[i] == 1 && !rms_rule_lacks(options, suite->rules[i]) &&
            !(f->unjudged[f->n_unjudged++] = rms_arena_copy(f->arena, suite->rules[i]->id)))
            return RMS_E_NOMEM;
    return f->unjudged ? RMS_OK : RMS_E_NOMEM;
}

static int by_cost(const void *a, const void *b)
{
    const rms_obstacle *x = a, *y = b;
    return x->checks == y->checks ? strcmp(x->why, y->why) : x->checks < y->checks ? 1 : -1;
}

static rms_status weigh(rms_running *r, rms_forecast *f)
{
    unsigned char *marks = rms_arena_alloc(f->arena, r->suite->n_rules + 1, 1);
    const rms_case *last = NULL;
    rms_status status = marks ? RMS_OK : RMS_E_NOMEM;
    for (size_t i = 0; status == RMS_OK && i < r->plan->n_cases; i++) {
        const rms_planned_case *planned = &r->plan->cases[i];
        rms_case_run *run = rms_case_run_new(&r->context, i);
        char why[320];
        if (!run)
            return RMS_E_NOMEM;
        const int playable = !rms_case_run_obstacle(run, why, sizeof why);
        rms_case_run_free(run);
        if (playable) {
            f->cases += last != planned->the_case;
            f->checks += planned->n;
            last = planned->the_case;
        } else {
            status = add_obstacle(f, why, planned);
        }
        mark(r, planned, playable, marks);
    }
    for (size_t i = 0; i < r->plan->n_checks; i++) /* those across the run belong to no case */
        f->checks += r->plan->checks[i].kind == RMS_CHECK_ACROSS && f->cases &&
                     rms_arranger_offers(r->context.arranger, r->plan->checks[i].rule->action);
    f->planned_cases = r->plan->n_distinct_cases;
    f->planned_checks = r->plan->n_checks;
    if (f->n_obstacles)
        qsort(f->obstacles, f->n_obstacles, sizeof *f->obstacles, by_cost);
    return status == RMS_OK ? name_unjudged(r->suite, &r->options, marks, f) : status;
}

static rms_status foresee(rms_running *r, rms_forecast *f, rms_error *err)
{
    rms_status status = rms_run_open(r, err);
    if (status == RMS_OK)
        status = rms_run_probe(r, err);
    if (status != RMS_OK)
        return status;
    if (take_rows(r, f) != RMS_OK)
        return no_memory(err);
    if (r->no_verdict[0]) {
        f->no_verdict = rms_arena_copy(f->arena, r->no_verdict);
        return f->no_verdict ? RMS_OK : no_memory(err);
    }
    r->options.every_need = 1; /* what is missing, and what it costs, is what is told here */
    status = rms_run_plan(r, err);
    if (status != RMS_OK)
        return status;
    return weigh(r, f) == RMS_OK ? RMS_OK : no_memory(err);
}

rms_status rms_forecast_make(const rms_suite *suite, const rms_run_options *options, rms_forecast *ret, rms_error *err)
{
    rms_running r;
    rms_forecast f = {.arena = rms_arena_new()};
    rms_status status = f.arena ? rms_run_begin(&r, suite, options, NULL, 0, err) : no_memory(err);
    if (f.arena && status == RMS_OK) {
        status = foresee(&r, &f, err);
        rms_run_close(&r);
    }
    if (status == RMS_OK)
        *ret = f;
    else
        rms_forecast_done(&f);
    return status;
}

void rms_forecast_done(rms_forecast *forecast)
{
    rms_arena_free(forecast->arena);
    *forecast = (rms_forecast){0};
}
