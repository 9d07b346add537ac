/* Results: a rule, a case and a verdict; the formats and layouts in which it came are its variants. */
#include "reports/copy.h"
#include "reports/sarif_parts.h"
#include "reports/values.h"

#include <openssl/evp.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGEST_BYTES = 32, SHORT_DIGITS = 16 };

/* 64 digits. 0 when libcrypto cannot. */
static int digest(const char *text, char hex[2 * DIGEST_BYTES + 1])
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    if (EVP_Digest(text, strlen(text), bytes, &n, EVP_sha256(), NULL) != 1 || n != DIGEST_BYTES)
        return 0;
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        (void)snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    return 1;
}

/* What makes a result the same one in another run: nothing that the endpoint, the run or its options choose. */
static char *key_of(const rms_event_check *c)
{
    char *key = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&key, &n);
    if (!out)
        return NULL;
    (void)fprintf(out, "%s\n%s\n%s\n%s", c->rule, c->case_id, check_part(c), rms_verdict_word(c->verdict));
    const int broken = ferror(out);
    if (fclose(out) == 0 && !broken)
        return key;
    free(key);
    return NULL;
}

static const char *level_of(const rms_event_check *c, int strict)
{
    return check_breaks(c, strict) ? "error" : "warning";
}

/* "What the rule says. Why. Expected: ... Actual: ..." */
static json_t *message(const rms_event_check *c)
{
    const struct {
        const char *label;
        const char *text;
    } parts[] = {{"", c->says}, {"Why: ", c->reason}, {"Expected: ", c->expected}, {"Actual: ", c->actual}};
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (!out)
        return NULL;
    (void)fprintf(out, "%s: %s", rms_verdict_word(c->verdict), c->case_id);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i].text)
            (void)fprintf(out, "\n%s%s", parts[i].label, parts[i].text);
    const int broken = ferror(out);
    json_t *value = fclose(out) == 0 && !broken ? sarif_message(text) : NULL;
    free(text);
    return value;
}

/* "ess/RemoveInstances": what is judged has no file, so the place is the action. A URI reference. */
static json_t *place(const rms_event_check *c)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    char *text = malloc(3 * strlen(c->rule) + sizeof "rmspec");
    if (!text)
        return NULL;
    char *to = text;
    size_t slashes = 0;
    for (const char *p = c->rule; *p && (*p != '/' || slashes++ < 1); p++)
        if (strchr(plain, *p) || *p == '/')
            *to++ = *p;
        else
            to += snprintf(to, 4, "%%%02X", (unsigned)(unsigned char)*p);
    *to = '\0';
    json_t *value = json_pack("{s:{s:{s:s}, s:{s:i}}, s:[{s:o}]}", "physicalLocation", "artifactLocation", "uri",
                              *text ? text : "rmspec", "region", "startLine", 1, "logicalLocations",
                              "fullyQualifiedName", sarif_text(c->case_id));
    free(text);
    return value;
}

static json_t *variant(const rms_event_check *c)
{
    char text[64];
    (void)snprintf(text, sizeof text, "%.24s,%.24s", c->format, c->layout);
    return sarif_text(text);
}

static json_t *make_result(const rms_event_check *c, json_int_t rule, const char *key, int strict)
{
    char hex[2 * DIGEST_BYTES + 1], line_hash[SHORT_DIGITS + sizeof ":1"];
    if (!digest(key, hex))
        return NULL;
    (void)snprintf(line_hash, sizeof line_hash, "%.*s:1", SHORT_DIGITS, hex);
    return json_pack(
        "{s:o, s:I, s:s, s:o, s:[o], s:{s:s, s:s}, s:i, s:{s:s, s:s, s:o, s:[o], s:o, s:o, s:o, s:o, s:o, s:o, s:o}}",
        "ruleId", sarif_text(c->rule), "ruleIndex", rule, "level", level_of(c, strict), "message", message(c),
        "locations", place(c), "partialFingerprints", "rmspecCheck/v1", hex, "primaryLocationLineHash", line_hash,
        "occurrenceCount", 1, "properties", "verdict", rms_verdict_word(c->verdict), "level", rms_level_word(c->level),
        "check", sarif_text(c->id), "variants", variant(c), "expected", sarif_text(c->expected), "actual",
        sarif_text(c->actual), "request", sarif_text(c->request), "answer", sarif_text(c->answer), "repeat",
        sarif_text(c->repeat), "evidence", sarif_text(c->evidence), "was", sarif_text(c->was));
}

/* The same result once more. 0 without memory. */
static int count_variant(json_t *result, const rms_event_check *c)
{
    json_t *variants = json_object_get(json_object_get(result, "properties"), "variants");
    json_t *count = json_object_get(result, "occurrenceCount");
    return json_array_append_new(variants, variant(c)) == 0 &&
           json_integer_set(count, json_integer_value(count) + 1) == 0;
}

static int add_result(sarif_report *r, const rms_event_check *c, json_int_t rule, const char *key,
                      const char *index_key)
{
    const size_t at = json_array_size(r->results);
    if (at >= RMS_SARIF_RESULTS_MAX) {
        r->beyond++;
        return json_object_set_new(r->result_index, index_key, json_null()) == 0;
    }
    return json_array_append_new(r->results, make_result(c, rule, key, r->document.told.begin.strict)) == 0 &&
           json_object_set_new(r->result_index, index_key, json_integer((json_int_t)at)) == 0;
}

int sarif_take(sarif_report *r, const rms_event_check *c)
{
    const json_int_t rule = sarif_rule(r, c);
    if (rule < 0)
        return 0;
    if (c->verdict != RMS_VERDICT_FAIL && c->verdict != RMS_VERDICT_WARN && c->verdict != RMS_VERDICT_XPASS &&
        c->verdict != RMS_VERDICT_ERROR)
        return 1;
    char *key = key_of(c);
    json_t *index_key = key ? value_of_text(key) : NULL; /* keys of an object are UTF-8 */
    const json_t *found = index_key ? json_object_get(r->result_index, json_string_value(index_key)) : NULL;
    int good = index_key != NULL;
    if (json_is_integer(found))
        good = count_variant(json_array_get(r->results, (size_t)json_integer_value(found)), c);
    else if (good && !found)
        good = add_result(r, c, rule, key, json_string_value(index_key));
    json_decref(index_key);
    free(key);
    return good;
}
