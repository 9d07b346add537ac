/* A broken oracle: one line with its id and the values, then the abort that every engine takes for a crash. */
#include "fuzz/common/oracle.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* ---- what breaks ---- */

static void holds(void)
{
    RMS_ORACLE("test.holds", 1, "%d", 1);
}

static void breaks(void)
{
    RMS_ORACLE("test.number", 1 + 1 == 3, "%d and %s", 42, "text");
}

static void breaks_with_line_breaks(void)
{
    RMS_ORACLE("test.lines", 0, "a\nb\r\nRMS-ORACLE id=other detail=c\td");
}

static void breaks_with_raw_bytes(void)
{
    RMS_ORACLE("test.raw", 0, "%s",
               "a\xC3\xA4"
               "b\x7f");
}

static void breaks_with_bytes(void)
{
    RMS_ORACLE("test.bytes", 0, "%s", rms_oracle_show((rms_span){"\x00\n\\\xff~", 5}));
}

static void breaks_at_length(void)
{
    char *const bytes = malloc(100000);
    if (!bytes)
        exit(1);
    memset(bytes, 'x', 100000);
    bytes[99999] = '\0';
    RMS_ORACLE("test.length", 0, "%s", rms_oracle_show(rms_span_of(bytes)));
}

static void breaks_first_of_two(void)
{
    RMS_ORACLE("test.first", 0, "1");
    RMS_ORACLE("test.second", 0, "2");
}

/* ---- a child that does it ---- */

enum { SAID_MAX = 8192 };

/* What it says to standard error; its status. */
static int say(void (*what)(void), char said[SAID_MAX])
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit none = {0, 0};
        (void)setrlimit(RLIMIT_CORE, &none);
        (void)signal(SIGABRT, SIG_DFL);
        if (dup2(ends[1], STDERR_FILENO) < 0)
            _exit(2);
        close(ends[0]);
        close(ends[1]);
        what();
        _exit(0);
    }
    close(ends[1]);
    size_t n = 0;
    for (ssize_t got; n < SAID_MAX - 1 && (got = read(ends[0], said + n, SAID_MAX - 1 - n)) > 0;)
        n += (size_t)got;
    said[n] = '\0';
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static const struct {
    const char *name;
    void (*what)(void);
    const char *begins; /* what the one line begins with */
} rows[] = {
    {"number and text", breaks, "RMS-ORACLE id=test.number detail=42 and text\n"},
    {"line breaks", breaks_with_line_breaks, "RMS-ORACLE id=test.lines detail=a b  RMS-ORACLE id=other detail=c d\n"},
    {"raw bytes", breaks_with_raw_bytes, "RMS-ORACLE id=test.raw detail=a  b \n"},
    {"bytes", breaks_with_bytes, "RMS-ORACLE id=test.bytes detail=\\x00\\x0A\\x5C\\xFF~\n"},
    {"length", breaks_at_length, "RMS-ORACLE id=test.length detail=xxxxxxxx"},
    {"the first of two", breaks_first_of_two, "RMS-ORACLE id=test.first detail=1\n"},
};

static void one_line_then_abort(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        char said[SAID_MAX];
        print_message("%s\n", rows[i].name);
        const int status = say(rows[i].what, said);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
        const size_t n = strlen(said);
        assert_true(n > 0 && strchr(said, '\n') == said + n - 1);
        assert_memory_equal(said, rows[i].begins, strlen(rows[i].begins));
    }
}

static void silence_when_it_holds(void **state)
{
    (void)state;
    char said[SAID_MAX];
    const int status = say(holds, said);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_string_equal(said, "");
}

static void costly_ones_are_shared_out(void **state)
{
    (void)state;
    unsigned asked[RMS_FUZZ_EVERY] = {0};
    for (unsigned input = 0; input < 64 * RMS_FUZZ_EVERY; input++) {
        const uint64_t hash = rms_fuzz_hash((rms_span){(const char *)&input, sizeof input});
        for (unsigned oracle = 0; oracle < RMS_FUZZ_EVERY; oracle++)
            asked[oracle] += rms_fuzz_sampled(hash, oracle) != 0;
    }
    for (unsigned oracle = 0; oracle < RMS_FUZZ_EVERY; oracle++)
        assert_in_range(asked[oracle], 16, 256); /* of 64 on the average */
    rms_fuzz_thorough = 1;
    assert_true(rms_fuzz_sampled(0, 3) && rms_fuzz_sampled(1, 7));
    rms_fuzz_thorough = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_then_abort),
        cmocka_unit_test(silence_when_it_holds),
        cmocka_unit_test(costly_ones_are_shared_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
