/* Whether a report agrees with itself: a file that does not was not written by this program, or was changed since. */
#include "reports/read_parts.h"

#include <stdlib.h>
#include <string.h>

static const report_place top = {.outer = ""};

static int among(const char *const *words, const char *text)
{
    for (size_t i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return 1;
    return 0;
}

static void check_words(report_reading *r, const report_place *place, const rms_event_check *c)
{
    static const char *const formats[] = {"JSON", "XML", "all", NULL};
    static const char *const layouts[] = {"get", "post-query", "post-form", "post-split", "all", NULL};
    const struct {
        const char *name, *text;
    } ids[] = {{"id", c->id}, {"rule", c->rule}, {"case", c->case_id}};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        if (!ids[i].text[0])
            report_wrong(r, place, ids[i].name, "it is empty");
    if (!among(formats, c->format))
        report_wrong(r, place, "format", "it must be JSON, XML or all");
    if (!among(layouts, c->layout))
        report_wrong(r, place, "layout", "it must be get, post-query, post-form, post-split or all");
}

/* What a check was before a baseline excused it. */
static void check_found(report_reading *r, const report_place *place, const rms_event_check *c)
{
    static const char *const failing[] = {"fail", "warn", NULL}, *const passing[] = {"pass", NULL};
    const char *const *right = c->verdict == RMS_VERDICT_XFAIL   ? failing
                               : c->verdict == RMS_VERDICT_XPASS ? passing
                                                                 : NULL;
    if (!right && c->found)
        report_wrong(r, place, "found", "it must be null: the verdict is %s", rms_verdict_word(c->verdict));
    else if (right && (!c->found || !among(right, c->found)))
        report_wrong(r, place, "found", "it must be %s: the verdict is %s", right == failing ? "fail or warn" : "pass",
                     rms_verdict_word(c->verdict));
}

/* ---- what stands twice ---- */

static int by_id(const void *a, const void *b)
{
    const rms_event_check *x = *(const rms_event_check *const *)a, *y = *(const rms_event_check *const *)b;
    const int order = strcmp(x->id, y->id);
    return order ? order : (x > y) - (x < y);
}

static int by_place(const void *a, const void *b)
{
    const rms_event_check *x = *(const rms_event_check *const *)a, *y = *(const rms_event_check *const *)b;
    return x->place != y->place ? (x->place > y->place) - (x->place < y->place) : (x > y) - (x < y);
}

static void check_unique(report_reading *r, const rms_recorded *recorded)
{
    const size_t n = recorded->n_checks;
    const rms_event_check **sorted = report_alloc(r, n, sizeof *sorted);
    char cited[REPORT_CITE_MAX];
    for (size_t i = 0; sorted && i < n; i++)
        sorted[i] = &recorded->checks[i];
    if (!sorted || n < 2)
        return;
    qsort(sorted, n, sizeof *sorted, by_id);
    for (size_t i = 1; i < n; i++)
        if (strcmp(sorted[i - 1]->id, sorted[i]->id) == 0) {
            const report_place place = {"checks", 1, (size_t)(sorted[i] - recorded->checks)};
            report_wrong(r, &place, "id", "'%s' stands there a second time; the first is checks[%zu]",
                         report_cite(sorted[i]->id, cited), (size_t)(sorted[i - 1] - recorded->checks));
        }
    if (!recorded->plan.digest)
        return; /* there are no places */
    qsort(sorted, n, sizeof *sorted, by_place);
    for (size_t i = 1; i < n; i++)
        if (sorted[i - 1]->place == sorted[i]->place) {
            const report_place place = {"checks", 1, (size_t)(sorted[i] - recorded->checks)};
            report_wrong(r, &place, "place", "%zu is also the place of checks[%zu]", sorted[i]->place,
                         (size_t)(sorted[i - 1] - recorded->checks));
        }
}

/* ---- sums ---- */

static void check_sums(report_reading *r, const rms_recorded *recorded)
{
    static const report_place ledger = {.outer = "ledger"};
    const rms_event_end *end = &recorded->end;
    size_t count[RMS_VERDICT_COUNT] = {0}, sum = 0;
    for (size_t i = 0; i < recorded->n_checks; i++)
        count[recorded->checks[i].verdict]++;
    const size_t planned = recorded->has_plan ? recorded->plan.checks : 0;
    if (recorded->n_checks > planned || (recorded->finished && recorded->n_checks < planned))
        report_wrong(r, &top, "checks", "there are %zu, and %zu were planned", recorded->n_checks, planned);
    if (!recorded->finished) /* what did not come counts as an error there */
        count[RMS_VERDICT_ERROR] += planned > recorded->n_checks ? planned - recorded->n_checks : 0;
    for (int v = 0; v < RMS_VERDICT_COUNT; v++) {
        sum += end->count[v];
        if (end->count[v] != count[v])
            report_wrong(r, &ledger, rms_verdict_word((rms_verdict)v), "it is %zu, and there are %zu such checks",
                         end->count[v], count[v]);
    }
    if (sum != end->planned)
        report_wrong(r, &ledger, "planned", "it is %zu, and the others add up to %zu", end->planned, sum);
    if (end->exit_code > 4)
        report_wrong(r, &top, "exit_code", "it must be a whole number from 0 to 4");
}

static void check_plan(report_reading *r, const rms_recorded *recorded)
{
    static const report_place place = {.outer = "plan"};
    const rms_event_begin *begin = &recorded->begin;
    const rms_event_plan *plan = &recorded->plan;
    if (begin->shard > begin->shards || (begin->shards && !begin->shard))
        report_wrong(r, &top, "shard", "it is %u of %u", begin->shard, begin->shards);
    if (!plan->digest)
        return;
    if (plan->whole_checks < plan->checks)
        report_wrong(r, &place, "whole_checks", "it is %zu, less than checks", plan->whole_checks);
    for (size_t i = 0; i < recorded->n_checks; i++)
        if (recorded->checks[i].place >= plan->whole_checks) {
            const report_place check = {"checks", 1, i};
            report_wrong(r, &check, "place", "it is %zu, and the plan has %zu", recorded->checks[i].place,
                         plan->whole_checks);
        }
}

void report_check(report_reading *r, const rms_recorded *recorded)
{
    for (size_t i = 0; i < recorded->n_checks; i++) {
        const report_place place = {"checks", 1, i};
        check_words(r, &place, &recorded->checks[i]);
        check_found(r, &place, &recorded->checks[i]);
    }
    check_unique(r, recorded);
    check_plan(r, recorded);
    check_sums(r, recorded);
}
