#include "fuzz/planted/planted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long reached, triggered;
static rms_planted_bug active;
static int is_chosen;

static void write_counts(void)
{
    const char *path = getenv("RMS_PLANTED_COUNTS");
    FILE *file = path ? fopen(path, "a") : NULL;
    if (!file)
        return;
    fprintf(file, "%s\t%lu\t%lu\n", rms_planted_names[active], reached, triggered);
    fclose(file);
}

static rms_planted_bug choose(void)
{
    const char *id = getenv("RMS_PLANTED");
    if (!id || !*id)
        return RMS_PLANTED_NONE;
    for (int bug = RMS_PLANTED_NONE + 1; bug < RMS_PLANTED_COUNT; bug++)
        if (strcmp(rms_planted_names[bug], id) == 0) {
            (void)atexit(write_counts);
            return (rms_planted_bug)bug;
        }
    fprintf(stderr, "RMS_PLANTED=%s: there is no such bug in fuzz/planted/bugs.tsv\n", id);
    exit(2);
}

int rms_planted_is(rms_planted_bug bug)
{
    if (!is_chosen) {
        is_chosen = 1;
        active = choose();
    }
    return bug == active;
}

int rms_planted_hit(int triggers)
{
    const int is_news = !reached || (triggers && !triggered);
    reached++;
    triggered += triggers != 0;
    if (is_news)
        write_counts();
    return triggers;
}
