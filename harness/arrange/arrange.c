#include "harness/arrange/arrange.h"

#include "harness/arrange/arrange_api.h"
#include "harness/arrange/at_door.h"
#include "harness/arrange/guard.h"
#include "harness/arrange/needs.h"
#include "harness/arrange/preloaded.h"
#include "harness/arrange/undo.h"
#include "harness/exchange/ask.h"
#include "harness/exchange/complete.h"
#include "harness/exchange/mask.h"
#include "harness/exchange/transfer.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POLL_MS = 50, SETTLE_MS = 5000, PREFIX_MAX = 32 };

/* ---- the arranger ---- */

/* Random bytes of the system, in hexadecimal. */
static int make_noise(char noise[33])
{
    unsigned char bytes[16];
    FILE *random = fopen("/dev/urandom", "rb");
    const int fine = random && fread(bytes, 1, sizeof bytes, random) == sizeof bytes;
    if (random)
        (void)fclose(random);
    for (size_t i = 0; fine && i < sizeof bytes; i++)
        (void)snprintf(noise + 2 * i, 3, "%02x", bytes[i]);
    return fine;
}

static rms_status check_prefix(rms_arranger *a, rms_error *err)
{
    const char *prefix = a->options.prefix;
    size_t n = 0;
    if (!isalpha((unsigned char)*prefix) || strlen(prefix) > PREFIX_MAX)
        return rms_fail(err, RMS_E_USAGE, 0, "the prefix must start with a letter and have at most %d characters",
                        PREFIX_MAX);
    for (const char *c = prefix; *c; c++) {
        if (!isalnum((unsigned char)*c) && *c != '-')
            return rms_fail(err, RMS_E_USAGE, 0, "the prefix must have letters, digits and '-' only");
        if (*c != '-')
            a->letters[n++] = (char)tolower((unsigned char)*c);
    }
    return RMS_OK;
}

static rms_status check_urls(const rms_arrange_options *options, rms_error *err)
{
    rms_status status = RMS_OK;
    size_t n = 0;
    for (size_t p = 0; status == RMS_OK && p < RMS_PRODUCT_COUNT; p++)
        if (options->url[p]) {
            status = rms_url_check(options->url[p], err);
            n++;
        }
    if (status == RMS_OK && !n)
        return rms_fail(err, RMS_E_USAGE, 0, "no URL of an endpoint is given");
    if (status == RMS_OK && options->adapter == RMS_ADAPTER_DOOR) {
        char *path = NULL;
        if (!options->door_url)
            return rms_fail(err, RMS_E_USAGE, 0, "no URL of the door is given");
        status = rms_url_path(options->door_url, 0, &path, err);
        free(path);
    }
    return status;
}

static int copy_options(rms_arranger *a, const rms_arrange_options *options)
{
    const char **texts[] = {&a->options.door_url,
                            &a->options.region,
                            &a->options.prefix,
                            &a->options.url[RMS_PRODUCT_SLB],
                            &a->options.url[RMS_PRODUCT_ESS],
                            &a->options.url[RMS_PRODUCT_ECS],
                            &a->options.sign.credentials.id,
                            &a->options.sign.credentials.secret,
                            &a->options.sign.credentials.token,
                            &a->options.sign.host};
    a->options = *options;
    if (!options->region)
        a->options.region = "cn-hangzhou";
    if (!options->prefix)
        a->options.prefix = "rmspec";
    if (!options->settle_ms)
        a->options.settle_ms = SETTLE_MS;
    if (!options->poll_ms)
        a->options.poll_ms = POLL_MS;
    for (size_t i = 0; i < RMS_COUNT(texts); i++)
        if (*texts[i] && !(*texts[i] = rms_arena_copy(a->arena, *texts[i])))
            return 0;
    return 1;
}

/* Until the probe says otherwise, everything is asked for in the layout of most clients. */
static int make_tables(rms_arranger *a)
{
    size_t n;
    (void)rms_catalogue_actions(&n);
    a->offers = RMS_ARENA_ARRAY(a->arena, n, rms_offer);
    a->layouts = RMS_ARENA_ARRAY(a->arena, n, unsigned);
    a->hung = RMS_ARENA_ARRAY(a->arena, n, atomic_uint);
    a->busy = RMS_ARENA_ARRAY(a->arena, n, atomic_uint);
    for (size_t i = 0; a->layouts && i < n; i++)
        a->layouts[i] = (1u << RMS_LAYOUT_COUNT) - 1;
    for (size_t p = 0; p < RMS_PRODUCT_COUNT; p++)
        a->layout[p] = RMS_LAYOUT_POST_QUERY;
    return a->offers && a->layouts && a->hung && a->busy;
}

static rms_status own_what_is_given(const rms_arrange_options *options)
{
    rms_status status = options->preloaded ? rms_guard_own_world(options->guard, options->preloaded) : RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < options->n_instances; i++)
        status = rms_guard_own(options->guard, options->instances[i]);
    for (size_t i = 0; status == RMS_OK && i < options->n_may_touch; i++)
        status = rms_guard_own(options->guard, options->may_touch[i]);
    return status;
}

rms_status rms_arranger_new(const rms_arrange_options *options, rms_exchanger *exchanger, rms_arranger **ret,
                            rms_error *err)
{
    rms_arranger *a = calloc(1, sizeof *a);
    if (!a || pthread_mutex_init(&a->lock, NULL)) {
        free(a);
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    }
    (void)pthread_cond_init(&a->let_go, NULL);
    a->exchanger = exchanger;
    a->arena = rms_arena_new();
    rms_status status = check_urls(options, err);
    if (status == RMS_OK && (!a->arena || !copy_options(a, options) || !make_tables(a)))
        status = rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    if (status == RMS_OK)
        status = check_prefix(a, err);
    if (status == RMS_OK && own_what_is_given(&a->options) != RMS_OK)
        status = rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    if (status == RMS_OK && !make_noise(a->noise))
        status = rms_fail(err, RMS_E_IO, 0, "the system gives no random bytes");
    if (status == RMS_OK)
        *ret = a;
    else
        rms_arranger_free(a);
    return status;
}

void rms_arranger_free(rms_arranger *a)
{
    if (!a)
        return;
    rms_undo_forget_all(a);
    (void)pthread_cond_destroy(&a->let_go);
    (void)pthread_mutex_destroy(&a->lock);
    rms_arena_free(a->arena);
    free(a);
}

size_t rms_arranger_index(const rms_action_row *action)
{
    size_t n;
    return (size_t)(action - rms_catalogue_actions(&n));
}

int rms_arranger_offers(const rms_arranger *a, const rms_action_row *action)
{
    return a->options.url[action->product] && a->offers[rms_arranger_index(action)] != RMS_OFFER_NO;
}

int rms_arranger_offers_name(const rms_arranger *a, const char *action)
{
    return rms_arranger_offers(a, rms_catalogue_action(rms_span_of(action)));
}

unsigned rms_arranger_layouts(const rms_arranger *a, const rms_action_row *action)
{
    return a->layouts[rms_arranger_index(action)];
}

const char *const *rms_arranger_features(const rms_arranger *a, size_t *ret_n)
{
    static const char *const features[] = {"policies"};
    const int has_policies =
        a->options.adapter == RMS_ADAPTER_DOOR && (a->door_arranges & UINT64_C(1) << RMS_NEED_POLICIES);
    *ret_n = has_policies ? RMS_COUNT(features) : 0;
    return features;
}

const rms_probe_row *rms_arranger_probe_rows(const rms_arranger *a, size_t *ret_n)
{
    *ret_n = a->n_rows;
    return a->rows;
}

unsigned rms_arranger_next(rms_arranger *a)
{
    return atomic_fetch_add(&a->next, 1) + 1;
}

char *rms_arranger_name(rms_arranger *a, rms_arena *arena, const char *kind)
{
    return rms_arena_printf(arena, "%s-%s-%u", a->options.prefix, kind, rms_arranger_next(a));
}

char *rms_arranger_made_up(rms_arranger *a, rms_arena *arena, const char *shape)
{
    return rms_arena_printf(arena, "%s-%s%05u", shape, a->letters, rms_arranger_next(a));
}

/* ---- what can be done ---- */

/* ECS and DB instances are looked at only where `then` names them. */
static const uint32_t kinds_to_confirm =
    UINT32_C(1) << RMS_SIGHT_LOAD_BALANCERS | UINT32_C(1) << RMS_SIGHT_VSERVER_GROUPS | UINT32_C(1) << RMS_SIGHT_GROUPS;

/* A vServer group implies a load balancer, which is looked at too. */
static uint32_t sights_of_given(const rms_world *given)
{
    const uint32_t kinds = rms_sights_of(given) & kinds_to_confirm;
    return given->n_vserver_groups ? kinds | UINT32_C(1) << RMS_SIGHT_LOAD_BALANCERS : kinds;
}

int rms_arranger_can(const rms_arranger *a, const rms_world *given, char *why, size_t n)
{
    if (rms_world_is_bare(given))
        return 1;
    return (a->options.adapter == RMS_ADAPTER_PRELOADED ? rms_preloaded_fits(a, given, why, n)
                                                        : rms_needs_met(a, rms_needs_of(given), why, n)) &&
           rms_sights_met(a, sights_of_given(given), why, n);
}

int rms_arranger_can_restore(const rms_arranger *a, const rms_world *given, char *why, size_t n)
{
    return a->options.adapter != RMS_ADAPTER_PRELOADED || rms_world_is_bare(given) ||
           rms_preloaded_can_restore(a, given, why, n);
}

int rms_arranger_can_observe(const rms_arranger *a, const rms_world *wanted, char *why, size_t n)
{
    return rms_sights_met(a, rms_sights_of(wanted), why, n);
}

/* ---- arranging ---- */

static rms_status make_up_absent(const rms_site *site)
{
    static const char *const shapes[] = {
        [RMS_ABSENT_INSTANCE] = "i",
        [RMS_ABSENT_LOAD_BALANCER] = "lb",
        [RMS_ABSENT_VSERVER_GROUP] = "rsp",
        [RMS_ABSENT_GROUP] = "asg",
    };
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < site->world->n_absent; i++)
        status = rms_site_make_up(site, site->world->absent[i].id, shapes[site->world->absent[i].kind]);
    return status;
}

/* What nobody can look at is not compared: the arranging of it was accepted, that has to do. */
void rms_arranger_drop_unseen(const rms_arranger *a, rms_world *world)
{
    if (rms_sight_by(a, RMS_SIGHT_INSTANCES) == RMS_SIGHT_NONE)
        world->n_instances = 0;
    if (rms_sight_by(a, RMS_SIGHT_DB_INSTANCES) == RMS_SIGHT_NONE)
        world->n_db_instances = 0;
}

/* Scaling activities that were to be in progress are. */
static rms_status confirm_activities(rms_arranger *a, const rms_arranged *arranged, const rms_world *wanted,
                                     rms_error *err)
{
    for (size_t i = 0; i < wanted->n_groups; i++) {
        const rms_world_group *group = &wanted->groups[i];
        int in_progress = 0;
        if (!group->activity || strcmp(group->activity, "in_progress") != 0)
            continue;
        const rms_status status = rms_observe_in_progress(a, arranged, group->id, &in_progress, err);
        if (status == RMS_E_UNSUPPORTED)
            continue;
        if (status != RMS_OK)
            return status;
        if (!in_progress && a->options.adapter == RMS_ADAPTER_API) /* it ended by itself: nothing is wrong with that */
            return rms_fail(
                err, RMS_E_UNSUPPORTED, 0,
                "a scaling activity in progress (scaling activities end too soon here to be caught in progress)");
        if (!in_progress)
            return rms_fail(err, RMS_E_TIMEOUT, 0, "no scaling activity of %s is in progress", group->id);
    }
    return RMS_OK;
}

/* One look: RMS_OK when the world is as it was asked for, RMS_E_NOT_FOUND and `difference` when not. */
static rms_status look(rms_arranger *a, const rms_arranged *arranged, rms_world *wanted, rms_arena *arena,
                       rms_buffer *difference, rms_error *err)
{
    const rms_world *seen = NULL;
    const rms_status status = rms_observe(a, arranged, wanted, arena, &seen, err);
    if (status != RMS_OK)
        return status;
    rms_world_forget_unseen(wanted, seen);
    if (!rms_world_holds(wanted, seen, difference))
        return RMS_E_NOT_FOUND;
    rms_world_learn(wanted, seen);
    return RMS_OK;
}

/* Wait until the world shows. What was learned stays in @p wanted, so looks share its arena. */
static rms_status confirm(rms_arranger *a, const rms_arranged *arranged, rms_world *wanted, rms_arena *arena,
                          rms_error *err)
{
    rms_status status = confirm_activities(a, arranged, wanted, err);
    for (rms_patience patience = rms_patience_begin(a); status == RMS_OK;) {
        RMS_AUTO(rms_buffer_done) rms_buffer difference = {0};
        status = look(a, arranged, wanted, arena, &difference, err);
        if (status != RMS_E_NOT_FOUND)
            return status;
        status = rms_patience_wait(a, &patience);
        if (status != RMS_OK)
            return rms_fail(err, status, 0, "the arranged world does not show: %s",
                            difference.p ? difference.p : "it differs");
    }
    return status;
}

/* Groups whose scaling activity goes on while their world is looked at. A door keeps it from doing anything. */
static rms_status note_motion(const rms_arranger *a, const rms_world *world, rms_arena *arena, rms_undo *undo)
{
    undo->in_motion = RMS_ARENA_ARRAY(arena, world->n_groups, const rms_world_group *);
    if (!undo->in_motion)
        return RMS_E_NOMEM;
    for (size_t i = 0; a->options.adapter == RMS_ADAPTER_API && i < world->n_groups; i++)
        if (world->groups[i].activity && strcmp(world->groups[i].activity, "in_progress") == 0)
            undo->in_motion[undo->n_in_motion++] = &world->groups[i];
    return RMS_OK;
}

static rms_status build(const rms_site *site, const rms_world *implied, rms_arranged *arranged, rms_error *err)
{
    rms_arranger *a = site->arranger;
    if (a->options.adapter == RMS_ADAPTER_PRELOADED)
        return rms_preloaded_lend(site, implied, err);
    if (a->options.adapter != RMS_ADAPTER_DOOR)
        return rms_by_api_arrange(site, err);
    rms_world told = *implied;
    told.n_absent = 0; /* the door is not told about what does not exist */
    return rms_at_door_arrange(a, &told, site->undo, site->bindings, &arranged->caller, site->arena, err);
}

/* Build, bind and confirm. */
static rms_status raise(const rms_site *site, const rms_world *implied, rms_arranged *arranged, rms_error *err)
{
    rms_status status = build(site, implied, arranged, err);
    if (status != RMS_OK)
        return status;
    site->undo->denied = site->world->caller && strcmp(site->world->caller, "denied") == 0;
    rms_world *wanted = rms_world_bind(site->undo->lent ? site->undo->lent : site->world, site->bindings, site->arena);
    status = wanted ? note_motion(site->arranger, wanted, site->arena, site->undo) : RMS_E_NOMEM;
    if (status != RMS_OK)
        return status;
    rms_arranger_drop_unseen(site->arranger, wanted);
    arranged->undo = site->undo;
    arranged->world = wanted;
    return confirm(site->arranger, arranged, wanted, site->arena, err);
}

/* The two dresses of a world: as the door gets it, and with everything said. */
static rms_status prepare(const rms_world *given, rms_arena *arena, rms_arranged **ret_arranged,
                          rms_world **ret_implied, rms_world **ret_complete)
{
    static const rms_world nothing;
    const rms_bindings none = {0};
    *ret_arranged = rms_arena_alloc(arena, 1, sizeof **ret_arranged);
    *ret_implied = rms_world_imply(given ? given : &nothing, arena);
    *ret_complete = *ret_implied ? rms_world_bind(*ret_implied, &none, arena) : NULL;
    if (!*ret_arranged || !*ret_complete)
        return RMS_E_NOMEM;
    rms_world_fill_defaults(*ret_complete);
    return RMS_OK;
}

static rms_status out_of(rms_status status, rms_error *err)
{
    return status == RMS_E_NOMEM ? rms_fail(err, status, 0, "out of memory") : status;
}

void rms_arranged_forget(const rms_arranged *arranged)
{
    if (!arranged || !arranged->caller)
        return;
    (void)rms_mask_release(arranged->caller->secret); /* without memory it stays hidden, which does no harm */
    (void)rms_mask_release(arranged->caller->token);
}

rms_status rms_arrange(rms_arranger *a, const rms_world *given, rms_arena *arena, rms_arranged **ret, rms_error *err)
{
    rms_arranged *arranged = NULL;
    rms_world *implied = NULL, *complete = NULL;
    char why[200];
    if (!rms_arranger_can(a, given, why, sizeof why))
        return rms_fail(err, RMS_E_UNSUPPORTED, 0, "%s", why);
    rms_status status = prepare(given, arena, &arranged, &implied, &complete);
    rms_site site = {a, complete, NULL, arranged ? &arranged->bindings : NULL, arena};
    if (status == RMS_OK)
        status = make_up_absent(&site);
    if (status == RMS_OK && rms_world_is_bare(given)) {
        arranged->world = rms_world_bind(complete, &arranged->bindings, arena);
        *ret = arranged;
        return arranged->world ? RMS_OK : out_of(RMS_E_NOMEM, err);
    }
    if (status == RMS_OK && !(site.undo = rms_undo_open(a)))
        status = RMS_E_NOMEM;
    if (status != RMS_OK)
        return out_of(status, err);
    status = raise(&site, implied, arranged, err);
    if (status == RMS_OK) {
        rms_undo_hand_out(a, site.undo);
        *ret = arranged;
        return RMS_OK;
    }
    rms_undo_run(a, site.undo);
    rms_undo_close(a, site.undo);
    rms_arranged_forget(arranged);
    return out_of(status, err);
}
