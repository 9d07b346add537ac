#include "cli/gate.h"

#include "cli/commands.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* A number without sign or blanks, 1 .. max; 0 when there is none. */
static unsigned read_number(const char *text, char **ret_end)
{
    *ret_end = (char *)text;
    const unsigned long n = isdigit((unsigned char)*text) ? strtoul(text, ret_end, 10) : 0;
    return n <= RMS_SHARDS_MAX ? (unsigned)n : 0;
}

static int read_shard(const char *command, const char *text, cli_gate *gate)
{
    char *slash = NULL, *end = NULL;
    gate->shard = read_number(text, &slash);
    gate->shards = *slash == '/' ? read_number(slash + 1, &end) : 0;
    if (gate->shard && gate->shards && !*end && gate->shard <= gate->shards)
        return 0;
    (void)fprintf(stderr, "rmspec %s: --shard: '%s' is wrong; write I/N, such as 2/4: I from 1 to N, N at most %d\n",
                  command, text, RMS_SHARDS_MAX);
    return RMS_EXIT_USAGE;
}

static void tell(void *context, const rms_lint *message)
{
    (void)context;
    (void)fprintf(stderr, "%s:", message->where.file);
    if (message->where.line) /* a file that cannot be read has no place */
        (void)fprintf(stderr, "%u:%u:", message->where.line, message->where.column);
    (void)fprintf(stderr, " %s\n", message->text);
}

static int read_baseline(const char *command, const cli_options *options, cli_gate *gate)
{
    const cli_list *lists[] = {&options->known_failing, &options->known_flaky};
    rms_baseline_file files[RMS_BASELINE_FILES_MAX];
    rms_error err = {0};
    size_t n = 0;
    for (size_t l = 0; l < RMS_COUNT(lists); l++)
        for (size_t i = 0; i < lists[l]->n; i++) {
            if (n == RMS_BASELINE_FILES_MAX) {
                (void)fprintf(stderr, "rmspec %s: --known-failing and --known-flaky: at most %d files\n", command,
                              RMS_BASELINE_FILES_MAX);
                return RMS_EXIT_USAGE;
            }
            files[n++] = (rms_baseline_file){lists[l]->v[i], l == 1};
        }
    if (n == 0)
        return 0;
    const rms_status status = rms_baseline_load(files, n, tell, NULL, &gate->baseline, &err);
    if (status == RMS_OK)
        return 0;
    (void)fprintf(stderr, "rmspec %s: the baseline cannot be used: %s\n", command, err.text);
    return status == RMS_E_NOMEM ? RMS_EXIT_NO_VERDICT : RMS_EXIT_CASES;
}

int cli_gate_open(const char *command, const cli_options *options, cli_gate *ret)
{
    *ret = (cli_gate){0};
    const int status = options->shard ? read_shard(command, options->shard, ret) : 0;
    return status ? status : read_baseline(command, options, ret);
}

void cli_gate_done(cli_gate *gate)
{
    rms_baseline_free(gate->baseline);
    *gate = (cli_gate){0};
}
