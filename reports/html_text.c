/* Escaping, and what differs between two texts. */
#include "reports/html_parts.h"
#include "reports/text.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A character that means something to HTML. */
static const char *entity_of(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

static void put_plain(FILE *out, const char *text)
{
    for (; *text; text++) {
        const char *entity = entity_of(*text);
        if (entity)
            (void)fputs(entity, out);
        else
            (void)fputc(*text, out);
    }
}

/* At most @p n bytes; what would mislead is spelt out and marked as such. */
static void put_bytes(FILE *out, const char *text, size_t n)
{
    const char *end = text + n;
    while (text < end) {
        if (*text == '\n' || *text == '\t') {
            (void)fputc(*text++, out);
            continue;
        }
        if (text[0] == '\r' && text[1] == '\n') {
            text++;
            continue;
        }
        const rms_glyph g = rms_text_glyph(text);
        (void)fputs(g.escaped ? "<span class=\"esc\">" : "", out);
        put_plain(out, g.text);
        (void)fputs(g.escaped ? "</span>" : "", out);
        text += g.bytes;
    }
}

void html_text(FILE *out, const char *text)
{
    put_bytes(out, text, strlen(text));
}

void html_attribute(FILE *out, const char *text)
{
    while (*text) {
        const rms_glyph g = rms_text_glyph(text);
        put_plain(out, g.text);
        text += g.bytes;
    }
}

void html_fragment(FILE *out, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~/:";
    while (*text) { /* of what html_attribute makes of it, for that is what the id is */
        const rms_glyph g = rms_text_glyph(text);
        for (const char *p = g.text; *p; p++)
            if (strchr(plain, *p))
                (void)fputc(*p, out);
            else
                (void)fprintf(out, "%%%02X", (unsigned)(unsigned char)*p);
        text += g.bytes;
    }
}

/* -- tokens -------------------------------------------------------------------------------------------------------- */

static int is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static html_token token_at(const char *p)
{
    size_t n = 0;
    while (is_word(p[n]) || (n > 0 && p[n] == '.' && is_word(p[n + 1])))
        n++;
    if (n == 0 && *p)
        n = rms_text_glyph(p).bytes;
    return (html_token){.p = p, .n = n};
}

static int is_same(const html_token *a, const html_token *b)
{
    return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

/* Owner: free(). NULL without memory. */
static html_token *tokens_of(const char *text, size_t *ret_n)
{
    html_token *tokens = malloc((strlen(text) + 1) * sizeof *tokens);
    size_t n = 0;
    for (const char *p = text; tokens && *p; p += tokens[n++].n)
        tokens[n] = token_at(p);
    *ret_n = n;
    return tokens;
}

/* -- what two texts have in common --------------------------------------------------------------------------------- */

/* Mark the longest common subsequence. 0 without memory. */
static int mark_common(html_token *a, size_t n, html_token *b, size_t m)
{
    if (n > HTML_DIFF_TOKENS_MAX || m > HTML_DIFF_TOKENS_MAX || n == 0 || m == 0)
        return 1; /* nothing is common */
    const size_t width = m + 1;
    uint16_t *length = calloc((n + 1) * width, sizeof *length);
    if (!length)
        return 0;
    for (size_t i = n; i-- > 0;)
        for (size_t j = m; j-- > 0;) {
            const uint16_t down = length[(i + 1) * width + j], right = length[i * width + j + 1];
            length[i * width + j] = is_same(&a[i], &b[j]) ? (uint16_t)(length[(i + 1) * width + j + 1] + 1)
                                    : down > right        ? down
                                                          : right;
        }
    for (size_t i = 0, j = 0; i < n && j < m;)
        if (is_same(&a[i], &b[j]))
            a[i++].common = b[j++].common = 1;
        else if (length[(i + 1) * width + j] >= length[i * width + j + 1])
            i++;
        else
            j++;
    free(length);
    return 1;
}

/* Compare; the same beginning and end cost nothing. 0 without memory. */
static int compare(html_token *a, size_t n, html_token *b, size_t m)
{
    size_t first = 0;
    while (first < n && first < m && is_same(&a[first], &b[first])) {
        a[first].common = b[first].common = 1;
        first++;
    }
    while (n > first && m > first && is_same(&a[n - 1], &b[m - 1]))
        a[--n].common = b[--m].common = 1;
    return mark_common(a + first, n - first, b + first, m - first);
}

static size_t count_common_words(const html_token *tokens, size_t n, size_t *ret_words)
{
    size_t common = 0;
    *ret_words = 0;
    for (size_t i = 0; i < n; i++) {
        *ret_words += is_word(*tokens[i].p);
        common += is_word(*tokens[i].p) && tokens[i].common;
    }
    return common;
}

/* Texts that share little differ as a whole: crumbs in common would only confuse. */
static void forget_crumbs(html_token *a, size_t n, html_token *b, size_t m)
{
    size_t words_a = 0, words_b = 0;
    const size_t common = count_common_words(a, n, &words_a);
    (void)count_common_words(b, m, &words_b);
    if (3 * common >= (words_a < words_b ? words_a : words_b) && common > 0)
        return;
    for (size_t i = 0; i < n; i++)
        a[i].common = 0;
    for (size_t i = 0; i < m; i++)
        b[i].common = 0;
}

static void put_tokens(FILE *out, const html_token *tokens, size_t n, const char *element)
{
    for (size_t i = 0; i < n;) {
        const char *begin = tokens[i].p;
        const int common = tokens[i].common;
        size_t bytes = 0;
        for (; i < n && tokens[i].common == common; i++)
            bytes += tokens[i].n;
        if (!common)
            (void)fprintf(out, "<%s>", element);
        put_bytes(out, begin, bytes);
        if (!common)
            (void)fprintf(out, "</%s>", element);
    }
}

int html_pair(FILE *out, const char *left, const char *right)
{
    size_t n = 0, m = 0;
    html_token *a = tokens_of(left, &n), *b = tokens_of(right, &m);
    const int good = a && b && compare(a, n, b, m);
    if (good) {
        forget_crumbs(a, n, b, m);
        (void)fputs("<div class=\"pair\"><div><h5>Expected</h5><pre>", out);
        put_tokens(out, a, n, "del");
        (void)fputs("</pre></div><div><h5>Actual</h5><pre>", out);
        put_tokens(out, b, m, "ins");
        (void)fputs("</pre></div></div>", out);
    }
    free(a);
    free(b);
    return good ? 0 : -ENOMEM;
}

/* A word that says something by itself: it has a digit, or a capital and some length. */
static int is_telling(const html_token *token)
{
    int digit = 0, capital = 0;
    for (size_t i = 0; i < token->n; i++) {
        digit |= token->p[i] >= '0' && token->p[i] <= '9';
        capital |= token->p[i] >= 'A' && token->p[i] <= 'Z';
    }
    return is_word(*token->p) && token->n >= 3 && (digit || (capital && token->n >= 5));
}

static int is_among(const html_token *token, const html_token *tokens, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_same(token, &tokens[i]))
            return 1;
    return 0;
}

int html_marked(FILE *out, const char *text, const char *expected, const char *actual)
{
    size_t n = 0, m = 0, k = 0;
    html_token *came = tokens_of(actual ? actual : "", &n), *wanted = tokens_of(expected ? expected : "", &m);
    if (!came || !wanted) {
        free(came);
        free(wanted);
        return -ENOMEM;
    }
    for (size_t i = 0; i < n && k < HTML_DIFF_TOKENS_MAX; i++)
        if (is_telling(&came[i]) && !is_among(&came[i], wanted, m) && !is_among(&came[i], came, k))
            came[k++] = came[i];
    for (const char *p = text; *p;) {
        const html_token token = token_at(p);
        const int marked = k > 0 && is_word(*p) && is_among(&token, came, k);
        (void)fputs(marked ? "<mark>" : "", out);
        put_bytes(out, token.p, token.n);
        (void)fputs(marked ? "</mark>" : "", out);
        p += token.n;
    }
    free(came);
    free(wanted);
    return 0;
}
