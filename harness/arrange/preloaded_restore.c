/* Putting back what calls have taken out of preloaded objects. */
#include "harness/arrange/preloaded.h"

#include "harness/arrange/needs.h"
#include "harness/exchange/complete.h"

#include <stdio.h>
#include <string.h>

static int has_server(const rms_world_server *servers, size_t n, const rms_world_server *wanted)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(servers[i].id, wanted->id) == 0 &&
            (wanted->port < 0 || servers[i].port < 0 || servers[i].port == wanted->port))
            return 1;
    return 0;
}

static int has_member(const rms_world_group *group, const char *id)
{
    for (size_t i = 0; i < group->n_instances; i++)
        if (strcmp(group->instances[i].id, id) == 0)
            return 1;
    return 0;
}

/* Those of the lent servers that are not seen. */
static rms_world_server *missing_servers(const rms_site *site, const rms_world_server *lent, size_t n,
                                         const rms_world_server *seen, size_t n_seen, size_t *ret_n)
{
    rms_world_server *missing = RMS_ARENA_ARRAY(site->arena, n, rms_world_server);
    *ret_n = 0;
    for (size_t i = 0; missing && i < n; i++)
        if (!has_server(seen, n_seen, &lent[i]))
            missing[(*ret_n)++] = lent[i];
    return missing;
}

static rms_status restore_balancer(const rms_site *site, const rms_world_load_balancer *lent, const rms_world *seen,
                                   rms_error *err)
{
    for (size_t i = 0; i < seen->n_load_balancers; i++) {
        const rms_world_load_balancer *now = &seen->load_balancers[i];
        size_t n = 0;
        if (strcmp(now->id, lent->id) != 0)
            continue;
        const rms_world_server *missing =
            missing_servers(site, lent->servers, lent->n_servers, now->servers, now->n_servers, &n);
        if (!missing)
            return rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
        return rms_site_put_servers(site, lent->id, missing, n, err);
    }
    return rms_fail(err, RMS_E_NOT_FOUND, 0, "it is gone");
}

static rms_status restore_vserver_group(const rms_site *site, const rms_world_vserver_group *lent,
                                        const rms_world *seen, rms_error *err)
{
    for (size_t i = 0; i < seen->n_vserver_groups; i++) {
        const rms_world_vserver_group *now = &seen->vserver_groups[i];
        size_t n = 0;
        if (strcmp(now->id, lent->id) != 0)
            continue;
        const rms_world_server *missing =
            missing_servers(site, lent->servers, lent->n_servers, now->servers, now->n_servers, &n);
        if (!missing)
            return rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
        return rms_site_put_group_servers(site, lent->id, missing, n, err);
    }
    return rms_fail(err, RMS_E_NOT_FOUND, 0, "it is gone");
}

static rms_status restore_group(const rms_site *site, const rms_world_group *lent, const rms_world *seen,
                                rms_error *err)
{
    for (size_t i = 0; i < seen->n_groups; i++) {
        const rms_world_group *now = &seen->groups[i];
        rms_world_group missing = *lent;
        if (strcmp(now->id, lent->id) != 0)
            continue;
        missing.n_instances = 0;
        missing.instances = RMS_ARENA_ARRAY(site->arena, lent->n_instances, rms_world_member);
        if (!missing.instances)
            return rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
        for (size_t k = 0; k < lent->n_instances; k++) {
            if (has_member(now, lent->instances[k].id))
                continue;
            if (lent->instances[k].creation == RMS_CREATION_AUTO)
                return rms_fail(err, RMS_E_UNSUPPORTED, 0, "auto-created member %s is gone for good",
                                lent->instances[k].id);
            missing.instances[missing.n_instances++] = lent->instances[k];
        }
        return rms_site_attach(site, &missing, lent->id, now->n_instances, err);
    }
    return rms_fail(err, RMS_E_NOT_FOUND, 0, "it is gone");
}

/* Everything that is missing now, object after object. The first failure names its object. */
static rms_status put_back(const rms_site *site, const rms_world *lent, const rms_world *seen, rms_error *err)
{
    rms_error detail = {0};
    const char *id = "";
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < lent->n_load_balancers; i++) {
        id = lent->load_balancers[i].id;
        if (lent->load_balancers[i].servers_said) /* else a scaling group fills it */
            status = restore_balancer(site, &lent->load_balancers[i], seen, &detail);
    }
    for (size_t i = 0; status == RMS_OK && i < lent->n_vserver_groups; i++) {
        id = lent->vserver_groups[i].id;
        if (lent->vserver_groups[i].servers_said)
            status = restore_vserver_group(site, &lent->vserver_groups[i], seen, &detail);
    }
    for (size_t i = 0; status == RMS_OK && i < lent->n_groups; i++) {
        id = lent->groups[i].id;
        status = restore_group(site, &lent->groups[i], seen, &detail);
    }
    return status == RMS_OK ? RMS_OK : rms_fail(err, status, 0, "%s: %s", id, detail.text);
}

/* Wait until all shows again as it was. */
static rms_status confirm(rms_arranger *a, rms_world *wanted, rms_arena *arena, rms_error *err)
{
    for (rms_patience patience = rms_patience_begin(a);;) {
        RMS_AUTO(rms_buffer_done) rms_buffer difference = {0};
        const rms_world *seen = NULL;
        rms_status status = rms_observe(a, NULL, wanted, arena, &seen, err);
        if (status != RMS_OK)
            return status;
        rms_world_forget_unseen(wanted, seen);
        if (rms_world_holds(wanted, seen, &difference))
            return RMS_OK;
        status = rms_patience_wait(a, &patience);
        if (status != RMS_OK)
            return rms_fail(err, status, 0, "%s", difference.p ? difference.p : "it differs");
    }
}

static rms_status restore(rms_arranger *a, const rms_world *lent, rms_arena *arena, rms_error *err)
{
    rms_bindings none = {0};
    const rms_site site = {a, lent, NULL, &none, arena};
    rms_world *wanted = rms_world_bind(lent, &none, arena);
    const rms_world *seen = NULL;
    if (!wanted)
        return rms_fail(err, RMS_E_NOMEM, 0, "%s", rms_status_text(RMS_E_NOMEM));
    rms_arranger_drop_unseen(a, wanted);
    rms_status status = rms_observe(a, NULL, wanted, arena, &seen, err);
    if (status == RMS_OK)
        status = put_back(&site, wanted, seen, err);
    return status == RMS_OK ? confirm(a, wanted, arena, err) : status;
}

int rms_preloaded_restore(rms_arranger *a, const rms_world *lent, char *failure, size_t n)
{
    rms_arena *arena = rms_arena_new();
    rms_error err = {0};
    const rms_status status = arena ? restore(a, lent, arena, &err) : RMS_E_NOMEM;
    rms_arena_free(arena);
    if (status != RMS_OK)
        (void)snprintf(failure, n, "it could not be put back: %s", err.text[0] ? err.text : rms_status_text(status));
    return status == RMS_OK;
}

/* ---- what could be put back at all ---- */

static int puts_back(const rms_arranger *a, const char *action, const char *what, char *why, size_t n)
{
    if (rms_arranger_offers_name(a, action))
        return 1;
    (void)snprintf(why, n, "%s of preloaded objects would be removed, and nothing puts them back (%s is not offered)",
                   what, action);
    return 0;
}

int rms_preloaded_can_restore(const rms_arranger *a, const rms_world *given, char *why, size_t n)
{
    for (size_t i = 0; i < given->n_load_balancers; i++)
        if (given->load_balancers[i].n_servers && !puts_back(a, "AddBackendServers", "servers", why, n))
            return 0;
    for (size_t i = 0; i < given->n_vserver_groups; i++)
        if (given->vserver_groups[i].n_servers && !puts_back(a, "AddVServerGroupBackendServers", "servers", why, n))
            return 0;
    for (size_t g = 0; g < given->n_groups; g++) {
        const rms_world_group *group = &given->groups[g];
        for (size_t i = 0; i < group->n_instances; i++)
            if (group->instances[i].creation == RMS_CREATION_AUTO) {
                (void)snprintf(why, n, "auto-created members of a preloaded scaling group would be released for good");
                return 0;
            }
        if (group->n_instances && !puts_back(a, "AttachInstances", "members", why, n))
            return 0;
    }
    return 1;
}
