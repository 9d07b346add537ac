#include "harness/parser/pieces.h"

#include "protocol/percent.h"

#include <string.h>

/* ---- taking apart ---- */

static int read_pairs(rms_span text, int in_body, rms_pieces *shape)
{
    for (size_t at = 0; at < text.n;) {
        const char *ampersand = memchr(text.p + at, '&', text.n - at);
        const size_t n = ampersand ? (size_t)(ampersand - text.p) - at : text.n - at;
        const rms_span piece = {text.p + at, n};
        const char *equals = n ? memchr(piece.p, '=', n) : NULL;
        const size_t name_n = equals ? (size_t)(equals - piece.p) : n;
        if (shape->n == RMS_PIECES_PAIRS_MAX)
            return 0;
        shape->pair[shape->n++] =
            (rms_pieces_pair){.name = {piece.p, name_n},
                              .value = {equals ? equals + 1 : piece.p + n, equals ? n - name_n - 1 : 0},
                              .bare = !equals,
                              .in_body = in_body};
        at += n + 1;
    }
    return 1;
}

int rms_pieces_read(rms_span request, rms_pieces *ret)
{
    rms_request_view view;
    rms_pieces shape = {.n = 0};
    if (rms_request_split(request, &view, NULL) != RMS_OK)
        return 0;
    const char *mark = memchr(view.target.p, '?', view.target.n);
    const char *behind = view.target.p + view.target.n;
    const char *end = memchr(request.p, '\n', request.n);
    if (!end)
        end = request.p + request.n;
    shape.crlf = end > behind && end[-1] == '\r';
    shape.method = view.method;
    shape.path = (rms_span){view.target.p, mark ? (size_t)(mark - view.target.p) : view.target.n};
    shape.version = (rms_span){behind, (size_t)(end - behind) - (size_t)shape.crlf};
    shape.type = view.content_type;
    shape.has_type = view.content_type.n != 0;
    shape.has_query = mark != NULL;
    if ((mark && !read_pairs((rms_span){mark + 1, (size_t)(behind - mark) - 1}, 0, &shape)) ||
        !read_pairs(view.body, 1, &shape))
        return 0;
    *ret = shape;
    return 1;
}

/* ---- putting together ---- */

static void print_pairs(const rms_pieces *shape, int in_body, const char *first, rms_buffer *out)
{
    for (size_t i = 0; i < shape->n; i++) {
        const rms_pieces_pair *pair = &shape->pair[i];
        if (pair->in_body != in_body)
            continue;
        rms_buffer_puts(out, first);
        rms_buffer_span(out, pair->name);
        rms_buffer_puts(out, pair->bare ? "" : "=");
        rms_buffer_span(out, pair->value);
        first = "&";
    }
}

void rms_pieces_print(const rms_pieces *shape, rms_buffer *out)
{
    const char *const end = shape->crlf ? "\r\n" : "\n";
    rms_buffer_span(out, shape->method);
    rms_buffer_putc(out, ' ');
    rms_buffer_span(out, shape->path);
    print_pairs(shape, 0, "?", out);
    rms_buffer_span(out, shape->version);
    rms_buffer_puts(out, end);
    if (shape->has_type) {
        rms_buffer_puts(out, "Content-Type: ");
        rms_buffer_span(out, shape->type);
        rms_buffer_puts(out, end);
    }
    rms_buffer_puts(out, end);
    print_pairs(shape, 1, "", out);
}

/* ---- pieces ---- */

rms_span rms_pieces_decoded(rms_arena *arena, rms_span piece)
{
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    if (rms_percent_decode(piece, RMS_PLUS_IS_SPACE, &out, NULL) == RMS_E_SYNTAX)
        return piece;
    const rms_span text = rms_buffer_view(&out);
    return (rms_span){out.status == RMS_OK ? rms_arena_copy_span(arena, text) : NULL, text.n};
}

rms_span rms_pieces_encoded(rms_arena *arena, rms_span text)
{
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    rms_percent_encode(text, &out);
    const rms_span piece = rms_buffer_view(&out);
    return (rms_span){out.status == RMS_OK ? rms_arena_copy_span(arena, piece) : NULL, piece.n};
}
