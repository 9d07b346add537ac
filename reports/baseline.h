/**
 * Entries of a baseline in words. For reports/ only.
 */
#ifndef RMS_REPORTS_BASELINE_H
#define RMS_REPORTS_BASELINE_H

#include "reports/event.h"

/** Bytes of a sentence; a longer one of the event's is cut. */
#define BASELINE_SENTENCE_BYTES 512

/**
 * What became of the entry, and what to do about it: the event's own text, or else one like "what it names passed (2
 * checks): remove the entry".
 */
void baseline_sentence(const rms_event_baseline *entry, char text[BASELINE_SENTENCE_BYTES]);

/** "known failure" or "known to be flaky". */
const char *baseline_kind(const rms_event_baseline *entry);

/** 1 when an entry in that state fails the run. */
int baseline_fails(rms_baseline_state state);

/** The entry as it was written, a line a member: where, pattern, reason, owner, expires. Owner: free(). NULL without
 * memory. */
char *baseline_facts(const rms_event_baseline *entry);

#endif
