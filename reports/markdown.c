#include "reports/markdown_parts.h"

#include "reports/copy.h"
#include "reports/grow.h"
#include "reports/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* -- texts --------------------------------------------------------------------------------------------------------- */

/* A stop, a colon or a hyphen as prose has them, which are no markup there; @p before is the character before it. */
static int is_punctuation(char before, const char *p)
{
    const int at_end = p[1] == ' ' || p[1] == '\0';
    return isalpha((unsigned char)before) &&
           ((*p == '.' && at_end) || (*p == ':' && at_end) || (*p == '-' && isalpha((unsigned char)p[1])));
}

/* A character as itself where it is never markup, else as a reference. */
static void put_char(FILE *out, unsigned char c)
{
    if (isalnum(c) || c >= 0x80 || strchr(" ,;()'\"", c))
        (void)fputc(c, out);
    else /* the blank without width ends what would become a mention or an issue */
        (void)fprintf(out, "&#%u;%s", c, c == '@' || c == '#' ? "&#8203;" : "");
}

void markdown_text(FILE *out, const char *text)
{
    const char *p = text;
    for (size_t shown = 0; *p && shown < RMS_MARKDOWN_LINE_MAX;) {
        const rms_glyph g = rms_text_glyph(p);
        if (is_punctuation(p > text ? p[-1] : ' ', p))
            (void)fputc(*p, out);
        else
            for (const char *q = g.text; *q; q++)
                put_char(out, (unsigned char)*q);
        shown += strlen(g.text);
        p += g.bytes;
    }
    if (*p)
        (void)fputs("…", out);
}

void markdown_code(FILE *out, const char *text)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_./:,;=?&%+*[](){}<>@#$!'\"~^";
    const size_t n = strlen(text);
    if (n > 0 && n <= RMS_MARKDOWN_LINE_MAX && strspn(text, plain) == n && text[0] != ' ' && text[n - 1] != ' ')
        (void)fprintf(out, "`%s`", text);
    else
        markdown_text(out, text);
}

/* The longest run of backticks. */
static size_t ticks(const char *text)
{
    size_t longest = 0;
    for (const char *p = strchr(text, '`'); p; p = strchr(p, '`')) {
        const size_t n = strspn(p, "`");
        longest = n > longest ? n : longest;
        p += n;
    }
    return longest;
}

/* Glyphs up to the limit; where the rest begins. */
static const char *put_lines(FILE *out, const char *text)
{
    for (size_t shown = 0; *text && shown < RMS_MARKDOWN_TEXT_MAX;) {
        if (text[0] == '\r' && text[1] == '\n')
            text++;
        const rms_glyph g = rms_text_glyph(text);
        (void)fputs(*text == '\n' ? "\n" : g.text, out);
        shown += strlen(g.text);
        text += g.bytes;
    }
    return text;
}

static void put_fence(FILE *out, size_t n, const char *after)
{
    while (n-- > 0)
        (void)fputc('`', out);
    (void)fputs(after, out);
}

void markdown_block(FILE *out, const char *label, const char *text)
{
    if (!text)
        return;
    const size_t inside = ticks(text), n = inside < 3 ? 3 : inside + 1; /* more than any line of the text has */
    (void)fprintf(out, "%s\n\n", label);
    put_fence(out, n, "text\n");
    const char *rest = put_lines(out, text);
    (void)fputc('\n', out);
    put_fence(out, n, "\n\n");
    if (*rest)
        (void)fprintf(out, "… and %zu bytes more\n\n", strlen(rest));
}

/* -- the page ------------------------------------------------------------------------------------------------------ */

FILE *page_begin(page *p)
{
    p->text = NULL;
    p->n = 0;
    p->item = open_memstream(&p->text, &p->n);
    if (!p->item)
        p->failed = 1;
    return p->item;
}

int page_end(page *p)
{
    const int broken = ferror(p->item);
    if (fclose(p->item) != 0 || broken)
        p->failed = 1;
    const int fits = !p->failed && p->used + p->n + PAGE_RESERVE <= p->limit;
    if (fits) {
        (void)fwrite(p->text, 1, p->n, p->out);
        p->used += p->n;
    }
    free(p->text);
    return fits;
}

void page_drop(page *p)
{
    (void)fclose(p->item);
    free(p->text);
}

void page_put(page *p, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int n = vfprintf(p->out, format, args);
    va_end(args);
    p->used += n > 0 ? (size_t)n : 0;
}

/* -- the reporter -------------------------------------------------------------------------------------------------- */

static int keep_sample(markdown *m, const rms_event_check *check)
{
    rms_event_check *samples = rms_grow(m->samples, m->n_samples, sizeof *samples);
    if (!samples)
        return 0;
    m->samples = samples;
    if (!check_copy(check, &samples[m->n_samples]))
        return 0;
    m->n_samples++;
    return 1;
}

/* Count a broken check below its rule; the first one of a rule is kept. */
static int take_broken(markdown *m, const rms_event_check *check)
{
    const size_t before = m->broken.n;
    if (!tally_add(&m->broken, check->rule, check))
        return 0;
    return m->broken.n == before || keep_sample(m, check);
}

static int take_check(markdown *m, const rms_event_check *check)
{
    const char *reason = check->reason ? check->reason : "no reason given";
    if (check_breaks(check, m->document.told.begin.strict))
        return take_broken(m, check);
    switch (check->verdict) {
    case RMS_VERDICT_WARN:
        return tally_add(&m->warned, check->rule, check) != NULL;
    case RMS_VERDICT_ERROR:
        return tally_add_reason(&m->errors, reason, check) != NULL;
    case RMS_VERDICT_SKIP:
        return tally_add_reason(&m->skipped, reason, check) != NULL;
    default:
        return 1;
    }
}

static void take(document *d, const rms_event *event)
{
    if (event->kind == RMS_EVENT_CHECK && !d->failed && !take_check((markdown *)d, &event->u.check))
        d->failed = 1;
}

static void render(document *d, FILE *out)
{
    page p = {.out = out, .limit = RMS_MARKDOWN_BYTES_MAX};
    markdown_put((markdown *)d, &p);
    d->failed |= p.failed;
}

static void done(document *d)
{
    markdown *m = (markdown *)d;
    tally_done(&m->broken);
    tally_done(&m->warned);
    tally_done(&m->errors);
    tally_done(&m->skipped);
    for (size_t i = 0; i < m->n_samples; i++)
        check_copy_done(&m->samples[i]);
    free(m->samples);
}

rms_reporter *rms_markdown_new(const char *path)
{
    static const document_kind kind = {take, render, done};
    markdown *m = calloc(1, sizeof *m);
    if (!m || document_init(&m->document, &kind, path))
        return m ? &m->document.base : NULL;
    m->document.base.destroy(&m->document.base);
    return NULL;
}
