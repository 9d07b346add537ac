/* Lists of a world: ids that refer to objects, servers, members of scaling groups. */
#include "harness/cases/read_world.h"

#include <stdio.h>
#include <string.h>

/* ---- ids ---- */

int rms_world_pick_id(rms_loader *loader, const rms_yaml *node, const char *what, const char **ret)
{
    char cited[RMS_CITE_MAX];
    const int good = loader->mode == RMS_WORLD_OBSERVED ? node->text[0] != '\0' : rms_is_symbol(node->text);
    if (!good)
        rms_say(loader, node->where, "%s is '%s'; it must be %s", what, rms_cite(node->text, cited),
                loader->mode == RMS_WORLD_OBSERVED ? "an id" : "a symbol such as $a: '$' and a lower-case name");
    else
        *ret = node->text;
    return good;
}

void rms_world_define(rms_loader *loader, const char *id, unsigned kinds, rms_where where)
{
    if (loader->mode == RMS_WORLD_GIVEN)
        (void)rms_bind_symbol(loader, id, kinds, where);
    else if (loader->mode == RMS_WORLD_THEN)
        rms_use_symbol(loader, id, kinds, RMS_USE_THEN, where);
}

void rms_world_define_instance(rms_loader *loader, const char *id, rms_where where)
{
    rms_symbol *symbol = rms_bind_symbol(loader, id, RMS_IS_INSTANCE, where);
    if (symbol)
        symbol->used = 0;
}

void rms_world_refer(rms_loader *loader, const char *id, unsigned kinds, rms_where where)
{
    if (loader->mode != RMS_WORLD_OBSERVED)
        rms_use_symbol(loader, id, kinds, loader->mode == RMS_WORLD_GIVEN ? RMS_USE_GIVEN : RMS_USE_THEN, where);
}

void rms_read_world_id(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    char subject[RMS_CITE_MAX];
    (void)snprintf(subject, sizeof subject, "'%s'", key->name);
    (void)rms_world_pick_id(loader, value, subject, rms_field(object, key->at));
}

void rms_read_references(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    const char ***field = rms_field(object, key->at);
    size_t *n = rms_field(object, key->at_n);
    char subject[RMS_CITE_MAX];
    (void)snprintf(subject, sizeof subject, "an entry of '%s'", key->name);
    for (size_t i = 0; i < value->n; i++) {
        const char *id = NULL;
        if (!rms_need_kind(loader, value->item[i], RMS_KIND_SCALAR, subject) ||
            !rms_world_pick_id(loader, value->item[i], subject, &id))
            continue;
        rms_world_refer(loader, id, (unsigned)key->min, value->item[i]->where);
        if (!rms_load_push(loader, field, n, &id, sizeof id))
            return;
    }
}

/* ---- servers ---- */

static const char *const type_words[] = {"ecs", "eni", "eci", NULL};

#define AT(field) .at = offsetof(rms_world_server, field)
#define SERVER_KEYS                                                                                                    \
    {.name = "server", .kinds = RMS_KIND_SCALAR, .required = 1, .read = rms_read_world_id, AT(id)},                    \
        {.name = "weight", .kinds = RMS_KIND_SCALAR, .read = rms_read_int, AT(weight), .min = 0, .max = 100},          \
        {.name = "type", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(type), .words = type_words},              \
        {.name = "ip", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, AT(ip)},                                       \
    {                                                                                                                  \
        .name = "description", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, AT(description)                        \
    }
static const rms_key default_server_keys[] = {SERVER_KEYS};
static const rms_key group_server_keys[] = {
    SERVER_KEYS,
    {.name = "port", .kinds = RMS_KIND_SCALAR, .read = rms_read_int, AT(port), .min = 1, .max = 65535},
};
#undef AT

const rms_server_keys rms_default_servers = {default_server_keys, RMS_COUNT(default_server_keys), 0,
                                             offsetof(rms_world_load_balancer, servers_said)};
const rms_server_keys rms_group_servers = {group_server_keys, RMS_COUNT(group_server_keys), 1,
                                           offsetof(rms_world_vserver_group, servers_said)};

static int same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* `given` has each member once; what an endpoint shows may be wrong and is compared, not refused. */
static void refuse_same_server(rms_loader *loader, const rms_world_server *servers, size_t n, rms_where where)
{
    const rms_world_server *last = &servers[n - 1];
    for (size_t i = 0; loader->mode != RMS_WORLD_OBSERVED && i + 1 < n; i++)
        if (strcmp(servers[i].id, last->id) == 0 && servers[i].port == last->port &&
            same_text(servers[i].ip, last->ip)) {
            rms_say(loader, where, "the same server stands twice in the list");
            return;
        }
}

static int read_server(rms_loader *loader, const rms_server_keys *list, const rms_yaml *node, rms_world_server *server)
{
    *server = (rms_world_server){.port = -1, .weight = -1};
    if (!rms_need_kind(loader, node, RMS_KIND_SCALAR | RMS_KIND_MAPPING, "a server"))
        return 0;
    if (node->kind == RMS_YAML_SCALAR)
        (void)rms_world_pick_id(loader, node, "a server", &server->id);
    else
        rms_read_map(loader, node, "a server", list->keys, list->n_keys, server);
    if (!server->id)
        return 0;
    if (list->with_ports && server->port < 0 && loader->mode != RMS_WORLD_THEN)
        rms_say(loader, node->where, "a server of a vServer group needs 'port': {server: %s, port: 80}",
                loader->mode == RMS_WORLD_GIVEN ? server->id : "...");
    rms_world_define(loader, server->id, RMS_IS_INSTANCE, node->where);
    return 1;
}

void rms_read_servers(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    const rms_server_keys *list = key->more;
    rms_world_server **servers = rms_field(object, key->at);
    size_t *n = rms_field(object, key->at_n);
    int *said = rms_field(object, list->said_at);
    *said = 1;
    if (value->n > RMS_WORLD_SERVERS_MAX)
        rms_say_status(loader, RMS_E_LIMIT, value->where, "a group has at most %d servers", RMS_WORLD_SERVERS_MAX);
    for (size_t i = 0; i < value->n && i < RMS_WORLD_SERVERS_MAX; i++) {
        rms_world_server server;
        if (!read_server(loader, list, value->item[i], &server))
            continue;
        if (!rms_load_push(loader, servers, n, &server, sizeof server))
            return;
        refuse_same_server(loader, *servers, *n, value->item[i]->where);
    }
}

/* ---- members of scaling groups ---- */

static const char *const state_words[] = {"in_service", "standby", "protected", NULL};

static void read_creation(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_world_member *member = object;
    char subject[RMS_CITE_MAX];
    (void)snprintf(subject, sizeof subject, "'%s'", key->name);
    if (member->creation != RMS_CREATION_ANY)
        rms_say(loader, value->where, "a member is 'attached' or 'auto_created', not both");
    member->creation = (rms_creation)key->min;
    (void)rms_world_pick_id(loader, value, subject, &member->id);
}

#define AT(field) .at = offsetof(rms_world_member, field)
static const rms_key member_keys[] = {
    {.name = "attached", .kinds = RMS_KIND_SCALAR, .read = read_creation, .min = RMS_CREATION_ATTACHED},
    {.name = "auto_created", .kinds = RMS_KIND_SCALAR, .read = read_creation, .min = RMS_CREATION_AUTO},
    {.name = "entrusted", .kinds = RMS_KIND_SCALAR, .read = rms_read_flag, AT(entrusted)},
    {.name = "state", .kinds = RMS_KIND_SCALAR, .read = rms_read_word, AT(state), .words = state_words},
};
#undef AT

static int read_member(rms_loader *loader, const rms_yaml *node, rms_world_member *member)
{
    *member = (rms_world_member){.entrusted = -1};
    if (!rms_need_kind(loader, node, RMS_KIND_SCALAR | RMS_KIND_MAPPING, "a member"))
        return 0;
    if (node->kind == RMS_YAML_MAPPING) {
        rms_read_map(loader, node, "a member", member_keys, RMS_COUNT(member_keys), member);
        if (member->creation == RMS_CREATION_ANY)
            rms_say(loader, node->where, "a member needs 'attached' or 'auto_created' with its id");
    } else if (rms_world_pick_id(loader, node, "a member", &member->id) && loader->mode == RMS_WORLD_GIVEN) {
        rms_say(loader, node->where, "say how %s got there: {attached: %s} or {auto_created: %s}", member->id,
                member->id, member->id);
    }
    if (!member->id)
        return 0;
    rms_world_define(loader, member->id, RMS_IS_INSTANCE, node->where);
    return 1;
}

void rms_read_members(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_world_group *group = object;
    group->instances_said = 1;
    if (value->n > RMS_WORLD_SERVERS_MAX)
        rms_say_status(loader, RMS_E_LIMIT, value->where, "a group has at most %d members", RMS_WORLD_SERVERS_MAX);
    for (size_t i = 0; i < value->n && i < RMS_WORLD_SERVERS_MAX; i++) {
        rms_world_member member;
        if (!read_member(loader, value->item[i], &member))
            continue;
        for (size_t k = 0; loader->mode != RMS_WORLD_OBSERVED && k < group->n_instances; k++)
            if (strcmp(group->instances[k].id, member.id) == 0)
                rms_say(loader, value->item[i]->where, "%s stands twice in the list", member.id);
        if (!rms_load_push(loader, &group->instances, &group->n_instances, &member, sizeof member))
            return;
    }
}
