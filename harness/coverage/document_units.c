#include "harness/coverage/document_units.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#define RMS_UNIT_KIND_AS_WORD(id, word) word,

const char *rms_unit_kind_word(rms_unit_kind kind)
{
    static const char *const words[] = {RMS_UNIT_KIND_MAP(RMS_UNIT_KIND_AS_WORD)};
    return words[kind];
}

rms_status rms_sha256(rms_span bytes, char ret[RMS_SHA256_TEXT])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    size_t n = 0;
    if (!EVP_Q_digest(NULL, "SHA256", NULL, bytes.p, bytes.n, digest, &n) || n * 2 + 1 != RMS_SHA256_TEXT)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        (void)snprintf(ret + 2 * i, 3, "%02x", digest[i]);
    return RMS_OK;
}

/* ---- characters ---- */

/* Bytes of white space at p: an ASCII one or a no-break space in UTF-8. */
static size_t blank_at(const char *p, size_t n)
{
    if (n && strchr(" \t\r\n\v\f", *p) && *p)
        return 1;
    return n >= 2 && p[0] == '\xC2' && p[1] == '\xA0' ? 2 : 0;
}

/* Bytes of a Markdown mark at p: bold, code, or a backslash that keeps punctuation from being one. */
static size_t mark_at(const char *p, size_t n)
{
    if (n >= 2 && p[0] == '*' && p[1] == '*')
        return 2;
    if (*p == '`')
        return 1;
    return n >= 2 && *p == '\\' && ispunct((unsigned char)p[1]);
}

void rms_text_normalise(rms_span text, int marks, rms_buffer *out)
{
    int blank = 0, begun = 0;
    for (size_t i = 0; i < text.n;) {
        const size_t white = blank_at(text.p + i, text.n - i);
        const size_t mark = !white && marks ? mark_at(text.p + i, text.n - i) : 0;
        blank |= white > 0;
        i += white + mark;
        if (white || (mark && text.p[i - mark] != '\\') || i >= text.n)
            continue;
        if (blank && begun)
            rms_buffer_putc(out, ' ');
        rms_buffer_putc(out, text.p[i++]);
        begun = 1;
        blank = 0;
    }
}

static rms_span trim(rms_span text)
{
    for (size_t n; (n = blank_at(text.p, text.n));)
        text = (rms_span){text.p + n, text.n - n};
    while (text.n) {
        const size_t two = text.n >= 2 && blank_at(text.p + text.n - 2, 2) == 2 ? 2 : 0;
        const size_t n = two ? two : blank_at(text.p + text.n - 1, 1);
        if (!n)
            break;
        text.n -= n;
    }
    return text;
}

static int starts(rms_span text, const char *with)
{
    const size_t n = strlen(with);
    return text.n >= n && memcmp(text.p, with, n) == 0;
}

static int ends(rms_span text, char with)
{
    return text.n && text.p[text.n - 1] == with;
}

/* ---- the splitter ---- */

typedef enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_ROW, BLOCK_FENCE } block;

typedef struct splitter {
    rms_arena *arena;
    rms_document_unit *units;
    size_t n;
    rms_status status;
    block block;
    unsigned line;       /* of the line that is being read */
    unsigned block_line; /* where the block starts */
    size_t indent;       /* of a list item's text; 0 outside of lists */
    rms_buffer text;     /* of the block, lines joined by '\n' */
} splitter;

static void add_unit(splitter *s, rms_unit_kind kind, unsigned line, rms_span text)
{
    RMS_AUTO(rms_buffer_done) rms_buffer normal = {.n = 0};
    rms_text_normalise(text, kind != RMS_UNIT_EXAMPLE, &normal);
    if (s->status != RMS_OK || (normal.status == RMS_OK && normal.n == 0))
        return;
    rms_document_unit *units = rms_arena_grow(s->arena, s->units, s->n, sizeof *units);
    const char *copy = normal.status == RMS_OK ? rms_arena_copy_span(s->arena, rms_buffer_view(&normal)) : NULL;
    if (!units || !copy || rms_sha256(rms_buffer_view(&normal), units[s->n].sha256) != RMS_OK)
        s->status = RMS_E_NOMEM;
    else if (s->n >= RMS_DOCUMENT_UNITS_MAX)
        s->status = RMS_E_LIMIT;
    if (s->status != RMS_OK)
        return;
    s->units = units;
    units[s->n].kind = kind;
    units[s->n].line = line;
    units[s->n++].text = copy;
}

/* Behind the end of the sentence that starts at 0. */
static size_t sentence_end(rms_span text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!strchr(".?!", text.p[i]) || !text.p[i])
            continue;
        size_t end = i + 1, next;
        while (end < text.n && strchr(".?!\"')]*`", text.p[end]) && text.p[end])
            end++;
        for (next = end; next < text.n && blank_at(text.p + next, text.n - next);)
            next += blank_at(text.p + next, text.n - next);
        if (next == text.n || (next > end && !islower((unsigned char)text.p[next])))
            return end;
        i = end - 1;
    }
    return text.n;
}

static unsigned lines_in(rms_span text)
{
    unsigned n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '\n';
    return n;
}

static void add_paragraph(splitter *s, rms_span text)
{
    unsigned line = s->block_line;
    if (starts(text, "{") || starts(text, "[{")) {
        add_unit(s, RMS_UNIT_EXAMPLE, line, text);
        return;
    }
    while (text.n && s->status == RMS_OK) {
        const size_t n = sentence_end(text);
        const rms_span rest = trim((rms_span){text.p + n, text.n - n});
        add_unit(s, RMS_UNIT_SENTENCE, line, (rms_span){text.p, n});
        line += lines_in((rms_span){text.p, (size_t)(rest.p - text.p)});
        text = rest;
    }
}

/* "a | b | c"; nothing for the line of dashes under the head. */
static void add_row(splitter *s, rms_span text)
{
    RMS_AUTO(rms_buffer_done) rms_buffer row = {.n = 0};
    int dashes = 1;
    text = trim(text);
    text = (rms_span){text.p + 1, text.n - 1 - (text.n > 1 && ends(text, '|'))};
    for (size_t i = 0; i < text.n; i++)
        dashes &= strchr("-:|", text.p[i]) != NULL || blank_at(text.p + i, text.n - i) > 0;
    for (const char *p = text.p, *end = text.p + text.n; p <= end;) {
        const char *bar = memchr(p, '|', (size_t)(end - p));
        const size_t n = (size_t)((bar ? bar : end) - p);
        rms_buffer_puts(&row, p == text.p ? "" : " | ");
        rms_buffer_span(&row, trim((rms_span){p, n}));
        p += n + 1;
    }
    if (row.status != RMS_OK)
        s->status = row.status;
    else if (!dashes)
        add_unit(s, RMS_UNIT_ROW, s->block_line, rms_buffer_view(&row));
}

static void end_block(splitter *s)
{
    const rms_span text = rms_buffer_view(&s->text);
    if (s->text.status != RMS_OK)
        s->status = s->text.status;
    else if (s->block == BLOCK_PARAGRAPH)
        add_paragraph(s, trim(text));
    else if (s->block == BLOCK_ROW)
        add_row(s, text);
    else if (s->block == BLOCK_FENCE)
        add_unit(s, RMS_UNIT_EXAMPLE, s->block_line, text);
    rms_buffer_clear(&s->text);
    s->block = BLOCK_NONE;
}

static void begin_block(splitter *s, block kind, rms_span text)
{
    end_block(s);
    s->block = kind;
    s->block_line = s->line;
    rms_buffer_span(&s->text, text);
}

static void add_line(splitter *s, rms_span text)
{
    rms_buffer_putc(&s->text, '\n');
    rms_buffer_span(&s->text, text);
}

/* Bytes of a list mark with the blanks behind it; 0 when there is none. */
static size_t list_mark(rms_span text)
{
    static const char *const marks[] = {"-", "*", "\xE2\x80\xA2"};
    size_t n = 0;
    for (size_t i = 0; i < RMS_COUNT(marks) && !n; i++)
        n = starts(text, marks[i]) ? strlen(marks[i]) : 0;
    if (!n) {
        while (n < text.n && isdigit((unsigned char)text.p[n]))
            n++;
        n = n && n < text.n && text.p[n] == '.' ? n + 1 : 0;
    }
    const size_t mark = n;
    while (n && n < text.n && blank_at(text.p + n, text.n - n))
        n += blank_at(text.p + n, text.n - n);
    return n > mark ? n : 0;
}

/* Characters of UTF-8. */
static size_t columns(rms_span text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        n += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    return n;
}

static void heading(splitter *s, rms_span text)
{
    while (text.n && *text.p == '#')
        text = (rms_span){text.p + 1, text.n - 1};
    for (size_t i = text.n; ends(text, '}') && i > 0; i--)
        if (text.p[i - 1] == '{')
            text.n = i - 1;
    end_block(s);
    add_unit(s, RMS_UNIT_HEADING, s->line, text);
}

/* A line outside of fences and rows. */
static void prose_line(splitter *s, rms_span whole, rms_span text)
{
    const size_t indent = columns((rms_span){whole.p, (size_t)(text.p - whole.p)}), mark = list_mark(text);
    if (text.n == 0) {
        end_block(s);
    } else if (*text.p == '#') {
        heading(s, text);
    } else if (*text.p == '|') {
        begin_block(s, BLOCK_ROW, text);
        if (text.n > 1 && ends(text, '|'))
            end_block(s);
    } else if (starts(text, "![")) {
        end_block(s);
        add_unit(s, RMS_UNIT_PICTURE, s->line, text);
    } else if (mark) {
        begin_block(s, BLOCK_PARAGRAPH, (rms_span){text.p + mark, text.n - mark});
        s->indent = indent + columns((rms_span){text.p, mark});
    } else if (s->block == BLOCK_PARAGRAPH && indent >= s->indent) {
        add_line(s, text);
    } else {
        begin_block(s, BLOCK_PARAGRAPH, text);
        s->indent = 0;
    }
}

static void read_line(splitter *s, rms_span whole)
{
    const rms_span text = trim(whole);
    if (starts(text, "```")) {
        if (s->block == BLOCK_FENCE)
            end_block(s);
        else
            begin_block(s, BLOCK_FENCE, (rms_span){text.p, 0});
    } else if (s->block == BLOCK_FENCE) {
        add_line(s, whole);
    } else if (s->block == BLOCK_ROW && !starts(text, "#")) {
        add_line(s, text);
        if (ends(text, '|'))
            end_block(s);
    } else {
        prose_line(s, whole, text);
    }
}

rms_status rms_document_split(rms_span bytes, rms_arena *arena, rms_document_unit **ret, size_t *ret_n, rms_error *err)
{
    splitter s = {.arena = arena};
    if (bytes.n > RMS_DOCUMENT_BYTES_MAX)
        return rms_fail(err, RMS_E_LIMIT, RMS_DOCUMENT_BYTES_MAX, "a document has at most %zu bytes",
                        RMS_DOCUMENT_BYTES_MAX);
    for (const char *p = bytes.p, *end = bytes.p + bytes.n; p < end && s.status == RMS_OK;) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        const size_t n = (size_t)((stop ? stop : end) - p);
        s.line++;
        read_line(&s, (rms_span){p, n});
        p += n + 1;
    }
    end_block(&s);
    rms_buffer_done(&s.text);
    if (s.status == RMS_E_LIMIT)
        return rms_fail(err, s.status, 0, "a document has at most %d units", RMS_DOCUMENT_UNITS_MAX);
    if (s.status != RMS_OK)
        return rms_fail(err, s.status, 0, "%s", rms_status_text(s.status));
    *ret = s.units;
    *ret_n = s.n;
    return RMS_OK;
}
