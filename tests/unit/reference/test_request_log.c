/* What arrived, byte for byte: over a socket and through the door, what is found, and what goes when there is too much.
 */
#include "talk.h"

#include "protocol/json.h"
#include "reference/reference.h"
#include "reference/request_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define RUN "run-0123456789"

static void add(rms_request_log *log, const char *target, rms_span body, const char *field)
{
    rms_params headers = {0};
    rms_server_answer answer = {.status = 200, .content_type = "application/json"};
    const rms_server_request request = {
        .method = "POST", .target = target, .body = body, .version = "HTTP/1.1", .headers = &headers, .connection = 7};
    if (field)
        assert_int_equal(rms_params_put(&headers, "X-Field", field), RMS_OK);
    rms_buffer_puts(&answer.body, "{}");
    rms_request_log_add(log, &request, &answer);
    rms_buffer_done(&answer.body);
    rms_params_done(&headers);
}

static json_int_t number(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

/* The requests found; the whole answer in *ret. */
static size_t find(rms_request_log *log, const char *run, json_t **ret)
{
    *ret = rms_request_log_find(log, run, 0);
    assert_non_null(*ret);
    return json_array_size(json_object_get(*ret, "requests"));
}

static const struct {
    const char *name, *target, *body, *field;
    size_t found;
} rows[] = {
    {"in the target", "/?N=" RUN, "", NULL, 1},
    {"in the body", "/", "a=1&N=" RUN, NULL, 1},
    {"in a field", "/", "", RUN, 1},
    {"percent-encoded without need", "/?N=run%2D0123456789", "", NULL, 1},
    {"percent-encoded in the body", "/", "N=%72un-0123456789", NULL, 1},
    {"behind a bad escape", "/?x=%zz&N=run-0123456789", "", NULL, 1},
    {"a part of it", "/?N=run-012345678", "run-", "0123456789", 0},
    {"not at all", "/", "", NULL, 0},
};

static void test_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_request_log *log = rms_request_log_new();
        json_t *answer = NULL;
        print_message("row: %s\n", rows[i].name);
        add(log, "/?other=1", rms_span_of(""), NULL);
        add(log, rows[i].target, rms_span_of(rows[i].body), rows[i].field);
        assert_int_equal(find(log, RUN, &answer), rows[i].found);
        assert_int_equal(number(answer, "arrived"), 2);
        assert_int_equal(number(answer, "dropped"), 0);
        json_decref(answer);
        for (size_t since = 0; since < 3; since++) {
            answer = rms_request_log_find(log, RUN, since);
            assert_int_equal(json_array_size(json_object_get(answer, "requests")), since < 2 ? rows[i].found : 0);
            json_decref(answer);
        }
        rms_request_log_free(log);
    }
}

static void test_bytes(void **state)
{
    (void)state;
    rms_request_log *log = rms_request_log_new();
    json_t *answer = NULL;
    add(log, "/?N=" RUN "&x=\xff\xc3\xa9", (rms_span){"a\0b", 3}, "\xe4");
    assert_int_equal(find(log, RUN, &answer), 1);
    const json_t *one = json_array_get(json_object_get(answer, "requests"), 0);
    assert_string_equal(json_string_value(json_object_get(one, "target")), "/?N=" RUN "&x=\xc3\xbf\xc3\x83\xc2\xa9");
    assert_string_equal(json_string_value(json_object_get(one, "body")), "YQBi");
    assert_int_equal(number(one, "body_bytes"), 3);
    assert_string_equal(json_string_value(json_array_get(json_array_get(json_object_get(one, "headers"), 0), 1)),
                        "\xc3\xa4");
    assert_string_equal(json_string_value(json_object_get(json_object_get(one, "answer"), "body")), "e30=");
    json_decref(answer);
    rms_request_log_free(log);
}

/* At each limit, and one beyond. */
static void test_limits(void **state)
{
    (void)state;
    rms_request_log *log = rms_request_log_new();
    json_t *answer = NULL;
    char *large = malloc(RMS_REQUEST_LOG_BODY_MAX + 1);
    assert_non_null(large);
    memset(large, 'x', RMS_REQUEST_LOG_BODY_MAX + 1);

    print_message("row: as many as are kept, and one more\n");
    add(log, "/?N=" RUN "-first", rms_span_of(""), NULL);
    for (size_t i = 1; i < RMS_REQUEST_LOG_MAX; i++)
        add(log, "/?N=" RUN, rms_span_of(""), NULL);
    assert_int_equal(find(log, RUN "-first", &answer), 1);
    json_decref(answer);
    add(log, "/?N=" RUN, rms_span_of(""), NULL);
    assert_int_equal(find(log, RUN "-first", &answer), 0);
    assert_int_equal(number(answer, "dropped"), 1);
    assert_int_equal(number(answer, "arrived"), RMS_REQUEST_LOG_MAX + 1);
    json_decref(answer);

    print_message("row: as many as are shown, the rest is told\n");
    assert_int_equal(find(log, RUN, &answer), RMS_REQUEST_LOG_SHOWN_MAX);
    assert_int_equal(number(answer, "left_out"), RMS_REQUEST_LOG_MAX - RMS_REQUEST_LOG_SHOWN_MAX);
    const json_t *list = json_object_get(answer, "requests");
    assert_int_equal(number(json_array_get(list, RMS_REQUEST_LOG_SHOWN_MAX - 1), "number"), RMS_REQUEST_LOG_MAX + 1);
    json_decref(answer);

    print_message("row: a body of the size that is kept, and a byte more\n");
    for (size_t more = 0; more < 2; more++) {
        char target[64];
        (void)snprintf(target, sizeof target, "/?N=large-%zu-%s", more, RUN);
        add(log, target, (rms_span){large, RMS_REQUEST_LOG_BODY_MAX + more}, NULL);
        assert_int_equal(find(log, strchr(target, '=') + 1, &answer), 1);
        const json_t *one = json_array_get(json_object_get(answer, "requests"), 0);
        assert_int_equal(number(one, "body_bytes"), RMS_REQUEST_LOG_BODY_MAX + more);
        assert_int_equal(strlen(json_string_value(json_object_get(one, "body"))),
                         4 * ((RMS_REQUEST_LOG_BODY_MAX + 2) / 3));
        json_decref(answer);
    }

    print_message("row: more bytes than are kept\n");
    for (size_t i = 0; i <= RMS_REQUEST_LOG_BYTES_MAX / RMS_REQUEST_LOG_BODY_MAX; i++)
        add(log, "/?N=again-" RUN, (rms_span){large, RMS_REQUEST_LOG_BODY_MAX}, NULL);
    assert_int_equal(find(log, "large-", &answer), 0);
    assert_true(number(answer, "dropped") > RMS_REQUEST_LOG_MAX);
    json_decref(answer);
    print_message("row: more bytes than are shown\n");
    assert_int_equal(find(log, "again-" RUN, &answer), 1);
    assert_true(number(answer, "left_out") > 50);
    json_decref(answer);
    free(large);
    rms_request_log_free(log);
}

static json_t *ask_door(const char *url, const char *message, long status)
{
    json_t *answer = NULL;
    reply r = talk("POST", url, "/-/world", "application/json", message);
    if (r.status != status)
        fail_msg("%ld: %s", r.status, r.body.p);
    assert_int_equal(rms_json_load(rms_buffer_view(&r.body), 0, &answer, NULL), RMS_OK);
    reply_done(&r);
    return answer;
}

/* Names and order of fields, version, connection and answer, as they went over the wire. */
static void test_over_a_socket(void **state)
{
    (void)state;
    rms_reference *reference = NULL;
    const rms_reference_options options = {0};
    static const char request[] =
        "POST /?Action=X&N=" RUN "&b=%7e+%2B&&c HTTP/1.1\r\nhOST: example:1\r\nB-Field:  two \r\n"
        "a-field: one\r\nB-Field: three\r\nContent-Length: 3\r\n\r\na=1";
    assert_int_equal(rms_reference_start(&options, &reference, NULL), RMS_OK);
    const char *url = rms_reference_url(reference);
    rms_buffer came = raw_talk(url, request, sizeof request - 1, "}");
    json_t *answer = ask_door(url, "{\"version\":1,\"do\":\"requests\",\"run\":\"" RUN "\"}", 200);
    const json_t *list = json_object_get(answer, "requests"), *one = json_array_get(list, 0);
    assert_int_equal(json_array_size(list), 1);
    assert_int_equal(number(answer, "arrived"), 1); /* the door's own are not counted */
    assert_string_equal(json_string_value(json_object_get(one, "target")), "/?Action=X&N=" RUN "&b=%7e+%2B&&c");
    assert_string_equal(json_string_value(json_object_get(one, "method")), "POST");
    assert_string_equal(json_string_value(json_object_get(one, "version")), "HTTP/1.1");
    assert_true(number(one, "connection") > 0);
    char *headers = json_dumps(json_object_get(one, "headers"), JSON_COMPACT);
    assert_string_equal(headers, "[[\"hOST\",\"example:1\"],[\"B-Field\",\"two \"],[\"a-field\",\"one\"],"
                                 "[\"B-Field\",\"three\"],[\"Content-Length\",\"3\"]]");
    const json_t *sent = json_object_get(one, "answer");
    assert_int_equal(number(sent, "status"), 400);
    const char *body = strstr(came.p, "\r\n\r\n") + 4;
    assert_int_equal(number(sent, "body_bytes"), strlen(body));
    free(headers);
    json_decref(answer);
    rms_buffer_done(&came);

    print_message("row: a run that is too short\n");
    answer = ask_door(url, "{\"version\":1,\"do\":\"requests\",\"run\":\"1234567\"}", 400);
    assert_non_null(strstr(json_string_value(json_object_get(answer, "error")), "at least 8 bytes"));
    json_decref(answer);
    print_message("row: the capability\n");
    answer = ask_door(url, "{\"version\":1,\"do\":\"capabilities\"}", 200);
    const json_t *observe = json_object_get(answer, "observe");
    assert_string_equal(json_string_value(json_array_get(observe, json_array_size(observe) - 1)), "requests");
    json_decref(answer);
    talk_end();
    rms_reference_stop(reference);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_found), cmocka_unit_test(test_bytes),
                                       cmocka_unit_test(test_limits), cmocka_unit_test(test_over_a_socket)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
