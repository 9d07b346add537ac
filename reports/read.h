/**
 * Reading a JSON report again. The file may be anybody's: everything in it is checked against what
 * docs/report.schema.json says, and against itself.
 */
#ifndef RMS_REPORTS_READ_H
#define RMS_REPORTS_READ_H

#include "reports/recorded.h"

/** Named limits. */
#define RMS_REPORT_BYTES_MAX    ((size_t)256 << 20)
#define RMS_REPORT_ITEMS_MAX    1000000    /**< of one list */
#define RMS_REPORT_COUNT_MAX    1000000000 /**< of what is only counted */
#define RMS_REPORT_MISTAKES_MAX 20         /**< that are told of one file; then one says that there are more */

/** Told each mistake: @p where is "checks[5].verdict", or "" for the file as a whole. */
typedef void rms_report_mistake(void *context, const char *where, const char *what);

/**
 * Read a report.
 *
 * Owner:  *ret is freed with rms_recorded_free.
 * Errors: -EINVAL (it is no report, or wrong: told), -EFBIG (told), -EIO (cannot be read: told), -ENOMEM (not told).
 */
int rms_report_read(const char *path, rms_report_mistake *tell, void *context, rms_recorded **ret);
/** The same from memory, for tests and fuzzing. */
int rms_report_read_bytes(const char *name, const char *bytes, size_t n, rms_report_mistake *tell, void *context,
                          rms_recorded **ret);
/** NULL is fine. */
void rms_recorded_free(rms_recorded *recorded);

#endif
