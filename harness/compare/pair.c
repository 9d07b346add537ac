#include "harness/compare/pair.h"

#include "harness/run/known.h"

#include <stdio.h>
#include <string.h>

/* ---- aspects ---- */

/* Shown also where they are alike, so that the reader sees what was answered. */
static int is_context(const char *name)
{
    static const char *const names[] = {"answer", "status", "body", "body.Code"};
    for (size_t i = 0; i < RMS_COUNT(names); i++)
        if (strcmp(names[i], name) == 0)
            return 1;
    return 0;
}

static int same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

typedef struct aspects {
    rms_diff_aspect *v;
    size_t n, different;
    rms_arena *arena;
    rms_status status;
} aspects;

static void add(aspects *list, const char *step, const char *what, const char *left, const char *right)
{
    const int differs = !same_text(left, right);
    if (list->status != RMS_OK || (!differs && !is_context(what)))
        return;
    rms_diff_aspect *larger = rms_arena_grow(list->arena, list->v, list->n, sizeof *larger);
    if (!larger) {
        list->status = RMS_E_NOMEM;
        return;
    }
    list->v = larger;
    larger[list->n++] = (rms_diff_aspect){.step = step, .what = what, .value = {left, right}, .differs = differs};
    list->different += differs != 0;
}

/* "body" of "body.Code": facets of one part stand together. */
static size_t part_n(const char *name)
{
    return strcspn(name, ".[");
}

static int same_part(const char *a, const char *b)
{
    return part_n(a) == part_n(b) && strncmp(a, b, part_n(a)) == 0;
}

static int has_part(const rms_facets *facets, const char *name)
{
    for (size_t i = 0; i < facets->n; i++)
        if (same_part(facets->v[i].name, name))
            return 1;
    return 0;
}

/* The world is looked at when the answer was right: what nobody looked at is told once, and not as an empty world. */
static int is_look(const char *name)
{
    return strncmp(name, RMS_FACET_AFTER, part_n(name)) == 0 && part_n(name) == strlen(RMS_FACET_AFTER);
}

static void add_right_only(aspects *list, const char *step, const rms_facets *left, const rms_facets *right,
                           const char *part)
{
    const int looked = has_part(left, RMS_FACET_AFTER);
    for (size_t i = 0; i < right->n; i++) {
        const char *name = right->v[i].name;
        if ((part && !same_part(name, part)) || (!part && has_part(left, name)) || rms_facet_value(left, name))
            continue;
        if (is_look(name) && !looked) {
            if (!i || !is_look(right->v[i - 1].name))
                add(list, step, RMS_FACET_AFTER, "was not looked at", "was looked at");
        } else {
            add(list, step, name, NULL, right->v[i].value);
        }
    }
}

/* Both are in the order of what came; names are mostly the same at the same place. */
static void compare_facets(aspects *list, const char *step, const rms_facets *left, const rms_facets *right)
{
    const int looked = has_part(right, RMS_FACET_AFTER);
    for (size_t i = 0; i < left->n; i++) {
        const rms_facet *facet = &left->v[i];
        const int beside = i < right->n && strcmp(right->v[i].name, facet->name) == 0;
        const int first = !i || !same_part(left->v[i - 1].name, facet->name);
        if (!is_look(facet->name) || looked)
            add(list, step, facet->name, facet->value,
                beside ? right->v[i].value : rms_facet_value(right, facet->name));
        else if (first)
            add(list, step, RMS_FACET_AFTER, "was looked at", "was not looked at");
        if (i + 1 == left->n || !same_part(left->v[i + 1].name, facet->name))
            add_right_only(list, step, left, right, facet->name);
    }
    add_right_only(list, step, left, right, NULL);
}

/* What both exchanged; a step that only one of them came to is a difference of its own. */
static void compare_steps(const rms_pair *pair, aspects *list)
{
    const rms_side_run *left = pair->run[RMS_DIFF_LEFT], *right = pair->run[RMS_DIFF_RIGHT];
    const size_t most = left->n_steps > right->n_steps ? left->n_steps : right->n_steps;
    for (size_t i = 0; i < most && list->status == RMS_OK; i++) {
        if (i < left->n_steps && i < right->n_steps)
            compare_facets(list, left->steps[i].name, &left->steps[i].facets, &right->steps[i].facets);
        else
            add(list, (i < left->n_steps ? left : right)->steps[i].name, "the step",
                i < left->n_steps ? "was played" : "was not reached",
                i < right->n_steps ? "was played" : "was not reached");
    }
}

/* ---- words ---- */

/* "RemoveInstances InstanceId.1=$a" of the first step that differs, or of the first. */
static const char *request_of(const rms_pair *pair, const rms_diff_finding *finding)
{
    static const char prefix[] = "request.";
    const rms_side_run *run = pair->run[pair->run[RMS_DIFF_LEFT]->n_steps ? RMS_DIFF_LEFT : RMS_DIFF_RIGHT];
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    size_t at = 0;
    for (size_t i = 0; i < finding->n_aspects; i++)
        if (finding->aspects[i].differs) {
            while (at + 1 < run->n_steps && strcmp(run->steps[at].name, finding->aspects[i].step) != 0)
                at++;
            break;
        }
    if (!run->n_steps)
        return NULL;
    const rms_facets *facets = &run->steps[at].facets;
    const char *action = rms_facet_value(facets, "request.Action");
    if (run->the_case->n_steps > 1)
        rms_buffer_printf(&text, "%s: ", run->steps[at].name);
    rms_buffer_puts(&text, action ? action : "(no Action)");
    for (size_t i = 0; i < facets->n; i++)
        if (strncmp(facets->v[i].name, prefix, sizeof prefix - 1) == 0 &&
            strcmp(facets->v[i].name, "request.Action") != 0)
            rms_buffer_printf(&text, " %s=%s", facets->v[i].name + sizeof prefix - 1, facets->v[i].value);
    return text.status == RMS_OK ? rms_arena_copy_span(pair->arena, rms_buffer_view(&text)) : NULL;
}

/* The command of the step that differs: that of a check behind it, or else of the case. */
static const char *command_of(const rms_pair *pair, rms_diff_which which, const char *step)
{
    const char *command = NULL;
    char part[96];
    (void)snprintf(part, sizeof part, ":%.80s:", step ? step : "");
    for (size_t i = 0; i < pair->n; i++) {
        const rms_event_check *check = rms_pair_check(pair, which, i);
        if (check->request && step && strstr(check->id, part))
            return check->request;
        command = command ? command : check->request;
    }
    return command;
}

static const char *differing_step(const rms_diff_finding *finding)
{
    for (size_t i = 0; i < finding->n_aspects; i++)
        if (finding->aspects[i].differs)
            return finding->aspects[i].step;
    return NULL;
}

static void describe(const rms_pair *pair, rms_diff_finding *finding)
{
    const rms_event_check *own = rms_pair_check(pair, RMS_DIFF_LEFT, 0);
    const char *step = differing_step(finding);
    finding->rule = own->rule;
    finding->case_id = own->case_id;
    finding->format = own->format;
    finding->layout = own->layout;
    finding->level = own->level;
    finding->says = own->says;
    finding->document = own->document;
    finding->clause = own->clause;
    finding->decided_by = own->decided_by;
    if (pair->run[RMS_DIFF_LEFT])
        finding->request = request_of(pair, finding);
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++) {
        finding->command[which] = command_of(pair, which, step);
        finding->repeat[which] = rms_pair_check(pair, which, 0)->repeat;
    }
}

/* ---- was it played? ---- */

static int is_interrupted(const char *reason)
{
    return reason && strncmp(reason, RMS_REASON_INTERRUPTED, strlen(RMS_REASON_INTERRUPTED)) == 0;
}

static const char *reason_of(const rms_pair *pair, rms_diff_which which)
{
    for (size_t i = 0; i < pair->n; i++)
        if (rms_pair_check(pair, which, i)->reason)
            return rms_pair_check(pair, which, i)->reason;
    return "no reason is known";
}

/* A case that judges a hop has no record: it was played when its rule was judged. */
static int was_played(const rms_pair *pair, rms_diff_which which)
{
    const rms_verdict verdict = rms_pair_check(pair, which, 0)->verdict;
    if (pair->run[which] && !pair->run[which]->the_case->rule->gateway)
        return pair->run[which]->n_steps > 0;
    return verdict != RMS_VERDICT_SKIP && verdict != RMS_VERDICT_ERROR;
}

static int is_broken_anywhere(const rms_pair *pair)
{
    for (size_t i = 0; i < pair->n; i++)
        for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
            if (rms_pair_check(pair, which, i)->verdict == RMS_VERDICT_FAIL && rms_pair_is_judged_otherwise(pair, i))
                return 1;
    return 0;
}

static int some_check_is_judged_otherwise(const rms_pair *pair)
{
    for (size_t i = 0; i < pair->n; i++)
        if (rms_pair_is_judged_otherwise(pair, i))
            return 1;
    return 0;
}

/* A run that was broken off says nothing of the endpoint. */
static int is_broken_off(const rms_pair *pair)
{
    for (size_t i = 0; i < pair->n; i++)
        for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
            if (is_interrupted(rms_pair_check(pair, which, i)->reason))
                return 1;
    return 0;
}

/* ---- all of it ---- */

/* What kind of finding; COUNT for none. */
static rms_diff_kind kind_of(const rms_pair *pair, const aspects *list)
{
    const rms_side_run *run = pair->run[RMS_DIFF_LEFT];
    if (run && run->the_case->rule->gateway)
        return !some_check_is_judged_otherwise(pair)            ? RMS_DIFF_KIND_COUNT
               : run->the_case->rule->level == RMS_LEVEL_RECORD ? RMS_DIFF_PERMITTED
                                                                : RMS_DIFF_ON_THE_WAY;
    if (list->different)
        return RMS_DIFF_ANSWER;
    if (run && rms_pair_differs_on_the_way(pair))
        return RMS_DIFF_ON_THE_WAY;
    return some_check_is_judged_otherwise(pair) ? RMS_DIFF_VERDICT : RMS_DIFF_KIND_COUNT;
}

rms_status rms_pair_compare(const rms_pair *pair, rms_pairing *ret_pairing, rms_diff_finding *ret,
                            const char *why[RMS_DIFF_SIDES])
{
    const int left = was_played(pair, RMS_DIFF_LEFT), right = was_played(pair, RMS_DIFF_RIGHT);
    aspects list = {.arena = pair->arena};
    rms_diff_finding finding = {.kind = left ? RMS_DIFF_ONLY_LEFT : RMS_DIFF_ONLY_RIGHT};
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
        why[which] = reason_of(pair, which);
    if (is_broken_off(pair) || (!left && !right && !is_broken_anywhere(pair))) {
        *ret_pairing = RMS_PAIR_NEITHER;
        return RMS_OK;
    }
    if (left && right && pair->run[RMS_DIFF_LEFT])
        compare_steps(pair, &list);
    if (left == right)
        finding.kind = left ? kind_of(pair, &list) : RMS_DIFF_VERDICT;
    else
        finding.why[left ? RMS_DIFF_RIGHT : RMS_DIFF_LEFT] = why[left ? RMS_DIFF_RIGHT : RMS_DIFF_LEFT];
    if (list.status != RMS_OK || finding.kind == RMS_DIFF_KIND_COUNT) {
        *ret_pairing = RMS_PAIR_EQUAL;
        return list.status;
    }
    finding.aspects = list.v;
    finding.n_aspects = list.n;
    describe(pair, &finding);
    *ret_pairing = RMS_PAIR_DIFFERS;
    const rms_status status = rms_pair_blame(pair, &finding);
    if (status == RMS_OK)
        *ret = finding;
    return status;
}

static const rms_diff_aspect *next_differing(const rms_diff_finding *finding, size_t *at)
{
    while (*at < finding->n_aspects && !finding->aspects[*at].differs)
        ++*at;
    return *at < finding->n_aspects ? &finding->aspects[(*at)++] : NULL;
}

static int same_aspects(const rms_diff_finding *a, const rms_diff_finding *b)
{
    size_t i = 0, k = 0;
    for (;;) {
        const rms_diff_aspect *x = next_differing(a, &i), *y = next_differing(b, &k);
        if (!x || !y)
            return x == y;
        if (!same_text(x->step, y->step) || !same_text(x->what, y->what) ||
            !same_text(x->value[RMS_DIFF_LEFT], y->value[RMS_DIFF_LEFT]) ||
            !same_text(x->value[RMS_DIFF_RIGHT], y->value[RMS_DIFF_RIGHT]))
            return 0;
    }
}

int rms_finding_is_like(const rms_diff_finding *a, const rms_diff_finding *b)
{
    return a->kind == b->kind && a->wrong == b->wrong && same_text(a->case_id, b->case_id) && same_aspects(a, b) &&
           same_text(a->why[RMS_DIFF_LEFT], b->why[RMS_DIFF_LEFT]) &&
           same_text(a->why[RMS_DIFF_RIGHT], b->why[RMS_DIFF_RIGHT]);
}
