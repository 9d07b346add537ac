/* The command line: options of one command, read by the table. */
#include "cli/option_value.h"

#include "harness/cases/arena.h"
#include "harness/run/run.h"
#include "protocol/nearest.h"

#include <assert.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_LONG = 256 };

const cli_command *cli_command_find(const char *name)
{
    for (size_t i = 0; i < cli_commands_n; i++)
        if (strcmp(cli_commands[i].name, name) == 0)
            return &cli_commands[i];
    return NULL;
}

const cli_option_row *cli_option_find(const char *name)
{
    size_t i = 0;
    while (i < cli_option_rows_n && strcmp(cli_option_rows[i].name, name) != 0)
        i++;
    assert(i < cli_option_rows_n); /* names are ours */
    return &cli_option_rows[i];
}

const cli_origin *cli_option_origin(const cli_options *options, const char *name)
{
    return &options->origin[cli_option_find(name) - cli_option_rows];
}

int cli_option_complain(const char *command, const cli_options *options, const char *name, const char *format, ...)
{
    const cli_origin *origin = cli_option_origin(options, name);
    va_list args;
    if (origin->kind == CLI_FROM_PROFILE)
        (void)fprintf(stderr, "%s:%u:%u: %s: ", origin->name, origin->line, origin->column, name);
    else if (origin->kind == CLI_FROM_ENVIRONMENT)
        (void)fprintf(stderr, "rmspec %s: %s: ", command, origin->name);
    else
        (void)fprintf(stderr, "rmspec %s: --%s: ", command, name);
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
    return origin->kind == CLI_FROM_PROFILE ? RMS_EXIT_CASES : RMS_EXIT_USAGE;
}

static int out_of_memory(const cli_command *command)
{
    (void)fprintf(stderr, "rmspec %s: out of memory\n", command->name);
    return RMS_EXIT_NO_VERDICT;
}

static int wrong(const cli_command *command, const cli_option_row *row, const char *value)
{
    RMS_AUTO(rms_buffer_done) rms_buffer right = {0};
    cli_value_right(row, &right);
    (void)fprintf(stderr, "rmspec %s: --%s: ", command->name, row->name);
    if (row->kind == CLI_CREDENTIALS) /* it may be the secret */
        (void)fprintf(stderr, "this is wrong; %s\n", right.p ? right.p : "");
    else
        (void)fprintf(stderr, "'%s' is wrong; %s\n", value, right.p ? right.p : "");
    return RMS_EXIT_USAGE;
}

/* getopt's tables for the options of one command. A flag takes "=no" as well. */
static size_t getopt_tables(const cli_command *command, struct option *longs, char *shorts)
{
    size_t n = 0, s = 0;
    shorts[s++] = ':';
    for (size_t i = 0; i < cli_option_rows_n; i++) {
        const cli_option_row *row = &cli_option_rows[i];
        if (!(row->commands & command->bit))
            continue;
        longs[n++] = (struct option){row->name, row->argument ? required_argument : optional_argument, NULL,
                                     FIRST_LONG + (int)i};
        if (row->letter) {
            shorts[s++] = row->letter;
            if (row->argument)
                shorts[s++] = ':';
        }
    }
    longs[n] = (struct option){0};
    shorts[s] = '\0';
    return n;
}

static int unknown_option(const cli_command *command, const char *text, const struct option *longs, size_t n)
{
    char word[64];
    (void)snprintf(word, sizeof word, "%.*s", (int)strcspn(text, "="), text);
    rms_nearest near = {.word = word + strspn(word, "-")};
    for (size_t i = 0; i < n; i++)
        rms_nearest_offer(&near, longs[i].name);
    (void)fprintf(stderr, "rmspec %s: unknown option '%s'", command->name, word);
    if (near.best)
        (void)fprintf(stderr, "; did you mean '--%s'?", near.best);
    (void)fprintf(stderr, "\nTry 'rmspec help %s'.\n", command->name);
    return RMS_EXIT_USAGE;
}

static const cli_option_row *row_of(const cli_command *command, int c)
{
    if (c >= FIRST_LONG)
        return &cli_option_rows[c - FIRST_LONG];
    for (size_t i = 0; i < cli_option_rows_n; i++)
        if (cli_option_rows[i].letter == c && (cli_option_rows[i].commands & command->bit))
            return &cli_option_rows[i];
    return NULL;
}

static int take(const cli_command *command, const cli_option_row *row, const char *value, cli_options *options)
{
    const rms_status status = cli_value_set(row, value, options);
    options->origin[row - cli_option_rows].kind = CLI_FROM_FLAG;
    if (status == RMS_OK)
        return 0;
    return status == RMS_E_NOMEM ? out_of_memory(command) : wrong(command, row, value);
}

int cli_options_parse(const cli_command *command, int argc, char **argv, cli_options *ret)
{
    struct option longs[CLI_OPTIONS_MAX + 1];
    char shorts[2 * CLI_OPTIONS_MAX + 2];
    assert(cli_option_rows_n <= CLI_OPTIONS_MAX);
    const size_t n = getopt_tables(command, longs, shorts);
    int c;
    opterr = 0;
    optind = 1;
    while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        const char *word = argv[optind - 1];
        if (c == ':') {
            (void)fprintf(stderr, "rmspec %s: '%s' needs a value\n", command->name, word);
            return RMS_EXIT_USAGE;
        }
        const cli_option_row *row = c == '?' ? NULL : row_of(command, c);
        if (!row)
            return unknown_option(command, word, longs, n);
        const int status = take(command, row, optarg, ret);
        if (status)
            return status;
    }
    ret->argc = argc;
    ret->argv = argv;
    ret->args = argv + optind;
    ret->n_args = (size_t)(argc - optind);
    return 0;
}

void cli_options_done(cli_options *options)
{
    for (size_t i = 0; i < cli_option_rows_n; i++)
        if (cli_value_is_list(&cli_option_rows[i]))
            cli_value_clear(&cli_option_rows[i], options);
    rms_arena_free(options->arena);
    options->arena = NULL;
}
