/**
 * A run as it was told, all of it at once: what a JSON report holds. Part of the vocabulary like reports/event.h.
 */
#ifndef RMS_REPORTS_RECORDED_H
#define RMS_REPORTS_RECORDED_H

#include "reports/event.h"

typedef struct rms_recorded {
    const char *name; /**< of the file */
    int finished;     /**< 0: the program was ended before its last event; `end` then says what there was */
    rms_event_begin begin;
    int has_plan; /**< 0: it ended before there was a plan */
    rms_event_plan plan;
    rms_event_probe *probes;
    size_t n_probes;
    rms_event_arrange_failed *lost;
    size_t n_lost;
    rms_event_check *checks;
    size_t n_checks;
    rms_event_baseline *baselines;
    size_t n_baselines;
    rms_event_texts notes;
    rms_event_end end;
    void *memory; /**< the owner's */
} rms_recorded;

#endif
