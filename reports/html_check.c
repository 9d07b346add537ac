/* One check, and how verdicts are shown. */
#include "reports/copy.h"
#include "reports/html_parts.h"

#include <string.h>

const rms_verdict html_worst_first[RMS_VERDICT_COUNT] = {RMS_VERDICT_FAIL,     RMS_VERDICT_XPASS, RMS_VERDICT_ERROR,
                                                         RMS_VERDICT_WARN,     RMS_VERDICT_SKIP,  RMS_VERDICT_XFAIL,
                                                         RMS_VERDICT_OBSERVED, RMS_VERDICT_PASS};

rms_verdict html_worst(const size_t count[RMS_VERDICT_COUNT])
{
    for (int i = 0; i < RMS_VERDICT_COUNT; i++)
        if (count[html_worst_first[i]])
            return html_worst_first[i];
    return RMS_VERDICT_COUNT;
}

int html_is_bad(rms_verdict verdict)
{
    return verdict == RMS_VERDICT_FAIL || verdict == RMS_VERDICT_XPASS || verdict == RMS_VERDICT_ERROR ||
           verdict == RMS_VERDICT_WARN;
}

void html_verdict(FILE *out, rms_verdict verdict)
{
    (void)fprintf(out, "<span class=\"v %s\">%s</span>", rms_verdict_word(verdict), rms_verdict_word(verdict));
}

void html_counts(FILE *out, const size_t count[RMS_VERDICT_COUNT])
{
    const char *between = "";
    for (int i = 0; i < RMS_VERDICT_COUNT; i++) {
        const rms_verdict verdict = html_worst_first[i];
        if (count[verdict]) {
            (void)fprintf(out, "%s%zu %s", between, count[verdict], rms_verdict_word(verdict));
            between = ", ";
        }
    }
}

/* The case, in short where it is one of the rule's own, and behind it what of it was judged. */
static void put_name(FILE *out, const rms_event_check *c)
{
    const size_t n = strlen(c->rule);
    const int own = strncmp(c->case_id, c->rule, n) == 0 && c->case_id[n] == '/';
    html_text(out, own ? c->case_id + n + 1 : c->case_id);
    html_text(out, check_part(c));
}

static void put_fact(FILE *out, const char *label, const char *text)
{
    if (!text)
        return;
    (void)fprintf(out, "<p><span class=\"muted\">%s</span> ", label);
    html_text(out, text);
    (void)fputs("</p>", out);
}

/* Two texts of which one may be missing. */
static int put_expected(FILE *out, const rms_event_check *c)
{
    if (c->expected && c->actual && html_is_bad(c->verdict))
        return html_pair(out, c->expected, c->actual);
    if (!c->expected && !c->actual)
        return 0;
    (void)fputs("<div class=\"pair\">", out);
    const struct {
        const char *label;
        const char *text;
    } sides[] = {{"Expected", c->expected}, {"Actual", c->actual}};
    for (int i = 0; i < 2; i++) {
        (void)fprintf(out, "<div><h5>%s</h5><pre>", sides[i].label);
        html_text(out, sides[i].text ? sides[i].text : "(nothing)");
        (void)fputs("</pre></div>", out);
    }
    (void)fputs("</div>", out);
    return 0;
}

static void put_command(FILE *out, const char *title, const char *command)
{
    (void)fprintf(out, "<div class=\"copyable\"><h5>%s</h5><code class=\"command\">", title);
    html_text(out, command);
    (void)fputs("</code></div>", out);
}

static int put_exchange(FILE *out, const rms_event_check *c)
{
    int code = 0;
    if (!c->request && !c->answer)
        return 0;
    (void)fputs("<div class=\"pair\"><div>", out);
    if (c->request)
        put_command(out, "Request", c->request);
    else
        (void)fputs("<h5>Request</h5><pre>(none was sent)</pre>", out);
    (void)fputs("</div><div><h5>Answer</h5><pre>", out);
    if (c->answer)
        code = html_marked(out, c->answer, c->expected, html_is_bad(c->verdict) ? c->actual : NULL);
    else
        (void)fputs("(none came)", out);
    (void)fputs("</pre></div></div>", out);
    return code;
}

int html_put_check(FILE *out, const rms_event_check *c)
{
    const char *word = rms_verdict_word(c->verdict);
    (void)fprintf(out, "<details class=\"check %s%s\" id=\"c:", word, html_is_bad(c->verdict) ? " bad" : "");
    html_attribute(out, c->id);
    (void)fprintf(out, "\" data-verdict=\"%s\" data-format=\"", word);
    html_attribute(out, c->format);
    (void)fputs("\" data-layout=\"", out);
    html_attribute(out, c->layout);
    (void)fputs("\"><summary>", out);
    html_verdict(out, c->verdict);
    (void)fputs(" <span class=\"id\">", out);
    put_name(out, c);
    (void)fputs("</span> <span class=\"variant\">", out);
    html_text(out, c->format);
    (void)fputs(" · ", out);
    html_text(out, c->layout);
    (void)fputs("</span></summary><noscript><div class=\"body\">", out);
    put_fact(out, "Why:", c->reason);
    put_fact(out, "Known:", c->known);
    put_fact(out, "Was, when it was recorded:", c->was);
    int code = put_expected(out, c);
    code = code ? code : put_exchange(out, c);
    if (c->repeat) {
        (void)fputs("<div class=\"repeat\">", out);
        put_command(out, "Repeat this check", c->repeat);
        (void)fputs("</div>", out);
    }
    put_fact(out, "Evidence:", c->evidence);
    (void)fputs("</div></noscript></details>\n", out);
    return code;
}
