/**
 * What the pieces of the HTML report share, for reports/html*.c only.
 */
#ifndef RMS_REPORTS_HTML_PARTS_H
#define RMS_REPORTS_HTML_PARTS_H

#include "reports/document.h"
#include "reports/html.h"

/** A file of reports/html, embedded; its bytes end with a NUL that is not counted. */
typedef struct html_file {
    const char *path, *bytes;
    size_t n;
} html_file;
extern const html_file html_files[];
extern const size_t html_files_n;

/* -- texts (html_text.c) ------------------------------------------------------------------------------------------- */

/** Content of an element; line feeds stay. */
void html_text(FILE *out, const char *text);

/** Value of an attribute, between double quotes. */
void html_attribute(FILE *out, const char *text);

/** Part of an address behind '#'. */
void html_fragment(FILE *out, const char *text);

/** A piece of a text, compared and marked as a whole. */
typedef struct html_token {
    const char *p;
    size_t n;
    int common; /* the other text has it too */
} html_token;

/** Tokens of one text that are compared; a longer middle is different as a whole. */
#define HTML_DIFF_TOKENS_MAX 400

/** Two texts side by side: what only @p left has is in <del>, what only @p right has in <ins>. -ENOMEM or 0. */
int html_pair(FILE *out, const char *left, const char *right);

/** A text in which the telling words that @p actual has and @p expected lacks are in <mark>. -ENOMEM or 0. */
int html_marked(FILE *out, const char *text, const char *expected, const char *actual);

/* -- rules (html_rule.c, html_check.c) ----------------------------------------------------------------------------- */

/** By format and layout: JSON and XML, the four layouts, and last what spans the run. */
enum { HTML_FORMATS = 3, HTML_LAYOUTS = 5 };
typedef struct html_cells {
    size_t n[HTML_FORMATS][HTML_LAYOUTS][RMS_VERDICT_COUNT];
} html_cells;

typedef struct html_rule {
    rms_event_check check; /* a copy of the first one: what the rule says and where */
    size_t count[RMS_VERDICT_COUNT];
    html_cells cells;
    FILE *broken, *others, *cases; /* HTML: checks that are broken; that passed otherwise than simply; every case */
    char *broken_text, *others_text, *cases_text;
    size_t broken_n, others_n, cases_n;
    char *last_case;
    size_t n_cases;
    size_t beyond; /* checks that are not listed */
} html_rule;

typedef struct html_report {
    document document;
    html_rule **rules; /* in order of their first check */
    size_t n_rules;
    html_rule *last; /* of the check before */
    size_t listed;
} html_report;

/** Below the rule of a check: count it, list it. -ENOMEM or 0. */
int html_take(html_report *r, const rms_event_check *check);
void html_rule_free(html_rule *rule);

/** One check with all that is known about it. -ENOMEM or 0. */
int html_put_check(FILE *out, const rms_event_check *check);

/** A verdict for the eye and the ear: a sign, a word, and a colour. */
void html_verdict(FILE *out, rms_verdict verdict);

/** "14 fail, 8 pass": the verdicts that are not zero, the worst first. */
void html_counts(FILE *out, const size_t count[RMS_VERDICT_COUNT]);

/** Verdicts from the worst to the best, and the worst of those counted; RMS_VERDICT_COUNT when there is none. */
extern const rms_verdict html_worst_first[RMS_VERDICT_COUNT];
rms_verdict html_worst(const size_t count[RMS_VERDICT_COUNT]);

/** 1 for what a reader has to act on: fail, xpass, error, warn. */
int html_is_bad(rms_verdict verdict);

/** A table of formats by layouts, below it what spans them; @p action (may be NULL) makes its cells links that filter.
 */
void html_matrix(FILE *out, const char *caption, const char *action, const html_cells *cells);
const char *html_format_name(int format); /* "JSON", "XML", "all" */
const char *html_layout_name(int layout);

/** All rules by document, the worst first. -ENOMEM or 0. */
int html_put_rules(html_report *r, FILE *out);

/* -- the page (html_page.c, html_lists.c) -------------------------------------------------------------------------- */

/** The parts of the template by name; each writes what stands in its place. */
void html_head(html_report *r, FILE *out);
void html_unfinished(html_report *r, FILE *out);
void html_ledger(html_report *r, FILE *out);
void html_all_matrices(html_report *r, FILE *out);
void html_filters(html_report *r, FILE *out);
void html_legend(html_report *r, FILE *out);
void html_title(html_report *r, FILE *out);
void html_broken(html_report *r, FILE *out);
void html_unjudged(html_report *r, FILE *out);
void html_baselines(html_report *r, FILE *out);
void html_lost(html_report *r, FILE *out);
void html_probe(html_report *r, FILE *out);
void html_notes(html_report *r, FILE *out);

#endif
