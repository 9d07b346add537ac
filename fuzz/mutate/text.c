#include "fuzz/mutate/text.h"

#include <string.h>

/* splitmix64 */
uint64_t rms_mut_next(rms_mut_random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

size_t rms_mut_below(rms_mut_random *random, size_t n)
{
    return n ? (size_t)(rms_mut_next(random) % n) : 0;
}

int rms_mut_one_in(rms_mut_random *random, size_t n)
{
    return rms_mut_below(random, n) == 0;
}

rms_span rms_mut_span(const rms_mut_text *text, rms_mut_range range)
{
    return (rms_span){text->p + range.at, range.n};
}

int rms_mut_replace(rms_mut_text *text, rms_mut_range range, rms_span bytes)
{
    const size_t kept = text->n - range.n;
    if (bytes.n > text->max || kept > text->max - bytes.n)
        return 0;
    const size_t end = range.at + range.n;
    if (text->n > end)
        memmove(text->p + range.at + bytes.n, text->p + end, text->n - end);
    if (bytes.n)
        memcpy(text->p + range.at, bytes.p, bytes.n);
    text->n = kept + bytes.n;
    return 1;
}

int rms_mut_insert(rms_mut_text *text, size_t at, rms_span bytes)
{
    return rms_mut_replace(text, (rms_mut_range){at, 0}, bytes);
}

int rms_mut_remove(rms_mut_text *text, rms_mut_range range)
{
    return rms_mut_replace(text, range, (rms_span){"", 0});
}

int rms_mut_double(rms_mut_text *text, rms_mut_range range, rms_span separator)
{
    const size_t end = range.at + range.n, more = separator.n + range.n;
    if (text->n > text->max || more > text->max - text->n)
        return 0;
    if (text->n > end)
        memmove(text->p + end + more, text->p + end, text->n - end);
    if (separator.n)
        memcpy(text->p + end, separator.p, separator.n);
    if (range.n)
        memcpy(text->p + end + separator.n, text->p + range.at, range.n);
    text->n += more;
    return 1;
}

static void reverse(char *p, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        const char c = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = c;
    }
}

int rms_mut_swap(rms_mut_text *text, rms_mut_range a, rms_mut_range b)
{
    if (a.at > b.at) {
        const rms_mut_range c = a;
        a = b;
        b = c;
    }
    if (a.at == b.at || a.at + a.n > b.at)
        return 0;
    const size_t middle = b.at - a.at - a.n; /* what stands between them stays in order */
    char *const p = text->p + a.at;
    reverse(p, a.n + middle + b.n);
    reverse(p, b.n);
    reverse(p + b.n, middle);
    reverse(p + b.n + middle, a.n);
    return 1;
}
