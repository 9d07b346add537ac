/**
 * What a case says about how its requests are signed and spelled. docs/case-language.md has the words.
 */
#ifndef RMS_HARNESS_CASES_SIGNING_H
#define RMS_HARNESS_CASES_SIGNING_H

#include "protocol/signature.h"

/** X(enum, word, what): which signature a request carries; `Signature: {sign: WORD}`. */
#define RMS_SIGNED_MAP(XX)                                                                                             \
    XX(RMS_SIGNED_AS_SENT, "as-sent", "the one of what is sent")                                                       \
    XX(RMS_SIGNED_BEFORE_CHANGE, "before-change", "the one of the plain request, without what `send` changes")         \
    XX(RMS_SIGNED_WRONG_SECRET, "wrong-secret", "made with another secret than the key's")                             \
    XX(RMS_SIGNED_OTHER_METHOD, "other-method", "made for POST where GET is sent, and the other way round")            \
    XX(RMS_SIGNED_OTHER_HOST, "other-host", "made for another host; V3 only")                                          \
    XX(RMS_SIGNED_BARE_AMPERSAND, "bare-ampersand", "made with '&' where '%26' belongs; V1 only")
#define RMS_SIGNED_AS_ENUM(id, word, doc) id,
typedef enum rms_signed { RMS_SIGNED_MAP(RMS_SIGNED_AS_ENUM) RMS_SIGNED_COUNT } rms_signed;
const char *rms_signed_word(rms_signed how);

/** X(enum, word, what): how values are spelled on the way; `encoding`. A signature is that of the values. */
#define RMS_ENCODING_MAP(XX)                                                                                           \
    XX(RMS_ENCODING_AS_SIGNED, "as-signed", "as the signature wants it")                                               \
    XX(RMS_ENCODING_PLUS, "plus", "a blank is '+'")                                                                    \
    XX(RMS_ENCODING_TILDE, "tilde", "'~' is %7E")                                                                      \
    XX(RMS_ENCODING_LOWER_HEX, "lower-hex", "hexadecimal digits in lower case: %2f")
#define RMS_ENCODING_AS_ENUM(id, word, doc) id,
typedef enum rms_encoding { RMS_ENCODING_MAP(RMS_ENCODING_AS_ENUM) RMS_ENCODING_COUNT } rms_encoding;
const char *rms_encoding_word(rms_encoding encoding);

#endif
