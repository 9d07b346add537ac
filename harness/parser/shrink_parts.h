/** What the passes of shrinking share; a pass takes something away and asks whether the parser is still as wrong. */
#ifndef RMS_HARNESS_PARSER_SHRINK_PARTS_H
#define RMS_HARNESS_PARSER_SHRINK_PARTS_H

#include "harness/parser/pieces.h"
#include "harness/parser/shrink.h"

struct shrinker {
    const rms_parser *parser;
    const rms_quirks *quirks;
    rms_buffer *request;
    rms_parser_result *result;
    rms_error *err;
    rms_status status;
    rms_arena *arena;
    size_t left;     /* questions */
    uint64_t points; /* that the request touches: no other may come in */
    int only_firmer; /* take only what is better decided */
};

/* ---- shrink.c: candidates ---- */

/** Ask about a candidate: 1 when it is as wrong, and then it has taken the request's place. */
int shrink_try_text(struct shrinker *s, rms_span text);
int shrink_try_shape(struct shrinker *s, const rms_pieces *shape);
/** The request as it is now; its pieces are copies, so that they stay when it changes. 0 when it has none. */
int shrink_take_apart(struct shrinker *s, rms_pieces *shape);

/* ---- shrink_pieces.c: pairs and the layout ---- */

int shrink_is_named(const rms_pieces_pair *pair, const char *name);
void shrink_remove_pairs(rms_pieces *shape, size_t at, size_t n);
void shrink_drop_pairs(struct shrinker *s);
void shrink_simplify_whole(struct shrinker *s);

/* ---- shrink_values.c: values and the list ---- */

/** Replace the value of a pair by the encoded text. */
int shrink_try_value(struct shrinker *s, const rms_pieces *shape, size_t at, rms_span text);
int shrink_try_list(struct shrinker *s, const rms_pieces *shape, size_t at, const json_t *list);
typedef void list_change(struct shrinker *s, const rms_pieces *shape, size_t at, json_t *list);
/** Hand the list of BackendServers, if the pair is one, to `change`. */
void shrink_with_list(struct shrinker *s, size_t at, list_change *change);
/** Names and values in the one spelling of the signature pages. */
void shrink_respell(struct shrinker *s);
void shrink_respell_each(struct shrinker *s);
void shrink_simplify_values(struct shrinker *s);

/* ---- shrink_settle.c ---- */

/** Onto decided ground: longer, but with fewer open points. */
void shrink_settle(struct shrinker *s);

#endif
