#include "harness/parser/judge.h"

#include "protocol/json.h"
#include "rmspec/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rms_parser_result_done(rms_parser_result *result)
{
    free(result->expected);
    free(result->reference);
    result->expected = result->reference = NULL;
}

/* ---- what is expected ---- */

/* What the reference parser reads, turned by the quirks into what this parser has to read. */
struct expectation {
    uint64_t points, unpinned;
    int accepted;
    int any_reading; /* accepted, but nobody knows what is read then */
    int open;        /* nothing decides it */
    int may_refuse;  /* a refusal is fine, but not another reading */
    json_t *line;
    char *reference;
};

static rms_request_options options_of(const rms_quirks *quirks)
{
    rms_request_options options = {.dialects = RMS_DIALECT_BARE_NUMBERS};
    static const struct {
        const char *point;
        uint32_t dialects;
    } dialects[] = {{"B12", RMS_DIALECT_SINGLE_QUOTES | RMS_DIALECT_TRAILING_COMMA},
                    {"B13", RMS_DIALECT_CAMEL_KEYS | RMS_DIALECT_UNKNOWN_KEYS}};
    for (size_t i = 0; i < RMS_COUNT(dialects); i++)
        if (quirks->of[rms_point_find(dialects[i].point)->bit] == RMS_CHOICE_ACCEPT)
            options.dialects |= dialects[i].dialects;
    if (quirks->of[rms_point_find("B2")->bit] == RMS_CHOICE_ACCEPT)
        options.list_max = RMS_LIST_READ_MAX;
    return options;
}

/* What a pinned point makes of the expectation. */
struct pins {
    uint64_t unpinned;
    int may_refuse, pinned_refuse, pinned_accept, keeps_refusing;
};

static void count_pin(const rms_point *point, rms_choice choice, struct pins *pins)
{
    if (choice == RMS_CHOICE_OPEN && point->frees == RMS_FREES_REFUSAL)
        pins->may_refuse = 1;
    else if (choice == RMS_CHOICE_OPEN)
        pins->unpinned |= (uint64_t)1 << point->bit;
    pins->pinned_refuse |= choice == RMS_CHOICE_REFUSE;
    if (point->does == RMS_POINT_ACCEPTS)
        return; /* accepting is what it does anyway */
    pins->pinned_accept |= choice == RMS_CHOICE_ACCEPT;
    pins->keeps_refusing |= choice != RMS_CHOICE_ACCEPT;
}

static void apply_pins(const rms_quirks *quirks, struct expectation *e)
{
    struct pins pins = {0};
    int several = 0;
    for (size_t i = 0; i < rms_points_n; i++) {
        const rms_point *point = &rms_points[i];
        if (!(e->points >> point->bit & 1))
            continue;
        several |= strcmp(point->name, "E10") == 0;
        if (point->frees == RMS_FREES_CODE)
            continue;
        count_pin(point, quirks->of[point->bit], &pins);
    }
    e->unpinned = pins.unpinned;
    e->open = pins.unpinned != 0;
    e->may_refuse = pins.may_refuse && e->accepted;
    if (e->open)
        return;
    if (e->accepted) {
        e->accepted = !pins.pinned_refuse;
    } else if (pins.pinned_accept && !pins.pinned_refuse) {
        e->open = pins.keeps_refusing || several; /* which of them it is refused for cannot be told */
        e->accepted = e->any_reading = !e->open;
    }
}

/* Drop the members that are equal to an earlier one. */
static void keep_first(json_t *line)
{
    json_t *list = json_object_get(line, "BackendServers");
    const char *const keys[] = {"ServerId", "Port", "ServerIp"};
    const char *action = json_string_value(json_object_get(line, "action"));
    const size_t n_keys = action && strcmp(action, "RemoveBackendServers") == 0 ? 1 : RMS_COUNT(keys);
    list = list ? list : json_object_get(line, "InstanceId");
    for (size_t i = 0; i < json_array_size(list); i++)
        for (size_t k = i + 1; k < json_array_size(list);) {
            const json_t *a = json_array_get(list, i), *b = json_array_get(list, k);
            int same = json_is_object(a) && json_object_get(a, "ServerId") ? 1 : json_equal(a, b);
            for (size_t m = 0; same && json_object_get(a, "ServerId") && m < n_keys; m++) {
                const json_t *x = json_object_get(a, keys[m]), *y = json_object_get(b, keys[m]);
                same = x && y ? json_equal(x, y) : x == y;
            }
            if (same)
                (void)json_array_remove(list, k);
            else
                k++;
        }
}

static rms_status expect(rms_span request, const rms_quirks *quirks, struct expectation *e)
{
    const rms_request_options options = options_of(quirks);
    rms_verdict verdict;
    char *text = NULL;
    rms_status status = rms_verdict_of(request, &options, &verdict);
    if (status != RMS_OK)
        return status;
    e->accepted = verdict.status == RMS_OK;
    status = rms_points_of(request, verdict.open, &e->points);
    if (verdict.status == RMS_E_LIMIT)
        e->points |= (uint64_t)1 << RMS_POINT_LIMIT;
    if (status == RMS_OK)
        status = rms_verdict_to_json(&verdict, &text);
    rms_verdict_done(&verdict);
    if (status == RMS_OK)
        status = rms_json_load(rms_span_of(text), 0, &e->line, NULL);
    e->reference = text;
    if (status != RMS_OK)
        return RMS_E_NOMEM; /* the line is our own */
    /* Points that options decide are decided by them: what is read is what the pinned choice reads. */
    rms_quirks left = *quirks;
    const char *const by_options[] = {"B2", "B12", "B13"};
    for (size_t i = 0; i < RMS_COUNT(by_options); i++)
        if (left.of[rms_point_find(by_options[i])->bit] == RMS_CHOICE_ACCEPT)
            left.of[rms_point_find(by_options[i])->bit] = RMS_CHOICE_REFERENCE;
    apply_pins(&left, e);
    if (e->accepted && quirks->of[rms_point_find("B5")->bit] == RMS_CHOICE_FIRST)
        keep_first(e->line);
    return RMS_OK;
}

/* ---- the judgement ---- */

static int code_is_open(const rms_quirks *quirks, uint64_t points)
{
    for (size_t i = 0; i < rms_points_n; i++)
        if ((points >> rms_points[i].bit & 1) && quirks->of[rms_points[i].bit] == RMS_CHOICE_OPEN)
            return 1;
    return 0;
}

/* A Port of "http" breaks the interface where something decides what is read. Elsewhere that it was accepted counts. */
static rms_said meant_by(const struct expectation *e, const rms_parser_answer *answer)
{
    const int counts = answer->said == RMS_SAID_GARBAGE && answer->accepts && (e->open || !e->accepted);
    return counts ? RMS_SAID_ACCEPTED : answer->said;
}

static rms_aspect difference(const struct expectation *e, const rms_parser_answer *answer, const rms_quirks *quirks,
                             const char **ret_what)
{
    *ret_what = NULL;
    if (e->accepted != (meant_by(e, answer) == RMS_SAID_ACCEPTED))
        return RMS_ASPECT_VERDICT;
    if (e->accepted && !answer->line)
        return RMS_ASPECT_FIELD;
    if (!e->accepted)
        return code_is_open(quirks, e->points) ? RMS_ASPECT_NONE : rms_compare_refused(e->line, answer->line, ret_what);
    return e->any_reading ? RMS_ASPECT_NONE : rms_compare_accepted(e->line, answer->line, ret_what);
}

/* 1 when all that is open is said by a source that is no document: then the reference is what should be. */
static int only_should(uint64_t points)
{
    for (size_t i = 0; i < rms_points_n; i++)
        if ((points >> rms_points[i].bit & 1) && rms_points[i].frees != RMS_FREES_BUT_SHOULD)
            return 0;
    return 1;
}

/* What a difference in that aspect is worth. */
static rms_judgement judgement_of(const struct expectation *e, rms_aspect aspect)
{
    if (e->may_refuse && aspect == RMS_ASPECT_VERDICT)
        return RMS_JUDGED_CHOICE;
    if (e->open)
        return only_should(e->unpinned) ? RMS_JUDGED_BELOW : RMS_JUDGED_CHOICE;
    /* Which code a refusal has is said by tables of common errors, not by the documents of the actions. */
    return aspect == RMS_ASPECT_CODE || aspect == RMS_ASPECT_PARAMETER ? RMS_JUDGED_BELOW : RMS_JUDGED_WRONG;
}

static char *expected_text(const struct expectation *e, rms_aspect aspect, const char *what)
{
    char refused[400];
    if (!e->accepted && aspect == RMS_ASPECT_CODE && what) {
        (void)snprintf(refused, sizeof refused, "refused, with one of these codes or none: %s", what);
        return strdup(refused);
    }
    const char *verdict = json_string_value(json_object_get(e->line, "verdict"));
    if (!e->accepted && strcmp(verdict, "accepted") == 0)
        return strdup("{\"verdict\":\"refused\"}");
    if (e->any_reading)
        return strdup("{\"verdict\":\"accepted\"}");
    return json_dumps(e->line, JSON_COMPACT);
}

rms_status rms_parser_judge(rms_span request, const rms_parser_answer *answer, const rms_quirks *quirks,
                            rms_parser_result *ret)
{
    struct expectation e = {0};
    rms_parser_result result = {0};
    rms_status status = expect(request, quirks, &e);
    if (status == RMS_OK) {
        result.said = meant_by(&e, answer);
        result.points = e.points;
        result.accepted = e.accepted;
        (void)snprintf(result.actual, sizeof result.actual, "%s", answer->text);
        if (rms_said_rule(result.said))
            result.judgement = RMS_JUDGED_BROKEN;
        else if ((result.aspect = difference(&e, answer, quirks, &result.what)) != RMS_ASPECT_NONE)
            result.judgement = judgement_of(&e, result.aspect);
        result.expected = expected_text(&e, result.aspect, result.what);
        status = result.expected ? RMS_OK : RMS_E_NOMEM;
    }
    json_decref(e.line);
    result.reference = e.reference;
    if (status == RMS_OK)
        *ret = result;
    else
        rms_parser_result_done(&result);
    return status;
}

rms_status rms_parser_try(const rms_parser *parser, rms_span request, const rms_quirks *quirks, rms_parser_result *ret,
                          rms_error *err)
{
    RMS_AUTO(rms_parser_answer_done) rms_parser_answer answer = {0};
    rms_status status = parser->ask(parser->context, request, &answer, err);
    if (status != RMS_OK)
        return status;
    status = rms_parser_judge(request, &answer, quirks, ret);
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s", rms_status_text(status));
}

int rms_parser_result_alike(const rms_parser_result *a, const rms_parser_result *b)
{
    return a->judgement == b->judgement && a->aspect == b->aspect && a->accepted == b->accepted &&
           (a->judgement != RMS_JUDGED_BROKEN || rms_said_rule(a->said) == rms_said_rule(b->said));
}

rms_status rms_parser_try_surely(const rms_parser *parser, rms_span request, const rms_quirks *quirks,
                                 rms_parser_result *ret, int *ret_steady, rms_error *err)
{
    rms_parser_result first = {0};
    rms_status status = rms_parser_try(parser, request, quirks, &first, err);
    int steady = 1, right = 0;
    const int counts = first.judgement != RMS_JUDGED_RIGHT && first.judgement != RMS_JUDGED_CHOICE;
    for (int again = 0; status == RMS_OK && counts && again < 2; again++) {
        rms_parser_result next = {0};
        if (again)
            parser->fresh(parser->context);
        status = rms_parser_try(parser, request, quirks, &next, err);
        steady &= status != RMS_OK || rms_parser_result_alike(&first, &next);
        right += status == RMS_OK && next.judgement == RMS_JUDGED_RIGHT;
        if (right == 2 && first.said == RMS_SAID_NOTHING) { /* late once, on a machine with other work: no finding */
            rms_parser_result_done(&first);
            first = next;
            steady = 1;
        } else {
            rms_parser_result_done(&next);
        }
    }
    if (status != RMS_OK) {
        rms_parser_result_done(&first);
        return status;
    }
    *ret = first;
    *ret_steady = steady;
    return RMS_OK;
}
