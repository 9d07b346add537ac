#include "protocol/nearest.h"

#include <string.h>

enum { FAR = 1000, NEAR_EDITS = 2 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned rms_edits(const char *a, const char *b)
{
    const size_t na = strlen(a), nb = strlen(b);
    if (na > RMS_NEAREST_BYTES_MAX || nb > RMS_NEAREST_BYTES_MAX)
        return FAR;
    /* rows i-2, i-1 and i of the table of distances between prefixes */
    unsigned rows[3][RMS_NEAREST_BYTES_MAX + 1];
    for (size_t k = 0; k <= nb; k++)
        rows[0][k] = (unsigned)k;
    for (size_t i = 1; i <= na; i++) {
        unsigned *now = rows[i % 3];
        const unsigned *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        now[0] = (unsigned)i;
        for (size_t k = 1; k <= nb; k++) {
            now[k] = least(least(last[k] + 1, now[k - 1] + 1), last[k - 1] + (a[i - 1] != b[k - 1]));
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
                now[k] = least(now[k], before[k - 2] + 1);
        }
    }
    return rows[na % 3][nb];
}

/* Words of too different a length need not be compared: loaders offer every known word for every unknown one. */
static int may_be_near(const char *a, const char *b)
{
    const size_t na = strlen(a), nb = strlen(b);
    return (na < nb ? nb - na : na - nb) <= NEAR_EDITS;
}

void rms_nearest_offer(rms_nearest *nearest, const char *candidate)
{
    if (!may_be_near(nearest->word, candidate))
        return;
    const unsigned edits = rms_edits(nearest->word, candidate);
    if (edits > NEAR_EDITS || (size_t)edits * 2 >= strlen(nearest->word) || (nearest->best && edits >= nearest->edits))
        return;
    nearest->best = candidate;
    nearest->edits = edits;
}
