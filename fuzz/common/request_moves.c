/* The same parameters in another order, in another layout, with one more: the same verdict. The pairs are moved as raw
 * pieces, cut here, so that nothing but the parser under the oracle decodes or encodes them. */
#include "fuzz/common/request_oracles.h"

#include "fuzz/common/expected_list.h"
#include "fuzz/common/oracle.h"
#include "protocol/percent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char form_type[] = "application/x-www-form-urlencoded";

/* The pairs of a request, in the order in which they count. */
struct pieces {
    rms_span v[RMS_FUZZ_INPUT_MAX];
    size_t n;
    size_t in_query; /* the first ones */
    rms_span path;   /* "/..." up to the question mark */
};

static void cut(rms_span text, struct pieces *pieces)
{
    for (size_t at = 0; at < text.n;) {
        const char *end = memchr(text.p + at, '&', text.n - at);
        const size_t n = end ? (size_t)(end - text.p) - at : text.n - at;
        if (n && pieces->n < RMS_COUNT(pieces->v))
            pieces->v[pieces->n++] = (rms_span){text.p + at, n};
        at += n + 1;
    }
}

static int is(rms_span text, const char *other)
{
    return text.n == strlen(other) && strncasecmp(text.p, other, text.n) == 0;
}

/* Cut the request; 0 when its layout is none of the four: another method, a body that is no form. */
static int take_apart(const rms_request_view *view, struct pieces *pieces)
{
    const int get = rms_span_equal(view->method, rms_span_of("GET"));
    if (!get && !rms_span_equal(view->method, rms_span_of("POST")))
        return 0;
    if (view->content_type.n && !is(view->content_type, form_type))
        return 0;
    const char *mark = memchr(view->target.p, '?', view->target.n);
    const size_t path = mark ? (size_t)(mark - view->target.p) : view->target.n;
    pieces->path = (rms_span){view->target.p, path};
    pieces->n = 0;
    if (mark)
        cut((rms_span){mark + 1, view->target.n - path - 1}, pieces);
    pieces->in_query = pieces->n;
    if (!get)
        cut(view->body, pieces);
    return 1;
}

/* 1 for the parameters that every action has: post-split sends them in the query. */
static int is_common(rms_span piece)
{
    static const char *const common[] = {"Action",          "Version",        "Format",
                                         "AccessKeyId",     "Signature",      "Timestamp",
                                         "SignatureMethod", "SignatureNonce", "SignatureVersion"};
    for (size_t i = 0; i < RMS_COUNT(common); i++)
        if (piece.n > strlen(common[i]) && memcmp(piece.p, common[i], strlen(common[i])) == 0 &&
            piece.p[strlen(common[i])] == '=')
            return 1;
    return 0;
}

/* A request that is being put together. */
struct made {
    rms_buffer target, body;
    rms_request_view view;
};

static void add(rms_buffer *to, const char *first, rms_span piece)
{
    rms_buffer_puts(to, first);
    rms_buffer_span(to, piece);
}

static void start(const struct pieces *pieces, struct made *made)
{
    rms_buffer_clear(&made->target);
    rms_buffer_clear(&made->body);
    rms_buffer_span(&made->target, pieces->path);
    rms_buffer_putc(&made->target, '?');
    rms_buffer_puts(&made->body, "");
}

static void add_piece(struct made *made, int query, rms_span piece)
{
    add(query ? &made->target : &made->body, "&", piece);
}

static rms_reading read_made(struct made *made, const char *method)
{
    made->view = (rms_request_view){.method = rms_span_of(method),
                                    .target = rms_buffer_view(&made->target),
                                    .content_type = rms_span_of(strcmp(method, "GET") == 0 ? "" : form_type),
                                    .body = rms_buffer_view(&made->body)};
    return rms_reading_of(&made->view, 0, 0);
}

static void end(struct made *made)
{
    rms_buffer_done(&made->target);
    rms_buffer_done(&made->body);
}

/* What a request that reads differently is told as. */
#define SAME(id, strict, moved, made, but)                                                                             \
    RMS_ORACLE(id, rms_reading_same(strict, &(moved), but), "%s, open %#x; as %s, %s: %s, open %#x",                   \
               rms_status_text((strict)->status), (strict)->open, rms_oracle_show((made).view.target),                 \
               rms_oracle_show((made).view.body), rms_status_text((moved).status), (moved).open)

/* The verdict is about values, not about bytes or sizes. */
static int is_about_values(const rms_reading *r)
{
    return r->status != RMS_E_SYNTAX && r->status != RMS_E_LIMIT;
}

void rms_request_any_order(const rms_request_view *view, const rms_reading *strict, uint64_t turn)
{
    struct pieces pieces;
    struct made made = {0};
    /* of two pairs with one name the first counts, so their order matters */
    if (!is_about_values(strict) || (strict->open & RMS_OPEN_REPEATED_PARAMETER) || !take_apart(view, &pieces))
        return;
    const size_t n = pieces.n, first = n ? (size_t)(turn % n) : 0;
    start(&pieces, &made);
    for (size_t i = 0; i < n; i++) /* backwards from `first` */
        add_piece(&made, rms_span_equal(view->method, rms_span_of("GET")) || i % 2, pieces.v[(first + n - i) % n]);
    rms_reading moved = read_made(&made, rms_span_equal(view->method, rms_span_of("GET")) ? "GET" : "POST");
    SAME("request.any-order", strict, moved, made, 0);
    rms_reading_done(&moved);
    end(&made);
}

void rms_request_any_layout(const rms_request_view *view, const rms_reading *strict, uint64_t turn)
{
    struct pieces pieces;
    struct made made = {0};
    if (!is_about_values(strict) || !take_apart(view, &pieces))
        return;
    for (int layout = 0; layout < RMS_LAYOUT_COUNT; layout++) {
        if (!rms_fuzz_thorough && layout != (int)(turn % RMS_LAYOUT_COUNT))
            continue;
        /* of two pairs with one name the first counts, and splitting could part them by their spelling */
        if (layout == RMS_LAYOUT_POST_SPLIT && (strict->open & RMS_OPEN_REPEATED_PARAMETER))
            continue;
        start(&pieces, &made);
        for (size_t i = 0; i < pieces.n; i++)
            add_piece(&made, layout == RMS_LAYOUT_POST_SPLIT ? is_common(pieces.v[i]) : layout != RMS_LAYOUT_POST_FORM,
                      pieces.v[i]);
        rms_reading moved = read_made(&made, rms_layout_method((rms_layout)layout));
        SAME("request.any-layout", strict, moved, made, 0);
        rms_reading_done(&moved);
    }
    end(&made);
}

/* The request as it is, with one pair more at its end. */
static rms_reading with_one_more(const struct pieces *pieces, const rms_request_view *view, rms_span pair,
                                 struct made *made)
{
    const int get = rms_span_equal(view->method, rms_span_of("GET"));
    start(pieces, made);
    for (size_t i = 0; i < pieces->n; i++)
        add_piece(made, i < pieces->in_query, pieces->v[i]);
    add_piece(made, get || pieces->in_query == pieces->n, pair);
    return read_made(made, get ? "GET" : "POST");
}

void rms_request_unknown_parameter(const rms_request_view *view, const rms_reading *strict)
{
    struct pieces pieces;
    struct made made = {0};
    if (!is_about_values(strict) || !take_apart(view, &pieces) || pieces.n >= RMS_FORM_PAIRS_MAX)
        return;
    rms_reading more = with_one_more(&pieces, view, rms_span_of("RmspecUnknown=%5B1%5D"), &made);
    /* it is one more of them, and a repeated one where the input has it already */
    SAME("request.unknown-parameter", strict, more, made, RMS_OPEN_UNKNOWN_PARAMETER | RMS_OPEN_REPEATED_PARAMETER);
    rms_reading_done(&more);
    end(&made);
}

void rms_request_first_counts(const rms_request_view *view, const rms_reading *strict, uint64_t turn)
{
    static const char list[] = "InstanceId"; /* its numbers may not be repeated */
    struct pieces pieces;
    struct made made = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer pair = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer name = {0};
    if (!is_about_values(strict) || !take_apart(view, &pieces) || pieces.n == 0 || pieces.n >= RMS_FORM_PAIRS_MAX)
        return;
    const rms_span piece = pieces.v[turn % pieces.n];
    const char *equals = memchr(piece.p, '=', piece.n);
    const rms_span raw = {piece.p, equals ? (size_t)(equals - piece.p) : piece.n};
    (void)rms_percent_decode(raw, RMS_PLUS_IS_SPACE, &name, NULL);
    if (name.n >= sizeof list - 1 && memcmp(name.p, list, sizeof list - 1) == 0)
        return;
    rms_buffer_span(&pair, raw);
    rms_buffer_puts(&pair, "=another-value");
    rms_reading more = with_one_more(&pieces, view, rms_buffer_view(&pair), &made);
    SAME("request.first-counts", strict, more, made, RMS_OPEN_REPEATED_PARAMETER);
    RMS_ORACLE("request.first-counts", more.open & RMS_OPEN_REPEATED_PARAMETER, "not marked: %s",
               rms_oracle_show(made.view.target));
    rms_reading_done(&more);
    end(&made);
}

/* The value of the first pair of that name. */
static int first_value(const rms_params *params, const char *name, rms_span *ret)
{
    const rms_param *param = rms_params_find(params, name);
    if (param)
        *ret = (rms_span){param->value, param->value_n};
    return param != NULL;
}

void rms_request_expected_list(const rms_request_view *view, const rms_reading *strict)
{
    struct pieces pieces;
    RMS_AUTO(rms_params_done) rms_params params = {0};
    rms_span action, list;
    if (strict->status != RMS_OK && strict->status != RMS_E_FAULT)
        return;
    if (!take_apart(view, &pieces))
        return;
    for (size_t i = 0; i < pieces.n; i++)
        if (rms_form_parse(pieces.v[i], RMS_PLACE_QUERY, &params, NULL) != RMS_OK)
            return;
    if (!first_value(&params, "Action", &action))
        return;
    /* a fault elsewhere says nothing of the list; one in it is named after it */
    const int ok = strict->status == RMS_OK;
    const rms_request *request = strict->request;
    if (!ok && (!strict->fault.parameter || (strict->open & RMS_OPEN_SEVERAL_FAULTS)))
        return;
    const char *wrong = ok ? "" : strict->fault.parameter;
    const uint32_t of_the_list = ~(uint32_t)(RMS_OPEN_FORMAT | RMS_OPEN_UNKNOWN_PARAMETER | RMS_OPEN_NAME_CASE |
                                             RMS_OPEN_REPEATED_PARAMETER | RMS_OPEN_REGION_OMITTED |
                                             RMS_OPEN_OPTIONAL_PARAMETERS | RMS_OPEN_NAME_BLANK | RMS_OPEN_DOTTED_LIST);
    const int odd_ids = (strict->open & RMS_OPEN_ID_SPELLING) != 0; /* which id it is, the bit does not say */
    if (is(action, "RemoveInstances") && (ok || strcmp(wrong, "InstanceId") == 0) && !odd_ids)
        rms_expect_ids(&params, strict->status, strict->open & of_the_list, ok ? request->instance_ids : NULL,
                       ok ? request->n_instance_ids : 0);
    else if (!is(action, "RemoveInstances") && (ok || strcmp(wrong, "BackendServers") == 0) && !odd_ids &&
             first_value(&params, "BackendServers", &list))
        rms_expect_servers(list, is(action, "RemoveBackendServers") ? RMS_LIST_IDS_OR_OBJECTS : RMS_LIST_OBJECTS,
                           strict->status, strict->open & of_the_list, ok ? request->servers : NULL,
                           ok ? request->n_servers : 0);
}
