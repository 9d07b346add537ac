/* A case as a YAML row. Worlds are printed from their JSON, so that their words stand in one place. */
#include "harness/cases.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

typedef struct printer {
    yaml_emitter_t emitter;
    rms_status status;
} printer;

static int write_bytes(void *context, unsigned char *bytes, size_t n)
{
    rms_buffer *out = context;
    rms_buffer_append(out, bytes, n);
    return out->status == RMS_OK;
}

/* ---- events ---- */

static void fail(printer *p, rms_status status)
{
    if (p->status == RMS_OK)
        p->status = status;
}

/* @p made is what yaml_*_event_initialize returned; the emitter takes the event, also when it fails. */
static void emit(printer *p, yaml_event_t *event, int made)
{
    if (!made)
        fail(p, RMS_E_NOMEM);
    else if (p->status != RMS_OK)
        yaml_event_delete(event);
    else if (!yaml_emitter_emit(&p->emitter, event))
        fail(p, p->emitter.error == YAML_MEMORY_ERROR ? RMS_E_NOMEM : RMS_E_SYNTAX);
}

static void text(printer *p, const char *value)
{
    yaml_event_t event;
    const int made = yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)value, (int)strlen(value), 1,
                                                  1, YAML_ANY_SCALAR_STYLE);
    emit(p, &event, made);
}

static void number(printer *p, long value)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%ld", value);
    text(p, digits);
}

static void open_map(printer *p, yaml_mapping_style_t style)
{
    yaml_event_t event;
    const int made = yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, style);
    emit(p, &event, made);
}

static void close_map(printer *p)
{
    yaml_event_t event;
    const int made = yaml_mapping_end_event_initialize(&event);
    emit(p, &event, made);
}

static void open_list(printer *p, yaml_sequence_style_t style)
{
    yaml_event_t event;
    const int made = yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, style);
    emit(p, &event, made);
}

static void close_list(printer *p)
{
    yaml_event_t event;
    const int made = yaml_sequence_end_event_initialize(&event);
    emit(p, &event, made);
}

static void text_pair(printer *p, const char *key, const char *value)
{
    if (!value)
        return;
    text(p, key);
    text(p, value);
}

static void text_list(printer *p, const char *key, const char *const *values, size_t n)
{
    if (n == 0)
        return;
    text(p, key);
    open_list(p, YAML_FLOW_SEQUENCE_STYLE);
    for (size_t i = 0; i < n; i++)
        text(p, values[i]);
    close_list(p);
}

/* ---- worlds ---- */

static void json_value(printer *p, const json_t *json)
{
    size_t i;
    const char *key;
    json_t *value;
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        open_map(p, YAML_FLOW_MAPPING_STYLE);
        json_object_foreach((json_t *)(uintptr_t)json, key, value)
        {
            text(p, key);
            json_value(p, value);
        }
        close_map(p);
        break;
    case JSON_ARRAY:
        open_list(p, YAML_FLOW_SEQUENCE_STYLE);
        json_array_foreach(json, i, value) json_value(p, value);
        close_list(p);
        break;
    case JSON_INTEGER:
        number(p, (long)json_integer_value(json));
        break;
    case JSON_STRING:
        text(p, json_string_value(json));
        break;
    default:
        text(p, json_is_true(json) ? "yes" : "no");
    }
}

/* The plural key of one object, shorter: load_balancer: {...} for load_balancers: [{...}]. */
static void world_entry(printer *p, const char *key, const json_t *value)
{
    static const struct {
        const char *plural, *singular;
    } keys[] = {{"load_balancers", "load_balancer"},
                {"vserver_groups", "vserver_group"},
                {"groups", "group"},
                {"db_instances", "db_instance"}};
    for (size_t i = 0; i < RMS_COUNT(keys); i++)
        if (strcmp(keys[i].plural, key) == 0 && json_array_size(value) == 1) {
            text(p, keys[i].singular);
            json_value(p, json_array_get(value, 0));
            return;
        }
    text(p, key);
    json_value(p, value);
}

static void absent(printer *p, const rms_world *world)
{
    static const char *const keys[] = {
        [RMS_ABSENT_LOAD_BALANCER] = "load_balancer",
        [RMS_ABSENT_VSERVER_GROUP] = "vserver_group",
        [RMS_ABSENT_GROUP] = "group",
    };
    size_t instances = 0;
    text(p, "absent");
    open_map(p, YAML_FLOW_MAPPING_STYLE);
    for (size_t i = 0; i < world->n_absent; i++) {
        if (world->absent[i].kind == RMS_ABSENT_INSTANCE)
            instances++;
        else
            text_pair(p, keys[world->absent[i].kind], world->absent[i].id);
    }
    if (instances) {
        text(p, "instances");
        open_list(p, YAML_FLOW_SEQUENCE_STYLE);
        for (size_t i = 0; i < world->n_absent; i++)
            if (world->absent[i].kind == RMS_ABSENT_INSTANCE)
                text(p, world->absent[i].id);
        close_list(p);
    }
    close_map(p);
}

/* `then` writes instances as a map from id to status. */
static void instance_map(printer *p, const rms_world *world)
{
    text(p, "instances");
    open_map(p, YAML_FLOW_MAPPING_STYLE);
    for (size_t i = 0; i < world->n_instances; i++)
        text_pair(p, world->instances[i].id, world->instances[i].status);
    close_map(p);
}

static void world(printer *p, const rms_world *value, int is_then)
{
    json_t *json = rms_world_to_json(value);
    const char *key;
    json_t *entry;
    if (!json) {
        fail(p, RMS_E_NOMEM);
        return;
    }
    open_map(p, YAML_FLOW_MAPPING_STYLE);
    json_object_foreach(json, key, entry)
    {
        if (!is_then || strcmp(key, "instances") != 0)
            world_entry(p, key, entry);
    }
    if (is_then && value->n_instances)
        instance_map(p, value);
    if (value->n_absent)
        absent(p, value);
    text_pair(p, "activity", value->activity);
    close_map(p);
    json_decref(json);
}

static void then(printer *p, const rms_then *value)
{
    if (value->kind == RMS_THEN_NOTHING)
        return;
    text(p, "then");
    if (value->kind == RMS_THEN_UNCHANGED)
        text(p, "unchanged");
    else
        world(p, value->world, 1);
}

/* ---- send ---- */

static void form(printer *p, const char *key, const char *value)
{
    open_map(p, YAML_FLOW_MAPPING_STYLE);
    text_pair(p, key, value);
    close_map(p);
}

static void seconds(printer *p, long value)
{
    char relative[32];
    (void)snprintf(relative, sizeof relative, "%lds", value);
    form(p, "now", relative);
}

static void sent_value(printer *p, const rms_value *value)
{
    switch (value->kind) {
    case RMS_VALUE_TEXT:
        text(p, value->text);
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
        open_list(p, YAML_FLOW_SEQUENCE_STYLE);
        for (size_t i = 0; i < value->n; i++)
            sent_value(p, &value->item[i]);
        close_list(p);
        break;
    case RMS_VALUE_MAP:
        open_map(p, YAML_FLOW_MAPPING_STYLE);
        for (size_t i = 0; i < value->n; i++) {
            text(p, value->key[i]);
            sent_value(p, &value->item[i]);
        }
        close_map(p);
        break;
    }
}

static void send(printer *p, const rms_send *value, const rms_action_row *under_test)
{
    text(p, "send");
    open_map(p, YAML_FLOW_MAPPING_STYLE);
    if (value->action != under_test)
        text_pair(p, "action", value->action->name);
    for (size_t i = 0; i < value->n_set; i++) {
        text(p, value->set[i].name);
        sent_value(p, &value->set[i].value);
    }
    text_list(p, "omit", value->omit, value->n_omit);
    if (value->n_append) {
        text(p, "append");
        open_list(p, YAML_FLOW_SEQUENCE_STYLE);
        for (size_t i = 0; i < value->n_append; i++) {
            open_list(p, YAML_FLOW_SEQUENCE_STYLE);
            text(p, value->append[i].name);
            sent_value(p, &value->append[i].value);
            close_list(p);
        }
        close_list(p);
    }
    close_map(p);
}

/* ---- expect and answer ---- */

static void expected_error(printer *p, const rms_outcome *outcome)
{
    open_map(p, YAML_FLOW_MAPPING_STYLE);
    if (outcome->n_status) {
        text(p, "status");
        if (outcome->n_status > 1)
            open_list(p, YAML_FLOW_SEQUENCE_STYLE);
        for (size_t i = 0; i < outcome->n_status; i++)
            number(p, outcome->status[i]);
        if (outcome->n_status > 1)
            close_list(p);
    }
    if (outcome->n_code == 1)
        text_pair(p, "error", outcome->code[0]);
    else
        text_list(p, "error", outcome->code, outcome->n_code);
    close_map(p);
}

static void expected(printer *p, const rms_outcome *outcome)
{
    if (outcome->kind == RMS_EXPECT_ERROR)
        expected_error(p, outcome);
    else
        text(p, outcome->kind == RMS_EXPECT_REFUSED ? "refused" : "success");
}

static int is_plain(const rms_step *step)
{
    return step->n_outcomes == 1 && step->outcomes[0].kind != RMS_EXPECT_OTHERWISE &&
           step->outcomes[0].verdict == RMS_VERDICT_PASS && !step->outcomes[0].why;
}

static void expect(printer *p, const rms_step *step)
{
    text(p, "expect");
    if (is_plain(step)) {
        expected(p, &step->outcomes[0]);
        then(p, &step->outcomes[0].then);
        return;
    }
    open_list(p, YAML_BLOCK_SEQUENCE_STYLE);
    for (size_t i = 0; i < step->n_outcomes; i++) {
        const rms_outcome *outcome = &step->outcomes[i];
        open_map(p, YAML_FLOW_MAPPING_STYLE);
        if (outcome->kind == RMS_EXPECT_OTHERWISE) {
            text_pair(p, "otherwise", rms_verdict_word(outcome->verdict));
        } else {
            text(p, "when");
            expected(p, outcome);
            text_pair(p, "verdict", rms_verdict_word(outcome->verdict));
        }
        then(p, &outcome->then);
        text_pair(p, "why", outcome->why);
        close_map(p);
    }
    close_list(p);
}

static void member(printer *p, const rms_answer_member *value)
{
    text(p, value->path);
    switch (value->test) {
    case RMS_MEMBER_EQUALS:
        text(p, value->text[0]);
        break;
    case RMS_MEMBER_NOT:
        form(p, "not", value->text[0]);
        break;
    case RMS_MEMBER_CONTAINS:
        form(p, "contains", value->text[0]);
        break;
    case RMS_MEMBER_UNORDERED:
        open_map(p, YAML_FLOW_MAPPING_STYLE);
        text_pair(p, "matches", "unordered");
        text(p, "of");
        open_list(p, YAML_FLOW_SEQUENCE_STYLE);
        for (size_t i = 0; i < value->n; i++)
            text(p, value->text[i]);
        close_list(p);
        close_map(p);
        break;
    case RMS_MEMBER_PRESENT:
        text(p, "present");
        break;
    case RMS_MEMBER_KNOWN_ACTIVITY:
        text(p, "known-activity");
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

static void step_keys(printer *p, const rms_step *step, const rms_action_row *under_test)
{
    send(p, &step->send, under_test);
    expect(p, step);
    if (step->n_members) {
        text(p, "answer");
        open_map(p, YAML_FLOW_MAPPING_STYLE);
        for (size_t i = 0; i < step->n_members; i++)
            member(p, &step->members[i]);
        close_map(p);
    }
    if (step->n_also) {
        text(p, "also");
        open_list(p, YAML_FLOW_SEQUENCE_STYLE);
        for (size_t i = 0; i < step->n_also; i++)
            text(p, relative_id(step->also[i]->id));
        close_list(p);
    }
    if (step->while_activity) {
        text(p, "while");
        form(p, "activity", step->while_activity);
    }
}

static void steps(printer *p, const rms_case *the_case)
{
    text(p, "steps");
    open_list(p, YAML_BLOCK_SEQUENCE_STYLE);
    for (size_t i = 0; i < the_case->n_steps; i++) {
        char usual[32];
        open_map(p, YAML_BLOCK_MAPPING_STYLE);
        (void)snprintf(usual, sizeof usual, "step%zu", i + 1);
        if (strcmp(usual, the_case->steps[i].name) != 0)
            text_pair(p, "name", the_case->steps[i].name);
        step_keys(p, &the_case->steps[i], the_case->rule->action);
        close_map(p);
    }
    close_list(p);
}

static void axis(printer *p, const char *key, unsigned mask, const char *const *words)
{
    if (!mask)
        return;
    text(p, key);
    open_list(p, YAML_FLOW_SEQUENCE_STYLE);
    for (unsigned i = 0; words[i]; i++)
        if (mask & 1u << i)
            text(p, words[i]);
    close_list(p);
}

/* The row of an `each` is what follows the case's own name in the id: rule/case/row. */
static void each(printer *p, const rms_case *the_case)
{
    const char *row = strchr(the_case->id + strlen(the_case->rule->id) + 1, '/');
    if (!row)
        return;
    text(p, "each");
    open_list(p, YAML_FLOW_SEQUENCE_STYLE);
    form(p, "row", row + 1);
    close_list(p);
}

static void print_case(printer *p, const rms_case *the_case)
{
#define AS_NAME(id, name, method, doc) name,
    static const char *const layouts[] = {RMS_LAYOUT_MAP(AS_NAME) NULL};
    static const char *const formats[] = {"JSON", "XML", NULL};
    open_map(p, YAML_BLOCK_MAPPING_STYLE);
    text_pair(p, "case", the_case->name);
    each(p, the_case);
    if (the_case->given) {
        text(p, "given");
        world(p, the_case->given, 0);
    }
    if (the_case->n_steps == 1 && strcmp(the_case->steps[0].name, "step1") == 0)
        step_keys(p, &the_case->steps[0], the_case->rule->action);
    else
        steps(p, the_case);
    axis(p, "formats", the_case->formats, formats);
    axis(p, "layouts", the_case->layouts, layouts);
    text_list(p, "needs", the_case->needs, the_case->n_needs);
    text_pair(p, "note", the_case->note);
    close_map(p);
}

static void print_document(printer *p, const rms_case *the_case)
{
    yaml_event_t event;
    int made = yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
    emit(p, &event, made);
    made = yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1);
    emit(p, &event, made);
    open_list(p, YAML_BLOCK_SEQUENCE_STYLE);
    print_case(p, the_case);
    close_list(p);
    made = yaml_document_end_event_initialize(&event, 1);
    emit(p, &event, made);
    made = yaml_stream_end_event_initialize(&event);
    emit(p, &event, made);
}

void rms_case_print(const rms_case *the_case, rms_buffer *out)
{
    printer p = {.status = RMS_OK};
    if (out->status != RMS_OK)
        return;
    if (!yaml_emitter_initialize(&p.emitter)) {
        out->status = RMS_E_NOMEM;
        return;
    }
    yaml_emitter_set_output(&p.emitter, write_bytes, out);
    yaml_emitter_set_unicode(&p.emitter, 1);
    yaml_emitter_set_width(&p.emitter, 120);
    print_document(&p, the_case);
    yaml_emitter_delete(&p.emitter);
    if (out->status == RMS_OK)
        out->status = p.status;
}
