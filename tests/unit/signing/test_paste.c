/* curl commands taken apart: those that rmspec prints, and those that people write. */
#include "tests/unit/harness/kit.h"

#include "cli/sign_paste.h"
#include "harness/exchange/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static rms_status paste(const char *text, rms_arena *arena, cli_pasted *ret, rms_error *err)
{
    const char **words = NULL;
    size_t n = 0;
    const rms_status status = cli_shell_words(rms_span_of(text), arena, &words, &n, err);
    return status == RMS_OK ? cli_paste_read(words, n, arena, ret, err) : status;
}

static void test_words(void **state)
{
    static const struct {
        const char *text;
        size_t n;
        const char *word[4];
    } rows[] = {
        {"", 0, {NULL}},           {"  a\tb\nc ", 3, {"a", "b", "c"}}, {"'a b'\"c d\"e", 1, {"a bc de"}},
        {"'a'\\''b'", 1, {"a'b"}}, {"a\\ b \\\n c", 2, {"a b", "c"}},  {"\"a\\\"b\\n\"", 1, {"a\"b\\n"}},
        {"'' x", 2, {"", "x"}},    {"'$x;|&'", 1, {"$x;|&"}},          {"\"a\\$b\"", 1, {"a$b"}},
    };
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        rms_arena *arena = rms_arena_new();
        const char **words = NULL;
        size_t n = 9;
        print_message("row: %s\n", rows[i].text);
        assert_int_equal(cli_shell_words(rms_span_of(rows[i].text), arena, &words, &n, NULL), RMS_OK);
        assert_int_equal(n, rows[i].n);
        for (size_t k = 0; k < n; k++)
            assert_string_equal(words[k], rows[i].word[k]);
        rms_arena_free(arena);
    }
}

static void test_requests(void **state)
{
    static const struct {
        const char *name, *text, *base;
        rms_layout layout;
        const char *params, *fields;
    } rows[] = {
        {"GET", "curl -sS -i 'http://h:1/?Action=A&B=%5B%5D'", "http://h:1/", RMS_LAYOUT_GET, "Action=A&B=%5B%5D", ""},
        {"what was signed goes",
         "curl 'http://h/?AccessKeyId=test***&Action=A&Signature=***&SignatureMethod=HMAC-SHA1&SignatureNonce=n&"
         "SignatureType=&SignatureVersion=1.0&Timestamp=t&SecurityToken=***'",
         "http://h/", RMS_LAYOUT_GET, "Action=A&SignatureType=", ""},
        {"POST, query",
         "curl -sS -i 'http://h/?Action=A' -H 'Content-Type: application/x-www-form-urlencoded' --data-raw ''",
         "http://h/", RMS_LAYOUT_POST_QUERY, "Action=A", ""},
        {"POST, form", "curl http://h/api/ -d Action=A -d B=c", "http://h/api/", RMS_LAYOUT_POST_FORM, "Action=A&B=c",
         ""},
        {"POST, split", "curl 'http://h/?Action=A' --data-raw @b=c", "http://h/", RMS_LAYOUT_POST_SPLIT,
         "Action=A&%40b=c", ""},
        {"V3",
         "curl -sS -i 'http://h/?B=c' -H 'host: h' -H 'x-acs-action: A' -H 'x-acs-version: 1' -H 'Authorization: ***' "
         "-H 'x-acs-date: d' -H 'X-Acs-Signature-Nonce: n' -H 'x-acs-content-sha256: e3' -H 'accept: text/xml' "
         "-H 'x-acs-security-token: ***' -H 'x-acs-accesskey-id: t***' -H 'x-more: m' -H 'Empty;'",
         "http://h/", RMS_LAYOUT_GET, "B=c&Action=A&Version=1", "x-more=m&Empty="},
        {"its own target", "curl --request-target '/?A=[1]' 'http://h'", "http://h", RMS_LAYOUT_GET, "A=%5B1%5D", ""},
        {"letters together", "curl -sSiXPOST -d'Action=A' http://h", "http://h", RMS_LAYOUT_POST_FORM, "Action=A", ""},
        {"the URL by name", "curl --url http://h/?Action=A", "http://h/", RMS_LAYOUT_GET, "Action=A", ""},
    };
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        rms_arena *arena = rms_arena_new();
        RMS_AUTO(cli_pasted_done) cli_pasted pasted = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer params = {0}, fields = {0};
        rms_error err = {0};
        print_message("row: %s\n", rows[i].name);
        if (paste(rows[i].text, arena, &pasted, &err) != RMS_OK)
            fail_msg("%s", err.text);
        rms_form_print(&pasted.params, &params);
        rms_form_print(&pasted.fields, &fields);
        assert_string_equal(pasted.base_url, rows[i].base);
        assert_int_equal(pasted.layout, rows[i].layout);
        assert_string_equal(params.p ? params.p : "", rows[i].params);
        assert_string_equal(fields.p ? fields.p : "", rows[i].fields);
        rms_arena_free(arena);
    }
}

static void test_transport(void **state)
{
    rms_arena *arena = rms_arena_new();
    RMS_AUTO(cli_pasted_done) cli_pasted pasted = {0};
    (void)state;
    assert_int_equal(
        paste("curl -k --http2 --cacert ca --cert 'c d' --key k --proxy http://p:1 http://h", arena, &pasted, NULL),
        RMS_OK);
    assert_true(pasted.transport.insecure);
    assert_int_equal(pasted.transport.http_version, RMS_HTTP_2);
    assert_string_equal(pasted.transport.ca_file, "ca");
    assert_string_equal(pasted.transport.client_cert, "c d");
    assert_string_equal(pasted.transport.client_key, "k");
    assert_string_equal(pasted.transport.proxy, "http://p:1");
    rms_arena_free(arena);
}

static void test_refusals(void **state)
{
    static const struct {
        const char *text;
        rms_status status;
        const char *told;
    } rows[] = {
        {"curl 'http://h", RMS_E_SYNTAX, "a quote is opened and never closed"},
        {"curl http://h | sh", RMS_E_SYNTAX, "'|' means something to a shell"},
        {"curl http://h/?a=1&b=2", RMS_E_SYNTAX, "'&' means something to a shell"},
        {"curl \"http://$h\"", RMS_E_SYNTAX, "'$' means something to a shell"},
        {"curl", RMS_E_SYNTAX, "has no URL"},
        {"curl http://h http://i", RMS_E_SYNTAX, "a second URL: 'http://i'"},
        {"curl --resolve x http://h", RMS_E_UNSUPPORTED, "'--resolve' is not understood"},
        {"curl -sZ http://h", RMS_E_UNSUPPORTED, "'-sZ' is not understood"},
        {"curl http://h -H", RMS_E_SYNTAX, "'-H' lacks its value"},
        {"curl http://h -H x", RMS_E_SYNTAX, "'x' is no header field"},
        {"curl http://h -d @file", RMS_E_UNSUPPORTED, "-d @FILE is not read"},
        {"curl -X PUT http://h", RMS_E_UNSUPPORTED, "'PUT'"},
        {"curl -X GET http://h -d a=b", RMS_E_UNSUPPORTED, "neither a GET without body"},
        {"curl 'http://h/?a=%zz'", RMS_E_SYNTAX, "bad percent escape"},
    };
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        rms_arena *arena = rms_arena_new();
        RMS_AUTO(cli_pasted_done) cli_pasted pasted = {0};
        rms_error err = {0};
        print_message("row: %s\n", rows[i].text);
        assert_int_equal(paste(rows[i].text, arena, &pasted, &err), rows[i].status);
        assert_true(kit_has(err.text, rows[i].told));
        rms_arena_free(arena);
    }
}

static void test_limits(void **state)
{
    rms_arena *arena = rms_arena_new();
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    const char **words = NULL;
    size_t n = 0;
    (void)state;
    for (int i = 0; i < CLI_PASTE_WORDS_MAX; i++)
        rms_buffer_puts(&text, "a ");
    assert_int_equal(cli_shell_words(rms_buffer_view(&text), arena, &words, &n, NULL), RMS_OK);
    rms_buffer_puts(&text, "a");
    assert_int_equal(cli_shell_words(rms_buffer_view(&text), arena, &words, &n, NULL), RMS_E_LIMIT);
    char *long_one = malloc(CLI_PASTE_BYTES_MAX + 1);
    assert_non_null(long_one);
    memset(long_one, 'a', CLI_PASTE_BYTES_MAX + 1);
    assert_int_equal(cli_shell_words((rms_span){long_one, CLI_PASTE_BYTES_MAX}, arena, &words, &n, NULL), RMS_OK);
    assert_int_equal(cli_shell_words((rms_span){long_one, CLI_PASTE_BYTES_MAX + 1}, arena, &words, &n, NULL),
                     RMS_E_LIMIT);
    free(long_one);
    rms_arena_free(arena);
}

/* What is printed for a request reads back as that request, in every layout and scheme. */
static void test_printed(void **state)
{
    const rms_sign_with with[] = {{.signature = RMS_SIGNATURE_NONE},
                                  {RMS_SIGNATURE_V1, {"testid", "testsecret", "t"}, "h", "n", 1500000000},
                                  {RMS_SIGNATURE_V3, {"testid", "testsecret", "t"}, "h", "n", 1500000000}};
    (void)state;
    for (size_t w = 0; w < KIT_ROWS(with); w++)
        for (unsigned l = 0; l < RMS_LAYOUT_COUNT; l++) {
            rms_arena *arena = rms_arena_new();
            RMS_AUTO(rms_params_done) rms_params params = {0};
            RMS_AUTO(rms_wire_done) rms_wire wire = {0};
            RMS_AUTO(cli_pasted_done) cli_pasted pasted = {0};
            RMS_AUTO(rms_buffer_done) rms_buffer text = {0}, sent = {0}, back = {0};
            print_message("row: %s, %s\n", rms_signature_word(with[w].signature), rms_layout_name((rms_layout)l));
            assert_int_equal(rms_form_parse(rms_span_of("Action=A&Version=1&Format=JSON&List=['a b','$(c)']&Z="),
                                            RMS_PLACE_QUERY, &params, NULL),
                             RMS_OK);
            assert_int_equal(rms_sign_request((rms_layout)l, &params, &with[w], &wire, NULL), RMS_OK);
            rms_command_print("http://h:1", &wire, &text);
            assert_int_equal(paste(text.p, arena, &pasted, NULL), RMS_OK);
            assert_int_equal(rms_canonical_pairs(&params, NULL, &sent), RMS_OK);
            assert_int_equal(rms_canonical_pairs(&pasted.params, NULL, &back), RMS_OK);
            assert_string_equal(back.p, sent.p);
            assert_int_equal(pasted.layout, l);
            assert_int_equal(pasted.fields.n, 0);
            rms_arena_free(arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words),     cmocka_unit_test(test_requests),
                                       cmocka_unit_test(test_transport), cmocka_unit_test(test_refusals),
                                       cmocka_unit_test(test_limits),    cmocka_unit_test(test_printed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
