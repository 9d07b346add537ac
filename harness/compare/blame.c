/* Who is wrong: the checks that one side breaks and the other does not, and what a hop did. */
#include "harness/compare/pair.h"

#include <string.h>

#define BIT(change) (UINT64_C(1) << (change))

static int is_broken(const rms_event_check *check)
{
    return check->level != RMS_LEVEL_RECORD &&
           (check->verdict == RMS_VERDICT_FAIL || check->verdict == RMS_VERDICT_WARN);
}

static int is_silent(const rms_event_check *check)
{
    return check->verdict == RMS_VERDICT_SKIP || check->verdict == RMS_VERDICT_ERROR;
}

int rms_pair_is_judged_otherwise(const rms_pair *pair, size_t i)
{
    const rms_event_check *left = rms_pair_check(pair, RMS_DIFF_LEFT, i);
    const rms_event_check *right = rms_pair_check(pair, RMS_DIFF_RIGHT, i);
    return !(is_silent(left) && is_silent(right)) && left->verdict != right->verdict;
}

/* ---- on the way ---- */

static uint64_t kinds_of(const rms_side_run *run)
{
    uint64_t kinds = 0;
    for (size_t s = 0; run && s < run->n_steps; s++)
        for (size_t i = 0; i < run->steps[s].n_changes; i++)
            kinds |= BIT(run->steps[s].changes[i].kind);
    return kinds;
}

int rms_pair_differs_on_the_way(const rms_pair *pair)
{
    return kinds_of(pair->run[RMS_DIFF_LEFT]) != kinds_of(pair->run[RMS_DIFF_RIGHT]);
}

/* The words of all changes, or of those of one kind; each once. */
static const char *words_of(const rms_pair *pair, const rms_side_run *run, uint64_t kinds)
{
    RMS_AUTO(rms_buffer_done) rms_buffer words = {0};
    for (size_t s = 0; run && s < run->n_steps; s++)
        for (size_t i = 0; i < run->steps[s].n_changes; i++) {
            const rms_side_change *change = &run->steps[s].changes[i];
            if (!(kinds & BIT(change->kind)) || !change->text || (words.n && strstr(words.p, change->text)))
                continue;
            rms_buffer_printf(&words, "%s%s", words.n ? "; " : "", change->text);
        }
    return words.n && words.status == RMS_OK ? rms_arena_copy_span(pair->arena, rms_buffer_view(&words)) : NULL;
}

/* ---- the checks that say so ---- */

static rms_status add_check(rms_diff_finding *finding, rms_arena *arena, const rms_diff_check *check)
{
    rms_diff_check *larger =
        rms_arena_grow(arena, (rms_diff_check *)finding->checks, finding->n_checks, sizeof *larger);
    if (!larger)
        return RMS_E_NOMEM;
    larger[finding->n_checks++] = *check;
    finding->checks = larger;
    return RMS_OK;
}

/* The rule that a side breaks, where sides are judged by different ones: an answer's shape depends on what came. */
static const rms_event_check *telling(const rms_event_check *left, const rms_event_check *right)
{
    return is_broken(right) && !is_broken(left) ? right : left;
}

/* Played on one side only: that the other was not judged is the finding itself. */
static int is_one_sided(const rms_diff_finding *finding)
{
    return finding->kind == RMS_DIFF_ONLY_LEFT || finding->kind == RMS_DIFF_ONLY_RIGHT;
}

static rms_status add_checks(const rms_pair *pair, rms_diff_finding *finding, int broken[RMS_DIFF_SIDES])
{
    rms_status status = RMS_OK;
    for (size_t i = 0; i < pair->n && status == RMS_OK; i++) {
        const rms_event_check *left = rms_pair_check(pair, RMS_DIFF_LEFT, i);
        const rms_event_check *right = rms_pair_check(pair, RMS_DIFF_RIGHT, i);
        const rms_event_check *one = telling(left, right);
        broken[RMS_DIFF_LEFT] |= is_broken(left);
        broken[RMS_DIFF_RIGHT] |= is_broken(right);
        const int told = !is_one_sided(finding) && rms_pair_is_judged_otherwise(pair, i);
        if (!is_broken(left) && !is_broken(right) && !told)
            continue;
        status = add_check(finding, pair->arena,
                           &(rms_diff_check){.id = one->id,
                                             .rule = one->rule,
                                             .level = one->level,
                                             .document = one->document,
                                             .clause = one->clause,
                                             .verdict = {left->verdict, right->verdict},
                                             .reason = {left->reason, right->reason}});
    }
    return status;
}

/* A rule on hops for each kind of change that one side has and the other has not. */
static rms_status add_changes(const rms_pair *pair, rms_diff_finding *finding, int broken[RMS_DIFF_SIDES])
{
    const uint64_t kinds[] = {kinds_of(pair->run[RMS_DIFF_LEFT]), kinds_of(pair->run[RMS_DIFF_RIGHT])};
    rms_status status = RMS_OK;
    for (rms_change kind = 0; kind < RMS_CHANGE_COUNT && status == RMS_OK; kind++) {
        const int left = (kinds[RMS_DIFF_LEFT] & BIT(kind)) != 0, right = (kinds[RMS_DIFF_RIGHT] & BIT(kind)) != 0;
        const rms_rule *rule = left != right ? rms_side_watcher(pair->suite, kind) : NULL;
        if (!rule)
            continue;
        const rms_verdict bad = rule->level == RMS_LEVEL_MUST ? RMS_VERDICT_FAIL : RMS_VERDICT_WARN;
        broken[left ? RMS_DIFF_LEFT : RMS_DIFF_RIGHT] = 1;
        status = add_check(finding, pair->arena,
                           &(rms_diff_check){.id = rule->id,
                                             .rule = rule->id,
                                             .level = rule->level,
                                             .document = rule->source,
                                             .clause = rule->clause,
                                             .verdict = {left ? bad : RMS_VERDICT_PASS, right ? bad : RMS_VERDICT_PASS},
                                             .reason = {words_of(pair, pair->run[RMS_DIFF_LEFT], BIT(kind)),
                                                        words_of(pair, pair->run[RMS_DIFF_RIGHT], BIT(kind))}});
    }
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
        finding->on_the_way[which] = words_of(pair, pair->run[which], ~UINT64_C(0));
    return status;
}

/* Where both break something, a side is wrong that breaks more than the other does. A side that could not be played is
 * wrong when a check of it says so; of the other nothing is said. */
static void decide(rms_diff_finding *finding, int broken[RMS_DIFF_SIDES])
{
    if (is_one_sided(finding))
        broken[finding->kind == RMS_DIFF_ONLY_LEFT ? RMS_DIFF_LEFT : RMS_DIFF_RIGHT] = 0;
    int alone[RMS_DIFF_SIDES] = {0};
    for (size_t i = 0; i < finding->n_checks; i++) {
        const rms_diff_check *check = &finding->checks[i];
        const int left =
            check->verdict[RMS_DIFF_LEFT] == RMS_VERDICT_FAIL || check->verdict[RMS_DIFF_LEFT] == RMS_VERDICT_WARN;
        const int right =
            check->verdict[RMS_DIFF_RIGHT] == RMS_VERDICT_FAIL || check->verdict[RMS_DIFF_RIGHT] == RMS_VERDICT_WARN;
        alone[RMS_DIFF_LEFT] |= left && !right && check->level != RMS_LEVEL_RECORD;
        alone[RMS_DIFF_RIGHT] |= right && !left && check->level != RMS_LEVEL_RECORD;
    }
    const int none_alone = !alone[RMS_DIFF_LEFT] && !alone[RMS_DIFF_RIGHT];
    const int *who = none_alone || is_one_sided(finding) ? broken : alone;
    finding->wrong = who[RMS_DIFF_LEFT] && who[RMS_DIFF_RIGHT] ? RMS_DIFF_WRONG_BOTH
                     : who[RMS_DIFF_LEFT]                      ? RMS_DIFF_WRONG_LEFT
                     : who[RMS_DIFF_RIGHT]                     ? RMS_DIFF_WRONG_RIGHT
                                                               : RMS_DIFF_WRONG_NOBODY;
}

rms_status rms_pair_blame(const rms_pair *pair, rms_diff_finding *finding)
{
    int broken[RMS_DIFF_SIDES] = {0};
    rms_status status = add_checks(pair, finding, broken);
    if (status == RMS_OK)
        status = add_changes(pair, finding, broken);
    decide(finding, broken);
    return status;
}
