#include "fuzz/common/oracle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 200, RING = 4, DETAIL_MAX = 4096 };

void rms_oracle_broken(const char *id, const char *format, ...)
{
    static char detail[DETAIL_MAX];
    va_list values;
    va_start(values, format);
    (void)vsnprintf(detail, sizeof detail, format, values);
    va_end(values);
    for (char *c = detail; *c; c++) /* one line that can be printed, whatever the values are */
        if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7f)
            *c = ' ';
    fprintf(stderr, "RMS-ORACLE id=%s detail=%s\n", id, detail);
    fflush(stderr);
    abort();
}

const char *rms_oracle_show(rms_span bytes)
{
    static char ring[RING][SHOWN_MAX * 4 + sizeof "..."];
    static unsigned turn;
    char *const text = ring[turn++ % RING];
    char *end = text;
    for (size_t i = 0; i < bytes.n && i < SHOWN_MAX; i++) {
        const unsigned char c = (unsigned char)bytes.p[i];
        const int plain = c >= ' ' && c < 0x7f && c != '\\';
        end += plain ? sprintf(end, "%c", c) : sprintf(end, "\\x%02X", c);
    }
    strcpy(end, bytes.n > SHOWN_MAX ? "..." : "");
    return text;
}

rms_span rms_fuzz_copy(const uint8_t *data, size_t size)
{
    char *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    if (size)
        memcpy(copy, data, size);
    return (rms_span){copy, size};
}

uint64_t rms_fuzz_hash(rms_span bytes)
{
    uint64_t hash = 0xcbf29ce484222325u ^ bytes.n;
    for (size_t i = 0; i < bytes.n; i += sizeof hash) {
        uint64_t word = 0;
        memcpy(&word, bytes.p + i, bytes.n - i < sizeof word ? bytes.n - i : sizeof word);
        hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash;
}

int rms_fuzz_thorough;

int rms_fuzz_sampled(uint64_t hash, unsigned oracle)
{
    return rms_fuzz_thorough || (hash >> 8) % RMS_FUZZ_EVERY == oracle % RMS_FUZZ_EVERY;
}
