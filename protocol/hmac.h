/**
 * HMAC, which both signatures are made of.
 */
#ifndef RMS_PROTOCOL_HMAC_H
#define RMS_PROTOCOL_HMAC_H

#include "rmspec/status.h"

typedef enum rms_hash { RMS_HASH_SHA1, RMS_HASH_SHA256, RMS_HASH_COUNT } rms_hash;

/** Bytes of the longest. */
#define RMS_HMAC_SIZE_MAX 32

/** 20 or 32 bytes in @p ret. @p key has at least one byte. Errors: RMS_E_IO, when libcrypto has no such thing or no
 * memory. */
rms_status rms_hmac(rms_hash hash, rms_span key, rms_span text, unsigned char ret[RMS_HMAC_SIZE_MAX]);

#endif
