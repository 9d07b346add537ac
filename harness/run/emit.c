#include "harness/run/emit.h"

#include <string.h>

enum { PROGRESS_EVERY_MS = 100 };

void rms_emit(const rms_emitter *emitter, const rms_event *event)
{
    for (size_t i = 0; i < emitter->n_reporters; i++)
        emitter->reporters[i]->event(emitter->reporters[i], event);
}

void rms_emit_note(const rms_emitter *emitter, const char *text)
{
    rms_emit(emitter, &(rms_event){.kind = RMS_EVENT_NOTE, .u.note = text});
}

/* rmspec run http://... --only 'id', quoted for a POSIX shell. */
static const char *repeat_text(const rms_emitter *emitter, const char *id, rms_buffer *out)
{
    if (!emitter->options->repeat_command)
        return NULL;
    rms_buffer_printf(out, "%s --only '", emitter->options->repeat_command);
    for (; *id; id++)
        if (*id == '\'')
            rms_buffer_puts(out, "'\\''");
        else
            rms_buffer_putc(out, *id);
    rms_buffer_putc(out, '\'');
    return out->status == RMS_OK ? out->p : NULL;
}

static const char *join_decided_by(const rms_rule *rule, rms_buffer *out)
{
    for (size_t i = 0; i < rule->n_decided_by; i++)
        rms_buffer_printf(out, "%s%s", i ? " " : "", rule->decided_by[i]);
    return out->status == RMS_OK ? out->p : NULL;
}

static void emit_check(rms_emitter *emitter, const rms_planned *planned, const rms_checked *checked, double ms)
{
    const rms_rule *rule = checked->rule;
    const int across = planned->kind == RMS_CHECK_ACROSS;
    RMS_AUTO(rms_buffer_done) rms_buffer repeat = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer decided_by = {0};
    const rms_event event = {
        .kind = RMS_EVENT_CHECK,
        .u.check = {.id = planned->id,
                    .rule = rule->id,
                    .case_id = across ? rule->id : planned->the_case->id,
                    .action = across ? rule->action->name : planned->the_case->rule->action->name,
                    .format = across ? "all" : rms_format_name(planned->format),
                    .layout = across ? "all" : rms_layout_name(planned->layout),
                    .level = rule->level,
                    .verdict = checked->verdict,
                    .says = rule->says,
                    .document = rule->source,
                    .clause = rule->clause,
                    .decided_by = join_decided_by(rule, &decided_by),
                    .reason = checked->reason,
                    .expected = checked->expected,
                    .actual = checked->actual,
                    .request = checked->request,
                    .answer = checked->answer,
                    .repeat = repeat_text(emitter, planned->id, &repeat),
                    .duration_ms = ms},
    };
    rms_tally_add(emitter->tally, rule, checked->verdict, checked->judged);
    emitter->done++;
    rms_emit(emitter, &event);
}

void rms_emit_case(rms_emitter *emitter, const rms_planned_case *planned, const rms_case_report *report)
{
    if (report->arrange_failed)
        rms_emit(emitter,
                 &(rms_event){.kind = RMS_EVENT_ARRANGE_FAILED,
                              .u.arrange_failed = {planned->the_case->id, report->arrange_failed, planned->n}});
    for (size_t i = 0; i < planned->n; i++) {
        const rms_planned *check = &emitter->plan->checks[planned->first + i];
        const rms_checked no_memory = {.verdict = RMS_VERDICT_ERROR,
                                       .rule = check->rule ? check->rule : check->rule_if_error,
                                       .reason = "out of memory"};
        emit_check(emitter, check, report->checks ? &report->checks[i] : &no_memory, report->ms);
    }
}

void rms_emit_across(rms_emitter *emitter, const rms_planned *planned, const rms_checked *checked)
{
    emit_check(emitter, planned, checked, 0);
}

void rms_emit_progress(rms_emitter *emitter, const char *current)
{
    const double now = rms_clock_ms();
    if (now - emitter->last_progress_ms < PROGRESS_EVERY_MS)
        return;
    emitter->last_progress_ms = now;
    const rms_ledger *ledger = &emitter->tally->ledger;
    rms_emit(emitter, &(rms_event){.kind = RMS_EVENT_PROGRESS,
                                   .u.progress = {.done = emitter->done,
                                                  .planned = ledger->planned,
                                                  .failed = ledger->count[RMS_VERDICT_FAIL],
                                                  .current = current}});
}
