/* 001_3bca5a4968ed794a.txt and 003_d301eceec63a7a8e.txt: what a server list may be. */
#include "fuzz/common/expected_list.h"

#include "fuzz/common/oracle.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* "at most 20" in both documents */
enum { DOCUMENTED_MAX = 20, ID_BYTES = 128 };

static rms_span text_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return (rms_span){json_string_value(value), json_string_length(value)};
}

/* 1 when every byte of the text is of the set, and it has from..to of them. */
static int made_of(rms_span text, const char *set, size_t from, size_t to)
{
    for (size_t i = 0; i < text.n; i++)
        if (!text.p[i] || !strchr(set, text.p[i]))
            return 0;
    return text.n >= from && text.n <= to;
}

/* An id as all documents print them: visible ASCII. */
static int plain_id(rms_span text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] <= ' ' || text.p[i] > '~')
            return 0;
    return text.n >= 1 && text.n <= ID_BYTES;
}

/* A quoted number as the documents print them: digits, no zero in front. */
static int plain_number(rms_span text, long from, long to)
{
    if (!made_of(text, "0123456789", 1, 6) || (text.n > 1 && text.p[0] == '0'))
        return 0;
    const long value = strtol(text.p, NULL, 10);
    return value >= from && value <= to;
}

static int plain_value(const char *key, rms_span text)
{
    static const char description[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/._";
    if (strcmp(key, "ServerId") == 0 || strcmp(key, "ServerIp") == 0)
        return plain_id(text);
    if (strcmp(key, "Port") == 0)
        return plain_number(text, 1, 65535);
    if (strcmp(key, "Weight") == 0)
        return plain_number(text, 0, 100);
    if (strcmp(key, "Description") == 0)
        return made_of(text, description, 1, 80);
    return strcmp(key, "Type") == 0 &&
           (rms_span_equal(text, rms_span_of("ecs")) || rms_span_equal(text, rms_span_of("eni")) ||
            rms_span_equal(text, rms_span_of("eci")));
}

/* An object that leaves nothing open. */
static int plain_object(json_t *object, rms_list_form form)
{
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        const char *key = json_object_iter_key(at);
        const json_t *value = json_object_iter_value(at);
        if (!json_is_string(value) || !plain_value(key, text_of(object, key)))
            return 0;
    }
    const rms_span id = text_of(object, "ServerId"), type = text_of(object, "Type");
    if (!id.p)
        return 0;
    if (form != RMS_LIST_OBJECTS)
        return 1;
    const int eni = strncmp(id.p, "eni-", 4) == 0 || rms_span_equal(type, rms_span_of("eni"));
    const int eci = strncmp(id.p, "eci-", 4) == 0;
    return text_of(object, "Port").p && ((!eni && !eci) || type.p) && (!eni || text_of(object, "ServerIp").p);
}

static int same_key(const json_t *a, const json_t *b, const char *key)
{
    const rms_span x = text_of(a, key), y = text_of(b, key);
    return x.n == y.n && (x.n == 0 || memcmp(x.p, y.p, x.n) == 0);
}

/* The same server: its id for the default group; id, port and address for a vServer group. */
static int same_member(const json_t *a, const json_t *b, rms_list_form form)
{
    if (json_is_string(a))
        return json_equal(a, b);
    return same_key(a, b, "ServerId") &&
           (form != RMS_LIST_OBJECTS || (same_key(a, b, "Port") && same_key(a, b, "ServerIp")));
}

/* A list that leaves nothing open: 1 to 20 plain members, all of one kind, none twice. */
static int plain_list(const json_t *root, rms_list_form form)
{
    const size_t n = json_array_size(root);
    if (n < 1 || n > DOCUMENTED_MAX)
        return 0;
    const int ids = json_is_string(json_array_get(root, 0));
    for (size_t i = 0; i < n; i++) {
        json_t *member = json_array_get(root, i);
        const int plain = ids ? form == RMS_LIST_IDS_OR_OBJECTS && json_is_string(member) &&
                                    plain_id((rms_span){json_string_value(member), json_string_length(member)})
                              : json_is_object(member) && plain_object(member, form);
        if (!plain)
            return 0;
        for (size_t k = 0; k < i; k++)
            if (same_member(json_array_get(root, k), member, form))
                return 0;
    }
    return 1;
}

static int equal_text(rms_span text, const char *got)
{
    return got ? text.p && rms_span_equal(text, rms_span_of(got)) : !text.p;
}

static int equal_number(rms_span text, int got)
{
    return text.p ? got == (int)strtol(text.p, NULL, 10) : got == -1;
}

static int equal_server(const json_t *member, const rms_server *server)
{
    const rms_span type = text_of(member, "Type");
    if (json_is_string(member))
        return strcmp(json_string_value(member), server->server_id) == 0 && server->port == -1 &&
               server->weight == -1 && server->type == RMS_SERVER_UNTYPED && !server->server_ip && !server->description;
    return equal_text(text_of(member, "ServerId"), server->server_id) &&
           equal_number(text_of(member, "Port"), server->port) &&
           equal_number(text_of(member, "Weight"), server->weight) &&
           equal_text(text_of(member, "ServerIp"), server->server_ip) &&
           equal_text(text_of(member, "Description"), server->description) &&
           rms_span_equal(type.p ? type : rms_span_of(""), rms_span_of(rms_server_type_name(server->type)));
}

static void expect_plain(const json_t *root, rms_span text, rms_status status, uint32_t open, const rms_server *servers,
                         size_t n)
{
    RMS_ORACLE("list.plain-accepted", status == RMS_OK, "%s: %s", rms_status_text(status), rms_oracle_show(text));
    RMS_ORACLE("list.plain-closed", open == 0, "open points %#x: %s", open, rms_oracle_show(text));
    RMS_ORACLE("list.equal", n == json_array_size(root), "%zu members of %zu: %s", n, json_array_size(root),
               rms_oracle_show(text));
    for (size_t i = 0; i < n; i++)
        RMS_ORACLE("list.equal", equal_server(json_array_get(root, i), &servers[i]), "member %zu: %s", i,
                   rms_oracle_show(text));
}

void rms_expect_servers(rms_span text, rms_list_form form, rms_status status, uint32_t open, const rms_server *servers,
                        size_t n)
{
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, NULL);
    if (json_is_array(root) && plain_list(root, form)) {
        expect_plain(root, text, status, open, servers, n);
    } else {
        RMS_ORACLE("list.open-or-refused", status != RMS_OK || open != 0, "taken without a word: %s",
                   rms_oracle_show(text));
        RMS_ORACLE("list.more-than-20", json_array_size(root) <= DOCUMENTED_MAX || status != RMS_OK, "%zu members: %s",
                   json_array_size(root), rms_oracle_show(text));
    }
    json_decref(root);
}
