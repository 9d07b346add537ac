/* The run is played against the reference endpoint in this process, one case at a time, with the same adapter and
 * options; what would go to the endpoint is printed instead. */
#include "cli/dry_run.h"

#include "cli/commands.h"
#include "harness/exchange/exchange.h"
#include "reference/reference.h"

#include <ctype.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POLL_MS = 2, QUIET_MS = 1, IDS_MAX = 512, ID_BYTES = 64 };

/* Ids that the reference endpoint has given out, numbered by kind within a case. */
typedef struct seen_id {
    char id[ID_BYTES];
    unsigned number;
} seen_id;

typedef struct dry {
    const cli_target *target;
    rms_reference *reference;
    char door[512];                  /* of the reference */
    char letters[32];                /* of the prefix: they stand in ids that the run makes up */
    pthread_mutex_t lock;            /* the probe asks from several threads */
    const rms_planned_case *pending; /* begun, and nothing of it was printed yet */
    seen_id seen[IDS_MAX];
    size_t n_seen;
    size_t calls, cases;
    size_t skipped, checks;
    const char *interruption;
    rms_reporter reporter;
} dry;

/* ---- ids that only the endpoint can assign ---- */

static const char *const shapes[] = {"lb", "rsp", "asg", "asc", "asr", "asa", "eni", "eci", "rm", "i"};

static int is_given(const dry *d, const char *id)
{
    const rms_arrange_options *arrange = &d->target->arrange;
    for (size_t i = 0; i < arrange->n_instances; i++)
        if (strcmp(arrange->instances[i], id) == 0)
            return 1;
    for (size_t i = 0; i < arrange->n_may_touch; i++)
        if (strcmp(arrange->may_touch[i], id) == 0)
            return 1;
    return arrange->preloaded != NULL || strstr(id, d->letters) != NULL;
}

/* Bytes of the id at @p text, 0 for none: "lb-", then at least eight letters and digits. */
static size_t id_length(const char *text, const char **ret_shape)
{
    for (size_t s = 0; s < RMS_COUNT(shapes); s++) {
        const size_t n = strlen(shapes[s]);
        size_t rest = 0;
        if (strncmp(text, shapes[s], n) != 0 || text[n] != '-')
            continue;
        while (islower((unsigned char)text[n + 1 + rest]) || isdigit((unsigned char)text[n + 1 + rest]))
            rest++;
        *ret_shape = shapes[s];
        return rest >= 8 && n + 1 + rest < ID_BYTES ? n + 1 + rest : 0;
    }
    return 0;
}

/* A letter in front belongs to a longer word, unless it ends an escape such as %22. */
static int begins_word(const char *text, const char *at)
{
    return at == text || !isalnum((unsigned char)at[-1]) || (at - text >= 3 && at[-3] == '%');
}

static unsigned number_of(dry *d, const char *id, const char *shape)
{
    unsigned of_kind = 0;
    for (size_t i = 0; i < d->n_seen; i++) {
        if (strcmp(d->seen[i].id, id) == 0)
            return d->seen[i].number;
        of_kind += strncmp(d->seen[i].id, shape, strlen(shape)) == 0 && d->seen[i].id[strlen(shape)] == '-';
    }
    if (d->n_seen == IDS_MAX)
        return 0;
    seen_id *seen = &d->seen[d->n_seen++];
    (void)snprintf(seen->id, sizeof seen->id, "%s", id);
    return seen->number = of_kind + 1;
}

static void print_marked(dry *d, const char *text)
{
    for (const char *at = text; *at;) {
        const char *shape = NULL;
        char id[ID_BYTES];
        const size_t n = begins_word(text, at) ? id_length(at, &shape) : 0;
        (void)snprintf(id, sizeof id, "%.*s", (int)n, at);
        if (n && !is_given(d, id))
            (void)printf("<%s-%u>", shape, number_of(d, id, shape));
        else
            (void)printf("%.*s", (int)(n ? n : 1), at);
        at += n ? n : 1;
    }
    (void)putchar('\n');
}

/* ---- the calls ---- */

static const char *value_of(const rms_wire *wire, const rms_params *params, const char *name, const char *header)
{
    const char *value = rms_params_text(params, name);
    return value ? value : rms_params_text(&wire->headers, header);
}

/* The reference has one address for all products; the endpoint may have three. */
static const char *url_of(const dry *d, const rms_wire *wire)
{
    const char *const *url = d->target->arrange.url;
    RMS_AUTO(rms_params_done) rms_params params = {0};
    const char *query = strchr(wire->target, '?');
    if (query)
        (void)rms_form_parse(rms_span_of(query + 1), RMS_PLACE_QUERY, &params, NULL);
    if (wire->body_n)
        (void)rms_form_parse((rms_span){wire->body, wire->body_n}, RMS_PLACE_BODY, &params, NULL);
    const char *name = value_of(wire, &params, "Action", "x-acs-action");
    const char *version = value_of(wire, &params, "Version", "x-acs-version");
    const rms_action_row *action = name ? rms_catalogue_action(rms_span_of(name)) : NULL;
    for (int p = 0; p < RMS_PRODUCT_COUNT; p++)
        if (url[p] &&
            (action ? (int)action->product == p : version && strcmp(version, rms_product_version((rms_product)p)) == 0))
            return url[p];
    for (int p = 0; p < RMS_PRODUCT_COUNT; p++)
        if (url[p])
            return url[p];
    return "";
}

static void on_request(void *context, const char *base_url, const rms_wire *wire)
{
    dry *d = context;
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    const int to_door = d->door[0] && strcmp(base_url, d->door) == 0;
    rms_command_print_over(&d->target->exchange.transport, to_door ? d->target->arrange.door_url : url_of(d, wire),
                           wire, &text);
    pthread_mutex_lock(&d->lock);
    if (d->pending) {
        (void)printf("\n# %s[%s,%s]\n", d->pending->the_case->id, rms_format_name(d->pending->format),
                     rms_layout_name(d->pending->layout));
        d->pending = NULL;
        d->n_seen = 0;
        d->cases++;
    }
    d->calls++;
    print_marked(d, text.p ? text.p : "# out of memory");
    pthread_mutex_unlock(&d->lock);
}

static void on_case(void *context, const rms_planned_case *planned)
{
    dry *d = context;
    pthread_mutex_lock(&d->lock);
    d->pending = planned;
    pthread_mutex_unlock(&d->lock);
}

/* ---- how it went ---- */

static void on_event(rms_reporter *self, const rms_event *event)
{
    dry *d = (dry *)(void *)((char *)self - offsetof(dry, reporter));
    if (event->kind != RMS_EVENT_END)
        return;
    d->checks = event->u.end.planned;
    d->skipped = event->u.end.count[RMS_VERDICT_SKIP];
    if (event->u.end.interrupted)
        (void)printf("\n# The run would end here: %s.\n", event->u.end.interruption);
}

static void print_head(const dry *d)
{
    (void)printf("# A dry run: nothing is sent to\n# %s,\n# and nothing is judged or reported.\n#\n", d->target->name);
    (void)fputs("# These are the calls of a run, in order, one case at a time. They were played\n"
                "# against the built-in reference endpoint: where yours answers otherwise, the\n"
                "# run goes on otherwise. Busy answers, and looks at what does not show yet, are\n"
                "# repeated.\n#\n"
                "# <lb-1>, <i-2>: ids that only the endpoint can assign, numbered in each case.\n",
                stdout);
    (void)printf("# Names and made-up ids carry the prefix %s; each run has another.\n"
                 "# Nonces and times differ too, and secrets are shown as ***.\n\n"
                 "# What the endpoint offers (several at once)\n",
                 d->target->prefix);
}

/* ---- the stage ---- */

/* The objects of a preloaded file, put up by the reference's door under their own ids. */
static int put_up_preloaded(const dry *d, rms_error *err)
{
    const rms_arrange_options *arrange = &d->target->arrange;
    rms_exchanger *exchanger = NULL;
    rms_exchanged http = {0};
    char door[512];
    json_auto_t *message =
        json_pack("{s:i, s:s, s:s, s:s, s:o}", "version", 1, "do", "arrange", "prefix", d->target->prefix, "region",
                  arrange->region, "world", rms_world_to_json(arrange->preloaded));
    char *body = message ? json_dumps(message, JSON_COMPACT) : NULL;
    rms_status status =
        body ? rms_exchanger_new(NULL, &exchanger, err) : rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    (void)snprintf(door, sizeof door, "%s/-/world", rms_reference_url(d->reference));
    if (status == RMS_OK)
        status = rms_exchange_post(exchanger, door, "application/json", rms_span_of(body), &http);
    if (status == RMS_OK && http.status != 200)
        status = rms_fail(err, RMS_E_USAGE, 0, "the preloaded world cannot be put up for a dry run: %.150s", http.body);
    rms_exchanged_done(&http);
    rms_exchanger_free(exchanger);
    free(body);
    return status == RMS_OK;
}

static rms_run_options dry_options(dry *d, const cli_options *options, const cli_gate *gate)
{
    rms_run_options run = cli_run_options(options, d->target, gate, NULL);
    const char *url = rms_reference_url(d->reference);
    for (size_t p = 0; p < RMS_PRODUCT_COUNT; p++)
        run.arrange.url[p] = run.arrange.url[p] ? url : NULL;
    if (run.arrange.door_url) {
        (void)snprintf(d->door, sizeof d->door, "%s/-/world", url);
        run.arrange.door_url = d->door;
    }
    run.door_elsewhere = cli_door_is_elsewhere(d->target);
    run.jobs = 1;
    run.arrange.poll_ms = run.poll_ms = POLL_MS;
    run.quiet_ms = QUIET_MS;
    run.exchange.transport = (rms_transport){0};
    run.exchange.rate = 0;
    run.exchange.tap = on_request;
    run.exchange.tap_context = d;
    run.begins = on_case;
    run.begins_context = d;
    return run;
}

static void set_letters(dry *d)
{
    size_t n = 0;
    for (const char *c = d->target->prefix; *c && n + 1 < sizeof d->letters; c++)
        if (*c != '-')
            d->letters[n++] = *c;
    d->letters[n] = '\0';
}

static int play(dry *d, const cli_options *options, const rms_suite *suite, const cli_gate *gate)
{
    rms_error err = {0};
    rms_reporter *reporters[] = {&d->reporter};
    int exit_code = RMS_EXIT_OK;
    const rms_reference_options reference = {0};
    rms_status status = rms_reference_start(&reference, &d->reference, &err);
    if (status != RMS_OK)
        return cli_failed("run", status, &err);
    if (d->target->arrange.preloaded && !put_up_preloaded(d, &err))
        return cli_failed("run", RMS_E_USAGE, &err);
    const rms_run_options run = dry_options(d, options, gate);
    print_head(d);
    status = rms_run(suite, &run, reporters, 1, &exit_code, &err);
    if (status != RMS_OK)
        return cli_failed("run", status, &err);
    (void)printf(
        "\n# %zu calls for %zu runs of cases. Of %zu checks %zu would be skipped;\n# 'rmspec probe' tells why.\n",
        d->calls, d->cases, d->checks, d->skipped);
    return RMS_EXIT_OK;
}

int cli_dry_run(const cli_options *options, const rms_suite *suite, const cli_target *target, const cli_gate *gate)
{
    dry d = {.target = target, .lock = PTHREAD_MUTEX_INITIALIZER, .reporter = {.event = on_event}};
    set_letters(&d);
    const int exit_code = play(&d, options, suite, gate);
    rms_reference_stop(d.reference);
    (void)pthread_mutex_destroy(&d.lock);
    return exit_code;
}
