/* Somebody else's parser, linked in with -DRMS_PARSER_UNDER_TEST=, against the reference parser. A difference counts as
 * in `rmspec parser`: where no document decides, only what the file in RMS_QUIRKS pins. */
#include "fuzz/common/branches.h"
#include "fuzz/common/oracle.h"
#include "harness/parser/call.h"
#include "harness/parser/classify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void tell_mistake(void *context, const rms_lint *message)
{
    RMS_AUTO(rms_buffer_done) rms_buffer line = {0};
    (void)context;
    rms_lint_print(message, &line);
    (void)fprintf(stderr, "%s\n", line.p ? line.p : "out of memory");
}

static rms_quirks read_quirks(void)
{
    const char *path = getenv("RMS_QUIRKS");
    rms_quirks quirks = {{0}};
    rms_error err = {0};
    if (path && strcmp(path, "reference") == 0)
        return rms_quirks_reference();
    if (path && rms_quirks_load(path, tell_mistake, NULL, &quirks, &err) != RMS_OK) {
        (void)fprintf(stderr, "RMS_QUIRKS: %s\n", err.text);
        exit(EXIT_FAILURE);
    }
    return quirks;
}

static const rms_parser_table *table_of(void)
{
    const rms_parser_table *table = rms_parser_under_test();
    const char *wrong = rms_parser_table_check(table);
    RMS_ORACLE("parser.table", !wrong, "%s", wrong);
    return table;
}

/* One finding a rule: "parser.request.RemoveInstances.limit". */
static void judge(rms_span request, const rms_parser_result *result)
{
    char id[RMS_RULE_ID_SIZE + 8] = "parser.";
    if (result->judgement != RMS_JUDGED_WRONG && result->judgement != RMS_JUDGED_BROKEN)
        return;
    rms_parser_rule_of(request, result, 1, id + 7);
    for (char *c = id; *c; c++)
        if (*c == '/')
            *c = '.';
    rms_oracle_broken(id, "expected %s, not %s: %s", result->expected, result->actual, rms_oracle_show(request));
}

static rms_status ask(const rms_parser_table *table, rms_span request, const rms_quirks *quirks,
                      rms_parser_answer *answer, rms_parser_result *ret)
{
    if (table->reset)
        table->reset(table->self);
    rms_status status = rms_parser_call(table, request, answer);
    return status == RMS_OK ? rms_parser_judge(request, answer, quirks, ret) : status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const rms_parser_table *table;
    static rms_quirks quirks;
    if (!table) {
        table = table_of();
        quirks = read_quirks();
    }
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    const rms_span request = rms_fuzz_copy(data, size);
    RMS_AUTO(rms_parser_answer_done) rms_parser_answer first = {0};
    RMS_AUTO(rms_parser_answer_done) rms_parser_answer second = {0};
    RMS_AUTO(rms_parser_result_done) rms_parser_result result = {0};
    RMS_AUTO(rms_parser_result_done) rms_parser_result again = {0};
    if (ask(table, request, &quirks, &first, &result) == RMS_OK) {
        (void)rms_branches_take(&first, &result);
        judge(request, &result);
        if (rms_fuzz_sampled(rms_fuzz_hash(request), 0) && ask(table, request, &quirks, &second, &again) == RMS_OK)
            RMS_ORACLE("parser.same-again", json_equal(first.line, second.line), "%s, then %s: %s", first.text,
                       second.text, rms_oracle_show(request));
    }
    free((char *)request.p);
    return 0;
}
