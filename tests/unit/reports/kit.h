/**
 * A folder for the reports of a test.
 */
#ifndef RMS_TESTS_REPORTS_KIT_H
#define RMS_TESTS_REPORTS_KIT_H

#include "reports/event.h"

#include <stddef.h>

typedef struct kit_folder {
    char path[64];
    char file[96]; /* a path in it */
} kit_folder;

/** Make a folder, and the name of a file that is not there yet. Aborts when that cannot be. */
kit_folder kit_open(const char *name);

/** Remove the file and the folder. */
void kit_close(const kit_folder *folder);

/** What the file holds, with a NUL behind it; NULL when there is none. Owner: free(). */
char *kit_read(const char *path, size_t *ret_n);

/** Tell one event. */
void kit_tell(rms_reporter *reporter, rms_event event);

#endif
