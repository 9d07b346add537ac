/* Which rule stands behind an exchange: known before it happens as far as the case says what is expected. */
#include "harness/run/plan.h"

unsigned rms_step_expects(const rms_step *step)
{
    static const unsigned by_kind[] = {[RMS_EXPECT_SUCCESS] = RMS_EXPECTS_SUCCESS,
                                       [RMS_EXPECT_REFUSED] = RMS_EXPECTS_ERROR,
                                       [RMS_EXPECT_ERROR] = RMS_EXPECTS_ERROR,
                                       [RMS_EXPECT_OTHERWISE] = RMS_EXPECTS_SUCCESS | RMS_EXPECTS_ERROR};
    unsigned expects = 0;
    for (size_t i = 0; i < step->n_outcomes; i++)
        expects |= by_kind[step->outcomes[i].kind];
    return expects ? expects : RMS_EXPECTS_SUCCESS | RMS_EXPECTS_ERROR;
}

int rms_step_is_documented(const rms_case *the_case, const rms_step *step)
{
    if (the_case->rule->level != RMS_LEVEL_MUST)
        return 0;
    for (size_t i = 0; i < step->n_outcomes; i++)
        if (step->outcomes[i].kind == RMS_EXPECT_ERROR && step->outcomes[i].n_code > 0)
            return 1;
    return 0;
}

const rms_rule *rms_standing_rule(const rms_suite *suite, const rms_case *the_case, const rms_step *step, int error,
                                  rms_format format, rms_part part)
{
    const int documented = error && rms_step_is_documented(the_case, step);
    const rms_rule *rule = rms_suite_standing(suite, step->send.action, error, documented, format, part);
    return rule || !error ? rule : rms_suite_standing(suite, step->send.action, error, !documented, format, part);
}

const rms_rule *rms_planned_wants(const rms_planned *planned)
{
    if (planned->kind != RMS_CHECK_SHAPE && planned->kind != RMS_CHECK_CONVENTIONS)
        return planned->rule;
    switch (rms_step_expects(&planned->the_case->steps[planned->step])) {
    case RMS_EXPECTS_SUCCESS:
        return planned->rule;
    case RMS_EXPECTS_ERROR:
        return planned->rule_if_error;
    default:
        return NULL;
    }
}
