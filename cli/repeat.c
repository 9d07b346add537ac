#include "cli/repeat.h"

#include "cli/option_value.h"
#include "harness/exchange/exchange.h"

#include <string.h>

void cli_put_word(rms_buffer *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,@%+";
    rms_buffer_putc(out, ' ');
    if (*word && strspn(word, plain) == strlen(word)) {
        rms_buffer_puts(out, word);
        return;
    }
    rms_buffer_putc(out, '\'');
    for (; *word; word++)
        if (*word == '\'')
            rms_buffer_puts(out, "'\\''");
        else
            rms_buffer_putc(out, *word);
    rms_buffer_putc(out, '\'');
}

/* A key of profiles that says nothing about one check alone: what else runs, how much of it, and what is written. */
static int is_about_the_whole(const cli_option_row *row)
{
    static const char *const names[] = {
        "action",         "level",     "matrix",   "report",       "known-failing", "known-flaky", "complete",
        "allow-unjudged", "fail-fast", "max-time", "max-requests", "jobs",          "url"};
    for (size_t i = 0; i < RMS_COUNT(names); i++)
        if (strcmp(names[i], row->name) == 0)
            return 1;
    return 0;
}

static void put_option(const cli_option_row *row, const char *value, rms_buffer *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer word = {0};
    rms_buffer_printf(&word, "--%s", row->name);
    cli_put_word(out, word.p ? word.p : "");
    if (!value)
        return;
    rms_buffer_clear(&word);
    rms_mask(rms_span_of(value), &word);
    cli_put_word(out, word.p ? word.p : "");
}

static void put_row(const cli_option_row *row, const cli_options *options, rms_buffer *out)
{
    const cli_list *list = cli_value_list(row, options);
    RMS_AUTO(rms_buffer_done) rms_buffer value = {0};
    for (size_t i = 0; list && i < list->n; i++)
        put_option(row, list->v[i], out);
    if (list)
        return;
    cli_value_print(row, options, &value);
    if (row->kind != CLI_FLAG)
        put_option(row, value.p ? value.p : "", out);
    else if (cli_value_is_set(row, options))
        put_option(row, NULL, out);
    else
        rms_buffer_printf(out, " --%s=no", row->name);
}

static void put_profile(const cli_options *options, rms_buffer *out)
{
    if (options->profile)
        put_option(cli_option_find("profile"), options->profile, out);
    if (options->no_profile)
        rms_buffer_puts(out, " --no-profile");
}

void cli_put_sign(const cli_options *options, rms_buffer *out)
{
    rms_buffer_puts(out, "rmspec sign");
    put_profile(options, out);
    for (size_t i = 0; i < cli_option_rows_n; i++) {
        const cli_option_row *row = &cli_option_rows[i];
        if (row->commands & CLI_SIGN && row->commands & CLI_KEY && options->origin[i].kind > CLI_FROM_PROFILE &&
            strcmp(row->name, "signature") != 0)
            put_row(row, options, out);
    }
}

/* What the profile holds comes from it again. */
void cli_put_repeat(const cli_options *options, rms_buffer *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer url = {0};
    rms_buffer_puts(out, "rmspec run");
    if (options->url && cli_option_origin(options, "url")->kind > CLI_FROM_PROFILE) {
        rms_mask(rms_span_of(options->url), &url);
        cli_put_word(out, url.p ? url.p : "");
    }
    put_profile(options, out);
    for (size_t i = 0; i < cli_option_rows_n; i++) {
        const cli_option_row *row = &cli_option_rows[i];
        if (row->commands & CLI_KEY && options->origin[i].kind > CLI_FROM_PROFILE && !is_about_the_whole(row))
            put_row(row, options, out);
    }
    if (options->seed != 1)
        rms_buffer_printf(out, " --seed %llu", (unsigned long long)options->seed);
}
