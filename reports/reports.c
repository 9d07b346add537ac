#include "reports/reports.h"

#include "reports/badge.h"
#include "reports/file.h"
#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/markdown.h"
#include "reports/ndjson.h"
#include "reports/sarif.h"
#include "reports/tap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const rms_report_format rms_report_formats[] = {
    {"html", "for people: one file with search and filter, request beside answer", rms_html_new},
    {"junit", "JUnit XML for Jenkins, GitLab and others: a testcase a check", rms_junit_new},
    {"json", "everything as one JSON object, for programs (docs/report.schema.json)", rms_json_report_new},
    {"ndjson", "events as they happen, a JSON object a line (docs/events.schema.json)", rms_ndjson_new},
    {"tap", "TAP 14, as it happens: a test point a check", rms_tap_new},
    {"sarif", "SARIF 2.1.0 for code scanning, with fingerprints that stay the same", rms_sarif_new},
    {"markdown", "a summary for a job's page or a comment, of bounded size", rms_markdown_new},
    {"badge", "a badge: FILE.svg is a picture, else JSON for a shields.io endpoint", rms_badge_new},
};
const size_t rms_report_formats_n = sizeof rms_report_formats / sizeof *rms_report_formats;

/* "junit, json" */
static void list_formats(char *text, size_t n)
{
    size_t used = 0;
    for (size_t i = 0; i < rms_report_formats_n && used < n; i++) {
        const int length = snprintf(text + used, n - used, "%s%s", i ? ", " : "", rms_report_formats[i].name);
        used += length > 0 ? (size_t)length : 0;
    }
}

int rms_report_open(const char *spec, rms_reporter **ret, char *text, size_t n)
{
    const char *colon = strchr(spec, ':');
    const size_t name_n = colon ? (size_t)(colon - spec) : strlen(spec);
    const rms_report_format *format = NULL;
    for (size_t i = 0; i < rms_report_formats_n && !format; i++)
        if (strlen(rms_report_formats[i].name) == name_n && strncmp(rms_report_formats[i].name, spec, name_n) == 0)
            format = &rms_report_formats[i];
    if (!format) {
        char known[128] = "";
        list_formats(known, sizeof known);
        (void)snprintf(text, n, "no report format '%.*s'; there are: %s", (int)name_n, spec, known);
        return -EINVAL;
    }
    if (!colon || !colon[1]) {
        (void)snprintf(text, n, "the report '%s' names no file: write %s:FILE, or %s:- for standard output", spec,
                       format->name, format->name);
        return -EINVAL;
    }
    const int code = rms_report_file_check(colon + 1, text, n);
    if (code)
        return code;
    rms_reporter *reporter = format->open(colon + 1);
    if (!reporter) {
        (void)snprintf(text, n, "out of memory");
        return -ENOMEM;
    }
    *ret = reporter;
    return 0;
}
