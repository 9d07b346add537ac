/* Writes the dictionary of a fuzz target, out of the catalogue: rms_fuzz_dict TARGET. Without a target: their names.
 * The results are committed (fuzz/dict/TARGET.dict), and the test dict.TARGET compares. */
#include "protocol/answer.h"
#include "protocol/catalogue.h"
#include "protocol/signature.h"
#include "rmspec/request.h"

#include <stdio.h>
#include <string.h>

/* What a dictionary is put together from. */
enum {
    ESCAPES = 1,
    FORM = 2,      /* actions and their parameters, as they stand in a form */
    NUMBERED = 4,  /* InstanceId.N */
    KEYS = 8,      /* keys of server objects */
    ENCODED = 16,  /* the same as they travel in a form */
    CODES = 32,    /* error codes */
    JSON = 64,     /* members of answers */
    XML = 128,     /* elements of answers */
    FRAME = 256,   /* request line, Content-Type */
    NUMBERS = 512, /* edges */
    WORDS = 1024,  /* actions and parameters by themselves */
    NAMES = 2048,  /* layouts, formats, signatures */
    PLAY = 4096,   /* the lines of targets/sequence.c */
    MODEL = 8192,  /* the lines of targets/answer_twin.c */
    CASES = 16384  /* keys of case files */
};
enum { WHOLE = FRAME | FORM | NUMBERED | KEYS | ENCODED | ESCAPES | NUMBERS };

static const struct {
    const char *target;
    unsigned parts;
} targets[] = {
    {"percent", ESCAPES},
    {"form", ESCAPES | FORM},
    {"server_list", KEYS | NUMBERS},
    {"vserver_list", KEYS | NUMBERS},
    {"instance_ids", NUMBERED | ESCAPES | NUMBERS},
    {"request", WHOLE},
    {"request_oom", WHOLE},
    {"parts_oom", WHOLE | JSON | XML},
    {"words", NAMES | WORDS | CODES},
    {"signature_v1", WHOLE},
    {"signature_v3", WHOLE},
    {"parser", WHOLE},
    {"answer_json", JSON | CODES | NUMBERS},
    {"answer_xml", XML | CODES | NUMBERS},
    {"answer_twin", MODEL | NUMBERS},
    {"case_file", CASES | WORDS | KEYS | CODES | NUMBERS},
    {"sequence", PLAY | NUMBERS},
};

/* One entry: printable bytes stand, others as \xNN. */
static void entry(const char *before, const char *word, const char *behind)
{
    const char *const parts[] = {before, word, behind};
    putchar('"');
    for (size_t i = 0; i < RMS_COUNT(parts); i++)
        for (const char *c = parts[i]; *c; c++) {
            if (*c == '"' || *c == '\\')
                printf("\\%c", *c);
            else if (*c >= ' ' && *c <= '~')
                putchar(*c);
            else
                printf("\\x%02X", (unsigned char)*c);
        }
    puts("\"");
}

static void words(const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        entry("", list[i], "");
}

static void escapes(void)
{
    static const char *const list[] = {"%", "%25", "%20", "+", "%2B", "%00", "%FF", "%C3%A9", "%2", "%7E", "%2f"};
    words(list, RMS_COUNT(list));
}

/* Every action under test and its parameters, each name once. */
static void parameters(const char *before, const char *behind)
{
    size_t n = 0, n_common = 0;
    const rms_action_row *rows = rms_catalogue_actions(&n);
    const char *const *common = rms_catalogue_common_parameters(&n_common);
    for (size_t i = 0; i < n_common; i++)
        entry(before, common[i], behind);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; rows[i].under_test && k < rows[i].n_params; k++) {
            int seen = 0;
            for (size_t e = 0; e < i; e++)
                for (size_t p = 0; rows[e].under_test && p < rows[e].n_params; p++)
                    seen |= strcmp(rows[e].params[p].name, rows[i].params[k].name) == 0;
            if (!seen)
                entry(before, rows[i].params[k].name, rows[i].params[k].kind == RMS_PARAM_REPEATED ? "." : behind);
        }
}

static void actions(const char *before)
{
    size_t n = 0;
    const rms_action_row *rows = rms_catalogue_actions(&n);
    for (size_t i = 0; i < n; i++)
        if (rows[i].under_test)
            entry(before, rows[i].name, "");
}

static void versions(const char *before)
{
    for (int product = 0; product < RMS_PRODUCT_ECS; product++)
        entry(before, rms_product_version((rms_product)product), "");
}

static void form(void)
{
    static const char *const list[] = {"&", "=", "&&", "Format=JSON", "Format=XML", "=true", "=false", "=recycle"};
    actions("Action=");
    versions("Version=");
    parameters("&", "=");
    words(list, RMS_COUNT(list));
}

static void numbered(void)
{
    static const char *const list[] = {
        "InstanceId.1=", "InstanceId.2=", "InstanceId.20=", "InstanceId.21=", "&InstanceId."};
    words(list, RMS_COUNT(list));
}

static void keys(int encoded)
{
    static const char *const plain[] = {"\"ServerId\":\"",
                                        "\"Port\":\"",
                                        "\"Weight\":\"",
                                        "\"Type\":\"",
                                        "\"ServerIp\":\"",
                                        "\"Description\":\"",
                                        "\"ecs\"",
                                        "\"eni\"",
                                        "\"eci\"",
                                        "{\"ServerId\":\"i\"}",
                                        "\",\"",
                                        "[",
                                        "]",
                                        "},{",
                                        "\\u0000",
                                        "\\ud83d",
                                        "'"};
    static const char *const travelling[] = {
        "%5B", "%5D", "%7B", "%7D", "%22", "%3A", "%2C", "%22%2C%22", "%7B%22ServerId%22%3A%22", "%22%7D%2C%7B%22"};
    if (encoded)
        words(travelling, RMS_COUNT(travelling));
    else
        words(plain, RMS_COUNT(plain));
}

static void codes(void)
{
    size_t n = 0;
    const rms_code_row *rows = rms_catalogue_codes(&n);
    for (size_t i = 0; i < n; i++) {
        int seen = 0;
        for (size_t e = 0; e < i && !seen; e++)
            seen = strcmp(rows[e].code, rows[i].code) == 0;
        if (!seen)
            entry("", rows[i].code, "");
    }
}

static const char *const members[] = {
    "RequestId", "HostId", "Code",   "Message", "Recommend",      "BackendServers", "BackendServer",
    "ServerId",  "Port",   "Weight", "Type",    "LoadBalancerId", "VServerGroupId", "ScalingActivityId"};

static void json(void)
{
    static const char *const list[] = {"{}",    "[]", ":",   ",",   "null",    "true",
                                       "false", "-1", "1e9", "1.5", "\\u0000", "\\ud800"};
    for (size_t i = 0; i < RMS_COUNT(members); i++)
        entry("\"", members[i], "\":");
    words(list, RMS_COUNT(list));
}

static void xml(void)
{
    static const char *const list[] = {"<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                                       "<!DOCTYPE a [",
                                       "<!ENTITY e \"x\">",
                                       "&e;",
                                       "&amp;",
                                       "&#0;",
                                       "<![CDATA[",
                                       "]]>",
                                       "<!--",
                                       "-->",
                                       "/>",
                                       " xmlns=\"x\"",
                                       "<?x?>"};
    for (size_t i = 0; i < RMS_COUNT(members); i++) {
        entry("<", members[i], ">");
        entry("</", members[i], ">");
    }
    words(list, RMS_COUNT(list));
}

static void frame(void)
{
    static const char *const list[] = {"GET /?",
                                       "POST / HTTP/1.1\n",
                                       "POST /?",
                                       " HTTP/1.1\n",
                                       "Content-Type: application/x-www-form-urlencoded\n\n",
                                       "Content-Type: application/json\n\n",
                                       "; charset=UTF-8",
                                       "\r\n",
                                       "\n\n"};
    words(list, RMS_COUNT(list));
}

static void numbers(void)
{
    static const char *const list[] = {
        "0",   "1",     "19",    "20",         "21",         "40",         "100",
        "101", "65535", "65536", "2147483647", "2147483648", "4294967297", "18446744073709551617",
        "-1",  "007"};
    words(list, RMS_COUNT(list));
}

static void names(void)
{
    for (unsigned i = 0; i < RMS_LAYOUT_COUNT; i++)
        entry("", rms_layout_name((rms_layout)i), "");
    for (unsigned i = 0; i < RMS_FORMAT_COUNT; i++)
        entry("", rms_format_name((rms_format)i), "");
    for (unsigned i = 0; i < RMS_SIGNATURE_COUNT; i++)
        entry("", rms_signature_word((rms_signature)i), "");
}

static void play(void)
{
    static const char *const list[] = {
        "balancer ", "vgroup ",   "group ",  "instance ",     "db ",        "add ",       "attach ",        "modify ",
        "status ",   "standby ",  "drop ",   "tick ",         " of=",       " balancer=", " vgroup=",       " group=",
        " servers=", " ids=",     " min=",   " max=",         " desired=",  " attached=", " entrusted",     " created=",
        " db=",      " inactive", " locked", " listener",     " recycle",   " denied",    " cooling",       " held",
        " stopped",  " released", " exit",   " keep-desired", " protected", " standby=",  ",i-1",           ":80",
        "*50",       "/10.0.0.1", "!eni",    "#text",         " region=",   "\n",         " ignore-invalid"};
    actions("remove ");
    words(list, RMS_COUNT(list));
}

static void model(void)
{
    static const char *const list[] = {"root ", "text ", "integer ", "object ", "list ", "item\n", "value ",
                                       "end\n", "<",     "&",        "]]>",     "\"",    "\x01",   "\xef\xbf\xbe"};
    words(list, RMS_COUNT(list));
    for (size_t i = 0; i < RMS_COUNT(members); i++)
        entry("", members[i], " ");
}

static void cases(void)
{
    static const char *const list[] = {"action: ",
                                       "source: ",
                                       "rules:\n",
                                       "  - rule: ",
                                       "    level: ",
                                       "    says: ",
                                       "    cases:\n",
                                       "      - case: ",
                                       "each:",
                                       "given: ",
                                       "send: ",
                                       "expect: ",
                                       "then: ",
                                       "when: ",
                                       "verdict: ",
                                       "otherwise: ",
                                       "steps:\n",
                                       "layouts: ",
                                       "formats: ",
                                       "omit: ",
                                       "append: ",
                                       "error: ",
                                       "status: ",
                                       "success",
                                       "refused",
                                       "unchanged",
                                       "must",
                                       "should",
                                       "record",
                                       "$a",
                                       "$s1..21",
                                       "${row}",
                                       "{raw: \"\"}",
                                       "\"",
                                       "[",
                                       "]",
                                       "{",
                                       "}",
                                       "&a ",
                                       "*a"};
    words(list, RMS_COUNT(list));
}

static void names_of_a_request(void)
{
    actions("");
    versions("");
    parameters("", ": ");
}

static void plain_keys(void)
{
    keys(0);
}

static void travelling_keys(void)
{
    keys(1);
}

/* In the order in which they stand in a dictionary. */
static const struct {
    unsigned part;
    void (*write)(void);
} writers[] = {{FRAME, frame},     {FORM, form},
               {CASES, cases},     {PLAY, play},
               {MODEL, model},     {WORDS, names_of_a_request},
               {NAMES, names},     {NUMBERED, numbered},
               {KEYS, plain_keys}, {ENCODED, travelling_keys},
               {JSON, json},       {XML, xml},
               {CODES, codes},     {ESCAPES, escapes},
               {NUMBERS, numbers}};

static void write_parts(unsigned parts)
{
    puts("# Generated by rms_fuzz_dict out of the catalogue; do not edit.");
    for (size_t i = 0; i < RMS_COUNT(writers); i++)
        if (parts & writers[i].part)
            writers[i].write();
}

int main(int argc, char **argv)
{
    if (argc > 2) {
        fprintf(stderr, "usage: %s [TARGET]\n", argv[0]);
        return 2;
    }
    for (size_t i = 0; i < RMS_COUNT(targets); i++) {
        if (argc == 1) {
            puts(targets[i].target);
        } else if (strcmp(argv[1], targets[i].target) == 0) {
            write_parts(targets[i].parts);
            return 0;
        }
    }
    if (argc == 1)
        return 0;
    fprintf(stderr, "%s: there is no target '%s' in the table of generate.c\n", argv[0], argv[1]);
    return 2;
}
