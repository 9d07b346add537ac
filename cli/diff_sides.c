/* Each side of a comparison is settled as if the command line were its alone. */
#include "cli/diff_sides.h"

#include "cli/profile.h"
#include "cli/repeat.h"
#include "harness/run/run.h"

#include <stdio.h>
#include <string.h>

static int usage(const char *what)
{
    (void)fprintf(stderr, "rmspec diff: %s; write rmspec diff LEFT RIGHT\n", what);
    return RMS_EXIT_USAGE;
}

/* Which argument is whose: a side with a profile of its own needs none. */
static int take_arguments(const cli_options *options, const char *ret[RMS_DIFF_SIDES])
{
    const int left = options->left_profile != NULL, right = options->right_profile != NULL;
    ret[RMS_DIFF_LEFT] = ret[RMS_DIFF_RIGHT] = NULL;
    if (options->n_args > RMS_DIFF_SIDES)
        return usage("two endpoints are compared, not more");
    if (options->n_args == RMS_DIFF_SIDES) {
        ret[RMS_DIFF_LEFT] = options->args[0];
        ret[RMS_DIFF_RIGHT] = options->args[1];
    } else if (options->n_args == 1 && left != right) {
        ret[left ? RMS_DIFF_RIGHT : RMS_DIFF_LEFT] = options->args[0];
    } else if (options->n_args == 1) {
        return usage(left ? "it cannot be told whether the URL is LEFT or RIGHT" : "RIGHT is missing");
    } else if (!left || !right) {
        return usage("LEFT and RIGHT are missing");
    }
    return 0;
}

static void give(cli_options *options, const char *name, const char **field, const char *value)
{
    *field = value;
    options->origin[cli_option_find(name) - cli_option_rows].kind = CLI_FROM_FLAG;
}

/* One URL is the whole side, whatever else the profile names. */
static void take_url(cli_options *options, const char *url)
{
    const struct {
        const char *name, **field;
    } products[] = {{"slb", &options->slb}, {"ess", &options->ess}, {"ecs", &options->ecs}};
    for (size_t i = 0; i < RMS_COUNT(products); i++)
        if (*products[i].field)
            give(options, products[i].name, products[i].field, url);
}

static int read_side(const cli_options *all, rms_diff_which which, const char *argument, cli_options *ret)
{
    const cli_command *command = cli_command_find("diff");
    const int is_left = which == RMS_DIFF_LEFT;
    const char *profile = is_left ? all->left_profile : all->right_profile;
    const char *arrange = is_left ? all->left_arrange : all->right_arrange;
    const int is_reference = argument && strcmp(argument, CLI_DIFF_REFERENCE) == 0;
    const char *url = is_reference ? NULL : argument;
    *ret = (cli_options){.seed = 1};
    int status = cli_options_parse(command, all->argc, all->argv, ret);
    if (status)
        return status;
    ret->n_args = 0;
    if (profile) {
        ret->no_profile = 0;
        give(ret, "profile", &ret->profile, profile);
    }
    if (argument)
        give(ret, "url", &ret->url, url);
    if (arrange || is_reference) /* which has a door of its own */
        give(ret, "arrange", &ret->arrange, arrange);
    status = cli_settle_endpoint(command, ret);
    if (status)
        return status;
    if (argument)
        take_url(ret, url);
    if (argument || ret->url || ret->slb || ret->ess || ret->ecs)
        return 0;
    (void)fprintf(stderr, "rmspec diff: the profile '%s' names no url; write one there, or %s\n", ret->profile,
                  is_left ? "LEFT" : "RIGHT");
    return RMS_EXIT_USAGE;
}

int cli_diff_sides_open(const cli_options *options, cli_diff_side sides[RMS_DIFF_SIDES])
{
    const char *arguments[RMS_DIFF_SIDES];
    int status = take_arguments(options, arguments);
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES && !status; which++) {
        cli_diff_side *side = &sides[which];
        status = read_side(options, which, arguments[which], &side->options);
        if (!status)
            status = cli_target_open("diff", &side->options, &side->target);
        if (!status) {
            cli_put_repeat(&side->options, &side->repeat);
            cli_put_sign(&side->options, &side->sign);
        }
    }
    return status;
}

void cli_diff_sides_close(cli_diff_side sides[RMS_DIFF_SIDES])
{
    for (rms_diff_which which = 0; which < RMS_DIFF_SIDES; which++) {
        cli_target_done(&sides[which].target);
        cli_options_done(&sides[which].options);
        rms_buffer_done(&sides[which].repeat);
        rms_buffer_done(&sides[which].sign);
    }
}
