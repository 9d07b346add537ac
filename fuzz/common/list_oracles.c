#include "fuzz/common/list_oracles.h"

#include "fuzz/common/expected_list.h"
#include "fuzz/common/guard.h"
#include "fuzz/common/oracle.h"

#include <stdlib.h>
#include <string.h>

/* Everything that one call writes. */
struct result {
    rms_status status;
    rms_server *servers;
    size_t n;
    uint32_t open;
    rms_fault fault;
    rms_error err;
};

static rms_server untouched;

static struct result parse(rms_span text, rms_list_form form, uint32_t dialects, size_t list_max)
{
    const rms_request_options options = {.dialects = dialects, .list_max = list_max};
    struct result r = {.servers = &untouched, .n = 77, .fault = {.member = 77}, .err = {.offset = 77}};
    r.status = rms_server_list_parse(text, form, &options, &r.servers, &r.n, &r.open, &r.fault, &r.err);
    return r;
}

static void done(struct result *r)
{
    if (r->status == RMS_OK)
        rms_servers_free(r->servers, r->n);
}

int rms_server_is_valid(const rms_server *server)
{
    const char *const texts[] = {server->server_id, server->server_ip, server->description};
    static const size_t most[] = {RMS_ID_MAX, RMS_ID_MAX, RMS_DESCRIPTION_MAX};
    for (size_t i = 0; i < RMS_COUNT(texts); i++)
        if (texts[i] && (!*texts[i] || strlen(texts[i]) > most[i]))
            return 0;
    return server->server_id && server->weight >= -1 && server->weight <= 100 &&
           (server->port == -1 || (server->port >= 1 && server->port <= 65535)) &&
           (unsigned)server->type <= RMS_SERVER_ECI;
}

static int same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static int same_servers(const struct result *a, const struct result *b)
{
    if (a->n != b->n)
        return 0;
    for (size_t i = 0; i < a->n; i++) {
        const rms_server *x = &a->servers[i], *y = &b->servers[i];
        if (!same_text(x->server_id, y->server_id) || x->port != y->port || x->weight != y->weight ||
            x->type != y->type || !same_text(x->server_ip, y->server_ip) || !same_text(x->description, y->description))
            return 0;
    }
    return 1;
}

static int same_result(const struct result *a, const struct result *b)
{
    if (a->status != b->status || a->open != b->open)
        return 0;
    if (a->status == RMS_OK)
        return same_servers(a, b);
    return a->err.offset == b->err.offset && strcmp(a->err.text, b->err.text) == 0 &&
           same_text(a->fault.code, b->fault.code) && same_text(a->fault.key, b->fault.key) &&
           a->fault.member == b->fault.member;
}

static void contract(rms_span text, const struct result *r)
{
    if (r->status != RMS_OK) {
        RMS_ORACLE("list.fault", r->status == RMS_E_FAULT && r->fault.code && r->fault.parameter, "%s: %s",
                   rms_status_text(r->status), rms_oracle_show(text));
        RMS_ORACLE("list.untouched", r->servers == &untouched && r->n == 77, "a list of %zu: %s", r->n,
                   rms_oracle_show(text));
        RMS_ORACLE("list.offset", r->err.offset <= text.n, "%zu behind %zu: %s", r->err.offset, text.n,
                   rms_oracle_show(text));
        return;
    }
    RMS_ORACLE("list.untouched", r->fault.member == 77 && r->err.offset == 77, "fault or error of an accepted list");
    RMS_ORACLE("list.limit", r->n <= RMS_LIST_MAX, "%zu members: %s", r->n, rms_oracle_show(text));
    for (size_t i = 0; i < r->n; i++)
        RMS_ORACLE("list.valid", rms_server_is_valid(&r->servers[i]), "member %zu: %s", i, rms_oracle_show(text));
}

static void round_trip(rms_span text, rms_list_form form, const struct result *r)
{
    RMS_AUTO(rms_buffer_done) rms_buffer printed = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer again = {0};
    rms_server_list_print(r->servers, r->n, &printed);
    struct result second = parse(rms_buffer_view(&printed), form, 0, 0);
    RMS_ORACLE("list.round-trip", printed.status == RMS_OK && second.status == RMS_OK && same_servers(r, &second),
               "%s became %s", rms_oracle_show(text), rms_oracle_show(rms_buffer_view(&printed)));
    RMS_ORACLE("list.fixed-point", (second.open & ~r->open) == 0, "the printed list leaves %#x open, not %#x: %s",
               second.open, r->open, rms_oracle_show(text));
    rms_server_list_print(second.servers, second.n, &again);
    RMS_ORACLE("list.fixed-point", rms_span_equal(rms_buffer_view(&again), rms_buffer_view(&printed)), "%s, then %s",
               rms_oracle_show(rms_buffer_view(&printed)), rms_oracle_show(rms_buffer_view(&again)));
    done(&second);
}

/* What strict accepts, dialects accept equally; what only they accept has touched one of their points. */
static void monotone(rms_span text, rms_list_form form, const struct result *r)
{
    const uint32_t points = RMS_OPEN_QUOTING | RMS_OPEN_KEYS | RMS_OPEN_NUMBERS;
    struct result wide = parse(text, form, RMS_DIALECT_ALL, 0);
    if (r->status == RMS_OK)
        RMS_ORACLE("list.monotone", wide.status == RMS_OK && same_servers(r, &wide), "%s", rms_oracle_show(text));
    else if (wide.status == RMS_OK)
        RMS_ORACLE("list.monotone", (wide.open & points) != 0, "open points %#x: %s", wide.open, rms_oracle_show(text));
    done(&wide);
}

/* A larger limit changes nothing but the verdict on longer lists. */
static void larger_limit(rms_span text, rms_list_form form, const struct result *r)
{
    struct result large = parse(text, form, 0, 2 * RMS_LIST_MAX);
    if (r->status == RMS_OK || !(r->open & RMS_OPEN_MORE_THAN_20))
        RMS_ORACLE("list.list-max", same_result(r, &large), "%s", rms_oracle_show(text));
    else if (large.status == RMS_OK)
        RMS_ORACLE("list.list-max", large.n > RMS_LIST_MAX && large.n <= 2 * (size_t)RMS_LIST_MAX, "%zu members: %s",
                   large.n, rms_oracle_show(text));
    done(&large);
}

void rms_list_oracles(rms_span text, rms_list_form form)
{
    const uint64_t hash = rms_fuzz_hash(text);
    rms_guard_open();
    struct result r = parse(text, form, 0, 0);
    contract(text, &r);
    rms_expect_servers(text, form, r.status, r.open, r.servers, r.n);
    if (r.status == RMS_OK)
        round_trip(text, form, &r);
    if (rms_fuzz_sampled(hash, 0))
        monotone(text, form, &r);
    if (rms_fuzz_sampled(hash, 1))
        larger_limit(text, form, &r);
    if (rms_fuzz_sampled(hash, 2)) {
        struct result second = parse(text, form, 0, 0);
        RMS_ORACLE("list.same-again", same_result(&r, &second), "%s", rms_oracle_show(text));
        done(&second);
        struct result third = {.servers = &untouched, .n = 77, .fault = {.member = 77}, .err = {.offset = 77}};
        third.status =
            rms_server_list_parse(text, form, NULL, &third.servers, &third.n, &third.open, &third.fault, &third.err);
        RMS_ORACLE("list.same-again", same_result(&r, &third), "without options: %s", rms_oracle_show(text));
        done(&third);
    }
    done(&r);
    rms_guard_close(text);
}
