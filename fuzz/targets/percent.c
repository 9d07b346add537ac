/* Percent-encoding: what is encoded decodes to itself, and what decodes has one canonical form. */
#include "protocol/percent.h"
#include "fuzz/common/oracle.h"

#include <stdlib.h>
#include <string.h>

static int is_canonical(rms_span text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~%";
    for (size_t i = 0; i < text.n; i++)
        if (!text.p[i] || !strchr(plain, text.p[i]))
            return 0;
    return 1;
}

/* encode() of any bytes decodes to them again, whatever '+' means: a '+' of the input travels as %2B. */
static void round_trip(rms_span input)
{
    RMS_AUTO(rms_buffer_done) rms_buffer encoded = {0};
    rms_percent_encode(input, &encoded);
    RMS_ORACLE("percent.encodes-all", encoded.status == RMS_OK, "%s", rms_oracle_show(input));
    const rms_span text = rms_buffer_view(&encoded);
    RMS_ORACLE("percent.unreserved", is_canonical(text), "%s", rms_oracle_show(text));
    RMS_ORACLE("percent.length", text.n <= 3 * input.n, "%zu bytes for %zu", text.n, input.n);
    for (int plus = RMS_PLUS_IS_PLUS; plus <= RMS_PLUS_IS_SPACE; plus++) {
        RMS_AUTO(rms_buffer_done) rms_buffer decoded = {0};
        const rms_status status = rms_percent_decode(text, (rms_plus)plus, &decoded, NULL);
        RMS_ORACLE("percent.round-trip", status == RMS_OK && rms_span_equal(rms_buffer_view(&decoded), input),
                   "%s became %s (%s)", rms_oracle_show(input), rms_oracle_show(rms_buffer_view(&decoded)),
                   rms_status_text(status));
    }
}

/* Where the first escape stands that is cut or not hexadecimal; the length when there is none. */
static size_t bad_escape(rms_span text)
{
    static const char digits[] = "0123456789ABCDEFabcdef";
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '%')
            continue;
        for (size_t k = i + 1; k <= i + 2; k++)
            if (k >= text.n || !text.p[k] || !strchr(digits, text.p[k]))
                return i;
        i += 2;
    }
    return text.n;
}

static void decoding(rms_span input, rms_plus plus)
{
    RMS_AUTO(rms_buffer_done) rms_buffer decoded = {0};
    rms_buffer_puts(&decoded, "kept");
    rms_error err = {0};
    const size_t bad = bad_escape(input);
    const rms_status status = rms_percent_decode(input, plus, &decoded, &err);
    const rms_span all = rms_buffer_view(&decoded);
    if (bad < input.n) {
        RMS_ORACLE("percent.bad-escape", status == RMS_E_SYNTAX && err.offset == bad, "%s: %s at %zu, not at %zu",
                   rms_oracle_show(input), rms_status_text(status), err.offset, bad);
        RMS_ORACLE("percent.untouched", rms_span_equal(all, rms_span_of("kept")), "%s", rms_oracle_show(all));
        return;
    }
    RMS_ORACLE("percent.decodes", status == RMS_OK, "%s: %s", rms_oracle_show(input), rms_status_text(status));
    const rms_span out = {all.p + 4, all.n - 4};
    RMS_ORACLE("percent.never-longer", out.n <= input.n, "%zu bytes from %zu", out.n, input.n);
    round_trip(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    const rms_span input = rms_fuzz_copy(data, size);
    round_trip(input);
    decoding(input, RMS_PLUS_IS_PLUS);
    decoding(input, RMS_PLUS_IS_SPACE);
    free((char *)input.p);
    return 0;
}
