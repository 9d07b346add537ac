/* What may go out to the endpoint, and when: the gate, the request budget, the rate. */
#include "harness/exchange/exchange.h"
#include "harness/exchange/pace.h"
#include "tests/support/hostile.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- the pace, with a clock of our own ---- */

static void test_pace(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned rate;
        struct {
            double now;
            unsigned wait;
        } takes[5];
    } rows[] = {
        {"no rate", 0, {{0, 0}, {0, 0}, {0, 0}, {5, 0}, {5, 0}}},
        {"all at once are spread", 10, {{1000, 0}, {1000, 100}, {1000, 200}, {1000, 300}, {1000, 400}}},
        {"slower than the rate", 10, {{0, 0}, {100, 0}, {250, 0}, {900, 0}, {1000, 0}}},
        {"a little too fast", 10, {{0, 0}, {60, 40}, {120, 80}, {300, 0}, {300, 100}}},
        {"nothing is saved up while idle", 10, {{0, 0}, {9000, 0}, {9000, 100}, {9000, 200}, {9001, 299}}},
        {"no whole milliseconds: rounded up", 3, {{0, 0}, {0, 334}, {0, 667}, {0, 1000}, {1000, 334}}},
        {"one a second", 1, {{0, 0}, {0, 1000}, {0, 2000}, {2000, 1000}, {10000, 0}}},
        {"the fastest", RMS_RATE_MAX, {{0, 0}, {0, 1}, {0, 2}, {0, 3}, {2.5, 2}}},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_pace pace = {.per_second = rows[i].rate};
        print_message("row: %s\n", rows[i].name);
        for (size_t k = 0; k < RMS_COUNT(rows[i].takes); k++)
            assert_int_equal(rms_pace_take(&pace, rows[i].takes[k].now), rows[i].takes[k].wait);
    }
}

/* ---- the exchanger ---- */

static char *ok(void *context, const char *request)
{
    (void)context;
    (void)request;
    return rms_hostile_http(200, "application/json", "{}");
}

static rms_symptom perform(rms_exchanger *e, const rms_hostile *hostile, char *target, char detail[160])
{
    const rms_wire wire = {.method = "GET", .target = target};
    rms_exchanged got = {0};
    assert_int_equal(rms_exchange_perform(e, rms_hostile_url(hostile), &wire, &got), RMS_OK);
    assert_non_null(got.body);
    const rms_symptom symptom = got.symptom;
    if (detail)
        (void)snprintf(detail, 160, "%s", got.detail);
    rms_exchanged_done(&got);
    return symptom;
}

static double stopped_clock(void *context)
{
    return *(double *)context;
}

/* The clock stands still, so each request has to wait a place longer than the one before: 1 + 2 + … + 9 ms. */
static void test_rate(void **state)
{
    (void)state;
    double now = 1e6;
    rms_exchanger *e = NULL;
    rms_hostile *hostile = rms_hostile_start_answering(ok, NULL);
    const rms_exchange_options options = {.rate = RMS_RATE_MAX, .now_ms = stopped_clock, .now_context = &now};
    assert_int_equal(rms_exchanger_new(&options, &e, NULL), RMS_OK);
    for (unsigned i = 0; i < 10; i++)
        assert_int_equal(perform(e, hostile, (char[]){"/"}, NULL), RMS_SYMPTOM_NONE);
    assert_true(rms_exchanger_get_limits(e).waited_ms == 45);
    rms_exchanged got = {0}; /* the door does not wait, and takes no place */
    assert_int_equal(rms_exchange_post(e, rms_hostile_url(hostile), "text/plain", rms_span_of("x"), &got), RMS_OK);
    rms_exchanged_done(&got);
    assert_true(rms_exchanger_get_limits(e).waited_ms == 45);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

typedef struct waiting {
    rms_exchanger *exchanger;
    rms_hostile *hostile;
    rms_symptom symptom;
} waiting;

static void *wait_for_a_place(void *context)
{
    waiting *w = context;
    w->symptom = perform(w->exchanger, w->hostile, (char[]){"/"}, NULL);
    return NULL;
}

/* Whoever waits for its place is woken by an interruption, and nothing is sent. */
static void test_interrupted_while_waiting(void **state)
{
    (void)state;
    double now = 0;
    waiting w = {.hostile = rms_hostile_start_answering(ok, NULL)};
    const rms_exchange_options options = {.rate = 1, .now_ms = stopped_clock, .now_context = &now};
    pthread_t thread;
    assert_int_equal(rms_exchanger_new(&options, &w.exchanger, NULL), RMS_OK);
    assert_int_equal(perform(w.exchanger, w.hostile, (char[]){"/"}, NULL), RMS_SYMPTOM_NONE);
    now = -600000; /* the next place is ten minutes away */
    assert_int_equal(pthread_create(&thread, NULL, wait_for_a_place, &w), 0);
    while (rms_exchanger_get_limits(w.exchanger).waited_ms == 0)
        assert_int_equal(rms_exchanger_pause(w.exchanger, 1), 1);
    rms_exchanger_interrupt(w.exchanger);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(w.symptom, RMS_SYMPTOM_INTERRUPTED);
    assert_int_equal(rms_hostile_requests(w.hostile), 1);
    rms_exchanger_free(w.exchanger);
    rms_hostile_stop(w.hostile);
}

static void test_budget(void **state)
{
    (void)state;
    static const unsigned budgets[] = {1, 2, 7};
    for (size_t b = 0; b < RMS_COUNT(budgets); b++) {
        char detail[160] = "", want[64];
        rms_exchanger *e = NULL;
        rms_exchanged got = {0};
        rms_hostile *hostile = rms_hostile_start_answering(ok, NULL);
        print_message("row: %u requests\n", budgets[b]);
        assert_int_equal(rms_exchanger_new(&(rms_exchange_options){.max_requests = budgets[b]}, &e, NULL), RMS_OK);
        for (unsigned i = 0; i < budgets[b]; i++)
            assert_int_equal(perform(e, hostile, (char[]){"/"}, NULL), RMS_SYMPTOM_NONE);
        assert_int_equal(rms_exchanger_get_limits(e).spent, 0); /* all are made, and nobody wanted more */
        assert_int_equal(perform(e, hostile, (char[]){"/"}, detail), RMS_SYMPTOM_INTERRUPTED);
        (void)snprintf(want, sizeof want, "the request budget of %u is used up", budgets[b]);
        assert_string_equal(detail, want);
        assert_int_equal(rms_exchanger_get_limits(e).spent, 1);
        assert_int_equal(rms_hostile_requests(hostile), budgets[b]);
        assert_int_equal(rms_exchanger_count(e), budgets[b]);
        /* cleaning up goes on, nested too, and so does the door */
        rms_exchange_begin_cleaning();
        rms_exchange_begin_cleaning();
        assert_int_equal(perform(e, hostile, (char[]){"/"}, NULL), RMS_SYMPTOM_NONE);
        rms_exchange_end_cleaning();
        assert_int_equal(perform(e, hostile, (char[]){"/"}, NULL), RMS_SYMPTOM_NONE);
        rms_exchange_end_cleaning();
        assert_int_equal(perform(e, hostile, (char[]){"/"}, NULL), RMS_SYMPTOM_INTERRUPTED);
        assert_int_equal(rms_exchanger_get_limits(e).beyond, 2);
        assert_int_equal(rms_exchange_post(e, rms_hostile_url(hostile), "text/plain", rms_span_of("x"), &got), RMS_OK);
        assert_int_equal(got.symptom, RMS_SYMPTOM_NONE);
        rms_exchanged_done(&got);
        assert_int_equal(rms_hostile_requests(hostile), budgets[b] + 3);
        rms_exchanger_free(e);
        rms_hostile_stop(hostile);
    }
}

enum { THREADS = 8, EACH = 20, BUDGET = 50 };

static void *spend(void *context)
{
    waiting *w = context;
    for (unsigned i = 0; i < EACH; i++)
        (void)perform(w->exchanger, w->hostile, (char[]){"/"}, NULL);
    return NULL;
}

static void test_budget_of_many_threads(void **state)
{
    (void)state;
    waiting w = {.hostile = rms_hostile_start_answering(ok, NULL)};
    pthread_t threads[THREADS];
    assert_int_equal(rms_exchanger_new(&(rms_exchange_options){.max_requests = BUDGET}, &w.exchanger, NULL), RMS_OK);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, spend, &w), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(rms_hostile_requests(w.hostile), BUDGET);
    rms_exchanger_free(w.exchanger);
    rms_hostile_stop(w.hostile);
}

static int no_deletions(void *context, const char *base_url, const rms_wire *wire, char *why, size_t n)
{
    ++*(unsigned *)context;
    assert_non_null(strstr(base_url, "http://127.0.0.1:"));
    (void)snprintf(why, n, "no deletions today");
    return strstr(wire->target, "Delete") == NULL;
}

/* What is held back is not sent, costs nothing of the budget, and is not told to the tap. */
static void count_tap(void *context, const char *base_url, const rms_wire *wire)
{
    (void)base_url;
    (void)wire;
    ++*(unsigned *)context;
}

static void test_gate(void **state)
{
    (void)state;
    unsigned asked = 0, tapped = 0;
    char detail[160] = "";
    rms_exchanger *e = NULL;
    rms_hostile *hostile = rms_hostile_start_answering(ok, NULL);
    const rms_exchange_options options = {
        .max_requests = 2, .gate = no_deletions, .gate_context = &asked, .tap = count_tap, .tap_context = &tapped};
    assert_int_equal(rms_exchanger_new(&options, &e, NULL), RMS_OK);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(perform(e, hostile, (char[]){"/?Action=DeleteIt"}, detail), RMS_SYMPTOM_WITHHELD);
    assert_string_equal(detail, "no deletions today");
    rms_exchange_begin_cleaning(); /* is not above the gate */
    assert_int_equal(perform(e, hostile, (char[]){"/?Action=DeleteIt"}, NULL), RMS_SYMPTOM_WITHHELD);
    rms_exchange_end_cleaning();
    for (unsigned i = 0; i < 2; i++)
        assert_int_equal(perform(e, hostile, (char[]){"/?Action=Describe"}, NULL), RMS_SYMPTOM_NONE);
    assert_int_equal(rms_hostile_requests(hostile), 2);
    assert_int_equal(asked, 6);
    assert_int_equal(tapped, 2);
    assert_int_equal(rms_exchanger_get_limits(e).spent, 0);
    rms_exchanger_free(e);
    rms_hostile_stop(hostile);
}

static void test_rate_limits(void **state)
{
    (void)state;
    rms_exchanger *e = NULL;
    rms_error err = {0};
    assert_int_equal(rms_exchanger_new(&(rms_exchange_options){.rate = RMS_RATE_MAX + 1}, &e, &err), RMS_E_LIMIT);
    assert_string_equal(err.text, "at most 1000 requests a second");
    assert_int_equal(rms_exchanger_new(&(rms_exchange_options){.rate = RMS_RATE_MAX}, &e, &err), RMS_OK);
    rms_exchanger_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pace),
        cmocka_unit_test(test_rate),
        cmocka_unit_test(test_interrupted_while_waiting),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_budget_of_many_threads),
        cmocka_unit_test(test_gate),
        cmocka_unit_test(test_rate_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
