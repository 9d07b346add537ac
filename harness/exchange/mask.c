/* Secrets are found by the names in front of them, whatever the text around is: query, form, header, JSON, XML. */
#include "harness/exchange/exchange.h"
#include "harness/exchange/secrets.h"

#include <ctype.h>
#include <string.h>

typedef enum secrecy {
    WHOLE, /* the value */
    LINE,  /* everything up to the end of the line or the quote around it */
    TAIL   /* all but the first few characters: an id that tells accounts apart */
} secrecy;

static const struct {
    const char *name; /* in lower case */
    secrecy secrecy;
} secrets[] = {
    {"signature", WHOLE},          {"securitytoken", WHOLE},
    {"bearertoken", WHOLE},        {"accesskeysecret", WHOLE},
    {"access_key_secret", WHOLE},  {"x-acs-security-token", WHOLE},
    {"x-acs-bearer-token", WHOLE}, {"x-acs-accesskey-secret", WHOLE},
    {"authorization", LINE},       {"proxy-authorization", LINE},
    {"accesskeyid", TAIL},         {"access_key_id", TAIL},
    {"x-acs-accesskey-id", TAIL},
};

enum { TAIL_SHOWN = 4 };

/* A character of the text. `n` bytes stand for it: 1, or 3, 5, ... when it is percent-encoded once, twice, ... */
typedef struct letter {
    char c;
    size_t n;
} letter;

/* Value of a hexadecimal digit, 16 for anything else. */
static unsigned digit(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (unsigned)(at - digits) % 16 : 16;
}

/* The letter at a place; {0, 0} behind the end. "%2541" is "%41" encoded, which is "A" encoded. */
static letter letter_at(rms_span text, size_t at)
{
    if (at >= text.n)
        return (letter){0, 0};
    letter l = {text.p[at], 1};
    while (l.c == '%' && at + l.n + 1 < text.n) {
        const unsigned high = digit(text.p[at + l.n]), low = digit(text.p[at + l.n + 1]);
        if (high == 16 || low == 16)
            break;
        l.c = (char)(high << 4 | low);
        l.n += 2;
    }
    return l;
}

static int is_name_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* Bytes of `name` at a place, 0 when something else stands there. */
static size_t name_length(rms_span text, size_t at, const char *name)
{
    size_t n = 0;
    for (; *name; name++) {
        const letter l = letter_at(text, at + n);
        if (l.n == 0 || tolower((unsigned char)l.c) != *name)
            return 0;
        n += l.n;
    }
    return n;
}

static size_t skip(rms_span text, size_t at, const char *letters)
{
    for (letter l; (l = letter_at(text, at)).n && l.c && strchr(letters, l.c);)
        at += l.n;
    return at;
}

/* Where a value ends that starts at a place. `level` is the size of the separator in front of it: what is encoded more
 * deeply belongs to the value. */
static size_t value_end(rms_span text, size_t at, const char *ends, size_t level)
{
    for (letter l; (l = letter_at(text, at)).n; at += l.n) {
        if (l.c == '\\' && l.n == 1 && at + 1 < text.n) {
            at++; /* an escaped quote does not end a quoted text */
            l = letter_at(text, at);
        } else if (l.n <= level && (!l.c || strchr(ends, l.c))) {
            break;
        }
    }
    return at < text.n ? at : text.n;
}

/* Find name, separator and value at a place. Returns 0, or 1 with the bounds of the value. */
static int secret_at(rms_span text, size_t at, secrecy *ret_secrecy, size_t *ret_from, size_t *ret_to)
{
    size_t n = 0, i = 0;
    while (i < RMS_COUNT(secrets) && !(n = name_length(text, at, secrets[i].name)))
        i++;
    if (!n)
        return 0;
    at = skip(text, at + n, "\"' \t\\");
    const letter separator = letter_at(text, at);
    if (separator.n == 0 || !separator.c || !strchr("=:>", separator.c))
        return 0;
    at = skip(text, at + separator.n, " \t\\");
    const letter quote = letter_at(text, at);
    const int quoted = quote.n && (quote.c == '"' || quote.c == '\'');
    const char ends_quoted[] = {quote.c, '\r', '\n', '\0'};
    const char *ends = quoted                       ? ends_quoted
                       : separator.c == '>'         ? "<"
                       : secrets[i].secrecy == LINE ? "\r\n\"'"
                                                    : "& \t\r\n\"'<>,;)}]";
    *ret_secrecy = secrets[i].secrecy;
    *ret_from = quoted ? at + quote.n : at;
    *ret_to = value_end(text, *ret_from, ends, separator.n);
    return 1;
}

/* "://user:password@host": the bounds of the password. */
static int password_at(rms_span text, size_t at, size_t *ret_from, size_t *ret_to)
{
    if (text.n - at < 3 || memcmp(text.p + at, "://", 3) != 0)
        return 0;
    size_t colon = 0;
    for (size_t i = at + 3; i < text.n && text.p[i] && !strchr("/?# \t\r\n'\"<>", text.p[i]); i++) {
        if (text.p[i] == ':' && !colon)
            colon = i;
        if (text.p[i] == '@' && colon) {
            *ret_from = colon + 1;
            *ret_to = i;
            return 1;
        }
    }
    return 0;
}

void rms_mask(rms_span text, rms_buffer *out)
{
    char before = '\0';
    for (size_t at = 0; at < text.n;) {
        secrecy how = WHOLE;
        size_t from = 0, to = 0;
        const size_t known = rms_secret_length((rms_span){text.p + at, text.n - at});
        if (known) {
            rms_buffer_puts(out, "***");
            at += known;
            before = '*';
            continue;
        }
        if ((!is_name_letter(before) && secret_at(text, at, &how, &from, &to)) || password_at(text, at, &from, &to)) {
            const size_t shown = how == TAIL && to - from > TAIL_SHOWN ? TAIL_SHOWN : 0;
            rms_buffer_append(out, text.p + at, from + shown - at);
            if (to > from)
                rms_buffer_puts(out, "***");
            at = to;
            before = '\0';
            continue;
        }
        const letter l = letter_at(text, at);
        rms_buffer_append(out, text.p + at, l.n);
        before = l.c;
        at += l.n;
    }
}

void rms_mask_value(rms_span name, rms_span value, rms_buffer *out)
{
    size_t i = 0;
    while (i < RMS_COUNT(secrets) && name_length(name, 0, secrets[i].name) != name.n)
        i++;
    if (i == RMS_COUNT(secrets) || name.n == 0) {
        rms_mask(value, out);
        return;
    }
    if (secrets[i].secrecy == TAIL && value.n > TAIL_SHOWN)
        rms_buffer_append(out, value.p, TAIL_SHOWN);
    if (value.n)
        rms_buffer_puts(out, "***");
}
