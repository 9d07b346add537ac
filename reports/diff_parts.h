/** What the pieces of the printed comparison share, for reports/diff_*.c only. */
#ifndef RMS_REPORTS_DIFF_PARTS_H
#define RMS_REPORTS_DIFF_PARTS_H

#include "reports/diff.h"

typedef struct diff_console {
    const rms_diff_report *report;
    rms_diff_console how;
    FILE *out;
} diff_console;

/** Prose behind @p indent blanks, wrapped. */
void diff_prose(const diff_console *c, unsigned indent, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** diff_rows.c: what is no prose, behind @p indent blanks: its lines are broken where they are full. */
void diff_text(const diff_console *c, unsigned indent, const char *text);
/** The two answers side by side, with the difference marked. */
void diff_rows(const diff_console *c, const rms_diff_finding *finding);

#endif
