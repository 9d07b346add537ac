#include "harness/arrange/arrange_api.h"

#include "harness/arrange/guard.h"

#include "harness/exchange/complete.h"

#include <string.h>

rms_status rms_site_make_up(const rms_site *site, const char *symbol, const char *shape)
{
    if (!rms_symbol_length(symbol) || rms_bindings_get(site->bindings, symbol))
        return RMS_OK;
    const char *id = rms_arranger_made_up(site->arranger, site->arena, shape);
    return id ? rms_bindings_set(site->bindings, site->arena, symbol, id) : RMS_E_NOMEM;
}

rms_status rms_site_id(const rms_site *site, const char *symbol, const char **ret, rms_error *err)
{
    *ret = rms_bindings_get(site->bindings, symbol);
    return *ret ? RMS_OK : rms_fail(err, RMS_E_NOT_FOUND, 0, "nothing in the world is %s", symbol);
}

rms_status rms_site_create(const rms_site *site, const rms_ask *ask, rms_undo_kind kind, const char *name,
                           const char *id_member, const char **ret_id, rms_error *err)
{
    RMS_AUTO(rms_reply_done) rms_reply reply = {0};
    rms_status status = rms_undo_intend(site->undo, kind, name);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    status = rms_ask_send(site->arranger, ask, &reply, err);
    if (status != RMS_OK) {
        if (reply.http.symptom == RMS_SYMPTOM_NONE && reply.http.status / 100 == 4)
            rms_undo_refused(site->undo);
        return status;
    }
    const char *id = rms_answer_text(reply.root, id_member);
    if (!id || !*id)
        return rms_reply_lacks(&reply, "it does not name what it made", err);
    rms_undo_made(site->undo, id);
    *ret_id = rms_guard_own(site->arranger->options.guard, id) == RMS_OK ? rms_arena_copy(site->arena, id) : NULL;
    return *ret_id ? RMS_OK : rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
}

/* ---- ids of instances: given or made up here, but for those that Auto Scaling creates ---- */

int rms_site_is_auto_created(const rms_site *site, const char *symbol)
{
    const rms_world *world = site->world;
    for (size_t g = 0; g < world->n_groups; g++)
        for (size_t i = 0; i < world->groups[g].n_instances; i++) {
            const rms_world_member *member = &world->groups[g].instances[i];
            if (member->creation == RMS_CREATION_AUTO && strcmp(member->id, symbol) == 0)
                return 1;
        }
    return 0;
}

static const char *shape_of(const rms_world_server *server)
{
    if (server->type && strcmp(server->type, "eni") == 0)
        return "eni";
    return server->type && strcmp(server->type, "eci") == 0 ? "eci" : "i";
}

static int is_bound(const rms_bindings *bindings, const char *id)
{
    for (size_t i = 0; i < bindings->n; i++)
        if (strcmp(bindings->v[i].id, id) == 0)
            return 1;
    return 0;
}

/* The id of a server or member: one of the instances that the run was given, or made up where it was given none. */
static rms_status name_instance(const rms_site *site, const char *symbol, const char *shape, rms_error *err)
{
    const rms_arrange_options *options = &site->arranger->options;
    if (!options->n_instances || rms_bindings_get(site->bindings, symbol))
        return rms_site_make_up(site, symbol, shape);
    if (strcmp(shape, "i") != 0)
        return rms_fail(err, RMS_E_UNSUPPORTED, 0, "a server of type %s (the instances given are ECS instances)",
                        shape);
    for (size_t i = 0; i < options->n_instances; i++)
        if (!is_bound(site->bindings, options->instances[i]))
            return rms_bindings_set(site->bindings, site->arena, symbol, options->instances[i]);
    return rms_fail(err, RMS_E_UNSUPPORTED, 0, "more ECS instances than the %zu that the run was given",
                    options->n_instances);
}

/* An entrusted member is released when it is removed: what was lent would be gone for good. */
static rms_status name_member(const rms_site *site, const rms_world_member *member, rms_error *err)
{
    if (site->arranger->options.n_instances && member->entrusted == 1)
        return rms_fail(err, RMS_E_UNSUPPORTED, 0,
                        "an entrusted member among the ECS instances that the run was given (they would be released)");
    return name_instance(site, member->id, "i", err);
}

static rms_status name_servers(const rms_site *site, const rms_world_server *servers, size_t n, rms_error *err)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < n; i++)
        if (!rms_site_is_auto_created(site, servers[i].id))
            status = name_instance(site, servers[i].id, shape_of(&servers[i]), err);
    return status;
}

static rms_status name_instances(const rms_site *site, rms_error *err)
{
    const rms_world *world = site->world;
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < world->n_load_balancers; i++)
        status = name_servers(site, world->load_balancers[i].servers, world->load_balancers[i].n_servers, err);
    for (size_t i = 0; status == RMS_OK && i < world->n_vserver_groups; i++)
        status = name_servers(site, world->vserver_groups[i].servers, world->vserver_groups[i].n_servers, err);
    for (size_t g = 0; g < world->n_groups; g++)
        for (size_t i = 0; status == RMS_OK && i < world->groups[g].n_instances; i++)
            if (!rms_site_is_auto_created(site, world->groups[g].instances[i].id))
                status = name_member(site, &world->groups[g].instances[i], err);
    for (size_t i = 0; status == RMS_OK && i < world->n_instances; i++)
        if (!rms_site_is_auto_created(site, world->instances[i].id))
            status = name_instance(site, world->instances[i].id, "i", err);
    return status;
}

/* Codes by which an endpoint says that it does not know an instance, or that it is not running. */
static const char *const unknown_instance[] = {"InvalidInstanceId.NotFound", "InvalidServerId.NotExist",
                                               "ObtainIpFail"};

/* Who lets instances be made up should hear that this is why an endpoint refuses them. */
static void tell_made_up(const rms_site *site, rms_error *err)
{
    char text[sizeof err->text];
    int refused = strstr(err->text, site->arranger->letters) != NULL;
    for (size_t i = 0; i < RMS_COUNT(unknown_instance); i++)
        refused |= strstr(err->text, unknown_instance[i]) != NULL;
    if (!refused || site->arranger->options.n_instances)
        return;
    memcpy(text, err->text, sizeof text);
    (void)rms_fail(err, RMS_E_IO, err->offset, "made-up ECS instances are refused (--instances names real ones): %s",
                   text);
}

rms_status rms_by_api_arrange(const rms_site *site, rms_error *err)
{
    static rms_status (*const stages[])(const rms_site *site, rms_error *err) = {
        rms_site_make_balancers,   rms_site_make_vserver_groups,   rms_site_make_groups,
        rms_site_add_late_servers, rms_site_set_balancer_statuses, rms_site_finish_groups,
    };
    rms_status status = name_instances(site, err);
    if (status == RMS_E_NOMEM)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    for (size_t i = 0; status == RMS_OK && i < RMS_COUNT(stages); i++)
        status = stages[i](site, err);
    if (status == RMS_E_IO && err)
        tell_made_up(site, err);
    return status;
}
