/* The InstanceId.N pairs of a form, as RemoveInstances takes them. */
#include "fuzz/common/expected_list.h"
#include "fuzz/common/guard.h"
#include "fuzz/common/oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything that one call writes. */
struct result {
    rms_status status;
    char **ids;
    size_t n;
    uint32_t open;
    rms_fault fault;
    rms_error err;
};

static char *untouched;

static struct result parse(const rms_params *params, size_t list_max)
{
    const rms_request_options options = {.list_max = list_max};
    struct result r = {.ids = &untouched, .n = 77, .fault = {.member = 77}, .err = {.offset = 77}};
    r.status = rms_id_list_parse(params, "InstanceId", &options, &r.ids, &r.n, &r.open, &r.fault, &r.err);
    return r;
}

static void done(struct result *r)
{
    for (size_t i = 0; r->status == RMS_OK && i < r->n; i++)
        free(r->ids[i]);
    if (r->status == RMS_OK)
        free(r->ids);
}

static int same_ids(const struct result *a, const struct result *b)
{
    if (a->status != b->status || a->open != b->open)
        return 0;
    for (size_t i = 0; a->status == RMS_OK && i < a->n; i++)
        if (a->n != b->n || strcmp(a->ids[i], b->ids[i]) != 0)
            return 0;
    return 1;
}

static void contract(rms_span text, const struct result *r)
{
    if (r->status != RMS_OK) {
        RMS_ORACLE("ids.fault", r->status == RMS_E_FAULT && r->fault.code && r->fault.parameter, "%s: %s",
                   rms_status_text(r->status), rms_oracle_show(text));
        RMS_ORACLE("ids.untouched", r->ids == &untouched && r->n == 77, "%zu ids: %s", r->n, rms_oracle_show(text));
        RMS_ORACLE("ids.offset", r->err.offset <= text.n, "%zu behind %zu: %s", r->err.offset, text.n,
                   rms_oracle_show(text));
        return;
    }
    RMS_ORACLE("ids.limit", r->n >= 1 && r->n <= RMS_LIST_MAX, "%zu ids: %s", r->n, rms_oracle_show(text));
    for (size_t i = 0; i < r->n; i++)
        RMS_ORACLE("ids.valid", *r->ids[i] && strlen(r->ids[i]) <= RMS_ID_MAX, "number %zu: %s", i + 1,
                   rms_oracle_show(text));
}

/* The ids numbered from 1 give the same ids. */
static void round_trip(rms_span text, const struct result *r)
{
    RMS_AUTO(rms_params_done) rms_params printed = {0};
    for (size_t i = 0; i < r->n; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "InstanceId.%zu", i + 1);
        RMS_ORACLE("ids.round-trip", rms_params_put(&printed, name, r->ids[i]) == RMS_OK, "no memory");
    }
    struct result again = parse(&printed, 0);
    const uint32_t open = again.open;
    again.open = r->open;
    RMS_ORACLE("ids.round-trip", same_ids(r, &again), "%s", rms_oracle_show(text));
    RMS_ORACLE("ids.fixed-point", (open & ~r->open) == 0, "open points %#x, not %#x: %s", open, r->open,
               rms_oracle_show(text));
    done(&again);
}

/* Pairs whose names differ may stand in any order: here the last first. */
static void reversed(rms_span text, const rms_params *params, const struct result *r)
{
    for (size_t i = 0; i < params->n; i++)
        for (size_t k = 0; k < i; k++)
            if (rms_span_equal((rms_span){params->v[i].name, params->v[i].name_n},
                               (rms_span){params->v[k].name, params->v[k].name_n}))
                return;
    rms_params back = {.v = malloc((params->n + 1) * sizeof *back.v), .n = params->n};
    for (size_t i = 0; back.v && i < params->n; i++)
        back.v[i] = params->v[params->n - 1 - i];
    struct result second = parse(&back, 0);
    RMS_ORACLE("ids.any-order", same_ids(r, &second), "%s", rms_oracle_show(text));
    done(&second);
    free(back.v);
}

static void larger_limit(rms_span text, const rms_params *params, const struct result *r)
{
    struct result large = parse(params, 2 * RMS_LIST_MAX);
    if (r->status == RMS_OK || !(r->open & RMS_OPEN_MORE_THAN_20))
        RMS_ORACLE("ids.list-max", same_ids(r, &large), "%s", rms_oracle_show(text));
    else if (large.status == RMS_OK)
        RMS_ORACLE("ids.list-max", large.n > RMS_LIST_MAX && large.n <= 2 * (size_t)RMS_LIST_MAX, "%zu ids: %s",
                   large.n, rms_oracle_show(text));
    done(&large);
}

static void all_oracles(rms_span text)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    if (rms_form_parse(text, RMS_PLACE_QUERY, &params, NULL) != RMS_OK)
        return;
    const uint64_t hash = rms_fuzz_hash(text);
    struct result r = parse(&params, 0);
    contract(text, &r);
    rms_expect_ids(&params, r.status, r.open, r.ids, r.n);
    if (r.status == RMS_OK)
        round_trip(text, &r);
    if (rms_fuzz_sampled(hash, 0) && params.n <= 100)
        reversed(text, &params, &r);
    if (rms_fuzz_sampled(hash, 1))
        larger_limit(text, &params, &r);
    done(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    const rms_span text = rms_fuzz_copy(data, size);
    rms_guard_open();
    all_oracles(text);
    rms_guard_close(text);
    free((char *)text.p);
    return 0;
}
