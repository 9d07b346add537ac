#include "cli/option_value.h"

#include "cli/credentials.h"
#include "cli/target.h"
#include "harness/exchange/exchange.h"
#include "reports/reports.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void *field_of(const cli_option_row *row, cli_options *options)
{
    return (char *)options + row->offset;
}

static const void *field_in(const cli_option_row *row, const cli_options *options)
{
    return (const char *)options + row->offset;
}

static int in_words(const char *words, const char *value)
{
    const size_t n = strlen(value);
    for (const char *at = words; n && (at = strstr(at, value)); at++)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return 1;
    return 0;
}

static const struct {
    const char *unit;
    unsigned long ms;
} units[] = {{"ms", 1}, {"s", 1000}, {"", 1000}, {"m", 60000}, {"h", 3600000}};

/* "250ms", "5s", "2m", "1h"; a plain number counts in seconds. Returns 0 when it is none of that. */
static int read_time_ms(const char *text, unsigned long max_ms, unsigned long *ret_ms)
{
    char *end;
    errno = 0;
    const unsigned long n = strtoul(text, &end, 10);
    if (errno || !isdigit((unsigned char)text[0]))
        return 0;
    for (size_t i = 0; i < RMS_COUNT(units); i++)
        if (strcmp(end, units[i].unit) == 0 && n <= max_ms / units[i].ms) {
            *ret_ms = n * units[i].ms;
            return 1;
        }
    return 0;
}

static rms_status read_time(const cli_option_row *row, const char *value, unsigned *ret)
{
    const unsigned long unit = row->kind == CLI_SECONDS ? 1000 : 1;
    unsigned long ms = 0;
    if (!read_time_ms(value, row->max * unit, &ms))
        return RMS_E_USAGE;
    *ret = (unsigned)((ms + unit - 1) / unit);
    return RMS_OK;
}

static rms_status read_count(const cli_option_row *row, const char *value, unsigned *ret)
{
    char *end;
    errno = 0;
    const unsigned long number = strtoul(value, &end, 10);
    if (*end || errno || !isdigit((unsigned char)value[0]) || number < 1 || number > row->max)
        return RMS_E_USAGE;
    *ret = (unsigned)number;
    return RMS_OK;
}

static rms_status read_seed(const char *value, cli_options *options)
{
    char *end;
    errno = 0;
    const uint64_t seed = strtoull(value, &end, 10);
    if (*end || errno || !isdigit((unsigned char)value[0]))
        return RMS_E_USAGE;
    options->seed = seed;
    options->seed_given = 1;
    return RMS_OK;
}

static rms_status read_flag(const char *value, int *ret)
{
    static const struct {
        const char *word;
        int on;
    } words[] = {{"yes", 1}, {"no", 0}, {"true", 1}, {"false", 0}};
    for (size_t i = 0; value && i < RMS_COUNT(words); i++)
        if (strcmp(words[i].word, value) == 0) {
            *ret = words[i].on;
            return RMS_OK;
        }
    *ret = value ? *ret : 1;
    return value ? RMS_E_USAGE : RMS_OK;
}

static rms_status grow(cli_list *list, const char *value)
{
    const char **more = realloc(list->v, (list->n + 1) * sizeof *more);
    if (!more)
        return RMS_E_NOMEM;
    list->v = more;
    list->v[list->n++] = value;
    return RMS_OK;
}

static int is_url(const char *text)
{
    return cli_is_url(text) && rms_url_check(text, NULL) == RMS_OK;
}

static int is_report(const char *spec)
{
    const size_t n = strcspn(spec, ":");
    for (size_t i = 0; spec[n] && spec[n + 1] && i < rms_report_formats_n; i++)
        if (strlen(rms_report_formats[i].name) == n && strncmp(rms_report_formats[i].name, spec, n) == 0)
            return 1;
    return 0;
}

static int is_some(const char *text)
{
    return *text != '\0';
}

/* What the kinds of texts have to be, and whether there may be several. */
static const struct {
    int is_text, is_list;
    int (*is_right)(const char *text); /* NULL: any text is */
    const char *right;                 /* NULL: from elsewhere */
} texts[] = {
    [CLI_TEXT] = {1, 0, NULL, "a text"},
    [CLI_LIST_OF] = {1, 1, NULL, "a text"},
    [CLI_URL] = {1, 0, is_url, "write http://HOST:PORT or https://HOST:PORT"},
    [CLI_INPUT] = {1, 0, is_some, "the name of a file"},
    [CLI_CREDENTIALS] = {1, 0, cli_credentials_are_named, CLI_CREDENTIALS_RIGHT},
    [CLI_ARRANGE] = {1, 0, cli_arrange_is_right, CLI_ARRANGE_RIGHT},
    [CLI_IDS] = {1, 1, cli_are_ids, "write ids such as i-1,i-2"},
    [CLI_REPORT_TO] = {1, 1, is_report, NULL},
    [CLI_KIND_COUNT] = {0, 0, NULL, NULL},
};

int cli_value_is_list(const cli_option_row *row)
{
    return texts[row->kind].is_list;
}

const cli_list *cli_value_list(const cli_option_row *row, const cli_options *options)
{
    return cli_value_is_list(row) ? field_in(row, options) : NULL;
}

static rms_status set_text(const cli_option_row *row, const char *value, cli_options *options)
{
    if (row->words && !in_words(row->words, value))
        return RMS_E_USAGE;
    if (texts[row->kind].is_right && !texts[row->kind].is_right(value))
        return RMS_E_USAGE;
    if (cli_value_is_list(row))
        return grow(field_of(row, options), value);
    *(const char **)field_of(row, options) = value;
    return RMS_OK;
}

rms_status cli_value_set(const cli_option_row *row, const char *value, cli_options *options)
{
    switch (row->kind) {
    case CLI_FLAG:
        return read_flag(value, field_of(row, options));
    case CLI_SEED:
        return read_seed(value, options);
    case CLI_COUNT:
        return read_count(row, value, field_of(row, options));
    case CLI_MILLISECONDS:
    case CLI_SECONDS:
        return read_time(row, value, field_of(row, options));
    default:
        return set_text(row, value, options);
    }
}

void cli_value_clear(const cli_option_row *row, cli_options *options)
{
    if (cli_value_is_list(row)) {
        cli_list *list = field_of(row, options);
        free(list->v);
        *list = (cli_list){0};
    } else if (texts[row->kind].is_text) {
        *(const char **)field_of(row, options) = NULL;
    } else if (row->kind == CLI_SEED) {
        options->seed = 1;
        options->seed_given = 0;
    } else {
        *(unsigned *)field_of(row, options) = 0;
    }
}

void cli_value_right(const cli_option_row *row, rms_buffer *out)
{
    switch (row->kind) {
    case CLI_FLAG:
        rms_buffer_puts(out, "yes or no");
        break;
    case CLI_SEED:
        rms_buffer_puts(out, "a whole number from 0 up");
        break;
    case CLI_COUNT:
        rms_buffer_printf(out, "a whole number from 1 to %lu", row->max);
        break;
    case CLI_MILLISECONDS:
    case CLI_SECONDS:
        rms_buffer_printf(out, "a time such as 250ms, 5s or 2m, at most %lus",
                          row->kind == CLI_SECONDS ? row->max : row->max / 1000);
        break;
    case CLI_REPORT_TO:
        rms_buffer_puts(out, "write FORMAT:FILE, FORMAT one of:");
        for (size_t i = 0; i < rms_report_formats_n; i++)
            rms_buffer_printf(out, " %s", rms_report_formats[i].name);
        break;
    default:
        if (row->words)
            rms_buffer_printf(out, "one of: %s", row->words);
        else
            rms_buffer_puts(out, texts[row->kind].right);
    }
}

int cli_value_is_set(const cli_option_row *row, const cli_options *options)
{
    const void *field = field_in(row, options);
    if (cli_value_is_list(row))
        return ((const cli_list *)field)->n > 0;
    if (texts[row->kind].is_text)
        return *(const char *const *)field != NULL;
    return row->kind == CLI_SEED ? options->seed_given : *(const unsigned *)field != 0;
}

static void print_time_ms(unsigned long ms, rms_buffer *out)
{
    static const size_t from_large[] = {4, 3, 1, 0}; /* h, m, s, ms */
    for (size_t i = 0; i < RMS_COUNT(from_large); i++)
        if (ms % units[from_large[i]].ms == 0) {
            rms_buffer_printf(out, "%lu%s", ms / units[from_large[i]].ms, units[from_large[i]].unit);
            return;
        }
}

static void print_texts(const char *const *v, size_t n, rms_buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        rms_buffer_puts(out, i ? ", " : "");
        rms_mask(rms_span_of(v[i] ? v[i] : ""), out);
    }
}

void cli_value_print(const cli_option_row *row, const cli_options *options, rms_buffer *out)
{
    const void *field = field_in(row, options);
    switch (row->kind) {
    case CLI_FLAG:
        rms_buffer_puts(out, *(const int *)field ? "yes" : "no");
        break;
    case CLI_SEED:
        rms_buffer_printf(out, "%llu", (unsigned long long)options->seed);
        break;
    case CLI_COUNT:
        rms_buffer_printf(out, "%u", *(const unsigned *)field);
        break;
    case CLI_MILLISECONDS:
        print_time_ms(*(const unsigned *)field, out);
        break;
    case CLI_SECONDS:
        print_time_ms(1000ul * *(const unsigned *)field, out);
        break;
    default:
        if (cli_value_is_list(row))
            print_texts(((const cli_list *)field)->v, ((const cli_list *)field)->n, out);
        else
            print_texts(field, 1, out);
    }
}
