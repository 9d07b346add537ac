#include "script.h"

#include "protocol/catalogue.h"
#include "protocol/json.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define START_MS INT64_C(1767323045000)

static int64_t clock_ms; /* one for all: scripts run one after the other */

static int64_t script_now(void *context)
{
    return *(const int64_t *)context;
}

script script_new(rms_format format, const rms_reference_options *options)
{
    script s = {.format = format};
    rms_reference_options own = options ? *options : (rms_reference_options){0};
    rms_error err = {0};
    clock_ms = START_MS;
    own.now_ms = script_now;
    own.now_context = &clock_ms;
    if (rms_endpoint_new(&own, &s.endpoint, &err) != RMS_OK)
        fail_msg("%s", err.text);
    return s;
}

void script_pass(script *s, int64_t ms)
{
    (void)s;
    clock_ms += ms;
}

void script_done(script *s)
{
    rms_endpoint_free(s->endpoint);
}

/* ---- names ---- */

static const char *bound(const script *s, const char *name, size_t n)
{
    for (size_t i = 0; i < s->n_bound; i++)
        if (strlen(s->bound[i].name) == n && !memcmp(s->bound[i].name, name, n))
            return s->bound[i].value;
    return NULL;
}

static void bind_span(script *s, const char *name, size_t name_n, const char *value, size_t value_n)
{
    assert_true(s->n_bound < SCRIPT_BOUND_MAX && name_n < sizeof s->bound[0].name &&
                value_n < sizeof s->bound[0].value);
    (void)snprintf(s->bound[s->n_bound].name, sizeof s->bound[0].name, "%.*s", (int)name_n, name);
    (void)snprintf(s->bound[s->n_bound++].value, sizeof s->bound[0].value, "%.*s", (int)value_n, value);
}

void script_bind(script *s, const char *name, const char *value)
{
    bind_span(s, name, strlen(name), value, strlen(value));
}

static size_t name_length(const char *text)
{
    size_t n = 0;
    while (isalnum((unsigned char)text[n]) || text[n] == '_')
        n++;
    return n;
}

char *script_fill(const script *s, const char *text)
{
    rms_buffer out = {0};
    for (; *text; text++) {
        size_t n = *text == '$' ? name_length(text + 1) : 0;
        const char *value = n ? bound(s, text + 1, n) : NULL;
        if (value) {
            rms_buffer_puts(&out, value);
            text += n;
        } else
            rms_buffer_putc(&out, *text);
    }
    if (!out.p)
        rms_buffer_puts(&out, "");
    return rms_buffer_take(&out, NULL);
}

/* ---- asking ---- */

rms_server_answer script_request(script *s, const char *method, const char *target, const char *content_type,
                                 const char *body)
{
    rms_server_request request = {
        .method = method, .target = target, .content_type = content_type, .body = rms_span_of(body ? body : "")};
    rms_server_answer answer = {0};
    rms_endpoint_answer(s->endpoint, &request, &answer);
    return answer;
}

/* "Action Name=value ..." as parameters. */
static void params_of(const script *s, rms_format format, const char *call, rms_params *ret)
{
    char *filled = script_fill(s, call), *rest = NULL;
    const char *name = strtok_r(filled, " ", &rest);
    const rms_action_row *action = rms_catalogue_action(rms_span_of(name));
    const char *version = action ? rms_product_version(action->product) : "2014-05-15";
    const char *const common[][2] = {{"Action", name}, {"Version", version}, {"Format", rms_format_name(format)}};
    for (size_t i = 0; i < RMS_COUNT(common); i++)
        assert_int_equal(rms_params_put(ret, common[i][0], common[i][1]), RMS_OK);
    for (char *word = strtok_r(NULL, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        size_t n = strcspn(word, "=");
        for (char *c = word + n + 1; *c; c++)
            if (*c == '+' || *c == '\'')
                *c = *c == '+' ? (char)' ' : (char)'"';
        word[n] = '\0';
        if (word[0] == '!')
            assert_int_not_equal(rms_params_remove(ret, word + 1), 0);
        else if (rms_params_find(ret, word))
            assert_int_equal(rms_params_set(ret, word, word + n + 1), RMS_OK);
        else
            assert_int_equal(rms_params_put(ret, word, word + n + 1), RMS_OK);
    }
    free(filled);
}

rms_server_answer script_send(script *s, rms_layout layout, rms_format format, const char *call)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    params_of(s, format, call, &params);
    assert_int_equal(rms_layout_write(layout, &params, &wire), RMS_OK);
    return script_request(s, wire.method, wire.target, wire.content_type, wire.body);
}

static void flatten(const rms_node *node, int is_item, rms_buffer *out)
{
    if (node->kind == RMS_NODE_ARRAY) {
        for (size_t i = 0; i < node->n; i++) {
            rms_buffer_printf(out, "%s%s*:", i ? " " : "", node->name);
            flatten(node->child[i], 1, out);
        }
        return;
    }
    if (node->name && !is_item)
        rms_buffer_printf(out, "%s:", node->name);
    if (node->kind == RMS_NODE_INTEGER)
        rms_buffer_printf(out, "#%lld", node->integer);
    else if (node->kind == RMS_NODE_TEXT)
        rms_buffer_puts(out, node->text);
    else if (node->kind == RMS_NODE_OBJECT) {
        rms_buffer_putc(out, '{');
        for (size_t i = 0; i < node->n; i++) {
            int is_empty_list = node->child[i]->kind == RMS_NODE_ARRAY && !node->child[i]->n;
            if (i && !is_empty_list)
                rms_buffer_putc(out, ' ');
            flatten(node->child[i], 0, out);
        }
        rms_buffer_putc(out, '}');
    } else
        rms_buffer_puts(out, rms_node_kind_name(node->kind));
}

static char *text_of(const script *s, rms_server_answer *answer)
{
    rms_node *root = NULL;
    rms_buffer out = {0};
    rms_error err = {0};
    const char *type = s->format == RMS_FORMAT_JSON ? "application/json; charset=utf-8" : "text/xml; charset=utf-8";
    assert_string_equal(answer->content_type, type);
    if (rms_answer_read(s->format, rms_buffer_view(&answer->body), &root, &err) != RMS_OK)
        fail_msg("%s in %s", err.text, answer->body.p);
    rms_buffer_printf(&out, "%d ", answer->status);
    if (s->format == RMS_FORMAT_XML)
        rms_buffer_printf(&out, "<%s> ", root->name);
    flatten(root, 1, &out);
    rms_answer_free(root);
    rms_buffer_done(&answer->body);
    return rms_buffer_take(&out, NULL);
}

char *script_ask(script *s, const char *call)
{
    rms_server_answer answer = script_send(s, RMS_LAYOUT_GET, s->format, call);
    return text_of(s, &answer);
}

/* ---- comparing ---- */

/* What is expected of an XML answer: its root is behind the status, and its texts have no kinds. */
static char *expected_of(const script *s, const script_row *row)
{
    rms_buffer out = {0};
    const char *text = row->answer;
    if (s->format == RMS_FORMAT_JSON)
        return strdup(row->answer);
    rms_buffer_printf(&out, "%.4s", text);
    if (text[0] == '2')
        rms_buffer_printf(&out, "<%.*sResponse> ", (int)strcspn(row->call, " "), row->call);
    else
        rms_buffer_puts(&out, "<Error> ");
    for (text += 4; *text; text++) {
        if (!strncmp(text, ":{}", 3)) {
            rms_buffer_putc(&out, ':');
            text += 2;
        } else if (*text != '#' && *text != '*')
            rms_buffer_putc(&out, *text);
    }
    return rms_buffer_take(&out, NULL);
}

static int matches(script *s, const char *expected, const char *actual)
{
    while (*expected) {
        size_t token = strcspn(actual, " }\"");
        if (*expected == '~') {
            expected++;
            actual += token;
            continue;
        }
        if (*expected != '$') {
            if (*expected++ != *actual++)
                return 0;
            continue;
        }
        size_t n = name_length(expected + 1);
        const char *value = bound(s, expected + 1, n);
        if (!value)
            bind_span(s, expected + 1, n, actual, token);
        else if (strlen(value) != token || strncmp(value, actual, token) != 0)
            return 0;
        expected += n + 1;
        actual += token;
    }
    return !*actual;
}

void script_play(script *s, const script_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        print_message("row: %s\n", rows[i].call);
        char *expected = expected_of(s, &rows[i]), *actual = script_ask(s, rows[i].call);
        if (!matches(s, expected, actual))
            fail_msg("\nexpected %s\nfound    %s", expected, actual);
        free(expected);
        free(actual);
    }
}

/* ---- the door ---- */

char *script_door(script *s, const char *message, int *ret_status)
{
    char *filled = script_fill(s, message);
    rms_server_answer answer = script_request(s, "POST", RMS_DOOR_PATH, "application/json", filled);
    free(filled);
    json_t *json = NULL;
    assert_int_equal(rms_json_load(rms_buffer_view(&answer.body), 0, &json, NULL), RMS_OK);
    const char *symbol, *world = json_string_value(json_object_get(json, "world"));
    json_t *id;
    if (world)
        script_bind(s, "world", world);
    json_object_foreach(json_object_get(json, "bindings"), symbol, id)
    {
        script_bind(s, symbol + 1, json_string_value(id));
    }
    json_decref(json);
    *ret_status = answer.status;
    return rms_buffer_take(&answer.body, NULL);
}
