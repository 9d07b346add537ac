#include "harness/exchange/base64.h"

#include <limits.h>
#include <openssl/evp.h>
#include <string.h>

enum { PIECE = 3 * 1024, PIECE_TEXT = PIECE / 3 * 4 };

void rms_base64_encode(rms_span bytes, rms_buffer *out)
{
    unsigned char text[PIECE_TEXT + 1];
    if (bytes.n > INT_MAX / 2 && out->status == RMS_OK)
        out->status = RMS_E_LIMIT;
    for (size_t at = 0; at < bytes.n && out->status == RMS_OK; at += PIECE) {
        const size_t n = bytes.n - at < PIECE ? bytes.n - at : PIECE;
        const int made = EVP_EncodeBlock(text, (const unsigned char *)bytes.p + at, (int)n);
        rms_buffer_append(out, text, (size_t)made);
    }
    rms_buffer_append(out, "", 0);
}

/* Letters of the alphabet, then at most two '=', four to a group. */
static int is_base64(rms_span text)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = text.n;
    while (n && text.n - n < 2 && text.p[n - 1] == '=')
        n--;
    for (size_t i = 0; i < n; i++)
        if (!text.p[i] || !strchr(alphabet, text.p[i]))
            return 0;
    return text.n % 4 == 0;
}

rms_status rms_base64_decode(rms_span text, rms_buffer *out)
{
    unsigned char bytes[PIECE];
    if (!is_base64(text))
        return RMS_E_SYNTAX;
    for (size_t at = 0; at < text.n && out->status == RMS_OK; at += PIECE_TEXT) {
        const size_t n = text.n - at < PIECE_TEXT ? text.n - at : PIECE_TEXT;
        int made = EVP_DecodeBlock(bytes, (const unsigned char *)text.p + at, (int)n);
        if (at + n == text.n)
            made -= text.p[text.n - 1] == '=' ? 1 + (text.p[text.n - 2] == '=') : 0;
        if (made < 0)
            return RMS_E_SYNTAX;
        rms_buffer_append(out, bytes, (size_t)made);
    }
    rms_buffer_append(out, "", 0);
    return out->status;
}
