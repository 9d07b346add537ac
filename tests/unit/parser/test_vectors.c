/* Every request vector against the reference parser: verdict, open points, and whether it is valid, invalid or
 * acceptable; and what a set of vectors must hold. */
#include "harness/parser/judge.h"
#include "harness/parser/vectors.h"
#include "rmspec/verdict.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { AT_LEAST = 300 };

static rms_vectors *load(void)
{
    rms_vectors *vectors = NULL;
    rms_error err = {0};
    const rms_status status = rms_vectors_load(&vectors, &err);
    if (status != RMS_OK)
        print_message("%s\n", err.text);
    assert_int_equal(status, RMS_OK);
    return vectors;
}

/* What a vector's verdict and points make of it. */
static const char *result_of(const rms_vector *vector)
{
    uint64_t free_points = vector->open;
    for (size_t i = 0; i < rms_points_n; i++)
        if (rms_points[i].frees == RMS_FREES_CODE)
            free_points &= ~((uint64_t)1 << rms_points[i].bit);
    if (free_points)
        return "acceptable";
    return strcmp(json_string_value(json_object_get(vector->expected, "verdict")), "accepted") == 0 ? "valid"
                                                                                                    : "invalid";
}

static int check(const rms_vector *vector)
{
    const rms_request_options options = {.dialects = RMS_DIALECT_BARE_NUMBERS};
    rms_verdict verdict;
    char *text = NULL, names[200], wanted[200];
    uint64_t points = 0;
    assert_int_equal(rms_verdict_of(vector->request, &options, &verdict), RMS_OK);
    assert_int_equal(rms_points_of(vector->request, verdict.open, &points), RMS_OK);
    assert_int_equal(rms_verdict_to_json(&verdict, &text), RMS_OK);
    rms_verdict_done(&verdict);
    json_t *line = json_loads(text, 0, NULL);
    const int same =
        json_equal(line, vector->expected) && points == vector->open && strcmp(result_of(vector), vector->result) == 0;
    if (!same) {
        char *expected = json_dumps(vector->expected, JSON_COMPACT);
        rms_points_print(points, names, sizeof names);
        rms_points_print(vector->open, wanted, sizeof wanted);
        print_message("%s: %s\n  %.*s\n  expected %s [%s] %s\n  found    %s [%s] %s\n", vector->id, vector->comment,
                      (int)vector->request.n, vector->request.p, expected, wanted, vector->result, text, names,
                      result_of(vector));
        free(expected);
    }
    json_decref(line);
    free(text);
    return same;
}

static void reference_agrees(void **state)
{
    (void)state;
    rms_vectors *vectors = load();
    size_t wrong = 0;
    assert_true(vectors->n >= AT_LEAST);
    for (size_t i = 0; i < vectors->n; i++)
        wrong += !check(&vectors->v[i]);
    print_message("%zu vectors, %zu of them wrong\n", vectors->n, wrong);
    assert_int_equal(wrong, 0);
    rms_vectors_free(vectors);
}

static void ids_and_requests_differ(void **state)
{
    (void)state;
    rms_vectors *vectors = load();
    for (size_t i = 0; i < vectors->n; i++)
        for (size_t k = 0; k < i; k++) {
            const int same_id = strcmp(vectors->v[i].id, vectors->v[k].id) == 0;
            const int same_request = rms_span_equal(vectors->v[i].request, vectors->v[k].request);
            if (same_id || same_request)
                print_message("%s and %s: the same %s\n", vectors->v[i].id, vectors->v[k].id,
                              same_id ? "id" : "request");
            assert_false(same_id || same_request);
        }
    rms_vectors_free(vectors);
}

/* Points that leave no other reading open. */
static uint64_t may_be_refused(void)
{
    uint64_t points = 0;
    for (size_t i = 0; i < rms_points_n; i++)
        if (rms_points[i].frees == RMS_FREES_REFUSAL)
            points |= (uint64_t)1 << rms_points[i].bit;
    return points;
}

/* A rule of level must decides something; one of level record has only acceptable vectors. */
static void levels_fit(void **state)
{
    (void)state;
    rms_vectors *vectors = load();
    const uint64_t refusal = may_be_refused();
    for (size_t r = 0; r < vectors->n_rules; r++) {
        const rms_vector_rule *rule = &vectors->rules[r];
        size_t decided = 0, n = 0;
        for (size_t i = 0; i < vectors->n; i++)
            if (vectors->v[i].rule == rule) {
                n++;
                decided += strcmp(vectors->v[i].result, "acceptable") != 0 || !(vectors->v[i].open & ~refusal);
            }
        const int fits =
            strcmp(rule->level, "must") == 0 ? decided > 0 : strcmp(rule->level, "should") != 0 || !decided;
        print_message("%s: %s, %zu of %zu decided\n", rule->id, rule->level, decided, n);
        assert_true(n > 0);
        assert_true(fits);
    }
    rms_vectors_free(vectors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_agrees),
        cmocka_unit_test(ids_and_requests_differ),
        cmocka_unit_test(levels_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
