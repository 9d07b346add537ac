/* What a request is framed by: method, target, Content-Type, line ends, and where its parameters stand. */
#include "fuzz/mutate/operators.h"

#include <string.h>

static const char form_type[] = "Content-Type: application/x-www-form-urlencoded\n";

static int method(rms_mut_work *work)
{
    static const char *const methods[] = {"GET", "POST", "POST", "GET", "PUT", "HEAD", "get", "DELETE", ""};
    return rms_mut_replace(&work->text, work->scan.method,
                           rms_mut_word(methods[rms_mut_below(&work->random, RMS_COUNT(methods))]));
}

static int content_type(rms_mut_work *work)
{
    static const char *const lines[] = {
        form_type,
        "",
        "Content-Type: application/json\n",
        "content-type:application/x-www-form-urlencoded; charset=UTF-8\r\n",
        "Content-Type: text/plain\n",
        "Content-Type: \n",
        "Content-Type: multipart/form-data; boundary=b\n",
        "Content-Type: APPLICATION/X-WWW-FORM-URLENCODED;\n",
    };
    return rms_mut_replace(&work->text, work->scan.type_line,
                           rms_mut_word(lines[rms_mut_below(&work->random, RMS_COUNT(lines))]));
}

static int version(rms_mut_work *work)
{
    static const char *const versions[] = {"", " HTTP/1.1", " HTTP/1.0", " HTTP/2.0", " ", " HTTP/1.1 "};
    const size_t from = work->scan.query.at + work->scan.query.n;
    const char *end = memchr(work->text.p + from, '\n', work->text.n - from);
    const size_t n = end ? (size_t)(end - work->text.p) - from : work->text.n - from;
    return rms_mut_replace(&work->text, (rms_mut_range){from, n},
                           rms_mut_word(versions[rms_mut_below(&work->random, RMS_COUNT(versions))]));
}

static int line_end(rms_mut_work *work)
{
    const char *end = memchr(work->text.p, '\n', work->scan.body.at);
    if (!end)
        return 0;
    const size_t at = (size_t)(end - work->text.p);
    if (at && work->text.p[at - 1] == '\r')
        return rms_mut_remove(&work->text, (rms_mut_range){at - 1, 1});
    return rms_mut_insert(&work->text, at, rms_mut_word(rms_mut_one_in(&work->random, 4) ? "\n" : "\r"));
}

static int path(rms_mut_work *work)
{
    static const char *const paths[] = {"/", "//", "/slb", "/%2F", "/?", "?", "http://h/", "/#"};
    const size_t at = work->scan.method.n + 1;
    const size_t end = work->scan.query.at > at && work->text.p[work->scan.query.at - 1] == '?'
                           ? work->scan.query.at - 1
                           : work->scan.query.at;
    return rms_mut_replace(&work->text, (rms_mut_range){at, end - at},
                           rms_mut_word(paths[rms_mut_below(&work->random, RMS_COUNT(paths))]));
}

/* The same parameters in another layout: all in the query, all in the body, or cut between two of them. */
static int layout(rms_mut_work *work)
{
    rms_mut_text *const all = &work->decoded, *const out = &work->encoded;
    const size_t cut = rms_mut_one_in(&work->random, 2)   ? rms_mut_below(&work->random, work->scan.n_pairs + 1)
                       : rms_mut_one_in(&work->random, 2) ? 0
                                                          : work->scan.n_pairs;
    int fits = 1;
    size_t middle = 0;
    all->n = out->n = 0;
    for (size_t i = 0; i < work->scan.n_pairs && fits; i++) {
        if (i == cut)
            middle = all->n;
        fits = (i == 0 || i == cut || rms_mut_insert(all, all->n, rms_mut_word("&"))) &&
               rms_mut_insert(all, all->n, rms_mut_span(&work->text, work->scan.pairs[i].all));
    }
    if (cut == work->scan.n_pairs)
        middle = all->n;
    const int get = middle == all->n && rms_mut_one_in(&work->random, 2);
    fits = fits && rms_mut_insert(out, 0, rms_mut_word(get ? "GET /?" : "POST /?")) &&
           rms_mut_insert(out, out->n, (rms_span){all->p, middle}) &&
           rms_mut_insert(out, out->n, rms_mut_word(" HTTP/1.1\n")) &&
           (get || rms_mut_insert(out, out->n, rms_mut_word(form_type))) &&
           rms_mut_insert(out, out->n, rms_mut_word("\n")) &&
           rms_mut_insert(out, out->n, (rms_span){all->p + middle, all->n - middle});
    return fits && rms_mut_replace(&work->text, (rms_mut_range){0, work->text.n}, (rms_span){out->p, out->n});
}

static const rms_mut_operator table[] = {
    {"frame-method", RMS_MUT_FRAME, method, 1},   {"frame-content-type", RMS_MUT_FRAME, content_type, 1},
    {"frame-version", RMS_MUT_FRAME, version, 1}, {"frame-line-end", RMS_MUT_FRAME, line_end, 1},
    {"frame-path", RMS_MUT_FRAME, path, 1},       {"frame-layout", RMS_MUT_FRAME | RMS_MUT_PAIRS, layout, 1},
};
const rms_mut_operators rms_mut_frame = RMS_MUT_OPERATORS(table);
