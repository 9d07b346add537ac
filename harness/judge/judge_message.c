/* The message of an error against the documented texts. */
#include "harness/judge/judge.h"

#include <string.h>

/* One character of a message as it counts: a curly quote is a straight one. Returns the bytes it takes; 0 at the end.
 */
static size_t next_char(const char *text, char *ret)
{
    static const struct {
        const char *bytes;
        char plain;
    } quotes[] = {{"\xE2\x80\x9C", '"'}, {"\xE2\x80\x9D", '"'}, {"\xE2\x80\x98", '\''}, {"\xE2\x80\x99", '\''}};
    for (size_t i = 0; i < RMS_COUNT(quotes); i++)
        if (strncmp(text, quotes[i].bytes, 3) == 0) {
            *ret = quotes[i].plain;
            return 3;
        }
    *ret = *text;
    return *text != '\0';
}

static size_t length_without_end(const char *text)
{
    size_t n = strlen(text);
    while (n && strchr(". \t\r\n", text[n - 1]))
        n--;
    return n;
}

/* Backtracks to the last wildcard only: enough for a pattern without alternatives. */
static int matches(const char *pattern, const char *pattern_end, const char *text, const char *text_end)
{
    static const char wildcard[] = "<p>";
    const char *behind = NULL, *retry = NULL;
    while (text < text_end) {
        char p = '\0', t = '\0';
        if (pattern_end - pattern >= 3 && strncmp(pattern, wildcard, 3) == 0) {
            behind = pattern += 3;
            retry = text;
            continue;
        }
        const size_t pn = pattern < pattern_end ? next_char(pattern, &p) : 0;
        const size_t tn = next_char(text, &t);
        if (pn && p == t) {
            pattern += pn;
            text += tn;
        } else if (behind) {
            text = ++retry;
            pattern = behind;
        } else {
            return 0;
        }
    }
    while (pattern_end - pattern >= 3 && strncmp(pattern, wildcard, 3) == 0)
        pattern += 3;
    return pattern == pattern_end;
}

int rms_message_matches(const char *pattern, const char *text)
{
    text += strspn(text, " \t\r\n");
    return matches(pattern, pattern + length_without_end(pattern), text, text + length_without_end(text));
}

static const rms_message_row *row_of(const rms_suite *suite, const char *action, const char *code)
{
    for (size_t i = 0; i < suite->n_messages; i++)
        if (strcmp(suite->messages[i].action, action) == 0 && strcmp(suite->messages[i].code, code) == 0)
            return &suite->messages[i];
    return NULL;
}

rms_message_verdict rms_judge_message(const rms_suite *suite, const rms_action_row *action,
                                      const rms_answered *answered, rms_complaints *complaints)
{
    if (rms_answered_is_success(answered) || answered->unreadable || !answered->code || !answered->message)
        return RMS_MESSAGE_ABSENT;
    const rms_message_row *row = row_of(suite, action->name, answered->code);
    if (!row)
        row = row_of(suite, "*", answered->code);
    if (!row)
        return RMS_MESSAGE_UNKNOWN;
    for (size_t i = 0; i < row->n_texts; i++)
        if (rms_message_matches(row->texts[i], answered->message))
            return RMS_MESSAGE_RIGHT;
    rms_complain(complaints, NULL, "%s", answered->message);
    for (size_t i = 0; i < row->n_texts; i++)
        rms_buffer_printf(&complaints->expected, "%s%s", i ? ", or: " : "", row->texts[i]);
    return RMS_MESSAGE_WRONG;
}
