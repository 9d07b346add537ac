/* `rmspec parser`: a parser of remove requests, in any language, against the vectors and against generated requests. */
#include "cli/parser.h"

#include "cli/commands.h"
#include "harness/parser/call.h"
#include "harness/parser/classify.h"
#include "harness/parser/process.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NO_VERDICT_MAX = 5, /* so many first answers that are no verdict end the run */
    LISTEN_MS = 2,
    HANGS_MAX = 30 /* so many answers that never came end the run */
};

/* ---- the vectors as a document ---- */

static int print_vectors(const cli_options *options, const rms_vectors *vectors)
{
    FILE *file = options->output ? fopen(options->output, "w") : stdout;
    if (!file) {
        (void)fprintf(stderr, "rmspec parser: --output: %s: %s\n", options->output, strerror(errno));
        return RMS_EXIT_NO_VERDICT;
    }
    int failed = json_dumpf(vectors->document, file, JSON_INDENT(1) | JSON_PRESERVE_ORDER) != 0;
    failed |= fputc('\n', file) == EOF;
    if (options->output)
        failed |= fclose(file) != 0;
    if (failed && options->output)
        (void)fprintf(stderr, "rmspec parser: --output: %s: %s\n", options->output, strerror(errno));
    return failed ? RMS_EXIT_NO_VERDICT : RMS_EXIT_OK;
}

/* ---- selection ---- */

/* A pattern names ids that it equals, that start with it and a slash, or that it matches as a glob; "request/" may be
 * left out. */
static int names(const char *pattern, const char *id)
{
    static const char room[] = "request/";
    for (int i = 0; i < 2; i++) {
        const size_t n = strlen(pattern);
        if (fnmatch(pattern, id, 0) == 0 || (strncmp(id, pattern, n) == 0 && (id[n] == '\0' || id[n] == '/')))
            return 1;
        if (strncmp(id, room, sizeof room - 1) != 0)
            return 0;
        id += sizeof room - 1;
    }
    return 0;
}

static int named_by(const cli_list *patterns, const char *id)
{
    for (size_t i = 0; i < patterns->n; i++)
        if (names(patterns->v[i], id))
            return 1;
    return 0;
}

static int is_selected(const cli_options *options, const char *id)
{
    return (options->only.n == 0 || named_by(&options->only, id)) && !named_by(&options->skip, id);
}

/* Every pattern has to name something. */
static int check_patterns(const cli_list *patterns, const char *option, const rms_vectors *vectors)
{
    for (size_t i = 0; i < patterns->n; i++) {
        size_t k = 0;
        while (k < vectors->n && !names(patterns->v[i], vectors->v[k].id))
            k++;
        if (k == vectors->n) {
            (void)fprintf(stderr,
                          "rmspec parser: --%s: no vector is named by '%s'; 'rmspec parser --list' lists them\n",
                          option, patterns->v[i]);
            return RMS_EXIT_USAGE;
        }
    }
    return 0;
}

/* ---- the run ---- */

static int failed(const char *what, rms_status status, const rms_error *err)
{
    (void)fprintf(stderr, "rmspec parser: %s%s%s\n", what ? what : "", what ? ": " : "",
                  err->text[0] ? err->text : rms_status_text(status));
    return RMS_EXIT_NO_VERDICT;
}

static void repeat_line(const cli_parser_run *run, const char *id, rms_buffer *out)
{
    rms_buffer_printf(out, "rmspec parser --only %s%s%s %s", id, run->options->quirks ? " --quirks " : "",
                      run->options->quirks ? run->options->quirks : "", run->command);
}

static rms_status judge_vector(cli_parser_run *run, const rms_vector *vector, rms_error *err)
{
    rms_parser_result result = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer repeat = {0};
    int steady = 1;
    const rms_status status = rms_parser_try_surely(run->parser, vector->request, &run->quirks, &result, &steady, err);
    if (status != RMS_OK)
        return status;
    run->asked++;
    run->verdicts += result.judgement != RMS_JUDGED_BROKEN;
    repeat_line(run, vector->id, &repeat);
    cli_parser_tell(run, vector->rule, vector->id, vector->request, &result, steady, repeat.p);
    rms_parser_result_done(&result);
    return RMS_OK;
}

static size_t count_selected(const cli_parser_run *run, size_t *ret_rules)
{
    size_t n = 0;
    const rms_vector_rule *last = NULL;
    *ret_rules = 0;
    for (size_t i = 0; i < run->vectors->n; i++) {
        const rms_vector *vector = &run->vectors->v[i];
        if (!is_selected(run->options, vector->id))
            continue;
        n++;
        *ret_rules += vector->rule != last;
        last = vector->rule;
    }
    return n;
}

int cli_parser_hangs(const cli_parser_run *run)
{
    return run->process && rms_process_count(run->process).hung >= HANGS_MAX;
}

static rms_status judge_vectors(cli_parser_run *run, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < run->vectors->n; i++) {
        const rms_vector *vector = &run->vectors->v[i];
        if (!is_selected(run->options, vector->id))
            continue;
        if (!run->trouble && run->asked >= NO_VERDICT_MAX && run->verdicts == 0)
            run->trouble = "none of the first answers was a verdict";
        if (!run->trouble && cli_parser_hangs(run))
            run->trouble = "too many requests were not answered within the time limit";
        if (*run->stop || run->trouble)
            cli_parser_skip(run, vector->rule, vector->id, *run->stop ? "interrupted" : run->trouble);
        else
            status = judge_vector(run, vector, err);
    }
    return status;
}

static int judge_all(cli_parser_run *run)
{
    rms_error err = {0};
    size_t rules = 0;
    const size_t n = count_selected(run, &rules);
    int status = cli_reporters_open("parser", run->options, &run->reporters);
    if (status) {
        cli_reporters_drop(&run->reporters);
        return status;
    }
    cli_parser_begin(run);
    if (run->options->request)
        cli_parser_plan(run, 1, 1);
    else
        cli_parser_plan(run, rules, n + cli_parser_fuzz_checks(run));
    rms_status judged = run->options->request ? cli_parser_one(run, &err) : judge_vectors(run, &err);
    if (judged == RMS_OK && !run->options->request)
        judged = cli_parser_fuzz(run, &err);
    if (judged != RMS_OK) {
        cli_reporters_drop(&run->reporters);
        return failed(NULL, judged, &err);
    }
    return cli_reporters_finish("parser", &run->reporters, cli_parser_end(run));
}

/* ---- the parser ---- */

/* The command line of the parser, as a shell reads it. */
static char *command_of(const cli_parser_run *run)
{
    const cli_options *options = run->options;
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    if (options->load)
        rms_buffer_printf(&out, "--load %s", options->load);
    else
        rms_buffer_puts(&out, "--");
    for (size_t i = 0; i < options->n_args; i++) {
        const char *word = options->args[i];
        const int plain = *word && strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                                "_-./:=,+@%") == strlen(word);
        rms_buffer_puts(&out, plain ? " " : " '");
        for (const char *c = word; *c; c++)
            rms_buffer_puts(&out, *c == '\'' ? "'\\''" : (char[]){*c, '\0'});
        rms_buffer_puts(&out, plain ? "" : "'");
    }
    return rms_buffer_take(&out, NULL);
}

static int judge_process(cli_parser_run *run)
{
    RMS_AUTO(rms_process_freep) rms_process *process = NULL;
    if (rms_process_new(run->options->args, run->options->timeout_ms, &process) != RMS_OK)
        return failed(NULL, RMS_E_NOMEM, &(rms_error){0});
    rms_process_listen(process, LISTEN_MS);
    const rms_parser parser = rms_process_parser(process);
    run->parser = &parser;
    run->process = process;
    run->target = run->command + sizeof "-- " - 1;
    run->adapter = "process";
    return judge_all(run);
}

static int judge_loaded(cli_parser_run *run)
{
    rms_loaded_parser loaded = {0};
    rms_error err = {0};
    const rms_status status = rms_parser_load(run->options->load, &loaded, &err);
    if (status != RMS_OK)
        return failed("--load", status, &err);
    const rms_parser parser = rms_table_parser(loaded.table);
    run->parser = &parser;
    run->target = run->options->load;
    run->adapter = "shared object";
    const int code = judge_all(run);
    rms_parser_unload(&loaded);
    return code;
}

static void tell_mistake(void *context, const rms_lint *message)
{
    RMS_AUTO(rms_buffer_done) rms_buffer line = {0};
    (void)context;
    rms_lint_print(message, &line);
    (void)fprintf(stderr, "%s\n", line.p ? line.p : "out of memory");
}

/* "reference" is not a file: every point as the reference does it. */
static int read_quirks(const cli_options *options, rms_quirks *ret)
{
    rms_error err = {0};
    *ret = (rms_quirks){{0}};
    if (!options->quirks)
        return 0;
    if (strcmp(options->quirks, "reference") == 0) {
        *ret = rms_quirks_reference();
        return 0;
    }
    const rms_status status = rms_quirks_load(options->quirks, tell_mistake, NULL, ret, &err);
    if (status == RMS_OK)
        return 0;
    (void)fprintf(stderr, "rmspec parser: --quirks: %s\n", err.text);
    return status == RMS_E_NOMEM ? RMS_EXIT_NO_VERDICT : RMS_EXIT_CASES;
}

static int judge_parser(const cli_options *options, const rms_vectors *vectors)
{
    cli_parser_run run = {.options = options, .vectors = vectors, .stop = cli_catch_signals()};
    int status = check_patterns(&options->only, "only", vectors);
    if (!status)
        status = check_patterns(&options->skip, "skip", vectors);
    if (!status)
        status = read_quirks(options, &run.quirks);
    if (status)
        return status;
    run.command = command_of(&run);
    if (!run.command)
        return failed(NULL, RMS_E_NOMEM, &(rms_error){0});
    status = options->load ? judge_loaded(&run) : judge_process(&run);
    free(run.command);
    return status;
}

static int list_vectors(const cli_options *options, const rms_vectors *vectors)
{
    for (size_t i = 0; i < vectors->n; i++)
        if (is_selected(options, vectors->v[i].id))
            (void)printf("%s\n", vectors->v[i].id);
    return RMS_EXIT_OK;
}

int cli_parser(const cli_options *options)
{
    rms_vectors *vectors = NULL;
    rms_error err = {0};
    const int prints = options->vectors || options->list;
    if (!prints && !options->load && options->n_args == 0) {
        (void)fprintf(stderr, "rmspec parser: which parser? Usage: rmspec parser [OPTION…] -- COMMAND [ARGUMENT…]\n"
                              "Try 'rmspec help parser'.\n");
        return RMS_EXIT_USAGE;
    }
    if ((prints || options->load) && options->n_args) {
        (void)fprintf(stderr, "rmspec parser: with --vectors, --list or --load there is no COMMAND\n");
        return RMS_EXIT_USAGE;
    }
    const rms_status status = rms_vectors_load(&vectors, &err);
    if (status != RMS_OK)
        return failed("the vectors cannot be used", status, &err);
    const int code = options->vectors ? print_vectors(options, vectors)
                     : options->list  ? list_vectors(options, vectors)
                                      : judge_parser(options, vectors);
    rms_vectors_free(vectors);
    return code;
}
