/* The secrets that are known, found in whatever spelling they come back. */
#include "harness/exchange/secrets.h"

#include "harness/exchange/base64.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BASE64_GROUP = 3 };

static struct {
    pthread_rwlock_t lock;
    struct {
        char *text;
        size_t users;     /* how often it was told */
    } v[RMS_SECRETS_MAX]; /* each secret, and its three spellings inside Base64 */
    size_t n;
    /* 1 for bytes that one of them begins with, and for the first two together; read without the lock */
    atomic_uchar begins[256], begins_with[256][256];
} known = {.lock = PTHREAD_RWLOCK_INITIALIZER};

/* With the lock. The place of a text; known.n when it is not there. */
static size_t find(const char *text)
{
    size_t i = 0;
    while (i < known.n && strcmp(known.v[i].text, text) != 0)
        i++;
    return i;
}

/* With the lock. A secret is never shorter than two bytes. */
static void note_beginning(const char *text)
{
    const unsigned char first = (unsigned char)text[0], second = (unsigned char)text[1];
    int is_first = 0, is_pair = 0;
    for (size_t i = 0; i < known.n; i++)
        if ((unsigned char)known.v[i].text[0] == first) {
            is_first = 1;
            is_pair |= (unsigned char)known.v[i].text[1] == second;
        }
    atomic_store(&known.begins[first], (unsigned char)is_first);
    atomic_store(&known.begins_with[first][second], (unsigned char)is_pair);
}

/* With the lock. */
static rms_status add(const char *text)
{
    const size_t i = find(text);
    if (i == RMS_SECRETS_MAX)
        return RMS_E_LIMIT;
    if (i == known.n) {
        known.v[i].text = strdup(text);
        if (!known.v[i].text)
            return RMS_E_NOMEM;
        known.v[i].users = 0;
        known.n++;
        note_beginning(text);
    }
    known.v[i].users++;
    return RMS_OK;
}

/* With the lock. */
static rms_status drop(const char *text)
{
    const size_t i = find(text);
    if (i == known.n || --known.v[i].users)
        return RMS_OK;
    free(known.v[i].text);
    known.v[i] = known.v[--known.n];
    note_beginning(text);
    return RMS_OK;
}

/* What Base64 makes of the secret behind `before` other bytes of a group: the letters that depend on nothing else. */
static rms_status each_base64(rms_status (*with)(const char *text), const char *secret, size_t before)
{
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_buffer_append(&bytes, "\0\0", before);
    rms_buffer_puts(&bytes, secret);
    const size_t whole = bytes.n / BASE64_GROUP * BASE64_GROUP;
    rms_base64_encode((rms_span){bytes.p, whole}, &text);
    if (bytes.status != RMS_OK || text.status != RMS_OK)
        return RMS_E_NOMEM;
    const size_t skipped = before ? before + 1 : 0;
    return text.n >= skipped + RMS_SECRET_MIN ? with(text.p + skipped) : RMS_OK;
}

static rms_status each_spelling(rms_status (*with)(const char *text), const char *secret)
{
    if (!secret || strlen(secret) < RMS_SECRET_MIN)
        return RMS_OK;
    (void)pthread_rwlock_wrlock(&known.lock);
    rms_status status = with(secret);
    for (size_t before = 0; before < BASE64_GROUP && status == RMS_OK; before++)
        status = each_base64(with, secret, before);
    (void)pthread_rwlock_unlock(&known.lock);
    return status;
}

rms_status rms_mask_secret(const char *secret)
{
    return each_spelling(add, secret);
}

rms_status rms_mask_release(const char *secret)
{
    return each_spelling(drop, secret);
}

void rms_mask_forget(void)
{
    (void)pthread_rwlock_wrlock(&known.lock);
    while (known.n) {
        char *last = known.v[--known.n].text;
        note_beginning(last);
        free(last);
    }
    (void)pthread_rwlock_unlock(&known.lock);
}

/* Value of a hexadecimal digit, 16 for anything else. */
static unsigned digit(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (unsigned)(at - digits) % 16 : 16;
}

/* "%41": bytes, 0 for none. @p n are those of the escape that made a percent sign, 0 in the beginning: "%2541" is
 * "%41" encoded once more. */
static size_t percent(rms_span text, size_t n, char *ret)
{
    const size_t at = n ? n : 1;
    if (text.n < at + 2 || digit(text.p[at]) == 16 || digit(text.p[at + 1]) == 16)
        return 0;
    *ret = (char)(digit(text.p[at]) << 4 | digit(text.p[at + 1]));
    return at + 2;
}

/* "\/", "\u002f". */
static size_t json_escape(rms_span text, char *ret)
{
    unsigned code = 0;
    if (text.n < 2 || text.p[0] != '\\')
        return 0;
    if (text.p[1] != 'u') {
        *ret = text.p[1];
        return strchr("/\"\\'", text.p[1]) && text.p[1] ? 2 : 0;
    }
    if (text.n < 6)
        return 0;
    for (size_t i = 2; i < 6; i++) {
        if (digit(text.p[i]) == 16)
            return 0;
        code = code << 4 | digit(text.p[i]);
    }
    *ret = (char)code;
    return code < 0x80 ? 6 : 0;
}

/* "&amp;", "&#47;", "&#x2f;". */
static size_t entity(rms_span text, char *ret)
{
    static const struct {
        const char *name;
        char c;
    } names[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
    for (size_t i = 0; i < RMS_COUNT(names); i++)
        if (text.n >= strlen(names[i].name) && memcmp(text.p, names[i].name, strlen(names[i].name)) == 0) {
            *ret = names[i].c;
            return strlen(names[i].name);
        }
    if (text.n < 4 || text.p[0] != '&' || text.p[1] != '#')
        return 0;
    const int hex = text.p[2] == 'x' || text.p[2] == 'X';
    size_t n = hex ? 3 : 2;
    unsigned code = 0;
    for (; n < text.n && n < 9 && digit(text.p[n]) < (hex ? 16u : 10u); n++)
        code = code * (hex ? 16 : 10) + digit(text.p[n]);
    *ret = (char)code;
    return n < text.n && text.p[n] == ';' && code > 0 && code < 0x80 ? n + 1 : 0;
}

static int is_escape(char c)
{
    return c == '%' || c == '\\' || c == '&';
}

/* One more reading of the escape at the start of a text: its bytes, and the character that it stands for. Begin with
 * @p n = 0 and go on with the result; 0 when there is none. */
static size_t next_reading(rms_span text, size_t n, char *c)
{
    if (text.p[0] == '%')
        return n == 0 || *c == '%' ? percent(text, n, c) : 0;
    if (n)
        return 0;
    return text.p[0] == '\\' ? json_escape(text, c) : text.p[0] == '&' ? entity(text, c) : 0;
}

#define NO_MATCH SIZE_MAX

static size_t match(rms_span text, const char *secret);

/* The secret goes on with what looks like an escape: as it is, or as what one of its readings stands for. The longest.
 */
static size_t match_escape(rms_span text, const char *secret)
{
    size_t longest = NO_MATCH, n = 0;
    char c = text.p[0];
    do {
        const size_t used = n ? n : 1;
        const size_t rest = c == *secret ? match((rms_span){text.p + used, text.n - used}, secret + 1) : NO_MATCH;
        if (rest != NO_MATCH && (longest == NO_MATCH || used + rest > longest))
            longest = used + rest;
        n = next_reading(text, n, &c);
    } while (n);
    return longest;
}

/* Bytes of the secret at the start of a text. */
static size_t match(rms_span text, const char *secret)
{
    size_t at = 0;
    for (; *secret; secret++, at++) {
        if (at < text.n && is_escape(text.p[at])) {
            const size_t rest = match_escape((rms_span){text.p + at, text.n - at}, secret);
            return rest == NO_MATCH ? NO_MATCH : at + rest;
        }
        if (at == text.n || text.p[at] != *secret)
            return NO_MATCH;
    }
    return at;
}

/* Whether one of them can begin here: cheap, for every byte of every text. */
static int may_begin(rms_span text)
{
    if (!text.n)
        return 0;
    const unsigned char first = (unsigned char)text.p[0];
    if (!is_escape(text.p[0]) && text.n > 1 && !is_escape(text.p[1]))
        return atomic_load_explicit(&known.begins_with[first][(unsigned char)text.p[1]], memory_order_relaxed);
    char c = text.p[0];
    size_t n = 0;
    do {
        if (atomic_load(&known.begins[(unsigned char)c]))
            return 1;
        n = next_reading(text, n, &c);
    } while (n);
    return 0;
}

size_t rms_secret_length(rms_span text)
{
    size_t longest = 0;
    if (!may_begin(text))
        return 0;
    (void)pthread_rwlock_rdlock(&known.lock);
    for (size_t i = 0; i < known.n; i++) {
        const size_t n = match(text, known.v[i].text);
        longest = n != NO_MATCH && n > longest ? n : longest;
    }
    (void)pthread_rwlock_unlock(&known.lock);
    return longest;
}
