#include "protocol/dialect.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* A piece of the text. Whether the pieces make JSON is for jansson to say. */
enum token_kind { TOKEN_OTHER, TOKEN_BLANKS, TOKEN_TEXT, TOKEN_PUNCTUATION };

struct token {
    enum token_kind kind;
    char first; /* the quote, the punctuation mark */
    int closed; /* of a text: it ends with its quote */
    rms_span span;
};

/* Which kind of piece a byte starts: every list passes here byte by byte. */
static enum token_kind kind_of(char c)
{
    static const unsigned char kinds[UCHAR_MAX + 1] = {
        [' '] = TOKEN_BLANKS,      ['\t'] = TOKEN_BLANKS,     ['\r'] = TOKEN_BLANKS,     ['\n'] = TOKEN_BLANKS,
        ['"'] = TOKEN_TEXT,        ['\''] = TOKEN_TEXT,       ['['] = TOKEN_PUNCTUATION, [']'] = TOKEN_PUNCTUATION,
        ['{'] = TOKEN_PUNCTUATION, ['}'] = TOKEN_PUNCTUATION, [','] = TOKEN_PUNCTUATION, [':'] = TOKEN_PUNCTUATION,
    };
    return (enum token_kind)kinds[(unsigned char)c];
}

/* Length of the quoted text at the start of @p rest, both quotes included; up to the end when it is not closed. */
static size_t quoted_length(rms_span rest, int *ret_closed)
{
    size_t quote = 0; /* the next one from `i` on; looked for once, however many escapes stand in front of it */
    for (size_t i = 1; i < rest.n;) {
        if (quote < i) {
            const char *found = memchr(rest.p + i, rest.p[0], rest.n - i);
            quote = found ? (size_t)(found - rest.p) : rest.n;
        }
        const char *escape = memchr(rest.p + i, '\\', quote - i);
        if (!escape) {
            *ret_closed = quote < rest.n;
            return *ret_closed ? quote + 1 : rest.n;
        }
        i = (size_t)(escape - rest.p) + 2;
    }
    *ret_closed = 0;
    return rest.n;
}

/* Cut the next piece off @p rest; 0 at its end. */
static int next_token(rms_span *rest, struct token *token)
{
    if (rest->n == 0)
        return 0;
    size_t n = 1;
    token->first = rest->p[0];
    token->kind = kind_of(token->first);
    if (token->kind == TOKEN_TEXT)
        n = quoted_length(*rest, &token->closed);
    else if (token->kind != TOKEN_PUNCTUATION)
        while (n < rest->n && kind_of(rest->p[n]) == token->kind)
            n++;
    token->span = (rms_span){rest->p, n};
    rest->p += n;
    rest->n -= n;
    return 1;
}

static int opens(const struct token *token)
{
    return token->first == '[' || token->first == '{';
}

static int closes(const struct token *token)
{
    return token->first == ']' || token->first == '}';
}

/* 1 when a comma behind this piece separates it from something: it ends a value. */
static int ends_value(const struct token *token)
{
    return token->kind != TOKEN_PUNCTUATION || closes(token);
}

static rms_status add_mark(rms_dialect_text *to, size_t origin)
{
    if (to->n_marks == to->capacity) {
        const size_t capacity = to->capacity ? 2 * to->capacity : 16;
        rms_dialect_mark *marks = realloc(to->marks, capacity * sizeof *marks);
        if (!marks)
            return RMS_E_NOMEM;
        to->marks = marks;
        to->capacity = capacity;
    }
    to->marks[to->n_marks++] = (rms_dialect_mark){to->json.n, origin};
    return RMS_OK;
}

/* Append a text in single quotes, which starts at `origin`, in double quotes. */
static rms_status requote(const struct token *text, size_t origin, rms_dialect_text *to)
{
    const char *p = text->span.p;
    const size_t end = text->span.n - (size_t)text->closed;
    size_t from = 1; /* what is not appended yet */
    rms_buffer_putc(&to->json, '"');
    for (size_t i = 1; i < end; i++) {
        const int quote = p[i] == '"';
        const int escaped_quote = p[i] == '\\' && i + 1 < end && p[i + 1] == '\'';
        if (quote || escaped_quote) {
            rms_buffer_append(&to->json, p + from, i - from);
            if (quote)
                rms_buffer_putc(&to->json, '\\');
            from = i + (size_t)escaped_quote;
            if (add_mark(to, origin + from) != RMS_OK)
                return RMS_E_NOMEM;
        }
        if (p[i] == '\\')
            i++;
    }
    rms_buffer_append(&to->json, p + from, end - from);
    if (text->closed)
        rms_buffer_putc(&to->json, '"');
    return to->json.status;
}

/* Take note of a dialect, and where it was met first. */
static void meet(rms_dialect_text *to, uint32_t dialect, size_t origin, size_t *first)
{
    if (!(to->met & dialect))
        *first = origin;
    to->met |= dialect;
}

/* What of the original stands in the rewritten text already. */
struct copied {
    rms_span text;
    size_t n;
};

/* Append the original as it is, up to @p origin. */
static void copy_up_to(struct copied *copied, size_t origin, rms_dialect_text *to)
{
    rms_buffer_append(&to->json, copied->text.p + copied->n, origin - copied->n);
    copied->n = origin;
}

/* Append the original up to the comma at @p origin, and a blank in its place. */
static void blank_comma(struct copied *copied, size_t origin, rms_dialect_text *to)
{
    copy_up_to(copied, origin, to);
    rms_buffer_putc(&to->json, ' ');
    copied->n = origin + 1;
    meet(to, RMS_DIALECT_TRAILING_COMMA, origin, &to->trailing_comma_at);
}

static rms_status rewrite(rms_span text, rms_dialect_text *to, rms_error *err)
{
    struct token token = {0};
    struct copied copied = {.text = text};
    int comma_pending = 0; /* a comma follows a value, and nothing but blanks follows it so far */
    size_t comma = 0;      /* its place */
    int behind_value = 0;
    size_t depth = 0;
    for (rms_span rest = text; next_token(&rest, &token);) {
        const size_t origin = (size_t)(token.span.p - text.p);
        if (opens(&token) && ++depth > RMS_LIST_DEPTH_MAX)
            return rms_fail(err, RMS_E_LIMIT, origin, "nested deeper than %d", RMS_LIST_DEPTH_MAX);
        if (closes(&token)) {
            depth -= depth > 0;
            if (comma_pending)
                blank_comma(&copied, comma, to);
        }
        if (token.kind != TOKEN_BLANKS) {
            comma_pending = token.first == ',' && behind_value;
            comma = origin;
            behind_value = ends_value(&token);
        }
        if (token.first == '\'') {
            meet(to, RMS_DIALECT_SINGLE_QUOTES, origin, &to->single_quote_at);
            copy_up_to(&copied, origin, to);
            copied.n += token.span.n;
            const rms_status status = requote(&token, origin, to);
            if (status != RMS_OK)
                return rms_fail(err, status, origin, "%s", rms_status_text(status));
        }
    }
    copy_up_to(&copied, text.n, to);
    return to->json.status == RMS_OK ? RMS_OK
                                     : rms_fail(err, to->json.status, 0, "%s", rms_status_text(to->json.status));
}

rms_status rms_dialect_rewrite(rms_span text, rms_dialect_text *ret, rms_error *err)
{
    rms_dialect_text to = {0};
    const rms_status status = rewrite(text, &to, err);
    if (status != RMS_OK)
        rms_dialect_done(&to);
    else
        *ret = to;
    return status;
}

size_t rms_dialect_origin(const rms_dialect_text *rewritten, size_t offset)
{
    size_t low = 0, high = rewritten->n_marks; /* the marks before `low` are not behind the offset */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (rewritten->marks[middle].at <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return offset;
    const rms_dialect_mark *mark = &rewritten->marks[low - 1];
    return mark->origin + (offset - mark->at);
}

size_t rms_dialect_member(rms_span text, size_t index)
{
    struct token token = {0};
    size_t depth = 0, before = 0;
    int due = 0; /* the next piece starts a member */
    for (rms_span rest = text; next_token(&rest, &token);) {
        if (token.kind == TOKEN_BLANKS)
            continue;
        if (due && before++ == index)
            return (size_t)(token.span.p - text.p);
        due = 0;
        if (opens(&token))
            due = depth++ == 0;
        else if (closes(&token))
            depth -= depth > 0;
        else
            due = depth == 1 && token.first == ',';
    }
    return text.n;
}

void rms_dialect_done(rms_dialect_text *rewritten)
{
    rms_buffer_done(&rewritten->json);
    free(rewritten->marks);
    *rewritten = (rms_dialect_text){0};
}
