#include "harness/run/emit.h"

#include "harness/run/records.h"

#include <string.h>

enum { PROGRESS_EVERY_MS = 100, CHANGED_TOLD_MAX = 10, RMS_CHANGED_BYTES = 512 };

const char rms_fail_fast_reason[] = RMS_REASON_FAIL_FAST "a check before it failed the run";

void rms_emit(const rms_emitter *emitter, const rms_event *event)
{
    for (size_t i = 0; i < emitter->n_reporters; i++)
        emitter->reporters[i]->event(emitter->reporters[i], event);
}

void rms_emit_note(const rms_emitter *emitter, const char *text)
{
    rms_emit(emitter, &(rms_event){.kind = RMS_EVENT_NOTE, .u.note = text});
}

/* The text as one word of a POSIX shell. */
static void put_quoted(const char *text, rms_buffer *out)
{
    rms_buffer_putc(out, '\'');
    for (; *text; text++)
        if (*text == '\'')
            rms_buffer_puts(out, "'\\''");
        else
            rms_buffer_putc(out, *text);
    rms_buffer_putc(out, '\'');
}

/* rmspec run http://... --only 'id'; of what was recorded: rmspec replay 'file'. What was judged on suspicion of a hop
 * is asked for when it is repeated. */
static const char *repeat_text(const rms_emitter *emitter, const rms_planned *planned, const rms_record *record,
                               rms_buffer *out)
{
    const int is_suspected = planned->rule && planned->rule->gateway && emitter->options->selection.n_hop_rules;
    if (!record && !emitter->options->repeat_command)
        return NULL;
    if (record)
        rms_buffer_puts(out, "rmspec replay ");
    else
        rms_buffer_printf(out, "%s%s --only ", emitter->options->repeat_command, is_suspected ? " --gateway" : "");
    put_quoted(record ? record->file : planned->id, out);
    return out->status == RMS_OK ? out->p : NULL;
}

static const char *join_decided_by(const rms_rule *rule, rms_buffer *out)
{
    for (size_t i = 0; i < rule->n_decided_by; i++)
        rms_buffer_printf(out, "%s%s", i ? " " : "", rule->decided_by[i]);
    return out->status == RMS_OK ? out->p : NULL;
}

static void tell(rms_emitter *emitter, const rms_rule *rule, const rms_event_check *check)
{
    rms_tally_add(emitter->tally, rule, check->verdict, check->judged);
    emitter->broken |= rms_verdict_fails(check->verdict, emitter->options->strict);
    rms_emit(emitter, &(rms_event){.kind = RMS_EVENT_CHECK, .u.check = *check});
}

/* Tell what waits, up to the first check whose verdict is still open. */
static void tell_held(rms_emitter *emitter)
{
    for (const rms_held_check *first; (first = rms_held_first(&emitter->held));) {
        rms_event_check check = first->check;
        if (rms_known_is_open(emitter->known, &check))
            return;
        rms_known_excuse(emitter->known, &check);
        tell(emitter, first->rule, &check);
        rms_held_pop(&emitter->held);
    }
}

/* With a baseline, a pass may have to wait until it is known whether it was expected. */
static void take(rms_emitter *emitter, const rms_planned *planned, const rms_rule *rule, const rms_event_check *check)
{
    rms_event_check excused = *check;
    rms_known_take(emitter->known, planned, check);
    rms_known_excuse(emitter->known, &excused);
    emitter->broken |= rms_verdict_fails(excused.verdict, emitter->options->strict);
    if (!rms_held_first(&emitter->held) && !rms_known_is_open(emitter->known, check))
        tell(emitter, rule, &excused);
    else if (rms_held_push(&emitter->held, check, rule) == RMS_OK)
        tell_held(emitter);
    else
        tell(emitter, rule, &excused); /* without memory: out of order, and as far as is known now */
}

static const rms_record *record_of(const rms_emitter *emitter, const rms_planned *planned)
{
    const rms_records *records = emitter->options->records;
    return records ? rms_records_find(records, planned->the_case->id, planned->format, planned->layout) : NULL;
}

/* Where the reader finds what was sent and what came. */
static const char *name_of(const rms_emitter *emitter, const rms_planned *planned)
{
    const rms_evidence_sink *sink = emitter->options->evidence;
    const rms_record *record = record_of(emitter, planned);
    const rms_planned_case run = {.the_case = planned->the_case, .format = planned->format, .layout = planned->layout};
    if (record)
        return record->json ? record->file : NULL;
    return sink && sink->name ? sink->name(sink->context, &run) : NULL;
}

/* That the cases have changed since, or what judges them; the first few by name. */
static void tell_changed(rms_emitter *emitter, const char *id, const char *was, const rms_checked *checked)
{
    char text[RMS_CHANGED_BYTES];
    if (++emitter->changed > CHANGED_TOLD_MAX)
        return;
    (void)snprintf(text, sizeof text, "judged again, %s is %s; it was %s when it was recorded", id,
                   rms_verdict_word(checked->verdict), was);
    rms_emit_note(emitter, text);
}

void rms_emit_changed(rms_emitter *emitter)
{
    char text[RMS_CHANGED_BYTES];
    if (emitter->changed <= CHANGED_TOLD_MAX)
        return;
    (void)snprintf(text, sizeof text, "judged again, %zu checks are not what they were when they were recorded",
                   emitter->changed);
    rms_emit_note(emitter, text);
}

static void emit_check(rms_emitter *emitter, const rms_planned *planned, const rms_checked *checked, double ms,
                       const rms_event_texts *seen)
{
    const rms_rule *rule = checked->rule;
    const int across = planned->kind == RMS_CHECK_ACROSS;
    const rms_record *record = across ? NULL : record_of(emitter, planned);
    const char *was = record ? rms_record_was(record, planned->id) : NULL;
    RMS_AUTO(rms_buffer_done) rms_buffer repeat = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer decided_by = {0};
    const rms_event_check check = {.id = planned->id,
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
                                   .repeat =
                                       repeat_text(emitter, planned, record && record->json ? record : NULL, &repeat),
                                   .duration_ms = ms,
                                   .place = planned->place,
                                   .judged = checked->judged,
                                   .evidence = across ? NULL : name_of(emitter, planned),
                                   .was = was,
                                   .seen = seen ? *seen : (rms_event_texts){0}};
    emitter->done++;
    if (was && strcmp(was, rms_verdict_word(checked->verdict)) != 0)
        tell_changed(emitter, planned->id, was, checked);
    take(emitter, planned, rule, &check);
}

void rms_emit_case(rms_emitter *emitter, const rms_planned_case *planned, const rms_case_report *report)
{
    const int left_out = emitter->options->fail_fast && emitter->broken;
    if (report->arrange_failed && !left_out)
        rms_emit(emitter,
                 &(rms_event){.kind = RMS_EVENT_ARRANGE_FAILED,
                              .u.arrange_failed = {planned->the_case->id, report->arrange_failed, planned->n}});
    for (size_t i = 0; i < planned->n; i++) {
        const rms_planned *check = &emitter->plan->checks[planned->first + i];
        const rms_rule *rule = check->rule ? check->rule : check->rule_if_error;
        const rms_checked no_memory = {.verdict = RMS_VERDICT_ERROR, .rule = rule, .reason = "out of memory"};
        const rms_checked skipped = {.verdict = RMS_VERDICT_SKIP, .rule = rule, .reason = rms_fail_fast_reason};
        emit_check(emitter, check,
                   left_out         ? &skipped
                   : report->checks ? &report->checks[i]
                                    : &no_memory,
                   report->ms, NULL);
    }
}

void rms_emit_across(rms_emitter *emitter, const rms_planned *planned, const rms_checked *checked,
                     const rms_event_texts *seen)
{
    emit_check(emitter, planned, checked, 0, seen);
}

void rms_emit_baseline(rms_emitter *emitter, size_t ret[RMS_BASELINE_COUNT])
{
    char text[256];
    for (size_t i = 0; i < emitter->known->n; i++) {
        const rms_event event = {.kind = RMS_EVENT_BASELINE,
                                 .u.baseline = rms_known_event(&emitter->known->entries[i], text, sizeof text)};
        ret[event.u.baseline.state]++;
        rms_emit(emitter, &event);
    }
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
