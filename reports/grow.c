#include "reports/grow.h"

#include <stdint.h>
#include <stdlib.h>

void *rms_grow(void *items, size_t n, size_t size)
{
    if (n & (n - 1) || (n == 0 && items)) /* the room is a power of two, so it is used up only when n is one */
        return items;
    const size_t room = n ? 2 * n : 1;
    return room > SIZE_MAX / size ? NULL : realloc(items, room * size);
}
