#include "harness/parser/call.h"

#include "rmspec/request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *rms_parser_table_check(const rms_parser_table *table)
{
    if (!table)
        return "rms_parser_under_test returned no table";
    if (table->abi_version != RMS_PARSER_ABI)
        return "the table is of another abi_version";
    if (table->struct_size < sizeof *table)
        return "the table's struct_size is too small for its abi_version";
    return table->parse ? NULL : "the table has no function parse";
}

/* ---- what is told ---- */

struct hearing {
    json_t *line;
    json_t *list;
    size_t items;
    int has_action, servers, verdicts, out_of_memory;
    char action[64];
    rms_parser_answer *answer;
};

static void breaks(struct hearing *hearing, const char *what)
{
    if (hearing->answer->said != RMS_SAID_BROKE_CONTRACT)
        rms_parser_answer_fail(hearing->answer, RMS_SAID_BROKE_CONTRACT, "%s", what);
}

static int may_speak(struct hearing *hearing)
{
    if (hearing->verdicts)
        breaks(hearing, "a callback after on_verdict");
    return hearing->answer->said != RMS_SAID_BROKE_CONTRACT && !hearing->out_of_memory;
}

/* Bytes as JSON: a text, or {"hex":...} for what is no UTF-8. */
static json_t *value_of(rms_parser_text text)
{
    json_t *value = json_stringn(text.n ? text.p : "", text.n);
    if (value)
        return value;
    char *digits = malloc(2 * text.n + 1);
    for (size_t i = 0; digits && i < text.n; i++)
        (void)snprintf(digits + 2 * i, 3, "%02x", (unsigned char)text.p[i]);
    value = digits ? json_pack("{s:s}", "hex", digits) : NULL;
    free(digits);
    return value;
}

static void put(struct hearing *hearing, json_t *object, rms_parser_text name, json_t *value)
{
    char key[64];
    if (name.n == 0 || name.n >= sizeof key || memchr(name.p, '\0', name.n)) {
        breaks(hearing, "the name of a parameter or field is empty, too long or holds a NUL");
        json_decref(value);
        return;
    }
    memcpy(key, name.p, name.n);
    key[name.n] = '\0';
    if (json_object_get(object, key))
        breaks(hearing, "a parameter or field is told twice");
    hearing->out_of_memory |= json_object_set_new_nocheck(object, key, value) != 0;
}

static void on_action(void *context, rms_parser_text action)
{
    static const rms_parser_text name = {"action", 6};
    struct hearing *hearing = context;
    if (!may_speak(hearing))
        return;
    if (hearing->has_action++) {
        breaks(hearing, "on_action is called twice");
        return;
    }
    (void)snprintf(hearing->action, sizeof hearing->action, "%.*s", (int)(action.n < 63 ? action.n : 63),
                   action.n ? action.p : "");
    put(hearing, hearing->line, name, value_of(action));
}

static void on_parameter(void *context, rms_parser_text name, rms_parser_text value)
{
    struct hearing *hearing = context;
    if (may_speak(hearing))
        put(hearing, hearing->line, name, value_of(value));
}

static void on_item(void *context, size_t index, rms_parser_text id, const rms_parser_field *fields, size_t n_fields)
{
    static const rms_parser_text server_id = {"ServerId", 8};
    struct hearing *hearing = context;
    if (!may_speak(hearing))
        return;
    if (index != hearing->items++) {
        breaks(hearing, "on_item is called with another index than the next one");
        return;
    }
    json_t *item = json_object();
    if (item) {
        put(hearing, item, server_id, value_of(id));
        for (size_t i = 0; i < n_fields; i++)
            put(hearing, item, fields[i].name, value_of(fields[i].value));
    }
    hearing->out_of_memory |= !item || json_array_append_new(hearing->list, item) != 0;
}

static void on_verdict(void *context, const rms_parser_outcome *outcome)
{
    static const rms_parser_text code = {"code", 4}, parameter = {"parameter", 9}, verdict = {"verdict", 7};
    struct hearing *hearing = context;
    if (hearing->verdicts++) {
        breaks(hearing, "on_verdict is called twice");
        return;
    }
    put(hearing, hearing->line, verdict, json_string(outcome->accepted ? "accepted" : "refused"));
    if (outcome->accepted)
        return;
    if (outcome->code.n)
        put(hearing, hearing->line, code, value_of(outcome->code));
    if (outcome->parameter.n)
        put(hearing, hearing->line, parameter, value_of(outcome->parameter));
}

/* ---- the line of what was told ---- */

/* The list under its name; instances are ids alone. */
static void put_list(struct hearing *hearing)
{
    const int instances = strcmp(hearing->action, "RemoveInstances") == 0;
    for (size_t i = 0; instances && i < hearing->items; i++) {
        json_t *id = json_incref(json_object_get(json_array_get(hearing->list, i), "ServerId"));
        hearing->out_of_memory |= json_array_set_new(hearing->list, i, id) != 0;
    }
    hearing->out_of_memory |=
        json_object_set(hearing->line, instances ? "InstanceId" : "BackendServers", hearing->list) != 0;
}

static void conclude(struct hearing *hearing)
{
    rms_parser_answer *answer = hearing->answer;
    if (hearing->verdicts == 0)
        breaks(hearing, "parse returned without on_verdict");
    if (answer->said == RMS_SAID_BROKE_CONTRACT || hearing->out_of_memory)
        return;
    const int accepted = strcmp(json_string_value(json_object_get(hearing->line, "verdict")), "accepted") == 0;
    if (accepted)
        put_list(hearing);
    const char *wrong = rms_parser_answer_check(hearing->line);
    if (wrong) {
        breaks(hearing, wrong);
        return;
    }
    char *text = json_dumps(hearing->line, JSON_COMPACT);
    hearing->out_of_memory |= !text;
    (void)snprintf(answer->text, sizeof answer->text, "%s", text ? text : "");
    free(text);
    answer->said = accepted ? RMS_SAID_ACCEPTED : RMS_SAID_REFUSED;
    answer->line = json_incref(hearing->line);
}

/* ---- the call ---- */

enum { PARTS = 5 };

/* Copies of their exact size, so that a read beyond an end shows. */
struct copies {
    char *p[PARTS];
    rms_span of[PARTS];
};

static int copy_parts(struct copies *copies)
{
    int made = 1;
    for (size_t i = 0; i < PARTS; i++) {
        copies->p[i] = malloc(copies->of[i].n ? copies->of[i].n : 1);
        made &= copies->p[i] != NULL;
        if (copies->p[i] && copies->of[i].n)
            memcpy(copies->p[i], copies->of[i].p, copies->of[i].n);
    }
    return made;
}

static void call(const rms_parser_table *table, struct copies *copies, struct hearing *hearing)
{
    const rms_parser_request request = {
        .struct_size = sizeof request,
        .bytes = {copies->p[0], copies->of[0].n},
        .method = {copies->p[1], copies->of[1].n},
        .target = {copies->p[2], copies->of[2].n},
        .content_type = {copies->p[3], copies->of[3].n},
        .body = {copies->p[4], copies->of[4].n},
    };
    const rms_parser_sink sink = {.struct_size = sizeof sink,
                                  .context = hearing,
                                  .on_action = on_action,
                                  .on_parameter = on_parameter,
                                  .on_item = on_item,
                                  .on_verdict = on_verdict};
    table->parse(table->self, &request, &sink);
    for (size_t i = 0; i < PARTS; i++)
        if (copies->of[i].n && memcmp(copies->p[i], copies->of[i].p, copies->of[i].n) != 0)
            breaks(hearing, "the request was changed");
}

rms_status rms_parser_call(const rms_parser_table *table, rms_span request, rms_parser_answer *ret)
{
    rms_request_view view;
    if (rms_request_split(request, &view, NULL) != RMS_OK)
        return rms_parser_answer_read(rms_span_of("{\"verdict\":\"refused\"}"), ret);
    struct copies copies = {.of = {request, view.method, view.target, view.content_type, view.body}};
    struct hearing hearing = {.line = json_object(), .list = json_array(), .answer = ret};
    hearing.out_of_memory = !hearing.line || !hearing.list || !copy_parts(&copies);
    if (!hearing.out_of_memory) {
        call(table, &copies, &hearing);
        conclude(&hearing);
    }
    for (size_t i = 0; i < PARTS; i++)
        free(copies.p[i]);
    json_decref(hearing.line);
    json_decref(hearing.list);
    return hearing.out_of_memory ? RMS_E_NOMEM : RMS_OK;
}

static rms_status ask(void *context, rms_span request, rms_parser_answer *ret, rms_error *err)
{
    const rms_status status = rms_parser_call(context, request, ret);
    return status == RMS_OK ? status : rms_fail(err, status, 0, "%s", rms_status_text(status));
}

static void fresh(void *context)
{
    const rms_parser_table *table = context;
    if (table->reset)
        table->reset(table->self);
}

rms_parser rms_table_parser(const rms_parser_table *table)
{
    return (rms_parser){(void *)table, ask, fresh};
}
