#include "reports/values.h"

#include "reports/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

json_t *value_of_text(const char *text)
{
    if (!text)
        return json_null();
    char *clean = rms_text_clean(text, 0);
    json_t *value = clean ? json_string(clean) : NULL;
    free(clean);
    return value;
}

int value_print(FILE *out, json_t *value, size_t flags)
{
    const int code = value ? json_dumpf(value, out, flags) : -1;
    json_decref(value);
    return code || ferror(out) ? -1 : 0;
}

int value_set(json_t *object, const char *name, json_t *value)
{
    return json_object_set_new(object, name, value);
}

/* The words of "R4 R5 D2" as an array. */
static json_t *words(const char *text)
{
    json_t *array = json_array();
    while (array && text && *text) {
        const size_t n = strcspn(text, " ");
        char *word = n ? strndup(text, n) : NULL;
        if (n && (!word || json_array_append_new(array, value_of_text(word)) != 0)) {
            json_decref(array);
            array = NULL;
        }
        free(word);
        text += n + (text[n] == ' ');
    }
    return array;
}

static json_t *texts(const char *const *text, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < n; i++)
        if (json_array_append_new(array, value_of_text(text[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

/* A number where JSON readers keep it exact, a text of digits otherwise. */
static json_t *seed(uint64_t value)
{
    char digits[24];
    if (value <= (UINT64_C(1) << 53))
        return json_integer((json_int_t)value);
    (void)snprintf(digits, sizeof digits, "%" PRIu64, value);
    return json_string(digits);
}

void value_time(int64_t seconds, char text[VALUE_TIME_BYTES])
{
    const time_t at = (time_t)seconds;
    struct tm utc;
    if (!gmtime_r(&at, &utc) || strftime(text, VALUE_TIME_BYTES, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        text[0] = '\0';
}

static json_t *time_value(int64_t seconds)
{
    char text[VALUE_TIME_BYTES];
    value_time(seconds, text);
    return json_string(*text ? text : "1970-01-01T00:00:00Z");
}

/* NULL without memory. */
static json_t *value_of(rms_member_kind kind, const void *field)
{
    const char *text = kind <= RMS_MEMBER_WORDS ? *(const char *const *)field : NULL;
    switch (kind) {
    case RMS_MEMBER_ID:
        return value_of_text(text ? text : "");
    case RMS_MEMBER_TEXT:
        return value_of_text(text);
    case RMS_MEMBER_WORDS:
        return words(text);
    case RMS_MEMBER_TEXTS:
        return texts(((const rms_event_texts *)field)->v, ((const rms_event_texts *)field)->n);
    case RMS_MEMBER_COUNT:
        return json_integer((json_int_t) * (const size_t *)field);
    case RMS_MEMBER_UNSIGNED:
        return json_integer((json_int_t) * (const unsigned *)field);
    case RMS_MEMBER_INT:
        return json_integer((json_int_t) * (const int *)field);
    case RMS_MEMBER_FLAG:
        return json_boolean(*(const int *)field != 0);
    case RMS_MEMBER_NUMBER:
        return json_real(*(const double *)field);
    case RMS_MEMBER_SEED:
        return seed(*(const uint64_t *)field);
    case RMS_MEMBER_TIME:
        return time_value(*(const int64_t *)field);
    case RMS_MEMBER_LEVEL:
        return json_string(rms_level_word(*(const rms_level *)field));
    case RMS_MEMBER_VERDICT:
        return json_string(rms_verdict_word(*(const rms_verdict *)field));
    case RMS_MEMBER_STATE:
        return json_string(rms_baseline_word(*(const rms_baseline_state *)field));
    }
    return NULL;
}

int value_set_members(json_t *object, const rms_members *members, const void *from)
{
    for (size_t i = 0; i < members->n; i++) {
        const rms_member *m = &members->v[i];
        if (value_set(object, m->name, value_of(m->kind, (const char *)from + m->offset)) != 0)
            return -1;
    }
    return 0;
}

json_t *value_of_members(const rms_members *members, const void *from)
{
    json_t *object = json_object();
    if (!object || value_set_members(object, members, from) == 0)
        return object;
    json_decref(object);
    return NULL;
}

json_t *value_of_ledger(const rms_event_end *end)
{
    json_t *ledger = json_object();
    int code = value_set(ledger, "planned", json_integer((json_int_t)end->planned));
    for (int verdict = 0; !code && verdict < RMS_VERDICT_COUNT; verdict++)
        code = value_set(ledger, rms_verdict_word((rms_verdict)verdict), json_integer((json_int_t)end->count[verdict]));
    if (!code)
        return ledger;
    json_decref(ledger);
    return NULL;
}

int value_set_end(json_t *object, const rms_event_end *end)
{
    return value_set(object, "ledger", value_of_ledger(end)) ||
                   value_set(object, "unjudged", texts(end->unjudged, end->n_unjudged)) ||
                   value_set(object, "allowed_unjudged", texts(end->allowed_unjudged, end->n_allowed_unjudged)) ||
                   value_set_members(object, &rms_end_members, end)
               ? -1
               : 0;
}
