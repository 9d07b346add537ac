#include "protocol/server_entry.h"

#include "protocol/dialect.h"

#include <stdlib.h>
#include <string.h>

static const char *const type_names[] = {
    [RMS_SERVER_UNTYPED] = "", [RMS_SERVER_ECS] = "ecs", [RMS_SERVER_ENI] = "eni", [RMS_SERVER_ECI] = "eci"};

const char *rms_server_type_name(rms_server_type type)
{
    return (unsigned)type < RMS_COUNT(type_names) ? type_names[type] : "";
}

void rms_list_refuse(rms_list_reader *reader, const char *code, int member, const char *key, uint32_t open,
                     const char *what)
{
    const rms_fault fault = {.code = code, .parameter = "BackendServers", .member = member, .key = key};
    /* the place is looked for once only: the first fault is the one that is kept */
    const size_t at = reader->found.faults ? 0 : rms_dialect_member(reader->text, (size_t)member);
    rms_findings_add(&reader->found, fault, open, at, "member %d: %s%s%s", member + 1, key ? key : "", key ? ": " : "",
                     what);
}

/* The member that is being read. */
struct entry {
    rms_list_reader *reader;
    int index;
    rms_server *server;
    unsigned seen; /* keys of an object, a bit each */
};

static void refuse(struct entry *entry, const char *code, const char *key, uint32_t open, const char *what)
{
    rms_list_refuse(entry->reader, code, entry->index, key, open, what);
}

static rms_span span_of(const json_t *text)
{
    return (rms_span){json_string_value(text), json_string_length(text)};
}

/* A text of a member as its own copy; an empty one is taken for one that is not given (zero values of Go clients). */
static rms_status keep_id(struct entry *entry, const char *key, rms_span text, char **ret)
{
    const rms_id_look look = rms_id_look_at(text);
    if (look == RMS_ID_EMPTY)
        return RMS_OK;
    if (look == RMS_ID_WRONG) {
        refuse(entry, "InvalidParameter", key, RMS_OPEN_ID_SPELLING, "a NUL byte in it, or too long");
        return RMS_OK;
    }
    if (look == RMS_ID_ODD)
        entry->reader->found.open |= RMS_OPEN_ID_SPELLING;
    *ret = strndup(text.p, text.n);
    return *ret ? RMS_OK : RMS_E_NOMEM;
}

static rms_status read_server_id(struct entry *entry, rms_span text)
{
    if (text.n == 0)
        refuse(entry, "InvalidParameter", "ServerId", RMS_OPEN_ID_SPELLING, "empty");
    return keep_id(entry, "ServerId", text, &entry->server->server_id);
}

static rms_status read_server_ip(struct entry *entry, rms_span text)
{
    if (text.n == 0)
        entry->reader->found.open |= RMS_OPEN_ID_SPELLING;
    return keep_id(entry, "ServerIp", text, &entry->server->server_ip);
}

static rms_status read_type(struct entry *entry, rms_span text)
{
    for (size_t i = 0; i < RMS_COUNT(type_names); i++) {
        if (!rms_span_equal(text, rms_span_of(type_names[i])))
            continue;
        entry->server->type = (rms_server_type)i;
        if (text.n == 0)
            entry->reader->found.open |= RMS_OPEN_RANGES;
        return RMS_OK;
    }
    refuse(entry, "InvalidParameter", "Type", RMS_OPEN_RANGES | RMS_OPEN_MALFORMED_CODE, "none of ecs, eni, eci");
    return RMS_OK;
}

static int description_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '/' ||
           c == '.' || c == '_';
}

static rms_status read_description(struct entry *entry, rms_span text)
{
    size_t good = 0;
    while (good < text.n && description_byte(text.p[good]))
        good++;
    if (text.n == 0) {
        entry->reader->found.open |= RMS_OPEN_RANGES;
        return RMS_OK;
    }
    if (good < text.n || text.n > RMS_DESCRIPTION_MAX) {
        refuse(entry, "InvalidParameter", "Description", RMS_OPEN_RANGES,
               "not 1 to 80 letters, digits, hyphens, slashes, points and underscores");
        return RMS_OK;
    }
    entry->server->description = strndup(text.p, text.n);
    return entry->server->description ? RMS_OK : RMS_E_NOMEM;
}

/* A number of at most six digits without sign, blanks and leading zeros; -1 for anything else. */
static int small_number(rms_span text)
{
    int value = 0;
    if (text.n == 0 || text.n > 6 || (text.n > 1 && text.p[0] == '0'))
        return -1;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return -1;
        value = value * 10 + (text.p[i] - '0');
    }
    return value;
}

enum { KEY_SERVER_ID, KEY_WEIGHT, KEY_TYPE, KEY_SERVER_IP, KEY_PORT, KEY_DESCRIPTION };

/* What a key takes. A key has one of the two readers: of texts, or of numbers with their range. */
static const struct key {
    const char *name;
    rms_status (*read)(struct entry *entry, rms_span text);
    size_t number; /* offset of the int in rms_server */
    int min, max;
    const char *code, *range;
    uint32_t open;
} keys[] = {
    [KEY_SERVER_ID] = {.name = "ServerId", .read = read_server_id},
    [KEY_WEIGHT] = {.name = "Weight",
                    .number = offsetof(rms_server, weight),
                    .min = 0,
                    .max = 100,
                    .code = "InvalidWeight.Malformed",
                    .range = "not a number of 0 to 100",
                    .open = RMS_OPEN_RANGES},
    [KEY_TYPE] = {.name = "Type", .read = read_type},
    [KEY_SERVER_IP] = {.name = "ServerIp", .read = read_server_ip},
    [KEY_PORT] = {.name = "Port",
                  .number = offsetof(rms_server, port),
                  .min = 1,
                  .max = 65535,
                  .code = "InvalidParameter",
                  .range = "not a number of 1 to 65535",
                  .open = RMS_OPEN_PORT_RANGE},
    [KEY_DESCRIPTION] = {.name = "Description", .read = read_description},
};

static void read_number(struct entry *entry, const struct key *key, const json_t *value)
{
    int number = -1;
    if (json_is_string(value)) {
        number = small_number(span_of(value));
    } else if (json_is_integer(value)) {
        const json_int_t wide = json_integer_value(value);
        number = wide >= key->min && wide <= key->max ? (int)wide : -1;
    }
    if (json_is_number(value)) {
        entry->reader->found.open |= RMS_OPEN_NUMBERS;
        if (!(entry->reader->dialects & RMS_DIALECT_BARE_NUMBERS))
            refuse(entry, "InvalidParameter", key->name, 0, "a number without quotes");
    }
    if (number < key->min || number > key->max) {
        refuse(entry, key->code, key->name, key->open, key->range);
        return;
    }
    memcpy((char *)entry->server + key->number, &number, sizeof number);
}

static rms_status read_value(struct entry *entry, const struct key *key, const json_t *value)
{
    if (key->read && json_is_string(value))
        return key->read(entry, span_of(value));
    if (!key->read && (json_is_string(value) || json_is_number(value)))
        read_number(entry, key, value);
    else
        refuse(entry, "InvalidParameter", key->name, RMS_OPEN_MALFORMED_CODE, "a value of the wrong kind");
    return RMS_OK;
}

/* The row of a key as it is written; *ret_camel when only its first letter differs in case. */
static const struct key *key_of(const char *name, int *ret_camel)
{
    for (size_t i = 0; i < RMS_COUNT(keys); i++) {
        if (strcmp(name + (*name != '\0'), keys[i].name + 1) != 0)
            continue;
        *ret_camel = name[0] == keys[i].name[0] - 'A' + 'a';
        if (*ret_camel || name[0] == keys[i].name[0])
            return &keys[i];
    }
    return NULL;
}

static rms_status read_object(struct entry *entry, json_t *object)
{
    rms_list_reader *reader = entry->reader;
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        int camel = 0;
        const struct key *key = key_of(json_object_iter_key(at), &camel);
        if (key && camel) {
            reader->found.open |= RMS_OPEN_KEYS;
            if (!(reader->dialects & RMS_DIALECT_CAMEL_KEYS))
                key = NULL;
        }
        if (!key) {
            reader->found.open |= RMS_OPEN_KEYS;
            if (!(reader->dialects & RMS_DIALECT_UNKNOWN_KEYS))
                refuse(entry, "InvalidParameter", NULL, 0, "a key that no document names");
            continue;
        }
        const unsigned bit = 1u << (key - keys);
        if (entry->seen & bit) {
            refuse(entry, "BackendServersMalformed", key->name, RMS_OPEN_MALFORMED_CODE, "twice");
            continue;
        }
        entry->seen |= bit;
        const rms_status status = read_value(entry, key, json_object_iter_value(at));
        if (status != RMS_OK)
            return status;
    }
    if (!(entry->seen & 1u << KEY_SERVER_ID)) /* the only one that is required */
        refuse(entry, "InvalidParameter", "ServerId", RMS_OPEN_MALFORMED_CODE, "missing");
    return RMS_OK;
}

static int starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* What a vServer group entry leaves open by what it does not say. */
static uint32_t omissions(const struct entry *entry)
{
    const rms_server *server = entry->server;
    const char *id = server->server_id ? server->server_id : "";
    const int eni = server->type == RMS_SERVER_ENI || starts_with(id, "eni-");
    const int eci = starts_with(id, "eci-");
    uint32_t open = entry->seen & 1u << KEY_PORT ? 0 : RMS_OPEN_PORT_OMITTED;
    if (eni && !server->server_ip)
        open |= RMS_OPEN_SERVER_IP_OMITTED;
    if ((eni || eci) && server->type == RMS_SERVER_UNTYPED)
        open |= RMS_OPEN_TYPE_OMITTED;
    return open;
}

rms_status rms_server_entry_read(rms_list_reader *reader, json_t *member, int index, rms_server *ret)
{
    struct entry entry = {reader, index, ret, 0};
    *ret = (rms_server){.port = -1, .weight = -1};
    if (json_is_string(member)) {
        reader->ids++;
        if (reader->form == RMS_LIST_OBJECTS)
            refuse(&entry, "BackendServersMalformed", NULL, RMS_OPEN_STRINGS_IN_VSERVER, "an id instead of an object");
        return read_server_id(&entry, span_of(member));
    }
    if (!json_is_object(member)) {
        refuse(&entry, "BackendServersMalformed", NULL, RMS_OPEN_MALFORMED_CODE,
               reader->form == RMS_LIST_OBJECTS ? "no object" : "neither an id nor an object");
        return RMS_OK;
    }
    reader->objects++;
    const rms_status status = read_object(&entry, member);
    if (status == RMS_OK && reader->form == RMS_LIST_OBJECTS)
        reader->found.open |= omissions(&entry);
    return status;
}

void rms_server_entry_done(rms_server *server)
{
    free(server->server_id);
    free(server->server_ip);
    free(server->description);
    *server = (rms_server){.port = -1, .weight = -1};
}
