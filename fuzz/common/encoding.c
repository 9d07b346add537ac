#include "fuzz/common/encoding.h"

#include <libxml/encoding.h>
#include <string.h>
#include <strings.h>

/* The name of an encoding at @p at, with '=' and blanks before its quotes; UTF-8 is none that needs a conversion. */
static int is_utf8(rms_span text, size_t at)
{
    static const char name[] = "UTF-8";
    while (at < text.n && strchr(" \t\r\n=", text.p[at]) && text.p[at])
        at++;
    const size_t n = sizeof name - 1;
    return text.n - at > n + 1 && strchr("\"'", text.p[at]) && strncasecmp(text.p + at + 1, name, n) == 0 &&
           text.p[at + 1 + n] == text.p[at];
}

int rms_fuzz_is_converted(rms_span input)
{
    static const char declared[] = "encoding";
    const size_t n = sizeof declared - 1;
    for (size_t i = 0; i + n <= input.n; i++)
        if (memcmp(input.p + i, declared, n) == 0 && !is_utf8(input, i + n))
            return 1;
    const xmlCharEncoding seen = xmlDetectCharEncoding((const unsigned char *)input.p, (int)input.n);
    return seen != XML_CHAR_ENCODING_NONE && seen != XML_CHAR_ENCODING_UTF8;
}
