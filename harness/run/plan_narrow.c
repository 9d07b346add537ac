/* Out of a plan, in place: what is not to be run after all. */
#include "harness/run/plan.h"

static int is_across(const rms_planned *check)
{
    return check->kind == RMS_CHECK_ACROSS;
}

/* The checks of a run that stay, moved to @p n and behind it. */
static size_t keep_checks(const rms_plan_filter *filter, rms_plan *plan, const rms_planned_case *run, size_t n)
{
    for (size_t i = run->first; i < run->first + run->n; i++) {
        rms_planned check = plan->checks[i];
        if (!filter->check || filter->check(filter->context, run, &check))
            plan->checks[n++] = check;
    }
    return n;
}

void rms_plan_narrow(const rms_suite *suite, const rms_plan_filter *filter, rms_plan *plan)
{
    const rms_planned_case *last = NULL;
    size_t n_cases = 0, n_checks = 0, across = plan->n_checks;
    while (across > 0 && is_across(&plan->checks[across - 1]))
        across--;
    plan->n_distinct_cases = 0;
    for (size_t c = 0; c < plan->n_cases; c++) {
        rms_planned_case run = plan->cases[c];
        const size_t first = n_checks;
        if (!filter->run(filter->context, &run))
            continue;
        n_checks = keep_checks(filter, plan, &run, n_checks);
        run.first = first;
        run.n = n_checks - first;
        plan->n_distinct_cases += !last || last->the_case != run.the_case;
        plan->cases[n_cases] = run;
        last = &plan->cases[n_cases++];
    }
    plan->n_cases = n_cases;
    for (size_t i = across; i < plan->n_checks; i++)
        if (rms_plan_has_exchanges(plan, plan->checks[i].rule->action) &&
            (!filter->across || filter->across(filter->context, &plan->checks[i])))
            plan->checks[n_checks++] = plan->checks[i];
    plan->n_checks = n_checks;
    plan->n_rules = rms_plan_count_rules(suite, plan);
    for (size_t i = 0; i < plan->n_checks; i++)
        plan->checks[i].place = i;
}
