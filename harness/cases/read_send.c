/* `send`: how a request differs from the plain valid one. */
#include "harness/cases/reading.h"
#include "protocol/json.h"

#include <ctype.h>
#include <string.h>

/* Where a value stands decides which forms it may have. */
enum {
    AS_PARAMETER = 1u << 0, /* an ordinary parameter */
    AS_LIST = 1u << 1,      /* the list parameter */
    AS_ITEM = 1u << 2,      /* an entry of the list */
    AS_MEMBER = 1u << 3     /* a member of an entry that is an object */
};

static int read_value(rms_loader *loader, const rms_yaml *node, unsigned place, rms_value *ret);

/* ---- {number: 80} and its kin ---- */

static int is_json(rms_loader *loader, const char *text, int want_number)
{
    json_t *value = NULL;
    const rms_status status = rms_json_load(rms_span_of(text), JSON_DECODE_ANY, &value, NULL);
    const int good = status == RMS_OK && (!want_number || json_is_number(value));
    json_decref(value);
    if (status == RMS_E_NOMEM)
        rms_worsen(loader, RMS_E_NOMEM);
    return good;
}

static int read_number(rms_loader *loader, const rms_yaml *node, rms_value *ret)
{
    char cited[RMS_CITE_MAX];
    if (!is_json(loader, node->text, 1))
        rms_say(loader, node->where, "'number' is '%s', which is no JSON number; {raw: ...} sends any text",
                rms_cite(node->text, cited));
    ret->kind = RMS_VALUE_NUMBER;
    return 1;
}

static int read_json(rms_loader *loader, const rms_yaml *node, rms_value *ret)
{
    char cited[RMS_CITE_MAX];
    if (!is_json(loader, node->text, 0))
        rms_say(loader, node->where, "'json' is '%s', which is no JSON; {raw: ...} sends any text",
                rms_cite(node->text, cited));
    if (strchr(node->text, '$') && rms_symbol_length(strchr(node->text, '$')))
        rms_say(loader, node->where,
                "'json' is sent byte for byte, symbols are not replaced; use {raw: ...} or a text");
    ret->kind = RMS_VALUE_JSON;
    return 1;
}

static int read_raw(rms_loader *loader, const rms_yaml *node, rms_value *ret)
{
    rms_use_symbols_in(loader, node->text, RMS_USE_SEND, node->where);
    ret->kind = RMS_VALUE_RAW;
    return 1;
}

/* "-20m" */
static int read_now(rms_loader *loader, const rms_yaml *node, rms_value *ret)
{
    static const struct {
        char unit;
        long seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}};
    char cited[RMS_CITE_MAX];
    const char *p = node->text;
    const long sign = *p == '-' ? -1 : 1;
    long n = 0, unit = 0;
    if (*p == '-' || *p == '+')
        p++;
    const char *digits = p;
    while (isdigit((unsigned char)*p) && n < 100000)
        n = n * 10 + (*p++ - '0');
    for (size_t i = 0; i < RMS_COUNT(units); i++)
        if (p != digits && *p == units[i].unit && !p[1])
            unit = units[i].seconds;
    if (unit == 0)
        rms_say(loader, node->where, "'now' is '%s'; it must be a time relative to now such as -20m, +30s or 1h",
                rms_cite(node->text, cited));
    ret->kind = RMS_VALUE_NOW;
    ret->seconds = sign * n * unit;
    return 1;
}

/* Whether the step exists is looked at when the case is whole. */
static int read_from(rms_loader *loader, const rms_yaml *node, rms_value *ret)
{
    const char *dot = strchr(node->text, '.');
    if (!dot || dot == node->text || !dot[1])
        rms_say(loader, node->where, "'from' must name a step and what it sent or got: step1.SignatureNonce");
    ret->kind = RMS_VALUE_FROM;
    return 1;
}

static const struct {
    const char *key;
    unsigned places;
    int (*read)(rms_loader *loader, const rms_yaml *node, rms_value *ret);
} forms[] = {
    {"number", AS_ITEM | AS_MEMBER, read_number},
    {"json", AS_ITEM | AS_MEMBER, read_json},
    {"raw", AS_LIST, read_raw},
    {"now", AS_PARAMETER, read_now},
    {"from", AS_PARAMETER | AS_ITEM, read_from},
};

/* 1: it was one of the forms; 0: it is an ordinary object. */
static int read_form(rms_loader *loader, const rms_yaml *node, unsigned place, rms_value *ret)
{
    for (size_t i = 0; node->n == 1 && i < RMS_COUNT(forms); i++) {
        if (strcmp(node->key[0]->text, forms[i].key) != 0)
            continue;
        char subject[16];
        (void)snprintf(subject, sizeof subject, "'%s'", forms[i].key);
        if (!(forms[i].places & place))
            rms_say(loader, node->where, "{%s: ...} cannot stand here", forms[i].key);
        if (!rms_need_kind(loader, node->item[0], RMS_KIND_SCALAR, subject))
            return 1;
        ret->text = node->item[0]->text;
        return forms[i].read(loader, node->item[0], ret);
    }
    return 0;
}

/* ---- values ---- */

static void read_object(rms_loader *loader, const rms_yaml *node, rms_value *ret)
{
    const char **key = rms_load_alloc(loader, node->n, sizeof *key);
    rms_value *item = rms_load_alloc(loader, node->n, sizeof *item);
    if (!key || !item)
        return;
    for (size_t i = 0; i < node->n; i++) {
        key[i] = node->key[i]->text;
        (void)read_value(loader, node->item[i], AS_MEMBER, &item[i]);
    }
    *ret = (rms_value){.kind = RMS_VALUE_MAP, .where = node->where, .key = key, .item = item, .n = node->n};
}

static void read_items(rms_loader *loader, const rms_yaml *node, rms_value *ret)
{
    if (node->n > RMS_SENT_LIST_MAX) {
        rms_say_status(loader, RMS_E_LIMIT, node->where, "a list has at most %d entries", RMS_SENT_LIST_MAX);
        return;
    }
    rms_value *item = rms_load_alloc(loader, node->n, sizeof *item);
    for (size_t i = 0; item && i < node->n; i++)
        (void)read_value(loader, node->item[i], AS_ITEM, &item[i]);
    if (item)
        *ret = (rms_value){.kind = RMS_VALUE_LIST, .where = node->where, .item = item, .n = node->n};
}

static int read_value(rms_loader *loader, const rms_yaml *node, unsigned place, rms_value *ret)
{
    *ret = (rms_value){.kind = RMS_VALUE_TEXT, .where = node->where, .text = ""};
    switch (node->kind) {
    case RMS_YAML_SCALAR:
        ret->text = node->text;
        rms_use_symbols_in(loader, node->text, RMS_USE_SEND, node->where);
        return 1;
    case RMS_YAML_MAPPING:
        if (read_form(loader, node, place, ret))
            return 1;
        if (place & AS_ITEM)
            read_object(loader, node, ret);
        else
            rms_say(loader, node->where, "an object can stand in the list parameter's list only");
        return 1;
    default:
        rms_say(loader, node->where, "a list cannot stand here; {raw: ...} sends any text");
        return 0;
    }
}

/* ---- the parameters ---- */

/* The row of a parameter, "InstanceId.7" being one of InstanceId; NULL when the action does not know it. */
static const rms_param_row *param_row(const rms_action_row *action, const char *name)
{
    for (size_t i = 0; i < action->n_params; i++) {
        const rms_param_row *row = &action->params[i];
        const size_t n = strlen(row->name);
        if (strncmp(name, row->name, n) == 0 && (!name[n] || (row->kind == RMS_PARAM_REPEATED && name[n] == '.')))
            return row;
    }
    return NULL;
}

static int is_list(const rms_param_row *row, const char *name)
{
    return row && strcmp(row->name, name) == 0 &&
           (row->kind == RMS_PARAM_REPEATED || row->kind == RMS_PARAM_SERVER_IDS || row->kind == RMS_PARAM_SERVERS);
}

/* Known are the action's own parameters and the common ones. A name one edit away from one that a plain request carries
 * is most likely a slip; TimeStamp and the like are meant. */
static void warn_near_miss(rms_loader *loader, const rms_action_row *action, const rms_yaml *name)
{
    static const char *const plain[] = {"Action", "Version", "Format"};
    char cited[RMS_CITE_MAX];
    rms_nearest nearest = {.word = name->text};
    if (param_row(action, name->text) || rms_catalogue_is_common(rms_span_of(name->text)))
        return;
    for (size_t i = 0; i < action->n_params; i++)
        rms_nearest_offer(&nearest, action->params[i].name);
    for (size_t i = 0; i < RMS_COUNT(plain); i++)
        rms_nearest_offer(&nearest, plain[i]);
    if (nearest.best && nearest.edits == 1)
        rms_warn(loader, name->where, "%s has no parameter '%s'; if you do not mean '%s', write it under 'append'",
                 action->name, rms_cite(name->text, cited), nearest.best);
}

static void read_parameter(rms_loader *loader, const rms_yaml *name, const rms_yaml *node, rms_send *send)
{
    rms_send_param param = {.name = name->text};
    const rms_param_row *row = param_row(send->action, name->text);
    if (strcmp(name->text, "Signature") == 0 && rms_yaml_get(node, "sign")) {
        rms_load_signed(loader, node, send);
        return;
    }
    warn_near_miss(loader, send->action, name);
    if (!is_list(row, name->text)) {
        (void)read_value(loader, node, AS_PARAMETER, &param.value);
    } else if (node->kind == RMS_YAML_SEQUENCE) {
        read_items(loader, node, &param.value);
        if (node->n == 0 && row->kind == RMS_PARAM_REPEATED)
            rms_say(loader, node->where, "an empty list sends no %s; write omit: [%s]", row->name, row->name);
    } else if (node->kind == RMS_YAML_SCALAR) {
        rms_say(loader, node->where, "'%s' must be a list; {raw: ...} sends any text", row->name);
    } else {
        (void)read_value(loader, node, AS_LIST, &param.value);
    }
    (void)rms_load_push(loader, &send->set, &send->n_set, &param, sizeof param);
}

static void read_omit(rms_loader *loader, const rms_yaml *node, rms_send *send)
{
    char cited[RMS_CITE_MAX];
    const rms_key key = {.name = "omit", .at = offsetof(rms_send, omit), .at_n = offsetof(rms_send, n_omit)};
    if (!rms_need_kind(loader, node, RMS_KIND_SEQUENCE, "'omit'"))
        return;
    rms_read_texts(loader, &key, node, send);
    for (size_t i = 0; i < send->n_omit; i++)
        if (!param_row(send->action, send->omit[i]) && !rms_catalogue_is_common(rms_span_of(send->omit[i])))
            rms_warn(loader, node->item[i]->where, "the plain request of %s has no parameter '%s' to omit",
                     send->action->name, rms_cite(send->omit[i], cited));
}

static void read_append(rms_loader *loader, const rms_yaml *node, rms_send *send)
{
    if (!rms_need_kind(loader, node, RMS_KIND_SEQUENCE, "'append'"))
        return;
    for (size_t i = 0; i < node->n; i++) {
        const rms_yaml *pair = node->item[i];
        if (pair->kind != RMS_YAML_SEQUENCE || pair->n != 2 || pair->item[0]->kind != RMS_YAML_SCALAR) {
            rms_say(loader, pair->where, "'append' holds pairs: [[Name, value]]");
            continue;
        }
        rms_send_param param = {.name = pair->item[0]->text};
        if (read_value(loader, pair->item[1], AS_PARAMETER, &param.value) &&
            !rms_load_push(loader, &send->append, &send->n_append, &param, sizeof param))
            return;
    }
}

/* 0 after telling. */
static int read_action(rms_loader *loader, const rms_yaml *node, rms_send *send)
{
    char cited[RMS_CITE_MAX];
    size_t n = 0;
    const rms_action_row *rows = rms_catalogue_actions(&n);
    if (!rms_need_kind(loader, node, RMS_KIND_SCALAR, "'action'"))
        return 0;
    const rms_action_row *row = rms_catalogue_action(rms_span_of(node->text));
    rms_nearest nearest = {.word = node->text};
    for (size_t i = 0; i < n; i++)
        rms_nearest_offer(&nearest, rows[i].name);
    if (row)
        send->action = row;
    else if (nearest.best)
        rms_say(loader, node->where, "unknown action '%s'; did you mean '%s'?", rms_cite(node->text, cited),
                nearest.best);
    else
        rms_say(loader, node->where, "unknown action '%s'; an action that does not exist is sent by 'Action'",
                rms_cite(node->text, cited));
    return row != NULL;
}

static void read_after_signing(rms_loader *loader, const rms_yaml *node, rms_send *send)
{
    static const char *const others[] = {"action", "after-signing", "encoding", "headers"};
    rms_send *after = rms_load_alloc(loader, 1, sizeof *after);
    if (!after || !rms_need_kind(loader, node, RMS_KIND_MAPPING, "'after-signing'"))
        return;
    for (size_t i = 0; i < RMS_COUNT(others); i++)
        if (rms_yaml_get(node, others[i])) {
            rms_say(loader, rms_yaml_get(node, others[i])->where, "'%s' belongs to 'send' itself", others[i]);
            return;
        }
    after->action = send->action;
    rms_load_send(loader, node, after);
    if (after->how_signed != RMS_SIGNED_AS_SENT)
        rms_say(loader, node->where, "{sign: ...} cannot stand in 'after-signing': the signature is made already");
    send->after_signing = after;
}

/* Keys of `send` that are no parameters. */
static const struct {
    const char *name;
    void (*read)(rms_loader *loader, const rms_yaml *node, rms_send *send);
} words[] = {
    {"omit", read_omit},
    {"append", read_append},
    {"after-signing", read_after_signing},
    {"encoding", rms_load_encoding},
    {"headers", rms_load_headers},
};

static int read_word(rms_loader *loader, const char *name, const rms_yaml *node, rms_send *send)
{
    for (size_t i = 0; i < RMS_COUNT(words); i++)
        if (strcmp(name, words[i].name) == 0) {
            words[i].read(loader, node, send);
            return 1;
        }
    return strcmp(name, "action") == 0; /* is read before all others */
}

void rms_load_send(rms_loader *loader, const rms_yaml *node, rms_send *ret)
{
    const rms_yaml *action = rms_yaml_get(node, "action");
    if (action && !read_action(loader, action, ret))
        return; /* whose parameters they are is unknown */
    ret->where = node->where;
    for (size_t i = 0; i < node->n && loader->status != RMS_E_NOMEM; i++)
        if (!read_word(loader, node->key[i]->text, node->item[i], ret))
            read_parameter(loader, node->key[i], node->item[i], ret);
}
