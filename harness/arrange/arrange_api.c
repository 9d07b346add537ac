#include "harness/arrange/arrange_api.h"

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
    *ret_id = rms_arena_copy(site->arena, id);
    return *ret_id ? RMS_OK : rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
}

/* ---- ids of instances: made up here, but for those that Auto Scaling creates ---- */

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

static rms_status make_up_servers(const rms_site *site, const rms_world_server *servers, size_t n)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < n; i++)
        if (!rms_site_is_auto_created(site, servers[i].id))
            status = rms_site_make_up(site, servers[i].id, shape_of(&servers[i]));
    return status;
}

static rms_status make_up_instances(const rms_site *site)
{
    const rms_world *world = site->world;
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < world->n_load_balancers; i++)
        status = make_up_servers(site, world->load_balancers[i].servers, world->load_balancers[i].n_servers);
    for (size_t i = 0; status == RMS_OK && i < world->n_vserver_groups; i++)
        status = make_up_servers(site, world->vserver_groups[i].servers, world->vserver_groups[i].n_servers);
    for (size_t g = 0; g < world->n_groups; g++)
        for (size_t i = 0; status == RMS_OK && i < world->groups[g].n_instances; i++)
            if (!rms_site_is_auto_created(site, world->groups[g].instances[i].id))
                status = rms_site_make_up(site, world->groups[g].instances[i].id, "i");
    for (size_t i = 0; status == RMS_OK && i < world->n_instances; i++)
        if (!rms_site_is_auto_created(site, world->instances[i].id))
            status = rms_site_make_up(site, world->instances[i].id, "i");
    return status;
}

rms_status rms_by_api_arrange(const rms_site *site, rms_error *err)
{
    static rms_status (*const stages[])(const rms_site *site, rms_error *err) = {
        rms_site_make_balancers,   rms_site_make_vserver_groups,   rms_site_make_groups,
        rms_site_add_late_servers, rms_site_set_balancer_statuses, rms_site_finish_groups,
    };
    rms_status status = make_up_instances(site);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    for (size_t i = 0; status == RMS_OK && i < RMS_COUNT(stages); i++)
        status = stages[i](site, err);
    return status;
}
