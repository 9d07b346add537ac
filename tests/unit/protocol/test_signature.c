/* Signatures, stage by stage: the worked vectors, and what official clients really sent. */
#include "protocol/signature.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#define COMMON "SignatureMethod=HMAC-SHA1&SignatureVersion=1.0"

static void parse(const char *form, rms_params *ret)
{
    assert_int_equal(rms_form_parse(rms_span_of(form), RMS_PLACE_QUERY, ret, NULL), RMS_OK);
}

/* ---- V1 ---- */

typedef struct v1_row {
    const char *name, *method, *form, *canonical, *string, *signature; /* NULL: not pinned */
} v1_row;

static const v1_row v1_rows[] = {
    {"V1-D1", "GET",
     "AccessKeyId=testid&Action=DescribeRegions&Format=XML&" COMMON
     "&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&TimeStamp=2016-02-23T12:46:24Z&Version=2014-05-26",
     NULL,
     "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1%26"
     "SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0%26TimeStamp%3D2016-02-"
     "23T12%253A46%253A24Z%26Version%3D2014-05-26",
     "CT9X0VtwR86fNWSnsc6v8YGOjuE="},
    {"V1-D1 with Timestamp", "GET",
     "AccessKeyId=testid&Action=DescribeRegions&Format=XML&" COMMON
     "&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Timestamp=2016-02-23T12:46:24Z&Version=2014-05-26",
     NULL, NULL, "OLeaidS1JvxuMvnyHOwuJ+uX5qY="},
    {"V1-D2", "GET",
     "Version=2014-08-28&TimeStamp=2014-08-15T11:10:07Z&RegionId=cn-qingdao&Format=xml&Action=DescribeScalingGroups&"
     "AccessKeyId=testid&SignatureNonce=1324fd0e-e2bb-4bb1-917c-bd6e437f1710&" COMMON,
     NULL,
     "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeScalingGroups%26Format%3Dxml%26RegionId%3Dcn-qingdao%26"
     "SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D1324fd0e-e2bb-4bb1-917c-bd6e437f1710%26SignatureVersion%3D1.0%26"
     "TimeStamp%3D2014-08-15T11%253A10%253A07Z%26Version%3D2014-08-28",
     "SmhZuLUnXmqxSEZ/GqyiwGqmf+M="},
    {"V1-D2 with Timestamp", "GET",
     "Version=2014-08-28&Timestamp=2014-08-15T11:10:07Z&RegionId=cn-qingdao&Format=xml&Action=DescribeScalingGroups&"
     "AccessKeyId=testid&SignatureNonce=1324fd0e-e2bb-4bb1-917c-bd6e437f1710&" COMMON,
     NULL, NULL, "qlSomeBEiury9fafnpLRfOykPmo="},
    {"V1-A, GET", "GET",
     "AccessKeyId=testid&Action=RemoveBackendServers&Version=2014-05-15&Format=JSON&BackendServers=[\"i-"
     "bp143t8c5uralrxxxx\",\"i-bp12zdi79965uxxxx\"]&LoadBalancerId=lb-t4nj5vuz8ish9emfk1f20&RegionId=cn-"
     "hangzhou&" COMMON "&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Timestamp=2016-02-23T12:46:24Z",
     "AccessKeyId=testid&Action=RemoveBackendServers&BackendServers=%5B%22i-bp143t8c5uralrxxxx%22%2C%22i-"
     "bp12zdi79965uxxxx%22%5D&Format=JSON&LoadBalancerId=lb-t4nj5vuz8ish9emfk1f20&RegionId=cn-hangzhou&"
     "SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&SignatureVersion=1.0&Timestamp="
     "2016-02-23T12%3A46%3A24Z&Version=2014-05-15",
     "GET&%2F&AccessKeyId%3Dtestid%26Action%3DRemoveBackendServers%26BackendServers%3D%255B%2522i-"
     "bp143t8c5uralrxxxx%2522%252C%2522i-bp12zdi79965uxxxx%2522%255D%26Format%3DJSON%26LoadBalancerId%3Dlb-"
     "t4nj5vuz8ish9emfk1f20%26RegionId%3Dcn-hangzhou%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3ee8c1b8-83d3-"
     "44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0%26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-"
     "15",
     "0YiYLBbYNke3GDfQv+FwFJ5rItw="},
    {"V1-A, POST", "POST",
     "AccessKeyId=testid&Action=RemoveBackendServers&Version=2014-05-15&Format=JSON&BackendServers=[\"i-"
     "bp143t8c5uralrxxxx\",\"i-bp12zdi79965uxxxx\"]&LoadBalancerId=lb-t4nj5vuz8ish9emfk1f20&RegionId=cn-"
     "hangzhou&" COMMON "&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Timestamp=2016-02-23T12:46:24Z",
     NULL, NULL, "yX1rTJz9TWGeLNw/UdXMP2hIS3w="},
    {"V1-B, a Signature is not part of it", "POST",
     "Signature=anything&AccessKeyId=testid&Action=RemoveVServerGroupBackendServers&Version=2014-05-15&Format=XML&"
     "RegionId=cn-hangzhou&VServerGroupId=rsp-cige6j5e7p&BackendServers=[{'ServerId':'vm-233','Port':'80'},{'ServerId':"
     "'vm*232 %2B~','Port':'90'}]&Note=\xE4\xB8\xAD\xE6\x96\x87!()&" COMMON
     "&SignatureNonce=9b7a44b0-3be1-11e5-8c73-08002700c460&Timestamp=2015-08-18T03:15:45Z",
     "AccessKeyId=testid&Action=RemoveVServerGroupBackendServers&BackendServers=%5B%7B%27ServerId%27%3A%27vm-233%27%2C%"
     "27Port%27%3A%2780%27%7D%2C%7B%27ServerId%27%3A%27vm%2A232%20%2B~%27%2C%27Port%27%3A%2790%27%7D%5D&Format=XML&Note"
     "=%E4%B8%AD%E6%96%87%21%28%29&RegionId=cn-hangzhou&SignatureMethod=HMAC-SHA1&SignatureNonce=9b7a44b0-3be1-11e5-"
     "8c73-08002700c460&SignatureVersion=1.0&Timestamp=2015-08-18T03%3A15%3A45Z&VServerGroupId=rsp-cige6j5e7p&Version="
     "2014-05-15",
     NULL, "oZvXfvuTZNkAcrRamR5Py4Yq9Pw="},
    {"V1-C, eleven members and an empty value", "POST",
     "AccessKeyId=testid&Action=RemoveInstances&Version=2014-08-28&Format=JSON&ScalingGroupId=AG6CQdPU8OKdwLjgZcJ2eaQ&"
     "InstanceId.1=i-28wt48iaa&InstanceId.2=i-28wt48iab&InstanceId.3=i-28wt48iac&InstanceId.4=i-28wt48iad&InstanceId.5="
     "i-28wt48iae&InstanceId.6=i-28wt48iaf&InstanceId.7=i-28wt48iag&InstanceId.8=i-28wt48iah&InstanceId.9=i-28wt48iai&"
     "InstanceId.10=i-28wt48iaj&InstanceId.11=i-28wt48iak&" COMMON
     "&SignatureType=&SignatureNonce=15215528852396&Timestamp=2018-01-01T12:00:00Z",
     "AccessKeyId=testid&Action=RemoveInstances&Format=JSON&InstanceId.1=i-28wt48iaa&InstanceId.10=i-28wt48iaj&"
     "InstanceId.11=i-28wt48iak&InstanceId.2=i-28wt48iab&InstanceId.3=i-28wt48iac&InstanceId.4=i-28wt48iad&InstanceId."
     "5=i-28wt48iae&InstanceId.6=i-28wt48iaf&InstanceId.7=i-28wt48iag&InstanceId.8=i-28wt48iah&InstanceId.9=i-"
     "28wt48iai&ScalingGroupId=AG6CQdPU8OKdwLjgZcJ2eaQ&SignatureMethod=HMAC-SHA1&SignatureNonce=15215528852396&"
     "SignatureType=&SignatureVersion=1.0&Timestamp=2018-01-01T12%3A00%3A00Z&Version=2014-08-28",
     NULL, "DIGxt3UnmDLYV6yrYPFz4LE6WVY="},
};

static void test_v1(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(v1_rows); i++) {
        const v1_row *row = &v1_rows[i];
        RMS_AUTO(rms_params_done) rms_params params = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer string = {0};
        char signature[RMS_V1_SIGNATURE_SIZE];
        print_message("row: %s\n", row->name);
        parse(row->form, &params);
        assert_int_equal(rms_v1_canonical_query(&params, &canonical), RMS_OK);
        if (row->canonical)
            assert_string_equal(canonical.p, row->canonical);
        rms_v1_string_to_sign(row->method, rms_buffer_view(&canonical), &string);
        if (row->string)
            assert_string_equal(string.p, row->string);
        assert_int_equal(rms_v1_signature("testsecret", rms_buffer_view(&string), signature), RMS_OK);
        assert_string_equal(signature, row->signature);
        assert_int_equal(rms_v1_sign(row->method, "testsecret", &params, signature), RMS_OK);
        assert_string_equal(signature, row->signature);
    }
}

/* What stands in query and form with one value is signed once; two values are two pairs. */
static void test_doubled(void **state)
{
    static const struct {
        const char *name, *form, *canonical;
    } rows[] = {{"once", "b=1&a=2", "a=2&b=1"},        {"twice the same", "a=1&b=2&a=1", "a=1&b=2"},
                {"two values", "a=2&a=1", "a=1&a=2"},  {"longer names come later", "ab=1&a=2&a.=3", "a=2&a.=3&ab=1"},
                {"case counts", "a=1&B=2", "B=2&a=1"}, {"nothing", "", NULL},
                {"empty values stay", "a=&b", "a=&b="}};
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        RMS_AUTO(rms_params_done) rms_params params = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0};
        print_message("row: %s\n", rows[i].name);
        parse(rows[i].form, &params);
        assert_int_equal(rms_v1_canonical_query(&params, &canonical), RMS_OK);
        if (rows[i].canonical)
            assert_string_equal(canonical.p, rows[i].canonical);
        else
            assert_int_equal(canonical.n, 0);
    }
}

/* ---- V3 ---- */

#define DATE_AND_NONCE "&x-acs-date=2023-10-26T10:22:32Z&x-acs-signature-nonce=3156853299f313e23d1673dc12e1703d"
#define NO_BODY        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

typedef struct v3_row {
    const char *name, *method, *query, *fields, *body, *secret;
    const char *canonical, *hash, *signature; /* NULL: not pinned */
} v3_row;

static const v3_row v3_rows[] = {
    {"V3-D", "POST", "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai",
     "host=ecs.cn-shanghai.aliyuncs.com&x-acs-action=RunInstances&x-acs-version=2014-05-26&x-acs-content-"
     "sha256=" NO_BODY DATE_AND_NONCE,
     "", "YourAccessKeySecret", NULL, NULL, "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"},
    {"V3-A", "POST",
     "RegionId=cn-hangzhou&LoadBalancerId=lb-t4nj5vuz8ish9emfk1f20&BackendServers=[\"i-bp143t8c5uralrxxxx\",\"i-"
     "bp12zdi79965uxxxx\"]",
     "Host=slb.aliyuncs.com&X-Acs-Action=RemoveBackendServers&user-agent=x&x-acs-version=%202014-05-15%20&"
     "x-acs-content-sha256=" NO_BODY DATE_AND_NONCE,
     "", "testsecret",
     "POST\n/\nBackendServers=%5B%22i-bp143t8c5uralrxxxx%22%2C%22i-bp12zdi79965uxxxx%22%5D&LoadBalancerId=lb-"
     "t4nj5vuz8ish9emfk1f20&RegionId=cn-hangzhou\nhost:slb.aliyuncs.com\nx-acs-action:RemoveBackendServers\n"
     "x-acs-content-sha256:" NO_BODY "\nx-acs-date:2023-10-26T10:22:32Z\n"
     "x-acs-signature-nonce:3156853299f313e23d1673dc12e1703d\nx-acs-version:2014-05-15\n\n"
     "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version\n" NO_BODY,
     "fc3c7771b6fb22ca7f02e903a94297db8b924cc85974473aa997b74874e49763",
     "abb310d94c3e9e1ab4a210b8c1aa05207b8433d672dd14cf6f6b858d33cdc1c6"},
    {"V3-B", "POST", "",
     "host=ess.aliyuncs.com&content-type=application/x-www-form-urlencoded&x-acs-action=RemoveInstances&x-acs-version="
     "2014-08-28&x-acs-content-sha256=2caa179608ac7f3b447f494c47e0b122c9d2b9981f3ac535dd5b65ea4a8f3068" DATE_AND_NONCE,
     "ScalingGroupId=AG6CQdPU8OKdwLjgZcJ2eaQ&InstanceId.1=i-28wt48iaa", "testsecret", NULL,
     "aab5c1b0aa704de609ec3b1e9935e018a0058e476036dad53bdc9216a6c89c8c",
     "f2d3788fcb5efa7938f560c00e8a21d3de689220a9c63a408eeec9043b5197ec"},
    {"V3-C", "GET",
     "ScalingGroupId=AG6CQdPU8OKdwLjgZcJ2eaQ&InstanceId.1=i-28wt48iaa&InstanceId.2=i-28wt48iab&InstanceId.10=i-"
     "28wt48iaj",
     "host=127.0.0.1:8080&x-acs-action=RemoveInstances&x-acs-version=2014-08-28&x-acs-content-sha256=" NO_BODY
         DATE_AND_NONCE,
     "", "testsecret", NULL, "82c01869f1695fbb80d91967b4736210b564c0537aedc58e4d23587288c4dc02",
     "574e19a124e956c56f9c56261fe1b90175d4b9f9911f99c22ffd7df4aee6c725"},
};

static void test_v3(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(v3_rows); i++) {
        const v3_row *row = &v3_rows[i];
        RMS_AUTO(rms_params_done) rms_params query = {0};
        RMS_AUTO(rms_params_done) rms_params fields = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer string = {0};
        char signature[RMS_V3_SIGNATURE_SIZE], hash[RMS_V3_SIGNATURE_SIZE];
        print_message("row: %s\n", row->name);
        parse(row->query, &query);
        parse(row->fields, &fields);
        const rms_v3_request request = {row->method, "/", &query, &fields, NULL, rms_span_of(row->body)};
        assert_int_equal(rms_v3_canonical_request(&request, &canonical, NULL), RMS_OK);
        if (row->canonical)
            assert_string_equal(canonical.p, row->canonical);
        assert_int_equal(rms_sha256_hex(rms_buffer_view(&canonical), hash), RMS_OK);
        if (row->hash)
            assert_string_equal(hash, row->hash);
        assert_int_equal(rms_v3_string_to_sign(rms_buffer_view(&canonical), &string), RMS_OK);
        assert_string_equal(string.p + strlen("ACS3-HMAC-SHA256\n"), hash);
        assert_int_equal(rms_v3_signature(row->secret, rms_buffer_view(&string), signature), RMS_OK);
        assert_string_equal(signature, row->signature);
    }
}

static void test_v3_refusals(void **state)
{
    static const struct {
        const char *name, *fields, *signed_headers;
        rms_status status;
        const char *text;
    } rows[] = {
        {"a signed field that is not there", "host=h", "host;x-acs-date", RMS_E_NOT_FOUND, "x-acs-date is not there"},
        {"a signed field twice", "host=h&Host=i", "host", RMS_E_SYNTAX, "host stands twice"},
        {"an empty name", "host=h", "host;;x", RMS_E_SYNTAX, "empty name"},
        {"an empty name at the end", "host=h", "host;", RMS_E_SYNTAX, "empty name"},
        {"no names", "host=h", "", RMS_E_SYNTAX, "empty name"},
    };
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        RMS_AUTO(rms_params_done) rms_params fields = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0};
        const rms_params query = {0};
        rms_error err = {0};
        print_message("row: %s\n", rows[i].name);
        parse(rows[i].fields, &fields);
        const rms_v3_request request = {"GET", "/", &query, &fields, rows[i].signed_headers, {"", 0}};
        assert_int_equal(rms_v3_canonical_request(&request, &canonical, &err), rows[i].status);
        assert_non_null(strstr(err.text, rows[i].text));
    }
}

/* The list is signed itself: a capital letter makes another list of it. */
static void test_v3_names_as_they_came(void **state)
{
    static const struct {
        const char *name, *signed_headers, *text;
    } rows[] = {
        {"as documented", "host;x-acs-date", "\nhost:h\nx-acs-date:d\n\nhost;x-acs-date\n"},
        {"a capital letter", "Host;x-acs-date", "\nhost:h\nx-acs-date:d\n\nHost;x-acs-date\n"},
        {"a capital letter inside", "host;x-acs-daTe", "\nhost:h\nx-acs-date:d\n\nhost;x-acs-daTe\n"},
        {"by default", NULL, "\nhost:h\nx-acs-date:d\n\nhost;x-acs-date\n"},
    };
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        RMS_AUTO(rms_params_done) rms_params fields = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0};
        const rms_params query = {0};
        print_message("row: %s\n", rows[i].name);
        parse("Host=h&X-Acs-Date=d", &fields);
        const rms_v3_request request = {"GET", "/", &query, &fields, rows[i].signed_headers, {"", 0}};
        assert_int_equal(rms_v3_canonical_request(&request, &canonical, NULL), RMS_OK);
        assert_non_null(strstr(canonical.p, rows[i].text));
    }
}

static void test_v3_many_fields(void **state)
{
    (void)state;
    for (int n = 64; n <= 65; n++) {
        RMS_AUTO(rms_params_done) rms_params fields = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer names = {0};
        const rms_params query = {0};
        for (int i = 0; i < n; i++) {
            char name[24];
            (void)snprintf(name, sizeof name, "x-acs-%03d", i);
            assert_int_equal(rms_params_put(&fields, name, "v"), RMS_OK);
            rms_buffer_printf(&names, "%s%s", i ? ";" : "", name);
        }
        for (int named = 0; named <= 1; named++) {
            const rms_v3_request request = {"GET", "/", &query, &fields, named ? names.p : NULL, {"", 0}};
            print_message("row: %d fields, %s\n", n, named ? "named" : "by default");
            rms_buffer_clear(&canonical);
            assert_int_equal(rms_v3_canonical_request(&request, &canonical, NULL), n == 64 ? RMS_OK : RMS_E_LIMIT);
        }
    }
}

static void test_authorization(void **state)
{
    static const struct {
        const char *text;
        rms_status status;
        const char *credential, *headers, *signature; /* or the text of the error */
    } rows[] = {
        {"ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host;x,Signature=ab", RMS_OK, "id", "host;x", "ab"},
        {"ACS3-HMAC-SHA256 Signature=ab, Credential=id,  SignedHeaders=host", RMS_OK, "id", "host", "ab"},
        {"ACS3-HMAC-SM3 Credential=id,SignedHeaders=host,Signature=ab", RMS_E_UNSUPPORTED, "algorithm", NULL, NULL},
        {"Basic dGVzdA==", RMS_E_UNSUPPORTED, "algorithm", NULL, NULL},
        {"", RMS_E_UNSUPPORTED, "algorithm", NULL, NULL},
        {"ACS3-HMAC-SHA256", RMS_E_UNSUPPORTED, "algorithm", NULL, NULL},
        {"ACS3-HMAC-SHA256x Credential=id,SignedHeaders=host,Signature=ab", RMS_E_UNSUPPORTED, "algorithm", NULL, NULL},
        {"ACS3-HMAC-SHA256 ", RMS_E_SYNTAX, "none of", NULL, NULL},
        {"ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host", RMS_E_SYNTAX, "no Signature", NULL, NULL},
        {"ACS3-HMAC-SHA256 Credential=,SignedHeaders=host,Signature=ab", RMS_E_SYNTAX, "no Credential", NULL, NULL},
        {"ACS3-HMAC-SHA256 Credential=a,Credential=b,SignedHeaders=host,Signature=ab", RMS_E_SYNTAX, "Credential twice",
         NULL, NULL},
        {"ACS3-HMAC-SHA256 Credential=a,,SignedHeaders=host,Signature=ab", RMS_E_SYNTAX, "none of", NULL, NULL},
        {"ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=ab,", RMS_E_SYNTAX, "none of", NULL, NULL},
        {"ACS3-HMAC-SHA256 credential=a,SignedHeaders=host,Signature=ab", RMS_E_SYNTAX, "none of", NULL, NULL},
    };
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_v3_authorization found = {{"untouched", 9}, {NULL, 0}, {NULL, 0}};
        rms_error err = {0};
        print_message("row: %s\n", rows[i].text);
        assert_int_equal(rms_v3_authorization_parse(rms_span_of(rows[i].text), &found, &err), rows[i].status);
        if (rows[i].status != RMS_OK) {
            assert_non_null(strstr(err.text, rows[i].credential));
            assert_int_equal(found.credential.n, 9);
            continue;
        }
        assert_true(rms_span_equal(found.credential, rms_span_of(rows[i].credential)));
        assert_true(rms_span_equal(found.signed_headers, rms_span_of(rows[i].headers)));
        assert_true(rms_span_equal(found.signature, rms_span_of(rows[i].signature)));
    }
}

/* ---- recorded requests ---- */

static const char *text(const json_t *row, const char *key)
{
    return json_string_value(json_object_get(row, key));
}

static void verify_v1(const json_t *row, const rms_params *query)
{
    RMS_AUTO(rms_params_done) rms_params all = {0};
    char signature[RMS_V1_SIGNATURE_SIZE];
    for (size_t i = 0; i < query->n; i++)
        assert_int_equal(rms_params_add(&all, (rms_span){query->v[i].name, query->v[i].name_n},
                                        (rms_span){query->v[i].value, query->v[i].value_n}),
                         RMS_OK);
    assert_int_equal(rms_form_parse(rms_span_of(text(row, "body")), RMS_PLACE_BODY, &all, NULL), RMS_OK);
    assert_int_equal(rms_v1_sign(text(row, "method"), text(row, "access_key_secret"), &all, signature), RMS_OK);
    assert_string_equal(signature, rms_params_text(&all, "Signature"));
}

static void verify_v3(const json_t *row, const rms_params *query)
{
    RMS_AUTO(rms_params_done) rms_params fields = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer string = {0};
    char signature[RMS_V3_SIGNATURE_SIZE], names[1024];
    const char *name, *authorization = NULL;
    json_t *value;
    rms_v3_authorization found;
    json_object_foreach(json_object_get(row, "headers"), name, value)
    {
        assert_int_equal(rms_params_put(&fields, name, json_string_value(value)), RMS_OK);
        if (strcmp(name, "Authorization") == 0 || strcmp(name, "authorization") == 0)
            authorization = json_string_value(value);
    }
    assert_non_null(authorization);
    assert_int_equal(rms_v3_authorization_parse(rms_span_of(authorization), &found, NULL), RMS_OK);
    (void)snprintf(names, sizeof names, "%.*s", (int)found.signed_headers.n, found.signed_headers.p);
    const rms_v3_request request = {text(row, "method"), "/", query, &fields, names, rms_span_of(text(row, "body"))};
    assert_int_equal(rms_v3_canonical_request(&request, &canonical, NULL), RMS_OK);
    assert_int_equal(rms_v3_string_to_sign(rms_buffer_view(&canonical), &string), RMS_OK);
    assert_int_equal(rms_v3_signature(text(row, "access_key_secret"), rms_buffer_view(&string), signature), RMS_OK);
    assert_true(rms_signature_equal(rms_span_of(signature), found.signature));
}

static void test_recorded(void **state)
{
    (void)state;
    FILE *file = fopen(RMS_TEST_DATA "/wire/signed.jsonl", "r");
    size_t n[2] = {0, 0};
    assert_non_null(file);
    for (json_t *row; (row = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL)); json_decref(row)) {
        RMS_AUTO(rms_params_done) rms_params query = {0};
        const char *mark = strchr(text(row, "target"), '?');
        const int is_v3 = strcmp(text(row, "signature_version"), "1.0") != 0;
        print_message("row: %s %s\n", text(row, "sdk"), text(row, "case"));
        parse(mark ? mark + 1 : "", &query);
        if (is_v3)
            verify_v3(row, &query);
        else
            verify_v1(row, &query);
        n[is_v3]++;
    }
    (void)fclose(file);
    assert_in_range(n[0], 200, 1000);
    assert_in_range(n[1], 60, 1000);
}

/* ---- whole requests ---- */

static const rms_sign_with with_v1 = {RMS_SIGNATURE_V1, {"testid", "testsecret", NULL}, "h:1", "nonce-1", 1500000000};
static const rms_sign_with with_v3 = {
    RMS_SIGNATURE_V3, {"testid", "testsecret", "a-token"}, "h:1", "nonce-1", 1500000000};

static void test_whole_v1(void **state)
{
    (void)state;
    for (unsigned layout = 0; layout < RMS_LAYOUT_COUNT; layout++) {
        RMS_AUTO(rms_params_done) rms_params params = {0};
        RMS_AUTO(rms_params_done) rms_params back = {0};
        RMS_AUTO(rms_wire_done) rms_wire wire = {0};
        char signature[RMS_V1_SIGNATURE_SIZE];
        print_message("row: %s\n", rms_layout_name((rms_layout)layout));
        parse("Action=RemoveInstances&Version=2014-08-28&ScalingGroupId=asg%201&InstanceId.1=i-%2B", &params);
        assert_int_equal(rms_sign_request((rms_layout)layout, &params, &with_v1, &wire, NULL), RMS_OK);
        assert_int_equal(params.n, 4);
        assert_int_equal(wire.headers.n, 0);
        if (strchr(wire.target, '?'))
            assert_int_equal(rms_form_parse(rms_span_of(strchr(wire.target, '?') + 1), RMS_PLACE_QUERY, &back, NULL),
                             RMS_OK);
        assert_int_equal(rms_form_parse((rms_span){wire.body, wire.body_n}, RMS_PLACE_BODY, &back, NULL), RMS_OK);
        assert_string_equal(rms_params_text(&back, "AccessKeyId"), "testid");
        assert_string_equal(rms_params_text(&back, "SignatureNonce"), "nonce-1");
        assert_string_equal(rms_params_text(&back, "Timestamp"), "2017-07-14T02:40:00Z");
        assert_null(rms_params_find(&back, "SecurityToken"));
        assert_int_equal(rms_v1_sign(wire.method, "testsecret", &back, signature), RMS_OK);
        assert_string_equal(rms_params_text(&back, "Signature"), signature);
    }
}

/* What a case has put there on purpose stays. */
static void test_whole_keeps(void **state)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    (void)state;
    parse("Action=A&AccessKeyId=other&Signature=mine&SignatureNonce=n&Timestamp=never&SignatureMethod=M", &params);
    assert_int_equal(rms_sign_request(RMS_LAYOUT_GET, &params, &with_v1, &wire, NULL), RMS_OK);
    assert_string_equal(wire.target, "/?Action=A&AccessKeyId=other&Signature=mine&SignatureNonce=n&Timestamp=never&"
                                     "SignatureMethod=M&SignatureVersion=1.0");
}

static void test_whole_v3(void **state)
{
    (void)state;
    for (unsigned layout = 0; layout < RMS_LAYOUT_COUNT; layout++) {
        RMS_AUTO(rms_params_done) rms_params params = {0};
        RMS_AUTO(rms_params_done) rms_params query = {0};
        RMS_AUTO(rms_params_done) rms_params fields = {0};
        RMS_AUTO(rms_wire_done) rms_wire wire = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer canonical = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer string = {0};
        char signature[RMS_V3_SIGNATURE_SIZE], names[512];
        rms_v3_authorization found;
        print_message("row: %s\n", rms_layout_name((rms_layout)layout));
        parse("Action=RemoveInstances&Version=2014-08-28&Format=XML&ScalingGroupId=asg%201&InstanceId.1=i-%2B",
              &params);
        assert_int_equal(rms_sign_request((rms_layout)layout, &params, &with_v3, &wire, NULL), RMS_OK);
        assert_null(strstr(wire.target, "Action"));
        assert_null(strstr(wire.body, "Action"));
        assert_string_equal(rms_params_text(&wire.headers, "x-acs-action"), "RemoveInstances");
        assert_string_equal(rms_params_text(&wire.headers, "x-acs-date"), "2017-07-14T02:40:00Z");
        assert_string_equal(rms_params_text(&wire.headers, "x-acs-security-token"), "a-token");
        assert_string_equal(rms_params_text(&wire.headers, "x-acs-accesskey-id"), "testid");
        assert_string_equal(rms_params_text(&wire.headers, "accept"), "application/xml");
        assert_string_equal(rms_params_text(&wire.headers, "host"), "h:1");
        const char *authorization = rms_params_text(&wire.headers, "Authorization");
        assert_int_equal(rms_v3_authorization_parse(rms_span_of(authorization), &found, NULL), RMS_OK);
        (void)snprintf(names, sizeof names, "%.*s", (int)found.signed_headers.n, found.signed_headers.p);
        assert_string_equal(names, wire.content_type
                                       ? "content-type;host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-"
                                         "date;x-acs-security-token;x-acs-signature-nonce;x-acs-version"
                                       : "host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-"
                                         "security-token;x-acs-signature-nonce;x-acs-version");
        parse(strchr(wire.target, '?') ? strchr(wire.target, '?') + 1 : "", &query);
        for (size_t i = 0; i < wire.headers.n; i++)
            assert_int_equal(rms_params_put(&fields, wire.headers.v[i].name, wire.headers.v[i].value), RMS_OK);
        if (wire.content_type)
            assert_int_equal(rms_params_put(&fields, "Content-Type", wire.content_type), RMS_OK);
        const rms_v3_request request = {wire.method, "/", &query, &fields, names, {wire.body, wire.body_n}};
        assert_int_equal(rms_v3_canonical_request(&request, &canonical, NULL), RMS_OK);
        assert_int_equal(rms_v3_string_to_sign(rms_buffer_view(&canonical), &string), RMS_OK);
        assert_int_equal(rms_v3_signature("testsecret", rms_buffer_view(&string), signature), RMS_OK);
        assert_true(rms_signature_equal(rms_span_of(signature), found.signature));
    }
}

static void test_unsigned(void **state)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    const rms_sign_with with = {.signature = RMS_SIGNATURE_NONE};
    (void)state;
    parse("Action=A&b=c", &params);
    assert_int_equal(rms_sign_request(RMS_LAYOUT_GET, &params, &with, &wire, NULL), RMS_OK);
    assert_string_equal(wire.target, "/?Action=A&b=c");
}

static void test_words(void **state)
{
    rms_signature signature = RMS_SIGNATURE_NONE;
    (void)state;
    assert_int_equal(rms_signature_parse("v3", &signature), RMS_OK);
    assert_int_equal(signature, RMS_SIGNATURE_V3);
    assert_int_equal(rms_signature_parse("V3", &signature), RMS_E_NOT_FOUND);
    assert_string_equal(rms_signature_word(RMS_SIGNATURE_V1), "v1");
    assert_true(rms_signature_equal(rms_span_of("abc"), rms_span_of("abc")));
    assert_false(rms_signature_equal(rms_span_of("abc"), rms_span_of("abd")));
    assert_false(rms_signature_equal(rms_span_of("abc"), rms_span_of("ab")));
    assert_true(rms_signature_equal((rms_span){NULL, 0}, (rms_span){"", 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_v1),
        cmocka_unit_test(test_doubled),
        cmocka_unit_test(test_v3),
        cmocka_unit_test(test_v3_refusals),
        cmocka_unit_test(test_v3_names_as_they_came),
        cmocka_unit_test(test_v3_many_fields),
        cmocka_unit_test(test_authorization),
        cmocka_unit_test(test_recorded),
        cmocka_unit_test(test_whole_v1),
        cmocka_unit_test(test_whole_keeps),
        cmocka_unit_test(test_whole_v3),
        cmocka_unit_test(test_unsigned),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
