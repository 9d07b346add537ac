#include "fuzz/common/script.h"

#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

/* Copy up to one of the stops; what is too long is cut. Returns behind the word. */
static const char *take(const char *text, const char *stops, rms_script_word word)
{
    const size_t n = strcspn(text, stops), kept = n < RMS_SCRIPT_WORD_MAX ? n : RMS_SCRIPT_WORD_MAX;
    memcpy(word, text, kept);
    word[kept] = '\0';
    return text + n;
}

int rms_script_read(const char *text, rms_script_line *ret)
{
    text += strspn(text, " ");
    text = take(text, " ", ret->verb);
    ret->text = text;
    (void)take(text + strspn(text, " "), " ", ret->name);
    return ret->verb[0] != '\0';
}

/* The value of the word that begins with "key" and ends there or goes on with '='; NULL when there is none. */
static const char *find(const char *text, const char *key)
{
    const size_t n = strlen(key);
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        if (strncmp(text, key, n) == 0 && (text[n] == '=' || text[n] == ' ' || text[n] == '\0'))
            return text + n;
        text += strcspn(text, " ");
    }
    return NULL;
}

int rms_script_flag(const rms_script_line *line, const char *flag)
{
    const char *found = find(line->text, flag);
    return found && *found != '=';
}

void rms_script_value(const rms_script_line *line, const char *key, rms_script_word value)
{
    const char *found = find(line->text, key);
    value[0] = '\0';
    if (found && *found == '=')
        (void)take(found + 1, " ", value);
}

int rms_script_number(const rms_script_line *line, const char *key, int otherwise)
{
    rms_script_word value;
    rms_script_value(line, key, value);
    const long number = *value ? strtol(value, NULL, 10) : otherwise;
    return number < -1 ? -1 : number > 100000 ? 100000 : (int)number;
}

static int small_number(const char *text)
{
    const long number = strtol(text, NULL, 10);
    return number < 0 || number > 99999 ? -1 : (int)number;
}

static rms_server_type type_of(const char *word)
{
    for (int type = RMS_SERVER_ECS; type <= RMS_SERVER_ECI; type++)
        if (strcmp(word, rms_server_type_name((rms_server_type)type)) == 0)
            return (rms_server_type)type;
    return RMS_SERVER_UNTYPED;
}

static const char *take_entry(const char *text, rms_server *server, rms_script_word words[3])
{
    static const char stops[] = ":*/!#, ";
    *server = (rms_server){.port = -1, .weight = -1, .server_id = words[0]};
    text = take(text, stops, words[0]);
    while (*text && *text != ',' && *text != ' ') {
        rms_script_word part;
        const char kind = *text;
        text = take(text + 1, stops, kind == '/' ? words[1] : kind == '#' ? words[2] : part);
        if (kind == ':')
            server->port = small_number(part);
        else if (kind == '*')
            server->weight = small_number(part);
        else if (kind == '!')
            server->type = type_of(part);
        else if (kind == '/')
            server->server_ip = words[1];
        else
            server->description = words[2];
    }
    return text;
}

void rms_script_entries(const rms_script_line *line, const char *key, rms_script_list *ret)
{
    const char *text = find(line->text, key);
    ret->n = 0;
    if (!text || *text != '=' || !text[1] || text[1] == ' ')
        return;
    do {
        text = take_entry(text + 1, &ret->servers[ret->n], ret->words[ret->n]);
        ret->ids[ret->n] = ret->words[ret->n][0];
        ret->n++;
    } while (*text == ',' && ret->n < RMS_SCRIPT_LIST_MAX);
}

/* ---- what is not a removal ---- */

static void need(rms_status status)
{
    if (status == RMS_E_NOMEM)
        abort();
}

static const char *or_null(const char *word)
{
    return *word ? word : NULL;
}

static void put_balancer(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    rms_script_list list;
    rms_script_entries(line, "servers", &list);
    const rms_lb_status status = rms_script_flag(line, "locked")     ? RMS_LB_LOCKED
                                 : rms_script_flag(line, "inactive") ? RMS_LB_INACTIVE
                                                                     : RMS_LB_ACTIVE;
    need(rms_model_put_load_balancer(model, now_ms, or_null(line->name), NULL, "cn-hangzhou", status, list.servers,
                                     list.n, NULL));
}

static void put_vgroup(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    rms_script_list list;
    rms_script_word balancer;
    rms_script_entries(line, "servers", &list);
    rms_script_value(line, "of", balancer);
    need(rms_model_put_vserver_group(model, now_ms, or_null(line->name), balancer, NULL, list.servers, list.n, NULL));
    if (rms_script_flag(line, "listener"))
        need(rms_model_put_listener(model, balancer, line->name));
}

static void put_instance(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    const rms_ecs_status status = rms_script_flag(line, "released")  ? RMS_ECS_RELEASED
                                  : rms_script_flag(line, "stopped") ? RMS_ECS_STOPPED
                                                                     : RMS_ECS_RUNNING;
    need(rms_model_put_instance(model, now_ms, or_null(line->name), status, NULL));
}

static void put_database(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    (void)now_ms;
    const rms_db_status status = rms_script_flag(line, "stopped") ? RMS_DB_STOPPED : RMS_DB_RUNNING;
    need(rms_model_put_db_instance(model, or_null(line->name), status, NULL));
}

/* Members by what they are: the key, and what stands in the member. */
static const struct {
    const char *key;
    rms_put_member member;
} member_keys[] = {
    {"attached", {.state = RMS_MEMBER_IN_SERVICE}},
    {"entrusted", {.entrusted = 1, .state = RMS_MEMBER_IN_SERVICE}},
    {"created", {.auto_created = 1, .state = RMS_MEMBER_IN_SERVICE}},
    {"protected", {.state = RMS_MEMBER_PROTECTED}},
    {"standby", {.state = RMS_MEMBER_STANDBY}},
};

static void put_group(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    rms_script_list lists[RMS_COUNT(member_keys)];
    rms_put_member members[RMS_COUNT(member_keys) * RMS_SCRIPT_LIST_MAX];
    rms_script_word balancer, vgroup, database;
    size_t n = 0;
    for (size_t k = 0; k < RMS_COUNT(member_keys); k++) {
        rms_script_entries(line, member_keys[k].key, &lists[k]);
        for (size_t i = 0; i < lists[k].n; i++) {
            members[n] = member_keys[k].member;
            members[n++].instance_id = or_null(lists[k].ids[i]);
        }
    }
    rms_script_value(line, "balancer", balancer);
    rms_script_value(line, "vgroup", vgroup);
    rms_script_value(line, "db", database);
    const char *const balancers[] = {balancer}, *const databases[] = {database};
    const rms_new_scaling_vserver_group vgroups[] = {{.vserver_group_id = vgroup, .port = 80, .weight = -1}};
    const rms_put_scaling_group args = {
        .id = or_null(line->name),
        .group = {.region = "cn-hangzhou",
                  .min_size = rms_script_number(line, "min", 0),
                  .max_size = rms_script_number(line, "max", 100),
                  .desired_capacity = rms_script_number(line, "desired", -1),
                  .default_cooldown = -1,
                  .policy = rms_script_flag(line, "recycle") ? RMS_POLICY_RECYCLE : RMS_POLICY_RELEASE,
                  .load_balancer_ids = balancers,
                  .n_load_balancers = *balancer != '\0',
                  .vserver_groups = vgroups,
                  .n_vserver_groups = *vgroup != '\0',
                  .db_instance_ids = databases,
                  .n_db_instances = *database != '\0'},
        .status = rms_script_flag(line, "inactive") ? RMS_GROUP_INACTIVE : RMS_GROUP_ACTIVE,
        .denied = rms_script_flag(line, "denied"),
        .cooling_down = rms_script_flag(line, "cooling"),
        .held_activity = rms_script_flag(line, "held"),
        .members = members,
        .n_members = n,
    };
    need(rms_model_put_scaling_group(model, now_ms, &args, NULL, NULL));
}

static void attach(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    rms_script_list list;
    rms_outcome outcome = {0};
    rms_script_entries(line, "ids", &list);
    const rms_attach_instances args = {.group_id = line->name,
                                       .instance_ids = (const char *const *)list.ids,
                                       .n = list.n,
                                       .entrusted = rms_script_flag(line, "entrusted")};
    need(rms_model_attach_instances(model, now_ms, &args, &outcome));
    rms_outcome_done(&outcome);
}

static void add(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    rms_script_list list;
    rms_outcome outcome = {0};
    rms_script_entries(line, "servers", &list);
    if (rms_model_vserver_group(model, line->name))
        need(rms_model_add_vserver_group_backend_servers(model, now_ms, line->name, list.servers, list.n, &outcome));
    else
        need(rms_model_add_backend_servers(model, now_ms, line->name, list.servers, list.n, &outcome));
    rms_outcome_done(&outcome);
}

static void modify(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    rms_outcome outcome = {0};
    const rms_modify_scaling_group args = {.min_size = rms_script_number(line, "min", -1),
                                           .max_size = rms_script_number(line, "max", -1),
                                           .desired_capacity = rms_script_number(line, "desired", -1),
                                           .default_cooldown = -1,
                                           .policy = -1};
    if (args.min_size <= RMS_SCRIPT_LIST_MAX && args.desired_capacity <= RMS_SCRIPT_LIST_MAX)
        need(rms_model_modify_scaling_group(model, now_ms, line->name, &args, &outcome));
    rms_outcome_done(&outcome);
}

static void set_status(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    (void)now_ms;
    rms_outcome outcome = {0};
    const rms_lb_status status = rms_script_flag(line, "inactive") ? RMS_LB_INACTIVE : RMS_LB_ACTIVE;
    if (rms_model_load_balancer(model, line->name))
        need(rms_model_set_load_balancer_status(model, line->name, status, &outcome));
    else if (status == RMS_LB_INACTIVE)
        need(rms_model_disable_scaling_group(model, line->name, &outcome));
    rms_outcome_done(&outcome);
}

static void standby(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    (void)now_ms;
    rms_script_list list;
    rms_outcome outcome = {0};
    rms_script_entries(line, "ids", &list);
    need((rms_script_flag(line, "exit") ? rms_model_exit_standby : rms_model_enter_standby)(
        model, line->name, (const char *const *)list.ids, list.n, &outcome));
    rms_outcome_done(&outcome);
}

static void drop(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    (void)now_ms;
    (void)rms_model_drop(model, line->name);
}

void rms_script_arrange(rms_model *model, int64_t now_ms, const rms_script_line *line)
{
    static const struct {
        const char *verb;
        void (*play)(rms_model *model, int64_t now_ms, const rms_script_line *line);
    } verbs[] = {{"balancer", put_balancer},
                 {"vgroup", put_vgroup},
                 {"instance", put_instance},
                 {"db", put_database},
                 {"group", put_group},
                 {"attach", attach},
                 {"add", add},
                 {"modify", modify},
                 {"status", set_status},
                 {"standby", standby},
                 {"drop", drop}};
    for (size_t i = 0; i < RMS_COUNT(verbs); i++)
        if (strcmp(line->verb, verbs[i].verb) == 0)
            verbs[i].play(model, now_ms, line);
}

/* ---- removals ---- */

int rms_script_remove(const rms_script_line *line, rms_script_request *ret)
{
    static const struct {
        const char *action, *target, *list;
    } actions[RMS_REMOVE_COUNT] = {
        [RMS_REMOVE_BACKEND_SERVERS] = {"RemoveBackendServers", "balancer", "servers"},
        [RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS] = {"RemoveVServerGroupBackendServers", "vgroup", "servers"},
        [RMS_REMOVE_INSTANCES] = {"RemoveInstances", "group", "ids"},
    };
    size_t action = 0;
    while (action < RMS_REMOVE_COUNT && strcmp(line->name, actions[action].action) != 0)
        action++;
    if (strcmp(line->verb, "remove") != 0 || action == RMS_REMOVE_COUNT)
        return 0;
    rms_script_value(line, actions[action].target, ret->target);
    rms_script_value(line, "region", ret->region);
    rms_script_entries(line, actions[action].list, &ret->list);
    ret->request = (rms_request){
        .action = (rms_remove)action,
        .target_id = ret->target,
        .region_id = *ret->region ? ret->region : NULL,
        .remove_policy_recycle = rms_script_flag(line, "recycle"),
        .keep_desired_capacity = rms_script_flag(line, "keep-desired"),
        .ignore_invalid_instance = rms_script_flag(line, "ignore-invalid"),
    };
    if (action == RMS_REMOVE_INSTANCES) {
        ret->request.instance_ids = ret->list.ids;
        ret->request.n_instance_ids = ret->list.n;
    } else {
        ret->request.servers = ret->list.servers;
        ret->request.n_servers = ret->list.n;
    }
    return 1;
}
