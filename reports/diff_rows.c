/* Two answers side by side: what is compared, left, right; '!' marks what differs. */
#include "reports/diff_parts.h"
#include "reports/text.h"

#include <string.h>

enum { INDENT = 4, NAME = 22, GAP = 2, LINES_MAX = 8 };

/* Columns of a text, as it is shown. */
static unsigned columns_of(const char *text)
{
    unsigned columns = 0;
    while (*text) {
        const rms_glyph glyph = rms_text_glyph(text);
        columns += glyph.columns;
        text += glyph.bytes;
    }
    return columns;
}

/* Print as much of a cell as fits on a line, and blanks behind it. */
static void print_cell(FILE *out, const char **at, unsigned columns, unsigned pad)
{
    unsigned used = 0;
    while (**at) {
        const rms_glyph glyph = rms_text_glyph(*at);
        if (used + glyph.columns > columns)
            break;
        (void)fputs(glyph.text, out);
        used += glyph.columns;
        *at += glyph.bytes;
    }
    if (pad)
        (void)fprintf(out, "%*s", (int)(columns - used + pad), "");
}

void diff_text(const diff_console *c, unsigned indent, const char *text)
{
    do {
        (void)fprintf(c->out, "%*s", (int)indent, "");
        print_cell(c->out, &text, c->how.width - 1 - indent, 0);
        (void)fputc('\n', c->out);
    } while (*text);
}

static unsigned side_columns(const diff_console *c)
{
    return (c->how.width - 1 - INDENT - 2 - NAME - 2 * GAP) / 2;
}

static void print_row(const diff_console *c, const char *mark, const char *name, const char *left, const char *right)
{
    const unsigned columns = side_columns(c);
    if (columns_of(name) > NAME) { /* a line of its own */
        (void)fprintf(c->out, "%*s%-2s", INDENT, "", mark);
        rms_text_print(c->out, name, INDENT + 2);
        (void)fputc('\n', c->out);
        name = "";
    }
    for (int line = 0; *name || *left || *right; line++) {
        if (line == LINES_MAX && !c->how.verbose) {
            (void)fprintf(c->out, "%*s...\n", INDENT + 2 + NAME + GAP, "");
            return;
        }
        (void)fprintf(c->out, "%*s%-2s", INDENT, "", mark);
        print_cell(c->out, &name, NAME, *left || *right ? GAP : 0);
        if (*left || *right)
            print_cell(c->out, &left, columns, *right ? GAP : 0);
        print_cell(c->out, &right, columns, 0);
        (void)fputc('\n', c->out);
    }
}

static const char *shown(const char *value)
{
    return value ? value : "(none)";
}

static int has_steps(const rms_diff_finding *finding)
{
    for (size_t i = 1; i < finding->n_aspects; i++)
        if (strcmp(finding->aspects[i].step, finding->aspects[0].step) != 0)
            return 1;
    return 0;
}

void diff_rows(const diff_console *c, const rms_diff_finding *finding)
{
    const char *step = NULL;
    if (!finding->n_aspects)
        return;
    print_row(c, "", "", "left", "right");
    for (size_t i = 0; i < finding->n_aspects; i++) {
        const rms_diff_aspect *aspect = &finding->aspects[i];
        if (has_steps(finding) && (!step || strcmp(step, aspect->step) != 0))
            (void)fprintf(c->out, "%*s%s\n", INDENT, "", aspect->step);
        step = aspect->step;
        print_row(c, aspect->differs ? "!" : "", aspect->what, shown(aspect->value[RMS_DIFF_LEFT]),
                  shown(aspect->value[RMS_DIFF_RIGHT]));
    }
}
