#include "harness/exchange/pace.h"

unsigned rms_pace_take(rms_pace *pace, double now_ms)
{
    if (!pace->per_second)
        return 0;
    if (pace->next_ms < now_ms)
        pace->next_ms = now_ms;
    const double wait = pace->next_ms - now_ms;
    pace->next_ms += 1000.0 / pace->per_second;
    const unsigned whole = (unsigned)wait;
    return (double)whole < wait ? whole + 1 : whole;
}
