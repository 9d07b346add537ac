/* The n-th allocation failing, for every n. The library is built so that each allocation of an arena is one of
 * malloc's. libyaml's own allocations are not among them. */
#include "tests/support/alloc_fail.h"
#include "tests/unit/cases/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void count_message(void *context, const rms_lint *message)
{
    (void)message;
    (*(size_t *)context)++;
}

/* ---- loading ---- */

typedef struct input_text {
    char *p;
    size_t n;
} input_text;

static rms_status load_text(void *context)
{
    const input_text *input = context;
    rms_suite *suite = NULL;
    size_t messages = 0;
    rms_error err = {0};
    const rms_status status =
        rms_suite_load_bytes("t.yaml", (rms_span){input->p, input->n}, count_message, &messages, &suite, &err);
    assert_int_equal(suite != NULL, status == RMS_OK);
    if (status != RMS_OK)
        assert_true(err.text[0]);
    rms_suite_free(suite);
    return status;
}

static void check_file(const char *path, rms_status want)
{
    char whole[512];
    input_text input;
    (void)snprintf(whole, sizeof whole, "%s/%s", RMS_TEST_DATA, path);
    input.p = collect_file(whole, &input.n);
    (void)rms_alloc_fail_each(path, load_text, &input, want);
    free(input.p);
}

static void test_load(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        rms_status want;
    } rows[] = {
        {"language/all.yaml", RMS_OK},
        {"cases/all-mistakes-are-told/input.yaml", RMS_E_SYNTAX},
        {"cases/each-unknown-variable/input.yaml", RMS_E_SYNTAX},
        {"cases/case-also/input.yaml", RMS_E_SYNTAX},
        {"cases/range/input.yaml", RMS_E_LIMIT},
        {"cases/send-forms/input.yaml", RMS_E_SYNTAX},
        {"cases/answers-twice/input.yaml", RMS_E_SYNTAX},
        {"cases/yaml-duplicate-key/input.yaml", RMS_E_SYNTAX},
        {"cases/yaml-anchor-and-alias/input.yaml", RMS_E_SYNTAX},
        {"cases/file-action-misspelt/input.yaml", RMS_E_SYNTAX},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++)
        check_file(rows[i].path, rows[i].want);
}

static rms_status load_builtin(void *context)
{
    rms_suite *suite = NULL;
    size_t messages = 0;
    const rms_status status = rms_suite_load(context, count_message, &messages, &suite, NULL);
    rms_suite_free(suite);
    return status;
}

static rms_status load_files(void *context)
{
    const char *const *paths = context;
    rms_suite *suite = NULL;
    size_t messages = 0;
    const rms_status status = rms_suite_load_files(paths, 2, count_message, &messages, &suite, NULL);
    rms_suite_free(suite);
    return status;
}

static void test_load_from_disk(void **state)
{
    (void)state;
    static char folder[] = RMS_TEST_DATA "/cases/symbol-unused", missing[] = "/nowhere";
    static const char *paths[] = {RMS_TEST_DATA "/cases/symbol-unused/input.yaml", "/nowhere"};
    (void)rms_alloc_fail_each("built in", load_builtin, NULL, RMS_OK);
    (void)rms_alloc_fail_each("a folder on top", load_builtin, folder, RMS_OK);
    (void)rms_alloc_fail_each("no such folder", load_builtin, missing, RMS_E_IO);
    (void)rms_alloc_fail_each("files", load_files, paths, RMS_E_IO);
}

/* ---- worlds ---- */

static rms_suite *language;

static int load_language(void **state)
{
    (void)state;
    static const char *const path[] = {RMS_TEST_DATA "/language/all.yaml"};
    json_set_alloc_funcs(malloc, free); /* count jansson's allocations as well */
    return rms_suite_load_files(path, 1, NULL, NULL, &language, NULL) == RMS_OK ? 0 : -1;
}

static int unload_language(void **state)
{
    (void)state;
    rms_suite_free(language);
    return 0;
}

static const rms_rule *everything(void)
{
    return language->rules[language->n_rules - 1];
}

static rms_status bind_world(void *context)
{
    (void)context;
    rms_arena *arena = rms_arena_new();
    rms_bindings bindings = {0};
    if (!arena)
        return RMS_E_NOMEM;
    rms_status status = RMS_OK;
    for (int i = 0; i < 40 && status == RMS_OK; i++) {
        char symbol[16];
        (void)snprintf(symbol, sizeof symbol, "$m%d", i);
        status = rms_bindings_set(&bindings, arena, symbol, "i-1");
    }
    if (status == RMS_OK)
        status = rms_bindings_set(&bindings, arena, "$m3", "i-2");
    if (status == RMS_OK && !rms_world_bind(everything()->cases[0].given, &bindings, arena))
        status = RMS_E_NOMEM;
    rms_arena_free(arena);
    return status;
}

static rms_status world_to_json(void *context)
{
    (void)context;
    json_t *json = rms_world_to_json(everything()->cases[0].given);
    json_decref(json);
    return json ? RMS_OK : RMS_E_NOMEM;
}

static rms_status world_from_json(void *context)
{
    rms_arena *arena = rms_arena_new();
    rms_world *world = NULL;
    rms_error err = {0};
    if (!arena)
        return RMS_E_NOMEM;
    const rms_status status = rms_world_from_json(context, arena, &world, &err);
    assert_int_equal(world != NULL, status == RMS_OK);
    rms_arena_free(arena);
    return status;
}

static void test_world(void **state)
{
    (void)state;
    (void)rms_alloc_fail_each("bind", bind_world, NULL, RMS_OK);
    (void)rms_alloc_fail_each("to JSON", world_to_json, NULL, RMS_OK);
    json_t *json = rms_world_to_json(everything()->cases[0].given);
    (void)rms_alloc_fail_each("from JSON", world_from_json, json, RMS_OK);
    json_object_set_new(json_array_get(json_object_get(json, "groups"), 0), "actvity", json_string("none"));
    (void)rms_alloc_fail_each("from JSON with a mistake", world_from_json, json, RMS_E_SYNTAX);
    json_decref(json);
}

/* Comparing needs memory for its words only: the answer stays right, the words may not come. */
static void test_holds(void **state)
{
    (void)state;
    const rms_world *wanted = everything()->cases[0].given;
    const rms_world observed = {0};
    long live = 0;
    rms_alloc_arm(0);
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    assert_false(rms_world_holds(wanted, &observed, &text));
    const size_t n = rms_alloc_disarm(NULL);
    for (size_t nth = 1; nth <= n; nth++) {
        rms_buffer words = {0};
        rms_alloc_arm(nth);
        const int differs = rms_world_holds(wanted, &observed, &words), same = rms_world_holds(wanted, wanted, &words);
        rms_buffer_done(&words);
        (void)rms_alloc_disarm(&live);
        assert_int_equal(differs, 0);
        assert_int_equal(same, 1);
        assert_int_equal(live, 0);
    }
}

/* ---- printing ---- */

static rms_status print_case(void *context)
{
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    rms_case_print(context, &out);
    return out.status;
}

static void test_print(void **state)
{
    (void)state;
    for (size_t i = 0; i < everything()->n_cases; i++) {
        union {
            const rms_case *in;
            void *out;
        } a_case = {&everything()->cases[i]};
        (void)rms_alloc_fail_each(everything()->cases[i].id, print_case, a_case.out, RMS_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_load),  cmocka_unit_test(test_load_from_disk), cmocka_unit_test(test_world),
        cmocka_unit_test(test_holds), cmocka_unit_test(test_print),
    };
    return cmocka_run_group_tests(tests, load_language, unload_language);
}
