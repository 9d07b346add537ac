#include "harness/parser/shrink_parts.h"

#include <string.h>

/* Requests of more bytes than that are long because they have many members: pieces are enough. */
enum { ROUNDS_MAX = 8, BYTEWISE_MAX = 400 };

/* ---- a candidate ---- */

static uint64_t code_points(void)
{
    uint64_t points = 0;
    for (size_t i = 0; i < rms_points_n; i++)
        if (rms_points[i].frees == RMS_FREES_CODE)
            points |= (uint64_t)1 << rms_points[i].bit;
    return points;
}

/* How well a difference is decided. */
static int rank_of_judgement(rms_judgement judgement)
{
    static const int ranks[] = {[RMS_JUDGED_BROKEN] = 4,
                                [RMS_JUDGED_WRONG] = 3,
                                [RMS_JUDGED_BELOW] = 2,
                                [RMS_JUDGED_CHOICE] = 1,
                                [RMS_JUDGED_RIGHT] = 0};
    return ranks[judgement];
}

/* 1 when the candidate is as wrong as the request, or on firmer ground, and touches nothing else. */
static int is_alike(const struct shrinker *s, const rms_parser_result *result)
{
    const rms_parser_result *now = s->result;
    const int firmer = now->judgement != RMS_JUDGED_BROKEN && result->judgement != RMS_JUDGED_BROKEN &&
                       rank_of_judgement(result->judgement) > rank_of_judgement(now->judgement) &&
                       result->accepted == now->accepted && result->aspect == now->aspect;
    if (!firmer && !rms_parser_result_alike(now, result))
        return 0;
    const uint64_t come = result->points & ~s->points & ~code_points();
    if (result->judgement == RMS_JUDGED_BROKEN)
        return !(come >> RMS_POINT_FORM & 1);
    return come == 0 && (!s->only_firmer || firmer || (s->points & ~result->points & ~code_points()));
}

/* Ask about the candidate; when it is as wrong it takes the request's place. */
int shrink_try_text(struct shrinker *s, rms_span text)
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
    s->points &= result.points;
    return s->status == RMS_OK;
}

int shrink_try_shape(struct shrinker *s, const rms_pieces *shape)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_pieces_print(shape, &text);
    if (text.status != RMS_OK)
        s->status = text.status;
    return shrink_try_text(s, rms_buffer_view(&text));
}

/* The request as it is now; its pieces are copies, so that they stay when it changes. */
int shrink_take_apart(struct shrinker *s, rms_pieces *shape)
{
    const rms_span now = rms_buffer_view(s->request);
    const char *copy = rms_arena_copy_span(s->arena, now);
    if (!copy)
        s->status = RMS_E_NOMEM;
    return copy && rms_pieces_read((rms_span){copy, now.n}, shape);
}

/* ---- bytes ---- */

static void drop_bytes(struct shrinker *s)
{
    for (size_t chunk = s->request->n / 2; chunk; chunk /= 2)
        for (size_t from = 0; from + chunk <= s->request->n && s->left && s->status == RMS_OK;) {
            RMS_AUTO(rms_buffer_done) rms_buffer less = {0};
            rms_buffer_append(&less, s->request->p, from);
            rms_buffer_append(&less, s->request->p + from + chunk, s->request->n - from - chunk);
            if (!shrink_try_text(s, rms_buffer_view(&less)))
                from += chunk > 8 ? chunk / 2 : 1;
        }
}

/* ---- the face ---- */

static size_t questions_for(const rms_parser_result *result)
{
    if (result->judgement == RMS_JUDGED_CHOICE)
        return RMS_SHRINK_CHOICE_MAX;
    if (result->judgement != RMS_JUDGED_BROKEN)
        return RMS_SHRINK_ASKS_MAX;
    return result->said == RMS_SAID_NOTHING ? RMS_SHRINK_HANGS_MAX : RMS_SHRINK_DIES_MAX;
}

rms_status rms_parser_shrink(const rms_parser *parser, const rms_quirks *quirks, rms_buffer *request,
                             rms_parser_result *result, rms_error *err)
{
    static void (*const passes[])(struct shrinker *) = {shrink_settle,  shrink_drop_pairs,   shrink_simplify_whole,
                                                        shrink_respell, shrink_respell_each, shrink_simplify_values};
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
    if (s.status == RMS_OK && s.request->n <= BYTEWISE_MAX)
        drop_bytes(&s);
    rms_arena_free(s.arena);
    return s.status;
}
