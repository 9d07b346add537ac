/** Whether a text is in a list of texts. */
#ifndef RMS_PROTOCOL_AMONG_H
#define RMS_PROTOCOL_AMONG_H

#include <stddef.h>

/** 1 when one of the @p n texts of @p list is @p text, letter for letter. */
int rms_is_among(const char *const *list, size_t n, const char *text);

#endif
