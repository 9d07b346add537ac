/**
 * An even pace: so many requests a second, none sooner after the one before it. Pure: the time is given.
 */
#ifndef RMS_HARNESS_EXCHANGE_PACE_H
#define RMS_HARNESS_EXCHANGE_PACE_H

/** Most requests a second that can be asked for; above it the wait would be below a millisecond. */
#define RMS_RATE_MAX 1000

typedef struct rms_pace {
    unsigned per_second; /**< 0: as fast as can be */
    double next_ms;      /**< when the next request is due */
} rms_pace;

/** Take the next place: milliseconds, rounded up, to wait from @p now_ms until the request may go out. */
unsigned rms_pace_take(rms_pace *pace, double now_ms);

#endif
