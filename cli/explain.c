#include "cli/commands.h"
#include "cli/parser.h"

#include "protocol/nearest.h"

#include <stdio.h>
#include <string.h>

static void print_list(const char *head, const char *const *texts, size_t n)
{
    if (n == 0)
        return;
    (void)printf("%s", head);
    for (size_t i = 0; i < n; i++)
        (void)printf("%s%s", i ? ", " : "", texts[i]);
    (void)putchar('\n');
}

static void explain_standing(const rms_rule *rule)
{
    static const char *const parts[] = {[RMS_PART_SHAPE] = "shape", [RMS_PART_CONVENTIONS] = "conventions"};
    if (rule->standing)
        (void)printf("judged:     the %s of every %s answer in %s\n", parts[rule->standing_part],
                     rule->standing_error ? "error" : "success", rms_format_name(rule->standing_format));
    if (rule->judges_message)
        (void)printf("judged:     on the exchanges of cases that name it under 'also'\n");
    if (rule->across_request_id)
        (void)printf("judged:     once a run, across all exchanges of the action\n");
    if (rule->gateway)
        (void)printf("judged:     with --gateway, by comparing what was sent with what arrived\n");
    for (unsigned change = 0; change < RMS_CHANGE_COUNT; change++)
        if (rule->watches & UINT64_C(1) << change)
            (void)printf("watches:    %s: %s\n", rms_change_word((rms_change)change),
                         rms_change_doc((rms_change)change));
}

static int explain(const rms_rule *rule, const rms_case *only)
{
    int status = RMS_EXIT_OK;
    (void)printf("%s\n\n    %s\n\n", rule->id, rule->says);
    (void)printf("level:      %s\n", rms_level_word(rule->level));
    if (rule->source)
        (void)printf("document:   %s%s%s\n", rule->source, rule->clause ? ", " : "", rule->clause ? rule->clause : "");
    print_list("decided by: ", rule->decided_by, rule->n_decided_by);
    print_list("needs:      ", rule->needs, rule->n_needs);
    explain_standing(rule);
    if (rule->n_cases)
        (void)printf("\ncases:\n");
    for (size_t i = 0; i < rule->n_cases; i++) {
        if (only && only != &rule->cases[i])
            continue;
        RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
        rms_case_print(&rule->cases[i], &text);
        if (text.status != RMS_OK)
            status = RMS_EXIT_NO_VERDICT;
        (void)printf("%s\n", text.p ? text.p : "");
    }
    return status;
}

/* "…/case[JSON,get]" names the case. */
static void cut_axes(const char *id, char *out, size_t n)
{
    (void)snprintf(out, n, "%.*s", (int)strcspn(id, "["), id);
}

static size_t explain_matching(const rms_suite *suite, const char *pattern, int *status)
{
    char id[512];
    size_t n = 0;
    cut_axes(pattern, id, sizeof id);
    for (size_t i = 0; i < suite->n_rules; i++) {
        const rms_rule *rule = suite->rules[i];
        const rms_case *only = NULL;
        for (size_t k = 0; k < rule->n_cases; k++)
            if (strcmp(rule->cases[k].id, id) == 0)
                only = &rule->cases[k];
        if (!only && !rms_id_matches(id, rule->id))
            continue;
        if (n++)
            (void)putchar('\n');
        const int one = explain(rule, only);
        *status = one ? one : *status;
    }
    return n;
}

static void tell_nearest(const rms_suite *suite, const char *pattern)
{
    rms_nearest near = {.word = pattern};
    for (size_t i = 0; i < suite->n_rules; i++)
        rms_nearest_offer(&near, suite->rules[i]->id);
    (void)fprintf(stderr, "rmspec explain: no rule or case '%s'", pattern);
    if (near.best)
        (void)fprintf(stderr, "; did you mean '%s'?", near.best);
    (void)fprintf(stderr, "\n'rmspec list --rules' lists them.\n");
}

int cli_explain(const cli_options *options)
{
    rms_suite *suite = NULL;
    if (options->n_args == 0) {
        (void)fprintf(stderr, "rmspec explain: which rule? 'rmspec list --rules' lists them\n");
        return RMS_EXIT_USAGE;
    }
    int status = cli_load_suite(options, &suite);
    if (status)
        return status;
    for (size_t i = 0; i < options->n_args; i++) {
        if (i)
            (void)putchar('\n');
        if (explain_matching(suite, options->args[i], &status) == 0 && cli_parser_explain(options->args[i]) == 0) {
            tell_nearest(suite, options->args[i]);
            status = RMS_EXIT_USAGE;
        }
    }
    rms_suite_free(suite);
    return status;
}
