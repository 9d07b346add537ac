#include "harness/parser/shrink_parts.h"

#include <stdlib.h>
#include <string.h>

int shrink_is_named(const rms_pieces_pair *pair, const char *name)
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

void shrink_remove_pairs(rms_pieces *shape, size_t at, size_t n)
{
    memmove(&shape->pair[at], &shape->pair[at + n], (shape->n - at - n) * sizeof *shape->pair);
    shape->n -= n;
}

void shrink_drop_pairs(struct shrinker *s)
{
    rms_pieces shape;
    if (!shrink_take_apart(s, &shape))
        return;
    for (size_t chunk = shape.n > 4 ? shape.n / 2 : 1; chunk; chunk /= 2)
        for (size_t at = 0; at + chunk <= shape.n;) {
            rms_pieces without = shape, renumbered;
            shrink_remove_pairs(&without, at, chunk);
            renumbered = without;
            renumber(s, &renumbered);
            if (shrink_try_shape(s, &renumbered))
                shape = renumbered;
            else if (shrink_try_shape(s, &without))
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
    while (rank < (int)RMS_COUNT(order) && !shrink_is_named(pair, order[rank]))
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
    if (!shrink_take_apart(s, &now))
        return;
    shape = now;
    to_get(&shape);
    if (shrink_try_shape(s, &shape) || count_in(&now, 1) == 0)
        return;
    shape = now;
    to_post_query(&shape);
    if (shrink_try_shape(s, &shape) || count_in(&now, 0) == 0)
        return;
    shape = now;
    to_form(&shape);
    (void)shrink_try_shape(s, &shape);
}

void shrink_simplify_whole(struct shrinker *s)
{
    static void (*const changes[])(rms_pieces *) = {without_type, plain_type, plain_ends, in_order};
    simplify_layout(s);
    for (size_t i = 0; i < RMS_COUNT(changes); i++) {
        rms_pieces shape;
        if (!shrink_take_apart(s, &shape))
            return;
        changes[i](&shape);
        (void)shrink_try_shape(s, &shape);
    }
}
