#include "protocol/among.h"

#include <string.h>

int rms_is_among(const char *const *list, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], text) == 0)
            return 1;
    return 0;
}
