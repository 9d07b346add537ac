#include "harness/compare/normal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    HASH_DIGITS = 32,
    KEY_SHOWN = 4,
    LONG_ID = 8 /* of which nobody has one by chance: a case may put something behind it */
};

/* ---- what a record knows ---- */

static rms_status add(rms_normal *normal, rms_arena *arena, const char *text, size_t n, const char *name)
{
    for (size_t i = 0; i < normal->n; i++)
        if (normal->known[i].n == n && strncmp(normal->known[i].text, text, n) == 0)
            return RMS_OK;
    if (!n)
        return RMS_OK;
    rms_known_text *larger = rms_arena_grow(arena, normal->known, normal->n, sizeof *larger);
    if (!larger)
        return RMS_E_NOMEM;
    size_t at = normal->n++;
    normal->known = larger;
    for (; at > 0 && larger[at - 1].n < n; at--)
        larger[at] = larger[at - 1];
    larger[at] = (rms_known_text){
        .text = text, .name = name, .n = n, .open = n >= LONG_ID && strcmp(name, RMS_NORMAL_HOST) != 0};
    return RMS_OK;
}

/* "http://user@host:8080/path": host with its port, and without. */
static rms_status add_host(rms_normal *normal, rms_arena *arena, const char *url)
{
    const char *at = url ? strstr(url, "://") : NULL;
    if (!at)
        return RMS_OK;
    at += 3;
    const char *user = memchr(at, '@', strcspn(at, "/?#"));
    at = user ? user + 1 : at;
    const size_t n = strcspn(at, "/?#"), name_n = at[0] == '[' ? strcspn(at, "]") + 1 : strcspn(at, ":/?#");
    const rms_status status = add(normal, arena, at, n, RMS_NORMAL_HOST);
    return status == RMS_OK && name_n < n ? add(normal, arena, at, name_n, RMS_NORMAL_HOST) : status;
}

rms_status rms_normal_of(const json_t *record, rms_arena *arena, rms_normal *ret)
{
    rms_normal normal = {0};
    rms_status status = RMS_OK;
    const char *symbol, *prefix = json_string_value(json_object_get(record, "prefix"));
    json_t *id, *url;
    json_object_foreach(json_object_get(record, "bindings"), symbol, id)
    {
        if (status == RMS_OK && json_is_string(id))
            status = add(&normal, arena, json_string_value(id), json_string_length(id), symbol);
    }
    json_object_foreach(json_object_get(record, "urls"), symbol, url)
    {
        if (status == RMS_OK)
            status = add_host(&normal, arena, json_string_value(url));
    }
    if (status == RMS_OK && prefix)
        status = add(&normal, arena, prefix, strlen(prefix), RMS_NORMAL_PREFIX);
    if (status == RMS_OK)
        *ret = normal;
    return status;
}

/* ---- texts ---- */

static int is_word(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_';
}

static int is_hex(rms_span text, size_t at)
{
    return at < text.n && isxdigit((unsigned char)text.p[at]);
}

/* A word may begin at @p at: behind what is none, or behind an escape. */
static int begins(rms_span text, size_t at)
{
    return at == 0 || !is_word(text.p[at - 1]) ||
           (at >= 3 && text.p[at - 3] == '%' && is_hex(text, at - 2) && is_hex(text, at - 1));
}

static int ends(rms_span text, size_t at)
{
    return at >= text.n || !is_word(text.p[at]);
}

static const rms_known_text *known_at(const rms_normal *normal, rms_span text, size_t at)
{
    for (size_t i = 0; i < normal->n; i++) {
        const rms_known_text *known = &normal->known[i];
        if (known->n <= text.n - at && strncmp(text.p + at, known->text, known->n) == 0 &&
            (known->open || ends(text, at + known->n)))
            return known;
    }
    return NULL;
}

/* Bytes of ':' or of one of its escapes at @p at; 0 for anything else. */
static size_t colon_at(rms_span text, size_t at)
{
    static const char *const colons[] = {":", "%3A", "%253A"};
    for (size_t i = 0; i < RMS_COUNT(colons); i++) {
        const size_t n = strlen(colons[i]);
        if (text.n - at >= n && strncasecmp(text.p + at, colons[i], n) == 0)
            return n;
    }
    return 0;
}

/* Bytes of what has that form at @p at: 'x' is a hexadecimal digit, 'd' a decimal one, ':' also stands for its escapes.
 * 0 when it has not. */
static size_t form_at(rms_span text, size_t at, const char *form)
{
    const size_t from = at;
    for (; *form && at < text.n; form++) {
        const unsigned char c = (unsigned char)text.p[at];
        const size_t step = *form == ':'   ? colon_at(text, at)
                            : *form == 'x' ? isxdigit(c) != 0
                            : *form == 'd' ? isdigit(c) != 0
                                           : c == (unsigned char)*form;
        if (!step)
            return 0;
        at += step;
    }
    return *form ? 0 : at - from;
}

/* "LTAI***": a key that is hidden, with its first letters. */
static size_t hidden_at(rms_span text, size_t at)
{
    size_t n = 0;
    while (n < KEY_SHOWN && at + n < text.n && (isalnum((unsigned char)text.p[at + n]) || text.p[at + n] == '.'))
        n++;
    return at + n + 3 <= text.n && strncmp(text.p + at + n, "***", 3) == 0 ? n + 3 : 0;
}

static size_t hash_at(rms_span text, size_t at)
{
    size_t n = 0;
    while (is_hex(text, at + n))
        n++;
    return n >= HASH_DIGITS && ends(text, at + n) ? n : 0;
}

/* What every request and every answer has anew. */
static size_t made_at(rms_span text, size_t at, const char **ret_name)
{
    static const struct {
        const char *form, *name;
    } forms[] = {{"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", RMS_NORMAL_UUID},
                 {"dddd-dd-ddTdd:dd:ddZ", RMS_NORMAL_TIME},
                 {"dddd-dd-ddTdd:ddZ", RMS_NORMAL_TIME}};
    for (size_t i = 0; i < RMS_COUNT(forms); i++) {
        const size_t n = form_at(text, at, forms[i].form);
        *ret_name = forms[i].name;
        if (n && ends(text, at + n))
            return n;
    }
    *ret_name = RMS_NORMAL_HASH;
    const size_t hash = hash_at(text, at);
    if (hash)
        return hash;
    *ret_name = "***";
    return hidden_at(text, at);
}

void rms_normal_put(const rms_normal *normal, rms_span text, rms_buffer *out)
{
    for (size_t at = 0; at < text.n;) {
        const char *name = NULL;
        const rms_known_text *known = begins(text, at) ? known_at(normal, text, at) : NULL;
        const size_t n = known ? known->n : begins(text, at) ? made_at(text, at, &name) : 0;
        if (n)
            rms_buffer_puts(out, known ? known->name : name);
        else
            rms_buffer_putc(out, text.p[at]);
        at += n ? n : 1;
    }
}

/* ---- values ---- */

static int is_id_name(const char *name)
{
    const size_t n = name ? strlen(name) : 0;
    return name && (strcmp(name, "id") == 0 || (n > 2 && strcmp(name + n - 2, "Id") == 0));
}

static int was_sent(const json_t *sent, const json_t *value)
{
    for (size_t i = 0; i < json_array_size(sent); i++) {
        const char *text = json_string_value(json_array_get(json_array_get(sent, i), 1));
        if (text && strstr(text, json_string_value(value)))
            return 1;
    }
    return 0;
}

static json_t *normal_text(const rms_normal *normal, const char *name, const json_t *value, const json_t *sent)
{
    const rms_span text = {json_string_value(value), json_string_length(value)};
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    rms_normal_put(normal, text, &out);
    rms_buffer_append(&out, "", 0);
    if (out.status != RMS_OK)
        return NULL;
    const rms_span view = rms_buffer_view(&out);
    if (text.n && name && strcasecmp(name, "RequestId") == 0)
        return json_string(rms_span_equal(view, rms_span_of(RMS_NORMAL_UUID)) ? RMS_NORMAL_UUID
                                                                              : RMS_NORMAL_REQUEST_ID);
    if (text.n && rms_span_equal(text, view) && is_id_name(name) && !was_sent(sent, value))
        return json_string(RMS_NORMAL_ID);
    return json_stringn(view.n ? view.p : "", view.n);
}

typedef struct sorted_item {
    char *text;
    json_t *value;
} sorted_item;

static int by_text(const void *a, const void *b)
{
    return strcmp(((const sorted_item *)a)->text, ((const sorted_item *)b)->text);
}

static json_t *normal_value(const rms_normal *normal, const char *name, const json_t *value, const json_t *sent);

/* The items by what they print as. */
static json_t *normal_list(const rms_normal *normal, const char *name, const json_t *value, const json_t *sent)
{
    const size_t n = json_array_size(value);
    json_t *list = json_array();
    sorted_item *items = calloc(n + 1, sizeof *items);
    int failed = !list || !items;
    for (size_t i = 0; i < n && !failed; i++) {
        items[i].value = normal_value(normal, name, json_array_get(value, i), sent);
        items[i].text = items[i].value ? json_dumps(items[i].value, JSON_SORT_KEYS | JSON_ENCODE_ANY) : NULL;
        failed = !items[i].text;
    }
    if (!failed)
        qsort(items, n, sizeof *items, by_text);
    for (size_t i = 0; i < n && items; i++) {
        failed = failed || json_array_append(list, items[i].value) != 0;
        json_decref(items[i].value);
        free(items[i].text);
    }
    free(items);
    if (failed)
        json_decref(list);
    return failed ? NULL : list;
}

static json_t *normal_value(const rms_normal *normal, const char *name, const json_t *value, const json_t *sent)
{
    const char *key;
    json_t *member;
    if (json_is_string(value))
        return normal_text(normal, name, value, sent);
    if (json_is_array(value))
        return normal_list(normal, name, value, sent);
    if (!json_is_object(value))
        return json_copy((json_t *)value);
    json_t *object = json_object();
    int failed = !object;
    json_object_foreach((json_t *)value, key, member)
    {
        failed = failed || json_object_set_new(object, key, normal_value(normal, key, member, sent)) != 0;
    }
    if (failed)
        json_decref(object);
    return failed ? NULL : object;
}

json_t *rms_normal_json(const rms_normal *normal, const json_t *value, const json_t *sent)
{
    return normal_value(normal, NULL, value, sent);
}
