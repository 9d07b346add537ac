/* A case file, its literal bytes: it loads, or every mistake is told with a place inside it; what loads is printed and
 * loads to the same again. */
#include "fuzz/common/oracle.h"
#include "harness/cases/cases.h"
#include "tests/unit/cases/equal.h"

#include <stdlib.h>
#include <string.h>

/* Above RMS_FUZZ_INPUT_MAX: so long is the example that uses every feature of the language once. */
enum { FILE_BYTES_MAX = 8 << 10 };

static const char name[] = "fuzzed.yaml";

/* ---- places ---- */

/* Bytes of the line break at the front of @p text, as YAML 1.1 counts them; 0 when there is none. */
static size_t line_break(rms_span text)
{
    static const char *const breaks[] = {"\r\n", "\n", "\r", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};
    for (size_t i = 0; i < RMS_COUNT(breaks); i++) {
        const rms_span each = rms_span_of(breaks[i]);
        if (text.n >= each.n && memcmp(text.p, each.p, each.n) == 0)
            return each.n;
    }
    return 0;
}

/* Characters of the 1-based line; -1 when the text has fewer lines. */
static long line_length(rms_span text, unsigned line)
{
    long characters = 0;
    while (text.n) {
        const size_t n = line_break(text);
        if (n && --line == 0)
            return characters;
        if (!n && ((unsigned char)*text.p & 0xc0) != 0x80)
            characters++;
        if (n)
            characters = 0;
        const size_t step = n ? n : 1;
        text = (rms_span){text.p + step, text.n - step};
    }
    return line == 1 ? characters : -1;
}

/* In UTF-16 lines are not what they look like here. */
static int is_wide(rms_span input)
{
    return input.n >= 2 && (memcmp(input.p, "\xff\xfe", 2) == 0 || memcmp(input.p, "\xfe\xff", 2) == 0);
}

typedef struct listener {
    rms_span input;
    size_t errors;
} listener;

static void hear(void *context, const rms_lint *message)
{
    listener *l = context;
    const rms_where *where = &message->where;
    l->errors += !message->warning;
    RMS_ORACLE("case_file.file", where->file && strcmp(where->file, name) == 0, "%s: %s", where->file, message->text);
    RMS_ORACLE("case_file.text", message->text[0] && memchr(message->text, '\0', sizeof message->text), "%u:%u",
               where->line, where->column);
    if (is_wide(l->input) || (!where->line && !where->column))
        return;
    const long length = line_length(l->input, where->line);
    RMS_ORACLE("case_file.line", where->line && length >= 0, "line %u: %s", where->line, message->text);
    RMS_ORACLE("case_file.column", where->column && where->column <= (unsigned long)length + 1,
               "line %u of %ld characters, column %u: %s", where->line, length, where->column, message->text);
}

/* ---- printed and loaded again ---- */

static void put_indented(const char *text, rms_buffer *out)
{
    for (const char *p = text; *p; p++) {
        if (p == text || p[-1] == '\n')
            rms_buffer_puts(out, "      ");
        rms_buffer_putc(out, *p);
    }
}

static const char *own_name(const rms_rule *rule)
{
    const char *action = rule->gateway ? NULL : strstr(rule->id, rule->action->name);
    return action ? action + strlen(rule->action->name) + 1 : rule->id + strlen("gateway/");
}

static int is_told(const rms_rule *const *rules, size_t n, const rms_rule *rule)
{
    for (size_t i = 0; i < n; i++)
        if (rules[i] == rule)
            return 1;
    return 0;
}

/* The rules that the cases name under `also`, each once. */
static void print_also(const rms_rule *rule, rms_buffer *out)
{
    enum { RULES_MAX = 256 }; /* more than an input has room for */
    const rms_rule *told[RULES_MAX];
    size_t n = 0;
    for (size_t c = 0; c < rule->n_cases; c++)
        for (size_t s = 0; s < rule->cases[c].n_steps; s++)
            for (size_t i = 0; i < rule->cases[c].steps[s].n_also; i++) {
                const rms_rule *also = rule->cases[c].steps[s].also[i];
                if (n == RULES_MAX || is_told(told, n, also))
                    continue;
                told[n++] = also;
                rms_buffer_printf(out, "  - {rule: '%s', level: record, says: x, judges: message}\n", own_name(also));
            }
}

static void print_rule(const rms_rule *rule, rms_buffer *out)
{
    rms_buffer_printf(out, "action: %s\n%srules:\n", rule->action->name, rule->gateway ? "through: gateway\n" : "");
    print_also(rule, out);
    rms_buffer_printf(out, "  - rule: '%s'\n    level: record\n    says: x\n", own_name(rule));
    for (unsigned change = 0, n = 0; change < RMS_CHANGE_COUNT; change++)
        if (rule->watches & UINT64_C(1) << change)
            rms_buffer_printf(out, "%s%s", n++ ? ", " : "    watches: [", rms_change_word((rms_change)change));
    rms_buffer_puts(out, rule->watches ? "]\n    cases:\n" : "    cases:\n");
    for (size_t i = 0; i < rule->n_cases; i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer row = {0};
        rms_case_print(&rule->cases[i], &row);
        RMS_ORACLE("case_file.prints", row.status == RMS_OK && row.n, "%s: %s", rule->cases[i].id,
                   rms_status_text(row.status));
        put_indented(row.p, out);
    }
}

/* What the printed text is told to be wrong with. */
static void keep_first(void *context, const rms_lint *message)
{
    rms_buffer *told = context;
    if (!told->n && !message->warning)
        rms_lint_print(message, told);
}

static void again(const rms_rule *rule)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer told = {0};
    rms_suite *copy = NULL;
    print_rule(rule, &text);
    const rms_status status =
        rms_suite_load_bytes("printed.yaml", rms_buffer_view(&text), keep_first, &told, &copy, NULL);
    RMS_ORACLE("case_file.loads-again", status == RMS_OK || status == RMS_E_LIMIT, "%s: %s", rule->id,
               told.n ? told.p : rms_status_text(status));
    const rms_rule *same = copy ? rms_suite_rule(copy, rule->id) : NULL;
    RMS_ORACLE("case_file.same-cases", !copy || (same && same->n_cases == rule->n_cases), "%s", rule->id);
    for (size_t i = 0; copy && i < rule->n_cases; i++) {
        const char *difference = equal_cases(&rule->cases[i], &same->cases[i]);
        RMS_ORACLE("case_file.equal", !difference, "%s: %s", rule->cases[i].id, difference);
    }
    rms_suite_free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > FILE_BYTES_MAX)
        return 0;
    const rms_span input = rms_fuzz_copy(data, size);
    listener l = {.input = input};
    rms_suite nothing = {0}, *suite = &nothing;
    rms_error err = {0};
    const rms_status status = rms_suite_load_bytes(name, input, hear, &l, &suite, &err);
    if (status == RMS_OK) {
        RMS_ORACLE("case_file.told", l.errors == 0 && suite && suite != &nothing, "loads with %zu errors", l.errors);
        for (size_t i = 0; i < suite->n_rules; i++)
            if (suite->rules[i]->n_cases)
                again(suite->rules[i]);
        rms_suite_free(suite);
    } else {
        RMS_ORACLE("case_file.untouched", suite == &nothing, "%s wrote a result", rms_status_text(status));
        RMS_ORACLE("case_file.status", status == RMS_E_SYNTAX || status == RMS_E_LIMIT, "%s", rms_status_text(status));
        RMS_ORACLE("case_file.told", l.errors > 0 && err.text[0], "refused without a mistake: %s", err.text);
    }
    free((char *)input.p);
    return 0;
}
