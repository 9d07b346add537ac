/* What the command line left open: the environment, the profile, the defaults. */
#include "cli/profile.h"

#include "cli/option_value.h"
#include "harness/cases/arena.h"
#include "harness/run/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The environment counts for these options only. */
static const struct {
    const char *variable, *option;
} variables[] = {{"RMSPEC_PROFILE", "profile"}, {"RMSPEC_URL", "url"}};

static const struct {
    const char *option, *value;
} defaults[] = {
    {"region", "cn-hangzhou"}, {"matrix", "rotate"},      {"jobs", "8"},
    {"timeout", "10s"},        {"connect-timeout", "5s"}, {"settle", "5s"},
    {"retries", "3"},          {"quiet-time", "50ms"},    {"http-version", "1.1"},
};

static int out_of_memory(const cli_command *command)
{
    (void)fprintf(stderr, "rmspec %s: out of memory\n", command->name);
    return RMS_EXIT_NO_VERDICT;
}

static cli_origin *origin_of(const cli_option_row *row, cli_options *options)
{
    return &options->origin[row - cli_option_rows];
}

static int read_environment(const cli_command *command, cli_options *options)
{
    for (size_t i = 0; i < RMS_COUNT(variables); i++) {
        const cli_option_row *row = cli_option_find(variables[i].option);
        const char *value = getenv(variables[i].variable);
        if (!value || !*value || origin_of(row, options)->kind != CLI_FROM_NOWHERE || !(row->commands & command->bit))
            continue;
        const rms_status status = cli_value_set(row, value, options);
        *origin_of(row, options) = (cli_origin){.kind = CLI_FROM_ENVIRONMENT, .name = variables[i].variable};
        if (status == RMS_E_NOMEM)
            return out_of_memory(command);
        if (status != RMS_OK) {
            RMS_AUTO(rms_buffer_done) rms_buffer right = {0};
            cli_value_right(row, &right);
            return cli_option_complain(command->name, options, row->name, "'%s' is wrong; %s", value, right.p);
        }
    }
    return 0;
}

/* URL without an option is --url. */
static int take_url(const cli_command *command, cli_options *options)
{
    cli_origin *origin = origin_of(cli_option_find("url"), options);
    if (options->n_args != 1 || command->bit == CLI_SIGN || command->bit == CLI_REPLAY)
        return 0; /* none; or too many, which the command tells */
    if (options->url) {
        (void)fprintf(stderr, "rmspec %s: one URL, please; '%s' is one more\n", command->name, options->args[0]);
        return RMS_EXIT_USAGE;
    }
    options->url = options->args[0];
    origin->kind = CLI_FROM_FLAG;
    return 0;
}

/* Which profile: the one that was named, or the one that stands here. */
static int choose_profile(const cli_command *command, cli_options *options)
{
    cli_origin *origin = origin_of(cli_option_find("profile"), options);
    if (options->no_profile && origin->kind == CLI_FROM_FLAG) {
        (void)fprintf(stderr, "rmspec %s: --profile and --no-profile contradict each other\n", command->name);
        return RMS_EXIT_USAGE;
    }
    if (options->no_profile) {
        options->profile = NULL;
    } else if (!options->profile && access(CLI_PROFILE_NAME, F_OK) == 0) {
        options->profile = CLI_PROFILE_NAME;
        origin->kind = CLI_FROM_DEFAULT;
    }
    return 0;
}

static int fill_defaults(const cli_command *command, cli_options *options)
{
    for (size_t i = 0; i < RMS_COUNT(defaults); i++) {
        const cli_option_row *row = cli_option_find(defaults[i].option);
        if (origin_of(row, options)->kind != CLI_FROM_NOWHERE)
            continue;
        if (cli_value_set(row, defaults[i].value, options) != RMS_OK)
            return out_of_memory(command);
        origin_of(row, options)->kind = CLI_FROM_DEFAULT;
    }
    return 0;
}

int cli_settle(const cli_command *command, cli_options *options)
{
    if (!(cli_option_find("profile")->commands & command->bit) || command->bit == CLI_DIFF)
        return 0;
    return cli_settle_endpoint(command, options);
}

int cli_settle_endpoint(const cli_command *command, cli_options *options)
{
    if (!options->arena && !(options->arena = rms_arena_new()))
        return out_of_memory(command);
    int status = take_url(command, options);
    if (!status)
        status = read_environment(command, options);
    if (!status)
        status = choose_profile(command, options);
    if (!status && options->profile)
        status = cli_profile_read(command, options);
    return status ? status : fill_defaults(command, options);
}
