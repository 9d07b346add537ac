#include "harness/gateway/upstream.h"

#include "harness/arrange/at_door.h"
#include "harness/gateway/make.h"
#include "protocol/json.h"

#include <openssl/evp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rms_upstream {
    rms_exchanger *exchanger;
    const char *url;
    char lacks[320];    /* "": nothing */
    json_int_t arrived; /* before the run; what is older is none of ours */
};

static int has_word(const json_t *words, const char *word)
{
    size_t i;
    const json_t *value;
    json_array_foreach((json_t *)words, i, value)
    {
        const char *text = json_string_value(value);
        if (text && strcmp(text, word) == 0)
            return 1;
    }
    return 0;
}

static json_t *request_of(const char *mark, json_int_t since)
{
    return json_pack("{s:i, s:s, s:s, s:I}", "version", RMS_DOOR_VERSION, "do", "requests", "run", mark, "since",
                     since);
}

/* How many requests it has seen already. */
static rms_status count_earlier(rms_upstream *upstream, rms_error *why)
{
    json_auto_t *root = NULL;
    const rms_status status =
        rms_at_door_speak(upstream->exchanger, upstream->url, request_of("rmspec-none", 0), "requests", &root, why);
    if (status == RMS_OK)
        upstream->arrived = json_integer_value(json_object_get(root, "arrived"));
    return status;
}

static rms_status look(rms_upstream *upstream, rms_error *why)
{
    json_auto_t *root = NULL;
    const rms_status status = rms_at_door_speak(
        upstream->exchanger, upstream->url, json_pack("{s:i, s:s}", "version", RMS_DOOR_VERSION, "do", "capabilities"),
        "capabilities", &root, why);
    if (status != RMS_OK)
        return status;
    if (has_word(json_object_get(root, "observe"), "requests"))
        return count_earlier(upstream, why);
    (void)snprintf(upstream->lacks, sizeof upstream->lacks,
                   "the upstream's door does not tell what arrived (it lacks 'requests')");
    return RMS_OK;
}

rms_status rms_upstream_new(rms_exchanger *exchanger, const char *url, rms_upstream **ret, rms_error *err)
{
    rms_error why = {0};
    rms_upstream *upstream = calloc(1, sizeof *upstream);
    if (!upstream)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    upstream->exchanger = exchanger;
    upstream->url = url;
    if (!url)
        (void)snprintf(upstream->lacks, sizeof upstream->lacks,
                       "nobody says where the upstream's door is: give --upstream-door URL, or --arrange door:URL");
    const rms_status status = url ? look(upstream, &why) : RMS_OK;
    if (status == RMS_E_NOMEM || status == RMS_E_INTERRUPTED) {
        rms_upstream_free(upstream);
        return rms_fail(err, status, 0, "%s", why.text);
    }
    if (status != RMS_OK)
        (void)snprintf(upstream->lacks, sizeof upstream->lacks, "the upstream cannot be asked: %s", why.text);
    *ret = upstream;
    return RMS_OK;
}

void rms_upstream_free(rms_upstream *upstream)
{
    free(upstream);
}

const char *rms_upstream_lacks(const rms_upstream *upstream)
{
    return upstream->lacks[0] ? upstream->lacks : NULL;
}

/* ---- reading ---- */

static void arrival_done(rms_arrival *a)
{
    rms_params_done(&a->headers);
    free(a->method);
    free(a->target);
    free(a->body);
    free(a->answer_body);
}

void rms_arrivals_done(rms_arrivals *arrivals)
{
    for (size_t i = 0; i < arrivals->n; i++)
        arrival_done(&arrivals->v[i]);
    free(arrivals->v);
    *arrivals = (rms_arrivals){0};
}

static int is_marked(const rms_arrival *arrival, const char *mark)
{
    const char *value = rms_field_value(&arrival->headers, RMS_MARK_FIELD);
    return value && strcmp(value, mark) == 0;
}

/* Request and answer point into the arrival itself. */
static void point(rms_arrival *a)
{
    a->request.version = a->version;
    a->request.headers = &a->headers;
    a->answer.content_type = a->answer_type[0] ? a->answer_type : NULL;
}

void rms_arrivals_keep_marked(rms_arrivals *arrivals, const char *mark)
{
    size_t marked = 0, to = 0;
    for (size_t i = 0; i < arrivals->n; i++)
        marked += is_marked(&arrivals->v[i], mark) != 0;
    for (size_t i = 0; i < arrivals->n && marked; i++)
        if (is_marked(&arrivals->v[i], mark)) {
            arrivals->v[to] = arrivals->v[i];
            point(&arrivals->v[to++]);
        } else {
            arrival_done(&arrivals->v[i]);
        }
    arrivals->n = marked ? to : arrivals->n;
}

/* One character a byte; what lies above is none. NULL without memory, or without a text. */
static char *bytes_of(const json_t *value)
{
    const char *text = json_string_value(value);
    const size_t n = text ? json_string_length(value) : 0;
    char *bytes = text ? malloc(n + 1) : NULL;
    size_t to = 0;
    for (size_t i = 0; bytes && i < n; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c >= 0xC0 && i + 1 < n)
            bytes[to++] = (char)((c & 0x03) << 6 | ((unsigned char)text[++i] & 0x3F));
        else
            bytes[to++] = (char)c;
    }
    if (bytes)
        bytes[to] = '\0';
    return bytes;
}

static char *base64_of(const json_t *value, size_t *ret_n)
{
    const char *text = json_string_value(value);
    const size_t n = text ? json_string_length(value) : 0;
    unsigned char *bytes = text ? malloc(n / 4 * 3 + 4) : NULL;
    const int decoded = bytes ? EVP_DecodeBlock(bytes, (const unsigned char *)text, (int)n) : -1;
    if (decoded < 0) {
        free(bytes);
        return NULL;
    }
    *ret_n = (size_t)decoded;
    for (size_t i = n; i > 0 && text[i - 1] == '=' && *ret_n > 0; i--)
        (*ret_n)--;
    return (char *)bytes;
}

static int read_headers(const json_t *list, rms_params *ret)
{
    size_t i;
    const json_t *field;
    json_array_foreach((json_t *)list, i, field)
    {
        char *name = bytes_of(json_array_get(field, 0)), *value = bytes_of(json_array_get(field, 1));
        const int ok = name && value && rms_params_put(ret, name, value) == RMS_OK;
        free(name);
        free(value);
        if (!ok)
            return 0;
    }
    return json_is_array(list);
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static size_t size_of(const json_t *object, const char *name)
{
    const json_int_t n = json_integer_value(json_object_get(object, name));
    return n > 0 ? (size_t)n : 0;
}

/* 0 without memory, or when it is not what docs/door.md says. */
static int read_arrival(const json_t *json, rms_arrival *ret)
{
    const json_t *answer = json_object_get(json, "answer");
    size_t n = 0, answer_n = 0;
    ret->connection = size_of(json, "connection");
    (void)snprintf(ret->version, sizeof ret->version, "%.15s", text_of(json, "version"));
    (void)snprintf(ret->answer_type, sizeof ret->answer_type, "%.95s", text_of(answer, "content_type"));
    ret->method = bytes_of(json_object_get(json, "method"));
    ret->target = bytes_of(json_object_get(json, "target"));
    ret->body = base64_of(json_object_get(json, "body"), &n);
    ret->answer_body = base64_of(json_object_get(answer, "body"), &answer_n);
    if (!read_headers(json_object_get(json, "headers"), &ret->headers) || !ret->method || !ret->target || !ret->body ||
        !ret->answer_body)
        return 0;
    ret->request = (rms_hop_request){.method = ret->method,
                                     .target = ret->target,
                                     .body = {ret->body, n},
                                     .body_bytes = size_of(json, "body_bytes")};
    ret->answer = (rms_hop_answer){.status = (int)size_of(answer, "status"),
                                   .body = {ret->answer_body, answer_n},
                                   .body_bytes = size_of(answer, "body_bytes")};
    point(ret);
    return 1;
}

rms_status rms_upstream_ask(const rms_upstream *upstream, const char *mark, rms_arrivals *ret, rms_error *err)
{
    json_auto_t *root = NULL;
    const rms_status status = rms_at_door_speak(upstream->exchanger, upstream->url, request_of(mark, upstream->arrived),
                                                "requests", &root, err);
    if (status != RMS_OK)
        return status;
    const json_t *list = json_object_get(root, "requests");
    rms_arrivals found = {.v = calloc(json_array_size(list) + 1, sizeof *found.v),
                          .may_lack = json_integer_value(json_object_get(root, "dropped")) > upstream->arrived ||
                                      json_integer_value(json_object_get(root, "left_out")) > 0};
    if (!found.v)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    for (size_t i = 0; i < json_array_size(list); i++) {
        found.n++;
        if (read_arrival(json_array_get(list, i), &found.v[i]))
            continue;
        rms_arrivals_done(&found);
        return rms_fail(err, RMS_E_IO, 0, "the door, requests: the answer is not what docs/door.md says");
    }
    *ret = found;
    return RMS_OK;
}
