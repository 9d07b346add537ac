/**
 * The text of a BackendServers parameter: JSON, or one of the named dialects of it.
 */
#ifndef RMS_PROTOCOL_SERVER_LIST_H
#define RMS_PROTOCOL_SERVER_LIST_H

#include "protocol/form.h"
#include "rmspec/request.h"

/** Which form the list may have. */
typedef enum rms_list_form {
    RMS_LIST_IDS_OR_OBJECTS, /**< RemoveBackendServers */
    RMS_LIST_OBJECTS         /**< RemoveVServerGroupBackendServers and the Add/Set/Create actions */
} rms_list_form;

/**
 * Parse a decoded list text.
 *
 * Owner:  *ret_servers (an array of *ret_n, never NULL on success) is freed with rms_servers_free.
 * Errors: RMS_E_FAULT with *fault (code, member, key) and err->offset inside @p text; RMS_E_NOMEM.
 *         Too many members, too long a text, too deep nesting are faults as well (TooManyBackendServers,
 * InvalidParameter).
 * @p open collects open points (bits are added).
 */
rms_status rms_server_list_parse(rms_span text, rms_list_form form, const rms_request_options *options,
                                 rms_server **ret_servers, size_t *ret_n, uint32_t *open, rms_fault *fault,
                                 rms_error *err);

/**
 * Append the canonical JSON text: objects with the members that are set, in document order, numbers in quotes. Errors
 * stick in @p out: RMS_E_NOMEM, RMS_E_LIMIT, RMS_E_SYNTAX for a text that is no UTF-8.
 */
void rms_server_list_print(const rms_server *servers, size_t n, rms_buffer *out);

/** Likewise an array of the ids alone. */
void rms_server_ids_print(const rms_server *servers, size_t n, rms_buffer *out);

void rms_servers_free(rms_server *servers, size_t n);

/** Digits of the N in Name.N. */
#define RMS_ID_NUMBER_DIGITS 9

/**
 * Read Name.1 .. Name.N out of @p params (RemoveInstances and siblings).
 * Owner:  *ret_ids and each text are freed with free(); in order of their numbers.
 * Errors: RMS_E_FAULT (MissingParameter when there is none; InvalidParameter for a bad number or more than the limit;
 *         err->offset is the pair's name_offset or value_offset), RMS_E_NOMEM.
 * Numbers: any positive distinct ones of at most RMS_ID_NUMBER_DIGITS digits, in any order; gaps are an open point. 0,
 * a sign, leading zeros, a repeated number and a name without a number are faults with their open point.
 */
rms_status rms_id_list_parse(const rms_params *params, const char *name, const rms_request_options *options,
                             char ***ret_ids, size_t *ret_n, uint32_t *open, rms_fault *fault, rms_error *err);

#endif
