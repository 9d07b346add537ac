#include "harness/parser/hunt.h"

#include "harness/parser/generate.h"
#include "harness/parser/shrink.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOOKS_MAX = 256, MUTATED_PERCENT = 20, REQUEST_MAX = 16 << 10 };

/* Differences that look alike before they are shrunk. */
struct look {
    char rule[RMS_RULE_ID_SIZE];
    rms_judgement judgement;
    rms_aspect aspect;
    int accepted;
    size_t shrunk;
};

struct hunter {
    rms_hunt *hunt;
    const rms_parser *parser;
    const rms_quirks *quirks;
    const rms_hunt_options *options;
    rms_error *err;
    struct look look[LOOKS_MAX];
    size_t n_looks;
    rms_buffer last; /* the request before, for mutations that mix two */
};

static double now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

/* Where every question costs a process, and where nothing is at stake, once is enough. */
static size_t shrinks_for(rms_judgement judgement)
{
    return judgement == RMS_JUDGED_CHOICE || judgement == RMS_JUDGED_BROKEN ? 1 : RMS_HUNT_SHRINKS_MAX;
}

/* 1 when differences of this look were shrunk often enough. */
static int is_known(struct hunter *h, rms_span request, const rms_parser_result *result)
{
    char rule[RMS_RULE_ID_SIZE];
    rms_parser_rule_of(request, result, 0, rule);
    for (size_t i = 0; i < h->n_looks; i++) {
        struct look *look = &h->look[i];
        if (strcmp(look->rule, rule) == 0 && look->judgement == result->judgement && look->aspect == result->aspect &&
            look->accepted == result->accepted)
            return look->shrunk++ >= shrinks_for(result->judgement);
    }
    if (h->n_looks == LOOKS_MAX)
        return 1;
    struct look *look = &h->look[h->n_looks++];
    *look = (struct look){
        .judgement = result->judgement, .aspect = result->aspect, .accepted = result->accepted, .shrunk = 1};
    memcpy(look->rule, rule, sizeof rule);
    return 0;
}

/* Keep the smaller of two requests for one rule. Takes both over. */
static void keep(struct hunter *h, rms_buffer *request, rms_parser_result *result, int steady)
{
    char rule[RMS_RULE_ID_SIZE];
    rms_hunt *hunt = h->hunt;
    size_t i = 0;
    rms_parser_rule_of(rms_buffer_view(request), result, 1, rule);
    while (i < hunt->n && (strcmp(hunt->find[i].rule, rule) != 0 || hunt->find[i].steady != steady ||
                           hunt->find[i].result.judgement != result->judgement))
        i++;
    if (i == RMS_HUNT_FINDS_MAX)
        return;
    rms_hunt_find *find = &hunt->find[i];
    if (i == hunt->n) {
        hunt->n++;
        memcpy(find->rule, rule, sizeof rule);
        find->steady = steady;
    } else if (find->request.n <= request->n) {
        find->seen++;
        return;
    }
    find->seen++;
    rms_buffer_done(&find->request);
    rms_parser_result_done(&find->result);
    find->request = *request;
    find->result = *result;
    *request = (rms_buffer){0};
    *result = (rms_parser_result){0};
}

/* A difference is shrunk, and what came out is made sure of, also in a fresh process; where that does not hold, the
 * request as it was made. What the documents leave open is nobody's mistake: that is not asked again. */
static rms_status look_into(struct hunter *h, rms_span request, rms_parser_result *found)
{
    RMS_AUTO(rms_buffer_done) rms_buffer small = {0};
    RMS_AUTO(rms_parser_result_done) rms_parser_result sure = {0};
    int steady = 1;
    rms_buffer_span(&small, request);
    rms_status status = small.status;
    if (status == RMS_OK)
        status = rms_parser_shrink(h->parser, h->quirks, &small, found, h->err);
    if (status == RMS_OK && found->judgement == RMS_JUDGED_CHOICE) {
        keep(h, &small, found, 1);
        return RMS_OK;
    }
    for (int whole = 0; status == RMS_OK && whole < 2; whole++) {
        rms_parser_result_done(&sure);
        status = rms_parser_try_surely(h->parser, rms_buffer_view(&small), h->quirks, &sure, &steady, h->err);
        if (status != RMS_OK || (steady && sure.judgement != RMS_JUDGED_RIGHT))
            break;
        rms_buffer_clear(&small);
        rms_buffer_span(&small, request);
        status = small.status;
    }
    if (status == RMS_OK && (!steady || sure.judgement != RMS_JUDGED_RIGHT))
        keep(h, &small, &sure, steady);
    return status;
}

static void make(struct hunter *h, rms_random *random, rms_buffer *out)
{
    rms_buffer_clear(out);
    rms_generate_request(random, out);
    const size_t mutations =
        h->options->mutate && rms_random_below(random, 100) < MUTATED_PERCENT ? 1 + rms_random_below(random, 3) : 0;
    for (size_t i = 0; i < mutations && out->status == RMS_OK && out->n < REQUEST_MAX; i++) {
        char room[REQUEST_MAX];
        memcpy(room, out->p, out->n);
        const size_t n = h->options->mutate(h->options->context, room, out->n, sizeof room, rms_buffer_view(&h->last),
                                            rms_random_next(random));
        if (n == 0)
            continue;
        rms_buffer_clear(out);
        rms_buffer_append(out, room, n);
    }
    rms_buffer_clear(&h->last);
    rms_buffer_span(&h->last, rms_buffer_view(out));
}

static int goes_on(const struct hunter *h, double until)
{
    if (*h->options->stop)
        return 0;
    return h->options->count ? h->hunt->asked < h->options->count : now_ms() < until;
}

rms_status rms_hunt_run(rms_hunt *hunt, const rms_parser *parser, const rms_quirks *quirks,
                        const rms_hunt_options *options, rms_error *err)
{
    struct hunter *h = calloc(1, sizeof *h);
    RMS_AUTO(rms_buffer_done) rms_buffer request = {0};
    rms_random random = {options->seed};
    rms_status status = h ? RMS_OK : RMS_E_NOMEM;
    if (h)
        *h = (struct hunter){.hunt = hunt, .parser = parser, .quirks = quirks, .options = options, .err = err};
    int ended = 0;
    const double until = now_ms() + options->ms;
    while (status == RMS_OK && !ended && goes_on(h, until)) {
        rms_parser_result result = {0};
        make(h, &random, &request);
        const rms_span text = rms_buffer_view(&request);
        status = request.status != RMS_OK ? request.status : rms_parser_try(parser, text, quirks, &result, err);
        hunt->asked++;
        if (status == RMS_OK && result.judgement != RMS_JUDGED_RIGHT) {
            hunt->differences++;
            if (!is_known(h, text, &result))
                status = look_into(h, text, &result);
        }
        rms_parser_result_done(&result);
        ended = options->progress && options->progress(options->progress_context, hunt);
    }
    if (h)
        rms_buffer_done(&h->last);
    free(h);
    return status == RMS_E_NOMEM ? rms_fail(err, status, 0, "%s", rms_status_text(status)) : status;
}

void rms_hunt_done(rms_hunt *hunt)
{
    for (size_t i = 0; i < hunt->n; i++) {
        rms_buffer_done(&hunt->find[i].request);
        rms_parser_result_done(&hunt->find[i].result);
    }
    hunt->n = 0;
}
