/**
 * Lists that grow, for reports/ only.
 */
#ifndef RMS_REPORTS_GROW_H
#define RMS_REPORTS_GROW_H

#include <stddef.h>

/**
 * Room for one more item of @p size bytes behind the @p n that a list has; every item must have been added this way.
 * Owner: free(). NULL without memory, and then @p items is as before.
 */
void *rms_grow(void *items, size_t n, size_t size);

#endif
