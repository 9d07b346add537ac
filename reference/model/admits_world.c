/* Sets of states, and which states are the same world. */
#include "reference/model/admits.h"

#include <string.h>

/* ---- the same world ---- */

static int same_server(const rms_model_server *a, const rms_model_server *b)
{
    return strcmp(a->server_id, b->server_id) == 0 && a->port == b->port && a->weight == b->weight &&
           a->type == b->type && strcmp(a->server_ip, b->server_ip) == 0 && strcmp(a->description, b->description) == 0;
}

static int same_servers(const rms_model_servers *a, const rms_model_servers *b)
{
    for (size_t i = 0; a->n == b->n && i < a->n; i++)
        if (!same_server(&a->v[i], &b->v[i]))
            return 0;
    return a->n == b->n;
}

static int same_balancers(const rms_model *a, const rms_model *b)
{
    for (size_t i = 0; i < a->load_balancers.n; i++) {
        const rms_load_balancer *here = &a->load_balancers.v[i], *there = rms_model_load_balancer(b, here->id);
        if (!there || here->status != there->status || here->listeners.n != there->listeners.n ||
            !same_servers(&here->servers, &there->servers))
            return 0;
    }
    for (size_t i = 0; i < a->vserver_groups.n; i++) {
        const rms_vserver_group *here = &a->vserver_groups.v[i], *there = rms_model_vserver_group(b, here->id);
        if (!there || strcmp(here->load_balancer_id, there->load_balancer_id) != 0 ||
            !same_servers(&here->servers, &there->servers))
            return 0;
    }
    return a->load_balancers.n == b->load_balancers.n && a->vserver_groups.n == b->vserver_groups.n &&
           a->master_slave_groups.n == b->master_slave_groups.n;
}

static int same_group(const rms_scaling_group *a, const rms_scaling_group *b)
{
    if (a->status != b->status || a->min_size != b->min_size || a->max_size != b->max_size ||
        a->members.n != b->members.n)
        return 0;
    for (size_t i = 0; i < a->members.n; i++) {
        const rms_scaling_member *here = &a->members.v[i], *there = rms_group_member(b, here->instance_id);
        if (!there || here->state != there->state || here->auto_created != there->auto_created ||
            here->entrusted != there->entrusted)
            return 0;
    }
    return 1;
}

int rms_world_same(const rms_model *a, const rms_model *b)
{
    if (a->scaling_groups.n != b->scaling_groups.n || a->instances.n != b->instances.n ||
        a->db_instances.n != b->db_instances.n || !same_balancers(a, b))
        return 0;
    for (size_t i = 0; i < a->scaling_groups.n; i++) {
        const rms_scaling_group *there = rms_model_scaling_group(b, a->scaling_groups.v[i].id);
        if (!there || !same_group(&a->scaling_groups.v[i], there))
            return 0;
    }
    for (size_t i = 0; i < a->instances.n; i++) {
        const rms_ecs_instance *there = rms_model_instance(b, a->instances.v[i].id);
        if (!there || there->status != a->instances.v[i].status)
            return 0;
    }
    return 1;
}

/* ---- sets ---- */

/* Two settled states differ too when a second call may still be refused in one of them. */
static int same_activities(const rms_model *a, const rms_model *b)
{
    for (size_t i = 0; i < a->scaling_groups.n; i++) {
        const char *id = a->scaling_groups.v[i].id;
        if (rms_model_in_progress(a, id) != rms_model_in_progress(b, id))
            return 0;
    }
    return 1;
}

rms_status rms_states_add(rms_states *states, const rms_model *state)
{
    for (size_t i = 0; i < states->n; i++)
        if (rms_world_same(states->v[i], state) && same_activities(states->v[i], state))
            return RMS_OK;
    if (states->n == RMS_STATES_MAX)
        return RMS_E_LIMIT;
    const rms_status status = rms_model_clone(state, &states->v[states->n]);
    states->n += status == RMS_OK;
    return status;
}

size_t rms_states_keep(rms_states *states, int (*holds)(const rms_model *state, void *context), void *context)
{
    size_t kept = 0;
    for (size_t i = 0; i < states->n; i++) {
        if (holds(states->v[i], context))
            states->v[kept++] = states->v[i];
        else
            rms_model_free(states->v[i]);
    }
    states->n = kept;
    return kept;
}

void rms_states_done(rms_states *states)
{
    for (size_t i = 0; i < states->n; i++)
        rms_model_free(states->v[i]);
    states->n = 0;
}
