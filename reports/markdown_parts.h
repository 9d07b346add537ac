/**
 * What the pieces of the Markdown report share, for reports/markdown*.c only.
 */
#ifndef RMS_REPORTS_MARKDOWN_PARTS_H
#define RMS_REPORTS_MARKDOWN_PARTS_H

#include "reports/document.h"
#include "reports/markdown.h"
#include "reports/tally.h"

typedef struct markdown {
    document document;
    tally broken, warned, errors, skipped; /* by rule, the last two by reason */
    rms_event_check *samples;              /* of each rule of `broken`, the first check */
    size_t n_samples;
} markdown;

/** A report of bounded size: items are written as a whole or not at all. */
typedef struct page {
    FILE *out;
    size_t used, limit;
    int failed; /* memory ended */
    FILE *item; /* between page_begin and page_end */
    char *text;
    size_t n;
} page;

/** Begin an item; it is written into the result. NULL without memory, and then there is no page_end. */
FILE *page_begin(page *p);

/** Put the item into the report. 0 when there is no room for it: then it is dropped. */
int page_end(page *p);

/** Drop the item. */
void page_drop(page *p);

/** Bytes that are kept free for what page_put writes: headings, and how much more there is. */
#define PAGE_RESERVE 6000

/** A line that always fits: less than PAGE_RESERVE bytes of them in all. */
void page_put(page *p, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Text in a sentence or a cell: nothing in it is Markdown, HTML, a mention or a link. */
void markdown_text(FILE *out, const char *text);

/** The same in a code span where it can be one: an id, a URL. */
void markdown_code(FILE *out, const char *text);

/** A block of code below its label; a text beyond RMS_MARKDOWN_TEXT_MAX is cut, and says so. NULL: nothing. */
void markdown_block(FILE *out, const char *label, const char *text);

/** The report. */
void markdown_put(markdown *m, page *p);

#endif
