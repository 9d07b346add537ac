#include "harness/gateway/look.h"

#include "harness/exchange/sign_for.h"
#include "harness/gateway/make.h"
#include "harness/gateway/through.h"

#include <ctype.h>
#include <time.h>

/* The longest list that the documents allow. */
enum { SERVERS = 20 };

/* Two requests, since what one of them shows may keep the other from arriving: a query that is decoded on the way and
 * has a blank in it is no request any more. */
static const struct {
    const char *comma;
    const char *tail; /* of the last id, which nothing has anyway */
    size_t servers;
} looks[RMS_LOOKS] = {{",", "%41", SERVERS}, {", ", "", 2}};

/* "lb-rmspec1a2b3c4dlook7": the letters and digits of the prefix make it the run's, and nothing has it. */
static void put_id(const char *shape, const char *prefix, size_t number, rms_buffer *out)
{
    rms_buffer_printf(out, "%s-", shape);
    for (const char *c = prefix; *c; c++)
        if (isalnum((unsigned char)*c))
            rms_buffer_putc(out, (char)tolower((unsigned char)*c));
    rms_buffer_printf(out, "look%zu", number);
}

static void put_list(const char *prefix, size_t which, rms_buffer *out)
{
    const size_t n = looks[which].servers;
    for (size_t i = 0; i < n; i++) {
        rms_buffer_puts(out, i ? looks[which].comma : "[");
        rms_buffer_puts(out, "{\"ServerId\":\"");
        put_id("i", prefix, i, out);
        rms_buffer_printf(out, "%s\",\"Type\":\"ecs\",\"Weight\":\"100\"}", i + 1 == n ? looks[which].tail : "");
    }
    rms_buffer_puts(out, "]");
}

static rms_status put_params(const rms_arrange_options *how, size_t which, rms_params *ret)
{
    RMS_AUTO(rms_buffer_done) rms_buffer id = {0}, list = {0};
    put_id("lb", how->prefix, which, &id);
    put_list(how->prefix, which, &list);
    rms_status status = id.status == RMS_OK ? list.status : id.status;
    const char *const pairs[][2] = {{"Action", "RemoveBackendServers"},
                                    {"Version", rms_product_version(RMS_PRODUCT_SLB)},
                                    {"Format", rms_format_name(RMS_FORMAT_JSON)},
                                    {"RegionId", how->region},
                                    {"LoadBalancerId", id.p},
                                    {"BackendServers", list.p}};
    for (size_t i = 0; i < RMS_COUNT(pairs) && status == RMS_OK; i++)
        status = rms_params_put(ret, pairs[i][0], pairs[i][1]);
    return status;
}

static rms_status make(const rms_arrange_options *how, size_t which, const char *mark, rms_wire *ret)
{
    static const rms_case_wire plain = {0};
    RMS_AUTO(rms_params_done) rms_params params = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer host = {0};
    rms_sign_with with;
    rms_status status = put_params(how, which, &params);
    if (status == RMS_OK)
        status = rms_sign_for(&how->sign, how->url[RMS_PRODUCT_SLB], mark, (int64_t)time(NULL), &host, &with);
    if (status == RMS_OK)
        status = rms_sign_freshen(&params, &with);
    return status == RMS_OK ? rms_hop_make(&plain, RMS_LAYOUT_GET, &params, &with, mark, ret, NULL) : status;
}

static rms_status compare(const rms_through *through, const rms_upstream *upstream, const char *mark,
                          rms_changes *changes)
{
    rms_arrivals arrived = {0};
    rms_error why = {0};
    rms_status status = rms_upstream_ask(upstream, mark, &arrived, &why);
    if (status == RMS_E_NOMEM || status == RMS_E_INTERRUPTED)
        return status;
    rms_arrivals_keep_marked(&arrived, mark);
    status = status == RMS_OK ? rms_through_compare(through, &arrived, changes) : RMS_OK;
    rms_arrivals_done(&arrived);
    return status == RMS_OK ? changes->status : status;
}

/* *ret_silent: no answer came, so that another request would be in vain. */
static rms_status look(rms_exchanger *exchanger, const rms_arrange_options *how, const rms_upstream *upstream,
                       size_t which, const char *mark, rms_changes *changes, int *ret_silent)
{
    const char *url = how->url[RMS_PRODUCT_SLB];
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    RMS_AUTO(rms_exchanged_done) rms_exchanged http = {0};
    rms_status status = make(how, which, mark, &wire);
    if (status == RMS_OK)
        status = rms_exchange_perform(exchanger, url, &wire, &http);
    if (status == RMS_OK && http.symptom == RMS_SYMPTOM_INTERRUPTED)
        status = RMS_E_INTERRUPTED;
    *ret_silent = http.symptom != RMS_SYMPTOM_NONE;
    const rms_through through = {.base_url = url, .wire = &wire, .http = &http, .times = 1};
    return status == RMS_OK ? compare(&through, upstream, mark, changes) : status;
}

rms_status rms_hop_look(rms_exchanger *exchanger, const rms_arrange_options *how, const rms_upstream *upstream,
                        const char *const marks[RMS_LOOKS], rms_changes *changes)
{
    rms_status status = RMS_OK;
    int is_silent = !how->url[RMS_PRODUCT_SLB];
    for (size_t i = 0; i < RMS_LOOKS && status == RMS_OK && !is_silent; i++)
        status = look(exchanger, how, upstream, i, marks[i], changes, &is_silent);
    return status;
}
