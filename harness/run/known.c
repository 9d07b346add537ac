#include "harness/run/known.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static const char unexpected_pass[] = "listed as known to fail, but it passed: remove the entry";

void rms_date_of(int64_t seconds, char ret[RMS_DATE_SIZE])
{
    const time_t at = (time_t)seconds;
    struct tm utc;
    if (!gmtime_r(&at, &utc) || strftime(ret, RMS_DATE_SIZE, "%Y-%m-%d", &utc) == 0)
        memcpy(ret, "0000-00-00", RMS_DATE_SIZE);
}

/* "GLOB (flaky, owner, until 2026-12-31): reason" */
static const char *entry_text(rms_arena *arena, const rms_baseline_entry *e, int expired)
{
    const char *const owner = e->owner ? e->owner : "", *const date = e->expires ? e->expires : "";
    const char *const until = !e->expires ? "" : expired ? "expired on " : "until ";
    const char *const first = e->flaky ? "flaky" : "";
    const char *const second = *first && *owner ? ", " : "", *const third = (*first || *owner) && *date ? ", " : "";
    return *first || *owner || *date ? rms_arena_printf(arena, "%s (%s%s%s%s%s%s): %s", e->match, first, second, owner,
                                                        third, until, date, e->reason)
                                     : rms_arena_printf(arena, "%s: %s", e->match, e->reason);
}

rms_status rms_known_init(rms_known *known, const rms_baseline *baseline, const char *today, int strict)
{
    *known = (rms_known){.strict = strict, .arena = rms_arena_new()};
    if (known->arena)
        known->entries = rms_arena_alloc(known->arena, baseline->n + 1, sizeof *known->entries);
    for (size_t i = 0; known->entries && i < baseline->n; i++) {
        const rms_baseline_entry *entry = &baseline->entries[i];
        const int expired = entry->expires && strcmp(entry->expires, today) < 0;
        known->entries[i] =
            (rms_known_entry){.entry = entry, .expired = expired, .text = entry_text(known->arena, entry, expired)};
        if (!known->entries[i].text)
            break;
        known->n++;
    }
    if (known->entries && known->n == baseline->n)
        return RMS_OK;
    rms_known_done(known);
    return RMS_E_NOMEM;
}

void rms_known_done(rms_known *known)
{
    rms_arena_free(known->arena);
    *known = (rms_known){0};
}

/* ---- what an entry names ---- */

static int names_planned(const rms_baseline_entry *entry, const rms_planned *planned)
{
    const rms_rule *const rules[] = {planned->rule, planned->rule_if_error};
    for (size_t i = 0; i < RMS_COUNT(rules); i++) {
        if (!rules[i])
            continue;
        const rms_baseline_names names = {.check = planned->id,
                                          .rule = rules[i]->id,
                                          .case_id = planned->the_case ? planned->the_case->id : rules[i]->id};
        if (rms_baseline_match(entry->match, &names))
            return 1;
    }
    return 0;
}

static int names_check(const rms_known_entry *k, const rms_event_check *check)
{
    const rms_baseline_names names = {.check = check->id, .rule = check->rule, .case_id = check->case_id};
    return rms_baseline_match(k->entry->match, &names);
}

rms_status rms_known_match_suite(rms_known *known, const rms_suite *suite)
{
    const rms_selection everything = {.full_matrix = 1, .gateway = 1};
    rms_plan *full = NULL;
    const rms_status status = rms_plan_make(suite, &everything, 0, NULL, NULL, &full, NULL);
    for (size_t i = 0; full && i < known->n; i++)
        for (size_t k = 0; k < full->n_checks && !known->entries[i].matched; k++)
            known->entries[i].matched = names_planned(known->entries[i].entry, &full->checks[k]);
    rms_plan_free(full);
    return status == RMS_E_NOT_FOUND ? RMS_OK : status; /* a suite without checks: nothing is matched */
}

/* How many checks of a plan the entry may name; @p ret_across gets how many of them span the run. */
static size_t count_named(const rms_known_entry *k, const rms_plan *plan, size_t *ret_across)
{
    size_t n = 0;
    *ret_across = 0;
    for (size_t i = 0; i < plan->n_checks; i++)
        if (names_planned(k->entry, &plan->checks[i])) {
            n++;
            *ret_across += plan->checks[i].kind == RMS_CHECK_ACROSS;
        }
    return n;
}

void rms_known_plan(rms_known *known, const rms_plan *whole, const rms_plan *own)
{
    for (size_t i = 0; i < known->n; i++) {
        rms_known_entry *k = &known->entries[i];
        size_t across, ignored;
        k->to_come = count_named(k, own, &across);
        if (own != whole) /* what spans the run is only a part of itself in a shard */
            k->elsewhere = count_named(k, whole, &ignored) - k->to_come + across;
    }
}

/* ---- checks ---- */

static int is_cut(const rms_event_check *check)
{
    static const char *const reasons[] = {RMS_REASON_INTERRUPTED, RMS_REASON_FAIL_FAST};
    for (size_t i = 0; check->verdict == RMS_VERDICT_SKIP && check->reason && i < RMS_COUNT(reasons); i++)
        if (strncmp(check->reason, reasons[i], strlen(reasons[i])) == 0)
            return 1;
    return 0;
}

/* A record-rule cannot fail, so that its pass says nothing about what is known to fail. */
static int is_pass(const rms_event_check *check)
{
    return check->verdict == RMS_VERDICT_PASS && check->level != RMS_LEVEL_RECORD;
}

void rms_known_take(rms_known *known, const rms_planned *planned, const rms_event_check *check)
{
    for (size_t i = 0; i < known->n; i++) {
        rms_known_entry *k = &known->entries[i];
        if (planned && names_planned(k->entry, planned))
            k->to_come--;
        if (!names_check(k, check))
            continue;
        k->checks++;
        k->failed += check->verdict == RMS_VERDICT_FAIL || check->verdict == RMS_VERDICT_WARN;
        k->passed += (size_t)is_pass(check);
        k->cut += (size_t)is_cut(check);
    }
}

/* An entry under which a pass may turn out to be unexpected. */
static int may_be_stale(const rms_known_entry *k)
{
    return !k->expired && !k->entry->flaky && k->failed == 0 && k->cut == 0 && k->elsewhere == 0;
}

static int is_stale(const rms_known_entry *k)
{
    return may_be_stale(k) && k->to_come == 0 && k->passed > 0;
}

int rms_known_is_open(const rms_known *known, const rms_event_check *check)
{
    int open = 0;
    if (!is_pass(check))
        return 0;
    for (size_t i = 0; i < known->n; i++) {
        const rms_known_entry *k = &known->entries[i];
        if (!names_check(k, check))
            continue;
        if ((k->entry->flaky && !k->expired) || is_stale(k))
            return 0;
        open |= may_be_stale(k) && k->to_come > 0;
    }
    return open;
}

int rms_verdict_fails(rms_verdict verdict, int strict)
{
    return verdict == RMS_VERDICT_FAIL || verdict == RMS_VERDICT_XPASS || (strict && verdict == RMS_VERDICT_WARN);
}

void rms_known_excuse(const rms_known *known, rms_event_check *check)
{
    const rms_known_entry *first = NULL, *flaky = NULL, *failing = NULL;
    int stale = 0;
    for (size_t i = 0; i < known->n; i++) {
        const rms_known_entry *k = &known->entries[i];
        if (!names_check(k, check))
            continue;
        first = first ? first : k;
        if (k->expired)
            continue;
        if (k->entry->flaky)
            flaky = flaky ? flaky : k;
        else
            failing = failing && is_stale(failing) >= is_stale(k) ? failing : k;
        stale |= is_stale(k);
    }
    const rms_known_entry *const valid = flaky ? flaky : failing;
    if (!first)
        return;
    check->known = (valid ? valid : first)->text;
    if (valid && rms_verdict_fails(check->verdict, known->strict)) {
        check->found = rms_verdict_word(check->verdict);
        check->verdict = RMS_VERDICT_XFAIL;
    } else if (stale && !flaky && is_pass(check)) {
        check->found = rms_verdict_word(check->verdict);
        check->verdict = RMS_VERDICT_XPASS;
        check->reason = unexpected_pass;
    }
}

/* ---- entries ---- */

static rms_baseline_state state_of(const rms_known_entry *k)
{
    return !k->matched                    ? RMS_BASELINE_UNMATCHED
           : k->expired                   ? RMS_BASELINE_EXPIRED
           : k->failed                    ? RMS_BASELINE_HIT
           : is_stale(k)                  ? RMS_BASELINE_STALE
           : k->entry->flaky && k->passed ? RMS_BASELINE_QUIET
                                          : RMS_BASELINE_UNVERIFIED;
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void tell_unverified(const rms_known_entry *k, char *text, size_t n)
{
    if (k->passed && k->elsewhere)
        (void)snprintf(text, n, "%zu of its checks passed here, %zu are in other shards: 'rmspec report merge' decides",
                       k->passed, k->elsewhere);
    else if (k->passed)
        (void)snprintf(text, n, "%zu of its checks passed, but the run ended before all of them were executed",
                       k->passed);
    else if (k->checks)
        (void)snprintf(text, n, "none of the %zu check%s that it names came to a verdict", k->checks,
                       plural(k->checks));
    else
        (void)snprintf(text, n, "none of the checks that it names is part of this %s", k->elsewhere ? "shard" : "run");
}

static void tell_entry(const rms_known_entry *k, rms_baseline_state state, char *text, size_t n)
{
    switch (state) {
    case RMS_BASELINE_HIT:
        (void)snprintf(text, n, "%zu of the %zu check%s that it names failed", k->failed, k->checks, plural(k->checks));
        break;
    case RMS_BASELINE_STALE:
        (void)snprintf(text, n, "every executed check that it names passed (%zu): remove the entry", k->passed);
        break;
    case RMS_BASELINE_EXPIRED:
        (void)snprintf(text, n,
                       "its last day was %s, it excuses nothing any more: fix what it names or give it a new date",
                       k->entry->expires);
        break;
    case RMS_BASELINE_UNMATCHED:
        (void)snprintf(text, n, "it names no rule, no case and no check that exists: correct or remove the entry");
        break;
    case RMS_BASELINE_QUIET:
        (void)snprintf(text, n, "the %zu check%s that it names did not fail this time", k->checks, plural(k->checks));
        break;
    case RMS_BASELINE_UNVERIFIED:
    case RMS_BASELINE_COUNT:
        tell_unverified(k, text, n);
        break;
    }
}

rms_event_baseline rms_known_event(const rms_known_entry *entry, char *text, size_t n)
{
    const rms_baseline_entry *e = entry->entry;
    const rms_baseline_state state = state_of(entry);
    tell_entry(entry, state, text, n);
    return (rms_event_baseline){.file = e->where.file,
                                .line = e->where.line,
                                .pattern = e->match,
                                .reason = e->reason,
                                .owner = e->owner,
                                .expires = e->expires,
                                .flaky = e->flaky,
                                .state = state,
                                .checks = entry->checks,
                                .failed = entry->failed,
                                .passed = entry->passed,
                                .skipped = entry->checks - entry->failed - entry->passed,
                                .elsewhere = entry->elsewhere,
                                .text = text};
}
