/* Request line and body; parameters and fields have files of their own. */
#include "harness/gateway/compare.h"

#include <string.h>
#include <strings.h>

const char *rms_field_value(const rms_params *headers, const char *name)
{
    for (size_t i = 0; headers && i < headers->n; i++)
        if (strcasecmp(headers->v[i].name, name) == 0)
            return headers->v[i].value;
    return NULL;
}

int rms_hop_has_form(const rms_hop_request *request)
{
    static const char form[] = "application/x-www-form-urlencoded";
    const char *type = rms_field_value(request->headers, "content-type");
    return type && strncasecmp(type, form, sizeof form - 1) == 0;
}

const char *rms_shown(rms_span text, char *out, size_t max)
{
    size_t n = 0;
    for (; n < text.n && n + 4 < max; n++)
        out[n] = (char)((unsigned char)text.p[n] < ' ' || text.p[n] == 0x7f ? '?' : text.p[n]);
    memcpy(out + n, n < text.n ? "..." : "", n < text.n ? 4 : 1);
    return out;
}

static rms_span path_of(const char *target)
{
    return (rms_span){target, strcspn(target, "?")};
}

/* A hop that stands behind a path of its own takes that away: "/" is right whatever was sent. */
static void compare_paths(const rms_hop_request *sent, const rms_hop_request *arrived, rms_changes *changes)
{
    const rms_span from = path_of(sent->target), to = path_of(arrived->target);
    char a[64], b[64];
    if (!rms_span_equal(from, to) && !rms_span_equal(to, rms_span_of("/")))
        rms_changes_add(changes, RMS_CHANGE_PATH, "the path %s arrives as %s", rms_shown(from, a, sizeof a),
                        rms_shown(to, b, sizeof b));
}

static size_t first_difference(rms_span a, rms_span b)
{
    size_t i = 0;
    while (i < a.n && i < b.n && a.p[i] == b.p[i])
        i++;
    return i;
}

/* How a body, on its way there or back, differs: the words for it, or "" when it does not. */
static rms_change compare_bytes(rms_span from, size_t from_n, rms_span to, size_t to_n, rms_change dropped,
                                rms_change cut, rms_change other)
{
    const size_t same = first_difference(from, to);
    if (from_n == to_n && same == from.n && same == to.n)
        return RMS_CHANGE_COUNT;
    if (to_n == 0)
        return dropped;
    return to_n < from_n && same == to.n ? cut : other;
}

static void compare_bodies(const rms_hop_request *sent, const rms_hop_request *arrived, rms_changes *changes)
{
    const size_t n = sent->body_bytes, arrived_n = arrived->body_bytes;
    switch (compare_bytes(sent->body, n, arrived->body, arrived_n, RMS_CHANGE_BODY_DROPPED, RMS_CHANGE_BODY_CUT,
                          RMS_CHANGE_BODY_BYTES)) {
    case RMS_CHANGE_BODY_DROPPED:
        rms_changes_add(changes, RMS_CHANGE_BODY_DROPPED, "the body of %zu bytes is dropped: none arrives", n);
        break;
    case RMS_CHANGE_BODY_CUT:
        rms_changes_add(changes, RMS_CHANGE_BODY_CUT, "the body is cut: %zu of %zu bytes arrive", arrived_n, n);
        break;
    case RMS_CHANGE_BODY_BYTES: {
        const size_t at = first_difference(sent->body, arrived->body);
        char a[40], b[40];
        rms_changes_add(changes, RMS_CHANGE_BODY_BYTES,
                        "the body of %zu bytes arrives as other %zu bytes: from byte %zu on, '%s' instead of '%s'", n,
                        arrived_n, at, rms_shown((rms_span){arrived->body.p + at, arrived->body.n - at}, b, sizeof b),
                        rms_shown((rms_span){sent->body.p + at, sent->body.n - at}, a, sizeof a));
        break;
    }
    default:
        break;
    }
}

void rms_compare_requests(const rms_hop_request *sent, const rms_hop_request *arrived, rms_changes *changes)
{
    char a[32], b[32];
    if (strcmp(sent->method, arrived->method) != 0)
        rms_changes_add(changes, RMS_CHANGE_METHOD, "the method %s arrives as %s", sent->method,
                        rms_shown(rms_span_of(arrived->method), a, sizeof a));
    if (strcmp(sent->version, arrived->version) != 0)
        rms_changes_add(changes, RMS_CHANGE_VERSION, "%s arrives as %s",
                        rms_shown(rms_span_of(sent->version), a, sizeof a),
                        rms_shown(rms_span_of(arrived->version), b, sizeof b));
    compare_paths(sent, arrived, changes);
    rms_compare_parameters(sent, arrived, changes);
    compare_bodies(sent, arrived, changes);
    rms_compare_fields(sent, arrived, changes);
}

/* ---- answers ---- */

/* Blanks inside a media type mean nothing. */
static int same_type(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a == ' ')
            a++;
        while (*b == ' ')
            b++;
        if (strncasecmp(a, b, 1) != 0)
            return 0;
        if (!*a)
            return 1;
    }
}

/* What every answer has, and what belongs to one connection only. */
static int is_ordinary(const char *name)
{
    static const char *const ordinary[] = {"date",       "content-type", "content-length",
                                           "connection", "keep-alive",   "transfer-encoding"};
    for (size_t i = 0; i < RMS_COUNT(ordinary); i++)
        if (strcasecmp(name, ordinary[i]) == 0)
            return 1;
    return 0;
}

static void compare_answer_fields(const rms_hop_answer *came, rms_changes *changes)
{
    RMS_AUTO(rms_buffer_done) rms_buffer list = {0};
    for (size_t i = 0; came->headers && i < came->headers->n; i++) {
        const rms_param *field = &came->headers->v[i];
        char value[64];
        if (!is_ordinary(field->name))
            rms_buffer_printf(&list, "%s%s: %s", list.n ? "; " : "", field->name,
                              rms_shown((rms_span){field->value, field->value_n}, value, sizeof value));
    }
    if (list.n)
        rms_changes_add(changes, RMS_CHANGE_ANSWER_FIELD, "the answer comes with %s", list.p);
}

static void compare_answer_bytes(const rms_hop_answer *sent, const rms_hop_answer *came, rms_changes *changes)
{
    const char *encoding = rms_field_value(came->headers, "content-encoding");
    if (encoding && strcasecmp(encoding, "identity") != 0) {
        char shown[32];
        rms_changes_add(changes, RMS_CHANGE_ANSWER_ENCODED,
                        "the answer of %zu bytes comes back as %zu bytes with Content-Encoding: %s", sent->body_bytes,
                        came->body_bytes, rms_shown(rms_span_of(encoding), shown, sizeof shown));
        return;
    }
    const rms_change change = compare_bytes(sent->body, sent->body_bytes, came->body, came->body_bytes,
                                            RMS_CHANGE_ANSWER_BYTES, RMS_CHANGE_ANSWER_BYTES, RMS_CHANGE_ANSWER_BYTES);
    if (change == RMS_CHANGE_COUNT)
        return;
    const size_t at = first_difference(sent->body, came->body);
    char a[40], b[40];
    rms_changes_add(changes, change,
                    "the upstream's body of %zu bytes comes back as %zu bytes: from byte %zu on, '%s' instead of '%s'",
                    sent->body_bytes, came->body_bytes, at,
                    rms_shown((rms_span){came->body.p + at, came->body.n - at}, b, sizeof b),
                    rms_shown((rms_span){sent->body.p + at, sent->body.n - at}, a, sizeof a));
}

void rms_compare_answers(const rms_hop_answer *sent, const rms_hop_answer *came, rms_changes *changes)
{
    const char *from = sent->content_type ? sent->content_type : "(none)";
    const char *to = came->content_type ? came->content_type : "(none)";
    char a[64], b[64];
    if (sent->status != came->status)
        rms_changes_add(changes, RMS_CHANGE_ANSWER_STATUS, "the upstream's status %d comes back as %d", sent->status,
                        came->status);
    compare_answer_bytes(sent, came, changes);
    if (!same_type(from, to))
        rms_changes_add(changes, RMS_CHANGE_ANSWER_TYPE, "the upstream's Content-Type %s comes back as %s",
                        rms_shown(rms_span_of(from), a, sizeof a), rms_shown(rms_span_of(to), b, sizeof b));
    compare_answer_fields(came, changes);
}
