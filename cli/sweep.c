#include "cli/commands.h"
#include "cli/target.h"
#include "harness/arrange/guard.h"

#include <stdio.h>

static void tell(void *context, const char *text)
{
    (void)context;
    (void)puts(text);
}

int cli_sweep(const cli_options *options)
{
    cli_target target;
    rms_exchanger *exchanger = NULL;
    rms_arranger *arranger = NULL;
    rms_error err = {0};
    size_t n = 0;
    if (!options->url && !options->slb && !options->ess) {
        (void)fprintf(stderr, "rmspec sweep: which endpoint? Usage: rmspec sweep URL\n");
        return RMS_EXIT_USAGE;
    }
    int code = cli_target_open("sweep", options, &target);
    if (code)
        return code;
    rms_guard *guard = rms_guard_new(options->prefix ? options->prefix : "rmspec-");
    rms_status status = guard ? RMS_OK : RMS_E_NOMEM;
    target.arrange.guard = guard;
    target.exchange.gate = rms_guard_allows;
    target.exchange.gate_context = guard;
    if (status == RMS_OK)
        status = rms_exchanger_new(&target.exchange, &exchanger, &err);
    if (status == RMS_OK)
        status = rms_arranger_new(&target.arrange, exchanger, &arranger, &err);
    rms_exchange_begin_cleaning();
    if (status == RMS_OK)
        status = rms_sweep(arranger, options->prefix, options->dry_run, tell, NULL, &n, &err);
    rms_exchange_end_cleaning();
    if (status == RMS_OK)
        (void)fprintf(stderr, "%zu object%s %s\n", n, n == 1 ? "" : "s",
                      options->dry_run ? "would be removed" : "removed");
    else
        code = cli_failed("sweep", status, &err);
    rms_arranger_free(arranger);
    rms_exchanger_free(exchanger);
    rms_guard_free(guard);
    cli_target_done(&target);
    return code;
}
