/* Hunting and shrinking: parsers that are the reference but for one mistake, and the smallest request that shows it. */
#include "harness/parser/hunt.h"

#include "harness/parser/generate.h"
#include "protocol/json.h"
#include "rmspec/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { RUNS = 800 };

/* ---- the reference with a mistake ---- */

struct mistaken {
    void (*spoil)(struct mistaken *parser, rms_span request, json_t *line);
    size_t asked;
};

static json_t *list_of(json_t *line)
{
    json_t *servers = json_object_get(line, "BackendServers");
    return servers ? servers : json_object_get(line, "InstanceId");
}

static void refuse(json_t *line)
{
    (void)json_object_clear(line);
    (void)json_object_set_new(line, "verdict", json_string("refused"));
}

static int has(rms_span text, const char *what)
{
    const size_t n = strlen(what);
    for (size_t i = 0; i + n <= text.n; i++)
        if (memcmp(text.p + i, what, n) == 0)
            return 1;
    return 0;
}

static void nothing(struct mistaken *parser, rms_span request, json_t *line)
{
    (void)parser;
    (void)request;
    (void)line;
}

static void at_most_19(struct mistaken *parser, rms_span request, json_t *line)
{
    (void)parser;
    (void)request;
    if (json_array_size(json_object_get(line, "InstanceId")) == 20)
        refuse(line);
}

static void loses_the_last(struct mistaken *parser, rms_span request, json_t *line)
{
    (void)parser;
    (void)request;
    json_t *list = json_object_get(line, "InstanceId");
    if (json_array_size(list) > 2)
        (void)json_array_remove(list, json_array_size(list) - 1);
}

static void no_split(struct mistaken *parser, rms_span request, json_t *line)
{
    (void)parser;
    if (memcmp(request.p, "POST /?", 7) == 0 && has(request, "\n\n") && request.p[request.n - 1] != '\n')
        refuse(line);
}

static void refuses_lower_case_digits(struct mistaken *parser, rms_span request, json_t *line)
{
    (void)parser;
    if (has(request, "%2f") || has(request, "%5b") || has(request, "%2e"))
        refuse(line);
}

static void now_and_then(struct mistaken *parser, rms_span request, json_t *line)
{
    (void)request;
    if (parser->asked % 3 == 1 && list_of(line))
        refuse(line);
}

static rms_status ask(void *context, rms_span request, rms_parser_answer *ret, rms_error *err)
{
    struct mistaken *parser = context;
    rms_verdict verdict;
    char *text = NULL;
    json_t *line = NULL;
    parser->asked++;
    assert_int_equal(rms_verdict_of(request, &(rms_request_options){.dialects = RMS_DIALECT_BARE_NUMBERS}, &verdict),
                     RMS_OK);
    assert_int_equal(rms_verdict_to_json(&verdict, &text), RMS_OK);
    rms_verdict_done(&verdict);
    assert_int_equal(rms_json_load(rms_span_of(text), 0, &line, err), RMS_OK);
    free(text);
    parser->spoil(parser, request, line);
    text = json_dumps(line, JSON_COMPACT);
    const rms_status status = rms_parser_answer_read(rms_span_of(text), ret);
    free(text);
    json_decref(line);
    return status;
}

static void fresh(void *context)
{
    (void)context;
}

/* ---- hunts ---- */

static void hunt(struct mistaken *mistaken, uint64_t seed, size_t runs, rms_hunt *ret)
{
    const rms_parser parser = {mistaken, ask, fresh};
    const rms_quirks quirks = {{0}};
    const int stop = 0;
    const rms_hunt_options options = {.seed = seed, .count = runs, .stop = &stop};
    rms_error err = {0};
    memset(ret, 0, sizeof *ret);
    assert_int_equal(rms_hunt_run(ret, &parser, &quirks, &options, &err), RMS_OK);
}

#define RI "Action=RemoveInstances&Version=2014-08-28&"
static const struct {
    const char *name;
    void (*spoil)(struct mistaken *, rms_span, json_t *);
    const char *rule;
    const char *begins; /* the smallest request */
    size_t bytes;       /* at most */
} rows[] = {
    {"refuses 20 ids", at_most_19, "request/RemoveInstances/limit", "GET /?" RI "Format=", 410},
    {"loses the last of three", loses_the_last, "request/RemoveInstances/list", "GET /?" RI "Format=", 135},
    {"query and form together", no_split, "request/travel/split", "POST /?", 155},
    {"lower-case digits", refuses_lower_case_digits, "request/encoding/escape", "GET /?", 300},
};

static void mistakes_are_found_and_made_small(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        struct mistaken mistaken = {.spoil = rows[i].spoil};
        rms_hunt *found = malloc(sizeof *found);
        assert_non_null(found);
        hunt(&mistaken, 1, RUNS, found);
        const rms_hunt_find *find = NULL;
        for (size_t k = 0; k < found->n; k++) {
            print_message("%s: %s: %.*s\n", rows[i].name, found->find[k].rule, (int)found->find[k].request.n,
                          found->find[k].request.p);
            if (strcmp(found->find[k].rule, rows[i].rule) == 0 && found->find[k].result.judgement == RMS_JUDGED_WRONG)
                find = &found->find[k];
        }
        assert_non_null(find);
        assert_true(find->steady);
        assert_true(find->request.n <= rows[i].bytes);
        assert_memory_equal(find->request.p, rows[i].begins, strlen(rows[i].begins));
        rms_hunt_done(found);
        free(found);
    }
}

static void right_parser_raises_no_alarm(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed < 2; seed++) {
        struct mistaken mistaken = {.spoil = nothing};
        rms_hunt *found = malloc(sizeof *found);
        assert_non_null(found);
        hunt(&mistaken, seed, RUNS, found);
        assert_int_equal(found->differences, 0);
        assert_int_equal(found->asked, RUNS);
        rms_hunt_done(found);
        free(found);
    }
}

/* What does not hold when it is asked again is told as that, and never as a mistake. */
static void unsteady_answers_are_no_mistakes(void **state)
{
    (void)state;
    struct mistaken mistaken = {.spoil = now_and_then};
    rms_hunt *found = malloc(sizeof *found);
    assert_non_null(found);
    hunt(&mistaken, 1, 300, found);
    size_t unsteady = 0;
    for (size_t i = 0; i < found->n; i++)
        unsteady += !found->find[i].steady;
    assert_true(unsteady > 0);
    rms_hunt_done(found);
    free(found);
}

static void same_seed_same_requests(void **state)
{
    (void)state;
    rms_random one = {7}, two = {7}, other = {8};
    size_t differ = 0;
    for (int i = 0; i < 100; i++) {
        RMS_AUTO(rms_buffer_done) rms_buffer a = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer b = {0};
        RMS_AUTO(rms_buffer_done) rms_buffer c = {0};
        rms_generate_request(&one, &a);
        rms_generate_request(&two, &b);
        rms_generate_request(&other, &c);
        assert_true(rms_span_equal(rms_buffer_view(&a), rms_buffer_view(&b)));
        differ += !rms_span_equal(rms_buffer_view(&a), rms_buffer_view(&c));
    }
    assert_true(differ > 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_found_and_made_small),
        cmocka_unit_test(right_parser_raises_no_alarm),
        cmocka_unit_test(unsteady_answers_are_no_mistakes),
        cmocka_unit_test(same_seed_same_requests),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
