/**
 * The RequestIds of a run: whether any came twice. Thread-safe.
 */
#ifndef RMS_HARNESS_JUDGE_REQUEST_IDS_H
#define RMS_HARNESS_JUDGE_REQUEST_IDS_H

#include "harness/cases/arena.h"
#include "protocol/catalogue.h"
#include "reports/event.h"

typedef struct rms_request_ids rms_request_ids;

/** NULL without memory. */
rms_request_ids *rms_request_ids_new(void);
void rms_request_ids_free(rms_request_ids *ids);

/** Note the id of one answer; @p where (the check run's id) has to outlive @p ids. Errors: RMS_E_NOMEM. */
rms_status rms_request_ids_add(rms_request_ids *ids, const rms_action_row *action, const char *id, const char *where);

/** How many answers of an action had an id. */
size_t rms_request_ids_count(rms_request_ids *ids, const rms_action_row *action);

/** Append a sentence for each id that came more than once ("" when none did); returns how many did. */
size_t rms_request_ids_repeated(rms_request_ids *ids, const rms_action_row *action, rms_buffer *out);

/** Bytes of an id that are told; of a longer one the beginning, its length and a digest. */
#define RMS_REQUEST_ID_TOLD_MAX 200
/** What another shard needs to judge all of them together: "WHERE ID", by id. Owner: @p arena. Errors: RMS_E_NOMEM. */
rms_status rms_request_ids_list(rms_request_ids *ids, const rms_action_row *action, rms_arena *arena,
                                rms_event_texts *ret);

#endif
