/* The door's way in: objects in any state, made directly. */
#include "reference/model/internal.h"

#include <stdlib.h>

/* Is a wished id (NULL: none wished) free, and does it fit? */
static rms_status id_status(const rms_model *model, const char *id)
{
    if (!id)
        return RMS_OK;
    if (!rms_text_fits(id, RMS_ID_MAX))
        return RMS_E_LIMIT;
    return !*id || rms_id_is_taken(model, id) ? RMS_E_USAGE : RMS_OK;
}

static void give_id(rms_model *model, const char *wished, const char *prefix, rms_model_id id)
{
    if (wished)
        rms_text_set(id, sizeof(rms_model_id), wished);
    else
        rms_id_make(model, prefix, id);
}

static void report_id(const rms_model_id id, rms_model_id *ret_id)
{
    if (ret_id)
        RMS_SET(*ret_id, id);
}

/* ---- instances ---- */

rms_status rms_model_put_instance(rms_model *model, int64_t now_ms, const char *id, rms_ecs_status status,
                                  rms_model_id *ret_id)
{
    rms_model_id given;
    rms_status ready = id_status(model, id);
    if (ready == RMS_OK)
        ready = rms_ecs_reserve(model, 1);
    if (ready != RMS_OK)
        return ready;
    give_id(model, id, "i-", given);
    rms_ecs_push(model, now_ms, given, status, 0);
    report_id(given, ret_id);
    return RMS_OK;
}

rms_status rms_model_put_db_instance(rms_model *model, const char *id, rms_db_status status, rms_model_id *ret_id)
{
    rms_status ready = id_status(model, id);
    if (ready == RMS_OK)
        ready = RMS_RESERVE(&model->db_instances, 1, RMS_MODEL_DB_INSTANCES_MAX);
    if (ready != RMS_OK)
        return ready;
    rms_db_instance *made = &model->db_instances.v[model->db_instances.n];
    give_id(model, id, "rm-", made->id);
    made->status = status;
    model->db_instances.n++;
    report_id(made->id, ret_id);
    return RMS_OK;
}

/* ---- load balancers and vServer groups ---- */

static rms_status servers_status(const rms_pool *pool, const rms_server *servers, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const int port_is_wrong = pool->group && (servers[i].port < 1 || servers[i].port > 65535);
        if (!servers[i].server_id || !*servers[i].server_id || port_is_wrong || servers[i].weight < -1 ||
            servers[i].weight > 100)
            return RMS_E_USAGE;
    }
    return RMS_OK;
}

/* An id without a record becomes a running instance here, also where instances must be declared: this is a declaration.
 */
static void add_servers(rms_model *model, int64_t now_ms, rms_pool *pool, const rms_server *servers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rms_server_type_of(&servers[i]) == RMS_SERVER_ECS && !rms_model_instance(model, servers[i].server_id))
            rms_ecs_push(model, now_ms, servers[i].server_id, RMS_ECS_RUNNING, 0);
    rms_pool_add(model, now_ms, pool, servers, n);
}

rms_status rms_model_put_load_balancer(rms_model *model, int64_t now_ms, const char *id, const char *name,
                                       const char *region, rms_lb_status status, const rms_server *servers, size_t n,
                                       rms_model_id *ret_id)
{
    rms_load_balancer made = {0};
    rms_pool pool = {.load_balancer = &made, .servers = &made.servers, .former = &made.former};
    const rms_new_load_balancer args = {.region = region ? region : "cn-hangzhou", .name = name};
    rms_outcome outcome;
    rms_status ready = id_status(model, id);
    if (ready == RMS_OK)
        ready = servers_status(&pool, servers, n);
    if (ready == RMS_OK)
        ready = rms_pool_reserve(model, &pool, servers, n);
    if (ready == RMS_OK)
        ready = rms_model_create_load_balancer(model, now_ms, &args, &outcome);
    if (ready == RMS_OK && !outcome.ok) /* an empty region */
        ready = RMS_E_USAGE;
    if (ready != RMS_OK) {
        free(made.servers.v);
        return ready;
    }
    rms_load_balancer *balancer = &model->load_balancers.v[model->load_balancers.n - 1];
    if (id)
        RMS_SET(balancer->id, id);
    if (id && !name)
        RMS_SET(balancer->name, id);
    balancer->status = status;
    add_servers(model, now_ms, &pool, servers, n);
    balancer->servers = made.servers;
    report_id(balancer->id, ret_id);
    return RMS_OK;
}

rms_status rms_model_put_tag(rms_model *model, const char *load_balancer_id, const char *key, const char *value)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, load_balancer_id);
    if (!balancer)
        return RMS_E_NOT_FOUND;
    if (!key || !*key || !value)
        return RMS_E_USAGE;
    if (!rms_text_fits(key, RMS_MODEL_TEXT_MAX) || !rms_text_fits(value, RMS_MODEL_TEXT_MAX))
        return RMS_E_LIMIT;
    size_t at = 0;
    while (at < balancer->tags.n && !rms_is(balancer->tags.v[at].key, key))
        at++;
    rms_status ready = at < balancer->tags.n ? RMS_OK : RMS_RESERVE(&balancer->tags, 1, RMS_MODEL_TAGS_MAX);
    if (ready != RMS_OK)
        return ready;
    RMS_SET(balancer->tags.v[at].key, key);
    RMS_SET(balancer->tags.v[at].value, value);
    balancer->tags.n += at == balancer->tags.n;
    return RMS_OK;
}

rms_status rms_model_put_vserver_group(rms_model *model, int64_t now_ms, const char *id, const char *load_balancer_id,
                                       const char *name, const rms_server *servers, size_t n, rms_model_id *ret_id)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, load_balancer_id);
    rms_vserver_group made = {.created_ms = now_ms};
    rms_pool pool = {.load_balancer = balancer, .group = &made, .servers = &made.servers, .former = &made.former};
    rms_status ready = balancer ? id_status(model, id) : RMS_E_NOT_FOUND;
    if (ready == RMS_OK)
        ready = servers_status(&pool, servers, n);
    if (ready == RMS_OK && !rms_text_fits(name, RMS_MODEL_NAME_MAX))
        ready = RMS_E_LIMIT;
    if (ready == RMS_OK)
        ready = RMS_RESERVE(&model->vserver_groups, 1, RMS_MODEL_VSERVER_GROUPS_MAX);
    if (ready == RMS_OK)
        ready = rms_pool_reserve(model, &pool, servers, n);
    if (ready != RMS_OK) {
        free(made.servers.v);
        return ready;
    }
    give_id(model, id, "rsp-", made.id);
    RMS_SET(made.name, name ? name : made.id);
    RMS_SET(made.load_balancer_id, load_balancer_id);
    add_servers(model, now_ms, &pool, servers, n);
    model->vserver_groups.v[model->vserver_groups.n++] = made;
    report_id(made.id, ret_id);
    return RMS_OK;
}

static int free_port(const rms_load_balancer *balancer)
{
    int port = 80;
    for (size_t i = 0; i < balancer->listeners.n; i++)
        if (balancer->listeners.v[i].port >= port)
            port = balancer->listeners.v[i].port + 1;
    return port;
}

rms_status rms_model_put_listener(rms_model *model, const char *load_balancer_id, const char *vserver_group_id)
{
    rms_load_balancer *balancer = rms_find_load_balancer(model, load_balancer_id);
    if (!balancer)
        return RMS_E_NOT_FOUND;
    const rms_new_listener args = {.load_balancer_id = load_balancer_id,
                                   .protocol = "tcp",
                                   .port = free_port(balancer),
                                   .backend_port = 80,
                                   .vserver_group_id = vserver_group_id};
    rms_outcome outcome;
    rms_status status = rms_model_create_listener(model, &args, &outcome);
    if (status != RMS_OK)
        return status;
    if (!outcome.ok)
        return RMS_E_NOT_FOUND;
    balancer->listeners.v[balancer->listeners.n - 1].status = RMS_LISTENER_RUNNING;
    return RMS_OK;
}

/* ---- scaling groups ---- */

static rms_status references_status(const rms_model *model, const rms_new_scaling_group *args)
{
    int found = 1;
    for (size_t i = 0; i < args->n_load_balancers; i++)
        found &= rms_model_load_balancer(model, args->load_balancer_ids[i]) != NULL;
    for (size_t i = 0; i < args->n_vserver_groups; i++)
        found &= rms_model_vserver_group(model, args->vserver_groups[i].vserver_group_id) != NULL;
    for (size_t i = 0; i < args->n_db_instances; i++)
        found &= rms_model_db_instance(model, args->db_instance_ids[i]) != NULL;
    return found ? RMS_OK : RMS_E_NOT_FOUND;
}

static int is_a_member(const rms_model *model, const char *instance_id)
{
    for (size_t i = 0; i < model->scaling_groups.n; i++)
        if (rms_group_member(&model->scaling_groups.v[i], instance_id))
            return 1;
    return 0;
}

static rms_status members_status(const rms_model *model, const rms_put_scaling_group *args)
{
    for (size_t i = 0; i < args->n_members; i++) {
        const char *id = args->members[i].instance_id;
        if (!id)
            continue;
        if (!rms_text_fits(id, RMS_ID_MAX))
            return RMS_E_LIMIT;
        if (!*id || is_a_member(model, id))
            return RMS_E_USAGE;
        for (size_t k = 0; k < i; k++)
            if (args->members[k].instance_id && strcmp(args->members[k].instance_id, id) == 0)
                return RMS_E_USAGE;
    }
    return RMS_OK;
}

static int is_listed(rms_member_state state)
{
    return state == RMS_MEMBER_PENDING || state == RMS_MEMBER_IN_SERVICE || state == RMS_MEMBER_PROTECTED ||
           state == RMS_MEMBER_STANDBY;
}

static void put_member(rms_model *model, int64_t now_ms, rms_scaling_group *group, const rms_put_member *args)
{
    rms_scaling_member *member = &group->members.v[group->members.n];
    *member = (rms_scaling_member){
        .auto_created = args->auto_created != 0,
        .entrusted = args->entrusted != 0,
        .state = args->state,
        .weight = 50,
        .created_ms = now_ms,
    };
    give_id(model, args->instance_id, "i-", member->instance_id);
    if (!rms_model_instance(model, member->instance_id))
        rms_ecs_push(model, now_ms, member->instance_id,
                     args->state == RMS_MEMBER_STOPPED ? RMS_ECS_STOPPED : RMS_ECS_RUNNING, 0);
    if (args->auto_created)
        RMS_SET(member->configuration_id, group->active_configuration_id);
    group->members.n++;
    if (is_listed(args->state))
        rms_group_list(model, group, member);
    if (args->state == RMS_MEMBER_STANDBY)
        rms_group_weigh(model, group, member, 0);
}

/* An activity that is on record: held in progress, or ended just now. */
static void put_activity(rms_model *model, int64_t now_ms, const rms_scaling_group *group, int held)
{
    rms_scaling_activity draft = {
        .kind = RMS_ACTIVITY_NONE,
        .status = held ? RMS_ACTIVITY_IN_PROGRESS : RMS_ACTIVITY_SUCCESSFUL,
        .ends_as = RMS_ACTIVITY_SUCCESSFUL,
        .held = held,
    };
    RMS_SET(draft.cause, "Arranged through the door.");
    RMS_SET(draft.description, held ? "In progress until the world is released" : "Has just ended");
    rms_activity_begin(model, now_ms, group, &draft);
}

static void furnish(rms_model *model, int64_t now_ms, rms_scaling_group *group, const rms_put_scaling_group *args,
                    rms_model_id *ret_member_ids)
{
    rms_scaling_configuration *configuration = &model->configurations.v[model->configurations.n];
    *configuration = (rms_scaling_configuration){.created_ms = now_ms};
    rms_id_make(model, "asc-", configuration->id);
    RMS_SET(configuration->group_id, group->id);
    RMS_SET(configuration->name, configuration->id);
    model->configurations.n++;
    RMS_SET(group->active_configuration_id, configuration->id);
    group->status = args->status;
    group->denied = args->denied != 0;
    for (size_t i = 0; i < args->n_members; i++) {
        put_member(model, now_ms, group, &args->members[i]);
        if (ret_member_ids)
            RMS_SET(ret_member_ids[i], group->members.v[i].instance_id);
    }
    if (args->cooling_down) {
        const int64_t cooldown_s = group->default_cooldown > 3600 ? group->default_cooldown : 3600;
        group->cooldown_until_ms = now_ms + cooldown_s * 1000;
        put_activity(model, now_ms, group, 0);
    }
    if (args->held_activity)
        put_activity(model, now_ms, group, 1);
}

/* Room for the lists of what is attached, before the group exists. */
static rms_status reserve_attached(rms_model *model, const rms_new_scaling_group *args, size_t n_members)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; status == RMS_OK && i < args->n_load_balancers; i++)
        status = RMS_RESERVE(&rms_find_load_balancer(model, args->load_balancer_ids[i])->servers, n_members,
                             RMS_MODEL_SERVERS_MAX);
    for (size_t i = 0; status == RMS_OK && i < args->n_vserver_groups; i++)
        status = RMS_RESERVE(&rms_find_vserver_group(model, args->vserver_groups[i].vserver_group_id)->servers,
                             n_members, RMS_MODEL_SERVERS_MAX);
    return status;
}

rms_status rms_model_put_scaling_group(rms_model *model, int64_t now_ms, const rms_put_scaling_group *args,
                                       rms_model_id *ret_id, rms_model_id *ret_member_ids)
{
    rms_new_scaling_group group_args = args->group;
    rms_scaling_group *group = NULL;
    RMS_MODEL_LIST(rms_scaling_member) members = {0};
    rms_status status = id_status(model, args->id);
    if (!group_args.region)
        group_args.region = "cn-hangzhou";
    if (status == RMS_OK)
        status = references_status(model, &args->group);
    if (status == RMS_OK)
        status = members_status(model, args);
    if (status == RMS_OK)
        status = reserve_attached(model, &args->group, args->n_members);
    if (status == RMS_OK)
        status = rms_ecs_reserve(model, args->n_members);
    if (status == RMS_OK)
        status = RMS_RESERVE(&model->configurations, 1, RMS_MODEL_CONFIGURATIONS_MAX);
    if (status == RMS_OK)
        status = rms_activity_reserve(model, (size_t)(args->cooling_down != 0) + (args->held_activity != 0));
    if (status == RMS_OK)
        status = RMS_RESERVE(&members, args->n_members, RMS_MODEL_MEMBERS_MAX);
    if (status == RMS_OK)
        status = rms_group_make(model, now_ms, args->id, &group_args, &group);
    if (status != RMS_OK) {
        free(members.v);
        return status;
    }
    group->members.v = members.v;
    group->members.capacity = members.capacity;
    furnish(model, now_ms, group, args, ret_member_ids);
    report_id(group->id, ret_id);
    return RMS_OK;
}
