/**
 * One member of a server list: an id, or an object with the documented keys.
 */
#ifndef RMS_PROTOCOL_SERVER_ENTRY_H
#define RMS_PROTOCOL_SERVER_ENTRY_H

#include "protocol/findings.h"
#include "protocol/server_list.h"

#include <jansson.h>

/** The list that is being read. */
typedef struct rms_list_reader {
    rms_span text; /**< as it was sent */
    rms_list_form form;
    uint32_t dialects;
    rms_findings found;
    int ids;     /**< members that are ids */
    int objects; /**< members that are objects */
} rms_list_reader;

/** Add a fault of a member or of one of its keys (NULL: of none). */
void rms_list_refuse(rms_list_reader *reader, const char *code, int member, const char *key, uint32_t open,
                     const char *what);

/**
 * Read the member @p index. What is wrong with it goes to reader->found; *ret then is incomplete, its server_id
 * possibly NULL, and to be freed all the same. Errors: RMS_E_NOMEM.
 */
rms_status rms_server_entry_read(rms_list_reader *reader, json_t *member, int index, rms_server *ret);

/** Free what @p server holds. */
void rms_server_entry_done(rms_server *server);

#endif
