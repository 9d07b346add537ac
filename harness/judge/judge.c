/* Whether an answer is what a step expects. */
#include "harness/judge/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rms_verdict rms_verdict_at_level(rms_verdict verdict, rms_level level)
{
    static const rms_verdict fail_at[] = {[RMS_LEVEL_MUST] = RMS_VERDICT_FAIL,
                                          [RMS_LEVEL_SHOULD] = RMS_VERDICT_WARN,
                                          [RMS_LEVEL_RECORD] = RMS_VERDICT_OBSERVED};
    return verdict == RMS_VERDICT_FAIL ? fail_at[level] : verdict;
}

void rms_complain(rms_complaints *complaints, const char *expected, const char *format, ...)
{
    char text[512];
    va_list args;
    if (complaints->n++ >= RMS_COMPLAINTS_MAX)
        return;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rms_buffer_printf(&complaints->actual, "%s%s", complaints->actual.n ? "; " : "", text);
    if (expected)
        rms_buffer_printf(&complaints->expected, "%s%s", complaints->expected.n ? "; " : "", expected);
}

void rms_complaints_done(rms_complaints *complaints)
{
    rms_buffer_done(&complaints->expected);
    rms_buffer_done(&complaints->actual);
    complaints->n = 0;
}

static int has_code(const rms_outcome *outcome, const char *code)
{
    for (size_t i = 0; code && i < outcome->n_code; i++)
        if (strcmp(outcome->code[i], code) == 0)
            return 1;
    return 0;
}

static int status_fits(const rms_outcome *outcome, int status)
{
    for (size_t i = 0; i < outcome->n_status; i++)
        if (outcome->status[i] == status)
            return 1;
    return outcome->n_status == 0 && status / 100 == 4;
}

static rms_match match_error(const rms_outcome *outcome, const rms_answered *answered)
{
    if (!status_fits(outcome, answered->http->status))
        return RMS_MATCH_NONE;
    if (answered->unreadable || (outcome->n_code && !answered->code))
        return RMS_MATCH_UNREADABLE;
    return outcome->n_code == 0 || has_code(outcome, answered->code) ? RMS_MATCH_OUTCOME : RMS_MATCH_NONE;
}

static rms_match match_class(int fits, const rms_answered *answered)
{
    if (!fits)
        return RMS_MATCH_NONE;
    return answered->unreadable ? RMS_MATCH_UNREADABLE : RMS_MATCH_OUTCOME;
}

static rms_match match(const rms_outcome *outcome, const rms_answered *answered)
{
    const int class = answered->http->status / 100;
    switch (outcome->kind) {
    case RMS_EXPECT_SUCCESS:
        return match_class(class == 2, answered);
    case RMS_EXPECT_REFUSED:
        return match_class(class == 4, answered);
    case RMS_EXPECT_ERROR:
        return match_error(outcome, answered);
    case RMS_EXPECT_OTHERWISE:
        break;
    }
    return RMS_MATCH_OUTCOME;
}

rms_match rms_judge_expectation(const rms_step *step, const rms_answered *answered, const rms_outcome **ret_outcome)
{
    *ret_outcome = NULL;
    if (answered->http->symptom != RMS_SYMPTOM_NONE)
        return RMS_MATCH_UNREADABLE;
    if (step->n_outcomes == 0)
        return answered->unreadable ? RMS_MATCH_UNREADABLE : RMS_MATCH_OUTCOME;
    for (size_t i = 0; i < step->n_outcomes; i++) {
        const rms_match fits = match(&step->outcomes[i], answered);
        if (fits == RMS_MATCH_OUTCOME)
            *ret_outcome = &step->outcomes[i];
        if (fits != RMS_MATCH_NONE)
            return fits;
    }
    return RMS_MATCH_NONE;
}

int rms_judge_is_busy(const rms_step *step, const rms_answered *answered)
{
    if (answered->http->symptom != RMS_SYMPTOM_NONE || !rms_catalogue_is_busy(answered->http->status, answered->code))
        return 0;
    for (size_t i = 0; i < step->n_outcomes; i++)
        if (has_code(&step->outcomes[i], answered->code))
            return 0;
    return 1;
}

/* "400", "400 or 404", "any 4xx". */
static void describe_error(const rms_outcome *outcome, rms_buffer *out)
{
    for (size_t i = 0; i < outcome->n_status; i++)
        rms_buffer_printf(out, "%s%d", i ? " or " : "", outcome->status[i]);
    if (outcome->n_status == 0)
        rms_buffer_puts(out, "a refusal (4xx)");
    for (size_t i = 0; i < outcome->n_code; i++)
        rms_buffer_printf(out, "%s%s", i ? " or " : outcome->n_status ? " " : " with ", outcome->code[i]);
}

static void describe_outcome(const rms_outcome *outcome, rms_buffer *out)
{
    if (outcome->kind == RMS_EXPECT_SUCCESS)
        rms_buffer_puts(out, "a success (2xx)");
    else if (outcome->kind == RMS_EXPECT_REFUSED)
        rms_buffer_puts(out, "a refusal (4xx)");
    else
        describe_error(outcome, out);
}

/* The outcomes that are as they should be, or the other ones. Returns how many there were. */
static size_t describe_outcomes(const rms_step *step, int good, const char *before, rms_buffer *out)
{
    size_t n = 0;
    for (size_t i = 0; i < step->n_outcomes; i++) {
        const rms_outcome *outcome = &step->outcomes[i];
        const int is_good = outcome->verdict != RMS_VERDICT_FAIL && outcome->verdict != RMS_VERDICT_WARN;
        if (outcome->kind == RMS_EXPECT_OTHERWISE || is_good != good)
            continue;
        rms_buffer_puts(out, n++ ? ", or " : before);
        describe_outcome(outcome, out);
    }
    return n;
}

void rms_step_describe(const rms_step *step, rms_buffer *out)
{
    if (!describe_outcomes(step, 1, "", out) && !describe_outcomes(step, 0, "anything but ", out))
        rms_buffer_puts(out, "an answer");
}
