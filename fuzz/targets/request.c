/* A whole request in its one form, in any of the four layouts. */
#include "fuzz/common/guard.h"
#include "fuzz/common/oracle.h"
#include "fuzz/common/request_oracles.h"
#include "protocol/request_print.h"

#include <stdlib.h>
#include <string.h>

/* What was accepted is printed, and reads as the same request without dialects. */
static void round_trip(const rms_reading *r, rms_layout layout)
{
    RMS_AUTO(rms_buffer_done) rms_buffer printed = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer again = {0};
    rms_request_view view;
    const rms_status status = rms_request_put(r->request, layout, &printed);
    RMS_ORACLE("request.round-trip",
               status == RMS_OK && rms_request_split(rms_buffer_view(&printed), &view, NULL) == RMS_OK, "%s: %s",
               rms_status_text(status), rms_oracle_show(rms_buffer_view(&printed)));
    rms_reading second = rms_reading_of(&view, 0, 0);
    RMS_ORACLE("request.round-trip", second.status == RMS_OK && rms_request_equal(r->request, second.request),
               "%s: %s, %s", rms_layout_name(layout), rms_status_text(second.status),
               rms_oracle_show(rms_buffer_view(&printed)));
    RMS_ORACLE("request.fixed-point", (second.open & ~r->open) == 0, "%#x is open, not %#x: %s", second.open, r->open,
               rms_oracle_show(rms_buffer_view(&printed)));
    (void)rms_request_put(second.request, layout, &again);
    RMS_ORACLE("request.fixed-point", rms_span_equal(rms_buffer_view(&printed), rms_buffer_view(&again)), "%s, then %s",
               rms_oracle_show(rms_buffer_view(&printed)), rms_oracle_show(rms_buffer_view(&again)));
    rms_reading_done(&second);
}

/* What strict accepts, dialects accept equally; what only they accept has touched one of their points. */
static void monotone(const rms_request_view *view, const rms_reading *r)
{
    const uint32_t points = RMS_OPEN_QUOTING | RMS_OPEN_KEYS | RMS_OPEN_NUMBERS;
    rms_reading wide = rms_reading_of(view, RMS_DIALECT_ALL, 0);
    if (r->status == RMS_E_FAULT)
        RMS_ORACLE("request.monotone", wide.status != RMS_OK || (wide.open & points), "open points %#x: %s, %s",
                   wide.open, rms_oracle_show(view->target), rms_oracle_show(view->body));
    else
        RMS_ORACLE("request.monotone", rms_reading_same(r, &wide, 0), "%s with dialects, %s without: %s, %s",
                   rms_status_text(wide.status), rms_status_text(r->status), rms_oracle_show(view->target),
                   rms_oracle_show(view->body));
    if (wide.status == RMS_OK && r->status != RMS_OK)
        round_trip(&wide, RMS_LAYOUT_POST_SPLIT);
    rms_reading_done(&wide);
}

static void same_again(const rms_request_view *view, const rms_reading *r)
{
    rms_reading second = rms_reading_of(view, 0, 0);
    RMS_ORACLE("request.same-again",
               rms_reading_same(r, &second, 0) && r->err.offset == second.err.offset &&
                   strcmp(r->err.text, second.err.text) == 0,
               "%s, then %s: %s", rms_status_text(r->status), rms_status_text(second.status),
               rms_oracle_show(view->target));
    rms_reading_done(&second);
    /* and without options, for somebody who does not ask for the open points */
    rms_reading third = {.request = &rms_reading_untouched, .open = r->open};
    third.status = rms_request_parse(view, NULL, &third.request, NULL, &third.fault, &third.err);
    RMS_ORACLE("request.same-again", rms_reading_same(r, &third, 0), "%s, without options %s: %s",
               rms_status_text(r->status), rms_status_text(third.status), rms_oracle_show(view->target));
    if (third.status == RMS_OK)
        rms_request_freep(&third.request);
}

/* A larger limit changes nothing but the verdict on longer lists. */
static void larger_limit(const rms_request_view *view, const rms_reading *r)
{
    rms_reading large = rms_reading_of(view, 0, 2 * RMS_LIST_MAX);
    if (!(r->open & RMS_OPEN_MORE_THAN_20))
        RMS_ORACLE("request.list-max", rms_reading_same(r, &large, 0), "%s", rms_oracle_show(view->target));
    else
        RMS_ORACLE("request.list-max", r->status != RMS_OK && (large.open & RMS_OPEN_MORE_THAN_20), "%s",
                   rms_oracle_show(view->target));
    rms_reading_done(&large);
}

static void all_oracles(rms_span input)
{
    rms_request_view view;
    rms_error err = {.offset = 0};
    const rms_status split = rms_request_split(input, &view, &err);
    if (split != RMS_OK) {
        RMS_ORACLE("request.offset", split == RMS_E_SYNTAX && err.offset <= input.n, "%zu behind %zu: %s", err.offset,
                   input.n, rms_oracle_show(input));
        return;
    }
    const uint64_t hash = rms_fuzz_hash(input);
    rms_reading strict = rms_reading_of(&view, 0, 0);
    rms_request_contract(&view, &strict);
    for (int layout = 0; strict.status == RMS_OK && layout < RMS_LAYOUT_COUNT; layout++)
        if (rms_fuzz_thorough || (hash >> 8) % RMS_FUZZ_EVERY == (unsigned)layout * 4)
            round_trip(&strict, (rms_layout)layout);
    if (rms_fuzz_sampled(hash, 1))
        monotone(&view, &strict);
    if (rms_fuzz_sampled(hash, 2))
        same_again(&view, &strict);
    if (strict.status == RMS_OK && rms_fuzz_sampled(hash, 10))
        rms_request_told_apart(strict.request);
    if (strict.status == RMS_OK && rms_fuzz_sampled(hash, 11))
        rms_request_usage(strict.request);
    if (rms_fuzz_sampled(hash, 3))
        larger_limit(&view, &strict);
    if (rms_fuzz_sampled(hash, 4))
        rms_request_any_order(&view, &strict, hash >> 16);
    if (rms_fuzz_sampled(hash, 5))
        rms_request_any_layout(&view, &strict, hash >> 16);
    if (rms_fuzz_sampled(hash, 6))
        rms_request_unknown_parameter(&view, &strict);
    if (rms_fuzz_sampled(hash, 7))
        rms_request_first_counts(&view, &strict, hash >> 16);
    if (rms_fuzz_sampled(hash, 8) || rms_fuzz_sampled(hash, 9))
        rms_request_expected_list(&view, &strict);
    rms_reading_done(&strict);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    const rms_span input = rms_fuzz_copy(data, size);
    rms_guard_open();
    all_oracles(input);
    rms_guard_close(input);
    free((char *)input.p);
    return 0;
}
