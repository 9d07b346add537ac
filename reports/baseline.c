#include "reports/baseline.h"

#include <stdio.h>
#include <stdlib.h>

#define AS_FAILS(id, word, fails) fails,
static const int state_fails[] = {RMS_BASELINE_STATE_MAP(AS_FAILS)};

int baseline_fails(rms_baseline_state state)
{
    return (unsigned)state < RMS_BASELINE_COUNT && state_fails[state];
}

const char *baseline_kind(const rms_event_baseline *entry)
{
    return entry->flaky ? "known to be flaky" : "known failure";
}

static const char *checks(size_t n)
{
    return n == 1 ? "check" : "checks";
}

void baseline_sentence(const rms_event_baseline *e, char text[BASELINE_SENTENCE_BYTES])
{
    const size_t n = BASELINE_SENTENCE_BYTES;
    text[0] = '\0';
    if (e->text) {
        (void)snprintf(text, n, "%s", e->text);
        return;
    }
    switch (e->state) {
    case RMS_BASELINE_HIT:
        (void)snprintf(text, n, e->flaky ? "failed again: %zu of %zu %s" : "still broken: %zu of %zu %s failed",
                       e->failed, e->checks, checks(e->checks));
        break;
    case RMS_BASELINE_STALE:
        (void)snprintf(text, n, "what it names passed (%zu %s): remove the entry", e->passed, checks(e->passed));
        break;
    case RMS_BASELINE_EXPIRED:
        (void)snprintf(text, n, "it expired on %.32s: mend what it names, or give the entry a new date",
                       e->expires ? e->expires : "a day that it does not name");
        break;
    case RMS_BASELINE_UNMATCHED:
        (void)snprintf(text, n, "it names nothing in the full plan: correct the pattern, or remove the entry");
        break;
    case RMS_BASELINE_UNVERIFIED:
        (void)snprintf(text, n, "nothing that it names was executed (%zu %s skipped): it may be out of date",
                       e->skipped, checks(e->skipped));
        break;
    case RMS_BASELINE_QUIET:
        (void)snprintf(text, n, "passed this time: %zu %s", e->passed, checks(e->passed));
        break;
    case RMS_BASELINE_COUNT:
        break;
    }
}

char *baseline_facts(const rms_event_baseline *e)
{
    const struct {
        const char *label;
        const char *text;
    } facts[] = {{"pattern", e->pattern}, {"reason", e->reason}, {"owner", e->owner}, {"expires", e->expires}};
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return NULL;
    (void)fprintf(out, "entry: %s:%u\n", e->file, e->line);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (facts[i].text)
            (void)fprintf(out, "%s: %s\n", facts[i].label, facts[i].text);
    const int broken = ferror(out);
    if (fclose(out) == 0 && !broken)
        return text;
    free(text);
    return NULL;
}
