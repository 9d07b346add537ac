#include "protocol/server_list.h"
#include "tests/support/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define IDS     RMS_LIST_IDS_OR_OBJECTS
#define OBJECTS RMS_LIST_OBJECTS
enum {
    QUOTES = RMS_DIALECT_SINGLE_QUOTES,
    COMMA = RMS_DIALECT_TRAILING_COMMA,
    CAMEL = RMS_DIALECT_CAMEL_KEYS,
    UNKNOWN = RMS_DIALECT_UNKNOWN_KEYS,
    BARE = RMS_DIALECT_BARE_NUMBERS,
    ALL = RMS_DIALECT_ALL
};

#define ID_64          "i-bp143t8c5uralr0001i-bp143t8c5uralr0001i-bp143t8c5uralr0001i-bp"
#define ID_128         ID_64 ID_64
#define DESCRIPTION_20 "ABCXYZabcxyz0189-/._"
#define DESCRIPTION_80 DESCRIPTION_20 DESCRIPTION_20 DESCRIPTION_20 DESCRIPTION_20

static const struct {
    const char *name;
    rms_list_form form;
    uint32_t dialects;
    const char *in, *want; /* the canonical text */
    uint32_t open;
} accepted[] = {
    {"ids", IDS, 0, "[\"i-1\",\"i-2\"]", "[{\"ServerId\":\"i-1\"},{\"ServerId\":\"i-2\"}]", 0},
    {"blanks between", IDS, 0, " [ \"i-1\" ,\n\t\"i-2\" ] ", "[{\"ServerId\":\"i-1\"},{\"ServerId\":\"i-2\"}]", 0},
    {"objects for the default group", IDS, 0, "[{\"ServerId\":\"i-1\",\"Weight\":\"100\",\"Type\":\"ecs\"}]",
     "[{\"ServerId\":\"i-1\",\"Weight\":\"100\",\"Type\":\"ecs\"}]", 0},
    {"every key, as printed in the document", OBJECTS, 0,
     "[{ \"ServerId\": \"eni-xxxxxxxxx\", \"Weight\": \"100\", \"Type\": \"eni\", \"ServerIp\": \"192.168.**.**\", "
     "\"Port\":\"80\",\"Description\":\"test-112\" }]",
     "[{\"ServerId\":\"eni-xxxxxxxxx\",\"Weight\":\"100\",\"Type\":\"eni\",\"ServerIp\":\"192.168.**.**\","
     "\"Port\":\"80\",\"Description\":\"test-112\"}]",
     0},
    {"keys in any order", OBJECTS, 0, "[{\"Port\":\"80\",\"ServerId\":\"i-1\"}]",
     "[{\"ServerId\":\"i-1\",\"Port\":\"80\"}]", 0},
    {"escapes", IDS, 0, "[\"\\u0069-\\u0031\"]", "[{\"ServerId\":\"i-1\"}]", 0},
    {"empty list", IDS, 0, "[]", "[]", RMS_OPEN_EMPTY_LIST},
    {"empty list of objects", OBJECTS, 0, "[ ]", "[]", RMS_OPEN_EMPTY_LIST},
    {"mixed", IDS, 0, "[\"i-1\",{\"ServerId\":\"i-2\"}]", "[{\"ServerId\":\"i-1\"},{\"ServerId\":\"i-2\"}]",
     RMS_OPEN_MIXED_ARRAY},
    {"the same id twice", IDS, 0, "[\"i-1\",\"i-2\",\"i-1\"]",
     "[{\"ServerId\":\"i-1\"},{\"ServerId\":\"i-2\"},{\"ServerId\":\"i-1\"}]", RMS_OPEN_DUPLICATES},
    {"the same object twice", OBJECTS, 0,
     "[{\"ServerId\":\"i-1\",\"Port\":\"80\"},{\"ServerId\":\"i-1\",\"Port\":\"80\"}]",
     "[{\"ServerId\":\"i-1\",\"Port\":\"80\"},{\"ServerId\":\"i-1\",\"Port\":\"80\"}]", RMS_OPEN_DUPLICATES},
    {"another port", OBJECTS, 0, "[{\"ServerId\":\"i-1\",\"Port\":\"80\"},{\"ServerId\":\"i-1\",\"Port\":\"81\"}]",
     "[{\"ServerId\":\"i-1\",\"Port\":\"80\"},{\"ServerId\":\"i-1\",\"Port\":\"81\"}]", 0},
    {"another address", OBJECTS, 0,
     "[{\"ServerId\":\"eni-1\",\"Type\":\"eni\",\"ServerIp\":\"10.0.0.1\",\"Port\":\"80\"},"
     "{\"ServerId\":\"eni-1\",\"Type\":\"eni\",\"ServerIp\":\"10.0.0.2\",\"Port\":\"80\"}]",
     "[{\"ServerId\":\"eni-1\",\"Type\":\"eni\",\"ServerIp\":\"10.0.0.1\",\"Port\":\"80\"},"
     "{\"ServerId\":\"eni-1\",\"Type\":\"eni\",\"ServerIp\":\"10.0.0.2\",\"Port\":\"80\"}]",
     0},
    {"the default group knows ids only", IDS, 0, "[{\"ServerId\":\"i-1\",\"Port\":\"80\"},{\"ServerId\":\"i-1\"}]",
     "[{\"ServerId\":\"i-1\",\"Port\":\"80\"},{\"ServerId\":\"i-1\"}]", RMS_OPEN_DUPLICATES},
    {"no port", OBJECTS, 0, "[{\"ServerId\":\"i-1\"}]", "[{\"ServerId\":\"i-1\"}]", RMS_OPEN_PORT_OMITTED},
    {"an ENI without type and address", OBJECTS, 0, "[{\"ServerId\":\"eni-1\",\"Port\":\"1\"}]",
     "[{\"ServerId\":\"eni-1\",\"Port\":\"1\"}]", RMS_OPEN_SERVER_IP_OMITTED | RMS_OPEN_TYPE_OMITTED},
    {"an ENI by type, without address", OBJECTS, 0, "[{\"ServerId\":\"x-1\",\"Type\":\"eni\",\"Port\":\"1\"}]",
     "[{\"ServerId\":\"x-1\",\"Type\":\"eni\",\"Port\":\"1\"}]", RMS_OPEN_SERVER_IP_OMITTED},
    {"an ECI without type", OBJECTS, 0, "[{\"ServerId\":\"eci-1\",\"Port\":\"1\"}]",
     "[{\"ServerId\":\"eci-1\",\"Port\":\"1\"}]", RMS_OPEN_TYPE_OMITTED},
    {"an ECI", OBJECTS, 0, "[{\"ServerId\":\"eci-1\",\"Type\":\"eci\",\"Port\":\"1\"}]",
     "[{\"ServerId\":\"eci-1\",\"Type\":\"eci\",\"Port\":\"1\"}]", 0},
    {"an ENI of the default group", IDS, 0, "[{\"ServerId\":\"eni-1\"}]", "[{\"ServerId\":\"eni-1\"}]", 0},
    {"smallest numbers", OBJECTS, 0, "[{\"ServerId\":\"i-1\",\"Weight\":\"0\",\"Port\":\"1\"}]",
     "[{\"ServerId\":\"i-1\",\"Weight\":\"0\",\"Port\":\"1\"}]", 0},
    {"largest numbers", OBJECTS, 0, "[{\"ServerId\":\"i-1\",\"Weight\":\"100\",\"Port\":\"65535\"}]",
     "[{\"ServerId\":\"i-1\",\"Weight\":\"100\",\"Port\":\"65535\"}]", 0},
    {"shortest description", IDS, 0, "[{\"ServerId\":\"i-1\",\"Description\":\"_\"}]",
     "[{\"ServerId\":\"i-1\",\"Description\":\"_\"}]", 0},
    {"longest description", IDS, 0, "[{\"ServerId\":\"i-1\",\"Description\":\"" DESCRIPTION_80 "\"}]",
     "[{\"ServerId\":\"i-1\",\"Description\":\"" DESCRIPTION_80 "\"}]", 0},
    {"longest id", IDS, 0, "[\"" ID_128 "\"]", "[{\"ServerId\":\"" ID_128 "\"}]", 0},
    {"a blank in an id", IDS, 0, "[\"i 1\"]", "[{\"ServerId\":\"i 1\"}]", RMS_OPEN_ID_SPELLING},
    {"a control byte in an id", IDS, 0, "[\"i\\n1\"]", "[{\"ServerId\":\"i\\n1\"}]", RMS_OPEN_ID_SPELLING},
    {"an id that is no ASCII", IDS, 0, "[\"i-\xc3\xa9\"]", "[{\"ServerId\":\"i-\xc3\xa9\"}]", RMS_OPEN_ID_SPELLING},
    {"zero values of Go", IDS, 0, "[{\"ServerId\":\"i-1\",\"Type\":\"\",\"ServerIp\":\"\"}]",
     "[{\"ServerId\":\"i-1\"}]", RMS_OPEN_RANGES | RMS_OPEN_ID_SPELLING},
    {"an empty description", IDS, 0, "[{\"ServerId\":\"i-1\",\"Description\":\"\"}]", "[{\"ServerId\":\"i-1\"}]",
     RMS_OPEN_RANGES},
    /* the dialects */
    {"terraform", IDS, QUOTES, "[{'ServerId':'i-x','Weight':'100', 'Type': 'ecs'}]",
     "[{\"ServerId\":\"i-x\",\"Weight\":\"100\",\"Type\":\"ecs\"}]", RMS_OPEN_QUOTING},
    {"the oldest document", OBJECTS, QUOTES | COMMA,
     "[{'ServerId':'vm-233','Port':'80'},{'ServerId':'vm-232','Port':'90'},]",
     "[{\"ServerId\":\"vm-233\",\"Port\":\"80\"},{\"ServerId\":\"vm-232\",\"Port\":\"90\"}]", RMS_OPEN_QUOTING},
    {"the cloud controller", OBJECTS, CAMEL | UNKNOWN | BARE,
     "[{\"IsUserManaged\":false,\"NodeName\":null,\"description\":\"k8s/80/svc/ns/c\",\"serverId\":\"i-1\","
     "\"serverIp\":\"\",\"weight\":100,\"port\":30080,\"type\":\"ecs\",\"Invalid\":{\"a\":[{}]}}]",
     "[{\"ServerId\":\"i-1\",\"Weight\":\"100\",\"Type\":\"ecs\",\"Port\":\"30080\",\"Description\":\"k8s/80/svc/ns/"
     "c\"}]",
     RMS_OPEN_KEYS | RMS_OPEN_NUMBERS | RMS_OPEN_ID_SPELLING},
    {"camel keys without that dialect are unknown", IDS, UNKNOWN, "[{\"ServerId\":\"i-1\",\"weight\":\"7\"}]",
     "[{\"ServerId\":\"i-1\"}]", RMS_OPEN_KEYS},
    {"bare numbers at their limits", OBJECTS, BARE, "[{\"ServerId\":\"i-1\",\"Weight\":0,\"Port\":65535}]",
     "[{\"ServerId\":\"i-1\",\"Weight\":\"0\",\"Port\":\"65535\"}]", RMS_OPEN_NUMBERS},
    {"a quote in a text of the other kind", IDS, QUOTES, "['i-\"1','it\\'s',\"i'2\"]",
     "[{\"ServerId\":\"i-\\\"1\"},{\"ServerId\":\"it's\"},{\"ServerId\":\"i'2\"}]", RMS_OPEN_QUOTING},
};

static void test_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(accepted); i++) {
        const rms_request_options options = {.dialects = accepted[i].dialects};
        rms_server *servers = NULL, *again = NULL;
        size_t n = 0, n_again = 0;
        uint32_t open = 0, none = 0;
        rms_fault fault = {.member = 77};
        rms_error err = {.offset = 77};
        rms_buffer printed = {0}, fixed = {0};
        const rms_span in = rms_exact(rms_span_of(accepted[i].in));
        print_message("row: %s\n", accepted[i].name);
        assert_int_equal(rms_server_list_parse(in, accepted[i].form, &options, &servers, &n, &open, &fault, &err),
                         RMS_OK);
        assert_non_null(servers);
        assert_int_equal(open, accepted[i].open);
        assert_int_equal(fault.member, 77);
        assert_int_equal(err.offset, 77);
        rms_server_list_print(servers, n, &printed);
        assert_string_equal(rms_buffer_view(&printed).p, accepted[i].want);

        /* what is printed needs no dialect and is read as the same list */
        assert_int_equal(rms_server_list_parse(rms_buffer_view(&printed), accepted[i].form, NULL, &again, &n_again,
                                               &none, NULL, NULL),
                         RMS_OK);
        assert_int_equal(n_again, n);
        rms_server_list_print(again, n_again, &fixed);
        assert_string_equal(fixed.p, printed.p);
        rms_buffer_done(&printed);
        rms_buffer_done(&fixed);
        rms_servers_free(servers, n);
        rms_servers_free(again, n_again);
        rms_exact_free(in);
    }
}

static void test_members_in_full(void **state)
{
    (void)state;
    rms_server *servers = NULL;
    size_t n = 0;
    uint32_t open = RMS_OPEN_FORMAT; /* bits are added */
    assert_int_equal(
        rms_server_list_parse(rms_span_of("[{\"ServerId\":\"eci-1\",\"Port\":\"80\",\"Weight\":\"7\",\"Type\":"
                                          "\"eci\",\"ServerIp\":\"10.0.0.7\",\"Description\":\"d\"},\"i-1\"]"),
                              RMS_LIST_IDS_OR_OBJECTS, NULL, &servers, &n, &open, NULL, NULL),
        RMS_OK);
    assert_int_equal(open, RMS_OPEN_FORMAT | RMS_OPEN_MIXED_ARRAY);
    assert_int_equal(n, 2);
    assert_string_equal(servers[0].server_id, "eci-1");
    assert_int_equal(servers[0].port, 80);
    assert_int_equal(servers[0].weight, 7);
    assert_int_equal(servers[0].type, RMS_SERVER_ECI);
    assert_string_equal(servers[0].server_ip, "10.0.0.7");
    assert_string_equal(servers[0].description, "d");
    assert_string_equal(servers[1].server_id, "i-1");
    assert_int_equal(servers[1].port, -1);
    assert_int_equal(servers[1].weight, -1);
    assert_int_equal(servers[1].type, RMS_SERVER_UNTYPED);
    assert_null(servers[1].server_ip);
    assert_null(servers[1].description);
    rms_servers_free(servers, n);
}

static const char malformed[] = "BackendServersMalformed", invalid[] = "InvalidParameter";

static const struct {
    const char *name;
    rms_list_form form;
    uint32_t dialects;
    const char *in, *code;
    int member;
    const char *key;
    size_t at;
    uint32_t open;
    const char *text;
} refused[] = {
    {"nothing", IDS, ALL, "", "MissingParameter", -1, NULL, 0, RMS_OPEN_EMPTY_TEXT, "an empty list parameter"},
    /* no JSON, or no list */
    {"blanks", IDS, ALL, "  ", malformed, -1, NULL, 2, RMS_OPEN_MALFORMED_CODE, "'[' or '{' expected"},
    {"words", IDS, ALL, "not json {", malformed, -1, NULL, 3, RMS_OPEN_MALFORMED_CODE, "'[' or '{' expected"},
    {"an object", IDS, ALL, "{\"ServerId\":\"i-1\"}", malformed, -1, NULL, 0, RMS_OPEN_MALFORMED_CODE, "no array"},
    {"a text", IDS, ALL, "\"i-1\"", malformed, -1, NULL, 5, RMS_OPEN_MALFORMED_CODE, "'[' or '{' expected"},
    {"not closed", IDS, ALL, "[\"i-1\"", malformed, -1, NULL, 6, RMS_OPEN_MALFORMED_CODE, "']' expected"},
    {"something behind it", IDS, ALL, "[\"i-1\"]]", malformed, -1, NULL, 8, RMS_OPEN_MALFORMED_CODE,
     "end of file expected"},
    {"a number too big", OBJECTS, ALL, "[{\"ServerId\":\"i\",\"Port\":99999999999999999999}]", malformed, -1, NULL, 44,
     RMS_OPEN_MALFORMED_CODE, "too big integer"},
    {"the same key twice", IDS, ALL, "[{\"ServerId\":\"i\",\"ServerId\":\"i\"}]", malformed, -1, NULL, 27,
     RMS_OPEN_MALFORMED_CODE, "duplicate object key"},
    {"no UTF-8", IDS, ALL, "[\"i-\xff\"]", malformed, -1, NULL, 4, RMS_OPEN_MALFORMED_CODE,
     "unable to decode byte 0xff"},
    {"offsets of the text as it was sent", IDS, ALL, "['\"\"\"\"', x]", malformed, -1, NULL, 10,
     RMS_OPEN_MALFORMED_CODE, "invalid token"},
    /* members */
    {"a number", IDS, ALL, "[\"i-1\",5]", malformed, 1, NULL, 7, RMS_OPEN_MALFORMED_CODE,
     "member 2: neither an id nor an object"},
    {"null", IDS, ALL, "[null]", malformed, 0, NULL, 1, RMS_OPEN_MALFORMED_CODE,
     "member 1: neither an id nor an object"},
    {"an array", OBJECTS, ALL, "[ {\"ServerId\":\"i\",\"Port\":\"1\"}, []]", malformed, 1, NULL, 31,
     RMS_OPEN_MALFORMED_CODE, "member 2: no object"},
    {"ids for a vServer group", OBJECTS, ALL, "[\"i-1\"]", malformed, 0, NULL, 1, RMS_OPEN_STRINGS_IN_VSERVER,
     "member 1: an id instead of an object"},
    {"mixed for a vServer group", OBJECTS, ALL, "[{\"ServerId\":\"i\",\"Port\":\"1\"},\"i-1\"]", malformed, 1, NULL, 29,
     RMS_OPEN_STRINGS_IN_VSERVER | RMS_OPEN_MIXED_ARRAY, "member 2: an id instead of an object"},
    {"no ServerId", IDS, ALL, "[{\"Weight\":\"1\"}]", invalid, 0, "ServerId", 1, RMS_OPEN_MALFORMED_CODE,
     "member 1: ServerId: missing"},
    {"empty id", IDS, ALL, "[\"\"]", invalid, 0, "ServerId", 1, RMS_OPEN_ID_SPELLING, "member 1: ServerId: empty"},
    {"id with a NUL byte", IDS, ALL, "[\"i-1\",\"i\\u0000\"]", invalid, 1, "ServerId", 7, RMS_OPEN_ID_SPELLING,
     "member 2: ServerId: a NUL byte in it, or too long"},
    {"id too long", IDS, ALL, "[\"" ID_128 "x\"]", invalid, 0, "ServerId", 1, RMS_OPEN_ID_SPELLING,
     "member 1: ServerId: a NUL byte in it, or too long"},
    {"id is a number", IDS, ALL, "[{\"ServerId\":1}]", invalid, 0, "ServerId", 1, RMS_OPEN_MALFORMED_CODE,
     "member 1: ServerId: a value of the wrong kind"},
    {"address too long", OBJECTS, ALL, "[{\"ServerId\":\"i\",\"Port\":\"1\",\"ServerIp\":\"" ID_128 "x\"}]", invalid, 0,
     "ServerIp", 1, RMS_OPEN_ID_SPELLING, "member 1: ServerIp: a NUL byte in it, or too long"},
    /* ranges */
    {"port 0", OBJECTS, 0, "[{\"ServerId\":\"i\",\"Port\":\"0\"}]", invalid, 0, "Port", 1, RMS_OPEN_PORT_RANGE,
     "member 1: Port: not a number of 1 to 65535"},
    {"port 65536", OBJECTS, 0, "[{\"ServerId\":\"i\",\"Port\":\"65536\"}]", invalid, 0, "Port", 1, RMS_OPEN_PORT_RANGE,
     "member 1: Port: not a number of 1 to 65535"},
    {"port 65536, bare", OBJECTS, BARE, "[{\"ServerId\":\"i\",\"Port\":65536}]", invalid, 0, "Port", 1,
     RMS_OPEN_PORT_RANGE | RMS_OPEN_NUMBERS, "member 1: Port: not a number of 1 to 65535"},
    {"port -1, bare", OBJECTS, BARE, "[{\"ServerId\":\"i\",\"Port\":-1}]", invalid, 0, "Port", 1,
     RMS_OPEN_PORT_RANGE | RMS_OPEN_NUMBERS, "member 1: Port: not a number of 1 to 65535"},
    {"port with a sign", IDS, 0, "[{\"ServerId\":\"i\",\"Port\":\"+8\"}]", invalid, 0, "Port", 1, RMS_OPEN_PORT_RANGE,
     "member 1: Port: not a number of 1 to 65535"},
    {"port with a leading zero", IDS, 0, "[{\"ServerId\":\"i\",\"Port\":\"08\"}]", invalid, 0, "Port", 1,
     RMS_OPEN_PORT_RANGE, "member 1: Port: not a number of 1 to 65535"},
    {"port that would wrap", IDS, 0, "[{\"ServerId\":\"i\",\"Port\":\"4294967376\"}]", invalid, 0, "Port", 1,
     RMS_OPEN_PORT_RANGE, "member 1: Port: not a number of 1 to 65535"},
    {"bare port that would wrap", IDS, BARE, "[{\"ServerId\":\"i\",\"Port\":4294967376}]", invalid, 0, "Port", 1,
     RMS_OPEN_PORT_RANGE | RMS_OPEN_NUMBERS, "member 1: Port: not a number of 1 to 65535"},
    {"no digits", IDS, 0, "[{\"ServerId\":\"i\",\"Port\":\"\"}]", invalid, 0, "Port", 1, RMS_OPEN_PORT_RANGE,
     "member 1: Port: not a number of 1 to 65535"},
    {"a port that is no whole number", IDS, BARE, "[{\"ServerId\":\"i\",\"Port\":80.0}]", invalid, 0, "Port", 1,
     RMS_OPEN_PORT_RANGE | RMS_OPEN_NUMBERS, "member 1: Port: not a number of 1 to 65535"},
    {"port null", IDS, BARE, "[{\"ServerId\":\"i\",\"Port\":null}]", invalid, 0, "Port", 1, RMS_OPEN_MALFORMED_CODE,
     "member 1: Port: a value of the wrong kind"},
    {"weight 101", IDS, 0, "[{\"ServerId\":\"i\",\"Weight\":\"101\"}]", "InvalidWeight.Malformed", 0, "Weight", 1,
     RMS_OPEN_RANGES, "member 1: Weight: not a number of 0 to 100"},
    {"weight -1", IDS, 0, "[{\"ServerId\":\"i\",\"Weight\":\"-1\"}]", "InvalidWeight.Malformed", 0, "Weight", 1,
     RMS_OPEN_RANGES, "member 1: Weight: not a number of 0 to 100"},
    {"weight 101, bare", IDS, BARE, "[{\"ServerId\":\"i\",\"Weight\":101}]", "InvalidWeight.Malformed", 0, "Weight", 1,
     RMS_OPEN_RANGES | RMS_OPEN_NUMBERS, "member 1: Weight: not a number of 0 to 100"},
    {"type in capitals", IDS, 0, "[{\"ServerId\":\"i\",\"Type\":\"ECS\"}]", invalid, 0, "Type", 1,
     RMS_OPEN_RANGES | RMS_OPEN_MALFORMED_CODE, "member 1: Type: none of ecs, eni, eci"},
    {"description too long", IDS, 0, "[{\"ServerId\":\"i\",\"Description\":\"" DESCRIPTION_80 "x\"}]", invalid, 0,
     "Description", 1, RMS_OPEN_RANGES,
     "member 1: Description: not 1 to 80 letters, digits, hyphens, slashes, points and underscores"},
    {"description with a blank", IDS, 0, "[{\"ServerId\":\"i\",\"Description\":\"a b\"}]", invalid, 0, "Description", 1,
     RMS_OPEN_RANGES, "member 1: Description: not 1 to 80 letters, digits, hyphens, slashes, points and underscores"},
    /* dialects that are switched off */
    {"single quotes", IDS, ALL & ~QUOTES, "[\"i-1\", 'i-2',]", malformed, -1, NULL, 8,
     RMS_OPEN_QUOTING | RMS_OPEN_MALFORMED_CODE, "single quotes"},
    {"trailing comma", IDS, ALL & ~COMMA, "['i-2' , ]", malformed, -1, NULL, 7,
     RMS_OPEN_QUOTING | RMS_OPEN_MALFORMED_CODE, "a comma before the closing bracket"},
    {"both, the comma first", IDS, 0, "[{\"ServerId\":\"i-1\",},'i-2']", malformed, -1, NULL, 18,
     RMS_OPEN_QUOTING | RMS_OPEN_MALFORMED_CODE | RMS_OPEN_MIXED_ARRAY, "a comma before the closing bracket"},
    {"both, the quotes first", IDS, 0, "[\"i-1\", 'i-2',]", malformed, -1, NULL, 8,
     RMS_OPEN_QUOTING | RMS_OPEN_MALFORMED_CODE, "single quotes"},
    {"single quotes before what is wrong anyway", IDS, 0, "['i-1' x]", malformed, -1, NULL, 1, RMS_OPEN_MALFORMED_CODE,
     "single quotes"},
    {"single quotes behind what is wrong anyway", IDS, 0, "[\"i-1\" x, 'i-2']", malformed, -1, NULL, 8,
     RMS_OPEN_MALFORMED_CODE, "']' expected"},
    {"camel keys", IDS, ALL & ~CAMEL & ~UNKNOWN, "[{\"ServerId\":\"i\",\"weight\":\"1\"}]", invalid, 0, NULL, 1,
     RMS_OPEN_KEYS, "member 1: a key that no document names"},
    {"camel ServerId, taken for an unknown key", IDS, ALL & ~CAMEL, "[{\"serverId\":\"i\"}]", invalid, 0, "ServerId", 1,
     RMS_OPEN_KEYS | RMS_OPEN_MALFORMED_CODE, "member 1: ServerId: missing"},
    {"unknown keys", IDS, ALL & ~UNKNOWN, "[\"i-1\",{\"ServerId\":\"i\",\"Zone\":\"1\"}]", invalid, 1, NULL, 7,
     RMS_OPEN_KEYS | RMS_OPEN_MIXED_ARRAY, "member 2: a key that no document names"},
    {"a key in capitals is unknown", IDS, ALL & ~UNKNOWN, "[{\"ServerId\":\"i\",\"PORT\":\"1\"}]", invalid, 0, NULL, 1,
     RMS_OPEN_KEYS, "member 1: a key that no document names"},
    {"the empty key is unknown", IDS, ALL & ~UNKNOWN, "[{\"ServerId\":\"i\",\"\":\"1\"}]", invalid, 0, NULL, 1,
     RMS_OPEN_KEYS, "member 1: a key that no document names"},
    {"bare numbers", IDS, ALL & ~BARE, "[{\"ServerId\":\"i\",\"Weight\":1}]", invalid, 0, "Weight", 1, RMS_OPEN_NUMBERS,
     "member 1: Weight: a number without quotes"},
    {"a key in both cases", IDS, ALL, "[{\"ServerId\":\"i\",\"serverId\":\"i\"}]", malformed, 0, "ServerId", 1,
     RMS_OPEN_KEYS | RMS_OPEN_MALFORMED_CODE, "member 1: ServerId: twice"},
    /* several at once */
    {"two wrong members", IDS, 0, "[\"\",5]", invalid, 0, "ServerId", 1,
     RMS_OPEN_ID_SPELLING | RMS_OPEN_MALFORMED_CODE | RMS_OPEN_SEVERAL_FAULTS, "member 1: ServerId: empty"},
    {"two wrong keys", IDS, 0, "[{\"ServerId\":\"i\",\"Weight\":\"x\",\"Port\":\"x\"}]", "InvalidWeight.Malformed", 0,
     "Weight", 1, RMS_OPEN_RANGES | RMS_OPEN_PORT_RANGE | RMS_OPEN_SEVERAL_FAULTS,
     "member 1: Weight: not a number of 0 to 100"},
    {"points behind a fault are seen", IDS, ALL, "[\"\",\"i\",\"i\",{\"serverId\":\"i-1\",\"Weight\":1,}]", invalid, 0,
     "ServerId", 1,
     RMS_OPEN_ID_SPELLING | RMS_OPEN_DUPLICATES | RMS_OPEN_KEYS | RMS_OPEN_NUMBERS | RMS_OPEN_QUOTING |
         RMS_OPEN_MIXED_ARRAY,
     "member 1: ServerId: empty"},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(refused); i++) {
        const rms_request_options options = {.dialects = refused[i].dialects};
        rms_server untouched, *servers = &untouched;
        size_t n = 77;
        uint32_t open = 0;
        rms_fault fault = {.member = 77};
        rms_error err = {.offset = 77};
        const rms_span in = rms_exact(rms_span_of(refused[i].in));
        print_message("row: %s\n", refused[i].name);
        assert_int_equal(rms_server_list_parse(in, refused[i].form, &options, &servers, &n, &open, &fault, &err),
                         RMS_E_FAULT);
        assert_ptr_equal(servers, &untouched);
        assert_int_equal(n, 77);
        assert_string_equal(fault.code, refused[i].code);
        assert_string_equal(fault.parameter, "BackendServers");
        assert_string_equal(fault.parameter_text, "BackendServers");
        assert_int_equal(fault.member, refused[i].member);
        if (refused[i].key)
            assert_string_equal(fault.key, refused[i].key);
        else
            assert_null(fault.key);
        assert_string_equal(err.text, refused[i].text);
        assert_int_equal(err.offset, refused[i].at);
        assert_int_equal(open, refused[i].open);
        rms_exact_free(in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_members_in_full),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
