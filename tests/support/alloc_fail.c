#include "tests/support/alloc_fail.h"

#include "fuzz/common/allocations.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

void rms_alloc_arm(size_t nth)
{
    rms_allocations_arm(nth);
}

size_t rms_alloc_disarm(long *ret_live)
{
    const rms_allocations seen = rms_allocations_disarm();
    if (ret_live)
        *ret_live = seen.live;
    return seen.calls;
}

size_t rms_alloc_fail_each(const char *name, rms_alloc_attempt attempt, void *context, rms_status want)
{
    long live;
    rms_alloc_arm(0);
    rms_status got = attempt(context);
    const size_t total = rms_alloc_disarm(&live);
    print_message("%s: %zu allocations\n", name, total);
    assert_int_equal(got, want);
    assert_int_equal(live, 0);
    for (size_t round = 0; round < 2 * total; round++) {
        const size_t nth = round / 2 + 1;
        if (round % 2)
            rms_allocations_arm_for_good(nth);
        else
            rms_allocations_arm(nth);
        got = attempt(context);
        const size_t seen = rms_alloc_disarm(&live);
        if (got != RMS_E_NOMEM || live != 0 || seen < nth)
            print_message("%s: allocation %zu of %zu fails%s\n", name, nth, total, round % 2 ? ", and all later" : "");
        assert_true(seen >= nth);
        assert_int_equal(got, RMS_E_NOMEM);
        assert_int_equal(live, 0);
    }
    return total;
}
