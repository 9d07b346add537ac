/* A case as a YAML row. */
#include "harness/cases/print.h"

#include <stdio.h>
#include <string.h>

static void then(rms_printer *p, const rms_then *value)
{
    if (value->kind == RMS_THEN_NOTHING)
        return;
    rms_print_text(p, "then");
    if (value->kind == RMS_THEN_UNCHANGED)
        rms_print_text(p, "unchanged");
    else
        rms_print_world(p, value->world, 1);
}

/* ---- send ---- */

static void form(rms_printer *p, const char *key, const char *value)
{
    rms_print_open_map(p, RMS_PRINT_FLOW);
    rms_print_text_pair(p, key, value);
    rms_print_close_map(p);
}

/* In the largest unit that divides it: never more digits than were read. */
static void seconds(rms_printer *p, long value)
{
    static const struct {
        char unit;
        long seconds;
    } units[] = {{'h', 3600}, {'m', 60}, {'s', 1}};
    char relative[32];
    size_t i = 0;
    while (i + 1 < RMS_COUNT(units) && (value == 0 || value % units[i].seconds != 0))
        i++;
    (void)snprintf(relative, sizeof relative, "%ld%c", value / units[i].seconds, units[i].unit);
    form(p, "now", relative);
}

static void sent_value(rms_printer *p, const rms_value *value)
{
    switch (value->kind) {
    case RMS_VALUE_TEXT:
        rms_print_text(p, value->text);
        break;
    case RMS_VALUE_NUMBER:
        form(p, "number", value->text);
        break;
    case RMS_VALUE_JSON:
        form(p, "json", value->text);
        break;
    case RMS_VALUE_RAW:
        form(p, "raw", value->text);
        break;
    case RMS_VALUE_NOW:
        seconds(p, value->seconds);
        break;
    case RMS_VALUE_FROM:
        form(p, "from", value->text);
        break;
    case RMS_VALUE_LIST:
        rms_print_open_list(p, RMS_PRINT_FLOW);
        for (size_t i = 0; i < value->n; i++)
            sent_value(p, &value->item[i]);
        rms_print_close_list(p);
        break;
    case RMS_VALUE_MAP:
        rms_print_open_map(p, RMS_PRINT_FLOW);
        for (size_t i = 0; i < value->n; i++) {
            rms_print_text(p, value->key[i]);
            sent_value(p, &value->item[i]);
        }
        rms_print_close_map(p);
        break;
    }
}

static void send(rms_printer *p, const char *key, const rms_send *value, const rms_action_row *under_test)
{
    rms_print_text(p, key);
    rms_print_open_map(p, RMS_PRINT_FLOW);
    if (value->action != under_test)
        rms_print_text_pair(p, "action", value->action->name);
    for (size_t i = 0; i < value->n_set; i++) {
        rms_print_text(p, value->set[i].name);
        sent_value(p, &value->set[i].value);
    }
    rms_print_text_list(p, "omit", value->omit, value->n_omit);
    if (value->n_append) {
        rms_print_text(p, "append");
        rms_print_open_list(p, RMS_PRINT_FLOW);
        for (size_t i = 0; i < value->n_append; i++) {
            rms_print_open_list(p, RMS_PRINT_FLOW);
            rms_print_text(p, value->append[i].name);
            sent_value(p, &value->append[i].value);
            rms_print_close_list(p);
        }
        rms_print_close_list(p);
    }
    if (value->how_signed != RMS_SIGNED_AS_SENT) {
        rms_print_text(p, "Signature");
        form(p, "sign", rms_signed_word(value->how_signed));
    }
    if (value->encoding != RMS_ENCODING_AS_SIGNED)
        rms_print_text_pair(p, "encoding", rms_encoding_word(value->encoding));
    if (value->n_headers) {
        rms_print_text(p, "headers");
        rms_print_open_map(p, RMS_PRINT_FLOW);
        for (size_t i = 0; i < value->n_headers; i++) {
            rms_print_text(p, value->headers[i].name);
            sent_value(p, &value->headers[i].value);
        }
        rms_print_close_map(p);
    }
    if (value->after_signing)
        send(p, "after-signing", value->after_signing, value->action);
    rms_print_close_map(p);
}

/* ---- expect and answer ---- */

static void expected_error(rms_printer *p, const rms_outcome *outcome)
{
    rms_print_open_map(p, RMS_PRINT_FLOW);
    if (outcome->n_status) {
        rms_print_text(p, "status");
        if (outcome->n_status > 1)
            rms_print_open_list(p, RMS_PRINT_FLOW);
        for (size_t i = 0; i < outcome->n_status; i++)
            rms_print_number(p, outcome->status[i]);
        if (outcome->n_status > 1)
            rms_print_close_list(p);
    }
    if (outcome->n_code == 1)
        rms_print_text_pair(p, "error", outcome->code[0]);
    else
        rms_print_text_list(p, "error", outcome->code, outcome->n_code);
    rms_print_close_map(p);
}

static void expected(rms_printer *p, const rms_outcome *outcome)
{
    if (outcome->kind == RMS_EXPECT_ERROR)
        expected_error(p, outcome);
    else
        rms_print_text(p, outcome->kind == RMS_EXPECT_REFUSED ? "refused" : "success");
}

static int is_plain(const rms_step *step)
{
    return step->n_outcomes == 1 && step->outcomes[0].kind != RMS_EXPECT_OTHERWISE &&
           step->outcomes[0].verdict == RMS_VERDICT_PASS && !step->outcomes[0].why;
}

static void expect(rms_printer *p, const rms_step *step)
{
    rms_print_text(p, "expect");
    if (is_plain(step)) {
        expected(p, &step->outcomes[0]);
        then(p, &step->outcomes[0].then);
        return;
    }
    rms_print_open_list(p, RMS_PRINT_BLOCK);
    for (size_t i = 0; i < step->n_outcomes; i++) {
        const rms_outcome *outcome = &step->outcomes[i];
        rms_print_open_map(p, RMS_PRINT_FLOW);
        if (outcome->kind == RMS_EXPECT_OTHERWISE) {
            rms_print_text_pair(p, "otherwise", rms_verdict_word(outcome->verdict));
        } else {
            rms_print_text(p, "when");
            expected(p, outcome);
            rms_print_text_pair(p, "verdict", rms_verdict_word(outcome->verdict));
        }
        then(p, &outcome->then);
        rms_print_text_pair(p, "why", outcome->why);
        rms_print_close_map(p);
    }
    rms_print_close_list(p);
}

static void member(rms_printer *p, const rms_answer_member *value)
{
    rms_print_text(p, value->path);
    switch (value->test) {
    case RMS_MEMBER_EQUALS:
        rms_print_text(p, value->text[0]);
        break;
    case RMS_MEMBER_NOT:
        form(p, "not", value->text[0]);
        break;
    case RMS_MEMBER_CONTAINS:
        form(p, "contains", value->text[0]);
        break;
    case RMS_MEMBER_UNORDERED:
        rms_print_open_map(p, RMS_PRINT_FLOW);
        rms_print_text_pair(p, "matches", "unordered");
        rms_print_text(p, "of");
        rms_print_open_list(p, RMS_PRINT_FLOW);
        for (size_t i = 0; i < value->n; i++)
            rms_print_text(p, value->text[i]);
        rms_print_close_list(p);
        rms_print_close_map(p);
        break;
    case RMS_MEMBER_PRESENT:
        rms_print_text(p, "present");
        break;
    case RMS_MEMBER_KNOWN_ACTIVITY:
        rms_print_text(p, "known-activity");
        break;
    }
}

/* ---- steps and the case ---- */

/* "message" of ess/RemoveInstances/message */
static const char *relative_id(const char *id)
{
    for (int slashes = 0; slashes < 2 && *id; id++)
        slashes += *id == '/';
    return id;
}

static void step_keys(rms_printer *p, const rms_step *step, const rms_action_row *under_test)
{
    send(p, "send", &step->send, under_test);
    if (step->n_outcomes) /* none through a gateway */
        expect(p, step);
    if (step->n_members) {
        rms_print_text(p, "answer");
        rms_print_open_map(p, RMS_PRINT_FLOW);
        for (size_t i = 0; i < step->n_members; i++)
            member(p, &step->members[i]);
        rms_print_close_map(p);
    }
    if (step->n_also) {
        rms_print_text(p, "also");
        rms_print_open_list(p, RMS_PRINT_FLOW);
        for (size_t i = 0; i < step->n_also; i++)
            rms_print_text(p, relative_id(step->also[i]->id));
        rms_print_close_list(p);
    }
    if (step->while_activity) {
        rms_print_text(p, "while");
        form(p, "activity", step->while_activity);
    }
}

static void steps(rms_printer *p, const rms_case *the_case)
{
    rms_print_text(p, "steps");
    rms_print_open_list(p, RMS_PRINT_BLOCK);
    for (size_t i = 0; i < the_case->n_steps; i++) {
        char usual[32];
        rms_print_open_map(p, RMS_PRINT_BLOCK);
        (void)snprintf(usual, sizeof usual, "step%zu", i + 1);
        if (strcmp(usual, the_case->steps[i].name) != 0)
            rms_print_text_pair(p, "name", the_case->steps[i].name);
        step_keys(p, &the_case->steps[i], the_case->rule->action);
        rms_print_close_map(p);
    }
    rms_print_close_list(p);
}

static void axis(rms_printer *p, const char *key, unsigned mask, const char *const *words)
{
    if (!mask)
        return;
    rms_print_text(p, key);
    rms_print_open_list(p, RMS_PRINT_FLOW);
    for (unsigned i = 0; words[i]; i++)
        if (mask & 1u << i)
            rms_print_text(p, words[i]);
    rms_print_close_list(p);
}

/* The row of an `each` is what follows the case's own name in the id: rule/case/row. */
static void each(rms_printer *p, const rms_case *the_case)
{
    const char *row = strchr(the_case->id + strlen(the_case->rule->id) + 1, '/');
    if (!row)
        return;
    rms_print_text(p, "each");
    rms_print_open_list(p, RMS_PRINT_FLOW);
    form(p, "row", row + 1);
    rms_print_close_list(p);
}

static void wire(rms_printer *p, const rms_case_wire *value)
{
    rms_print_text(p, "wire");
    rms_print_open_map(p, RMS_PRINT_FLOW);
    rms_print_text_pair(p, "raw", value->raw);
    rms_print_text_pair(p, "method", value->method);
    rms_print_text_pair(p, "content-type", value->content_type);
    if (value->n_headers) {
        rms_print_text(p, "headers");
        rms_print_open_map(p, RMS_PRINT_FLOW);
        for (size_t i = 0; i < value->n_headers; i++)
            rms_print_text_pair(p, value->name[i], value->value[i]);
        rms_print_close_map(p);
    }
    if (value->chunked)
        rms_print_text_pair(p, "chunked", "yes");
    if (value->length) {
        rms_print_text(p, "length");
        rms_print_number(p, value->length);
    }
    if (value->times) {
        rms_print_text(p, "times");
        rms_print_number(p, value->times);
    }
    rms_print_close_map(p);
}

static int has_wire(const rms_case_wire *value)
{
    return value->raw || value->method || value->content_type || value->n_headers || value->chunked || value->length ||
           value->times;
}

static void print_case(rms_printer *p, const rms_case *the_case)
{
#define AS_NAME(id, name, method, doc) name,
    static const char *const layouts[] = {RMS_LAYOUT_MAP(AS_NAME) NULL};
    static const char *const formats[] = {"JSON", "XML", NULL};
    rms_print_open_map(p, RMS_PRINT_BLOCK);
    rms_print_text_pair(p, "case", the_case->name);
    each(p, the_case);
    if (the_case->given) {
        rms_print_text(p, "given");
        rms_print_world(p, the_case->given, 0);
    }
    if (the_case->n_steps == 1 && strcmp(the_case->steps[0].name, "step1") == 0)
        step_keys(p, &the_case->steps[0], the_case->rule->action);
    else
        steps(p, the_case);
    if (has_wire(&the_case->wire))
        wire(p, &the_case->wire);
    axis(p, "formats", the_case->formats, formats);
    axis(p, "layouts", the_case->layouts, layouts);
    if (the_case->signature_pinned)
        rms_print_text_pair(p, "signature", rms_signature_word(the_case->signature));
    rms_print_text_list(p, "needs", the_case->needs, the_case->n_needs);
    rms_print_text_pair(p, "note", the_case->note);
    rms_print_close_map(p);
}

void rms_case_print(const rms_case *the_case, rms_buffer *out)
{
    rms_printer p;
    if (out->status != RMS_OK)
        return;
    rms_status status = rms_print_begin(&p, out);
    if (status == RMS_OK) {
        rms_print_open_list(&p, RMS_PRINT_BLOCK);
        print_case(&p, the_case);
        rms_print_close_list(&p);
        status = rms_print_end(&p);
    }
    if (out->status == RMS_OK)
        out->status = status;
}
