/* From a suite and a selection to the list of checks. Nothing here depends on what an endpoint answers. */
#include "harness/run/plan.h"

#include "harness/run/select.h"

#include <stdlib.h>
#include <string.h>

enum { ALL_LAYOUTS = (1u << RMS_LAYOUT_COUNT) - 1, ALL_FORMATS = (1u << RMS_FORMAT_COUNT) - 1 };

typedef struct planner {
    const rms_suite *suite;
    rms_selector selector;
    uint64_t seed;
    unsigned (*usable_layouts)(void *context, const rms_action_row *action);
    void *context;
    rms_plan *plan;
    size_t checks_capacity, cases_capacity;
    const rms_case *last_case;
} planner;

/* The candidates of one run of a case, before the selection. */
typedef struct candidates {
    rms_planned *v;
    size_t n, capacity;
    rms_check_names run; /* names that all of them share */
} candidates;

/* The array with room for one more behind its n items; NULL without memory, then @p v is as it was. */
static void *grown(void *v, size_t n, size_t *capacity, size_t size)
{
    if (n < *capacity)
        return v;
    const size_t more = *capacity ? *capacity * 2 : 64;
    void *p = realloc(v, more * size);
    if (p)
        *capacity = more;
    return p;
}

static int push_check(rms_planned **v, size_t *n, size_t *capacity, rms_planned planned)
{
    rms_planned *larger = grown(*v, *n, capacity, sizeof planned);
    if (!larger)
        return 0;
    *v = larger;
    larger[(*n)++] = planned;
    return 1;
}

static int push_case(planner *p, rms_planned_case run)
{
    rms_planned_case *larger = grown(p->plan->cases, p->plan->n_cases, &p->cases_capacity, sizeof run);
    if (!larger)
        return 0;
    p->plan->cases = larger;
    larger[p->plan->n_cases++] = run;
    p->plan->n_distinct_cases += p->last_case != run.the_case;
    p->last_case = run.the_case;
    return 1;
}

static int add_candidate(candidates *to, rms_planned planned)
{
    return planned.id && push_check(&to->v, &to->n, &to->capacity, planned);
}

/* "…:shape", or "…:again:shape" where a case has several exchanges. */
static const char *part_id(rms_arena *arena, const char *run, const rms_case *the_case, const rms_step *step,
                           const char *part)
{
    return the_case->n_steps > 1 ? rms_arena_printf(arena, "%s:%s:%s", run, step->name, part)
                                 : rms_arena_printf(arena, "%s:%s", run, part);
}

/* What an action's rule is called behind "ess/RemoveInstances/". */
static const char *rule_name(const rms_rule *rule)
{
    const char *product = strchr(rule->id, '/');
    const char *action = product ? strchr(product + 1, '/') : NULL;
    return action ? action + 1 : rule->id;
}

static int add_standing(planner *p, candidates *to, rms_planned planned)
{
    static const struct {
        rms_part part;
        rms_check_kind kind;
        const char *name;
    } parts[] = {{RMS_PART_SHAPE, RMS_CHECK_SHAPE, "shape"},
                 {RMS_PART_CONVENTIONS, RMS_CHECK_CONVENTIONS, "conventions"}};
    const rms_step *step = &planned.the_case->steps[planned.step];
    for (size_t i = 0; i < RMS_COUNT(parts); i++) {
        planned.kind = parts[i].kind;
        planned.id = part_id(p->plan->arena, to->run.run, planned.the_case, step, parts[i].name);
        planned.rule = rms_standing_rule(p->suite, planned.the_case, step, 0, planned.format, parts[i].part);
        planned.rule_if_error = rms_standing_rule(p->suite, planned.the_case, step, 1, planned.format, parts[i].part);
        if ((planned.rule || planned.rule_if_error) && !add_candidate(to, planned))
            return 0;
    }
    return 1;
}

static int add_also(planner *p, candidates *to, rms_planned planned)
{
    const rms_step *step = &planned.the_case->steps[planned.step];
    planned.kind = RMS_CHECK_ALSO;
    planned.rule_if_error = NULL;
    for (size_t i = 0; i < step->n_also; i++) {
        planned.rule = step->also[i];
        planned.id = part_id(p->plan->arena, to->run.run, planned.the_case, step, rule_name(planned.rule));
        if (!add_candidate(to, planned))
            return 0;
    }
    return 1;
}

/* Everything that one run of a case could judge. */
static int list_candidates(planner *p, const rms_case *the_case, rms_format format, rms_layout layout, candidates *ret)
{
    const char *run =
        rms_arena_printf(p->plan->arena, "%s[%s,%s]", the_case->id, rms_format_name(format), rms_layout_name(layout));
    ret->n = 0;
    ret->run = (rms_check_names){.the_case = the_case->id, .run = run};
    rms_planned planned = {.kind = RMS_CHECK_OWN,
                           .id = run,
                           .the_case = the_case,
                           .rule = the_case->rule,
                           .format = format,
                           .layout = layout};
    if (!run || !add_candidate(ret, planned))
        return 0;
    if (the_case->rule->gateway) /* what the endpoint answers is not judged there */
        return 1;
    for (planned.step = 0; planned.step < the_case->n_steps; planned.step++)
        if ((the_case->steps[planned.step].send.action->under_test && !add_standing(p, ret, planned)) ||
            !add_also(p, ret, planned))
            return 0;
    return 1;
}

/* Whether a rule's check is wanted; @p only is one pattern to go by instead of all of the selection, or NULL. */
static int is_selected(planner *p, const rms_check_names *run, const rms_rule *rule, const char *check_id,
                       const char *only)
{
    if (!rule)
        return 0;
    rms_check_names names = *run;
    names.rule = rule->id;
    names.check = check_id;
    const int wanted = only ? rms_names_match(only, &names) : rms_selector_only(&p->selector, &names);
    const int skipped = rms_selector_skips(&p->selector, &names);
    return wanted && !skipped && rms_selector_level(&p->selector, rule->level);
}

/* Leaves in @p planned the rules that are selected; 0 when nothing of it is worth planning. */
static int narrow(planner *p, const candidates *of, rms_planned *planned, const char *only)
{
    const int standing = planned->kind == RMS_CHECK_SHAPE || planned->kind == RMS_CHECK_CONVENTIONS;
    if (!is_selected(p, &of->run, planned->rule, planned->id, only))
        planned->rule = NULL;
    if (!is_selected(p, &of->run, planned->rule_if_error, planned->id, only))
        planned->rule_if_error = NULL;
    const unsigned expects =
        standing ? rms_step_expects(&planned->the_case->steps[planned->step]) : RMS_EXPECTS_SUCCESS;
    return (planned->rule && (expects & RMS_EXPECTS_SUCCESS)) ||
           (planned->rule_if_error && (expects & RMS_EXPECTS_ERROR));
}

/* Plan what is selected of one run of a case. @p carry plans the run even if none of its checks is. */
static int add_run(planner *p, const candidates *of, const char *only, int carry)
{
    rms_plan *plan = p->plan;
    const size_t first = plan->n_checks;
    for (size_t i = 0; i < of->n; i++) {
        rms_planned planned = of->v[i];
        if (narrow(p, of, &planned, only) && !push_check(&plan->checks, &plan->n_checks, &p->checks_capacity, planned))
            return 0;
    }
    if (plan->n_checks == first && !carry)
        return 1;
    const rms_planned *any = &of->v[0];
    return push_case(p, (rms_planned_case){any->the_case, any->format, any->layout, first, plan->n_checks - first});
}

static unsigned allowed_layouts(const planner *p, const rms_case *the_case)
{
    const unsigned asked = p->selector.selection->layouts;
    if (the_case->layouts)
        return asked ? the_case->layouts & asked : the_case->layouts;
    const unsigned usable = p->usable_layouts ? p->usable_layouts(p->context, the_case->rule->action) : ALL_LAYOUTS;
    const unsigned both = asked ? usable & asked : usable;
    return both ? both : asked;
}

/* One layout out of the allowed ones: its place follows the seed and the case's number, shifted for the second format.
 */
static unsigned rotate(unsigned allowed, uint64_t seed, size_t ordinal, rms_format format)
{
    unsigned of[RMS_LAYOUT_COUNT], n = 0;
    for (unsigned l = 0; l < RMS_LAYOUT_COUNT; l++)
        if (allowed & 1u << l)
            of[n++] = l;
    if (!n)
        return 0;
    const size_t shift = format == RMS_FORMAT_XML ? (n + 1) / 2 : 0;
    return 1u << of[(seed % n + ordinal % n + shift) % n];
}

static int names_any(const char *pattern, const candidates *of)
{
    for (size_t i = 0; i < of->n; i++) {
        rms_check_names names = {.run = of->run.run, .check = of->v[i].id};
        if (rms_names_match(pattern, &names))
            return 1;
    }
    return 0;
}

/* A pattern that spells a check's id out ("…[JSON,get]") gets that very layout, whatever the rotation chose. */
static int add_spelled_out(planner *p, const rms_case *the_case, rms_format format, unsigned chosen,
                           candidates *scratch)
{
    const rms_selection *s = p->selector.selection;
    unsigned others = (the_case->layouts ? the_case->layouts : ALL_LAYOUTS) & (s->layouts ? s->layouts : ALL_LAYOUTS);
    for (size_t i = 0; i < s->n_only; i++) {
        int hit = !strchr(s->only[i], '[');
        for (unsigned l = 0; l < RMS_LAYOUT_COUNT && !hit; l++)
            if (chosen & 1u << l) {
                if (!list_candidates(p, the_case, format, (rms_layout)l, scratch))
                    return 0;
                hit = names_any(s->only[i], scratch);
            }
        for (unsigned l = 0; l < RMS_LAYOUT_COUNT && !hit; l++) {
            if (!(others & ~chosen & 1u << l))
                continue;
            if (!list_candidates(p, the_case, format, (rms_layout)l, scratch))
                return 0;
            if (!names_any(s->only[i], scratch))
                continue;
            p->selector.used[i] = 1;
            if (!add_run(p, scratch, s->only[i], 0))
                return 0;
        }
    }
    return 1;
}

static int plan_case(planner *p, const rms_case *the_case, size_t ordinal, int carry)
{
    const rms_selection *s = p->selector.selection;
    const unsigned formats =
        (the_case->formats ? the_case->formats : ALL_FORMATS) & (s->formats ? s->formats : ALL_FORMATS);
    candidates scratch = {0};
    int ok = 1;
    for (unsigned f = 0; f < RMS_FORMAT_COUNT && ok; f++) {
        if (!(formats & 1u << f))
            continue;
        unsigned layouts = allowed_layouts(p, the_case);
        if (!s->full_matrix && !the_case->layouts)
            layouts = rotate(layouts, p->seed, ordinal, (rms_format)f);
        for (unsigned l = 0; l < RMS_LAYOUT_COUNT && ok; l++)
            if (layouts & 1u << l)
                ok = list_candidates(p, the_case, (rms_format)f, (rms_layout)l, &scratch) &&
                     add_run(p, &scratch, NULL, carry);
        ok = ok && (carry || add_spelled_out(p, the_case, (rms_format)f, layouts, &scratch));
    }
    free(scratch.v);
    return ok;
}

/* Number of a case among those of its action in the whole suite, so that a selection does not change its layout. */
enum { ORDINALS_MAX = 8 };
typedef struct ordinals {
    struct {
        const rms_action_row *action;
        size_t next;
    } of[ORDINALS_MAX];
} ordinals;

static size_t next_ordinal(ordinals *counts, const rms_action_row *action)
{
    size_t i = 0;
    while (i + 1 < ORDINALS_MAX && counts->of[i].action && counts->of[i].action != action)
        i++;
    counts->of[i].action = action;
    return counts->of[i].next++;
}

/* Plan the cases of every action, or, with @p carried, the cases of that one action as mere carriers of exchanges. */
static int plan_cases(planner *p, const rms_action_row *carried)
{
    ordinals counts = {0};
    for (size_t r = 0; r < p->suite->n_rules; r++) {
        const rms_rule *rule = p->suite->rules[r];
        const int wanted = carried ? rule->action == carried : rms_selector_action(&p->selector, rule->action);
        if (rule->gateway && (carried || !rms_selector_hop(&p->selector, rule))) {
            const rms_check_names names = {.rule = rule->id};
            (void)rms_selector_skips(&p->selector, &names); /* it may be judged on suspicion */
            continue;
        }
        for (size_t c = 0; c < rule->n_cases; c++) {
            const size_t ordinal = rule->gateway ? 0 : next_ordinal(&counts, rule->action);
            if (wanted && !plan_case(p, &rule->cases[c], ordinal, carried != NULL))
                return 0;
        }
    }
    return 1;
}

int rms_plan_has_exchanges(const rms_plan *plan, const rms_action_row *action)
{
    for (size_t i = 0; i < plan->n_cases; i++)
        if (plan->cases[i].the_case->rule->action == action && !plan->cases[i].the_case->rule->gateway)
            return 1;
    return 0;
}

/* The checks that span the run, behind all others. One that is selected alone gets the action's exchanges as carriers.
 */
static int plan_across(planner *p)
{
    rms_plan *plan = p->plan;
    for (size_t r = 0; r < p->suite->n_rules; r++) {
        const rms_rule *rule = p->suite->rules[r];
        const rms_check_names none = {0};
        if (!rule->across_request_id || !rms_selector_action(&p->selector, rule->action) ||
            !is_selected(p, &none, rule, rule->id, NULL))
            continue;
        if (!rms_plan_has_exchanges(plan, rule->action) && !plan_cases(p, rule->action))
            return 0;
        if (!rms_plan_has_exchanges(plan, rule->action))
            continue;
        const rms_planned planned = {.kind = RMS_CHECK_ACROSS, .id = rule->id, .rule = rule};
        if (!push_check(&plan->checks, &plan->n_checks, &p->checks_capacity, planned))
            return 0;
    }
    return 1;
}

size_t rms_plan_count_rules(const rms_suite *suite, const rms_plan *plan)
{
    size_t n = 0;
    for (size_t r = 0; r < suite->n_rules; r++)
        for (size_t i = 0; i < plan->n_checks; i++)
            if (plan->checks[i].rule == suite->rules[r] || plan->checks[i].rule_if_error == suite->rules[r]) {
                n++;
                break;
            }
    return n;
}

static rms_plan *new_plan(void)
{
    rms_plan *plan = calloc(1, sizeof *plan);
    if (plan && !(plan->arena = rms_arena_new())) {
        free(plan);
        plan = NULL;
    }
    return plan;
}

rms_status rms_plan_make(const rms_suite *suite, const rms_selection *selection, uint64_t seed,
                         unsigned (*usable_layouts)(void *context, const rms_action_row *action), void *context,
                         rms_plan **ret, rms_error *err)
{
    planner p = {.suite = suite, .seed = seed, .usable_layouts = usable_layouts, .context = context};
    rms_status status = rms_selector_init(&p.selector, selection, err);
    if (status != RMS_OK)
        return status;
    p.plan = new_plan();
    if (!p.plan || !plan_cases(&p, NULL) || !plan_across(&p))
        status = rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    else if ((status = rms_selector_verify(&p.selector, err)) == RMS_OK && p.plan->n_checks == 0)
        status = rms_fail(err, RMS_E_NOT_FOUND, 0, "the selection leaves no check");
    rms_selector_done(&p.selector);
    if (status != RMS_OK || !p.plan) {
        rms_plan_free(p.plan);
        return status;
    }
    p.plan->n_rules = rms_plan_count_rules(suite, p.plan);
    for (size_t i = 0; i < p.plan->n_checks; i++)
        p.plan->checks[i].place = i;
    *ret = p.plan;
    return RMS_OK;
}

void rms_plan_free(rms_plan *plan)
{
    if (!plan)
        return;
    free(plan->checks);
    free(plan->cases);
    rms_arena_free(plan->arena);
    free(plan);
}

int rms_plan_wants(const rms_plan *plan, const rms_rule *rule)
{
    for (size_t i = 0; plan && i < plan->n_checks; i++)
        if (rms_planned_wants(&plan->checks[i]) == rule)
            return 1;
    return 0;
}
