#include "harness/parser/shrink.h"

#include "harness/parser/pieces.h"
#include "protocol/json.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MAX = 8 };

struct shrinker {
    const rms_parser *parser;
    const rms_quirks *quirks;
    rms_buffer *request;
    rms_parser_result *result;
    rms_error *err;
    rms_status status;
    rms_arena *arena;
    size_t left;     /* questions */
    uint64_t points; /* that the request touched at first: no other may come in */
};

/* ---- a candidate ---- */

static int is_code_point(unsigned bit)
{
    for (size_t i = 0; i < rms_points_n; i++)
        if (rms_points[i].bit == bit)
            return rms_points[i].frees == RMS_FREES_CODE;
    return 0;
}

/* 1 when the candidate is as wrong as the request, and touches nothing else. */
static int is_alike(const struct shrinker *s, const rms_parser_result *result)
{
    if (!rms_parser_result_alike(s->result, result))
        return 0;
    for (unsigned bit = 0; result->judgement != RMS_JUDGED_BROKEN && bit < 64; bit++)
        if ((result->points >> bit & 1) && !(s->points >> bit & 1) && !is_code_point(bit))
            return 0;
    return 1;
}

/* Ask about the candidate; when it is as wrong it takes the request's place. */
static int try_text(struct shrinker *s, rms_span text)
{
    rms_parser_result result = {0};
    if (s->status != RMS_OK || s->left == 0 || rms_span_equal(text, rms_buffer_view(s->request)))
        return 0;
    s->left--;
    s->status = rms_parser_try(s->parser, text, s->quirks, &result, s->err);
    if (s->status != RMS_OK)
        return 0;
    if (!is_alike(s, &result)) {
        rms_parser_result_done(&result);
        return 0;
    }
    RMS_AUTO(rms_buffer_done) rms_buffer copy = {0};
    rms_buffer_span(&copy, text);
    rms_buffer_clear(s->request);
    rms_buffer_span(s->request, rms_buffer_view(&copy));
    s->status = copy.status != RMS_OK ? copy.status : s->request->status;
    rms_parser_result_done(s->result);
    *s->result = result;
    return s->status == RMS_OK;
}

static int try_shape(struct shrinker *s, const rms_pieces *shape)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_pieces_print(shape, &text);
    if (text.status != RMS_OK)
        s->status = text.status;
    return try_text(s, rms_buffer_view(&text));
}

/* The request as it is now; its pieces are copies, so that they stay when it changes. */
static int take_apart(struct shrinker *s, rms_pieces *shape)
{
    const rms_span now = rms_buffer_view(s->request);
    const char *copy = rms_arena_copy_span(s->arena, now);
    if (!copy)
        s->status = RMS_E_NOMEM;
    return copy && rms_pieces_read((rms_span){copy, now.n}, shape);
}

/* ---- whole pieces ---- */

static int is_named(const rms_pieces_pair *pair, const char *name)
{
    return rms_span_equal(pair->name, rms_span_of(name));
}

static int is_instance(const rms_pieces_pair *pair)
{
    return pair->name.n > 11 && memcmp(pair->name.p, "InstanceId.", 11) == 0;
}

static long number_of(const rms_pieces_pair *pair)
{
    char digits[24] = {0};
    memcpy(digits, pair->name.p + 11, pair->name.n - 11 < 20 ? pair->name.n - 11 : 20);
    return strtol(digits, NULL, 10);
}

/* InstanceId.N counted anew from 1, in the order of the numbers; equal numbers stay equal. */
static void renumber(struct shrinker *s, rms_pieces *shape)
{
    const rms_pieces old = *shape;
    for (size_t i = 0; i < old.n && s->status == RMS_OK; i++) {
        long rank = 1;
        if (!is_instance(&old.pair[i]))
            continue;
        for (size_t k = 0; k < old.n; k++)
            rank += is_instance(&old.pair[k]) && number_of(&old.pair[k]) < number_of(&old.pair[i]);
        const char *name = rms_arena_printf(s->arena, "InstanceId.%ld", rank);
        if (name)
            shape->pair[i].name = rms_span_of(name);
        else
            s->status = RMS_E_NOMEM;
    }
}

static void remove_pairs(rms_pieces *shape, size_t at, size_t n)
{
    memmove(&shape->pair[at], &shape->pair[at + n], (shape->n - at - n) * sizeof *shape->pair);
    shape->n -= n;
}

static void drop_pairs(struct shrinker *s)
{
    rms_pieces shape;
    if (!take_apart(s, &shape))
        return;
    for (size_t chunk = shape.n > 4 ? shape.n / 2 : 1; chunk; chunk /= 2)
        for (size_t at = 0; at + chunk <= shape.n;) {
            rms_pieces without = shape, renumbered;
            remove_pairs(&without, at, chunk);
            renumbered = without;
            renumber(s, &renumbered);
            if (try_shape(s, &renumbered))
                shape = renumbered;
            else if (try_shape(s, &without))
                shape = without;
            else
                at++;
        }
}

static void to_query(rms_pieces *shape)
{
    for (size_t i = 0; i < shape->n; i++)
        shape->pair[i].in_body = 0;
}

static void to_get(rms_pieces *shape)
{
    to_query(shape);
    shape->method = rms_span_of("GET");
    shape->has_type = 0;
}

static void to_post_query(rms_pieces *shape)
{
    to_query(shape);
    shape->method = rms_span_of("POST");
}

static void to_form(rms_pieces *shape)
{
    for (size_t i = 0; i < shape->n; i++)
        shape->pair[i].in_body = 1;
}

static void without_type(rms_pieces *shape)
{
    shape->has_type = 0;
}

static void plain_type(rms_pieces *shape)
{
    shape->type = rms_span_of("application/x-www-form-urlencoded");
}

static void plain_ends(rms_pieces *shape)
{
    shape->crlf = 0;
}

static int rank_of(const rms_pieces_pair *pair)
{
    static const char *const order[] = {"Action",         "Version",        "Format",         "RegionId",
                                        "LoadBalancerId", "VServerGroupId", "ScalingGroupId", "BackendServers"};
    int rank = 0;
    while (rank < (int)RMS_COUNT(order) && !is_named(pair, order[rank]))
        rank++;
    return is_instance(pair) ? (int)RMS_COUNT(order) + 1 : rank;
}

/* The order of the documents; equal names stay as they are. */
static void in_order(rms_pieces *shape)
{
    for (size_t i = 1; i < shape->n; i++)
        for (size_t k = i; k > 0; k--) {
            rms_pieces_pair *one = &shape->pair[k - 1], *two = &shape->pair[k];
            const int later = rank_of(one) != rank_of(two) ? rank_of(one) > rank_of(two)
                                                           : is_instance(one) && number_of(one) > number_of(two);
            if (!later)
                break;
            const rms_pieces_pair other = *one;
            *one = *two;
            *two = other;
        }
}

/* The pairs of a place. */
static size_t count_in(const rms_pieces *shape, int in_body)
{
    size_t n = 0;
    for (size_t i = 0; i < shape->n; i++)
        n += shape->pair[i].in_body == in_body;
    return n;
}

/* The simplest layout that does: GET, else everything in the query, else everything in a form. */
static void simplify_layout(struct shrinker *s)
{
    rms_pieces now, shape;
    if (!take_apart(s, &now))
        return;
    shape = now;
    to_get(&shape);
    if (try_shape(s, &shape) || count_in(&now, 1) == 0)
        return;
    shape = now;
    to_post_query(&shape);
    if (try_shape(s, &shape) || count_in(&now, 0) == 0)
        return;
    shape = now;
    to_form(&shape);
    (void)try_shape(s, &shape);
}

static void simplify_whole(struct shrinker *s)
{
    static void (*const changes[])(rms_pieces *) = {without_type, plain_type, plain_ends, in_order};
    simplify_layout(s);
    for (size_t i = 0; i < RMS_COUNT(changes); i++) {
        rms_pieces shape;
        if (!take_apart(s, &shape))
            return;
        changes[i](&shape);
        (void)try_shape(s, &shape);
    }
}

/* ---- values ---- */

/* Replace the value of a pair by the encoded text. */
static int try_value(struct shrinker *s, const rms_pieces *shape, size_t at, rms_span text)
{
    rms_pieces changed = *shape;
    changed.pair[at].value = rms_pieces_encoded(s->arena, text);
    if (!changed.pair[at].value.p) {
        s->status = RMS_E_NOMEM;
        return 0;
    }
    return try_shape(s, &changed);
}

/* Names and values in the one spelling of the signature pages. */
static void respell(struct shrinker *s)
{
    rms_pieces shape;
    if (!take_apart(s, &shape))
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
            if (try_shape(s, &changed))
                shape = changed;
        }
    }
}

static int is_fixed(const rms_pieces_pair *pair)
{
    return is_named(pair, "Action") || is_named(pair, "Version") || is_named(pair, "Format");
}

/* Take bytes out of a decoded value, larger pieces first. */
static void shorten(struct shrinker *s, size_t at)
{
    rms_pieces shape;
    if (!take_apart(s, &shape) || at >= shape.n)
        return;
    rms_span text = rms_pieces_decoded(s->arena, shape.pair[at].value);
    if (!text.p || text.p == shape.pair[at].value.p || text.n == 0)
        return;
    if (text.n > 1 && try_value(s, &shape, at, rms_span_of("a")))
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
            if (try_value(s, &shape, at, (rms_span){less, text.n - chunk}))
                text = (rms_span){less, text.n - chunk};
            else
                from++;
        }
}

/* ---- the list as JSON ---- */

static int try_list(struct shrinker *s, const rms_pieces *shape, size_t at, const json_t *list)
{
    char *text = json_dumps(list, JSON_COMPACT);
    if (!text) {
        s->status = RMS_E_NOMEM;
        return 0;
    }
    const int taken = try_value(s, shape, at, rms_span_of(text));
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
            const int taken = less && try_list(s, shape, at, less);
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
            if (!try_list(s, shape, at, list))
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
    for (size_t k = 0; old && k < RMS_COUNT(simple) && old_n > 1; k++) {
        (void)json_string_set(text, simple[k]);
        if (try_list(s, shape, at, list))
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

static void simplify_list(struct shrinker *s, size_t at)
{
    static void (*const passes[])(struct shrinker *, const rms_pieces *, size_t, json_t *) = {drop_members, drop_keys,
                                                                                              simplify_texts};
    for (size_t i = 0; i < RMS_COUNT(passes); i++) {
        rms_pieces shape;
        json_t *list = NULL;
        if (!take_apart(s, &shape) || at >= shape.n || !is_named(&shape.pair[at], "BackendServers"))
            return;
        const rms_span text = rms_pieces_decoded(s->arena, shape.pair[at].value);
        if (!text.p || rms_json_load(text, 0, &list, NULL) != RMS_OK)
            return;
        if (json_is_array(list))
            passes[i](s, &shape, at, list);
        json_decref(list);
    }
}

static void simplify_values(struct shrinker *s)
{
    rms_pieces shape;
    if (!take_apart(s, &shape))
        return;
    for (size_t i = 0; i < shape.n; i++) {
        if (is_fixed(&shape.pair[i]))
            continue;
        simplify_list(s, i);
        shorten(s, i);
    }
}

/* ---- bytes ---- */

static void drop_bytes(struct shrinker *s)
{
    for (size_t chunk = s->request->n / 2; chunk; chunk /= 2)
        for (size_t from = 0; from + chunk <= s->request->n && s->left && s->status == RMS_OK;) {
            RMS_AUTO(rms_buffer_done) rms_buffer less = {0};
            rms_buffer_append(&less, s->request->p, from);
            rms_buffer_append(&less, s->request->p + from + chunk, s->request->n - from - chunk);
            if (!try_text(s, rms_buffer_view(&less)))
                from += chunk > 8 ? chunk / 2 : 1;
        }
}

/* ---- the face ---- */

static size_t questions_for(const rms_parser_result *result)
{
    if (result->judgement != RMS_JUDGED_BROKEN)
        return RMS_SHRINK_ASKS_MAX;
    return result->said == RMS_SAID_NOTHING ? RMS_SHRINK_HANGS_MAX : RMS_SHRINK_DIES_MAX;
}

rms_status rms_parser_shrink(const rms_parser *parser, const rms_quirks *quirks, rms_buffer *request,
                             rms_parser_result *result, rms_error *err)
{
    static void (*const passes[])(struct shrinker *) = {drop_pairs, simplify_whole, respell, simplify_values};
    struct shrinker s = {.parser = parser,
                         .quirks = quirks,
                         .request = request,
                         .result = result,
                         .err = err,
                         .arena = rms_arena_new(),
                         .left = questions_for(result),
                         .points = result->points};
    if (!s.arena)
        return rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
    for (size_t round = 0, before = 0; round < ROUNDS_MAX && s.left && s.status == RMS_OK; round++) {
        const rms_span was = rms_buffer_view(request);
        char *copy = rms_arena_copy_span(s.arena, was);
        before = was.n;
        for (size_t i = 0; i < RMS_COUNT(passes) && s.status == RMS_OK; i++)
            passes[i](&s);
        if (copy && request->n == before && memcmp(copy, request->p, before) == 0)
            break;
    }
    if (s.status == RMS_OK)
        drop_bytes(&s);
    rms_arena_free(s.arena);
    return s.status;
}
