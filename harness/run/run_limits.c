/* The conditions that a run is held under, told at its beginning, and what they did, told at its end. */
#include "harness/run/running.h"

#include <stdio.h>

void rms_run_tell_conditions(const rms_running *r)
{
    for (size_t i = 0; i < r->options.n_notes; i++)
        rms_emit_note(&r->emitter, r->options.notes[i]);
    if (r->options.exchange.transport.insecure)
        rms_emit_note(&r->emitter, "the endpoint's certificate is not verified (--insecure): who answers may be "
                                   "somebody else");
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

void rms_run_tell_limits(const rms_running *r)
{
    const rms_exchange_options *asked = &r->options.exchange;
    const rms_exchanger_limits did = rms_exchanger_get_limits(r->context.exchanger);
    char text[RMS_RUN_REASON_BYTES];
    if (did.spent || did.beyond) {
        (void)snprintf(text, sizeof text,
                       "the request budget of %u (--max-requests) is used up; %zu more request%s cleaned up",
                       asked->max_requests, did.beyond, plural(did.beyond));
        rms_emit_note(&r->emitter, text);
    }
    if (did.waited_ms > 0) {
        (void)snprintf(text, sizeof text, "requests waited %.1f s in all to keep the rate of %u a second (--rate)",
                       did.waited_ms / 1e3, asked->rate);
        rms_emit_note(&r->emitter, text);
    }
    if (did.lower_http)
        rms_emit_note(&r->emitter, "HTTP/2 was asked for (--http-version), and answers came in an older version");
}
