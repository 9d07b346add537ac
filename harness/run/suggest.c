#include "harness/run/suggest.h"

#include <stdio.h>
#include <string.h>

static rms_verdict found(const rms_event_check *check)
{
    for (int v = 0; check->found && v < RMS_VERDICT_COUNT; v++)
        if (strcmp(check->found, rms_verdict_word((rms_verdict)v)) == 0)
            return (rms_verdict)v;
    return check->verdict;
}

static int is_failure(const rms_event_check *check, int strict)
{
    const rms_verdict verdict = found(check);
    return verdict == RMS_VERDICT_FAIL || (strict && verdict == RMS_VERDICT_WARN);
}

static int matches(const char *match, const rms_event_check *check)
{
    const rms_baseline_names names = {.check = check->id, .rule = check->rule, .case_id = check->case_id};
    return rms_baseline_match(match, &names);
}

/* ---- names, from the widest to the narrowest ---- */

enum { CANDIDATES = 4 };

/* What the id has behind "case[JSON,get]"; NULL when it is not written so. */
static const char *part_of(const rms_event_check *check)
{
    const size_t n = strlen(check->case_id);
    const char *close =
        strncmp(check->id, check->case_id, n) == 0 && check->id[n] == '[' ? strchr(check->id + n, ']') : NULL;
    return close ? close + 1 : NULL;
}

/* The case's own rule is named by the case; another rule that is judged there by the check's part of the name. */
static void list_candidates(rms_arena *arena, const rms_event_check *check, const char *ret[CANDIDATES])
{
    const char *part = part_of(check);
    memset(ret, 0, CANDIDATES * sizeof *ret);
    ret[0] = check->rule;
    if (part)
        ret[1] = *part ? rms_arena_printf(arena, "%s[*]%s", check->case_id, part) : check->case_id;
    if (part)
        ret[2] = rms_arena_printf(arena, "%s[%s,*]%s", check->case_id, check->format, part);
    ret[3] = check->id;
}

/* 1 when everything that was judged under that name failed. */
static int is_true(const char *match, const rms_event_check *checks, size_t n, int strict)
{
    for (size_t i = 0; i < n; i++)
        if (checks[i].judged && !is_failure(&checks[i], strict) && matches(match, &checks[i]))
            return 0;
    return 1;
}

/* ---- reasons ---- */

/* One line, cut between two characters. */
static const char *reason_of(rms_arena *arena, const rms_event_check *check)
{
    char text[RMS_SUGGEST_REASON_MAX];
    const char *actual = check->actual && check->expected ? check->actual : NULL;
    const int length = snprintf(text, sizeof text, "%s%s%s%s%s", check->reason ? check->reason : "it failed",
                                check->expected ? "; expected " : "", check->expected ? check->expected : "",
                                actual ? ", found " : "", actual ? actual : "");
    size_t n = strlen(text);
    if (length >= (int)sizeof text)
        while (n > 0 && ((unsigned char)text[n - 1] & 0xC0) == 0x80) /* the rest of a character, and its first byte */
            n--;
    if (length >= (int)sizeof text && n > 0 && ((unsigned char)text[n - 1] & 0x80))
        n--;
    text[n] = '\0';
    for (char *p = text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            *p = ' ';
    return rms_arena_copy(arena, text);
}

/* ---- entries ---- */

typedef struct suggesting {
    const rms_event_check *checks;
    size_t n;
    const rms_suggest_options *options;
    rms_arena *arena;
    unsigned char *covered; /* by check */
    rms_baseline_entry *entries;
    size_t n_entries;
} suggesting;

static rms_status add_entry(suggesting *s, const rms_event_check *check)
{
    const char *candidates[CANDIDATES];
    size_t best = 0;
    list_candidates(s->arena, check, candidates);
    while (best + 1 < CANDIDATES &&
           !(candidates[best] && is_true(candidates[best], s->checks, s->n, s->options->strict)))
        best++;
    rms_baseline_entry *larger = rms_arena_grow(s->arena, s->entries, s->n_entries, sizeof *larger);
    const char *reason = reason_of(s->arena, check);
    if (!larger || !reason)
        return RMS_E_NOMEM;
    s->entries = larger;
    s->entries[s->n_entries++] = (rms_baseline_entry){
        .match = candidates[best], .reason = reason, .owner = s->options->owner, .expires = s->options->expires};
    for (size_t i = 0; i < s->n; i++)
        s->covered[i] |= matches(candidates[best], &s->checks[i]);
    return RMS_OK;
}

rms_status rms_baseline_suggest(const rms_event_check *checks, size_t n, const rms_suggest_options *options,
                                rms_arena *arena, rms_baseline_entry **ret, size_t *ret_n, rms_error *err)
{
    suggesting s = {checks, n, options, arena, rms_arena_alloc(arena, n + 1, 1), NULL, 0};
    rms_status status = s.covered ? RMS_OK : RMS_E_NOMEM;
    for (size_t i = 0; i < n && status == RMS_OK; i++) {
        if (s.covered[i] || !is_failure(&checks[i], options->strict))
            continue;
        if (s.n_entries == RMS_BASELINE_ENTRIES_MAX)
            return rms_fail(err, RMS_E_LIMIT, 0, "more than %d entries would be needed: too much is broken to be known",
                            RMS_BASELINE_ENTRIES_MAX);
        status = add_entry(&s, &checks[i]);
    }
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    *ret = s.entries;
    *ret_n = s.n_entries;
    return RMS_OK;
}
