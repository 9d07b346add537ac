/* Loading and selecting: what most commands begin with. */
#include "cli/commands.h"

#include <stdio.h>
#include <string.h>

static void tell(void *context, const rms_lint *message)
{
    const cli_options *options = context;
    if (message->warning && !options->verbose)
        return;
    (void)fprintf(stderr, "%s:%u:%u: %s%s\n", message->where.file, message->where.line, message->where.column,
                  message->warning ? "warning: " : "", message->text);
}

int cli_load_suite(const cli_options *options, rms_suite **ret)
{
    rms_error err = {0};
    const rms_status status = rms_suite_load(options->cases_dir, tell, (void *)options, ret, &err);
    if (status == RMS_OK)
        return 0;
    (void)fprintf(stderr, "rmspec: the cases cannot be used: %s\n", err.text);
    return status == RMS_E_NOMEM ? RMS_EXIT_NO_VERDICT : RMS_EXIT_CASES;
}

static unsigned mask_of(const cli_list *list, int (*value_of)(const char *))
{
    unsigned mask = 0;
    for (size_t i = 0; i < list->n; i++)
        mask |= 1u << value_of(list->v[i]);
    return mask;
}

/* The option table let only known words through, so these searches always end. */
static int level_of(const char *word)
{
    int level = 0;
    while (strcmp(rms_level_word((rms_level)level), word) != 0)
        level++;
    return level;
}

static int format_of(const char *word)
{
    rms_format format = RMS_FORMAT_JSON;
    (void)rms_format_parse(rms_span_of(word), &format);
    return (int)format;
}

static int layout_of(const char *word)
{
    rms_layout layout = RMS_LAYOUT_GET;
    (void)rms_layout_parse(word, &layout);
    return (int)layout;
}

rms_selection cli_selection(const cli_options *options)
{
    return (rms_selection){
        .only = options->only.v,
        .n_only = options->only.n,
        .skip = options->skip.v,
        .n_skip = options->skip.n,
        .actions = options->actions.v,
        .n_actions = options->actions.n,
        .levels = mask_of(&options->levels, level_of),
        .formats = mask_of(&options->formats, format_of),
        .layouts = mask_of(&options->layouts, layout_of),
        .gateway = options->gateway,
        .full_matrix = options->matrix && strcmp(options->matrix, "full") == 0,
    };
}

int cli_failed(const char *command, rms_status status, const rms_error *err)
{
    (void)fprintf(stderr, "rmspec %s: %s\n", command, err->text[0] ? err->text : rms_status_text(status));
    switch (status) {
    case RMS_E_USAGE:
    case RMS_E_NOT_FOUND:
        return RMS_EXIT_USAGE;
    case RMS_E_SYNTAX:
        return RMS_EXIT_CASES;
    default:
        return RMS_EXIT_NO_VERDICT;
    }
}
