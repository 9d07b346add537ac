/**
 * What the pieces of the console report share, for reports/console*.c only.
 */
#ifndef RMS_REPORTS_CONSOLE_PARTS_H
#define RMS_REPORTS_CONSOLE_PARTS_H

#include "reports/console.h"
#include "reports/tally.h"

/** Formats and layouts in which the same failure came, the first one excluded. */
typedef struct variants {
    char **label; /* "[XML,get]" */
    size_t n, capacity;
} variants;

/** A failure or warning that waits for its variants. All texts of `check` are copies. */
typedef struct held {
    rms_event_check check;
    variants also;
} held;

typedef struct console {
    rms_reporter base;
    rms_console_options options;
    int failed;     /* memory ended: said by finish, which still says what it knows */
    int ended;      /* the last event came */
    int live;       /* `status` is a terminal */
    int live_shown; /* a live line stands there */
    int live_drawn; /* it was drawn before, at `live_at_ms` */
    uint64_t live_at_ms;
    held *held; /* of one case, in order */
    size_t n_held;
    tally broken;  /* by rule: fail and xpass */
    tally warned;  /* by rule */
    tally errors;  /* by reason */
    tally skipped; /* by reason */
    tally lost;    /* worlds that could not be arranged, by reason */
    size_t observed, known;
    size_t n_baselines;
    int after_block; /* the last thing printed was a block, not a line */
} console;

/** Verdicts and headings in colour, when that is wanted. */
typedef enum paint { PAINT_FAIL, PAINT_WARN, PAINT_GOOD, PAINT_HEADING, PAINT_COUNT } paint;
void console_paint(console *c, paint colour, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** "  label      text", wrapped (0: one line a line) behind the label. */
void console_fact(console *c, const char *label, const char *text, int wrap);

/** The live line; erased before anything else is printed. */
void console_live_draw(console *c, const rms_event_progress *progress);
void console_live_erase(console *c);

/** Take a failing or warning check; print what waits when a check of another case comes. */
void console_hold(console *c, const rms_event_check *check);
void console_release(console *c, const char *unless_case_id);

void console_summary(console *c, const rms_event_end *end);

#endif
