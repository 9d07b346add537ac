/* `rmspec profile`: every value that a run would use, and where it comes from. */
#include "cli/commands.h"
#include "cli/credentials.h"
#include "cli/option_value.h"
#include "cli/profile.h"
#include "harness/exchange/exchange.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { KEY_COLUMNS = 17, VALUE_COLUMNS = 38 };

static const char *const origin_words[] = {
    [CLI_FROM_NOWHERE] = "-",         [CLI_FROM_DEFAULT] = "default",
    [CLI_FROM_PROFILE] = "profile",   [CLI_FROM_ENVIRONMENT] = "environment",
    [CLI_FROM_FLAG] = "command line",
};

static void print_origin(const cli_option_row *row, const cli_origin *origin, rms_buffer *out)
{
    if (origin->kind == CLI_FROM_PROFILE)
        rms_buffer_printf(out, "%s:%u:%u", origin->name, origin->line, origin->column);
    else if (origin->kind == CLI_FROM_ENVIRONMENT)
        rms_buffer_puts(out, origin->name);
    else if (origin->kind == CLI_FROM_FLAG)
        rms_buffer_printf(out, "--%s", row->name);
    else
        rms_buffer_puts(out, origin_words[origin->kind]);
}

/* What holds when an option has no value. */
static const char *without_value(const cli_option_row *row, const cli_options *options)
{
    const int has_url = options->url || options->slb || options->ess || options->ecs;
    if (strcmp(row->name, "url") == 0)
        return has_url ? "none" : "none: the built-in reference endpoint";
    if (strcmp(row->name, "arrange") == 0)
        return has_url ? "api" : "the door of the built-in endpoint";
    if (strcmp(row->name, "signature") == 0) {
        RMS_AUTO(rms_buffer_done) rms_buffer source = {0};
        return cli_credentials_tell(options, &source) ? "v1, as there are credentials" : "none";
    }
    return row->kind == CLI_FLAG ? "no" : "none";
}

static void print_row(const cli_option_row *row, const cli_options *options)
{
    const cli_origin *origin = &options->origin[row - cli_option_rows];
    RMS_AUTO(rms_buffer_done) rms_buffer value = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer from = {0};
    if (origin->kind != CLI_FROM_NOWHERE)
        cli_value_print(row, options, &value);
    if (!value.n)
        rms_buffer_puts(&value, without_value(row, options));
    print_origin(row, origin, &from);
    (void)printf("%-*s %s", KEY_COLUMNS, row->name, value.p ? value.p : "");
    if (value.n > VALUE_COLUMNS) /* the origin gets a line of its own */
        (void)printf("\n%*s%s\n", KEY_COLUMNS + 1 + VALUE_COLUMNS + 1, "", from.p);
    else
        (void)printf("%*s %s\n", (int)(VALUE_COLUMNS - value.n), "", from.p);
}

static int print_text(const cli_options *options)
{
    RMS_AUTO(rms_buffer_done) rms_buffer from = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer secrets = {0};
    const cli_option_row *profile = cli_option_find("profile");
    print_origin(profile, cli_option_origin(options, "profile"), &from);
    if (!options->profile)
        (void)printf("no profile%s\n\n",
                     options->no_profile ? " (--no-profile)" : ": there is no " CLI_PROFILE_NAME " here");
    else
        (void)printf("profile %s (%s)\n\n", options->profile,
                     cli_option_origin(options, "profile")->kind == CLI_FROM_DEFAULT ? "found in the working directory"
                                                                                     : from.p);
    for (size_t i = 0; i < cli_option_rows_n; i++)
        if (cli_option_rows[i].commands & CLI_KEY)
            print_row(&cli_option_rows[i], options);
    (void)cli_credentials_tell(options, &secrets);
    (void)printf("\nsecrets: %s\n", secrets.p ? secrets.p : "");
    return RMS_EXIT_OK;
}

static json_t *json_text(const char *text)
{
    json_t *json = json_string(text);
    return json ? json : json_string("(no UTF-8)");
}

/* A list stays a list; all else is the text that could be given. */
static json_t *json_value(const cli_option_row *row, const cli_options *options)
{
    RMS_AUTO(rms_buffer_done) rms_buffer value = {0};
    const cli_list *list = cli_value_list(row, options);
    json_t *items = list ? json_array() : NULL;
    for (size_t i = 0; items && i < list->n; i++) {
        rms_buffer_clear(&value);
        rms_mask(rms_span_of(list->v[i]), &value);
        (void)json_array_append_new(items, json_text(value.p ? value.p : ""));
    }
    if (items)
        return items;
    if (!cli_value_is_set(row, options))
        return row->kind == CLI_FLAG ? json_string("no") : json_null();
    cli_value_print(row, options, &value);
    return json_text(value.p);
}

static json_t *json_origin(const cli_origin *origin)
{
    switch (origin->kind) {
    case CLI_FROM_PROFILE:
        return json_pack("{s:s, s:s, s:i, s:i}", "from", origin_words[origin->kind], "file", origin->name, "line",
                         (int)origin->line, "column", (int)origin->column);
    case CLI_FROM_ENVIRONMENT:
        return json_pack("{s:s, s:s}", "from", origin_words[origin->kind], "variable", origin->name);
    case CLI_FROM_NOWHERE:
        return json_null();
    default:
        return json_pack("{s:s}", "from", origin_words[origin->kind]);
    }
}

static int print_json(const cli_options *options)
{
    json_auto_t *values = json_object();
    for (size_t i = 0; i < cli_option_rows_n; i++) {
        const cli_option_row *row = &cli_option_rows[i];
        if (row->commands & CLI_KEY)
            (void)json_object_set_new(
                values, row->name,
                json_pack("{s:o, s:o}", "value", json_value(row, options), "origin", json_origin(&options->origin[i])));
    }
    RMS_AUTO(rms_buffer_done) rms_buffer secrets = {0};
    const int there = cli_credentials_tell(options, &secrets);
    json_auto_t *all = json_pack("{s:s?, s:O, s:{s:s?, s:b}}", "profile", options->profile, "values", values, "secrets",
                                 "source", secrets.p, "there", there);
    if (!all || json_dumpf(all, stdout, JSON_INDENT(2)) != 0)
        return RMS_EXIT_NO_VERDICT;
    (void)putchar('\n');
    return RMS_EXIT_OK;
}

int cli_profile(const cli_options *options)
{
    if (options->n_args > 1) {
        (void)fprintf(stderr, "rmspec profile: one URL, please; '%s' is one more\n", options->args[1]);
        return RMS_EXIT_USAGE;
    }
    return options->json ? print_json(options) : print_text(options);
}
