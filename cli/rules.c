#include "cli/commands.h"

#include "harness/coverage/coverage.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* A place in a document stands before the text as file:line:column; a message about a whole file has no place. */
static void tell(void *context, const rms_lint *message)
{
    size_t *errors = context;
    *errors += !message->warning;
    if (message->where.file)
        (void)fprintf(stderr, "%s:%u:%u: ", message->where.file, message->where.line, message->where.column);
    (void)fprintf(stderr, "%s%s\n", message->warning ? "warning: " : "", message->text);
}

static int print_coverage(const cli_options *options, const rms_suite *suite)
{
    rms_error err = {0};
    size_t errors = 0;
    RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = NULL;
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_status status = rms_coverage_load(tell, &errors, &coverage, &err);
    if (status != RMS_OK)
        return cli_failed("rules", status, &err);
    rms_coverage_print(coverage, suite, options->verbose, &text);
    if (text.status != RMS_OK)
        return cli_failed("rules", text.status, &err);
    (void)fwrite(text.p, 1, text.n, stdout);
    status = rms_coverage_check(coverage, suite, options->documents, tell, &errors, &err);
    if (status == RMS_OK)
        (void)printf(
            "%s\n",
            options->documents
                ? "Every unit and row has a rule or a reason, and the documents are the ones that were mapped."
                : "Every unit and row has a rule or a reason. With --documents DIR the documents are compared too.");
    else if (!errors)
        (void)cli_failed("rules", status, &err);
    return status == RMS_OK ? RMS_EXIT_OK : RMS_EXIT_CASES;
}

static const char *source_of(const rms_rule *rule)
{
    return rule->source ? rule->source : "no document of the five";
}

/* The rules of one document, in the order of their files. */
static void print_document(const rms_suite *suite, const char *source, int verbose)
{
    (void)printf("%s\n", source);
    for (size_t i = 0; i < suite->n_rules; i++) {
        const rms_rule *rule = suite->rules[i];
        if (strcmp(source_of(rule), source) != 0)
            continue;
        (void)printf("  %-6s  %s\n", rms_level_word(rule->level), rule->id);
        if (verbose)
            (void)printf("          %s\n", rule->says);
    }
}

static void print_rules(const rms_suite *suite, int verbose)
{
    size_t documents = 0;
    for (size_t i = 0; i < suite->n_rules; i++) {
        const char *source = source_of(suite->rules[i]);
        size_t first = 0;
        while (strcmp(source_of(suite->rules[first]), source) != 0)
            first++;
        if (first < i)
            continue; /* printed with its first rule */
        if (documents++)
            (void)putchar('\n');
        print_document(suite, source, verbose);
    }
}

static int print_json(const rms_suite *suite)
{
    json_t *list = json_array();
    for (size_t i = 0; i < suite->n_rules; i++) {
        const rms_rule *rule = suite->rules[i];
        json_t *rows = json_array();
        for (size_t k = 0; k < rule->n_decided_by; k++)
            json_array_append_new(rows, json_string(rule->decided_by[k]));
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s, s:s?, s:s?, s:o, s:I}", "rule", rule->id, "action",
                                              rule->action->name, "level", rms_level_word(rule->level), "says",
                                              rule->says, "document", rule->source, "clause", rule->clause,
                                              "decided_by", rows, "cases", (json_int_t)rule->n_cases));
    }
    const int failed = json_dumpf(list, stdout, JSON_INDENT(2)) != 0 || putchar('\n') == EOF;
    json_decref(list);
    return failed ? RMS_EXIT_NO_VERDICT : RMS_EXIT_OK;
}

int cli_rules(const cli_options *options)
{
    rms_suite *suite = NULL;
    if (options->documents && !options->coverage) {
        (void)fprintf(stderr, "rmspec rules: --documents goes with --coverage\n");
        return RMS_EXIT_USAGE;
    }
    int status = cli_load_suite(options, &suite);
    if (status)
        return status;
    if (options->coverage)
        status = print_coverage(options, suite);
    else if (options->json)
        status = print_json(suite);
    else
        print_rules(suite, options->verbose);
    rms_suite_free(suite);
    return status;
}
