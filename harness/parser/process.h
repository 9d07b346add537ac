/**
 * A parser behind a pipe: a program that is kept running, reads requests on standard input and prints one line each.
 *
 * Frame:  four bytes, the length, most significant first; then the request in its one form.
 * Answer: one line of JSON, ended by a line feed.
 *
 * The process is started when it is asked first, started anew when it died, did not answer in time or said anything but
 * one line, and killed with its process group at the end. A fresh one is first asked a plain valid request, whose
 * answer is not looked at, so that the time that a start takes does not count.
 */
#ifndef RMS_HARNESS_PARSER_PROCESS_H
#define RMS_HARNESS_PARSER_PROCESS_H

#include "harness/parser/answer.h"

/** Limits in milliseconds: of one answer, of a start, and how long a line behind the answer is waited for. */
#define RMS_PROCESS_TIMEOUT_MS 2000
#define RMS_PROCESS_START_MS   30000
#define RMS_PROCESS_LISTEN_MS  50

typedef struct rms_process rms_process;

typedef struct rms_process_counts {
    size_t asked, started, died, hung;
} rms_process_counts;

/**
 * Owner:  *ret is ended with rms_process_free; @p argv (ends with NULL) stays the caller's and has to live as long.
 * Errors: RMS_E_NOMEM. Whether the program can be started is told by the first question.
 */
rms_status rms_process_new(char *const *argv, unsigned timeout_ms, rms_process **ret);
/** NULL is fine. */
void rms_process_free(rms_process *process);
/** Fits RMS_AUTO. */
void rms_process_freep(rms_process **process);

rms_parser rms_process_parser(rms_process *process);
rms_process_counts rms_process_count(const rms_process *process);

/** Listen this long behind every answer for lines that must not be there; 0 (at first): only for what is there already.
 */
void rms_process_listen(rms_process *process, unsigned ms);

#endif
