/* What is one side's own, and what is not. */
#include "sides.h"

#include <string.h>

static const struct {
    const char *name, *text, *wanted;
} texts[] = {
    {"nothing", "Instance of the group", "Instance of the group"},
    {"an id of the world", "Instance \"i-left00000001\" is gone", "Instance \"$a\" is gone"},
    {"two ids", "i-left00000001,i-left00000002", "$a,$b"},
    {"an id in a query", "InstanceId.1%3Di-left00000001%26", "InstanceId.1%3D$a%26"},
    {"an id with something behind it", "i-left00000001X", "$aX"},
    {"an id inside a word", "xi-left00000001", "xi-left00000001"},
    {"an id of nobody", "i-left99999999", "i-left99999999"},
    {"a UUID", "4C467B38-3910-447D-87BC-AC049166F216!", "<uuid>!"},
    {"a UUID that is too long", "4C467B38-3910-447D-87BC-AC049166F2160", "4C467B38-3910-447D-87BC-AC049166F2160"},
    {"a time", "at 2026-01-02T03:04:05Z.", "at <time>."},
    {"a time without seconds", "2026-01-02T03:04Z", "<time>"},
    {"an escaped time", "Timestamp%3D2026-01-02T03%253A04%253A05Z", "Timestamp%3D<time>"},
    {"a version is no time", "2014-08-28", "2014-08-28"},
    {"a hash", "is 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "is <hash>"},
    {"a number is no hash", "0123456789", "0123456789"},
    {"a hidden key", "AccessKeyId=LTAI***&", "AccessKeyId=***&"},
    {"a hidden secret", "Signature=***", "Signature=***"},
    {"host and port", "http://left.example:8080/x", "http://<host>/x"},
    {"the host alone", "left.example", "<host>"},
    {"another port", "left.example:80", "<host>:80"},
    {"another host", "up.left.example.com", "up.<host>.com"},
    {"a name of the run", "rmspec-left-group-7", "<prefix>-group-7"},
};

static void test_texts(void **state)
{
    (void)state;
    json_t *record = sides_record("left", &(hand_made){0});
    rms_arena *arena = rms_arena_new();
    rms_normal normal;
    assert_int_equal(rms_normal_of(record, arena, &normal), RMS_OK);
    for (size_t i = 0; i < RMS_COUNT(texts); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
        print_message("%s\n", texts[i].name);
        rms_normal_put(&normal, rms_span_of(texts[i].text), &out);
        rms_buffer_append(&out, "", 0);
        assert_string_equal(out.p, texts[i].wanted);
    }
    rms_arena_free(arena);
    json_decref(record);
}

static const struct {
    const char *name, *value, *wanted;
} values[] = {
    {"members keep their names", "{\"Code\":\"x\"}", "{\"Code\":\"x\"}"},
    {"a RequestId", "{\"RequestId\":\"4C467B38-3910-447D-87BC-AC049166F216\"}", "{\"RequestId\":\"<uuid>\"}"},
    {"a RequestId of another kind", "{\"RequestId\":\"42\"}", "{\"RequestId\":\"<request id>\"}"},
    {"an empty RequestId", "{\"RequestId\":\"\"}", "{\"RequestId\":\"\"}"},
    {"an id that the endpoint made", "{\"ScalingActivityId\":\"asa-1\"}", "{\"ScalingActivityId\":\"<id>\"}"},
    {"an empty id", "{\"ScalingActivityId\":\"\"}", "{\"ScalingActivityId\":\"\"}"},
    {"an id of the world", "{\"ServerId\":\"i-left00000001\"}", "{\"ServerId\":\"$a\"}"},
    {"an id that was sent", "{\"ServerId\":\"i-sent\"}", "{\"ServerId\":\"i-sent\"}"},
    {"an id that is a number", "{\"ServerId\":7}", "{\"ServerId\":7}"},
    {"a list in another order", "[\"i-left00000002\",\"i-left00000001\"]", "[\"$a\",\"$b\"]"},
    {"a list of objects", "[{\"Port\":2},{\"Port\":1}]", "[{\"Port\":1},{\"Port\":2}]"},
};

static void test_values(void **state)
{
    (void)state;
    json_t *record = sides_record("left", &(hand_made){0}), *sent = json_loads("[[\"x\", \"[i-sent]\"]]", 0, NULL);
    rms_arena *arena = rms_arena_new();
    rms_normal normal;
    assert_int_equal(rms_normal_of(record, arena, &normal), RMS_OK);
    for (size_t i = 0; i < RMS_COUNT(values); i++) {
        json_t *value = json_loads(values[i].value, 0, NULL);
        json_t *made = rms_normal_json(&normal, value, sent);
        char *text = json_dumps(made, JSON_COMPACT);
        print_message("%s\n", values[i].name);
        assert_string_equal(text, values[i].wanted);
        free(text);
        json_decref(made);
        json_decref(value);
    }
    rms_arena_free(arena);
    json_decref(sent);
    json_decref(record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts), cmocka_unit_test(test_values)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
