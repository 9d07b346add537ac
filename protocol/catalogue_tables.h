/**
 * The catalogue's tables, for protocol/catalogue*.c only: everybody else asks through protocol/catalogue.h.
 */
#ifndef RMS_PROTOCOL_CATALOGUE_TABLES_H
#define RMS_PROTOCOL_CATALOGUE_TABLES_H

#include "protocol/catalogue.h"

extern const rms_action_row rms_catalogue_action_rows[];
extern const size_t rms_catalogue_action_rows_n;

/** Of one scope the row that an endpoint would most likely answer with comes first. */
extern const rms_code_row rms_catalogue_code_rows[];
extern const size_t rms_catalogue_code_rows_n;

#endif
