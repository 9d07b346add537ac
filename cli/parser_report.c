/* What is told of a run over a parser. */
#include "cli/parser.h"

#include "harness/parser/classify.h"
#include "harness/run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Bytes of a request that are shown. */
enum { SHOWN_MAX = 1500 };

/* Rules of the interface, which no vector can show. */
const rms_vector_rule cli_parser_interface_rules[] = {
    {"process/canonical-line", "must", "An answer is one JSON object that says a verdict.", NULL,
     "docs/parser.md, the line", NULL},
    {"process/one-line", "must", "A request is answered with exactly one line.", NULL, "docs/parser.md, the process",
     NULL},
    {"process/in-time", "must", "A request is answered within the time limit (--timeout).", NULL,
     "docs/parser.md, the process", NULL},
    {"process/stays-alive", "must", "No request ends the parser.", NULL, "docs/parser.md, the process", NULL},
    {"process/contract", "must", "A parser in the process keeps the contract of rmspec/parser.h.", NULL,
     "rmspec/parser.h", NULL},
};
const size_t cli_parser_interface_rules_n = RMS_COUNT(cli_parser_interface_rules);

const rms_vector_rule *cli_parser_rule(const rms_vectors *vectors, const char *id)
{
    for (size_t i = 0; i < cli_parser_interface_rules_n; i++)
        if (strcmp(cli_parser_interface_rules[i].id, id) == 0)
            return &cli_parser_interface_rules[i];
    return rms_vectors_rule(vectors, id);
}

/* The id of a check is that of its rule with a vector's name, or "fuzz", behind it. */
static const rms_vector_rule *rule_of_check(const rms_vectors *vectors, const char *id)
{
    char rule[RMS_RULE_ID_SIZE];
    const char *slash = strrchr(id, '/');
    (void)snprintf(rule, sizeof rule, "%.*s", slash ? (int)(slash - id) : 0, id);
    const rms_vector_rule *found = cli_parser_rule(vectors, id);
    return found ? found : cli_parser_rule(vectors, rule);
}

int cli_parser_explain(const char *id)
{
    rms_vectors *vectors = NULL;
    if (rms_vectors_load(&vectors, &(rms_error){0}) != RMS_OK)
        return 0;
    const rms_vector_rule *rule = rule_of_check(vectors, id);
    if (rule) {
        (void)printf("%s\n\n    %s\n\nlevel:      %s\n", rule->id, rule->says, rule->level);
        if (rule->document || rule->clause)
            (void)printf("document:   %s%s%s\n", rule->document ? rule->document : "",
                         rule->document && rule->clause ? ", " : "", rule->clause ? rule->clause : "");
        if (rule->decided_by)
            (void)printf("decided by: %s\n", rule->decided_by);
    }
    for (size_t i = 0, n = 0; rule && i < vectors->n; i++)
        if (vectors->v[i].rule == rule)
            (void)printf("%s    %s: %s (%s)\n", n++ ? "" : "\nvectors:\n", strrchr(vectors->v[i].id, '/') + 1,
                         vectors->v[i].comment, vectors->v[i].result);
    rms_vectors_free(vectors);
    return rule != NULL;
}

double cli_parser_now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static void emit(cli_parser_run *run, const rms_event *event)
{
    for (size_t i = 0; i < run->reporters.n; i++)
        run->reporters.v[i]->event(run->reporters.v[i], event);
}

void cli_parser_begin(cli_parser_run *run)
{
    run->started_ms = cli_parser_now_ms();
    emit(run, &(rms_event){.kind = RMS_EVENT_BEGIN,
                           .u.begin = {.version = RMS_VERSION,
                                       .target = run->target,
                                       .adapter = run->adapter,
                                       .prefix = "-",
                                       .seed = run->options->seed,
                                       .started_at = (int64_t)time(NULL),
                                       .strict = run->options->strict}});
}

void cli_parser_plan(cli_parser_run *run, size_t rules, size_t checks)
{
    run->planned = checks;
    emit(run, &(rms_event){.kind = RMS_EVENT_PLAN,
                           .u.plan = {.rules = rules,
                                      .cases = checks,
                                      .checks = checks,
                                      .whole_rules = rules,
                                      .whole_cases = checks,
                                      .whole_checks = checks}});
}

void cli_parser_note(cli_parser_run *run, const char *text)
{
    emit(run, &(rms_event){.kind = RMS_EVENT_NOTE, .u.note = text});
}

void cli_parser_print_request(rms_span request, rms_buffer *out)
{
    for (size_t i = 0; i < request.n; i++) {
        if (i == SHOWN_MAX) {
            rms_buffer_printf(out, "... (%zu bytes)", request.n);
            return;
        }
        const unsigned char c = (unsigned char)request.p[i];
        if (c == '\n')
            rms_buffer_puts(out, "\\n");
        else if (c == '\r')
            rms_buffer_puts(out, "\\r");
        else if (c < ' ' || c >= 0x7f || c == '\\' || c == '\'')
            rms_buffer_printf(out, "\\0%03o", c);
        else
            rms_buffer_putc(out, (char)c);
    }
}

/* ---- a check ---- */

static rms_level level_of(const char *word)
{
    int level = 0;
    while (level < RMS_LEVEL_RECORD && strcmp(rms_level_word((rms_level)level), word) != 0)
        level++;
    return (rms_level)level;
}

static rms_verdict verdict_of(const rms_parser_result *result, int steady)
{
    static const rms_verdict verdicts[] = {[RMS_JUDGED_RIGHT] = RMS_VERDICT_PASS,
                                           [RMS_JUDGED_WRONG] = RMS_VERDICT_FAIL,
                                           [RMS_JUDGED_BELOW] = RMS_VERDICT_WARN,
                                           [RMS_JUDGED_CHOICE] = RMS_VERDICT_OBSERVED,
                                           [RMS_JUDGED_BROKEN] = RMS_VERDICT_FAIL};
    return steady ? verdicts[result->judgement] : RMS_VERDICT_ERROR;
}

static void why_of(const rms_parser_result *result, int steady, char *out, size_t out_n)
{
    static const char *const words[] = {[RMS_ASPECT_NONE] = "no verdict",
                                        [RMS_ASPECT_VERDICT] = "one accepts, the other refuses",
                                        [RMS_ASPECT_CODE] = "another code than the documented ones",
                                        [RMS_ASPECT_PARAMETER] = "the refusal names another parameter",
                                        [RMS_ASPECT_ACTION] = "another action",
                                        [RMS_ASPECT_REGION] = "another RegionId",
                                        [RMS_ASPECT_TARGET] = "another target",
                                        [RMS_ASPECT_SWITCH] = "another value",
                                        [RMS_ASPECT_COUNT] = "another number of members",
                                        [RMS_ASPECT_ORDER] = "the same members in another order",
                                        [RMS_ASPECT_ID] = "another id of a member",
                                        [RMS_ASPECT_FIELD] = "another value in a member"};
    char points[120];
    const char *key = result->aspect == RMS_ASPECT_FIELD || result->aspect == RMS_ASPECT_SWITCH ? result->what : NULL;
    if (!steady) {
        (void)snprintf(out, out_n, "asked again it answers otherwise; the first answer counts for nothing");
        return;
    }
    const int n = snprintf(out, out_n, "%s%s%s", words[result->aspect], key ? ": " : "", key ? key : "");
    rms_points_print(result->points, points, sizeof points);
    if (n > 0 && (size_t)n < out_n && (result->aspect == RMS_ASPECT_CODE || result->aspect == RMS_ASPECT_PARAMETER)) {
        (void)snprintf(out + n, out_n - (size_t)n, "; tables of common errors name it, no document of the action does");
        return;
    }
    if ((result->judgement == RMS_JUDGED_CHOICE || result->judgement == RMS_JUDGED_BELOW) && n > 0 && (size_t)n < out_n)
        (void)snprintf(out + n, out_n - (size_t)n, "; no document decides it (open: %s)", points);
}

static size_t told(const cli_parser_run *run)
{
    size_t n = 0;
    for (size_t i = 0; i < RMS_VERDICT_COUNT; i++)
        n += run->count[i];
    return n;
}

void cli_parser_progress(cli_parser_run *run, const char *current)
{
    emit(run, &(rms_event){.kind = RMS_EVENT_PROGRESS,
                           .u.progress = {.done = told(run),
                                          .planned = run->planned,
                                          .failed = run->count[RMS_VERDICT_FAIL],
                                          .current = current}});
}

static void count(cli_parser_run *run, const rms_event_check *check)
{
    run->count[check->verdict]++;
    emit(run, &(rms_event){.kind = RMS_EVENT_CHECK, .u.check = *check});
    cli_parser_progress(run, check->id);
}

static rms_event_check check_of(const cli_parser_run *run, const rms_vector_rule *rule, const char *id)
{
    return (rms_event_check){.id = id,
                             .rule = rule->id,
                             .case_id = id,
                             .action = "all",
                             .format = "all",
                             .layout = "all",
                             .level = level_of(rule->level),
                             .says = rule->says,
                             .document = rule->document,
                             .clause = rule->clause,
                             .decided_by = rule->decided_by,
                             .place = told(run),
                             .judged = 1};
}

void cli_parser_skip(cli_parser_run *run, const rms_vector_rule *rule, const char *id, const char *why)
{
    rms_event_check check = check_of(run, rule, id);
    check.verdict = RMS_VERDICT_SKIP;
    check.reason = why;
    check.judged = 0;
    count(run, &check);
}

void cli_parser_pass(cli_parser_run *run, const rms_vector_rule *rule, const char *id)
{
    rms_event_check check = check_of(run, rule, id);
    check.verdict = RMS_VERDICT_PASS;
    count(run, &check);
}

/* A rule whose verdict is judged by another level than its own: the interface's, or one pinned by a quirk file. */
static rms_level told_level(const rms_event_check *check)
{
    return check->verdict == RMS_VERDICT_FAIL ? RMS_LEVEL_MUST : check->level;
}

void cli_parser_tell(cli_parser_run *run, const rms_vector_rule *rule, const char *id, rms_span request,
                     const rms_parser_result *result, int steady, const char *repeat)
{
    RMS_AUTO(rms_buffer_done) rms_buffer sent = {0};
    const char *broken = rms_said_rule(result->said);
    char why[300];
    rms_event_check check = check_of(run, broken ? cli_parser_rule(run->vectors, broken) : rule, id);
    check.verdict = verdict_of(result, steady);
    check.level = told_level(&check);
    if (check.verdict != RMS_VERDICT_PASS) {
        why_of(result, steady, why, sizeof why);
        cli_parser_print_request(request, &sent);
        check.reason = why;
        check.expected = result->expected;
        check.actual = result->actual;
        check.request = sent.p;
        check.repeat = repeat;
    }
    if (result->judgement == RMS_JUDGED_CHOICE)
        run->chosen |= result->points;
    count(run, &check);
}

/* ---- the end ---- */

static int exit_of(const cli_parser_run *run, const char **ret_reason)
{
    if (run->count[RMS_VERDICT_FAIL]) {
        *ret_reason = "a rule is broken";
        return RMS_EXIT_BROKEN;
    }
    if (run->options->strict && run->count[RMS_VERDICT_WARN]) {
        *ret_reason = "a should-rule is broken, and --strict was given";
        return RMS_EXIT_BROKEN;
    }
    if (run->trouble) {
        *ret_reason = run->trouble;
        return RMS_EXIT_NO_VERDICT;
    }
    if (run->count[RMS_VERDICT_ERROR]) {
        *ret_reason = "an answer was another one when it was asked again";
        return RMS_EXIT_NO_VERDICT;
    }
    *ret_reason = "nothing that was judged is wrong";
    return RMS_EXIT_OK;
}

int cli_parser_end(cli_parser_run *run)
{
    char points[200], note[400];
    const char *reason = NULL;
    rms_points_print(run->chosen, points, sizeof points);
    if (points[0]) {
        (void)snprintf(note, sizeof note,
                       "where no document decides, this parser does otherwise than the reference: %s; --verbose shows "
                       "the requests, a quirk file (--quirks) makes them count",
                       points);
        cli_parser_note(run, note);
    }
    const int code = exit_of(run, &reason);
    rms_event event = {.kind = RMS_EVENT_END,
                       .u.end = {.planned = run->planned,
                                 .exchanges = run->asked,
                                 .duration_ms = cli_parser_now_ms() - run->started_ms,
                                 .interrupted = *run->stop != 0,
                                 .interruption = *run->stop ? "a signal ended the run" : NULL,
                                 .strict = run->options->strict,
                                 .exit_code = code,
                                 .exit_reason = reason}};
    memcpy(event.u.end.count, run->count, sizeof run->count);
    emit(run, &event);
    return code;
}
