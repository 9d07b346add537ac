/**
 * A number that is alike for like texts: FNV-1a. It tells apart what differs by accident, nothing more.
 */
#ifndef RMS_PROTOCOL_DIGEST_H
#define RMS_PROTOCOL_DIGEST_H

#include <stdint.h>

#define RMS_DIGEST_START UINT64_C(0xcbf29ce484222325)

/** Go on with a text; its end counts, so that "a" "bc" is not "ab" "c". */
static inline uint64_t rms_digest(uint64_t digest, const char *text)
{
    for (; *text; text++)
        digest = (digest ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return (digest ^ 0xFF) * UINT64_C(0x100000001b3);
}

#endif
