/**
 * The secrets that are known, for mask.c only.
 */
#ifndef RMS_HARNESS_EXCHANGE_SECRETS_H
#define RMS_HARNESS_EXCHANGE_SECRETS_H

#include "harness/exchange/mask.h"

/** Bytes of a known secret at the start of @p text, however it is written; 0 for none. */
size_t rms_secret_length(rms_span text);

#endif
