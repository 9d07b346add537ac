#include "rmspec/request.h"

#include <string.h>
#include <strings.h>

/* Cut the first line off @p rest, without its end. */
static rms_span take_line(rms_span *rest)
{
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    rms_span line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    const size_t taken = line.n + (end != NULL);
    rest->p += taken;
    rest->n -= taken;
    if (end && line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

/* Cut off what stands before the next blank; the blank goes too. */
static rms_span take_word(rms_span *rest)
{
    const char *end = rest->n ? memchr(rest->p, ' ', rest->n) : NULL;
    const rms_span word = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    const size_t taken = word.n + (end != NULL);
    rest->p += taken;
    rest->n -= taken;
    return word;
}

static int is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* Bytes up to the first control byte; a word holds no blank. */
static size_t visible(rms_span word)
{
    const char *at = word.p, *const end = word.p + word.n;
    while (at < end && !is_control(*at))
        at++;
    return (size_t)(at - word.p);
}

static int is_version(rms_span word)
{
    return word.n == 8 && memcmp(word.p, "HTTP/", 5) == 0 && word.p[5] >= '0' && word.p[5] <= '9' && word.p[6] == '.' &&
           word.p[7] >= '0' && word.p[7] <= '9';
}

static rms_status split_request_line(rms_span line, const char *start, rms_request_view *view, rms_error *err)
{
    rms_span rest = line;
    const rms_span words[2] = {take_word(&rest), take_word(&rest)};
    static const char *const missing[2] = {"no method", "no target"};
    for (size_t i = 0; i < 2; i++) {
        const size_t at = (size_t)(words[i].p - start), good = visible(words[i]);
        if (words[i].n == 0)
            return rms_fail(err, RMS_E_SYNTAX, at, "%s", missing[i]);
        if (good < words[i].n)
            return rms_fail(err, RMS_E_SYNTAX, at + good, "a control byte in the request line");
    }
    const int more = words[1].p + words[1].n < line.p + line.n; /* a blank behind the target */
    if (more && !is_version(rest))
        return rms_fail(err, RMS_E_SYNTAX, (size_t)(rest.p - start), "neither the end of the line nor HTTP/x.y");
    view->method = words[0];
    view->target = words[1];
    return RMS_OK;
}

static rms_span trimmed(rms_span text)
{
    while (text.n && (text.p[0] == ' ' || text.p[0] == '\t')) {
        text.p++;
        text.n--;
    }
    while (text.n && (text.p[text.n - 1] == ' ' || text.p[text.n - 1] == '\t'))
        text.n--;
    return text;
}

rms_status rms_request_split(rms_span bytes, rms_request_view *ret, rms_error *err)
{
    static const char field[] = "Content-Type:";
    if (bytes.n > RMS_REQUEST_BYTES_MAX)
        return rms_fail(err, RMS_E_LIMIT, RMS_REQUEST_BYTES_MAX, "a request of more than %zu bytes",
                        RMS_REQUEST_BYTES_MAX);
    rms_request_view view = {.content_type = {"", 0}};
    rms_span rest = bytes;
    const rms_status status = split_request_line(take_line(&rest), bytes.p, &view, err);
    if (status != RMS_OK)
        return status;
    rms_span line = take_line(&rest);
    if (line.n >= sizeof field - 1 && strncasecmp(line.p, field, sizeof field - 1) == 0) {
        view.content_type = trimmed((rms_span){line.p + sizeof field - 1, line.n - (sizeof field - 1)});
        line = take_line(&rest);
    }
    if (line.n)
        return rms_fail(err, RMS_E_SYNTAX, (size_t)(line.p - bytes.p), "neither Content-Type nor a blank line");
    view.body = rest;
    *ret = view;
    return RMS_OK;
}
