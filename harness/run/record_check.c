/* Whether a JSON value is a record, by tables of members. Mistakes are told with their path. */
#include "harness/run/record.h"
#include "harness/run/records.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PATH_BYTES = 256, WHAT_BYTES = 256, TOLD_MAX = 20 };

typedef struct checking {
    const char *file;
    rms_record_tell *tell;
    void *context;
    size_t mistakes;
    char path[PATH_BYTES];
} checking;

static void mistake(checking *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void mistake(checking *c, const char *format, ...)
{
    char what[WHAT_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(what, sizeof what, format, args);
    va_end(args);
    if (++c->mistakes <= TOLD_MAX)
        c->tell(c->context, c->file, c->path, what);
}

/* Go down: "steps" + "[0]" + ".tries". Returns where the path was, for back(). */
static size_t down(checking *c, const char *name, size_t index)
{
    const size_t n = strlen(c->path);
    if (name)
        (void)snprintf(c->path + n, sizeof c->path - n, "%s%s", n ? "." : "", name);
    else
        (void)snprintf(c->path + n, sizeof c->path - n, "[%zu]", index);
    return n;
}

static void back(checking *c, size_t n)
{
    c->path[n] = '\0';
}

typedef void value_check(checking *c, const json_t *value);

typedef struct member {
    const char *name;
    value_check *check;
    int optional;
} member;

static void check_members(checking *c, const json_t *object, const member *members, size_t n)
{
    if (!json_is_object(object)) {
        mistake(c, "must be an object");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const json_t *value = json_object_get(object, members[i].name);
        const size_t at = down(c, members[i].name, 0);
        if (value)
            members[i].check(c, value);
        else if (!members[i].optional)
            mistake(c, "is missing");
        back(c, at);
    }
}

static void check_items(checking *c, const json_t *array, size_t most, value_check *check)
{
    if (!json_is_array(array)) {
        mistake(c, "must be a list");
        return;
    }
    if (json_array_size(array) > most) {
        mistake(c, "has %zu entries; at most %zu are read", json_array_size(array), most);
        return;
    }
    for (size_t i = 0; i < json_array_size(array); i++) {
        const size_t at = down(c, NULL, i);
        check(c, json_array_get(array, i));
        back(c, at);
    }
}

/* ---- values ---- */

static int is_plain_text(const json_t *value)
{
    return json_is_string(value) && strlen(json_string_value(value)) == json_string_length(value);
}

static void text(checking *c, const json_t *value)
{
    if (!json_is_string(value))
        mistake(c, "must be a text");
    else if (!is_plain_text(value))
        mistake(c, "holds a NUL character");
}

static void text_or_null(checking *c, const json_t *value)
{
    if (!json_is_null(value))
        text(c, value);
}

static void flag(checking *c, const json_t *value)
{
    if (!json_is_boolean(value))
        mistake(c, "must be true or false");
}

static void count(checking *c, const json_t *value)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > INT32_MAX)
        mistake(c, "must be a whole number from 0 to %ld", (long)INT32_MAX);
}

static void seed(checking *c, const json_t *value)
{
    if (!json_is_integer(value))
        mistake(c, "must be a whole number");
}

static void milliseconds(checking *c, const json_t *value)
{
    if (!json_is_number(value) || !(json_number_value(value) >= 0) || json_number_value(value) > 1e12)
        mistake(c, "must be a number of milliseconds, 0 or more");
}

static void any_object(checking *c, const json_t *value)
{
    if (!json_is_object(value))
        mistake(c, "must be an object");
}

static void object_or_null(checking *c, const json_t *value)
{
    if (!json_is_null(value))
        any_object(c, value);
}

static void word(checking *c, const json_t *value, int is_known, const char *what)
{
    if (!is_plain_text(value))
        text(c, value);
    else if (!is_known)
        mistake(c, "'%.40s' is no %s", json_string_value(value), what);
}

static void status_word(checking *c, const json_t *value)
{
    word(c, value, is_plain_text(value) && rms_record_status_of(json_string_value(value)) != RMS_STATUS_COUNT,
         "outcome of a call");
}

static void adapter_word(checking *c, const json_t *value)
{
    word(c, value, is_plain_text(value) && rms_record_adapter_of(json_string_value(value)) >= 0, "adapter");
}

static void signature_word(checking *c, const json_t *value)
{
    rms_signature signature;
    word(c, value, is_plain_text(value) && rms_signature_parse(json_string_value(value), &signature) == RMS_OK,
         "way of signing");
}

static void symptom_word(checking *c, const json_t *value)
{
    word(c, value, is_plain_text(value) && rms_record_symptom_of(json_string_value(value)) >= 0,
         "way in which an exchange ends");
}

static void format_word(checking *c, const json_t *value)
{
    rms_format format;
    word(c, value, is_plain_text(value) && rms_format_parse(rms_span_of(json_string_value(value)), &format) == RMS_OK,
         "format");
}

static void layout_word(checking *c, const json_t *value)
{
    rms_layout layout;
    word(c, value, is_plain_text(value) && rms_layout_parse(json_string_value(value), &layout) == RMS_OK, "layout");
}

static void breaker_word(checking *c, const json_t *value)
{
    word(c, value, is_plain_text(value) && rms_record_breaker_of(json_string_value(value)) >= 0,
         "reason for a suspension");
}

static void when_word(checking *c, const json_t *value)
{
    word(c, value,
         is_plain_text(value) &&
             (strcmp(json_string_value(value), "before") == 0 || strcmp(json_string_value(value), "after") == 0),
         "place of a look; write before or after");
}

static void look_word(checking *c, const json_t *value)
{
    word(c, value, is_plain_text(value) && rms_record_look_of(json_string_value(value)) >= 0, "look");
}

static void time_text(checking *c, const json_t *value)
{
    word(c, value, is_plain_text(value) && rms_record_time_of(json_string_value(value)) >= 0,
         "time; write 2026-01-02T03:04:05Z");
}

static void nonce(checking *c, const json_t *value)
{
    text(c, value);
    if (is_plain_text(value) && json_string_length(value) >= RMS_NONCE_SIZE)
        mistake(c, "is longer than %d characters", RMS_NONCE_SIZE - 1);
}

static void any_text_list(checking *c, const json_t *value)
{
    check_items(c, value, 1000, text);
}

/* A map of texts to what `check` accepts. */
static void check_map(checking *c, const json_t *object, value_check *check)
{
    const char *key;
    json_t *value;
    if (!json_is_object(object)) {
        mistake(c, "must be an object");
        return;
    }
    json_object_foreach((json_t *)object, key, value)
    {
        const size_t at = down(c, key, 0);
        check(c, value);
        back(c, at);
    }
}

static void texts_by_name(checking *c, const json_t *value)
{
    check_map(c, value, text);
}

static void urls(checking *c, const json_t *value)
{
    check_map(c, value, text_or_null);
}

/* ---- parts ---- */

static void pair(checking *c, const json_t *value)
{
    if (!json_is_array(value) || json_array_size(value) != 2 || !json_is_string(json_array_get(value, 0)) ||
        !json_is_string(json_array_get(value, 1)))
        mistake(c, "must be a list of two texts: a name and its value");
}

static void pairs(checking *c, const json_t *value)
{
    check_items(c, value, RMS_FORM_PAIRS_MAX, pair);
}

static void ability(checking *c, const json_t *value)
{
    static const member members[] = {{"ok", flag, 0}, {"why", text, 0}};
    check_members(c, value, members, RMS_COUNT(members));
}

static void abilities(checking *c, const json_t *value)
{
    check_map(c, value, ability);
}

static void left_out(checking *c, const json_t *value)
{
    static const member members[] = {{"check", text, 0}, {"rule", text, 0}};
    check_members(c, value, members, RMS_COUNT(members));
}

static void left_out_list(checking *c, const json_t *value)
{
    check_items(c, value, RMS_CASES_MAX, left_out);
}

static void suspension(checking *c, const json_t *value)
{
    static const member members[] = {{"action", text, 0}, {"kind", breaker_word, 0}, {"asked", count, 0}};
    check_members(c, value, members, RMS_COUNT(members));
}

static void suspensions(checking *c, const json_t *value)
{
    check_items(c, value, RMS_EVIDENCE_LOOKS_MAX, suspension);
}

static void arranged(checking *c, const json_t *value)
{
    static const member members[] = {{"status", status_word, 0}, {"text", text, 0}, {"at_ms", milliseconds, 0}};
    check_members(c, value, members, RMS_COUNT(members));
}

static void interrupted(checking *c, const json_t *value)
{
    static const member members[] = {{"reason", text, 0}, {"stages", count, 0}};
    check_members(c, value, members, RMS_COUNT(members));
}

static void body(checking *c, const json_t *object)
{
    const json_t *plain = json_object_get(object, "body"), *encoded = json_object_get(object, "body_base64");
    if (json_is_object(object) && !json_is_string(plain) == !json_is_string(encoded))
        mistake(c, "must have a text 'body' or a text 'body_base64', and not both");
}

static void request(checking *c, const json_t *value)
{
    static const member members[] = {{"method", text, 0},
                                     {"target", text, 0},
                                     {"content_type", text_or_null, 0},
                                     {"headers", pairs, 0},
                                     {"body_cut", count, 1}};
    check_members(c, value, members, RMS_COUNT(members));
    body(c, value);
}

static void answer(checking *c, const json_t *value)
{
    static const member members[] = {
        {"symptom", symptom_word, 0},  {"detail", text, 0},   {"status", count, 0},   {"content_type", text_or_null, 0},
        {"location", text_or_null, 0}, {"headers", pairs, 0}, {"body_cut", count, 1}, {"unlike", flag, 1},
        {"ms", milliseconds, 0}};
    check_members(c, value, members, RMS_COUNT(members));
    body(c, value);
}

static void try(checking *c, const json_t *value)
{
    static const member members[] = {{"at", time_text, 0},  {"nonce", nonce, 0}, {"at_ms", milliseconds, 0},
                                     {"base_url", text, 0}, {"sent", pairs, 0},  {"request", request, 0},
                                     {"answer", answer, 0}};
    check_members(c, value, members, RMS_COUNT(members));
}

static void tries(checking *c, const json_t *value)
{
    check_items(c, value, RMS_EVIDENCE_TRIES_MAX, try);
}

/* What a look showed, by what was looked at. */
static void look_value(checking *c, const json_t *look)
{
    static const member of_world[] = {{"wanted", any_object, 0}, {"world", any_object, 0}};
    static const member of_activity[] = {{"group", text, 0}, {"id", text, 0}, {"value", text, 0}};
    static const member of_progress[] = {{"group", text, 0}, {"value", flag, 0}};
    static const struct {
        const member *members;
        size_t n; /* the last one is there only when the look went well */
    } shows[] = {[RMS_LOOK_WORLD] = {of_world, RMS_COUNT(of_world)},
                 [RMS_LOOK_ACTIVITY] = {of_activity, RMS_COUNT(of_activity)},
                 [RMS_LOOK_IN_PROGRESS] = {of_progress, RMS_COUNT(of_progress)}};
    const json_t *what = json_object_get(look, "look"), *status = json_object_get(look, "status");
    const int kind = is_plain_text(what) ? rms_record_look_of(json_string_value(what)) : -1;
    if (kind < 0 || !is_plain_text(status))
        return; /* told already */
    const int well = strcmp(json_string_value(status), rms_record_status(RMS_OK)) == 0;
    check_members(c, look, shows[kind].members, shows[kind].n - !well);
}

static void look(checking *c, const json_t *value)
{
    static const member members[] = {{"look", look_word, 0},    {"when", when_word, 0}, {"status", status_word, 0},
                                     {"text", text, 0},         {"times", count, 0},    {"first_ms", milliseconds, 0},
                                     {"at_ms", milliseconds, 0}};
    check_members(c, value, members, RMS_COUNT(members));
    look_value(c, value);
}

static void looks(checking *c, const json_t *value)
{
    check_items(c, value, RMS_EVIDENCE_LOOKS_MAX, look);
}

static void step(checking *c, const json_t *value)
{
    static const member members[] = {
        {"name", text, 0}, {"can_observe", ability, 1}, {"tries", tries, 0}, {"seen", looks, 0}};
    check_members(c, value, members, RMS_COUNT(members));
}

static void steps(checking *c, const json_t *value)
{
    check_items(c, value, RMS_STEPS_MAX, step);
}

static void verdict(checking *c, const json_t *value)
{
    static const member members[] = {{"id", text, 0},
                                     {"rule", text, 0},
                                     {"verdict", text, 0},
                                     {"reason", text_or_null, 0},
                                     {"expected", text_or_null, 0},
                                     {"actual", text_or_null, 0}};
    check_members(c, value, members, RMS_COUNT(members));
}

static void verdicts(checking *c, const json_t *value)
{
    check_items(c, value, RMS_CASES_MAX, verdict);
}

static int has_version(checking *c, const json_t *json)
{
    const json_t *version = json_object_get(json, "evidence");
    if (!json_is_object(json)) {
        mistake(c, "must be an object");
        return 0;
    }
    if (!version) {
        mistake(c, "is no evidence of rmspec: it has no member 'evidence'");
        return 0;
    }
    const size_t at = down(c, "evidence", 0);
    if (!json_is_integer(version))
        mistake(c, "must be a whole number: the version of the record");
    else if (json_integer_value(version) != RMS_EVIDENCE_VERSION)
        mistake(c, "is version %" JSON_INTEGER_FORMAT "; this rmspec reads version %d", json_integer_value(version),
                RMS_EVIDENCE_VERSION);
    back(c, at);
    return c->mistakes == 0;
}

size_t rms_record_check(const json_t *json, const char *file, rms_record_tell *tell, void *context)
{
    static const member members[] = {{"rmspec", text, 0},
                                     {"target", text, 0},
                                     {"urls", urls, 0},
                                     {"adapter", adapter_word, 0},
                                     {"door", text_or_null, 1},
                                     {"signature", signature_word, 1},
                                     {"prefix", text_or_null, 0},
                                     {"region", text_or_null, 0},
                                     {"seed", seed, 0},
                                     {"features", any_text_list, 0},
                                     {"settle_ms", count, 0},
                                     {"busy_retries", count, 0},
                                     {"case", text, 0},
                                     {"rule", text, 0},
                                     {"level", text, 0},
                                     {"format", format_word, 0},
                                     {"layout", layout_word, 0},
                                     {"text", text, 0},
                                     {"given", text, 0},
                                     {"left_out", left_out_list, 0},
                                     {"offers", abilities, 1},
                                     {"can", abilities, 1},
                                     {"suspended", suspensions, 1},
                                     {"bindings", texts_by_name, 1},
                                     {"world", object_or_null, 1},
                                     {"caller", text, 1},
                                     {"arranged", arranged, 1},
                                     {"arrange_failed", text, 1},
                                     {"interrupted", interrupted, 1},
                                     {"ms", milliseconds, 0},
                                     {"steps", steps, 0},
                                     {"checks", verdicts, 0}};
    checking c = {.file = file, .tell = tell, .context = context};
    if (has_version(&c, json))
        check_members(&c, json, members, RMS_COUNT(members));
    if (c.mistakes > TOLD_MAX) {
        char more[WHAT_BYTES];
        (void)snprintf(more, sizeof more, "and %zu mistakes more", c.mistakes - TOLD_MAX);
        tell(context, file, "", more);
    }
    return c.mistakes;
}
