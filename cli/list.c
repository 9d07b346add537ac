#include "cli/commands.h"
#include "cli/gate.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* Positional patterns select like --only. */
static rms_selection selection_of(const cli_options *options)
{
    rms_selection selection = cli_selection(options);
    if (options->n_args) {
        selection.only = (const char *const *)options->args;
        selection.n_only = options->n_args;
    }
    selection.gateway = 1;
    return selection;
}

static json_t *row_json(const char *id, const rms_rule *rule)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s?, s:s?}", "id", id, "rule", rule->id, "level",
                     rms_level_word(rule->level), "says", rule->says, "document", rule->source, "clause", rule->clause);
}

/* One line an id; with --verbose what stands behind it. */
static void print_row(const char *id, const rms_rule *rule, const cli_options *options, json_t *list)
{
    if (list)
        json_array_append_new(list, row_json(id, rule));
    else if (options->verbose)
        (void)printf("%-6s  %s\n        %s\n", rms_level_word(rule->level), id, rule->says);
    else
        (void)puts(id);
}

/* The plan of the selection, or the part of it that --shard names; *ret_whole outlives it. */
static rms_status make_plan(const rms_suite *suite, const cli_options *options, const cli_gate *gate,
                            rms_plan **ret_whole, rms_plan **ret, rms_error *err)
{
    const rms_selection selection = selection_of(options);
    rms_status status = rms_plan_make(suite, &selection, options->seed, NULL, NULL, ret_whole, err);
    if (status == RMS_OK && gate->shards)
        status = rms_plan_shard(suite, *ret_whole, gate->shard, gate->shards, ret);
    else
        *ret = *ret_whole;
    return status;
}

static int list_plan(const rms_plan *plan, const cli_options *options)
{
    int status = RMS_EXIT_OK;
    json_t *list = options->json ? json_array() : NULL;
    const char *last = "";
    for (size_t i = 0; i < plan->n_checks; i++) {
        const rms_planned *check = &plan->checks[i];
        const rms_rule *owner = check->the_case ? check->the_case->rule : check->rule;
        if (options->show_checks) {
            print_row(check->id, check->rule ? check->rule : check->rule_if_error, options, list);
            continue;
        }
        const char *id = options->show_rules || !check->the_case ? owner->id : check->the_case->id;
        if (!options->show_rules && !check->the_case)
            continue; /* a rule across the run has no case */
        if (strcmp(id, last) != 0)
            print_row(id, owner, options, list);
        last = id;
    }
    if (list && json_dumpf(list, stdout, JSON_INDENT(2)) != 0)
        status = RMS_EXIT_NO_VERDICT;
    if (list)
        (void)putchar('\n');
    json_decref(list);
    return status;
}

int cli_list_cases(const cli_options *options)
{
    rms_suite *suite = NULL;
    rms_plan *whole = NULL, *plan = NULL;
    rms_error err = {0};
    cli_gate gate = {0};
    int status = cli_gate_open("list", options, &gate);
    if (!status)
        status = cli_load_suite(options, &suite);
    if (!status) {
        const rms_status planned = make_plan(suite, options, &gate, &whole, &plan, &err);
        status = planned == RMS_OK ? list_plan(plan, options) : cli_failed("list", planned, &err);
    }
    if (plan != whole)
        rms_plan_free(plan);
    rms_plan_free(whole);
    rms_suite_free(suite);
    cli_gate_done(&gate);
    return status;
}
