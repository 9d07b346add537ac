/* From JSON values to the members of an event, by the same tables that write them. */
#include "reports/read_parts.h"

#include "reports/grow.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- mistakes and memory ---- */

const char *report_cite(const char *text, char out[REPORT_CITE_MAX])
{
    static const char cut[] = "...";
    const size_t length = strlen(text);
    size_t n = length < REPORT_CITE_MAX ? length : REPORT_CITE_MAX - sizeof cut;
    while (n < length && n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) /* not through a character */
        n--;
    for (size_t i = 0; i < n; i++)
        out[i] = (char)((unsigned char)text[i] < 0x20 || text[i] == 0x7F ? '?' : text[i]);
    memcpy(out + n, n < length ? cut : "", n < length ? sizeof cut : 1);
    return out;
}

void report_wrong(report_reading *r, const report_place *place, const char *member, const char *format, ...)
{
    char where[160] = "", what[256];
    va_list args;
    if (++r->mistakes > RMS_REPORT_MISTAKES_MAX) {
        if (r->mistakes == RMS_REPORT_MISTAKES_MAX + 1)
            r->tell(r->context, "", "there are more mistakes");
        return;
    }
    if (place->list)
        (void)snprintf(where, sizeof where, "%s[%zu]%s%s", place->outer, place->index, *member ? "." : "", member);
    else
        (void)snprintf(where, sizeof where, "%s%s%s", place->outer, *place->outer && *member ? "." : "", member);
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    r->tell(r->context, where, what);
}

void *report_alloc(report_reading *r, size_t n, size_t size)
{
    void **blocks = rms_grow(r->blocks, r->n_blocks, sizeof *blocks);
    void *made = blocks ? calloc(n + 1, size) : NULL;
    if (blocks)
        r->blocks = blocks;
    if (made)
        r->blocks[r->n_blocks++] = made;
    else
        r->failed = 1;
    return made;
}

/* ---- one value ---- */

typedef struct field {
    report_reading *r;
    const report_place *place;
    const rms_member *member;
} field;

static void refuse(const field *f, const char *right)
{
    report_wrong(f->r, f->place, f->member->name, "it must be %s", right);
}

static void read_text(const field *f, const json_t *value, const char **into)
{
    if (json_is_string(value))
        *into = json_string_value(value);
    else if (f->member->kind == RMS_MEMBER_ID || !json_is_null(value))
        refuse(f, f->member->kind == RMS_MEMBER_ID ? "a string" : "a string or null");
}

/* An array of words as one text; NULL for none. */
static void read_words(const field *f, const json_t *value, const char **into)
{
    rms_event_texts words = {0};
    size_t n = 0;
    report_read_texts(f->r, f->place, f->member->name, value, &words);
    for (size_t i = 0; i < words.n; i++)
        n += strlen(words.v[i]) + 1;
    char *text = n ? report_alloc(f->r, n, 1) : NULL;
    if (!text)
        return;
    *into = text;
    for (size_t i = 0; i < words.n; i++) {
        const size_t length = strlen(words.v[i]);
        if (i)
            *text++ = ' ';
        memcpy(text, words.v[i], length);
        text += length;
    }
}

static long long read_integer(const field *f, const json_t *value, long long max)
{
    const long long n = json_is_integer(value) ? json_integer_value(value) : -1;
    if (n >= 0 && n <= max)
        return n;
    report_wrong(f->r, f->place, f->member->name, "it must be a whole number from 0 to %lld", max);
    return 0;
}

static void read_seed(const field *f, const json_t *value, uint64_t *into)
{
    const char *digits = json_is_string(value) ? json_string_value(value) : "";
    errno = 0;
    const uint64_t n = *digits && strspn(digits, "0123456789") == strlen(digits) ? strtoull(digits, NULL, 10) : 0;
    if (json_is_integer(value) && json_integer_value(value) >= 0)
        *into = (uint64_t)json_integer_value(value);
    else if (n && !errno)
        *into = n;
    else
        refuse(f, "a whole number from 0 up, or its digits as a string");
}

/* Days from 1970 to a day of the Gregorian calendar. */
static int64_t days_of(int64_t year, int month, int day)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    const int64_t last = year - 1;
    const int leap = month > 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return last * 365 + last / 4 - last / 100 + last / 400 - 719162 + before[month - 1] + leap + day - 1;
}

/* "2026-01-02T03:04:05Z" */
static void read_time(const field *f, const json_t *value, int64_t *into)
{
    static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    int n[6] = {0}, part = 0;
    for (size_t i = 0; i < sizeof shape; i++) {
        const int digit = isdigit((unsigned char)text[i]);
        if (shape[i] == 'd' ? !digit : text[i] != shape[i]) {
            refuse(f, "a time such as 2026-01-02T03:04:05Z");
            return;
        }
        if (digit)
            n[part] = n[part] * 10 + text[i] - '0';
        else if (part < 5)
            part++;
    }
    if (n[0] < 1 || n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > 31 || n[3] > 23 || n[4] > 59 || n[5] > 60)
        refuse(f, "a time that exists");
    else
        *into = ((days_of(n[0], n[1], n[2]) * 24 + n[3]) * 60 + n[4]) * 60 + n[5];
}

/* Index of a word among @p n that @p word_of gives, or 0 after telling. */
static int read_word(const field *f, const json_t *value, int n, const char *(*word_of)(int))
{
    char right[160] = "one of";
    for (int i = 0; i < n; i++) {
        if (json_is_string(value) && strcmp(json_string_value(value), word_of(i)) == 0)
            return i;
        const size_t used = strlen(right);
        (void)snprintf(right + used, sizeof right - used, "%s %s", i ? "," : "", word_of(i));
    }
    refuse(f, right);
    return 0;
}

static const char *level_word(int i)
{
    return rms_level_word((rms_level)i);
}

static const char *verdict_word(int i)
{
    return rms_verdict_word((rms_verdict)i);
}

static const char *state_word(int i)
{
    return rms_baseline_word((rms_baseline_state)i);
}

static void read_number(const field *f, const json_t *value, double *into)
{
    if (json_is_number(value) && json_number_value(value) >= 0)
        *into = json_number_value(value);
    else
        refuse(f, "a number from 0 up");
}

static void read_flag(const field *f, const json_t *value, int *into)
{
    if (json_is_boolean(value))
        *into = json_is_true(value);
    else
        refuse(f, "true or false");
}

static void read_value(const field *f, const json_t *value, void *into)
{
    switch (f->member->kind) {
    case RMS_MEMBER_ID:
    case RMS_MEMBER_TEXT:
        read_text(f, value, into);
        break;
    case RMS_MEMBER_WORDS:
        read_words(f, value, into);
        break;
    case RMS_MEMBER_TEXTS:
        report_read_texts(f->r, f->place, f->member->name, value, into);
        break;
    case RMS_MEMBER_COUNT:
        *(size_t *)into = (size_t)read_integer(f, value, RMS_REPORT_COUNT_MAX);
        break;
    case RMS_MEMBER_UNSIGNED:
        *(unsigned *)into = (unsigned)read_integer(f, value, RMS_REPORT_COUNT_MAX);
        break;
    case RMS_MEMBER_INT:
        *(int *)into = (int)read_integer(f, value, INT_MAX);
        break;
    case RMS_MEMBER_FLAG:
        read_flag(f, value, into);
        break;
    case RMS_MEMBER_NUMBER:
        read_number(f, value, into);
        break;
    case RMS_MEMBER_SEED:
        read_seed(f, value, into);
        break;
    case RMS_MEMBER_TIME:
        read_time(f, value, into);
        break;
    case RMS_MEMBER_LEVEL:
        *(rms_level *)into = (rms_level)read_word(f, value, RMS_LEVEL_COUNT, level_word);
        break;
    case RMS_MEMBER_VERDICT:
        *(rms_verdict *)into = (rms_verdict)read_word(f, value, RMS_VERDICT_COUNT, verdict_word);
        break;
    case RMS_MEMBER_STATE:
        *(rms_baseline_state *)into = (rms_baseline_state)read_word(f, value, RMS_BASELINE_COUNT, state_word);
        break;
    }
}

/* ---- many ---- */

/* What a text is before it was read: never NULL where the struct says so. */
static void prepare(const rms_member *member, void *into)
{
    if (member->kind == RMS_MEMBER_ID)
        *(const char **)into = "";
}

void report_read_members(report_reading *r, const report_place *place, const json_t *object, const rms_members *members,
                         void *into)
{
    for (size_t i = 0; i < members->n; i++) {
        const rms_member *m = &members->v[i];
        const field f = {r, place, m};
        const json_t *value = json_object_get(object, m->name);
        prepare(m, (char *)into + m->offset);
        if (value)
            read_value(&f, value, (char *)into + m->offset);
        else
            report_wrong(r, place, m->name, "it is missing");
    }
}

void report_read_texts(report_reading *r, const report_place *place, const char *member, const json_t *value,
                       rms_event_texts *ret)
{
    const size_t n = json_array_size(value);
    if (!value) {
        report_wrong(r, place, member, "it is missing");
        return;
    }
    if (!json_is_array(value) || n > RMS_REPORT_ITEMS_MAX) {
        report_wrong(r, place, member, "it must be a list of at most %d strings", RMS_REPORT_ITEMS_MAX);
        return;
    }
    const char **v = n ? report_alloc(r, n, sizeof *v) : NULL;
    for (size_t i = 0; v && i < n; i++) {
        v[i] = json_string_value(json_array_get(value, i));
        if (!v[i]) {
            report_wrong(r, place, member, "its entry %zu must be a string", i);
            return;
        }
    }
    if (v)
        *ret = (rms_event_texts){v, n};
}

static int in_table(const rms_members *members, const char *name)
{
    for (size_t i = 0; i < members->n; i++)
        if (strcmp(members->v[i].name, name) == 0)
            return 1;
    return 0;
}

void report_refuse_others(report_reading *r, const report_place *place, const json_t *object,
                          const rms_members *const *tables, const char *const *others)
{
    for (void *at = json_object_iter((json_t *)object); at; at = json_object_iter_next((json_t *)object, at)) {
        const char *name = json_object_iter_key(at);
        int known = 0;
        for (size_t i = 0; tables[i]; i++)
            known |= in_table(tables[i], name);
        for (size_t i = 0; others[i]; i++)
            known |= strcmp(others[i], name) == 0;
        char cited[REPORT_CITE_MAX];
        if (!known)
            report_wrong(r, place, "", "'%s' is no member that a report has there", report_cite(name, cited));
    }
}
