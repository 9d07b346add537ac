/* The top of the page, the ledger, the matrix over everything, the filters. */
#include "reports/html_parts.h"
#include "reports/outcome.h"
#include "reports/values.h"

#include <inttypes.h>
#include <string.h>

static size_t count_broken(const html_report *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_rules; i++)
        n += r->rules[i]->count[RMS_VERDICT_FAIL] || r->rules[i]->count[RMS_VERDICT_XPASS] ||
             (r->document.told.begin.strict && r->rules[i]->count[RMS_VERDICT_WARN]);
    return n;
}

void html_title(html_report *r, FILE *out)
{
    char words[OUTCOME_BYTES];
    outcome_words(&r->document.told, count_broken(r), words);
    (void)fprintf(out, "rmspec: %s: ", words);
    html_text(out, r->document.told.begin.target);
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void put_fact(FILE *out, const char *label, const char *text, int is_long)
{
    if (!*text)
        return;
    (void)fprintf(out, "<div%s><dt>%s</dt><dd>", is_long ? " class=\"long\"" : "", label);
    html_text(out, text);
    (void)fputs("</dd></div>\n", out);
}

void html_head(html_report *r, FILE *out)
{
    static const struct {
        const char *class_name, *sign;
    } outcomes[] = {[TOLD_PASSED] = {"passed", "✓"},
                    [TOLD_BROKEN] = {"broken", "✗"},
                    [TOLD_NO_VERDICT] = {"no-verdict", "?"},
                    [TOLD_UNFINISHED] = {"unfinished", "…"}};
    const told *t = &r->document.told;
    const told_outcome outcome = told_outcome_of(t);
    const rms_event_end end = told_end(t);
    char words[OUTCOME_BYTES], started[VALUE_TIME_BYTES], text[128];
    outcome_words(t, count_broken(r), words);
    value_time(t->begin.started_at, started);
    (void)fputs("<p class=\"brand\">rmspec ", out);
    html_text(out, t->begin.version);
    (void)fprintf(out,
                  ": the documented rules of the remove actions</p>\n<h1 class=\"%s\"><span class=\"sign\" "
                  "aria-hidden=\"true\">%s</span> <span>%s</span></h1>\n<p>Exit code %d: ",
                  outcomes[outcome].class_name, outcomes[outcome].sign, words, end.exit_code);
    html_text(out, end.exit_reason ? end.exit_reason : "no reason given");
    (void)fputs("</p>\n<dl class=\"facts\">\n", out);
    put_fact(out, "Endpoint", t->begin.target, 1);
    put_fact(out, "Arranged by", t->begin.adapter, 0);
    put_fact(out, "Started", started, 0);
    (void)snprintf(text, sizeof text, "%zu request%s in %.1f s", end.exchanges, plural(end.exchanges),
                   end.duration_ms / 1000);
    put_fact(out, "Took", t->ended ? text : "", 0);
    (void)snprintf(text, sizeof text, "%zu rule%s, %zu case%s, %zu check%s", t->plan.rules, plural(t->plan.rules),
                   t->plan.cases, plural(t->plan.cases), t->plan.checks, plural(t->plan.checks));
    put_fact(out, "Plan", t->has_plan ? text : "", 0);
    (void)snprintf(text, sizeof text, "%u of %u", t->begin.shard, t->begin.shards);
    put_fact(out, "Shard", t->begin.shards ? text : "", 0);
    (void)snprintf(text, sizeof text, "%" PRIu64, t->begin.seed);
    put_fact(out, "Seed", text, 0);
    put_fact(out, "Prefix", t->begin.prefix, 0);
    put_fact(out, "Strict", t->begin.strict ? "a warning fails the run" : "", 0);
    (void)fputs("</dl>\n", out);
}

void html_unfinished(html_report *r, FILE *out)
{
    const told *t = &r->document.told;
    if (!t->ended) {
        (void)fputs("<p class=\"banner\" role=\"status\"><strong>Unfinished.</strong> The run has not ended, or it was "
                    "killed: this is what it had. Checks that did not come are counted as errors.</p>\n",
                    out);
    } else if (t->end.interrupted) {
        (void)fputs("<p class=\"banner\" role=\"status\"><strong>Interrupted.</strong> ", out);
        html_text(out, t->end.interruption ? t->end.interruption : "The rest was skipped.");
        (void)fputs("</p>\n", out);
    }
}

static void put_bar(FILE *out, const rms_event_end *end)
{
    const size_t whole = end->planned ? end->planned : 1;
    size_t before = 0;
    (void)fputs("<svg class=\"bar\" viewBox=\"0 0 10000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"",
                out);
    html_counts(out, end->count);
    (void)fputs("\">", out);
    for (int i = 0; i < RMS_VERDICT_COUNT; i++) {
        const rms_verdict verdict = html_worst_first[i];
        const size_t from = before * 10000 / whole;
        before += end->count[verdict];
        if (end->count[verdict])
            (void)fprintf(out, "<rect class=\"%s\" x=\"%zu\" width=\"%zu\" height=\"10\"/>", rms_verdict_word(verdict),
                          from, before * 10000 / whole - from);
    }
    (void)fputs("</svg>\n", out);
}

void html_ledger(html_report *r, FILE *out)
{
    const rms_event_end end = told_end(&r->document.told);
    (void)fprintf(out, "<p>%zu check%s, each in exactly one bucket.</p>\n", end.planned, plural(end.planned));
    put_bar(out, &end);
    (void)fputs("<ul class=\"tiles\">\n", out);
    for (int i = 0; i < RMS_VERDICT_COUNT; i++) {
        const rms_verdict verdict = html_worst_first[i];
        const size_t n = end.count[verdict];
        if (n)
            (void)fprintf(out, "<li><a href=\"#?verdict=%s\"><b>%zu</b> ", rms_verdict_word(verdict), n);
        else
            (void)fputs("<li><span class=\"zero\"><b>0</b> ", out);
        html_verdict(out, verdict);
        (void)fputs(n ? "</a></li>\n" : "</span></li>\n", out);
    }
    (void)fputs("</ul>\n", out);
}

static int is_first_of_action(const html_report *r, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(r->rules[i]->check.action, r->rules[at]->check.action) == 0)
            return 0;
    return 1;
}

void html_all_matrices(html_report *r, FILE *out)
{
    if (r->n_rules == 0)
        (void)fputs("<p class=\"empty\">No check came.</p>\n", out);
    (void)fputs("<div class=\"matrices\">\n", out);
    for (size_t i = 0; i < r->n_rules; i++) {
        html_cells sum = {{{{0}}}};
        const char *action = r->rules[i]->check.action;
        if (!is_first_of_action(r, i))
            continue;
        for (size_t k = i; k < r->n_rules; k++)
            for (int f = 0; f < HTML_FORMATS && strcmp(r->rules[k]->check.action, action) == 0; f++)
                for (int l = 0; l < HTML_LAYOUTS; l++)
                    for (int v = 0; v < RMS_VERDICT_COUNT; v++)
                        sum.n[f][l][v] += r->rules[k]->cells.n[f][l][v];
        html_matrix(out, action, action, &sum);
    }
    (void)fputs("</div>\n", out);
}

/* -- filters ------------------------------------------------------------------------------------------------------- */

typedef const char *(*rule_text)(const html_rule *rule);

static const char *action_of(const html_rule *rule)
{
    return rule->check.action;
}

static const char *document_of(const html_rule *rule)
{
    return rule->check.document ? rule->check.document : "(no document)";
}

static const char *level_of(const html_rule *rule)
{
    return rms_level_word(rule->check.level);
}

static void open_choice(FILE *out, const char *name, const char *label)
{
    (void)fprintf(out, "<label class=\"field\">%s <select id=\"f-%s\"><option value=\"\">all</option>", label, name);
}

static void put_option(FILE *out, const char *value)
{
    (void)fputs("<option value=\"", out);
    html_attribute(out, value);
    (void)fputs("\">", out);
    html_text(out, value);
    (void)fputs("</option>", out);
}

/* One choice for each text that the rules have. */
static void put_choice(const html_report *r, FILE *out, const char *name, const char *label, rule_text text)
{
    open_choice(out, name, label);
    for (size_t i = 0; i < r->n_rules; i++) {
        size_t k = 0;
        while (strcmp(text(r->rules[k]), text(r->rules[i])) != 0)
            k++;
        if (k == i)
            put_option(out, text(r->rules[i]));
    }
    (void)fputs("</select></label>\n", out);
}

static void put_names(FILE *out, const char *name, const char *label, int n, const char *(*name_of)(int))
{
    open_choice(out, name, label);
    for (int i = 0; i < n; i++)
        put_option(out, name_of(i));
    (void)fputs("</select></label>\n", out);
}

void html_filters(html_report *r, FILE *out)
{
    const rms_event_end end = told_end(&r->document.told);
    (void)fputs("<div id=\"filters\" class=\"filters\" role=\"search\" hidden>\n<div class=\"row\">\n"
                "<label class=\"field wide\">Search (press /) <input type=\"search\" id=\"f-q\" autocomplete=\"off\" "
                "spellcheck=\"false\"></label>\n",
                out);
    put_choice(r, out, "level", "Level", level_of);
    put_choice(r, out, "action", "Action", action_of);
    put_choice(r, out, "document", "Document", document_of);
    put_names(out, "format", "Format", HTML_FORMATS, html_format_name);
    put_names(out, "layout", "Layout", HTML_LAYOUTS, html_layout_name);
    (void)fputs("</div>\n<fieldset><legend>Verdict</legend>\n", out);
    for (int i = 0; i < RMS_VERDICT_COUNT; i++) {
        const rms_verdict verdict = html_worst_first[i];
        if (!end.count[verdict])
            continue;
        (void)fprintf(out, "<label class=\"choice\"><input type=\"checkbox\" name=\"verdict\" value=\"%s\"> ",
                      rms_verdict_word(verdict));
        html_verdict(out, verdict);
        (void)fputs("</label>\n", out);
    }
    (void)fputs("</fieldset>\n<div class=\"end\"><p id=\"status\" role=\"status\"></p>"
                "<button type=\"button\" id=\"open-all\">Open all</button> "
                "<button type=\"button\" id=\"close-all\">Close all</button> "
                "<button type=\"button\" id=\"reset\">Show all</button></div>\n</div>\n",
                out);
}

void html_legend(html_report *r, FILE *out)
{
    static const struct {
        rms_verdict verdict;
        const char *text;
    } rows[] = {
        {RMS_VERDICT_PASS, "the answer, and what became of the world, are what the rule asks for"},
        {RMS_VERDICT_FAIL, "the answer was wrong"},
        {RMS_VERDICT_WARN, "a should-rule was not kept, or something was tolerated"},
        {RMS_VERDICT_SKIP, "not put, for the reason that stands there"},
        {RMS_VERDICT_ERROR, "the question could not be put"},
        {RMS_VERDICT_XFAIL, "failed, as a list of known failures says"},
        {RMS_VERDICT_XPASS, "passed, although a list of known failures says otherwise"},
        {RMS_VERDICT_OBSERVED, "the documents leave a choice; this is what the endpoint chose"},
    };
    (void)r;
    (void)fputs("<h2>What the words mean</h2>\n<dl>\n", out);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        (void)fputs("<dt>", out);
        html_verdict(out, rows[i].verdict);
        (void)fprintf(out, "</dt><dd>%s</dd>\n", rows[i].text);
    }
    (void)fputs(
        "</dl>\n<p>Side by side, <del>this</del> is what was expected and did not come, <ins>this</ins> what came "
        "instead, and <mark>this</mark> where the answer says it. <span class=\"esc\">\\x1b</span> is a character "
        "that is not shown as it is.</p>\n",
        out);
}
