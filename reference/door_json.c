#include "reference/door_json.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void extend(rms_door_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void extend(rms_door_reader *reader, const char *format, ...)
{
    size_t n = strlen(reader->path);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(reader->path + n, sizeof reader->path - n, format, args);
    va_end(args);
}

size_t rms_door_enter(rms_door_reader *reader, const char *member)
{
    size_t mark = strlen(reader->path);
    extend(reader, "%s%s", mark ? "." : "", member);
    return mark;
}

size_t rms_door_enter_item(rms_door_reader *reader, size_t index)
{
    size_t mark = strlen(reader->path);
    extend(reader, "[%zu]", index);
    return mark;
}

void rms_door_leave(rms_door_reader *reader, size_t mark)
{
    reader->path[mark] = '\0';
}

int rms_door_fine(const rms_door_reader *reader)
{
    return !reader->error[0];
}

void rms_door_complain(rms_door_reader *reader, const char *key, const char *format, ...)
{
    if (!rms_door_fine(reader))
        return;
    int has_path = reader->path[0] != '\0';
    int n = snprintf(reader->error, sizeof reader->error, "%s%s%.64s%s", reader->path, has_path && key ? "." : "",
                     key ? key : "", has_path || key ? ": " : "");
    va_list args;
    va_start(args, format);
    (void)vsnprintf(reader->error + n, sizeof reader->error - (size_t)n, format, args);
    va_end(args);
}

void rms_door_only(rms_door_reader *reader, const json_t *object, const char *const *keys)
{
    if (!json_is_object(object)) {
        rms_door_complain(reader, NULL, "expected an object");
        return;
    }
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        size_t i = 0;
        while (keys[i] && strcmp(keys[i], key) != 0)
            i++;
        if (!keys[i])
            rms_door_complain(reader, key, "unknown key");
    }
}

const char *rms_door_text(rms_door_reader *reader, const json_t *object, const char *key, size_t max)
{
    const json_t *value = json_object_get(object, key);
    if (!value)
        return NULL;
    size_t n = json_string_length(value);
    if (json_is_string(value) && n >= 1 && n <= max && !memchr(json_string_value(value), '\0', n))
        return json_string_value(value);
    rms_door_complain(reader, key, "expected a text of 1 to %zu bytes", max);
    return NULL;
}

int rms_door_number(rms_door_reader *reader, const json_t *object, const char *key, int min, int max, int absent)
{
    const json_t *value = json_object_get(object, key);
    const char *text = json_string_value(value);
    char *end = NULL;
    long long number = text ? strtoll(text, &end, 10) : json_integer_value(value);
    if (!value)
        return absent;
    if ((json_is_integer(value) || (text && *text && !*end)) && number >= min && number <= max)
        return (int)number;
    rms_door_complain(reader, key, "expected a number from %d to %d", min, max);
    return absent;
}

int rms_door_word(rms_door_reader *reader, const json_t *object, const char *key, const char *const *words, size_t n,
                  int absent)
{
    const json_t *value = json_object_get(object, key);
    char known[160] = "";
    if (!value)
        return absent;
    for (size_t i = 0; i < n; i++) {
        if (json_is_string(value) && !strcmp(json_string_value(value), words[i]))
            return (int)i;
        size_t at = strlen(known);
        (void)snprintf(known + at, sizeof known - at, "%s%s", i ? ", " : "", words[i]);
    }
    rms_door_complain(reader, key, "expected one of: %s", known);
    return absent;
}

int rms_door_flag(rms_door_reader *reader, const json_t *object, const char *key)
{
    static const char *const words[] = {"no", "yes"};
    const json_t *value = json_object_get(object, key);
    if (json_is_boolean(value))
        return json_is_true(value);
    return rms_door_word(reader, object, key, words, RMS_COUNT(words), 0);
}

rms_door_list rms_door_list_of(rms_door_reader *reader, const json_t *object, const char *plural, const char *singular)
{
    rms_door_list list = {.value = json_object_get(object, plural), .key = plural};
    const json_t *one = singular ? json_object_get(object, singular) : NULL;
    if (list.value && one)
        rms_door_complain(reader, singular, "stands beside %s; write one of them", plural);
    else if (list.value && !json_is_array(list.value))
        rms_door_complain(reader, plural, "expected a list");
    else if (list.value)
        list.n = json_array_size(list.value);
    else if (one)
        list = (rms_door_list){.value = one, .n = 1, .key = singular};
    return list;
}

const json_t *rms_door_item(const rms_door_list *list, size_t index)
{
    return json_is_array(list->value) ? json_array_get(list->value, index) : list->value;
}

size_t rms_door_enter_list(rms_door_reader *reader, const rms_door_list *list, size_t index)
{
    size_t mark = rms_door_enter(reader, list->key);
    if (json_is_array(list->value))
        (void)rms_door_enter_item(reader, index);
    return mark;
}
