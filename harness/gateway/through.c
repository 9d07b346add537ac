#include "harness/gateway/through.h"

#include "harness/gateway/make.h"

#include <string.h>

/* "; the answer carries Age: 3; X-Cache: HIT": how caches give themselves away. */
static void put_cache_fields(const rms_exchanged *http, rms_buffer *out)
{
    static const char *const names[] = {"age", "x-cache", "x-cache-status", "cache-status", "x-proxy-cache", "via"};
    const char *before = "; the answer carries ";
    for (size_t i = 0; i < RMS_COUNT(names); i++) {
        const char *value = rms_field_value(&http->headers, names[i]);
        char shown[48];
        if (!value)
            continue;
        rms_buffer_printf(out, "%s%s: %s", before, names[i], rms_shown(rms_span_of(value), shown, sizeof shown));
        before = ", ";
    }
}

static void tell_nothing_arrived(const rms_exchanged *http, rms_changes *changes)
{
    if (http->symptom != RMS_SYMPTOM_NONE)
        rms_changes_add(changes, RMS_CHANGE_LOST, "nothing arrives, and no answer comes back: %s (%s)",
                        rms_symptom_doc(http->symptom), http->detail);
    else if (http->status / 100 == 2)
        rms_changes_add(changes, RMS_CHANGE_ANSWERED,
                        "nothing arrives that carries the request's mark, and yet %d comes back: the hop answers by "
                        "itself, or drops both SignatureNonce and %s",
                        http->status, RMS_MARK_FIELD);
    else
        rms_changes_add(changes, RMS_CHANGE_REFUSED,
                        "nothing arrives that carries the request's mark: the hop itself answers %d%s%s", http->status,
                        http->location ? ", a redirect to " : "", http->location ? http->location : "");
}

static void tell_counts(const rms_through *through, const rms_arrivals *arrived, rms_changes *changes)
{
    RMS_AUTO(rms_buffer_done) rms_buffer fields = {0};
    put_cache_fields(through->http, &fields);
    if (arrived->n > through->times)
        rms_changes_add(changes, RMS_CHANGE_SENT_AGAIN, "sent %s, the request arrives %zu times",
                        through->times == 1 ? "once" : "several times", arrived->n);
    else if (arrived->n < through->times && through->http->symptom == RMS_SYMPTOM_NONE)
        rms_changes_add(changes, RMS_CHANGE_CACHED,
                        "sent %zu times, the request arrives %zu time%s: the hop answers from a cache%s",
                        through->times, arrived->n, arrived->n == 1 ? "" : "s", fields.p ? fields.p : "");
}

static void compare_answer(const rms_through *through, const rms_arrivals *arrived, rms_changes *changes)
{
    const rms_exchanged *http = through->http;
    const rms_hop_answer came = {.status = http->status,
                                 .content_type = http->content_type,
                                 .headers = &http->headers,
                                 .body = {http->body, http->body_n},
                                 .body_bytes = http->body_n};
    if (http->symptom != RMS_SYMPTOM_NONE)
        rms_changes_add(changes, RMS_CHANGE_LOST, "the request arrives, and its answer does not come back: %s (%s)",
                        rms_symptom_doc(http->symptom), http->detail);
    else if (arrived->n >= through->times) /* else the last answer belongs to an earlier request */
        rms_compare_answers(&arrived->v[arrived->n - 1].answer, &came, changes);
}

rms_status rms_through_compare(const rms_through *through, const rms_arrivals *arrived, rms_changes *changes)
{
    const rms_wire *wire = through->wire;
    RMS_AUTO(rms_params_done) rms_params fields = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer target = {0};
    if (!arrived->n) {
        tell_nothing_arrived(through->http, changes);
        return RMS_OK;
    }
    const rms_status status = rms_hop_fields(through->base_url, wire, &fields);
    rms_hop_target(through->base_url, wire, &target);
    if (status != RMS_OK || target.status != RMS_OK)
        return status == RMS_OK ? target.status : status;
    const rms_hop_request sent = {.method = wire->method,
                                  .target = target.p,
                                  .version = "HTTP/1.1",
                                  .headers = &fields,
                                  .body = {wire->body, wire->body_n},
                                  .body_bytes = wire->body_n};
    tell_counts(through, arrived, changes);
    rms_compare_requests(&sent, &arrived->v[arrived->n - 1].request, changes);
    compare_answer(through, arrived, changes);
    return RMS_OK;
}
