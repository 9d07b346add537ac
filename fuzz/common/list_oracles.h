/**
 * The oracles of a server list text, for the two targets that differ in its form only.
 */
#ifndef RMS_FUZZ_LIST_ORACLES_H
#define RMS_FUZZ_LIST_ORACLES_H

#include "protocol/server_list.h"

/**
 * One input through rms_server_list_parse. Oracles: those of rms_expect_servers and of rms_guard_close, and
 * list.untouched, list.offset, list.fault, list.limit, list.valid, list.round-trip, list.fixed-point, list.monotone,
 * list.same-again, list.list-max.
 */
void rms_list_oracles(rms_span text, rms_list_form form);

/** 1 when the server holds to every documented range: what a parser may hand out. */
int rms_server_is_valid(const rms_server *server);

#endif
