/**
 * What keeps a run short when an endpoint hangs: after RMS_BREAKER_LIMIT times of one kind the rest of that kind is not
 * tried. Thread-safe.
 */
#ifndef RMS_HARNESS_RUN_BREAKER_H
#define RMS_HARNESS_RUN_BREAKER_H

#include "protocol/catalogue.h"

#define RMS_BREAKER_LIMIT 3

/** X(enum, what has happened, for the reason of a skip) */
#define RMS_BREAKER_MAP(XX)                                                                                            \
    XX(RMS_BREAKER_TIMEOUT, "gave no whole answer within the time limit")                                              \
    XX(RMS_BREAKER_UNREACHABLE, "could not be reached")                                                                \
    XX(RMS_BREAKER_ARRANGE, "could not be put its question: arranging ran into the time limit")                        \
    XX(RMS_BREAKER_ACTIVITY, "started a scaling activity that did not end")                                            \
    XX(RMS_BREAKER_SETTLE, "left a world that did not become what was expected")
#define RMS_BREAKER_AS_ENUM(id, text) id,
typedef enum rms_breaker_kind { RMS_BREAKER_MAP(RMS_BREAKER_AS_ENUM) RMS_BREAKER_COUNT } rms_breaker_kind;

typedef struct rms_breaker rms_breaker;

/** NULL without memory. */
rms_breaker *rms_breaker_new(void);
void rms_breaker_free(rms_breaker *breaker);

void rms_breaker_count(rms_breaker *breaker, const rms_action_row *action, rms_breaker_kind kind);
/** 1 when that kind has happened RMS_BREAKER_LIMIT times. */
int rms_breaker_is_open(rms_breaker *breaker, const rms_action_row *action, rms_breaker_kind kind);
/** "gave no whole answer within the time limit" */
const char *rms_breaker_text(rms_breaker_kind kind);

#endif
