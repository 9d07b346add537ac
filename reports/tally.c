#include "reports/tally.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* The shortest word that may be an id: "i-rmspec0079da1800110", "rsp-cige6j5e7p", but not "2014-05-15" or "-127". */
enum { ID_BYTES = 12 };

static int in_word(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_';
}

/* Bytes of the word at @p text, which may be none. */
static size_t word_at(const char *text, int *ret_is_id)
{
    size_t n = 0, digits = 0;
    for (; in_word(text[n]); n++)
        digits += isdigit((unsigned char)text[n]) != 0;
    *ret_is_id = n >= ID_BYTES && digits > 0;
    return n;
}

/* Equal, or equal but for ids. */
static int same_reason(const char *a, const char *b)
{
    while (*a && *b) {
        int is_id = 0, other_is_id = 0;
        const size_t n = word_at(a, &is_id), other = word_at(b, &other_is_id);
        if (!(is_id && other_is_id) && (n != other || strncmp(a, b, n ? n : 1) != 0))
            return 0;
        a += n ? n : 1;
        b += other ? other : 1;
    }
    return *a == *b;
}

static int same_key(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static tally_row *append(tally *t, const char *key, rms_level level)
{
    if (t->n == t->capacity) {
        const size_t capacity = t->capacity ? 2 * t->capacity : 16;
        tally_row *rows = realloc(t->rows, capacity * sizeof *rows);
        if (!rows)
            return NULL;
        t->rows = rows;
        t->capacity = capacity;
    }
    char *copy = strdup(key);
    if (!copy)
        return NULL;
    t->rows[t->n] = (tally_row){.key = copy, .level = level};
    return &t->rows[t->n++];
}

static tally_row *add(tally *t, const char *key, int (*same)(const char *a, const char *b),
                      const rms_event_check *check)
{
    tally_row *row = NULL;
    for (size_t i = 0; i < t->n && !row; i++)
        row = same(t->rows[i].key, key) ? &t->rows[i] : NULL;
    if (!row)
        row = append(t, key, check->level);
    if (!row)
        return NULL;
    row->checks++;
    if (!row->last_case || strcmp(row->last_case, check->case_id) != 0) {
        free(row->last_case);
        row->last_case = strdup(check->case_id);
        row->cases++;
    }
    if (row->n_samples < TALLY_SAMPLES && (row->sample[row->n_samples] = strdup(check->id)))
        row->n_samples++;
    return row->last_case ? row : NULL;
}

tally_row *tally_add(tally *t, const char *key, const rms_event_check *check)
{
    return add(t, key, same_key, check);
}

tally_row *tally_add_reason(tally *t, const char *reason, const rms_event_check *check)
{
    return add(t, reason, same_reason, check);
}

void tally_done(tally *t)
{
    for (size_t i = 0; i < t->n; i++) {
        free(t->rows[i].key);
        free(t->rows[i].last_case);
        for (size_t k = 0; k < t->rows[i].n_samples; k++)
            free(t->rows[i].sample[k]);
    }
    free(t->rows);
    *t = (tally){0};
}
