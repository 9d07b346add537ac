/* Requests of cases as they travel, verified in every layout and by both schemes. */
#include "tests/unit/harness/kit.h"

#include "harness/exchange/sign_for.h"
#include "harness/run/send.h"

#include <stdio.h>
#include <string.h>

enum { V1 = 1u << RMS_SIGNATURE_V1, V3 = 1u << RMS_SIGNATURE_V3, BOTH = V1 | V3 };

typedef enum wanted { VERIFIES, DIFFERS, LACKS } wanted;

#define PLAIN "InstanceId: [$a]"

/* What the signature is, and what stands in the request: in its target, its body or a header line; "!" in front: not.
 */
static const struct {
    const char *name, *send, *more;
    unsigned schemes;
    wanted wanted;
    const char *v1[3], *v3[3];
} rows[] = {
    {"plain",
     "{" PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"AccessKeyId=testid", "SignatureMethod=HMAC-SHA1", "SignatureVersion=1.0"},
     {"x-acs-action: RemoveInstances", "Credential=testid,", "accept: application/json"}},
    {"parameters that V3 has as fields",
     "{" PLAIN "}",
     "",
     V3,
     VERIFIES,
     {NULL},
     {"!Action=", "!Timestamp=", "x-acs-version: 2014-08-28"}},
    {"nonce and time",
     "{" PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"SignatureNonce=n-1", "Timestamp=2020-01-02T03%3A04%3A05Z"},
     {"x-acs-signature-nonce: n-1", "x-acs-date: 2020-01-02T03:04:05Z", "host: h:1"}},
    {"another key",
     "{AccessKeyId: nobody, " PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"AccessKeyId=nobody", "!testid"},
     {"Credential=nobody,", "!testid"}},
    {"strange values",
     "{OwnerAccount: \"a b+c*d~e\xC3\xA9\", " PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"OwnerAccount=a%20b%2Bc%2Ad~e%C3%A9"},
     {"OwnerAccount=a%20b%2Bc%2Ad~e%C3%A9"}},
    {"an empty value", "{SignatureType: '', " PLAIN "}", "", V1, VERIFIES, {"SignatureType=&"}, {NULL}},
    {"a time of its own",
     "{Timestamp: {now: -20m}, " PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"Timestamp=2020-01-02T02%3A44%3A05Z"},
     {"x-acs-date: 2020-01-02T02:44:05Z"}},
    {"a time that is none",
     "{Timestamp: yesterday, " PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"Timestamp=yesterday"},
     {"x-acs-date: yesterday"}},
    {"a parameter appended again",
     "{omit: [Timestamp], " PLAIN ", append: [[Timestamp, later]]}",
     "",
     BOTH,
     VERIFIES,
     {"Timestamp=later"},
     {"x-acs-date: later"}},
    {"a text in place of the signature",
     "{Signature: '?!', " PLAIN "}",
     "",
     BOTH,
     DIFFERS,
     {"Signature=%3F%21"},
     {"Signature=?!"}},
    {"no signature",
     "{omit: [Signature], " PLAIN "}",
     "",
     BOTH,
     LACKS,
     {"!Signature=", "SignatureNonce="},
     {"SignedHeaders=", "!Signature="}},
    {"no key",
     "{omit: [AccessKeyId], " PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"!AccessKeyId"},
     {"!Credential", "ACS3-HMAC-SHA256 SignedHeaders="}},
    {"no nonce",
     "{omit: [SignatureNonce], " PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"!SignatureNonce"},
     {"!x-acs-signature-nonce"}},
    {"no time", "{omit: [Timestamp], " PLAIN "}", "", BOTH, VERIFIES, {"!Timestamp"}, {"!x-acs-date"}},
    {"no method", "{omit: [SignatureMethod], " PLAIN "}", "", V1, VERIFIES, {"!SignatureMethod"}, {NULL}},
    {"no Authorization", "{omit: [SignatureMethod], " PLAIN "}", "", V3, LACKS, {NULL}, {"!Authorization"}},
    {"no version of the signature",
     "{omit: [SignatureVersion], " PLAIN "}",
     "",
     V1,
     VERIFIES,
     {"!SignatureVersion"},
     {NULL}},
    {"another method of signing",
     "{SignatureMethod: HMAC-MD5, " PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"SignatureMethod=HMAC-MD5"},
     {"Authorization: HMAC-MD5 Credential=testid"}},
    {"another secret",
     "{Signature: {sign: wrong-secret}, " PLAIN "}",
     "",
     BOTH,
     DIFFERS,
     {"Signature="},
     {"Signature="}},
    {"the plain request's",
     "{Signature: {sign: before-change}, " PLAIN "}",
     "",
     BOTH,
     DIFFERS,
     {"InstanceId.1=i-a"},
     {"InstanceId.1=i-a"}},
    {"another method's",
     "{Signature: {sign: other-method}, " PLAIN "}",
     "",
     BOTH,
     DIFFERS,
     {"Signature="},
     {"Signature="}},
    {"another host's",
     "{Signature: {sign: other-host}, " PLAIN "}",
     "signature: v3",
     V3,
     DIFFERS,
     {NULL},
     {"host: h:1"}},
    {"bare ampersands",
     "{Signature: {sign: bare-ampersand}, " PLAIN "}",
     "signature: v1",
     V1,
     DIFFERS,
     {"Signature="},
     {NULL}},
    {"a value changed afterwards",
     "{" PLAIN ", after-signing: {InstanceId.1: $b}}",
     "",
     BOTH,
     DIFFERS,
     {"InstanceId.1=i-b", "!i-a"},
     {"InstanceId.1=i-b", "!i-a"}},
    {"a field changed afterwards",
     "{" PLAIN ", after-signing: {Action: DescribeScalingGroups}}",
     "",
     BOTH,
     DIFFERS,
     {"Action=DescribeScalingGroups"},
     {"x-acs-action: DescribeScalingGroups"}},
    {"a time changed afterwards",
     "{" PLAIN ", after-signing: {Timestamp: {now: 30s}}}",
     "",
     BOTH,
     DIFFERS,
     {"Timestamp=2020-01-02T03%3A04%3A35Z"},
     {"x-acs-date: 2020-01-02T03:04:35Z"}},
    {"a parameter added afterwards",
     "{" PLAIN ", after-signing: {append: [[X, y]]}}",
     "",
     BOTH,
     DIFFERS,
     {"X=y"},
     {"X=y"}},
    {"a parameter taken away afterwards",
     "{" PLAIN ", after-signing: {omit: [RegionId]}}",
     "",
     BOTH,
     DIFFERS,
     {"!RegionId"},
     {"!RegionId"}},
    {"a nonce taken away afterwards",
     "{" PLAIN ", after-signing: {omit: [SignatureNonce]}}",
     "",
     BOTH,
     DIFFERS,
     {"!SignatureNonce"},
     {"!x-acs-signature-nonce: "}},
    {"a blank as plus",
     "{OwnerAccount: 'a b', encoding: plus, " PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"OwnerAccount=a+b"},
     {"OwnerAccount=a+b"}},
    {"a tilde as escape",
     "{OwnerAccount: 'a~b', encoding: tilde, " PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"OwnerAccount=a%7Eb"},
     {"OwnerAccount=a%7Eb"}},
    {"escapes in lower case",
     "{OwnerAccount: 'a/b', encoding: lower-hex, " PLAIN "}",
     "",
     BOTH,
     VERIFIES,
     {"OwnerAccount=a%2fb"},
     {"OwnerAccount=a%2fb"}},
    {"a field in place of ours",
     "{headers: {Accept: text/xml, x-acs-more: '$a'}, " PLAIN "}",
     "",
     V3,
     VERIFIES,
     {NULL},
     {"Accept: text/xml", "!accept: ", "x-acs-more: i-a"}},
    {"accept alone",
     "{omit: [Format], headers: {accept: text/xml}, " PLAIN "}",
     "",
     V3,
     VERIFIES,
     {NULL},
     {"accept: text/xml", "!Format"}},
};

static rms_binding bound[] = {{"$group", "asg-1"}, {"$a", "i-a"}, {"$b", "i-b"}};
static const rms_bindings all_bound = {bound, KIT_ROWS(bound), KIT_ROWS(bound)};

static rms_suite *suite_sending(const char *send, const char *more)
{
    char yaml[2048];
    (void)snprintf(yaml, sizeof yaml,
                   "action: RemoveInstances\nsource: none\nrules:\n  - rule: r\n    level: record\n    says: s.\n"
                   "    needs: [verification]\n    cases:\n      - case: c\n"
                   "        given: {group: {instances: [{attached: $a}, {attached: $b}]}}\n"
                   "        send: %s\n        expect: success\n%s%s\n",
                   send, *more ? "        " : "", more);
    return kit_suite(yaml);
}

static rms_send_context context_of(const rms_suite *suite)
{
    const rms_case *the_case = &suite->rules[0]->cases[0];
    return (rms_send_context){.the_case = the_case,
                              .step = &the_case->steps[0],
                              .format = RMS_FORMAT_JSON,
                              .bindings = &all_bound,
                              .region = "cn-x",
                              .nonce = "n-1",
                              .now = 1577934245};
}

static const rms_sign_with keyed = {.credentials = {"testid", "testsecret", NULL}, .host = "h:1"};

static rms_status make(const rms_send_context *context, rms_signature signature, rms_layout layout, rms_wire *ret,
                       rms_error *err)
{
    RMS_AUTO(rms_params_done) rms_params sent = {0};
    rms_sign_with with = keyed;
    with.signature = signature;
    assert_int_equal(rms_send_make(context, &sent, NULL), RMS_OK);
    return rms_send_sign(context, &with, layout, &sent, ret, err);
}

/* ---- what a verifier would do ---- */

static void read_query(const rms_wire *wire, rms_params *ret)
{
    const char *query = strchr(wire->target, '?');
    if (query)
        assert_int_equal(rms_form_parse(rms_span_of(query + 1), RMS_PLACE_QUERY, ret, NULL), RMS_OK);
}

static wanted verify_v1(const rms_wire *wire)
{
    RMS_AUTO(rms_params_done) rms_params all = {0};
    char signature[RMS_V1_SIGNATURE_SIZE];
    read_query(wire, &all);
    assert_int_equal(rms_form_parse((rms_span){wire->body, wire->body_n}, RMS_PLACE_BODY, &all, NULL), RMS_OK);
    const char *came = rms_params_text(&all, "Signature");
    assert_int_equal(rms_v1_sign(wire->method, "testsecret", &all, signature), RMS_OK);
    return !came ? LACKS : strcmp(came, signature) == 0 ? VERIFIES : DIFFERS;
}

/* The algorithm's name is none of this function's business. */
static int parts_of(const char *authorization, rms_v3_authorization *ret)
{
    const char *blank = authorization ? strchr(authorization, ' ') : NULL;
    const char *at = blank ? strstr(blank, "SignedHeaders=") : NULL;
    const char *signature = blank ? strstr(blank, ",Signature=") : NULL;
    if (!at || !signature)
        return 0;
    at += strlen("SignedHeaders=");
    ret->signed_headers = (rms_span){at, strcspn(at, ",")};
    ret->signature = rms_span_of(signature + strlen(",Signature="));
    return 1;
}

static wanted verify_v3(const rms_wire *wire)
{
    RMS_AUTO(rms_params_done) rms_params query = {0}, fields = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0}, string = {0};
    char names[512], signature[RMS_V3_SIGNATURE_SIZE], hash[RMS_V3_SIGNATURE_SIZE];
    rms_v3_authorization parts;
    if (!parts_of(rms_params_text(&wire->headers, "Authorization"), &parts))
        return LACKS;
    read_query(wire, &query);
    for (size_t i = 0; i < wire->headers.n; i++)
        assert_int_equal(rms_params_put(&fields, wire->headers.v[i].name, wire->headers.v[i].value), RMS_OK);
    if (wire->content_type)
        assert_int_equal(rms_params_put(&fields, "Content-Type", wire->content_type), RMS_OK);
    (void)snprintf(names, sizeof names, "%.*s", (int)parts.signed_headers.n, parts.signed_headers.p);
    const rms_v3_request request = {wire->method, "/", &query, &fields, names, {wire->body, wire->body_n}};
    assert_int_equal(rms_sha256_hex(request.body, hash), RMS_OK);
    if (rms_v3_canonical_request(&request, &canonical, NULL) != RMS_OK ||
        strcmp(hash, rms_params_text(&wire->headers, "x-acs-content-sha256")) != 0)
        return DIFFERS;
    assert_int_equal(rms_v3_string_to_sign(rms_buffer_view(&canonical), &string), RMS_OK);
    assert_int_equal(rms_v3_signature("testsecret", rms_buffer_view(&string), signature), RMS_OK);
    return rms_span_equal(parts.signature, rms_span_of(signature)) ? VERIFIES : DIFFERS;
}

static void put_all(const rms_wire *wire, rms_buffer *out)
{
    rms_buffer_printf(out, "%s\n%s&\n", wire->target, wire->body);
    for (size_t i = 0; i < wire->headers.n; i++)
        rms_buffer_printf(out, "%s: %s\n", wire->headers.v[i].name, wire->headers.v[i].value);
}

static void check_texts(const char *const texts[3], const rms_wire *wire)
{
    RMS_AUTO(rms_buffer_done) rms_buffer all = {0};
    put_all(wire, &all);
    for (size_t i = 0; i < 3 && texts[i]; i++) {
        const int not = texts[i][0] == '!';
        const int found = strstr(all.p, texts[i] + not ) != NULL;
        if (found == not )
            print_message("%s in\n%s", texts[i], all.p);
        assert_int_equal(found, !not );
    }
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(rows); i++) {
        rms_suite *suite = suite_sending(rows[i].send, rows[i].more);
        const rms_send_context context = context_of(suite);
        for (unsigned s = RMS_SIGNATURE_V1; s <= RMS_SIGNATURE_V3; s++)
            for (unsigned l = 0; rows[i].schemes & 1u << s && l < RMS_LAYOUT_COUNT; l++) {
                RMS_AUTO(rms_wire_done) rms_wire wire = {0};
                print_message("row: %s, %s, %s\n", rows[i].name, rms_signature_word((rms_signature)s),
                              rms_layout_name((rms_layout)l));
                assert_int_equal(make(&context, (rms_signature)s, (rms_layout)l, &wire, NULL), RMS_OK);
                check_texts(s == RMS_SIGNATURE_V1 ? rows[i].v1 : rows[i].v3, &wire);
                assert_int_equal(s == RMS_SIGNATURE_V1 ? verify_v1(&wire) : verify_v3(&wire), rows[i].wanted);
            }
        rms_suite_free(suite);
    }
}

static void test_unsigned(void **state)
{
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    (void)state;
    rms_suite *suite = suite_sending("{OwnerAccount: 'a b', encoding: plus, headers: {x: y}, " PLAIN "}", "");
    const rms_send_context context = context_of(suite);
    assert_int_equal(make(&context, RMS_SIGNATURE_NONE, RMS_LAYOUT_GET, &wire, NULL), RMS_OK);
    check_texts((const char *const[3]){"!AccessKeyId", "OwnerAccount=a+b", "x: y"}, &wire);
    rms_suite_free(suite);
}

static void test_token(void **state)
{
    (void)state;
    rms_suite *suite = suite_sending("{" PLAIN "}", "");
    const rms_send_context context = context_of(suite);
    for (unsigned s = RMS_SIGNATURE_V1; s <= RMS_SIGNATURE_V3; s++) {
        RMS_AUTO(rms_params_done) rms_params sent = {0};
        RMS_AUTO(rms_wire_done) rms_wire wire = {0};
        rms_sign_with with = keyed;
        with.signature = (rms_signature)s;
        with.credentials.token = "to/ken";
        assert_int_equal(rms_send_make(&context, &sent, NULL), RMS_OK);
        assert_int_equal(rms_send_sign(&context, &with, RMS_LAYOUT_POST_SPLIT, &sent, &wire, NULL), RMS_OK);
        if (s == RMS_SIGNATURE_V1)
            check_texts((const char *const[3]){"SecurityToken=to%2Fken"}, &wire);
        else
            check_texts((const char *const[3]){"x-acs-security-token: to/ken", "x-acs-accesskey-id: testid",
                                               "x-acs-accesskey-id;x-acs-action"},
                        &wire);
        assert_int_equal(s == RMS_SIGNATURE_V1 ? verify_v1(&wire) : verify_v3(&wire), VERIFIES);
    }
    rms_suite_free(suite);
}

static void test_refusals(void **state)
{
    RMS_AUTO(rms_params_done) rms_params sent = {0};
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    rms_error err = {0};
    (void)state;
    rms_suite *suite = suite_sending("{Timestamp: \"a\\nb: c\", " PLAIN "}", "");
    const rms_send_context context = context_of(suite);
    const rms_sign_with nobody = {.signature = RMS_SIGNATURE_V1, .host = "h"};
    assert_int_equal(make(&context, RMS_SIGNATURE_V3, RMS_LAYOUT_GET, &wire, &err), RMS_E_UNSUPPORTED);
    assert_string_equal(err.text, "the value of x-acs-date cannot stand in a header field");
    assert_int_equal(make(&context, RMS_SIGNATURE_V1, RMS_LAYOUT_GET, &wire, &err), RMS_OK);
    rms_wire_done(&wire);
    assert_int_equal(rms_send_make(&context, &sent, NULL), RMS_OK);
    assert_int_equal(rms_send_sign(&context, &nobody, RMS_LAYOUT_GET, &sent, &wire, &err), RMS_E_USAGE);
    rms_suite_free(suite);
}

static void test_host(void **state)
{
    static const struct {
        const char *url, *host;
    } urls[] = {{"http://h", "h"},
                {"http://h:8080/", "h:8080"},
                {"http://h:80/x?y", "h"},
                {"https://h:443", "h"},
                {"http://h:443", "h:443"},
                {"HTTPS://h:80", "h:80"},
                {"http://user:pass@h:1/a@b", "h:1"},
                {"http://[::1]:80/", "[::1]"},
                {"http://[::1]:8/", "[::1]:8"}};
    (void)state;
    for (size_t i = 0; i < KIT_ROWS(urls); i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer host = {0}, named = {0};
        rms_sign_with with, how = {.signature = RMS_SIGNATURE_V3};
        print_message("row: %s\n", urls[i].url);
        assert_int_equal(rms_sign_for(&how, urls[i].url, "n", 7, &host, &with), RMS_OK);
        assert_string_equal(with.host, urls[i].host);
        assert_string_equal(with.nonce, "n");
        assert_int_equal(with.now, 7);
        how.host = "other";
        assert_int_equal(rms_sign_for(&how, urls[i].url, "n", 7, &named, &with), RMS_OK);
        assert_string_equal(with.host, "other");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_unsigned),
                                       cmocka_unit_test(test_token), cmocka_unit_test(test_refusals),
                                       cmocka_unit_test(test_host)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
