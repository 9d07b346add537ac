#include "fuzz/mutate/scan.h"

#include <string.h>
#include <strings.h>

static size_t find(rms_span text, size_t from, size_t end, char wanted)
{
    const char *at = from < end ? memchr(text.p + from, wanted, end - from) : NULL;
    return at ? (size_t)(at - text.p) : end;
}

/* Add the pairs of one form. */
static void scan_form(rms_span text, rms_mut_range form, int in_body, rms_mut_scan *ret)
{
    const size_t end = form.at + form.n;
    for (size_t at = form.at; at < end && ret->n_pairs < RMS_MUT_PAIRS_MAX;) {
        const size_t stop = find(text, at, end, '&'), equals = find(text, at, stop, '=');
        const size_t value = equals < stop ? equals + 1 : stop;
        if (stop > at)
            ret->pairs[ret->n_pairs++] =
                (rms_mut_pair){{at, equals - at}, {value, stop - value}, {at, stop - at}, in_body};
        at = stop + 1;
    }
}

static int starts_with(rms_span text, size_t at, const char *word)
{
    const size_t n = strlen(word);
    return text.n - at >= n && strncasecmp(text.p + at, word, n) == 0;
}

static void scan_request(rms_span text, size_t method_n, rms_mut_scan *ret)
{
    const size_t line = find(text, 0, text.n, '\n');
    const size_t target_end = find(text, method_n + 1, line, ' ');
    const size_t mark = find(text, method_n + 1, target_end, '?');
    const size_t query = mark < target_end ? mark + 1 : target_end;
    ret->method = (rms_mut_range){0, method_n};
    ret->query = (rms_mut_range){query, target_end - query};
    size_t at = line < text.n ? line + 1 : text.n;
    ret->type_line = (rms_mut_range){at, 0};
    if (starts_with(text, at, "Content-Type:")) {
        const size_t end = find(text, at, text.n, '\n');
        ret->type_line.n = (end < text.n ? end + 1 : end) - at;
        at += ret->type_line.n;
    }
    const size_t blank = find(text, at, text.n, '\n');
    const size_t body = blank < text.n ? blank + 1 : text.n;
    ret->body = (rms_mut_range){body, text.n - body};
    scan_form(text, ret->query, 0, ret);
    scan_form(text, ret->body, 1, ret);
}

/* The first line, which ends at @p line, begins with a word and a blank; the name of a form's pair has none. */
static int is_script(rms_span text, size_t line)
{
    const size_t blank = find(text, 0, line, ' ');
    return blank < line && text.p[0] >= 'a' && text.p[0] <= 'z' && find(text, 0, blank, '=') == blank &&
           find(text, 0, blank, '&') == blank;
}

void rms_mut_scan_input(rms_span text, rms_mut_scan *ret)
{
    ret->n_pairs = 0;
    ret->method = ret->query = ret->body = ret->type_line = (rms_mut_range){0, 0};
    size_t word = 0;
    while (word < text.n && text.p[word] >= 'A' && text.p[word] <= 'Z')
        word++;
    if (word && text.n - word > 1 && text.p[word] == ' ' && text.p[word + 1] == '/') {
        ret->kind = RMS_MUT_REQUEST;
        scan_request(text, word, ret);
        return;
    }
    const size_t line = find(text, 0, text.n, '\n');
    const char first = text.n ? text.p[0] : 0;
    ret->kind = first == '[' ? RMS_MUT_LIST : RMS_MUT_OTHER;
    if (is_script(text, line)) {
        ret->kind = RMS_MUT_SCRIPT;
    } else if (ret->kind == RMS_MUT_OTHER && first != '{' && first != '<' && find(text, 0, line, '=') < line) {
        ret->kind = RMS_MUT_FORM;
        ret->body = (rms_mut_range){0, text.n};
        scan_form(text, ret->body, 0, ret);
    }
}

int rms_mut_is_list(rms_span text, const rms_mut_pair *pair)
{
    const size_t at = pair->value.at;
    return pair->value.n && (text.p[at] == '[' || (pair->value.n >= 3 && starts_with(text, at, "%5b")));
}

rms_mut_range rms_mut_number_of(rms_span text, const rms_mut_pair *pair)
{
    const size_t end = pair->name.at + pair->name.n;
    size_t at = end;
    while (at > pair->name.at && text.p[at - 1] >= '0' && text.p[at - 1] <= '9')
        at--;
    const int dotted = at > pair->name.at && text.p[at - 1] == '.';
    return (rms_mut_range){dotted ? at : end, dotted ? end - at : 0};
}

/* ---- what JSON looks like ---- */

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static rms_mut_range trimmed(rms_span text, size_t from, size_t end)
{
    while (from < end && is_blank(text.p[from]))
        from++;
    while (end > from && is_blank(text.p[end - 1]))
        end--;
    return (rms_mut_range){from, end - from};
}

/* Behind a quoted text that starts at @p at. */
static size_t behind_quotes(rms_span text, size_t at, size_t end)
{
    const char quote = text.p[at++];
    while (at < end && text.p[at] != quote)
        at += text.p[at] == '\\' && at + 1 < end ? 2 : 1;
    return at < end ? at + 1 : end;
}

/* The next of @p stops outside of quotes and inner brackets, or @p end. */
static size_t next_stop(rms_span text, size_t at, size_t end, const char *stops)
{
    for (unsigned depth = 0; at < end; at++) {
        const char c = text.p[at];
        if (depth == 0 && c && strchr(stops, c))
            return at;
        if (c == '"' || c == '\'')
            at = behind_quotes(text, at, end) - 1;
        else if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && depth)
            depth--;
    }
    return end;
}

size_t rms_mut_scan_members(rms_span text, rms_mut_range *ret, size_t max)
{
    size_t n = 0, at = find(text, 0, text.n, '[');
    while (at < text.n && n < max) {
        const size_t stop = next_stop(text, at + 1, text.n, ",]");
        const rms_mut_range member = trimmed(text, at + 1, stop);
        if (member.n)
            ret[n++] = member;
        if (stop >= text.n || text.p[stop] == ']')
            break;
        at = stop;
    }
    return n;
}

size_t rms_mut_scan_keys(rms_span text, rms_mut_range object, rms_mut_key *ret, size_t max)
{
    const size_t end = object.at + object.n;
    size_t n = 0, at = object.at;
    if (!object.n || text.p[at] != '{')
        return 0;
    while (at < end && n < max) {
        const size_t stop = next_stop(text, at + 1, end, ",}"), colon = next_stop(text, at + 1, stop, ":");
        const rms_mut_range all = trimmed(text, at + 1, stop);
        if (colon < stop && all.n)
            ret[n++] = (rms_mut_key){trimmed(text, at + 1, colon), trimmed(text, colon + 1, stop), all};
        if (stop >= end || text.p[stop] == '}')
            break;
        at = stop;
    }
    return n;
}
