#include "reports/tally.h"

#include <stdlib.h>
#include <string.h>

static tally_row *find(tally *t, const char *key)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->rows[i].key, key) == 0)
            return &t->rows[i];
    return NULL;
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

tally_row *tally_add(tally *t, const char *key, const rms_event_check *check)
{
    tally_row *row = find(t, key);
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
