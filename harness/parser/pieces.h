/**
 * A request in pieces that can be taken away, changed and put together again: what generating and shrinking work on.
 *
 * Pieces are spans into the request or into the arena; nothing is freed singly.
 */
#ifndef RMS_HARNESS_PARSER_PIECES_H
#define RMS_HARNESS_PARSER_PIECES_H

#include "harness/cases/arena.h"
#include "rmspec/request.h"

/** Pairs of a request, at most; one with more is not taken apart. */
#define RMS_PIECES_PAIRS_MAX 256

typedef struct rms_pieces_pair {
    rms_span name, value; /**< as they travel, encoded */
    int bare;             /**< no '=' behind the name */
    int in_body;
} rms_pieces_pair;

typedef struct rms_pieces {
    rms_span method, path;
    rms_span version; /**< " HTTP/1.1"; may be empty */
    rms_span type;    /**< of the body */
    int has_type, has_query, crlf;
    rms_pieces_pair pair[RMS_PIECES_PAIRS_MAX];
    size_t n;
} rms_pieces;

/** Take a request apart. 0 when it is no request in the one form, or has too many pairs. */
int rms_pieces_read(rms_span request, rms_pieces *ret);
/** Put it together. Errors: as rms_buffer. */
void rms_pieces_print(const rms_pieces *shape, rms_buffer *out);

/** Decode and encode a piece, as values travel in a form. An escape that is none leaves the piece as it is. NULL p
 * without memory. */
rms_span rms_pieces_decoded(rms_arena *arena, rms_span piece);
rms_span rms_pieces_encoded(rms_arena *arena, rms_span text);

#endif
