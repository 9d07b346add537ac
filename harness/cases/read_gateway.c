/* What a file with `through: gateway` has beside the usual words: `watches` of a rule, `wire` of a case. */
#include "harness/cases/reading.h"

#include <string.h>

const char *rms_change_word(rms_change change)
{
#define WORD(id, word, doc) [id] = (word),
    static const char *const words[RMS_CHANGE_COUNT] = {RMS_CHANGE_MAP(WORD)};
    return (unsigned)change < RMS_CHANGE_COUNT ? words[change] : "?";
}

const char *rms_change_doc(rms_change change)
{
#define DOC(id, word, doc) [id] = (doc),
    static const char *const docs[RMS_CHANGE_COUNT] = {RMS_CHANGE_MAP(DOC)};
    return (unsigned)change < RMS_CHANGE_COUNT ? docs[change] : "?";
}

void rms_load_watches(rms_loader *loader, const rms_yaml *list, uint64_t *ret)
{
#define AS_WORD(id, word, doc) word,
    static const char *const words[] = {RMS_CHANGE_MAP(AS_WORD) NULL};
    for (size_t i = 0; i < list->n; i++) {
        if (!rms_need_kind(loader, list->item[i], RMS_KIND_SCALAR, "an entry of 'watches'"))
            return;
        const int word = rms_pick_word(loader, list->item[i], "an entry of 'watches'", words);
        if (word >= 0 && *ret & UINT64_C(1) << word)
            rms_say(loader, list->item[i]->where, "'watches' names '%s' twice", words[word]);
        if (word >= 0)
            *ret |= UINT64_C(1) << word;
    }
    if (list->n == 0)
        rms_say(loader, list->where, "'watches' is empty");
}

/* ---- wire ---- */

/* Bytes that a request line or a header field can hold: printable ASCII without what would end it. */
int rms_is_sendable(const char *text, const char *but_not)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f || strchr(but_not, *text))
            return 0;
    return 1;
}

static void read_raw(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    char cited[RMS_CITE_MAX];
    rms_read_text(loader, key, value, object);
    if (!rms_is_sendable(value->text, " #"))
        rms_say(loader, value->where, "'raw' is '%s'; blanks, '#' and control characters are no bytes of a query",
                rms_cite(value->text, cited));
}

static void read_method(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char cited[RMS_CITE_MAX];
    rms_read_text(loader, key, value, object);
    if (strspn(value->text, letters) != strlen(value->text) || strlen(value->text) > 16)
        rms_say(loader, value->where, "'method' is '%s'; it must be at most 16 capital letters",
                rms_cite(value->text, cited));
}

static void read_content_type(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    char cited[RMS_CITE_MAX];
    rms_read_text(loader, key, value, object);
    if (!rms_is_sendable(value->text, ""))
        rms_say(loader, value->where, "'content-type' is '%s', which cannot stand in a header field",
                rms_cite(value->text, cited));
}

/* Where the request goes and how long it is belongs to the transport. */
int rms_is_transport_field(const char *name)
{
    static const char *const reserved[] = {"host", "content-length", "content-type", "transfer-encoding", "connection"};
    char lower[32] = "";
    for (size_t i = 0; name[i] && i + 1 < sizeof lower; i++)
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
    for (size_t i = 0; i < RMS_COUNT(reserved); i++)
        if (strcmp(lower, reserved[i]) == 0)
            return 1;
    return 0;
}

static void read_headers(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_case_wire *wire = object;
    char cited[RMS_CITE_MAX];
    (void)key;
    wire->name = rms_load_alloc(loader, value->n, sizeof *wire->name);
    wire->value = rms_load_alloc(loader, value->n, sizeof *wire->value);
    for (size_t i = 0; wire->name && wire->value && i < value->n; i++) {
        const rms_yaml *name = value->key[i], *text = value->item[i];
        if (!rms_need_kind(loader, text, RMS_KIND_SCALAR, "a header field"))
            return;
        if (!name->text[0] || !rms_is_sendable(name->text, " :(),/;<=>?@[\\]{}\""))
            rms_say(loader, name->where, "'%s' cannot be the name of a header field", rms_cite(name->text, cited));
        if (rms_is_transport_field(name->text))
            rms_say(loader, name->where, "'%s' is made by the transport; content-type and chunked are keys of 'wire'",
                    rms_cite(name->text, cited));
        if (!rms_is_sendable(text->text, ""))
            rms_say(loader, text->where, "'%s' cannot stand in a header field", rms_cite(text->text, cited));
        wire->name[i] = name->text;
        wire->value[i] = text->text;
        wire->n_headers = i + 1;
    }
}

#define AT(field) .at = offsetof(rms_case_wire, field)
static const rms_key wire_keys[] = {
    {.name = "raw", .kinds = RMS_KIND_SCALAR, .read = read_raw, AT(raw)},
    {.name = "method", .kinds = RMS_KIND_SCALAR, .read = read_method, AT(method)},
    {.name = "content-type", .kinds = RMS_KIND_SCALAR, .read = read_content_type, AT(content_type)},
    {.name = "headers", .kinds = RMS_KIND_MAPPING, .read = read_headers},
    {.name = "chunked", .kinds = RMS_KIND_SCALAR, .read = rms_read_flag, AT(chunked)},
    {.name = "length",
     .kinds = RMS_KIND_SCALAR,
     .read = rms_read_int,
     AT(length),
     .min = 1,
     .max = RMS_WIRE_LENGTH_MAX},
    {.name = "times", .kinds = RMS_KIND_SCALAR, .read = rms_read_int, AT(times), .min = 1, .max = RMS_WIRE_TIMES_MAX},
};

void rms_load_wire(rms_loader *loader, const rms_yaml *node, rms_case_wire *ret)
{
    rms_read_map(loader, node, "'wire'", wire_keys, RMS_COUNT(wire_keys), ret);
}

/* ---- what a file through a gateway may say ---- */

void rms_check_gateway_case(rms_loader *loader, const rms_yaml *node, rms_case *the_case)
{
    static const char *const others[] = {"expect", "answer", "also", "then", "while", "steps"};
    const int through = loader->rule->gateway;
    const rms_yaml *wire = rms_yaml_get(node, "wire");
    if (!through && wire)
        rms_say(loader, wire->where, "'wire' is for files with `through: gateway`");
    if (!through)
        return;
    for (size_t i = 0; i < RMS_COUNT(others); i++)
        if (rms_yaml_get(node, others[i]))
            rms_say(loader, rms_yaml_get(node, others[i])->where,
                    "a case through a gateway has no '%s': its rule's 'watches' says what is judged", others[i]);
    const rms_world *given = the_case->given;
    if (given && (given->n_load_balancers || given->n_vserver_groups || given->n_groups || given->n_instances ||
                  given->n_db_instances || given->caller || given->n_policies))
        rms_say(loader, given->where, "a case through a gateway arranges nothing: its `given` has `absent` only");
    if (!the_case->formats)
        the_case->formats = 1u << RMS_FORMAT_JSON;
    if (!the_case->layouts)
        the_case->layouts = (1u << RMS_LAYOUT_COUNT) - 1;
}
