/* A query string or form body: pairs in, pairs out. */
#include "protocol/form.h"
#include "fuzz/common/guard.h"
#include "fuzz/common/oracle.h"

#include <stdlib.h>
#include <string.h>

static rms_span name_of(const rms_param *param)
{
    return (rms_span){param->name, param->name_n};
}

static rms_span value_of(const rms_param *param)
{
    return (rms_span){param->value, param->value_n};
}

static int digit(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)((at - digits) % 16) : -1;
}

/* Decode by the rule of forms, byte by byte; the offset of a bad escape, or text.n. */
static size_t decode(rms_span text, char *out, size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        out[n] = text.p[i] == '+' ? ' ' : text.p[i];
        if (text.p[i] == '%') {
            const int high = i + 1 < text.n ? digit(text.p[i + 1]) : -1,
                      low = i + 2 < text.n ? digit(text.p[i + 2]) : -1;
            if (high < 0 || low < 0)
                return i;
            out[n] = (char)(high * 16 + low);
            i += 2;
        }
        n++;
    }
    *ret_n = n;
    return text.n;
}

/* A second reading of the form. */
struct expected {
    size_t n;        /* pairs before the fault */
    int malformed;   /* the text has a fault */
    size_t fault_at; /* where */
};

/* Read the pair number n out of piece; compare it with what the parser has. */
static void expect_pair(rms_span piece, size_t offset, struct expected *e, const rms_params *params, int compare)
{
    char name[RMS_FUZZ_INPUT_MAX + 1], value[RMS_FUZZ_INPUT_MAX + 1];
    const char *equals = memchr(piece.p, '=', piece.n);
    const rms_span raw_name = {piece.p, equals ? (size_t)(equals - piece.p) : piece.n};
    const rms_span raw_value =
        equals ? (rms_span){equals + 1, piece.n - raw_name.n - 1} : (rms_span){piece.p + piece.n, 0};
    size_t name_n = 0, value_n = 0;
    const size_t bad_name = decode(raw_name, name, &name_n), bad_value = decode(raw_value, value, &value_n);
    e->malformed = raw_name.n == 0 || bad_name < raw_name.n || bad_value < raw_value.n;
    e->fault_at = offset + (bad_name < raw_name.n || raw_name.n == 0 ? bad_name : raw_name.n + 1 + bad_value);
    if (e->malformed)
        return;
    if (compare && e->n < params->n) {
        const rms_param *got = &params->v[e->n];
        RMS_ORACLE("form.pairs",
                   rms_span_equal(name_of(got), (rms_span){name, name_n}) &&
                       rms_span_equal(value_of(got), (rms_span){value, value_n}),
                   "pair %zu is %s=%s, not %s", e->n, rms_oracle_show(name_of(got)), rms_oracle_show(value_of(got)),
                   rms_oracle_show(piece));
        RMS_ORACLE("form.offsets",
                   got->name_offset == offset && got->value_offset == offset + raw_name.n + (equals != NULL),
                   "pair %zu at %zu and %zu: %s", e->n, got->name_offset, got->value_offset, rms_oracle_show(piece));
    }
    e->n++;
}

static struct expected expect(rms_span text, const rms_params *params, int compare)
{
    struct expected e = {0};
    for (size_t at = 0; at < text.n && !e.malformed && e.n < RMS_FORM_PAIRS_MAX;) {
        const char *end = memchr(text.p + at, '&', text.n - at);
        const size_t n = end ? (size_t)(end - text.p) - at : text.n - at;
        if (n)
            expect_pair((rms_span){text.p + at, n}, at, &e, params, compare);
        at += n + 1;
    }
    return e;
}

/* What is printed parses to the same pairs, and prints the same again. */
static void round_trip(const rms_params *params)
{
    RMS_AUTO(rms_buffer_done) rms_buffer printed = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer again = {0};
    RMS_AUTO(rms_params_done) rms_params second = {0};
    rms_form_print(params, &printed);
    const rms_status status = rms_form_parse(rms_buffer_view(&printed), RMS_PLACE_BODY, &second, NULL);
    RMS_ORACLE("form.round-trip", printed.status == RMS_OK && status == RMS_OK && second.n == params->n,
               "%zu of %zu: %s", second.n, params->n, rms_oracle_show(rms_buffer_view(&printed)));
    for (size_t i = 0; i < second.n; i++)
        RMS_ORACLE("form.round-trip",
                   rms_span_equal(name_of(&params->v[i]), name_of(&second.v[i])) &&
                       rms_span_equal(value_of(&params->v[i]), value_of(&second.v[i])),
                   "pair %zu of %s", i, rms_oracle_show(rms_buffer_view(&printed)));
    rms_form_print(&second, &again);
    RMS_ORACLE("form.fixed-point", rms_span_equal(rms_buffer_view(&printed), rms_buffer_view(&again)), "%s, then %s",
               rms_oracle_show(rms_buffer_view(&printed)), rms_oracle_show(rms_buffer_view(&again)));
}

/* find: the first of its name. set: one pair of that name is left, where the first one stood. remove: none. */
static void editing(rms_params *params, uint64_t turn)
{
    char name[64];
    if (!params->n)
        return;
    const rms_param *one = &params->v[turn % params->n];
    if (one->name_n >= sizeof name || memchr(one->name, '\0', one->name_n))
        return;
    memcpy(name, one->name, one->name_n + 1);
    size_t first = params->n, times = 0;
    for (size_t i = 0; i < params->n; i++) {
        if (!rms_span_equal(name_of(&params->v[i]), rms_span_of(name)))
            continue;
        first = times++ ? first : i;
    }
    const size_t before = params->n;
    RMS_ORACLE("form.find", rms_params_find(params, name) == &params->v[first], "%s",
               rms_oracle_show(rms_span_of(name)));
    RMS_ORACLE("form.set",
               rms_params_set(params, name, "set") == RMS_OK && params->n == before - times + 1 &&
                   rms_params_find(params, name) == &params->v[first] &&
                   strcmp(rms_params_text(params, name), "set") == 0,
               "%s: %zu of %zu pairs left", rms_oracle_show(rms_span_of(name)), params->n, before);
    RMS_ORACLE("form.remove", rms_params_remove(params, name) == 1 && !rms_params_find(params, name), "%s",
               rms_oracle_show(rms_span_of(name)));
}

static void all_oracles(rms_span text)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    rms_error err = {0};
    RMS_ORACLE("form.limit", rms_params_put(&params, "kept", "1") == RMS_OK, "no memory");
    const rms_status status = rms_form_parse(text, RMS_PLACE_BODY, &params, &err);
    rms_params parsed = {.v = params.v + 1, .n = params.n - 1};
    const struct expected e = expect(text, &parsed, status == RMS_OK);
    if (status == RMS_OK) {
        RMS_ORACLE("form.malformed", !e.malformed, "taken in spite of byte %zu: %s", e.fault_at, rms_oracle_show(text));
        RMS_ORACLE("form.pairs", parsed.n == e.n, "%zu of %zu: %s", parsed.n, e.n, rms_oracle_show(text));
        RMS_ORACLE("form.limit", params.n <= RMS_FORM_PAIRS_MAX, "%zu pairs", params.n);
        round_trip(&parsed);
        editing(&params, rms_fuzz_hash(text));
        return;
    }
    RMS_ORACLE("form.untouched", params.n == 1 && strcmp(params.v[0].name, "kept") == 0, "%zu pairs with a refusal: %s",
               parsed.n, rms_oracle_show(text));
    if (status == RMS_E_LIMIT)
        RMS_ORACLE("form.limit", e.n >= RMS_FORM_PAIRS_MAX - 1, "after %zu pairs: %s", e.n, rms_oracle_show(text));
    else
        RMS_ORACLE("form.malformed", status == RMS_E_SYNTAX && e.malformed && err.offset == e.fault_at,
                   "%s at %zu, not at %zu: %s", rms_status_text(status), err.offset, e.fault_at, rms_oracle_show(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    const rms_span text = rms_fuzz_copy(data, size);
    rms_guard_open();
    all_oracles(text);
    rms_guard_close(text);
    free((char *)text.p);
    return 0;
}
