/* Whether results belong together. */
#include "harness/run/merge.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What all shards of a run have in common; @p text gets it as one can read it. */
enum { SHOWN_BYTES = 80 };
typedef void show(const rms_recorded *run, char text[SHOWN_BYTES]);

static void show_version(const rms_recorded *run, char text[SHOWN_BYTES])
{
    (void)snprintf(text, SHOWN_BYTES, "%s", run->begin.version);
}

static void show_target(const rms_recorded *run, char text[SHOWN_BYTES])
{
    (void)snprintf(text, SHOWN_BYTES, "%s", run->begin.target);
}

static void show_adapter(const rms_recorded *run, char text[SHOWN_BYTES])
{
    (void)snprintf(text, SHOWN_BYTES, "%s", run->begin.adapter);
}

static void show_seed(const rms_recorded *run, char text[SHOWN_BYTES])
{
    (void)snprintf(text, SHOWN_BYTES, "%" PRIu64, run->begin.seed);
}

static void show_shards(const rms_recorded *run, char text[SHOWN_BYTES])
{
    (void)snprintf(text, SHOWN_BYTES, "%u", run->begin.shards);
}

static void show_plan(const rms_recorded *run, char text[SHOWN_BYTES])
{
    (void)snprintf(text, SHOWN_BYTES, "%zu checks, digest %.20s", run->plan.whole_checks,
                   run->plan.digest ? run->plan.digest : "none");
}

static rms_status verify_alike(rms_recorded *const *runs, size_t n, rms_error *err)
{
    static const struct {
        const char *what;
        show *show;
        int of_plan;
    } facts[] = {{"number of shards", show_shards, 0},
                 {"version of rmspec", show_version, 0},
                 {"target", show_target, 0},
                 {"adapter", show_adapter, 0},
                 {"seed", show_seed, 0},
                 {"plan", show_plan, 1}};
    for (size_t f = 0; f < RMS_COUNT(facts); f++) {
        const rms_recorded *first = NULL;
        for (size_t i = 0; i < n; i++) {
            char mine[SHOWN_BYTES], others[SHOWN_BYTES];
            if (facts[f].of_plan && !runs[i]->has_plan)
                continue;
            if (!first)
                first = runs[i];
            facts[f].show(runs[i], mine);
            facts[f].show(first, others);
            if (strcmp(mine, others) != 0)
                return rms_fail(err, RMS_E_SYNTAX, 0, "%s is of another %s (%s) than %s (%s)", runs[i]->name,
                                facts[f].what, mine, first->name, others);
        }
    }
    return RMS_OK;
}

static rms_status verify_once(rms_recorded *const *runs, size_t n, rms_error *err)
{
    const unsigned shards = runs[0]->begin.shards;
    char missing[80] = "";
    size_t used = 0, n_missing = 0;
    for (unsigned s = 1; s <= shards; s++) {
        const rms_recorded *first = NULL;
        for (size_t i = 0; i < n; i++) {
            if (runs[i]->begin.shard != s)
                continue;
            if (first)
                return rms_fail(err, RMS_E_SYNTAX, 0, "shard %u/%u is there twice: %s and %s", s, shards, first->name,
                                runs[i]->name);
            first = runs[i];
        }
        if (!first && n_missing++ < 8 && used < sizeof missing)
            used += (size_t)snprintf(missing + used, sizeof missing - used, "%s%u", used ? ", " : "", s);
    }
    if (n_missing)
        return rms_fail(err, RMS_E_SYNTAX, 0, "of %u shards %zu %s missing: %s%s", shards, n_missing,
                        n_missing == 1 ? "is" : "are", missing, n_missing > 8 ? ", ..." : "");
    return RMS_OK;
}

rms_status rms_merge_verify(rms_recorded *const *runs, size_t n, rms_error *err)
{
    if (n == 1 && runs[0]->begin.shards == 0)
        return RMS_OK;
    for (size_t i = 0; i < n; i++)
        if (runs[i]->begin.shards == 0)
            return rms_fail(err, RMS_E_SYNTAX, 0,
                            "%s is a whole run, not a shard: only the shards of one run are merged", runs[i]->name);
    if (runs[0]->begin.shards > RMS_SHARDS_MAX)
        return rms_fail(err, RMS_E_SYNTAX, 0, "%s is one of %u shards; there are at most %d", runs[0]->name,
                        runs[0]->begin.shards, RMS_SHARDS_MAX);
    const rms_status status = verify_alike(runs, n, err);
    return status == RMS_OK ? verify_once(runs, n, err) : status;
}
