#include "harness/parser/shrink_parts.h"

#include <stdio.h>
#include <string.h>

static int is_there(const rms_pieces *shape, const char *name)
{
    for (size_t i = 0; i < shape->n; i++)
        if (shrink_is_named(&shape->pair[i], name))
            return 1;
    return 0;
}

static rms_span value_of(const rms_pieces *shape, const char *name)
{
    for (size_t i = 0; i < shape->n; i++)
        if (shrink_is_named(&shape->pair[i], name))
            return shape->pair[i].value;
    return (rms_span){NULL, 0};
}

/* The pair with that value, in front, in place of whatever has its name. */
static void try_usual(struct shrinker *s, const char *name, const char *value)
{
    rms_pieces shape;
    if (!shrink_take_apart(s, &shape) || shape.n == RMS_PIECES_PAIRS_MAX ||
        rms_span_equal(value_of(&shape, name), rms_span_of(value)))
        return;
    for (size_t i = 0; i < shape.n;)
        if (shrink_is_named(&shape.pair[i], name))
            shrink_remove_pairs(&shape, i, 1);
        else
            i++;
    memmove(&shape.pair[1], &shape.pair[0], shape.n * sizeof *shape.pair);
    shape.n++;
    shape.pair[0] = (rms_pieces_pair){.name = rms_span_of(name), .value = rms_span_of(value)};
    shape.pair[0].in_body = shape.n > 1 && shape.pair[1].in_body;
    (void)shrink_try_shape(s, &shape);
}

static int has_point(const struct shrinker *s, unsigned bit)
{
    return (int)(s->result->points >> bit & 1);
}

static void settle_parameters(struct shrinker *s)
{
    rms_pieces shape;
    if (!shrink_take_apart(s, &shape))
        return;
    const rms_span action = value_of(&shape, "Action");
    const int instances = rms_span_equal(action, rms_span_of("RemoveInstances"));
    if (has_point(s, RMS_POINT_VERSION))
        try_usual(s, "Version", instances ? "2014-08-28" : "2014-05-15");
    if (has_point(s, rms_point_find("E1")->bit) || has_point(s, RMS_POINT_FORMAT_CASE))
        try_usual(s, "Format", "JSON");
    if (has_point(s, rms_point_find("A9")->bit) && !is_there(&shape, "RegionId"))
        try_usual(s, "RegionId", "a");
}

/* A Port where there is none. */
static void settle_list(struct shrinker *s, const rms_pieces *shape, size_t at, json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *entry = json_array_get(list, i);
        if (json_is_object(entry) && !json_object_get(entry, "Port"))
            (void)json_object_set_new(entry, "Port", json_string("1"));
    }
    (void)shrink_try_list(s, shape, at, list);
}

/* Numbers of the list in quotes, everything else as it is written. */
static void quote_numbers(rms_span text, rms_buffer *out)
{
    int in_text = 0, in_number = 0;
    for (size_t i = 0; i < text.n; i++) {
        const char c = text.p[i];
        const int digit = !in_text && ((c >= '0' && c <= '9') || (c == '-' && !in_number));
        if (digit != in_number)
            rms_buffer_putc(out, '"');
        in_number = digit;
        rms_buffer_putc(out, c);
        if (in_text && c == '\\' && i + 1 < text.n)
            rms_buffer_putc(out, text.p[++i]);
        else if (c == '"')
            in_text = !in_text;
    }
}

static void settle_numbers(struct shrinker *s, const rms_pieces *shape, size_t at)
{
    RMS_AUTO(rms_buffer_done) rms_buffer quoted = {0};
    const rms_span text = rms_pieces_decoded(s->arena, shape->pair[at].value);
    if (!text.p || !shrink_is_named(&shape->pair[at], "BackendServers"))
        return;
    quote_numbers(text, &quoted);
    if (quoted.status == RMS_OK)
        (void)shrink_try_value(s, shape, at, rms_buffer_view(&quoted));
}

void shrink_settle(struct shrinker *s)
{
    rms_pieces shape;
    if (s->result->judgement == RMS_JUDGED_BROKEN || s->result->points == 0)
        return;
    s->only_firmer = 1;
    settle_parameters(s);
    for (size_t at = 0; at < RMS_PIECES_PAIRS_MAX && shrink_take_apart(s, &shape) && at < shape.n; at++) {
        settle_numbers(s, &shape, at);
        shrink_with_list(s, at, settle_list);
    }
    s->only_firmer = 0;
}
