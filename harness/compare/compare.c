#include "harness/compare/compare.h"

#include "harness/compare/pair.h"
#include "harness/run/case_run.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

typedef struct comparing {
    const rms_suite *suite;
    const rms_compare_options *options;
    rms_arena *arena;
    rms_diff_report *report;
    rms_side side[RMS_DIFF_SIDES];
    rms_diff_finding *findings;
    rms_diff_neither *neither;
} comparing;

static rms_status no_memory(rms_error *err)
{
    return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
}

/* ---- running ---- */

static int was_stopped(const rms_run_options *options)
{
    return options->stop && *options->stop;
}

/* Nobody waits for a whole run of the left side to learn that there is no right one. */
static rms_status look(const rms_run_options *options, rms_side *side, rms_error *err)
{
    static const char *const otherwise[] = {[RMS_PROBE_OK] = NULL,
                                            [RMS_PROBE_UNREACHABLE] = "nothing answers",
                                            [RMS_PROBE_NOT_THE_API] = "what answers knows none of the actions",
                                            [RMS_PROBE_CREDENTIALS] = "the endpoint refuses the credentials",
                                            [RMS_PROBE_BUSY] = "the endpoint is busy"};
    rms_exchanger *exchanger = NULL;
    rms_arranger *arranger = NULL;
    rms_probe_verdict verdict = RMS_PROBE_OK;
    char hint[320] = "";
    rms_status status = rms_exchanger_new(&options->exchange, &exchanger, err);
    if (status == RMS_OK)
        status = rms_arranger_new(&options->arrange, exchanger, &arranger, err);
    if (status == RMS_OK)
        status = rms_arranger_probe(arranger, &verdict, hint, sizeof hint);
    if (status == RMS_OK && verdict != RMS_PROBE_OK)
        side->no_verdict = rms_arena_copy(side->arena, hint[0] ? hint : otherwise[verdict]);
    rms_arranger_free(arranger);
    rms_exchanger_free(exchanger);
    return status;
}

static rms_status run_side(comparing *c, rms_diff_which which, rms_error *err)
{
    rms_side *side = &c->side[which];
    rms_run_options options = c->options->side[which];
    rms_reporter *reporters[] = {&side->base};
    int exit_code = 0;
    options.evidence = &side->sink;
    options.every_layout = 1;
    options.every_need = 1; /* either side may have it */
    side->progress = c->options->progress;
    side->progress_context = c->options->progress_context;
    const rms_status status = rms_run(c->suite, &options, reporters, RMS_COUNT(reporters), &exit_code, err);
    return status == RMS_OK && side->status != RMS_OK ? no_memory(err) : status;
}

/* Both, unless one of them is not there. */
static rms_status run_both(comparing *c, rms_error *err)
{
    rms_status status = look(&c->options->side[RMS_DIFF_RIGHT], &c->side[RMS_DIFF_RIGHT], err);
    if (status != RMS_OK || c->side[RMS_DIFF_RIGHT].no_verdict)
        return status;
    status = run_side(c, RMS_DIFF_LEFT, err);
    if (status != RMS_OK || !c->side[RMS_DIFF_LEFT].digest || was_stopped(&c->options->side[RMS_DIFF_LEFT]))
        return status;
    return run_side(c, RMS_DIFF_RIGHT, err);
}

/* ---- comparing ---- */

static rms_status add_finding(comparing *c, const rms_diff_finding *finding)
{
    rms_diff_report *report = c->report;
    rms_diff_finding *last = report->n_findings ? &c->findings[report->n_findings - 1] : NULL;
    if (rms_diff_kind_differs(finding->kind)) {
        report->differences++;
        report->wrong[finding->wrong]++;
    }
    if (last && rms_finding_is_like(last, finding)) {
        const char **also = rms_arena_grow(c->arena, (const char **)last->also, last->n_also, sizeof *also);
        if (!also)
            return RMS_E_NOMEM;
        last->also = also;
        also[last->n_also] = rms_arena_printf(c->arena, "[%s,%s]", finding->format, finding->layout);
        return also[last->n_also++] ? RMS_OK : RMS_E_NOMEM;
    }
    rms_diff_finding *larger = rms_arena_grow(c->arena, c->findings, report->n_findings, sizeof *larger);
    if (!larger)
        return RMS_E_NOMEM;
    c->findings = larger;
    larger[report->n_findings++] = *finding;
    return RMS_OK;
}

static rms_status add_neither(comparing *c, const rms_side_run *run, const char *const why[RMS_DIFF_SIDES])
{
    rms_diff_report *report = c->report;
    size_t i = 0;
    while (i < report->n_not_compared && (strcmp(c->neither[i].why[RMS_DIFF_LEFT], why[RMS_DIFF_LEFT]) != 0 ||
                                          strcmp(c->neither[i].why[RMS_DIFF_RIGHT], why[RMS_DIFF_RIGHT]) != 0))
        i++;
    if (i == report->n_not_compared) {
        rms_diff_neither *larger = rms_arena_grow(c->arena, c->neither, i, sizeof *larger);
        if (!larger)
            return RMS_E_NOMEM;
        c->neither = larger;
        larger[report->n_not_compared++] = (rms_diff_neither){.why = {why[RMS_DIFF_LEFT], why[RMS_DIFF_RIGHT]}};
    }
    rms_diff_neither *group = &c->neither[i];
    const char **runs = rms_arena_grow(c->arena, (const char **)group->runs, group->n_runs, sizeof *runs);
    if (!runs)
        return RMS_E_NOMEM;
    group->runs = runs;
    runs[group->n_runs] = rms_arena_printf(c->arena, "%s[%s,%s]", run->the_case->id, rms_format_name(run->format),
                                           rms_layout_name(run->layout));
    return runs[group->n_runs++] ? RMS_OK : RMS_E_NOMEM;
}

static void count(rms_diff_report *report, rms_pairing pairing, rms_diff_kind kind)
{
    const int one_side = pairing == RMS_PAIR_DIFFERS && (kind == RMS_DIFF_ONLY_LEFT || kind == RMS_DIFF_ONLY_RIGHT);
    report->planned++;
    report->neither += pairing == RMS_PAIR_NEITHER;
    report->one_side += one_side != 0;
    report->compared += pairing != RMS_PAIR_NEITHER && !one_side;
    report->equal += pairing == RMS_PAIR_EQUAL || (pairing == RMS_PAIR_DIFFERS && !rms_diff_kind_differs(kind));
}

static rms_status compare_run(comparing *c, size_t i)
{
    const rms_side *left = &c->side[RMS_DIFF_LEFT], *right = &c->side[RMS_DIFF_RIGHT];
    const rms_pair pair = {.suite = c->suite,
                           .side = {left, right},
                           .run = {&left->runs[i], &right->runs[i]},
                           .first = {left->runs[i].first, right->runs[i].first},
                           .n = left->runs[i].n,
                           .arena = c->arena};
    const char *why[RMS_DIFF_SIDES];
    rms_diff_finding finding = {0};
    rms_pairing pairing = RMS_PAIR_EQUAL;
    rms_status status = rms_pair_compare(&pair, &pairing, &finding, why);
    if (status != RMS_OK)
        return status;
    count(c->report, pairing, finding.kind);
    if (pairing == RMS_PAIR_NEITHER)
        return add_neither(c, &left->runs[i], why);
    return pairing == RMS_PAIR_DIFFERS ? add_finding(c, &finding) : RMS_OK;
}

/* Checks across the run come behind all others. */
static rms_status compare_across(comparing *c)
{
    const rms_side *left = &c->side[RMS_DIFF_LEFT], *right = &c->side[RMS_DIFF_RIGHT];
    const rms_side_run *last = left->n_runs ? &left->runs[left->n_runs - 1] : NULL;
    rms_status status = RMS_OK;
    for (size_t i = last ? last->first + last->n : 0; i < left->n_checks && status == RMS_OK; i++) {
        const rms_pair pair = {.suite = c->suite, .side = {left, right}, .first = {i, i}, .n = 1, .arena = c->arena};
        const char *why[RMS_DIFF_SIDES];
        rms_diff_finding finding = {0};
        rms_pairing pairing = RMS_PAIR_EQUAL;
        status = rms_pair_compare(&pair, &pairing, &finding, why);
        if (status == RMS_OK && pairing == RMS_PAIR_DIFFERS)
            status = add_finding(c, &finding);
    }
    return status;
}

/* Both sides planned the same, in the same order. */
static int are_alike(const comparing *c)
{
    const rms_side *left = &c->side[RMS_DIFF_LEFT], *right = &c->side[RMS_DIFF_RIGHT];
    return strcmp(left->digest, right->digest) == 0 && left->n_runs == right->n_runs &&
           left->n_checks == right->n_checks;
}

static rms_status compare_all(comparing *c)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; i < c->side[RMS_DIFF_LEFT].n_runs && status == RMS_OK; i++)
        status = compare_run(c, i);
    return status == RMS_OK ? compare_across(c) : status;
}

/* ---- what it comes to ---- */

/* Names of fields that only the one side's answers carry. */
static const char *only_fields(const comparing *c, rms_diff_which which)
{
    const rms_side *own = &c->side[which], *other = &c->side[!which];
    RMS_AUTO(rms_buffer_done) rms_buffer list = {0};
    for (size_t i = 0; i < own->n_fields; i++) {
        size_t k = 0;
        while (k < other->n_fields && strcasecmp(own->fields[i], other->fields[k]) != 0)
            k++;
        if (k == other->n_fields)
            rms_buffer_printf(&list, "%s%s", list.n ? ", " : "", own->fields[i]);
    }
    return list.n && list.status == RMS_OK ? rms_arena_copy_span(c->arena, rms_buffer_view(&list)) : NULL;
}

static void describe_sides(comparing *c)
{
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++) {
        const rms_side *side = &c->side[which];
        c->report->side[which] = (rms_diff_side){.name = c->options->side[which].target_name,
                                                 .adapter = side->adapter,
                                                 .prefix = side->prefix,
                                                 .broken = side->broken,
                                                 .exchanges = side->exchanges,
                                                 .busy = side->busy,
                                                 .no_verdict = side->no_verdict,
                                                 .fields = only_fields(c, which)};
        c->report->untold += side->untold;
    }
    c->report->upstream = c->side[RMS_DIFF_LEFT].upstream && c->side[RMS_DIFF_RIGHT].upstream;
}

/* 1 wins over 4, as in a run. */
static void decide(comparing *c)
{
    rms_diff_report *report = c->report;
    char text[480] = "";
    int code = RMS_EXIT_OK;
    if (report->differences) {
        code = RMS_EXIT_BROKEN;
        (void)snprintf(text, sizeof text, "%zu of %zu runs of cases differ", report->differences, report->planned);
    }
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++) {
        const size_t used = strlen(text);
        if (!report->side[which].no_verdict)
            continue;
        code = code == RMS_EXIT_BROKEN ? code : RMS_EXIT_NO_VERDICT;
        (void)snprintf(text + used, sizeof text - used, "%s%s could not be judged: %.200s", used ? "; " : "",
                       rms_diff_which_word(which), report->side[which].no_verdict);
    }
    if (code == RMS_EXIT_OK && !report->compared) {
        code = RMS_EXIT_NO_VERDICT;
        (void)snprintf(text, sizeof text, "nothing could be compared");
    } else if (code == RMS_EXIT_OK) {
        (void)snprintf(text, sizeof text, "all %zu runs of cases that were compared are alike", report->compared);
    }
    report->exit_code = code;
    report->exit_reason = rms_arena_copy(c->arena, text);
}

rms_status rms_compare(const rms_suite *suite, const rms_compare_options *options, rms_arena *arena,
                       rms_diff_report *ret, rms_error *err)
{
    const rms_run_options *left = &options->side[RMS_DIFF_LEFT];
    const double started_ms = rms_clock_ms();
    *ret = (rms_diff_report){.version = RMS_VERSION,
                             .seed = left->seed,
                             .shard = left->shard,
                             .shards = left->shards,
                             .started_at = (int64_t)time(NULL)};
    comparing c = {.suite = suite, .options = options, .arena = arena, .report = ret};
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++)
        rms_side_init(&c.side[which], which, suite, arena);
    rms_status status = run_both(&c, err);
    if (status != RMS_OK)
        return status;
    const int both = c.side[RMS_DIFF_LEFT].digest && c.side[RMS_DIFF_RIGHT].digest;
    if (both && !are_alike(&c))
        return rms_fail(err, RMS_E_FAULT, 0, "the two sides did not plan the same checks");
    if (both && compare_all(&c) != RMS_OK)
        return no_memory(err);
    describe_sides(&c);
    ret->findings = c.findings;
    ret->not_compared = c.neither;
    decide(&c);
    ret->duration_ms = rms_clock_ms() - started_ms;
    return ret->exit_reason ? RMS_OK : no_memory(err);
}
