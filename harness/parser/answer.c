#include "harness/parser/answer.h"

#include "protocol/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define AS_RULE(id, rule) rule,
static const char *const rules[RMS_SAID_COUNT] = {RMS_SAID_MAP(AS_RULE)};

const char *rms_said_rule(rms_said said)
{
    return (unsigned)said < RMS_SAID_COUNT ? rules[said] : NULL;
}

void rms_parser_answer_done(rms_parser_answer *answer)
{
    json_decref(answer->line);
    answer->line = NULL;
}

void rms_parser_answer_fail(rms_parser_answer *ret, rms_said said, const char *format, ...)
{
    rms_parser_answer_done(ret);
    ret->said = said;
    va_list args;
    va_start(args, format);
    (void)vsnprintf(ret->text, sizeof ret->text, format, args);
    va_end(args);
}

/* ---- the shape of a verdict ---- */

/* Any number and any text: one that is wrong is a wrong reading, not a line that cannot be read. */
static int is_number(const json_t *value)
{
    return json_is_number(value) || json_is_string(value);
}

static int is_bytes(const json_t *value)
{
    return json_is_string(value) || (json_is_object(value) && json_is_string(json_object_get(value, "hex")));
}

static int is_bool(const json_t *value)
{
    return json_is_boolean(value) || json_is_string(value);
}

/* Members of an entry of BackendServers, of an accepted verdict, of a refused one. */
struct member {
    const char *name;
    int (*fits)(const json_t *value);
    const char *wrong;
};
static const struct member entry_members[] = {
    {"ServerId", is_bytes, "ServerId is neither a text nor {\"hex\":...}"},
    {"Port", is_number, "Port is neither a number nor a text"},
    {"Weight", is_number, "Weight is neither a number nor a text"},
    {"Type", is_bytes, "Type is no text"},
    {"ServerIp", is_bytes, "ServerIp is no text"},
    {"Description", is_bytes, "Description is no text"},
};
static const struct member accepted_members[] = {
    {"RegionId", is_bytes, "RegionId is neither a text nor {\"hex\":...}"},
    {"LoadBalancerId", is_bytes, "LoadBalancerId is neither a text nor {\"hex\":...}"},
    {"VServerGroupId", is_bytes, "VServerGroupId is neither a text nor {\"hex\":...}"},
    {"ScalingGroupId", is_bytes, "ScalingGroupId is neither a text nor {\"hex\":...}"},
    {"RemovePolicy", is_bytes, "RemovePolicy is no text"},
    {"DecreaseDesiredCapacity", is_bool, "DecreaseDesiredCapacity is neither true nor false"},
    {"IgnoreInvalidInstance", is_bool, "IgnoreInvalidInstance is neither true nor false"},
};
static const struct member refused_members[] = {
    {"code", is_bytes, "code is no text"},
    {"parameter", is_bytes, "parameter is no text"},
};

static const char *check_members(const json_t *object, const struct member *members, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const json_t *value = json_object_get(object, members[i].name);
        if (value && !json_is_null(value) && !members[i].fits(value))
            return members[i].wrong;
    }
    return NULL;
}

static const char *check_entry(const json_t *entry)
{
    if (is_bytes(entry) && !json_object_get(entry, "ServerId"))
        return NULL; /* an id alone */
    if (!json_is_object(entry))
        return "an entry of BackendServers is neither an id nor an object";
    if (!json_object_get(entry, "ServerId"))
        return "an entry of BackendServers has no ServerId";
    return check_members(entry, entry_members, RMS_COUNT(entry_members));
}

static const char *check_accepted(const json_t *line)
{
    if (!json_is_string(json_object_get(line, "action")))
        return "accepted, but no action";
    const json_t *servers = json_object_get(line, "BackendServers"), *ids = json_object_get(line, "InstanceId");
    const json_t *list = servers ? servers : ids;
    if (!json_is_array(list))
        return "accepted, but neither a list BackendServers nor a list InstanceId";
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        const char *wrong = servers ? check_entry(entry) : NULL;
        if (wrong)
            return wrong;
        if (!servers && !is_bytes(entry))
            return "an entry of InstanceId is neither a text nor {\"hex\":...}";
    }
    return check_members(line, accepted_members, RMS_COUNT(accepted_members));
}

static int is_refusal(const char *verdict)
{
    return strcmp(verdict, "refused") == 0 || strcmp(verdict, "malformed") == 0 || strcmp(verdict, "limit") == 0;
}

const char *rms_parser_answer_check(const json_t *line)
{
    const char *verdict = json_string_value(json_object_get(line, "verdict"));
    if (!json_is_object(line))
        return "it is no JSON object";
    if (!verdict)
        return "it has no member verdict";
    if (strcmp(verdict, "accepted") == 0)
        return check_accepted(line);
    if (is_refusal(verdict))
        return check_members(line, refused_members, RMS_COUNT(refused_members));
    return "verdict is none of accepted, refused, malformed, limit";
}

/* ---- a line ---- */

/* The line as a message may show it. */
static void show(rms_span line, char *out, size_t out_n)
{
    const size_t n = line.n < out_n - 4 ? line.n : out_n - 4;
    for (size_t i = 0; i < n; i++)
        out[i] = (unsigned char)line.p[i] < ' ' || line.p[i] == 0x7f || (line.p[i] & 0x80) ? '?' : line.p[i];
    (void)strcpy(out + n, line.n > n ? "..." : "");
}

static void garbage(rms_span line, const char *why, rms_parser_answer *ret)
{
    char shown[200];
    show(line, shown, sizeof shown);
    rms_parser_answer_fail(ret, RMS_SAID_GARBAGE, "a line that is no verdict: %s: %s", why, shown);
}

/* Half a surrogate pair and numbers of any size are grammatical JSON: parsers that read them write them, and jansson
 * does not take them. */
static int is_more_than_we_read(rms_status status, const rms_error *err)
{
    static const char said[] = "invalid Unicode";
    return status == RMS_E_SYNTAX &&
           (strncmp(err->text, said, sizeof said - 1) == 0 || rms_json_number_is_too_large(err));
}

static int is_acceptance(const json_t *line)
{
    const char *verdict = json_string_value(json_object_get(line, "verdict"));
    return verdict && strcmp(verdict, "accepted") == 0 && json_is_string(json_object_get(line, "action"));
}

rms_status rms_parser_answer_read(rms_span line, rms_parser_answer *ret)
{
    rms_error err = {0};
    json_t *object = NULL;
    const rms_status status = rms_json_load(line, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &object, &err);
    if (status == RMS_E_NOMEM)
        return status;
    const char *wrong = status == RMS_OK ? rms_parser_answer_check(object) : err.text;
    if (wrong) {
        garbage(line, line.n ? wrong : "it is empty", ret);
        ret->accepts = is_more_than_we_read(status, &err) || is_acceptance(object);
        json_decref(object);
        return RMS_OK;
    }
    const char *verdict = json_string_value(json_object_get(object, "verdict"));
    ret->said = strcmp(verdict, "accepted") == 0 ? RMS_SAID_ACCEPTED : RMS_SAID_REFUSED;
    ret->line = object;
    show(line, ret->text, sizeof ret->text);
    return RMS_OK;
}
