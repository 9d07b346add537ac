#include "fuzz/common/guard.h"

#include "fuzz/common/oracle.h"

#include <jansson.h>
#include <stdlib.h>

void rms_guard_start(void)
{
    static int started;
    if (!started)
        json_set_alloc_funcs(malloc, free);
    started = 1;
}

void rms_guard_open(void)
{
    rms_guard_start();
    rms_allocations_arm(0);
}

void rms_guard_close(rms_span input)
{
    const rms_allocations seen = rms_allocations_disarm();
    RMS_ORACLE("guard.leak", seen.live == 0, "%ld allocations of %s", seen.live, rms_oracle_show(input));
    RMS_ORACLE("guard.work", seen.calls <= RMS_GUARD_CALLS(input.n), "%zu allocations for %zu bytes: %s", seen.calls,
               input.n, rms_oracle_show(input));
    RMS_ORACLE("guard.memory", seen.bytes <= RMS_GUARD_BYTES(input.n), "%zu bytes for %zu bytes: %s", seen.bytes,
               input.n, rms_oracle_show(input));
}
