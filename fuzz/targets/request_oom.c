/* A whole request read and printed while memory runs out at one place after the other. */
#include "fuzz/common/guard.h"
#include "fuzz/common/oracle.h"
#include "rmspec/verdict.h"

#include <stdlib.h>
#include <string.h>

/* Allocations of all attempts on one input together: it bounds the time that an input takes. */
enum { BUDGET = 20000 };

/* Split, parse, and print what came of it. Results are written on success only. */
static rms_status attempt(rms_span input, rms_status *ret_verdict, char **ret_line, char **ret_printed)
{
    const rms_request_options options = {.dialects = RMS_DIALECT_ALL};
    RMS_AUTO(rms_verdict_done) rms_verdict verdict = {.status = RMS_STATUS_COUNT};
    char *line = NULL, *printed = NULL;
    size_t n = 0;
    rms_status status = rms_verdict_of(input, &options, &verdict);
    RMS_ORACLE("oom.untouched", status == RMS_OK || verdict.status == RMS_STATUS_COUNT, "a verdict without memory: %s",
               rms_oracle_show(input));
    if (status == RMS_OK)
        status = rms_verdict_to_json(&verdict, &line);
    if (status == RMS_OK && verdict.request)
        status = rms_request_print(verdict.request, RMS_LAYOUT_POST_SPLIT, &printed, &n);
    RMS_ORACLE("oom.untouched", status == RMS_OK || !printed, "a text without memory: %s", rms_oracle_show(input));
    if (status != RMS_OK) {
        free(line);
        return status;
    }
    *ret_verdict = verdict.status;
    *ret_line = line;
    *ret_printed = printed;
    return RMS_OK;
}

/* One attempt, with what it allocated. */
static rms_allocations run(rms_span input, rms_status *ret, rms_status *ret_verdict, char **ret_line,
                           char **ret_printed)
{
    char *line = NULL, *printed = NULL;
    *ret = attempt(input, ret_verdict, &line, &printed);
    rms_allocations seen = rms_allocations_disarm();
    seen.live -= (line != NULL) + (printed != NULL);
    *ret_line = line;
    *ret_printed = printed;
    return seen;
}

/* What an attempt with enough memory says. */
struct plain {
    rms_allocations seen;
    rms_status verdict;
    char *line, *printed;
};

static int same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void fail_one(rms_span input, size_t nth, const struct plain *plain, int for_good)
{
    rms_status status, verdict = RMS_OK;
    char *line, *printed;
    if (for_good)
        rms_allocations_arm_for_good(nth);
    else
        rms_allocations_arm(nth);
    const rms_allocations seen = run(input, &status, &verdict, &line, &printed);
    /* what is malformed may be found out without the memory that was missing: then nothing else may differ */
    const int same = status == RMS_OK && same_text(line, plain->line) && same_text(printed, plain->printed);
    RMS_ORACLE("oom.clean", status == RMS_E_NOMEM || (same && plain->verdict == RMS_E_SYNTAX),
               "allocation %zu of %zu%s: %s, %s: %s", nth, plain->seen.calls, for_good ? " and all later" : "",
               rms_status_text(status), line ? line : "", rms_oracle_show(input));
    RMS_ORACLE("oom.leak", seen.live == 0, "allocation %zu of %zu%s leaves %ld: %s", nth, plain->seen.calls,
               for_good ? " and all later" : "", seen.live, rms_oracle_show(input));
    free(line);
    free(printed);
}

static struct plain run_plain(rms_span input)
{
    struct plain p;
    rms_status status;
    rms_allocations_arm(0);
    p.seen = run(input, &status, &p.verdict, &p.line, &p.printed);
    RMS_ORACLE("oom.leak", status == RMS_OK && p.seen.live == 0, "%s, %ld left: %s", rms_status_text(status),
               p.seen.live, rms_oracle_show(input));
    return p;
}

static void plain_done(struct plain *plain)
{
    free(plain->line);
    free(plain->printed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    rms_guard_start();
    const rms_span input = rms_fuzz_copy(data, size);
    struct plain plain = run_plain(input);

    /* every allocation while the budget lasts, else evenly spread ones, shifted by the input */
    const size_t calls = plain.seen.calls;
    const size_t rounds = 2 * calls * calls <= BUDGET ? calls : BUDGET / 2 / calls;
    const size_t step = rounds ? calls / rounds : 1;
    for (size_t i = 0; i < rounds; i++) {
        const size_t nth = i * step + (size_t)(rms_fuzz_hash(input) % step) + 1;
        fail_one(input, nth, &plain, 0);
        fail_one(input, nth, &plain, 1);
    }
    struct plain again = run_plain(input);
    RMS_ORACLE("oom.same-again", same_text(plain.line, again.line) && same_text(plain.printed, again.printed),
               "%s, then %s: %s", plain.line, again.line, rms_oracle_show(input));
    plain_done(&plain);
    plain_done(&again);
    free((char *)input.p);
    return 0;
}
