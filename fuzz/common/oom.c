#include "fuzz/common/oom.h"

#include "fuzz/common/allocations.h"
#include "fuzz/common/oracle.h"

#include <string.h>

/* One attempt. */
struct result {
    rms_status status;
    rms_buffer told;
    rms_allocations seen;
};

static struct result run(rms_span input, rms_oom_attempt attempt, size_t nth, int for_good)
{
    struct result r = {.status = RMS_OK};
    if (for_good)
        rms_allocations_arm_for_good(nth);
    else
        rms_allocations_arm(nth);
    r.status = attempt(input, &r.told);
    r.seen = rms_allocations_disarm();
    r.seen.live -= r.told.p != NULL;
    if (r.status == RMS_OK)
        r.status = r.told.status;
    return r;
}

static int same(const struct result *a, const struct result *b)
{
    return a->status == b->status && rms_span_equal(rms_buffer_view(&a->told), rms_buffer_view(&b->told));
}

static void fail_one(rms_span input, rms_oom_attempt attempt, rms_oom_kind kind, const struct result *plain, size_t nth,
                     int for_good)
{
    struct result r = run(input, attempt, nth, for_good);
    RMS_ORACLE("oom.clean",
               r.status == RMS_E_NOMEM || same(plain, &r) || (kind == RMS_OOM_LIBRARY && r.status != RMS_OK),
               "allocation %zu of %zu%s: %s, %s: %s", nth, plain->seen.calls, for_good ? " and all later" : "",
               rms_status_text(r.status), rms_oracle_show(rms_buffer_view(&r.told)), rms_oracle_show(input));
    RMS_ORACLE("oom.leak", r.seen.live == 0, "allocation %zu of %zu%s leaves %ld: %s", nth, plain->seen.calls,
               for_good ? " and all later" : "", r.seen.live, rms_oracle_show(input));
    rms_buffer_done(&r.told);
}

void rms_oom_oracles(rms_span input, rms_oom_attempt attempt, rms_oom_kind kind)
{
    struct result plain = run(input, attempt, 0, 0);
    const size_t calls = plain.seen.calls;
    RMS_ORACLE("oom.leak", plain.seen.live == 0, "%ld left: %s", plain.seen.live, rms_oracle_show(input));
    const size_t rounds = 2 * calls * calls <= RMS_OOM_BUDGET ? calls : RMS_OOM_BUDGET / 2 / calls;
    const size_t step = rounds ? calls / rounds : 1;
    for (size_t i = 0; i < rounds; i++) {
        const size_t nth = i * step + (size_t)(rms_fuzz_hash(input) % step) + 1;
        fail_one(input, attempt, kind, &plain, nth, 0);
        fail_one(input, attempt, kind, &plain, nth, 1);
    }
    struct result again = run(input, attempt, 0, 0);
    RMS_ORACLE("oom.same-again", same(&plain, &again), "%s, then %s: %s", rms_oracle_show(rms_buffer_view(&plain.told)),
               rms_oracle_show(rms_buffer_view(&again.told)), rms_oracle_show(input));
    rms_buffer_done(&plain.told);
    rms_buffer_done(&again.told);
}
