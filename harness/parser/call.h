/**
 * A parser in this process: its table of functions, called with exact-size copies and held to the contract of
 * rmspec/parser.h.
 */
#ifndef RMS_HARNESS_PARSER_CALL_H
#define RMS_HARNESS_PARSER_CALL_H

#include "harness/parser/answer.h"
#include "rmspec/parser.h"

/** What is wrong with a table; NULL when it can be called. */
const char *rms_parser_table_check(const rms_parser_table *table);

/**
 * Call `parse` once. A broken contract is an answer, RMS_SAID_BROKE_CONTRACT; a form that cannot be cut is refused
 * without asking. Owner: *ret is ended with rms_parser_answer_done. Errors: RMS_E_NOMEM.
 */
rms_status rms_parser_call(const rms_parser_table *table, rms_span request, rms_parser_answer *ret);

/** Ask it like any other; @p table has to live as long. */
rms_parser rms_table_parser(const rms_parser_table *table);

/* ---- load.c ---- */

typedef struct rms_loaded_parser {
    void *object;
    const rms_parser_table *table;
} rms_loaded_parser;

/** Load a shared object that exports rms_parser_under_test. Errors: RMS_E_IO (it cannot be loaded), RMS_E_UNSUPPORTED
 * (no such function, another ABI). */
rms_status rms_parser_load(const char *path, rms_loaded_parser *ret, rms_error *err);
/** Fine on a zeroed struct. */
void rms_parser_unload(rms_loaded_parser *loaded);

#endif
