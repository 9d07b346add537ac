#include "harness/exchange/ask.h"

#include "harness/exchange/sign_for.h"
#include "protocol/json.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { PAUSE_MAX_MS = 2000, EXCERPT = 60, LONG_EXCERPT = 120, PAGE_SIZE = 50 };

/* ---- asking ---- */

void rms_ask_put(rms_ask *ask, const char *name, const char *value)
{
    if (ask->status == RMS_OK && value)
        ask->status = rms_params_put(&ask->params, name, value);
}

void rms_ask_print(rms_ask *ask, const char *name, const char *format, ...)
{
    char text[64];
    va_list args;
    va_start(args, format);
    const int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text)
        ask->status = RMS_E_LIMIT;
    rms_ask_put(ask, name, text);
}

void rms_ask_nth(rms_ask *ask, const char *name, size_t number, const char *value)
{
    char whole[64];
    (void)snprintf(whole, sizeof whole, "%s.%zu", name, number);
    rms_ask_put(ask, whole, value);
}

void rms_ask_ids(rms_ask *ask, const char *name, const char *const *ids, size_t n)
{
    json_auto_t *list = json_array();
    rms_buffer text = {0};
    for (size_t i = 0; list && i < n; i++)
        if (json_array_append_new(list, json_string(ids[i])) != 0)
            ask->status = RMS_E_NOMEM;
    if (!list)
        ask->status = RMS_E_NOMEM;
    else
        rms_json_dump(list, JSON_COMPACT, &text);
    if (ask->status == RMS_OK)
        ask->status = text.status;
    rms_ask_put(ask, name, text.p);
    rms_buffer_done(&text);
}

void rms_ask_done(rms_ask *ask)
{
    rms_params_done(&ask->params);
}

static rms_product product_of(const rms_ask *ask)
{
    const rms_action_row *action = rms_catalogue_action(rms_span_of(ask->action));
    return action ? action->product : ask->product;
}

rms_status rms_ask_params(rms_arranger *a, const rms_ask *ask, rms_params *ret)
{
    const struct {
        const char *name, *value;
    } common[] = {
        {"Action", ask->action},
        {"Version", rms_product_version(product_of(ask))},
        {"Format", rms_format_name(RMS_FORMAT_JSON)},
    };
    rms_status status = ask->status;
    for (size_t i = 0; status == RMS_OK && i < RMS_COUNT(common); i++)
        status = rms_params_put(ret, common[i].name, common[i].value);
    if (status == RMS_OK && !ask->without_region)
        status = rms_params_put(ret, "RegionId", a->options.region);
    for (size_t i = 0; status == RMS_OK && i < ask->params.n; i++) {
        const rms_param *own = &ask->params.v[i];
        status = rms_params_add(ret, (rms_span){own->name, own->name_n}, (rms_span){own->value, own->value_n});
    }
    return status;
}

/* ---- reading ---- */

static rms_format format_of(rms_span body)
{
    size_t i = 0;
    while (i < body.n && strchr(" \t\r\n\xEF\xBB\xBF", body.p[i]))
        i++;
    return i < body.n && body.p[i] == '<' ? RMS_FORMAT_XML : RMS_FORMAT_JSON;
}

/* Old documents wrap a JSON answer in an object that is named after it. */
static void unwrap(rms_node **root)
{
    rms_node *only = (*root)->n == 1 ? (*root)->child[0] : NULL;
    const size_t n = only && only->name ? strlen(only->name) : 0;
    if (!only || only->kind != RMS_NODE_OBJECT || n < 8 || strcmp(only->name + n - 8, "Response") != 0)
        return;
    (*root)->n = 0;
    rms_answer_free(*root);
    *root = only;
}

static rms_status read_reply(rms_reply *reply)
{
    const rms_span body = {reply->http.body, reply->http.body_n};
    const rms_status status = reply->http.symptom == RMS_SYMPTOM_NONE
                                  ? rms_answer_read(format_of(body), body, &reply->root, NULL)
                                  : RMS_E_SYNTAX;
    if (status == RMS_E_NOMEM)
        return status;
    if (status == RMS_OK && reply->root->kind != RMS_NODE_OBJECT) {
        rms_answer_free(reply->root);
        reply->root = NULL;
    }
    if (reply->root)
        unwrap(&reply->root);
    const char *code = rms_answer_text(reply->root, "Code");
    const char *message = rms_answer_text(reply->root, "Message");
    reply->code = code ? code : "";
    reply->message = message ? message : "";
    return RMS_OK;
}

void rms_reply_done(rms_reply *reply)
{
    rms_exchanged_done(&reply->http);
    rms_answer_free(reply->root);
    *reply = (rms_reply){.code = "", .message = ""};
}

/* ---- sending ---- */

/* Laid out and signed, with a nonce and the time of now, which an endpoint that does not verify gets as well. */
static rms_status make_wire(rms_arranger *a, const rms_ask *ask, rms_layout layout, rms_wire *ret, rms_error *err)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer host = {0};
    rms_sign_with with;
    char nonce[64];
    (void)snprintf(nonce, sizeof nonce, "%s-%u", a->noise, rms_arranger_next(a));
    rms_status status = rms_ask_params(a, ask, &params);
    if (status == RMS_OK)
        status =
            rms_sign_for(&a->options.sign, a->options.url[product_of(ask)], nonce, (int64_t)time(NULL), &host, &with);
    if (status == RMS_OK)
        status = rms_sign_freshen(&params, &with);
    return status == RMS_OK ? rms_sign_request(layout, &params, &with, ret, err) : status;
}

rms_status rms_ask_once(rms_arranger *a, const rms_ask *ask, rms_layout layout, rms_reply *ret, rms_error *err)
{
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    *ret = (rms_reply){.action = ask->action, .code = "", .message = ""};
    rms_status status = make_wire(a, ask, layout, &wire, err);
    if (status == RMS_OK)
        status = rms_exchange_perform(a->exchanger, a->options.url[product_of(ask)], &wire, &ret->http);
    if (status == RMS_OK)
        status = read_reply(ret);
    if (status == RMS_OK && ret->http.symptom == RMS_SYMPTOM_INTERRUPTED)
        status = RMS_E_INTERRUPTED;
    if (status != RMS_OK) {
        rms_reply_done(ret);
        return rms_fail(err, status, 0, "%s: %s", ask->action, rms_status_text(status));
    }
    return RMS_OK;
}

int rms_reply_is_busy(const rms_reply *reply)
{
    return reply->http.symptom == RMS_SYMPTOM_NONE &&
           rms_catalogue_is_busy(reply->http.status, *reply->code ? reply->code : NULL);
}

rms_status rms_ask_patiently(rms_arranger *a, const rms_ask *ask, rms_layout layout, rms_reply *ret, rms_error *err)
{
    unsigned pause = a->options.poll_ms;
    for (unsigned tries = 0;; tries++) {
        const rms_status status = rms_ask_once(a, ask, layout, ret, err);
        if (status != RMS_OK || tries == a->options.busy_retries || !rms_reply_is_busy(ret))
            return status;
        rms_reply_done(ret);
        if (!rms_exchanger_pause(a->exchanger, pause))
            return rms_fail(err, RMS_E_INTERRUPTED, 0, "%s: %s", ask->action, rms_status_text(RMS_E_INTERRUPTED));
        pause = pause < PAUSE_MAX_MS / 2 ? pause * 2 : PAUSE_MAX_MS;
    }
}

rms_status rms_ask_send(rms_arranger *a, const rms_ask *ask, rms_reply *ret, rms_error *err)
{
    const rms_action_row *action = rms_catalogue_action(rms_span_of(ask->action));
    atomic_uint *hung = &a->hung[rms_arranger_index(action)], *busy = &a->busy[rms_arranger_index(action)];
    *ret = (rms_reply){.action = ask->action, .code = "", .message = ""};
    if (!a->options.url[action->product])
        return rms_fail(err, RMS_E_IO, 0, "%s: there is no URL for %s", ask->action, rms_product_name(action->product));
    if (atomic_load(hung) >= RMS_ASK_HANGS_MAX)
        return rms_fail(err, RMS_E_TIMEOUT, 0, "%s: not asked any more, it gave no whole answer %d times", ask->action,
                        RMS_ASK_HANGS_MAX);
    if (atomic_load(busy) >= RMS_ASK_BUSY_MAX)
        return rms_fail(err, RMS_E_IO, 0, "%s: not asked any more, it was busy %d times in a row", ask->action,
                        RMS_ASK_BUSY_MAX);
    const rms_status status = rms_ask_patiently(a, ask, a->layout[action->product], ret, err);
    if (status != RMS_OK)
        return status;
    if (rms_reply_is_busy(ret))
        (void)atomic_fetch_add(busy, 1);
    else
        atomic_store(busy, 0);
    if (ret->http.symptom == RMS_SYMPTOM_TIMEOUT)
        (void)atomic_fetch_add(hung, 1);
    else
        atomic_store(hung, 0);
    return rms_reply_is_success(ret) && ret->root ? RMS_OK : rms_reply_fail(ret, err);
}

/* One page. *ret_more: whether another one is due. */
static rms_status read_page(rms_arranger *a, const rms_ask *ask, const char *plural, const char *singular,
                            rms_status (*item)(void *context, const rms_node *item), void *context, size_t *seen,
                            int *ret_more, rms_error *err)
{
    RMS_AUTO(rms_reply_done) rms_reply reply = {0};
    size_t cursor = 0, came = 0;
    rms_status status = rms_ask_send(a, ask, &reply, err);
    if (status != RMS_OK)
        return status;
    for (const rms_node *node; (node = rms_read_list(reply.root, plural, singular, &cursor)); came++) {
        status = item(context, node);
        if (status == RMS_E_SYNTAX)
            return rms_reply_lacks(&reply, "an item lacks its id", err);
        if (status != RMS_OK)
            return rms_fail(err, status, 0, "%s: %s", ask->action, rms_status_text(status));
    }
    *seen += came;
    const long total = rms_read_number(reply.root, "TotalCount", -1);
    *ret_more = total < 0 ? came >= PAGE_SIZE : *seen < (size_t)total;
    if (*ret_more && !came)
        return rms_reply_lacks(&reply, "fewer items came than TotalCount says", err);
    return RMS_OK;
}

rms_status rms_ask_all(rms_arranger *a, rms_ask *ask, const char *plural, const char *singular,
                       rms_status (*item)(void *context, const rms_node *item), void *context, rms_error *err)
{
    size_t seen = 0;
    rms_ask_print(ask, "PageSize", "%d", PAGE_SIZE);
    for (unsigned page = 1; page <= RMS_ASK_PAGES_MAX; page++) {
        char number[16];
        int more = 0;
        (void)snprintf(number, sizeof number, "%u", page);
        if (ask->status == RMS_OK)
            ask->status = rms_params_set(&ask->params, "PageNumber", number);
        const rms_status status = read_page(a, ask, plural, singular, item, context, &seen, &more, err);
        if (status != RMS_OK || !more)
            return status;
    }
    return rms_fail(err, RMS_E_IO, 0, "%s: the list does not end within %d pages", ask->action, RMS_ASK_PAGES_MAX);
}

/* ---- waiting ---- */

static double now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

rms_patience rms_patience_begin(const rms_arranger *a)
{
    return (rms_patience){now_ms() + a->options.settle_ms, a->options.poll_ms / 16 + 1};
}

rms_status rms_patience_wait(rms_arranger *a, rms_patience *patience)
{
    if (now_ms() >= patience->until_ms)
        return RMS_E_TIMEOUT;
    const unsigned pause = patience->pause_ms;
    patience->pause_ms = pause * 2 < a->options.poll_ms ? pause * 2 : a->options.poll_ms;
    return rms_exchanger_pause(a->exchanger, pause) ? RMS_OK : RMS_E_INTERRUPTED;
}

/* ---- looking at replies ---- */

int rms_reply_is_success(const rms_reply *reply)
{
    return reply->http.symptom == RMS_SYMPTOM_NONE && reply->http.status / 100 == 2;
}

int rms_reply_is_gone(const rms_reply *reply)
{
    static const char suffix[] = "NotFound";
    const size_t n = strlen(reply->code);
    if (reply->http.symptom != RMS_SYMPTOM_NONE || reply->http.status / 100 != 4 || !reply->root)
        return 0;
    if (n >= sizeof suffix - 1 && strcmp(reply->code + n - (sizeof suffix - 1), suffix) == 0)
        return 1;
    /* a vServer group that does not exist is an InvalidParameter */
    return *reply->code && (reply->http.status == 404 || strstr(reply->message, "not exist") != NULL);
}

void rms_excerpt(rms_span body, size_t max, rms_buffer *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer plain = {0};
    for (size_t i = 0; i < body.n && i < max; i++)
        rms_buffer_append(&plain, body.p[i] >= ' ' && body.p[i] < 0x7f ? body.p + i : ".", 1);
    if (body.n > max)
        rms_buffer_puts(&plain, "...");
    rms_mask(rms_buffer_view(&plain), out);
}

static rms_status say(rms_error *err, rms_status status, rms_buffer *text)
{
    RMS_AUTO(rms_buffer_done) rms_buffer masked = {0};
    rms_mask(rms_buffer_view(text), &masked);
    rms_buffer_done(text);
    return rms_fail(err, status, 0, "%s", masked.p ? masked.p : rms_status_text(status));
}

rms_status rms_reply_fail(const rms_reply *reply, rms_error *err)
{
    const rms_exchanged *http = &reply->http;
    rms_buffer text = {0};
    rms_buffer_printf(&text, "%s: ", reply->action);
    if (http->symptom != RMS_SYMPTOM_NONE) {
        rms_buffer_printf(&text, "%s (%s)", rms_symptom_doc(http->symptom), http->detail);
        return say(err, http->symptom == RMS_SYMPTOM_TIMEOUT ? RMS_E_TIMEOUT : RMS_E_IO, &text);
    }
    rms_buffer_printf(&text, "%d", http->status);
    if (*reply->code) {
        rms_buffer_printf(&text, " %s%s%s", reply->code, *reply->message ? ": " : "", reply->message);
    } else if (http->location) {
        rms_buffer_printf(&text, ", a redirect to %s, which is not followed", http->location);
    } else {
        rms_buffer_puts(&text, reply->root ? " without a Code: " : ", unreadable: ");
        rms_excerpt((rms_span){http->body, http->body_n}, EXCERPT, &text);
    }
    return say(err, RMS_E_IO, &text);
}

rms_status rms_reply_lacks(const rms_reply *reply, const char *what, rms_error *err)
{
    rms_buffer text = {0};
    rms_buffer_printf(&text, "%s: %d, but %s: ", reply->action, reply->http.status, what);
    rms_excerpt((rms_span){reply->http.body, reply->http.body_n}, LONG_EXCERPT, &text);
    return say(err, RMS_E_IO, &text);
}

long rms_read_number(const rms_node *node, const char *name, long absent)
{
    const rms_node *member = rms_answer_get(node, name);
    if (member && member->kind == RMS_NODE_INTEGER && member->integer >= INT_MIN && member->integer <= INT_MAX)
        return (long)member->integer;
    if (!member || member->kind != RMS_NODE_TEXT || !*member->text ||
        strspn(member->text, "-0123456789") != member->text_n || member->text_n > 10)
        return absent;
    char *end = NULL;
    const long number = strtol(member->text, &end, 10);
    return *end ? absent : number;
}

int rms_read_flag_member(const rms_node *node, const char *name)
{
    const rms_node *member = rms_answer_get(node, name);
    if (!member)
        return -1;
    if (member->kind == RMS_NODE_BOOLEAN || member->kind == RMS_NODE_INTEGER)
        return member->integer != 0;
    if (member->kind != RMS_NODE_TEXT)
        return -1;
    return strcasecmp(member->text, "true") == 0 ? 1 : strcasecmp(member->text, "false") == 0 ? 0 : -1;
}

const rms_node *rms_read_list(const rms_node *node, const char *plural, const char *singular, size_t *cursor)
{
    const rms_node *wrapper = rms_answer_get(node, plural);
    if (wrapper && wrapper->kind == RMS_NODE_ARRAY)
        return *cursor < wrapper->n ? wrapper->child[(*cursor)++] : NULL;
    return rms_answer_list(wrapper, singular, cursor);
}
