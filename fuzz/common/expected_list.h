/**
 * A second reading of list parameters, straight from the documents' words, to compare the parsers with. It shares no
 * code with protocol/: texts are read by jansson alone, and only what is plain (documented in every detail) gets an
 * exact answer. Everything else must be refused, or be marked with an open point.
 */
#ifndef RMS_FUZZ_EXPECTED_LIST_H
#define RMS_FUZZ_EXPECTED_LIST_H

#include "protocol/form.h"
#include "protocol/server_list.h"

/**
 * What the strict parser made of a server list text. @p servers and @p n count when @p status is RMS_OK. Oracles:
 * list.plain-accepted, list.plain-closed, list.equal, list.more-than-20, list.open-or-refused.
 */
void rms_expect_servers(rms_span text, rms_list_form form, rms_status status, uint32_t open, const rms_server *servers,
                        size_t n);

/** What the strict parser made of InstanceId.N. Oracles: ids.plain-accepted, ids.plain-closed, ids.equal,
 * ids.more-than-20, ids.open-or-refused. */
void rms_expect_ids(const rms_params *params, rms_status status, uint32_t open, char *const *ids, size_t n);

#endif
