#include "fuzz/mutate/operators.h"

#include <string.h>

static int hex(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)((at - digits) % 16) : -1;
}

int rms_mut_decode(rms_span value, rms_mut_text *out)
{
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i] == '+' ? ' ' : value.p[i];
        if (c == '%' && value.n - i > 2 && hex(value.p[i + 1]) >= 0 && hex(value.p[i + 2]) >= 0) {
            c = (char)(hex(value.p[i + 1]) * 16 + hex(value.p[i + 2]));
            i += 2;
        }
        if (out->n >= out->max)
            return 0;
        out->p[out->n++] = c;
    }
    return 1;
}

int rms_mut_encode(rms_span value, int all, rms_mut_text *out)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    static const char enough[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~[]{}\"':,\\/";
    static const char digits[] = "0123456789ABCDEF";
    const char *const plain = all ? unreserved : enough;
    for (size_t i = 0; i < value.n; i++) {
        const unsigned char c = (unsigned char)value.p[i];
        const char escape[3] = {'%', digits[c >> 4], digits[c & 15]};
        const int as_it_is = c && strchr(plain, c);
        if (!rms_mut_insert(out, out->n, as_it_is ? (rms_span){value.p + i, 1} : (rms_span){escape, 3}))
            return 0;
    }
    return 1;
}

static const rms_mut_pair *some_list(rms_mut_random *random, rms_span text, const rms_mut_scan *scan)
{
    const rms_mut_pair *chosen = NULL;
    size_t seen = 0;
    for (size_t i = 0; i < scan->n_pairs; i++)
        if (rms_mut_is_list(text, &scan->pairs[i]) && rms_mut_one_in(random, ++seen))
            chosen = &scan->pairs[i];
    return chosen;
}

/* A list of the other input, decoded into the scratch for encoding, which is not in use yet. */
static rms_span list_of_other(rms_mut_work *work)
{
    if (work->other_scan.kind == RMS_MUT_LIST)
        return work->other;
    const rms_mut_pair *pair = some_list(&work->random, work->other, &work->other_scan);
    work->encoded.n = 0;
    if (!pair || !rms_mut_decode((rms_span){work->other.p + pair->value.at, pair->value.n}, &work->encoded))
        return (rms_span){"", 0};
    return (rms_span){work->encoded.p, work->encoded.n};
}

int rms_mut_change_list(rms_mut_work *work, int (*change)(rms_mut_work *work, rms_mut_list *list))
{
    rms_mut_list list = {.text = &work->decoded};
    const rms_span text = {work->text.p, work->text.n};
    const rms_mut_pair *pair = NULL;
    work->decoded.n = 0;
    if (work->scan.kind == RMS_MUT_LIST) {
        rms_mut_insert(&work->decoded, 0, text);
    } else {
        pair = some_list(&work->random, text, &work->scan);
        if (!pair || !rms_mut_decode(rms_mut_span(&work->text, pair->value), &work->decoded))
            return 0;
    }
    list.other = list_of_other(work);
    list.n = rms_mut_scan_members((rms_span){list.text->p, list.text->n}, list.members, RMS_MUT_MEMBERS_MAX);
    if (!change(work, &list))
        return 0;
    if (!pair)
        return rms_mut_replace(&work->text, (rms_mut_range){0, text.n}, (rms_span){list.text->p, list.text->n});
    const int all = rms_mut_one_in(&work->random, 2);
    for (int turn = 0; turn < 2; turn++) { /* what does not fit in one encoding may fit in the other */
        work->encoded.n = 0;
        if (rms_mut_encode((rms_span){list.text->p, list.text->n}, turn ? !all : all, &work->encoded) &&
            rms_mut_replace(&work->text, pair->value, (rms_span){work->encoded.p, work->encoded.n}))
            return 1;
    }
    return 0;
}
