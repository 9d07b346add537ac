/* Command lines that repeat an exchange, and what is hidden in them. */
#include "harness/exchange/exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
    const char *name, *in, *out;
} masks[] = {
    {"nothing secret", "Action=RemoveInstances&Format=JSON", "Action=RemoveInstances&Format=JSON"},
    {"signature", "A=1&Signature=0YiYLBbYNke3GDfQv%2BFwFJ5rItw%3D&B=2", "A=1&Signature=***&B=2"},
    {"signature at the end", "Signature=abc", "Signature=***"},
    {"its relatives stay", "SignatureNonce=1&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureType=",
     "SignatureNonce=1&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureType="},
    {"a longer name stays", "MySignature=1&Signature2=2", "MySignature=1&Signature2=2"},
    {"empty value", "Signature=&A=1", "Signature=&A=1"},
    {"security token", "/?SecurityToken=CAIS%2Fabc&A=1", "/?SecurityToken=***&A=1"},
    {"bearer token", "BearerToken=abc", "BearerToken=***"},
    {"in another case", "securitytoken=abc&SIGNATURE=x", "securitytoken=***&SIGNATURE=***"},
    {"key id keeps its head", "AccessKeyId=LTAI5tABCDEF&A=1", "AccessKeyId=LTAI***&A=1"},
    {"short key id", "AccessKeyId=abcd", "AccessKeyId=***"},
    {"secret", "AccessKeySecret=s3cr3t;", "AccessKeySecret=***;"},
    {"name with escapes", "%53ecurity%54oken=abc&A=1", "%53ecurity%54oken=***&A=1"},
    {"encoded pair", "GET&%2F&A%3D1%26SecurityToken%3Dabc%252F%26B%3D2", "GET&%2F&A%3D1%26SecurityToken%3D***%26B%3D2"},
    {"pair encoded twice", "x%2526SecurityToken%253Dabc%2526B%253D2", "x%2526SecurityToken%253D***%2526B%253D2"},
    {"an encoded ampersand is of the value", "SecurityToken=a%26b&A=1", "SecurityToken=***&A=1"},
    {"authorization header", "Authorization: ACS3-HMAC-SHA256 Credential=x,SignedHeaders=host,Signature=00\r\nA: 1",
     "Authorization: ***\r\nA: 1"},
    {"authorization in quotes", "-H 'authorization: Bearer abc def' -i", "-H 'authorization: ***' -i"},
    {"token header", "x-acs-security-token: abc\r\nx-acs-action: A", "x-acs-security-token: ***\r\nx-acs-action: A"},
    {"key id header", "x-acs-accesskey-id: STS.NUabc", "x-acs-accesskey-id: STS.***"},
    {"JSON", "{\"SecurityToken\": \"a\\\"b\", \"A\": 1}", "{\"SecurityToken\": \"***\", \"A\": 1}"},
    {"encoded JSON", "%7B%22SecurityToken%22%3A%22abc%22%7D", "%7B%22SecurityToken%22%3A%22***%22%7D"},
    {"XML", "<SecurityToken>a&b</SecurityToken>", "<SecurityToken>***</SecurityToken>"},
    {"password in a URL", "http://user:pass@host/?A=1", "http://user:***@host/?A=1"},
    {"an at sign later", "http://host:80/?A=b@c", "http://host:80/?A=b@c"},
    {"cut escapes", "%5&%&Signature%", "%5&%&Signature%"},
};

static void test_mask(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(masks); i++) {
        print_message("row: %s\n", masks[i].name);
        rms_buffer out = {0};
        rms_mask(rms_span_of(masks[i].in), &out);
        assert_string_equal(out.p ? out.p : "", masks[i].out);
        rms_buffer_done(&out);
    }
}

static void test_mask_keeps_every_byte(void **state)
{
    (void)state;
    char bytes[256];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    rms_buffer out = {0};
    rms_mask((rms_span){bytes, sizeof bytes}, &out);
    assert_int_equal(out.n, sizeof bytes);
    assert_memory_equal(out.p, bytes, sizeof bytes);
    rms_buffer_done(&out);
}

static const struct {
    const char *name, *base, *method, *target, *content_type, *body, *out;
} commands[] = {
    {"GET", "http://h:1", "GET", "/?A=1&B=%5B%5D", NULL, "", "curl -sS -i 'http://h:1/?A=1&B=%5B%5D'"},
    {"base path", "http://h/api/", "GET", "/?A=1", NULL, "", "curl -sS -i 'http://h/api/?A=1'"},
    {"POST without body", "http://h", "POST", "/?A=1", "application/x-www-form-urlencoded", "",
     "curl -sS -i 'http://h/?A=1' -H 'Content-Type: application/x-www-form-urlencoded' --data-raw ''"},
    {"POST form", "http://h", "POST", "/", "application/x-www-form-urlencoded", "A=1&Signature=x",
     "curl -sS -i 'http://h/' -H 'Content-Type: application/x-www-form-urlencoded' --data-raw 'A=1&Signature=***'"},
    {"single quotes", "http://h", "POST", "/", NULL, "A='$(x)`'",
     "curl -sS -i 'http://h/' --data-raw 'A='\\''$(x)`'\\'''"},
    {"what curl would tidy up", "http://h/api", "GET", "/a/../b?A=[1] {2}'#", NULL, "",
     "curl -sS -i --request-target '/api/a/../b?A=[1] {2}'\\''#' 'http://h/api'"},
    {"dots in a path", "http://h", "GET", "/../?A=1", NULL, "", "curl -sS -i --request-target '/../?A=1' 'http://h'"},
    {"password", "http://u:p@h", "GET", "/", NULL, "", "curl -sS -i 'http://u:***@h/'"},
    {"another method", "http://h", "PUT", "/", NULL, "", "curl -sS -i -X 'PUT' 'http://h/'"},
};

static rms_wire wire_of(const char *method, const char *target, const char *content_type, const char *body)
{
    rms_wire wire = {.method = method, .target = strdup(target), .content_type = content_type, .body = strdup(body)};
    assert_non_null(wire.target);
    assert_non_null(wire.body);
    wire.body_n = strlen(body);
    return wire;
}

static void test_command(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(commands); i++) {
        print_message("row: %s\n", commands[i].name);
        rms_wire wire = wire_of(commands[i].method, commands[i].target, commands[i].content_type, commands[i].body);
        rms_buffer out = {0};
        rms_command_print(commands[i].base, &wire, &out);
        assert_int_equal(out.status, RMS_OK);
        assert_string_equal(out.p, commands[i].out);
        rms_buffer_done(&out);
        rms_wire_done(&wire);
    }
}

/* The words that a shell makes of a command line, each in brackets. */
static char *words_of(const char *command)
{
    static char words[4096];
    rms_buffer line = {0};
    rms_buffer_printf(&line, "printf '[%%s]' %s", command);
    assert_int_equal(line.status, RMS_OK);
    FILE *shell = popen(line.p, "r"); // NOLINT(cert-env33-c): what a shell makes of it is the question
    assert_non_null(shell);
    const size_t n = fread(words, 1, sizeof words - 1, shell);
    words[n] = '\0';
    assert_int_equal(pclose(shell), 0);
    rms_buffer_done(&line);
    return words;
}

static const struct {
    const char *name, *body;
} bodies[] = {
    {"plain", "A=1"},
    {"single quote", "[{'ServerId':'i-1'}]"},
    {"only single quotes", "''''"},
    {"double quotes", "\"\\\""},
    {"what a shell expands", "$HOME ${HOME} $(id) `id` !! * ? [a] {a,b} ~ \\ \\n"},
    {"what a shell splits or ends with", "a b\tc\nd;e|f&g>h<i#j(k)"},
    {"high bytes", "\xe4\xb8\xad\xff\x01\x7f"},
    {"starts like an option or a file", "@/etc/passwd"},
};

static void test_shell(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(bodies); i++) {
        print_message("row: %s\n", bodies[i].name);
        rms_wire wire = wire_of("POST", "/?A=it's", "text/plain; a='b'", bodies[i].body);
        rms_buffer command = {0}, want = {0};
        rms_command_print("http://h", &wire, &command);
        rms_buffer_printf(&want,
                          "[curl][-sS][-i][--request-target][/?A=it's][http://h][-H][Content-Type: text/plain; "
                          "a='b'][--data-raw][%s]",
                          bodies[i].body);
        assert_string_equal(words_of(command.p), want.p);
        rms_buffer_done(&command);
        rms_buffer_done(&want);
        rms_wire_done(&wire);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mask),
        cmocka_unit_test(test_mask_keeps_every_byte),
        cmocka_unit_test(test_command),
        cmocka_unit_test(test_shell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
