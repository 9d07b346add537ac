#include "harness/parser/shrink_parts.h"
#include "protocol/json.h"
#include "protocol/percent.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- values ---- */

/* Replace the value of a pair by the encoded text. */
int shrink_try_value(struct shrinker *s, const rms_pieces *shape, size_t at, rms_span text)
{
    rms_pieces changed = *shape;
    changed.pair[at].value = rms_pieces_encoded(s->arena, text);
    if (!changed.pair[at].value.p) {
        s->status = RMS_E_NOMEM;
        return 0;
    }
    return shrink_try_shape(s, &changed);
}

/* Names and values in the one spelling of the signature pages. */
void shrink_respell(struct shrinker *s)
{
    rms_pieces shape;
    if (!shrink_take_apart(s, &shape))
        return;
    for (size_t i = 0; i < 2 * shape.n && s->status == RMS_OK; i++) {
        rms_pieces changed = shape;
        rms_span *piece = i % 2 ? &changed.pair[i / 2].value : &changed.pair[i / 2].name;
        const rms_span decoded = rms_pieces_decoded(s->arena, *piece);
        const rms_span plain = decoded.p ? rms_pieces_encoded(s->arena, decoded) : decoded;
        if (!plain.p)
            s->status = RMS_E_NOMEM;
        else if (!rms_span_equal(plain, *piece) && plain.p != piece->p) {
            *piece = plain;
            if (shrink_try_shape(s, &changed))
                shape = changed;
        }
    }
}

static int value_of_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c | 0x20) : NULL;
    return at && isxdigit((unsigned char)c) ? (int)(at - digits) : -1;
}

/* What stands there in the usual spelling: an escape in upper case or as the character itself, a blank for a plus.
 * Returns the bytes that it replaces, 0 for what is usual already. */
static size_t usual_spelling(rms_span text, rms_buffer *out)
{
    if (text.p[0] == '+') {
        rms_buffer_puts(out, "%20");
        return 1;
    }
    const int high = text.n > 2 ? value_of_digit(text.p[1]) : -1, low = text.n > 2 ? value_of_digit(text.p[2]) : -1;
    if (text.p[0] != '%' || high < 0 || low < 0)
        return 0;
    const char c = (char)(high * 16 + low);
    RMS_AUTO(rms_buffer_done) rms_buffer usual = {0};
    rms_percent_encode((rms_span){&c, 1}, &usual);
    if (usual.n == 3 && memcmp(usual.p, text.p, 3) == 0)
        return 0;
    rms_buffer_span(out, rms_buffer_view(&usual));
    return 3;
}

/* Where a whole value cannot be respelled, one escape after the other: what is left unusual is needed. */
void shrink_respell_each(struct shrinker *s)
{
    for (size_t at = 0; at < s->request->n && s->left && s->status == RMS_OK; at++) {
        RMS_AUTO(rms_buffer_done) rms_buffer usual = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer changed = {0};
        const rms_span now = rms_buffer_view(s->request);
        const size_t cut = usual_spelling((rms_span){now.p + at, now.n - at}, &usual);
        if (cut == 0)
            continue;
        rms_buffer_append(&changed, now.p, at);
        rms_buffer_span(&changed, rms_buffer_view(&usual));
        rms_buffer_append(&changed, now.p + at + cut, now.n - at - cut);
        (void)shrink_try_text(s, rms_buffer_view(&changed));
    }
}

static int is_fixed(const rms_pieces_pair *pair)
{
    return shrink_is_named(pair, "Action") || shrink_is_named(pair, "Version") || shrink_is_named(pair, "Format");
}

static int is_simple(rms_span text)
{
    return text.n == 1 && isalnum((unsigned char)text.p[0]);
}

/* What is simplified as a list. */
static int is_array(rms_span text)
{
    json_t *list = NULL;
    const int array = rms_json_load(text, 0, &list, NULL) == RMS_OK && json_is_array(list);
    json_decref(list);
    return array;
}

/* Take bytes out of a decoded value, larger pieces first. */
static void shorten(struct shrinker *s, size_t at)
{
    rms_pieces shape;
    if (!shrink_take_apart(s, &shape) || at >= shape.n)
        return;
    rms_span text = rms_pieces_decoded(s->arena, shape.pair[at].value);
    if (!text.p || text.p == shape.pair[at].value.p || text.n == 0)
        return;
    const char letter[2] = {(char)('a' + at % 26), '\0'}; /* members of a list stay different */
    if (!is_simple(text) && (shrink_try_value(s, &shape, at, rms_span_of(letter)) || is_array(text)))
        return;
    for (size_t chunk = text.n / 2 ? text.n / 2 : 1; chunk; chunk /= 2)
        for (size_t from = 0; from + chunk <= text.n && s->status == RMS_OK && s->left;) {
            char *less = rms_arena_alloc(s->arena, text.n + 1, 1);
            if (!less) {
                s->status = RMS_E_NOMEM;
                return;
            }
            memcpy(less, text.p, from);
            memcpy(less + from, text.p + from + chunk, text.n - from - chunk);
            if (shrink_try_value(s, &shape, at, (rms_span){less, text.n - chunk}))
                text = (rms_span){less, text.n - chunk};
            else
                from++;
        }
}

/* ---- the list as JSON ---- */

int shrink_try_list(struct shrinker *s, const rms_pieces *shape, size_t at, const json_t *list)
{
    char *text = json_dumps(list, JSON_COMPACT);
    if (!text) {
        s->status = RMS_E_NOMEM;
        return 0;
    }
    const int taken = shrink_try_value(s, shape, at, rms_span_of(text));
    free(text);
    return taken;
}

/* Take members out, larger runs first. */
static void drop_members(struct shrinker *s, const rms_pieces *shape, size_t at, json_t *list)
{
    for (size_t chunk = json_array_size(list); chunk; chunk /= 2)
        for (size_t from = 0; from + chunk <= json_array_size(list) && s->left;) {
            json_t *less = json_copy(list);
            for (size_t i = 0; less && i < chunk; i++)
                (void)json_array_remove(less, from);
            const int taken = less && shrink_try_list(s, shape, at, less);
            if (taken) {
                json_array_clear(list);
                (void)json_array_extend(list, less);
            } else {
                from++;
            }
            json_decref(less);
        }
}

static void drop_keys(struct shrinker *s, const rms_pieces *shape, size_t at, json_t *list)
{
    static const char *const keys[] = {"Description", "ServerIp", "Type", "Weight", "Port", "ServerId"};
    for (size_t i = 0; i < json_array_size(list); i++)
        for (size_t k = 0; k < RMS_COUNT(keys); k++) {
            json_t *entry = json_array_get(list, i), *value = json_incref(json_object_get(entry, keys[k]));
            if (!value)
                continue;
            (void)json_object_del(entry, keys[k]);
            if (!shrink_try_list(s, shape, at, list))
                (void)json_object_set(entry, keys[k], value);
            json_decref(value);
        }
}

/* A text as the shortest that does: members of a list stay different. */
static void simplify_text(struct shrinker *s, const rms_pieces *shape, size_t at, json_t *list, json_t *text, size_t i)
{
    const char letter[2] = {(char)('a' + i % 26), '\0'};
    const char *const simple[] = {letter, "1"};
    char *old = strdup(json_string_value(text));
    const size_t old_n = json_string_length(text);
    for (size_t k = 0; old && k < RMS_COUNT(simple) && !is_simple((rms_span){old, old_n}); k++) {
        (void)json_string_set(text, simple[k]);
        if (shrink_try_list(s, shape, at, list))
            break;
        (void)json_string_setn_nocheck(text, old, strlen(old));
    }
    free(old);
}

static void simplify_texts(struct shrinker *s, const rms_pieces *shape, size_t at, json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *entry = json_array_get(list, i), *value;
        const char *key;
        if (json_is_string(entry))
            simplify_text(s, shape, at, list, entry, i);
        if (json_is_object(entry))
            json_object_foreach(entry, key, value) if (json_is_string(value))
                simplify_text(s, shape, at, list, value, i);
    }
}

void shrink_with_list(struct shrinker *s, size_t at, list_change *change)
{
    rms_pieces shape;
    json_t *list = NULL;
    if (!shrink_take_apart(s, &shape) || at >= shape.n || !shrink_is_named(&shape.pair[at], "BackendServers"))
        return;
    const rms_span text = rms_pieces_decoded(s->arena, shape.pair[at].value);
    if (!text.p || rms_json_load(text, 0, &list, NULL) != RMS_OK)
        return;
    if (json_is_array(list))
        change(s, &shape, at, list);
    json_decref(list);
}

static void simplify_list(struct shrinker *s, size_t at)
{
    static list_change *const passes[] = {drop_members, drop_keys, simplify_texts};
    for (size_t i = 0; i < RMS_COUNT(passes); i++)
        shrink_with_list(s, at, passes[i]);
}

void shrink_simplify_values(struct shrinker *s)
{
    rms_pieces shape;
    if (!shrink_take_apart(s, &shape))
        return;
    for (size_t i = 0; i < shape.n; i++) {
        if (is_fixed(&shape.pair[i]))
            continue;
        simplify_list(s, i);
        shorten(s, i);
    }
}
