#include "harness/run/record.h"

#include "harness/cases/print.h"
#include "harness/exchange/base64.h"
#include "harness/exchange/mask.h"
#include "protocol/answer.h"
#include "protocol/utf8.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void rms_record_put(int *failed, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        *failed = 1;
}

void rms_record_push(int *failed, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        *failed = 1;
}

static const char *const status_words[RMS_STATUS_COUNT] = {
    [RMS_OK] = "ok",
    [RMS_E_NOMEM] = "no-memory",
    [RMS_E_SYNTAX] = "malformed",
    [RMS_E_LIMIT] = "limit",
    [RMS_E_FAULT] = "fault",
    [RMS_E_NOT_FOUND] = "not-found",
    [RMS_E_IO] = "io",
    [RMS_E_TIMEOUT] = "timeout",
    [RMS_E_UNSUPPORTED] = "unsupported",
    [RMS_E_INTERRUPTED] = "interrupted",
    [RMS_E_USAGE] = "usage",
};

const char *rms_record_status(rms_status status)
{
    return status_words[status];
}

rms_status rms_record_status_of(const char *word)
{
    rms_status status = RMS_OK;
    while (status < RMS_STATUS_COUNT && strcmp(status_words[status], word) != 0)
        status++;
    return status;
}

/* The place of a word in a list, -1 when it is none of them. */
static int place_of(const char *const *words, size_t n, const char *word)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], word) == 0)
            return (int)i;
    return -1;
}

static const char *const adapter_words[] = {[RMS_ADAPTER_API] = "api",
                                            [RMS_ADAPTER_DOOR] = "door",
                                            [RMS_ADAPTER_PRELOADED] = "preloaded",
                                            [RMS_ADAPTER_NONE] = "none"};

const char *rms_record_adapter(rms_adapter adapter)
{
    return adapter_words[adapter];
}

int rms_record_adapter_of(const char *word)
{
    return place_of(adapter_words, RMS_COUNT(adapter_words), word);
}

static const char *const breaker_words[RMS_BREAKER_COUNT] = {[RMS_BREAKER_TIMEOUT] = "timeout",
                                                             [RMS_BREAKER_UNREACHABLE] = "unreachable",
                                                             [RMS_BREAKER_ARRANGE] = "arrange",
                                                             [RMS_BREAKER_ACTIVITY] = "activity",
                                                             [RMS_BREAKER_SETTLE] = "settle"};

const char *rms_record_breaker(rms_breaker_kind kind)
{
    return breaker_words[kind];
}

int rms_record_breaker_of(const char *word)
{
    return place_of(breaker_words, RMS_COUNT(breaker_words), word);
}

static const char *const look_words[RMS_LOOK_COUNT] = {
    [RMS_LOOK_WORLD] = "world", [RMS_LOOK_ACTIVITY] = "activity", [RMS_LOOK_IN_PROGRESS] = "in-progress"};

const char *rms_record_look(rms_look look)
{
    return look_words[look];
}

int rms_record_look_of(const char *word)
{
    return place_of(look_words, RMS_COUNT(look_words), word);
}

int rms_record_symptom_of(const char *word)
{
    for (rms_symptom symptom = 0; symptom < RMS_SYMPTOM_COUNT; symptom++)
        if (strcmp(rms_symptom_word(symptom), word) == 0)
            return (int)symptom;
    return -1;
}

const char *rms_record_can(rms_ground_can what)
{
    static const char *const words[] = {
        [RMS_CAN_ARRANGE] = "arrange", [RMS_CAN_RESTORE] = "restore", [RMS_CAN_OBSERVE] = "observe"};
    return words[what];
}

static json_t *clean_string(rms_span text)
{
    RMS_AUTO(rms_buffer_done) rms_buffer clean = {0};
    rms_utf8_clean(text, RMS_UTF8_JSON, &clean);
    const rms_span view = rms_buffer_view(&clean);
    return clean.status == RMS_OK ? json_stringn(view.n ? view.p : "", view.n) : NULL;
}

static json_t *masked_string(rms_span text)
{
    RMS_AUTO(rms_buffer_done) rms_buffer masked = {0};
    rms_mask(text, &masked);
    return masked.status == RMS_OK ? clean_string(rms_buffer_view(&masked)) : NULL;
}

json_t *rms_record_text(const char *text)
{
    return text ? masked_string(rms_span_of(text)) : json_null();
}

json_t *rms_record_pairs(const rms_params *pairs)
{
    json_t *list = json_array();
    int failed = !list;
    for (size_t i = 0; i < pairs->n && !failed; i++) {
        const rms_param *param = &pairs->v[i];
        RMS_AUTO(rms_buffer_done) rms_buffer value = {0};
        json_t *pair = json_array();
        rms_mask_value((rms_span){param->name, param->name_n}, (rms_span){param->value, param->value_n}, &value);
        failed |= value.status != RMS_OK;
        rms_record_push(&failed, pair, clean_string((rms_span){param->name, param->name_n}));
        rms_record_push(&failed, pair, clean_string(rms_buffer_view(&value)));
        rms_record_push(&failed, list, pair);
    }
    if (!failed)
        return list;
    json_decref(list);
    return NULL;
}

json_t *rms_record_time(int64_t seconds)
{
    const time_t at = (time_t)seconds;
    struct tm utc;
    char text[32];
    if (!gmtime_r(&at, &utc) || !strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc))
        return json_null();
    return json_string(text);
}

/* Days from 1970-01-01 to a date of the Gregorian calendar: years are counted from March, so that leap days come last.
 */
static int64_t days_of(int year, int month, int day)
{
    const int64_t y = year - (month <= 2);
    const int64_t era = y / 400, of_era = y % 400;
    const int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int64_t rms_record_time_of(const char *text)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, end = 0;
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &year, &month, &day, &hour, &minute, &second, &end) != 6 ||
        end != 20 || text[end] || year < 1970 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 ||
        hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return -1;
    return ((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60 + second;
}

static int is_text(rms_span body)
{
    uint32_t c = 0;
    for (size_t at = 0, n = 0; at < body.n; at += n) {
        n = rms_utf8_next((rms_span){body.p + at, body.n - at}, &c);
        if (!n || !c)
            return 0;
    }
    return 1;
}

/* "body", or "body_base64" where it is no text; "body_cut" says how long one was of which only the beginning is kept.
 */
static void put_body(int *failed, json_t *object, rms_span body, size_t *room)
{
    RMS_AUTO(rms_buffer_done) rms_buffer encoded = {0};
    const size_t most = *room < RMS_EVIDENCE_BODY_MAX ? *room : RMS_EVIDENCE_BODY_MAX;
    const rms_span kept = {body.p, body.n < most ? body.n : most};
    *room -= kept.n;
    if (is_text(kept)) {
        rms_record_put(failed, object, "body", json_stringn(kept.n ? kept.p : "", kept.n));
    } else {
        rms_base64_encode(kept, &encoded);
        rms_record_put(failed, object, "body_base64", encoded.status == RMS_OK ? json_string(encoded.p) : NULL);
    }
    if (kept.n < body.n)
        rms_record_put(failed, object, "body_cut", json_integer((json_int_t)body.n));
}

static void put_masked_body(int *failed, json_t *object, rms_span body, size_t *room)
{
    RMS_AUTO(rms_buffer_done) rms_buffer masked = {0};
    rms_mask(body, &masked);
    *failed |= masked.status != RMS_OK;
    put_body(failed, object, rms_buffer_view(&masked), room);
}

json_t *rms_record_request(const rms_wire *wire, size_t *room)
{
    json_t *object = json_object();
    int failed = !object;
    rms_record_put(&failed, object, "method", json_string(wire->method));
    rms_record_put(&failed, object, "target", rms_record_text(wire->target));
    rms_record_put(&failed, object, "content_type", rms_record_text(wire->content_type));
    rms_record_put(&failed, object, "headers", rms_record_pairs(&wire->headers));
    put_masked_body(&failed, object, (rms_span){wire->body ? wire->body : "", wire->body_n}, room);
    if (!failed)
        return object;
    json_decref(object);
    return NULL;
}

static int same_shape(const rms_node *a, const rms_node *b)
{
    const int a_named = a->name != NULL, b_named = b->name != NULL;
    if (a->kind != b->kind || a->n != b->n || a_named != b_named || (a_named && strcmp(a->name, b->name) != 0))
        return 0;
    for (size_t i = 0; i < a->n; i++)
        if (!same_shape(a->child[i], b->child[i]))
            return 0;
    return 1;
}

/* Whether what was masked can still be judged as what it was: as readable, with the same members. */
static int reads_alike(rms_span body, rms_span masked)
{
    int alike = 1;
    for (rms_format format = 0; format < RMS_FORMAT_COUNT && alike; format++) {
        rms_node *a = NULL, *b = NULL;
        const rms_status of_a = rms_answer_read(format, body, &a, NULL);
        const rms_status of_b = rms_answer_read(format, masked, &b, NULL);
        alike = of_a == of_b && (of_a != RMS_OK || same_shape(a, b));
        rms_answer_free(a);
        rms_answer_free(b);
    }
    return alike;
}

json_t *rms_record_answer(const rms_exchanged *answer, size_t *room)
{
    const rms_span body = {answer->body ? answer->body : "", answer->body ? answer->body_n : 0};
    RMS_AUTO(rms_buffer_done) rms_buffer masked = {0};
    json_t *object = json_object();
    int failed = !object;
    rms_mask(body, &masked);
    failed |= masked.status != RMS_OK;
    rms_record_put(&failed, object, "symptom", json_string(rms_symptom_word(answer->symptom)));
    rms_record_put(&failed, object, "detail", rms_record_text(answer->detail));
    rms_record_put(&failed, object, "status", json_integer(answer->status));
    rms_record_put(&failed, object, "content_type", rms_record_text(answer->content_type));
    rms_record_put(&failed, object, "location", rms_record_text(answer->location));
    rms_record_put(&failed, object, "headers", rms_record_pairs(&answer->headers));
    put_body(&failed, object, rms_buffer_view(&masked), room);
    if (!failed && !rms_span_equal(body, rms_buffer_view(&masked)) && !reads_alike(body, rms_buffer_view(&masked)))
        rms_record_put(&failed, object, "unlike", json_true());
    rms_record_put(&failed, object, "ms", json_real(answer->ms));
    if (!failed)
        return object;
    json_decref(object);
    return NULL;
}

/* Every text in it is masked: an endpoint may have put anything there. 0 without memory. */
static int mask_texts(json_t *json)
{
    const char *key;
    json_t *value;
    void *next;
    if (json_is_string(json)) {
        json_t *masked = masked_string((rms_span){json_string_value(json), json_string_length(json)});
        const int ok = masked && json_string_setn(json, json_string_value(masked), json_string_length(masked)) == 0;
        json_decref(masked);
        return ok;
    }
    for (size_t i = 0; i < json_array_size(json); i++)
        if (!mask_texts(json_array_get(json, i)))
            return 0;
    json_object_foreach_safe(json, next, key, value)
    {
        if (!mask_texts(value))
            return 0;
    }
    return 1;
}

json_t *rms_record_world(const rms_world *world)
{
    json_t *json = world ? rms_world_to_json(world) : json_null();
    if (json && mask_texts(json))
        return json;
    json_decref(json);
    return NULL;
}

void rms_record_given(const rms_world *given, rms_buffer *out)
{
    rms_printer p;
    if (!given || out->status != RMS_OK)
        return;
    rms_status status = rms_print_begin(&p, out);
    if (status == RMS_OK) {
        rms_print_world(&p, given, 0);
        status = rms_print_end(&p);
    }
    if (out->status == RMS_OK)
        out->status = status;
}
