#include "cli/report_files.h"

#include "harness/run/run.h"
#include "reports/read.h"

#include <errno.h>
#include <stdio.h>

static void tell(void *context, const char *where, const char *what)
{
    const char *path = context;
    (void)fprintf(stderr, "%s: %s%s%s\n", path, where, *where ? ": " : "", what);
}

int cli_read_report(const char *command, const char *path, rms_recorded **ret)
{
    const int code = rms_report_read(path, tell, (void *)path, ret);
    if (code != -ENOMEM)
        return code ? RMS_EXIT_CASES : 0;
    (void)fprintf(stderr, "rmspec %s: out of memory\n", command);
    return RMS_EXIT_NO_VERDICT;
}
