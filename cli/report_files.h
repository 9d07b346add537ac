/** Result files as several commands read them. */
#ifndef RMS_CLI_REPORT_FILES_H
#define RMS_CLI_REPORT_FILES_H

#include "reports/recorded.h"

/** Read a JSON report; mistakes go to stderr as "FILE: where: what". 0 or the exit code: 3, or 4 without memory. */
int cli_read_report(const char *command, const char *path, rms_recorded **ret);

#endif
