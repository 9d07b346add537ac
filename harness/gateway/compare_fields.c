/* Header fields: which arrive, with what values, under what names, in what order. */
#include "harness/gateway/compare.h"

#include <string.h>
#include <strings.h>

/* Fields that belong to one connection, or say how a body is delimited on it: a hop makes its own. */
static int is_hop_by_hop(const char *name)
{
    static const char *const names[] = {"connection",        "keep-alive", "proxy-connection", "te",    "trailer",
                                        "transfer-encoding", "upgrade",    "content-length",   "expect"};
    for (size_t i = 0; i < RMS_COUNT(names); i++)
        if (strcasecmp(name, names[i]) == 0)
            return 1;
    return 0;
}

static int is_signed(const char *name)
{
    return strncasecmp(name, "x-acs-", 6) == 0 || strcasecmp(name, "authorization") == 0;
}

static rms_span trimmed(const rms_param *field)
{
    rms_span text = {field->value, field->value_n};
    while (text.n && strchr(" \t", text.p[0]))
        text.p++, text.n--;
    while (text.n && strchr(" \t", text.p[text.n - 1]))
        text.n--;
    return text;
}

/* The k-th field of a name; NULL. */
static const rms_param *nth(const rms_params *headers, const char *name, size_t k)
{
    for (size_t i = 0; i < headers->n; i++)
        if (strcasecmp(headers->v[i].name, name) == 0 && k-- == 0)
            return &headers->v[i];
    return NULL;
}

/* How many of a name stand in front of the i-th field. */
static size_t before(const rms_params *headers, size_t i)
{
    size_t n = 0;
    for (size_t k = 0; k < i; k++)
        n += strcasecmp(headers->v[k].name, headers->v[i].name) == 0;
    return n;
}

static rms_change kind_of(const char *name)
{
    if (strcasecmp(name, "host") == 0)
        return RMS_CHANGE_HOST;
    if (strcasecmp(name, "content-type") == 0)
        return RMS_CHANGE_CONTENT_TYPE;
    return is_signed(name) ? RMS_CHANGE_SIGNED_FIELD : RMS_CHANGE_FIELD;
}

static void compare_one(const rms_param *sent, const rms_param *arrived, rms_changes *changes)
{
    const rms_change kind = kind_of(sent->name);
    char a[64], b[64];
    const rms_span from = trimmed(sent);
    if (!arrived) {
        rms_changes_add(changes, kind, "the field %s does not arrive (%s: %s)", sent->name, sent->name,
                        rms_shown(from, a, sizeof a));
        return;
    }
    const rms_span to = trimmed(arrived);
    if (!rms_span_equal(from, to))
        rms_changes_add(changes, kind, "the field %s arrives with another value: %s: %s became %s: %s", sent->name,
                        sent->name, rms_shown(from, a, sizeof a), sent->name, rms_shown(to, b, sizeof b));
    if (strcmp(sent->name, arrived->name) != 0)
        rms_changes_add(changes, RMS_CHANGE_FIELD_CASE, "the field %s arrives as %s", sent->name,
                        rms_shown(rms_span_of(arrived->name), b, sizeof b));
}

static void list_added(const rms_hop_request *sent, const rms_hop_request *arrived, rms_changes *changes)
{
    RMS_AUTO(rms_buffer_done) rms_buffer list = {0};
    for (size_t i = 0; i < arrived->headers->n; i++) {
        const rms_param *field = &arrived->headers->v[i];
        char value[64];
        if (!is_hop_by_hop(field->name) && !nth(sent->headers, field->name, before(arrived->headers, i)))
            rms_buffer_printf(&list, "%s%s: %s", list.n ? "; " : "", field->name,
                              rms_shown(trimmed(field), value, sizeof value));
    }
    if (list.n)
        rms_changes_add(changes, RMS_CHANGE_FIELD_ADDED, "added on the way: %s", list.p);
}

static void compare_order(const rms_hop_request *sent, const rms_hop_request *arrived, rms_changes *changes)
{
    const rms_param *last = NULL;
    for (size_t i = 0; i < sent->headers->n; i++) {
        const rms_param *field = &sent->headers->v[i];
        const rms_param *there =
            is_hop_by_hop(field->name) ? NULL : nth(arrived->headers, field->name, before(sent->headers, i));
        if (there && last && there < last) {
            rms_changes_add(changes, RMS_CHANGE_FIELD_ORDER, "the fields arrive in another order: %s before %s",
                            there->name, last->name);
            return;
        }
        last = there ? there : last;
    }
}

static int is_chunked(const rms_hop_request *request)
{
    const char *coding = rms_field_value(request->headers, "transfer-encoding");
    return coding && strcasecmp(coding, "identity") != 0;
}

void rms_compare_fields(const rms_hop_request *sent, const rms_hop_request *arrived, rms_changes *changes)
{
    for (size_t i = 0; i < sent->headers->n; i++)
        if (!is_hop_by_hop(sent->headers->v[i].name))
            compare_one(&sent->headers->v[i], nth(arrived->headers, sent->headers->v[i].name, before(sent->headers, i)),
                        changes);
    list_added(sent, arrived, changes);
    compare_order(sent, arrived, changes);
    if (is_chunked(sent) != is_chunked(arrived))
        rms_changes_add(changes, RMS_CHANGE_TRANSFER, "%s",
                        is_chunked(sent) ? "a body in chunks arrives with a Content-Length"
                                         : "a body with a Content-Length arrives in chunks");
}
