/* The lists: broken rules, what is unjudged, baselines, worlds that were not arranged, findings, notes. */
#include "reports/baseline.h"
#include "reports/html_parts.h"

/* "<section> <h2>Title (n)</h2> <p>text</p>" */
static void open_section(FILE *out, const char *id, const char *title, size_t n, const char *text)
{
    (void)fprintf(out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s (%zu)</h2>\n", id, id, title, n);
    if (text)
        (void)fprintf(out, "<p class=\"muted\">%s</p>\n", text);
}

static void put_rule_link(FILE *out, const char *rule)
{
    (void)fputs("<a href=\"#r:", out);
    html_fragment(out, rule);
    (void)fputs("\">", out);
    html_text(out, rule);
    (void)fputs("</a>", out);
}

static void put_broken_row(FILE *out, const html_rule *rule, rms_verdict verdict)
{
    const rms_event_check *c = &rule->check;
    (void)fputs("<tr><td>", out);
    html_verdict(out, verdict);
    (void)fprintf(out, "</td><td><span class=\"level %s\">%s</span></td><td class=\"wide\">", rms_level_word(c->level),
                  rms_level_word(c->level));
    put_rule_link(out, c->rule);
    (void)fputs("<br>", out);
    html_text(out, c->says ? c->says : "");
    (void)fprintf(out, "</td><td class=\"number\">%zu of ", rule->count[verdict]);
    size_t all = 0;
    for (int v = 0; v < RMS_VERDICT_COUNT; v++)
        all += rule->count[v];
    (void)fprintf(out, "%zu</td></tr>\n", all);
}

void html_broken(html_report *r, FILE *out)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_rules; i++)
        n += html_is_bad(html_worst(r->rules[i]->count));
    if (n == 0)
        return;
    open_section(out, "broken-title", "Rules to look at", n, NULL);
    (void)fputs("<table class=\"broken-table\"><thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Level</th>"
                "<th scope=\"col\">Rule</th><th scope=\"col\">Checks</th></tr></thead><tbody>\n",
                out);
    for (int k = 0; k < RMS_VERDICT_COUNT; k++)
        for (int level = 0; level < RMS_LEVEL_COUNT; level++)
            for (size_t i = 0; i < r->n_rules; i++) {
                const html_rule *rule = r->rules[i];
                if (html_is_bad(html_worst_first[k]) && html_worst(rule->count) == html_worst_first[k] &&
                    (int)rule->check.level == level)
                    put_broken_row(out, rule, html_worst_first[k]);
            }
    (void)fputs("</tbody></table>\n</section>\n", out);
}

void html_unjudged(html_report *r, FILE *out)
{
    const rms_event_end end = told_end(&r->document.told);
    if (end.n_unjudged == 0)
        return;
    open_section(out, "unjudged-title", "Unjudged", end.n_unjudged, "Must-rules of which no check was executed.");
    (void)fputs("<ul class=\"list\">\n", out);
    for (size_t i = 0; i < end.n_unjudged; i++) {
        (void)fputs("<li>", out);
        put_rule_link(out, end.unjudged[i]);
        (void)fputs(told_is_allowed(&end, end.unjudged[i]) ? " <span class=\"muted\">allowed</span></li>\n" : "</li>\n",
                    out);
    }
    (void)fputs("</ul>\n</section>\n", out);
}

/* A state of an entry in the colours of a verdict. */
static const char *class_of(rms_baseline_state state)
{
    return baseline_fails(state)              ? "fail"
           : state == RMS_BASELINE_UNVERIFIED ? "skip"
           : state == RMS_BASELINE_HIT        ? "xfail"
                                              : "pass";
}

void html_baselines(html_report *r, FILE *out)
{
    const told *t = &r->document.told;
    if (t->n_baselines == 0)
        return;
    open_section(out, "baseline-title", "Known failures", t->n_baselines,
                 "What became of each entry. Stale, expired and unmatched entries fail the run.");
    (void)fputs("<ul class=\"list\">\n", out);
    for (int fails = 1; fails >= 0; fails--)
        for (size_t i = 0; i < t->n_baselines; i++) {
            const rms_event_baseline *b = &t->baselines[i];
            char why[BASELINE_SENTENCE_BYTES];
            if (baseline_fails(b->state) != fails)
                continue;
            baseline_sentence(b, why);
            (void)fprintf(out, "<li><span class=\"v %s\">%s</span> <code>", class_of(b->state),
                          rms_baseline_word(b->state));
            html_text(out, b->pattern);
            (void)fprintf(out, "</code>%s<br>", b->flaky ? " <span class=\"muted\">flaky</span>" : "");
            html_text(out, why);
            const struct {
                const char *label, *text;
            } facts[] = {{"reason", b->reason}, {"owner", b->owner}, {"until", b->expires}};
            for (size_t k = 0; k < sizeof facts / sizeof *facts; k++)
                if (facts[k].text) {
                    (void)fprintf(out, "; %s: ", facts[k].label);
                    html_text(out, facts[k].text);
                }
            (void)fputs(" <span class=\"muted\">", out);
            html_text(out, b->file);
            (void)fprintf(out, ":%u</span></li>\n", b->line);
        }
    (void)fputs("</ul>\n</section>\n", out);
}

void html_lost(html_report *r, FILE *out)
{
    const told *t = &r->document.told;
    if (t->n_lost == 0)
        return;
    open_section(out, "lost-title", "Not arranged", t->n_lost,
                 "Worlds that could not be made on the endpoint; the checks behind each are errors.");
    (void)fputs("<ul class=\"list\">\n", out);
    for (size_t i = 0; i < t->n_lost; i++) {
        (void)fputs("<li><code>", out);
        html_text(out, t->lost[i].case_id);
        (void)fprintf(out, "</code> <span class=\"muted\">%zu check%s</span><br>", t->lost[i].checks,
                      t->lost[i].checks == 1 ? "" : "s");
        html_text(out, t->lost[i].reason);
        (void)fputs("</li>\n", out);
    }
    (void)fputs("</ul>\n</section>\n", out);
}

void html_notes(html_report *r, FILE *out)
{
    const told *t = &r->document.told;
    if (t->n_notes == 0)
        return;
    open_section(out, "notes-title", "Notes", t->n_notes, NULL);
    (void)fputs("<ul class=\"list\">\n", out);
    for (size_t i = 0; i < t->n_notes; i++) {
        (void)fputs("<li>", out);
        html_text(out, t->notes[i]);
        (void)fputs("</li>\n", out);
    }
    (void)fputs("</ul>\n</section>\n", out);
}

void html_probe(html_report *r, FILE *out)
{
    const told *t = &r->document.told;
    if (t->n_probes == 0)
        return;
    open_section(out, "probe-title", "What the endpoint offers", t->n_probes, NULL);
    (void)fputs("<ul class=\"list\">\n", out);
    for (int works = 0; works <= 1; works++)
        for (size_t i = 0; i < t->n_probes; i++) {
            const rms_event_probe *probe = &t->probes[i];
            if (!probe->works != !works)
                continue;
            (void)fprintf(out, "<li><span class=\"v %s\">%s</span> ", works ? "pass" : "skip",
                          works ? "works" : "lacks");
            html_text(out, probe->what);
            if (probe->detail) {
                (void)fputs("<br>", out);
                html_text(out, probe->detail);
            }
            (void)fputs("</li>\n", out);
        }
    (void)fputs("</ul>\n</section>\n", out);
}
