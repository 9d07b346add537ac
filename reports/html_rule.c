/* Rules: what came for each, and how they stand in the report. */
#include "reports/copy.h"
#include "reports/grow.h"
#include "reports/html_parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const formats[HTML_FORMATS] = {"JSON", "XML", "all"};
static const char *const layouts[HTML_LAYOUTS] = {"get", "post-query", "post-form", "post-split", "all"};

const char *html_format_name(int format)
{
    return formats[format];
}

const char *html_layout_name(int layout)
{
    return layouts[layout];
}

static int index_of(const char *const *names, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return n - 1;
}

/* -- gathering ----------------------------------------------------------------------------------------------------- */

static html_rule *add_rule(html_report *r, const rms_event_check *check)
{
    html_rule **rules = rms_grow(r->rules, r->n_rules, sizeof *rules);
    if (!rules)
        return NULL;
    r->rules = rules;
    html_rule *rule = calloc(1, sizeof *rule);
    if (!rule || !check_copy(check, &rule->check)) {
        free(rule);
        return NULL;
    }
    return rules[r->n_rules++] = rule;
}

static html_rule *rule_of(html_report *r, const rms_event_check *check)
{
    if (r->last && strcmp(r->last->check.rule, check->rule) == 0)
        return r->last;
    for (size_t i = 0; i < r->n_rules; i++)
        if (strcmp(r->rules[i]->check.rule, check->rule) == 0)
            return r->rules[i];
    return add_rule(r, check);
}

void html_rule_free(html_rule *rule)
{
    FILE *const streams[] = {rule->broken, rule->others, rule->cases};
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        if (streams[i])
            (void)fclose(streams[i]);
    free(rule->broken_text);
    free(rule->others_text);
    free(rule->cases_text);
    free(rule->last_case);
    check_copy_done(&rule->check);
    free(rule);
}

/* The variant in the list of all cases; a link where the check is listed with more. */
static int put_in_cases(html_rule *rule, const rms_event_check *c, int listed)
{
    if (!rule->cases && !(rule->cases = open_memstream(&rule->cases_text, &rule->cases_n)))
        return -ENOMEM;
    if (!rule->last_case || strcmp(rule->last_case, c->case_id) != 0) {
        free(rule->last_case);
        if (!(rule->last_case = strdup(c->case_id)))
            return -ENOMEM;
        (void)fputs(rule->n_cases++ ? "</li>\n<li><span class=\"id\">" : "<li><span class=\"id\">", rule->cases);
        html_text(rule->cases, c->case_id);
        (void)fputs("</span>", rule->cases);
    }
    (void)fprintf(rule->cases, listed ? " <a class=\"v %s\" href=\"#c:" : " <span class=\"v %s",
                  rms_verdict_word(c->verdict));
    if (listed)
        html_fragment(rule->cases, c->id);
    (void)fputs("\">", rule->cases);
    html_text(rule->cases, c->format);
    (void)fputc(' ', rule->cases);
    html_text(rule->cases, c->layout);
    html_text(rule->cases, check_part(c));
    (void)fprintf(rule->cases, " %s</%s>", rms_verdict_word(c->verdict), listed ? "a" : "span");
    return 0;
}

int html_take(html_report *r, const rms_event_check *c)
{
    html_rule *rule = rule_of(r, c);
    if (!rule)
        return -ENOMEM;
    r->last = rule;
    rule->count[c->verdict]++;
    rule->cells.n[index_of(formats, HTML_FORMATS, c->format)][index_of(layouts, HTML_LAYOUTS, c->layout)][c->verdict]++;
    const int listed = c->verdict != RMS_VERDICT_PASS && r->listed < RMS_HTML_CHECKS_MAX;
    if (listed) {
        const int bad = html_is_bad(c->verdict);
        FILE **to = bad ? &rule->broken : &rule->others;
        if (!*to)
            *to = bad ? open_memstream(&rule->broken_text, &rule->broken_n)
                      : open_memstream(&rule->others_text, &rule->others_n);
        if (!*to || html_put_check(*to, c) != 0)
            return -ENOMEM;
        r->listed++;
    } else if (c->verdict != RMS_VERDICT_PASS) {
        rule->beyond++;
    }
    return put_in_cases(rule, c, listed);
}

/* -- the matrix ---------------------------------------------------------------------------------------------------- */

/* Verdicts that are not zero; with an action as links that filter. */
static void put_verdicts(FILE *out, const char *action, int format, int layout, const size_t count[RMS_VERDICT_COUNT])
{
    for (int i = 0; i < RMS_VERDICT_COUNT; i++) {
        const rms_verdict verdict = html_worst_first[i];
        const char *word = rms_verdict_word(verdict);
        if (!count[verdict])
            continue;
        if (action) {
            (void)fputs(" <a href=\"#?action=", out);
            html_fragment(out, action);
            (void)fprintf(out, "&amp;format=%s&amp;layout=%s&amp;verdict=%s\"", formats[format], layouts[layout], word);
        } else {
            (void)fputs(" <span", out);
        }
        (void)fprintf(out, " class=\"v %s\">%zu %s</%s>", word, count[verdict], word, action ? "a" : "span");
    }
}

/* What spans formats and layouts, below the table. */
static void put_across(FILE *out, const char *action, const html_cells *cells)
{
    for (int f = 0; f < HTML_FORMATS; f++)
        for (int l = 0; l < HTML_LAYOUTS; l++) {
            const int spans = f == HTML_FORMATS - 1 || l == HTML_LAYOUTS - 1;
            if (!spans || html_worst(cells->n[f][l]) == RMS_VERDICT_COUNT)
                continue;
            (void)fprintf(out, "<p class=\"across\">Across the run (%s, %s):", formats[f], layouts[l]);
            put_verdicts(out, action, f, l, cells->n[f][l]);
            (void)fputs("</p>\n", out);
        }
}

static int has_any(const html_cells *cells, int format)
{
    for (int l = 0; l < HTML_LAYOUTS - 1; l++)
        if (html_worst(cells->n[format][l]) != RMS_VERDICT_COUNT)
            return 1;
    return 0;
}

static void put_table(FILE *out, const char *caption, const char *action, const html_cells *cells)
{
    (void)fputs("<table class=\"matrix\"><caption>", out);
    html_text(out, caption);
    (void)fputs("</caption><thead><tr><th scope=\"col\"><span class=\"sr\">Format</span></th>", out);
    for (int l = 0; l < HTML_LAYOUTS - 1; l++)
        (void)fprintf(out, "<th scope=\"col\">%s</th>", layouts[l]);
    (void)fputs("</tr></thead><tbody>", out);
    for (int f = 0; f < HTML_FORMATS - 1; f++) {
        if (!has_any(cells, f))
            continue;
        (void)fprintf(out, "<tr><th scope=\"row\">%s</th>", formats[f]);
        for (int l = 0; l < HTML_LAYOUTS - 1; l++) {
            (void)fputs("<td>", out);
            put_verdicts(out, action, f, l, cells->n[f][l]);
            (void)fputs("</td>", out);
        }
        (void)fputs("</tr>", out);
    }
    (void)fputs("</tbody></table>\n", out);
}

void html_matrix(FILE *out, const char *caption, const char *action, const html_cells *cells)
{
    (void)fputs("<div>", out);
    if (has_any(cells, 0) || has_any(cells, 1))
        put_table(out, caption, action, cells);
    put_across(out, action, cells);
    (void)fputs("</div>\n", out);
}

/* -- the list ------------------------------------------------------------------------------------------------------ */

static void put_about(FILE *out, const html_rule *rule)
{
    static const char *const levels[] = {"must: breaking it fails the run",
                                         "should: breaking it is a warning, with --strict a failure",
                                         "record: what the endpoint does is recorded, nothing fails"};
    const rms_event_check *c = &rule->check;
    const struct {
        const char *label;
        const char *text;
    } facts[] = {{"Rule", c->rule},
                 {"Place", c->clause},
                 {"Level", (unsigned)c->level < RMS_LEVEL_COUNT ? levels[c->level] : "?"},
                 {"Decided by", c->decided_by}};
    (void)fputs("<dl class=\"about\">", out);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if (facts[i].text) {
            (void)fprintf(out, "<dt>%s</dt><dd>", facts[i].label);
            html_text(out, facts[i].text);
            (void)fputs("</dd>", out);
        }
    (void)fputs("</dl>\n", out);
}

/* "fail,JSON,get pass,XML,post-form": what a filter can find here. */
static void put_cell_list(FILE *out, const html_rule *rule)
{
    const char *between = "";
    for (int f = 0; f < HTML_FORMATS; f++)
        for (int l = 0; l < HTML_LAYOUTS; l++)
            for (int v = 0; v < RMS_VERDICT_COUNT; v++)
                if (rule->cells.n[f][l][v]) {
                    (void)fprintf(out, "%s%s,%s,%s", between, rms_verdict_word((rms_verdict)v), formats[f], layouts[l]);
                    between = " ";
                }
}

static void put_summary(FILE *out, const html_rule *rule, rms_verdict worst)
{
    const rms_event_check *c = &rule->check;
    const char *slash = strchr(c->rule, '/');
    (void)fputs("<summary>", out);
    html_verdict(out, worst);
    (void)fprintf(out, " <span class=\"level %s\">%s</span> <span class=\"what\"><span class=\"name\">",
                  rms_level_word(c->level), rms_level_word(c->level));
    html_text(out, slash ? slash + 1 : c->rule);
    (void)fputs("</span> <span class=\"says\">", out);
    html_text(out, c->says ? c->says : "");
    (void)fputs("</span></span> <span class=\"counts\">", out);
    html_counts(out, rule->count);
    (void)fputs("</span></summary>\n", out);
}

static int put_rule(FILE *out, html_rule *rule)
{
    const rms_verdict worst = html_worst(rule->count);
    FILE *const streams[] = {rule->broken, rule->others, rule->cases};
    for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
        if (streams[i] && (fflush(streams[i]) != 0 || ferror(streams[i])))
            return -ENOMEM;
    (void)fprintf(out, "<details class=\"rule%s\" id=\"r:", html_is_bad(worst) ? " bad" : "");
    html_attribute(out, rule->check.rule);
    (void)fprintf(out, "\" data-level=\"%s\" data-action=\"", rms_level_word(rule->check.level));
    html_attribute(out, rule->check.action);
    (void)fputs("\" data-cells=\"", out);
    put_cell_list(out, rule);
    (void)fputs("\">", out);
    put_summary(out, rule, worst);
    (void)fputs("<div class=\"inside\">", out);
    put_about(out, rule);
    html_matrix(out, "Checks by format and layout", NULL, &rule->cells);
    (void)fwrite(rule->broken ? rule->broken_text : "", 1, rule->broken_n, out);
    (void)fwrite(rule->others ? rule->others_text : "", 1, rule->others_n, out);
    if (rule->beyond)
        (void)fprintf(out, "<p class=\"muted\">… and %zu more, which the JSON report has</p>\n", rule->beyond);
    (void)fprintf(out, "<details class=\"all-cases\"><summary>%s</summary><noscript><ul class=\"cases\">\n",
                  rule->n_cases == 1 ? "The case of this rule" : "All cases of this rule");
    (void)fwrite(rule->cases_text, 1, rule->cases_n, out);
    (void)fputs("</li>\n</ul></noscript></details>\n</div></details>\n", out);
    return 0;
}

static int rank(rms_verdict verdict)
{
    for (int i = 0; i < RMS_VERDICT_COUNT; i++)
        if (html_worst_first[i] == verdict)
            return i;
    return RMS_VERDICT_COUNT;
}

/* By document, those without one last; in a document the worst first; else as they came. */
static int in_order(const void *left, const void *right)
{
    const html_rule *a = *(const html_rule *const *)left, *b = *(const html_rule *const *)right;
    const char *of_a = a->check.document, *of_b = b->check.document;
    if (!of_a != !of_b)
        return of_a ? -1 : 1;
    const int by_document = of_a ? strcmp(of_a, of_b) : 0;
    const int by_rank = rank(html_worst(a->count)) - rank(html_worst(b->count));
    return by_document ? by_document
           : by_rank   ? by_rank
                       : (a->check.place > b->check.place) - (a->check.place < b->check.place);
}

static int is_same_document(const html_rule *a, const html_rule *b)
{
    return a && (a->check.document ? b->check.document && strcmp(a->check.document, b->check.document) == 0
                                   : !b->check.document);
}

int html_put_rules(html_report *r, FILE *out)
{
    html_rule **sorted = malloc((r->n_rules + 1) * sizeof(html_rule *));
    const html_rule *before = NULL;
    int code = sorted ? 0 : -ENOMEM;
    if (sorted && r->n_rules) {
        memcpy(sorted, r->rules, r->n_rules * sizeof(html_rule *));
        qsort(sorted, r->n_rules, sizeof(html_rule *), in_order);
    }
    for (size_t i = 0; !code && i < r->n_rules; i++) {
        if (!is_same_document(before, sorted[i])) {
            const char *name = sorted[i]->check.document ? sorted[i]->check.document : "(no document)";
            (void)fputs(before ? "</section>\n<section class=\"document\" data-document=\""
                               : "<section class=\"document\" data-document=\"",
                        out);
            html_attribute(out, name);
            (void)fputs("\"><h3>", out);
            html_text(out, sorted[i]->check.document ? name : "Rules that no document of the action states");
            (void)fputs("</h3>\n", out);
        }
        before = sorted[i];
        code = put_rule(out, sorted[i]);
    }
    (void)fputs(before ? "</section>\n" : "<p class=\"empty\">No check came.</p>\n", out);
    free(sorted);
    return code;
}
