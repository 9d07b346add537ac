/* What a parser says becomes branches: the same again takes no new one, something new does. */
#include "fuzz/common/branches.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *const lines[] = {
    "{\"verdict\":\"refused\"}",
    "{\"verdict\":\"refused\",\"code\":\"MissingParameter\"}",
    "{\"verdict\":\"accepted\",\"action\":\"RemoveInstances\",\"InstanceId\":[]}",
    "{\"verdict\":\"accepted\",\"action\":\"RemoveInstances\",\"InstanceId\":[\"a\"]}",
    "{\"verdict\":\"accepted\",\"action\":\"RemoveBackendServers\",\"BackendServers\":[{\"ServerId\":\"a\"}]}",
    ("{\"verdict\":\"accepted\",\"action\":\"RemoveBackendServers\",\"BackendServers\":[{\"ServerId\":\"a\",\"Port\":1}"
     "]"
     "}"),
};

static void new_answers_take_new_branches(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(lines); i++) {
        RMS_AUTO(rms_parser_answer_done) rms_parser_answer answer = {0};
        rms_parser_result result = {.points = i == 1};
        assert_int_equal(rms_parser_answer_read(rms_span_of(lines[i]), &answer), RMS_OK);
        const size_t before = rms_branches_seen();
        assert_true(rms_branches_take(&answer, &result) >= 2);
        const size_t after = rms_branches_seen();
        print_message("%s: %zu, %zu\n", lines[i], before, after);
        assert_true(after > before);
        (void)rms_branches_take(&answer, &result);
        assert_int_equal(rms_branches_seen(), after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(new_answers_take_new_branches)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
