/* How the checks of a run end: verdict, level, and the texts that the report shows. */
#include "harness/run/case_run_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_SHOWN_BYTES = 2000, REASON_BYTES = 1024 };

/* Length of the UTF-8 sequence at @p p, 0 when there is none. */
static size_t utf8_length(const unsigned char *p, size_t n)
{
    static const struct {
        unsigned char mask, lead;
        unsigned min;
    } forms[] = {{0x80, 0x00, 0}, {0xE0, 0xC0, 0x80}, {0xF0, 0xE0, 0x800}, {0xF8, 0xF0, 0x10000}};
    for (size_t i = 0; i < RMS_COUNT(forms); i++) {
        if ((p[0] & forms[i].mask) != forms[i].lead || i + 1 > n)
            continue;
        unsigned point = p[0] & (unsigned char)~forms[i].mask;
        for (size_t k = 1; k <= i; k++) {
            if ((p[k] & 0xC0) != 0x80)
                return 0;
            point = point << 6 | (p[k] & 0x3F);
        }
        return point < forms[i].min || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF) ? 0 : i + 1;
    }
    return 0;
}

/* A copy that is UTF-8 whatever came over the wire. NULL for NULL and without memory. */
static const char *clean_copy(rms_arena *arena, const char *text)
{
    RMS_AUTO(rms_buffer_done) rms_buffer clean = {0};
    if (!text)
        return NULL;
    for (size_t n = strlen(text); n > 0;) {
        const size_t length = utf8_length((const unsigned char *)text, n);
        if (length)
            rms_buffer_append(&clean, text, length);
        else
            rms_buffer_puts(&clean, "\xEF\xBF\xBD");
        text += length ? length : 1;
        n -= length ? length : 1;
    }
    return clean.status == RMS_OK ? rms_arena_copy_span(arena, rms_buffer_view(&clean)) : NULL;
}

static int is_about_signing(const rms_send *send)
{
    static const char *const names[] = {"AccessKeyId",    "Signature",     "SignatureMethod", "SignatureVersion",
                                        "SignatureNonce", "SignatureType", "Timestamp",       "SecurityToken"};
    for (size_t i = 0; i < RMS_COUNT(names); i++) {
        for (size_t k = 0; k < send->n_set; k++)
            if (strcmp(send->set[k].name, names[i]) == 0)
                return 1;
        for (size_t k = 0; k < send->n_omit; k++)
            if (strcmp(send->omit[k], names[i]) == 0)
                return 1;
    }
    return send->how_signed != RMS_SIGNED_AS_SENT || send->after_signing || send->encoding != RMS_ENCODING_AS_SIGNED ||
           send->n_headers;
}

/* A signed request works once. What 'rmspec sign' can sign again the reader gets as such a command; a case that is
 * about signatures, or has a caller of its own, is repeated by running it. */
static int can_be_signed_again(const rms_case_run *run, const rms_step *step)
{
    const rms_run_options *options = run->ground->options;
    return options->sign_command && !run->the_case->rule->gateway && !run->ground->is_past &&
           rms_run_signature(run, step) != RMS_SIGNATURE_NONE && !run->arranged->caller &&
           !is_about_signing(&step->send);
}

static void print_request(const rms_case_run *run, const rms_played *played, const rms_step *step, rms_buffer *out)
{
    const rms_run_options *options = run->ground->options;
    const char *url = options->arrange.url[step->send.action->product];
    if (!can_be_signed_again(run, step)) {
        rms_command_print_over(&options->exchange.transport, url, &played->wire, out);
        return;
    }
    RMS_AUTO(rms_buffer_done) rms_buffer program = {0};
    rms_buffer_printf(&program, "%s --signature %s", options->sign_command,
                      rms_signature_word(rms_run_signature(run, step)));
    rms_command_print_unsigned(program.p ? program.p : "", url, run->planned->layout, &played->sent, out);
}

static const char *request_text(rms_case_run *run, rms_played *played, const rms_step *step)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    if (played->request || !played->wire.target)
        return played->request;
    print_request(run, played, step, &text);
    rms_buffer_append(&text, "", 0);
    return played->request = text.status == RMS_OK ? clean_copy(run->report.arena, text.p) : NULL;
}

/* Status line, content type and the first bytes of the body. */
static const char *answer_text(rms_case_run *run, rms_played *played)
{
    const rms_exchanged *http = &played->http;
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    if (played->answer || !played->has_answer)
        return played->answer;
    if (http->symptom != RMS_SYMPTOM_NONE)
        rms_buffer_printf(&text, "%s%s%s\n", rms_symptom_doc(http->symptom), http->detail[0] ? ": " : "", http->detail);
    if (http->status) {
        const size_t shown = http->body_n < ANSWER_SHOWN_BYTES ? http->body_n : ANSWER_SHOWN_BYTES;
        rms_buffer_printf(&text, "HTTP %d\nContent-Type: %s\n", http->status,
                          http->content_type ? http->content_type : "(none)");
        if (http->location)
            rms_buffer_printf(&text, "Location: %s\n", http->location);
        rms_buffer_putc(&text, '\n');
        rms_mask((rms_span){http->body ? http->body : "", shown}, &text);
        if (shown < http->body_n)
            rms_buffer_printf(&text, "\n... (%zu bytes in all)", http->body_n);
    }
    rms_buffer_append(&text, "", 0);
    return played->answer = text.status == RMS_OK ? clean_copy(run->report.arena, text.p) : NULL;
}

static int is_quiet(rms_verdict verdict)
{
    return verdict == RMS_VERDICT_PASS || verdict == RMS_VERDICT_OBSERVED;
}

void rms_check_end(rms_case_run *run, size_t i, const rms_rule *rule, const rms_finding *finding, int step)
{
    rms_checked *checked = &run->report.checks[i];
    const rms_planned *planned = &run->checks[i];
    if (checked->done)
        return;
    const rms_finding unknown = {.verdict = RMS_VERDICT_ERROR, .reason = run->ground->gap};
    if (run->ground->gap) /* whatever was made of a question that nobody answered is no verdict */
        finding = &unknown;
    const rms_rule *shown = rule ? rule : planned->rule ? planned->rule : planned->rule_if_error;
    const rms_verdict verdict = rms_verdict_at_level(finding->verdict, shown->level);
    checked->done = 1;
    checked->rule = shown;
    checked->verdict = verdict;
    checked->judged = verdict != RMS_VERDICT_SKIP && verdict != RMS_VERDICT_ERROR && !finding->race;
    checked->reason = clean_copy(run->report.arena, finding->reason);
    checked->expected = clean_copy(run->report.arena, finding->expected);
    checked->actual = clean_copy(run->report.arena, finding->actual);
    if (step >= 0 && !(run->ground->options->brief && is_quiet(verdict))) {
        checked->request = request_text(run, &run->played[step], &run->the_case->steps[step]);
        checked->answer = answer_text(run, &run->played[step]);
    }
}

void rms_checks_end(rms_case_run *run, rms_verdict verdict, const char *reason)
{
    const rms_finding finding = {.verdict = verdict, .reason = reason};
    for (size_t i = 0; i < run->planned->n; i++)
        rms_check_end(run, i, NULL, &finding, -1);
}

void rms_also_end(rms_case_run *run, const rms_finding *finding)
{
    for (size_t i = 0; i < run->planned->n; i++)
        if (run->checks[i].kind == RMS_CHECK_ALSO && run->checks[i].step == run->at &&
            !run->checks[i].rule->judges_message)
            rms_check_end(run, i, NULL, finding, (int)run->at);
}

int rms_run_wants_own(const rms_case_run *run)
{
    for (size_t i = 0; i < run->planned->n; i++)
        if (run->checks[i].kind == RMS_CHECK_OWN ||
            (run->checks[i].kind == RMS_CHECK_ALSO && !run->checks[i].rule->judges_message))
            return 1;
    return 0;
}

long rms_own_end(rms_case_run *run, const rms_finding *finding)
{
    char reason[REASON_BYTES];
    for (size_t i = 0; i < run->planned->n; i++)
        if (run->checks[i].kind == RMS_CHECK_OWN)
            rms_check_end(run, i, NULL, finding, (int)run->at);
    rms_also_end(run, finding);
    (void)snprintf(reason, sizeof reason, "not sent: %s did not go as expected%s%s", rms_run_step(run)->name,
                   finding->reason ? ": " : "", finding->reason ? finding->reason : "");
    rms_checks_end(run, RMS_VERDICT_SKIP, reason);
    run->stage = RMS_STAGE_CLOSE;
    return 0;
}

long rms_own_stop(rms_case_run *run, rms_verdict verdict, const char *format, ...)
{
    char reason[REASON_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    return rms_own_end(run, &(rms_finding){.verdict = verdict, .reason = reason});
}

long rms_run_stop(rms_case_run *run, rms_verdict verdict, const char *format, ...)
{
    char reason[REASON_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(reason, sizeof reason, format, args);
    va_end(args);
    rms_checks_end(run, verdict, reason);
    run->stage = RMS_STAGE_CLOSE;
    return 0;
}

long rms_run_interrupted(rms_case_run *run)
{
    const int stopping = atomic_load(&run->context->stopping);
    run->interrupted_at = run->stages;
    run->interruption = stopping                    ? run->context->stop_reason
                        : run->ground->interruption ? run->ground->interruption
                                                    : "the run was ended";
    return rms_run_stop(run, RMS_VERDICT_SKIP, "interrupted: %s", run->interruption);
}
