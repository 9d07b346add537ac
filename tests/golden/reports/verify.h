/**
 * What the pieces of verify_report share.
 */
#ifndef RMS_TESTS_VERIFY_H
#define RMS_TESTS_VERIFY_H

/** Print @p what, and fail in the end, unless @p holds. */
void claim(int holds, const char *what);

void verify_tap(const char *path);

#endif
