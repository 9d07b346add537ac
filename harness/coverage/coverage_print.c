/* The tables of `rmspec rules --coverage`. */
#include "harness/coverage/coverage.h"

#include <string.h>

static size_t by_rules(const rms_covered_document *document)
{
    size_t n = 0;
    for (size_t i = 0; i < document->n_units; i++)
        n += document->units[i].n_rules > 0;
    return n;
}

static void print_line(rms_buffer *out, const char *name, size_t n, size_t judged, const char *title)
{
    rms_buffer_printf(out, "%-26s %7zu %9zu %10zu%s%s\n", name, n, judged, n - judged, *title ? "   " : "", title);
}

static void print_documents(const rms_coverage *coverage, rms_buffer *out)
{
    size_t units = 0, judged = 0;
    rms_buffer_printf(out, "%-26s %7s %9s %10s   %s\n", "Document", "Units", "By rules", "By reason", "Title");
    for (size_t i = 0; i < coverage->n_documents; i++) {
        const rms_covered_document *document = &coverage->documents[i];
        print_line(out, document->document, document->n_units, by_rules(document), document->title);
        units += document->n_units;
        judged += by_rules(document);
    }
    print_line(out, "all documents", units, judged, "");
    judged = 0;
    for (size_t i = 0; i < coverage->n_rows; i++)
        judged += coverage->rows[i].reason == RMS_REASON_COUNT;
    print_line(out, "rows of the fact sheet", coverage->n_rows, judged, "");
}

static size_t times_given(const rms_coverage *coverage, rms_reason reason)
{
    size_t n = 0;
    for (size_t i = 0; i < coverage->n_documents; i++)
        for (size_t k = 0; k < coverage->documents[i].n_units; k++)
            n += coverage->documents[i].units[k].reason == reason;
    for (size_t i = 0; i < coverage->n_rows; i++)
        n += coverage->rows[i].reason == reason;
    return n;
}

static void print_reasons(const rms_coverage *coverage, rms_buffer *out)
{
    rms_buffer_printf(out, "\n%-32s %7s   %s\n", "Reason", "Times", "Meaning");
    for (size_t i = 0; i < RMS_REASON_COUNT; i++)
        rms_buffer_printf(out, "%-32s %7zu   %s\n", rms_reason_word((rms_reason)i),
                          times_given(coverage, (rms_reason)i), rms_reason_doc((rms_reason)i));
}

static void print_unit(const rms_covered_unit *unit, rms_buffer *out)
{
    rms_buffer_printf(out, "  %s (%s): %s\n", unit->id, unit->place, unit->ours);
    for (size_t i = 0; i < unit->n_rules; i++)
        rms_buffer_printf(out, "      %s\n", unit->rules[i]);
    if (unit->reason != RMS_REASON_COUNT)
        rms_buffer_printf(out, "      no rule: %s\n", rms_reason_word(unit->reason));
}

static void print_row(const rms_suite *suite, const rms_covered_row *row, rms_buffer *out)
{
    const char *before = ": ";
    rms_buffer_printf(out, "  %s", row->id);
    for (size_t i = 0; i < suite->n_rules; i++)
        for (size_t k = 0; k < suite->rules[i]->n_decided_by; k++)
            if (strcmp(suite->rules[i]->decided_by[k], row->id) == 0) {
                rms_buffer_printf(out, "%s%s", before, suite->rules[i]->id);
                before = ", ";
            }
    if (row->reason != RMS_REASON_COUNT)
        rms_buffer_printf(out, ": no rule: %s", rms_reason_word(row->reason));
    rms_buffer_putc(out, '\n');
}

void rms_coverage_print(const rms_coverage *coverage, const rms_suite *suite, int verbose, rms_buffer *out)
{
    print_documents(coverage, out);
    print_reasons(coverage, out);
    for (size_t i = 0; verbose && i < coverage->n_documents; i++) {
        rms_buffer_printf(out, "\n%s: %s\n", coverage->documents[i].document, coverage->documents[i].title);
        for (size_t k = 0; k < coverage->documents[i].n_units; k++)
            print_unit(&coverage->documents[i].units[k], out);
    }
    if (verbose)
        rms_buffer_puts(out, "\nRows of the fact sheet\n");
    for (size_t i = 0; verbose && i < coverage->n_rows; i++)
        print_row(suite, &coverage->rows[i], out);
}
