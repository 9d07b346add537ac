/* Which differences of two exchanges are differences. */
#include "sides.h"

#include <stdio.h>
#include <string.h>

#define OK "{\"RequestId\":\"4C467B38-3910-447D-87BC-AC049166F216\"}"

static const struct {
    const char *name;
    hand_made left, right;
    const char *wanted; /* "": nothing differs */
} rows[] = {
    {"the same", {.body = OK}, {.body = OK}, ""},
    {"another request id",
     {.body = "{\"RequestId\":\"4C467B38-3910-447D-87BC-AC049166F216\"}"},
     {.body = "{\"RequestId\":\"00000000-0000-0000-0000-000000000000\"}"},
     ""},
    {"ids of either world", {.body = "{\"ServerId\":\"i-@00000001\"}"}, {.body = "{\"ServerId\":\"i-@00000001\"}"}, ""},
    {"the other's member",
     {.body = "{\"ServerId\":\"i-@00000001\"}"},
     {.body = "{\"ServerId\":\"i-@00000002\"}"},
     "body.ServerId: $a | $b\n"},
    {"members in another order",
     {.body = "{\"a\":1,\"b\":{\"c\":2,\"d\":3}}"},
     {.body = "{\"b\":{\"d\":3,\"c\":2},\"a\":1}"},
     ""},
    {"blanks", {.body = "{\"a\":1}"}, {.body = " {\n  \"a\" : 1 }\n"}, ""},
    {"a list in another order", {.body = "{\"a\":[1,2]}"}, {.body = "{\"a\":[2,1]}"}, ""},
    {"a list with one more", {.body = "{\"a\":[1]}"}, {.body = "{\"a\":[1,2]}"}, "body.a[1]: (none) | 2\n"},
    {"an empty list", {.body = "{\"a\":[]}"}, {.body = "{\"a\":[1]}"}, "body.a: [] | (none)\nbody.a[0]: (none) | 1\n"},
    {"another status", {.status = 400, .body = OK}, {.status = 404, .body = OK}, "status: 400 | 404\n"},
    {"another code", {.body = "{\"Code\":\"A.B\"}"}, {.body = "{\"Code\":\"A.C\"}"}, "body.Code: A.B | A.C\n"},
    {"a number and a text", {.body = "{\"Port\":80}"}, {.body = "{\"Port\":\"80\"}"}, "body.Port: 80 | \"80\"\n"},
    {"null and a text", {.body = "{\"a\":null}"}, {.body = "{\"a\":\"null\"}"}, "body.a: null | \"null\"\n"},
    {"a member that is missing", {.body = "{\"a\":1,\"b\":2}"}, {.body = "{\"a\":1}"}, "body.b: 2 | (none)\n"},
    {"a member more", {.body = "{\"a\":1}"}, {.body = "{\"a\":1,\"b\":\"\"}"}, "body.b: (none) | \"\"\n"},
    {"letters of a message",
     {.body = "{\"Message\":\"No.\"}"},
     {.body = "{\"Message\":\"no.\"}"},
     "body.Message: No. | no.\n"},
    {"a message that names an id",
     {.body = "{\"Message\":\"The i-@00000001 is gone.\"}"},
     {.body = "{\"Message\":\"The i-@00000001 is gone.\"}"},
     ""},
    {"XML", {.body = "<R><a>1</a><b>2</b></R>"}, {.body = "<?xml version='1.0'?>\n<R>\n <b>2</b><a>1</a></R>"}, ""},
    {"another root", {.body = "<R><a>x</a></R>"}, {.body = "<S><a>x</a></S>"}, "body: XML, root R | XML, root S\n"},
    {"an XML list", {.body = "<R><a>x</a><a>y</a></R>"}, {.body = "<R><a>y</a><a>x</a></R>"}, ""},
    {"XML and JSON",
     {.type = "t", .body = "<R><a>x</a></R>"},
     {.type = "t", .body = "{\"a\":\"x\"}"},
     "body: XML, root R | JSON\n"},
    {"no answer in the API's words",
     {.type = "t", .body = "<html>"},
     {.type = "t", .body = OK},
     "body: neither JSON nor XML | JSON\nbody.RequestId: (none) | <uuid>\nbody as text: <html> | (none)\n"},
    {"other words", {.type = "t", .body = "oops"}, {.type = "t", .body = "oops!"}, "body as text: oops | oops!\n"},
    {"no body", {.body = ""}, {.body = OK}, "body: none | JSON\nbody.RequestId: (none) | <uuid>\n"},
    {"a type in other letters", {.type = "text/xml; charset=UTF-8"}, {.type = "text/xml;charset=utf-8"}, ""},
    {"another type", {.type = "text/xml"}, {.type = "text/html"}, "Content-Type: text/xml | text/html\n"},
    {"a charset",
     {.type = "text/xml"},
     {.type = "text/xml;charset=utf-8"},
     "Content-Type: text/xml | text/xml;charset=utf-8\n"},
    {"header fields that belong to the connection",
     {.headers = "[[\"Date\", \"a\"], [\"Content-Length\", \"2\"], [\"Server\", \"x\"]]"},
     {.headers = "[[\"Date\", \"b\"], [\"Transfer-Encoding\", \"chunked\"]]"},
     ""},
    {"a header field that matters",
     {.headers = "[[\"Retry-After\", \"1\"]]"},
     {.headers = "[[\"retry-after\", \"2\"]]"},
     "header.retry-after: 1 | 2\n"},
    {"a field of a cache", {.headers = "[]"}, {.headers = "[[\"Age\", \"7\"]]"}, "header.age: (none) | is there\n"},
    {"another age", {.headers = "[[\"Age\", \"8\"]]"}, {.headers = "[[\"Age\", \"7\"]]"}, ""},
    {"a redirect to itself",
     {.status = 301, .headers = "[[\"Location\", \"http://@.example:8080/\"]]"},
     {.status = 301, .headers = "[[\"Location\", \"http://@.example:8080/\"]]"},
     ""},
    {"no whole answer",
     {.symptom = "timeout"},
     {.body = OK},
     "answer: timeout | answered\nstatus: (none) | 200\nContent-Type: (none) | application/json\nbody: (none) | JSON\n"
     "body.RequestId: (none) | <uuid>\n"},
    {"another world",
     {.body = OK, .after = "{\"groups\":[{\"id\":\"i-@00000001\",\"status\":\"active\"}]}"},
     {.body = OK, .after = "{\"groups\":[{\"id\":\"i-@00000001\",\"status\":\"inactive\"}]}"},
     "after.groups[0].status: active | inactive\n"},
    {"a world that nobody looked at",
     {.body = OK, .after = "{\"groups\":[{\"id\":\"x\",\"status\":\"y\"}]}"},
     {.body = OK},
     "after: was looked at | was not looked at\n"},
    {"the other way round",
     {.body = OK},
     {.body = OK, .after = "{\"groups\":[{\"id\":\"x\",\"status\":\"y\"}]}"},
     "after: was not looked at | was looked at\n"},
    {"the same request",
     {.sent = "[[\"Action\",\"A\"],[\"InstanceId.1\",\"i-@00000001\"],[\"SignatureNonce\",\"@\"]]"},
     {.sent = "[[\"Action\",\"A\"],[\"InstanceId.1\",\"i-@00000001\"],[\"SignatureNonce\",\"@\"]]"},
     ""},
    {"another request",
     {.sent = "[[\"Action\",\"A\"],[\"Port\",\"1\"]]"},
     {.sent = "[[\"Action\",\"A\"],[\"Port\",\"2\"]]"},
     "request.Port: 1 | 2\n"},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        hand_made_pair made;
        rms_pairing pairing = RMS_PAIR_NEITHER;
        rms_diff_finding finding = {0};
        const char *why[RMS_DIFF_SIDES];
        print_message("%s\n", rows[i].name);
        sides_pair(&made, &rows[i].left, &rows[i].right);
        assert_int_equal(rms_pair_compare(&made.pair, &pairing, &finding, why), RMS_OK);
        assert_string_equal(sides_differences(&made, &finding), rows[i].wanted);
        assert_int_equal(pairing, *rows[i].wanted ? RMS_PAIR_DIFFERS : RMS_PAIR_EQUAL);
        if (*rows[i].wanted) {
            assert_int_equal(finding.kind, RMS_DIFF_ANSWER);
            assert_int_equal(finding.wrong, RMS_DIFF_WRONG_NOBODY);
        }
        sides_done(&made);
    }
}

/* What has no room is told by a digest, and not taken for alike. */
static void test_limits(void **state)
{
    (void)state;
    rms_buffer left = {0}, right = {0};
    for (int i = 0; i < RMS_FACETS_MAX + 50; i++) {
        rms_buffer_printf(&left, "%s\"m%d\":%d", i ? "," : "{", i, i);
        rms_buffer_printf(&right, "%s\"m%d\":%d", i ? "," : "{", i, i == RMS_FACETS_MAX + 49 ? 0 : i);
    }
    rms_buffer_puts(&left, "}");
    rms_buffer_puts(&right, "}");
    const hand_made many = {.body = left.p}, other = {.body = right.p};
    char long_text[2 * RMS_FACET_VALUE_MAX], other_text[2 * RMS_FACET_VALUE_MAX];
    memset(long_text, 'x', sizeof long_text);
    long_text[0] = long_text[sizeof long_text - 2] = '"';
    long_text[sizeof long_text - 1] = '\0';
    memcpy(other_text, long_text, sizeof long_text);
    other_text[sizeof other_text - 3] = 'y';
    const struct {
        const char *name;
        hand_made left, right;
        const char *part; /* NULL: alike */
    } limits[] = {{"many", many, many, NULL},
                  {"many, and the last differs", many, other, "everything else: "},
                  {"a long text", {.body = long_text}, {.body = long_text}, NULL},
                  {"a long text that ends otherwise", {.body = long_text}, {.body = other_text}, "digest"}};
    for (size_t i = 0; i < RMS_COUNT(limits); i++) {
        hand_made_pair made;
        rms_pairing pairing = RMS_PAIR_NEITHER;
        rms_diff_finding finding = {0};
        const char *why[RMS_DIFF_SIDES];
        print_message("%s\n", limits[i].name);
        sides_pair(&made, &limits[i].left, &limits[i].right);
        assert_int_equal(rms_pair_compare(&made.pair, &pairing, &finding, why), RMS_OK);
        assert_int_equal(pairing, limits[i].part ? RMS_PAIR_DIFFERS : RMS_PAIR_EQUAL);
        assert_true(made.side[RMS_DIFF_LEFT].runs[0].steps[0].facets.n <= RMS_FACETS_MAX);
        if (limits[i].part)
            assert_non_null(strstr(sides_differences(&made, &finding), limits[i].part));
        sides_done(&made);
    }
    rms_buffer_done(&left);
    rms_buffer_done(&right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_limits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
