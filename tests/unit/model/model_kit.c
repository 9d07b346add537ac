#include "tests/unit/model/model_kit.h"

#include <stdio.h>

/* ---- texts in ---- */

static void read_entry(kit_servers *servers, const char *head, size_t number, int numbered, const char *tail)
{
    assert_true(servers->n < KIT_ENTRIES_MAX);
    char(*texts)[96] = servers->texts[servers->n];
    rms_server *entry = &servers->v[servers->n++];
    *entry = (rms_server){.port = -1, .weight = -1};
    if (numbered)
        snprintf(texts[0], sizeof texts[0], "%.60s%zu", head, number);
    else
        snprintf(texts[0], sizeof texts[0], "%.90s", head);
    entry->server_id = texts[0];
    while (*tail) {
        char mark = *tail++;
        size_t n = strcspn(tail, ":*/#!");
        char *value = texts[mark == '/' ? 1 : mark == '#' ? 2 : 3];
        snprintf(value, sizeof texts[0], "%.*s", (int)n, tail);
        tail += n;
        if (mark == ':') {
            entry->port = (int)strtol(value, NULL, 10);
        } else if (mark == '*') {
            entry->weight = (int)strtol(value, NULL, 10);
        } else if (mark == '/') {
            entry->server_ip = value;
        } else if (mark == '#') {
            entry->description = value;
        } else {
            assert_int_equal(mark, '!');
            entry->type = strcmp(value, "eni") == 0   ? RMS_SERVER_ENI
                          : strcmp(value, "eci") == 0 ? RMS_SERVER_ECI
                                                      : RMS_SERVER_ECS;
        }
    }
}

const kit_servers *kit_servers_of(kit_servers *servers, const char *text)
{
    servers->n = 0;
    while (text && *text) {
        size_t n = strcspn(text, " ");
        char word[96], head[96];
        snprintf(word, sizeof word, "%.*s", (int)n, text);
        size_t id = strcspn(word, ":*/#!");
        char *range = strstr(word, "..");
        if (range && range < word + id) {
            size_t letters = strcspn(word, "0123456789");
            snprintf(head, sizeof head, "%.*s", (int)letters, word);
            for (size_t i = strtoul(word + letters, NULL, 10); i <= strtoul(range + 2, NULL, 10); i++)
                read_entry(servers, head, i, 1, word + id);
        } else {
            snprintf(head, sizeof head, "%.*s", (int)id, word);
            read_entry(servers, head, 0, 0, word + id);
        }
        text += n;
        text += *text == ' ';
    }
    return servers;
}

const kit_ids *kit_ids_of(kit_ids *ids, const char *text)
{
    kit_servers_of(&ids->servers, text);
    ids->n = ids->servers.n;
    for (size_t i = 0; i < ids->n; i++)
        ids->v[i] = ids->servers.v[i].server_id;
    return ids;
}

/* ---- worlds ---- */

rms_model *kit_model(const rms_model_options *options)
{
    rms_model *model = NULL;
    assert_int_equal(rms_model_new(options, &model), RMS_OK);
    return model;
}

void kit_load_balancer(rms_model *model, const char *id, rms_lb_status status, const char *servers)
{
    kit_servers list;
    kit_servers_of(&list, servers);
    assert_int_equal(rms_model_put_load_balancer(model, 1, id, NULL, "cn-hangzhou", status, list.v, list.n, NULL),
                     RMS_OK);
}

void kit_vserver_group(rms_model *model, const char *id, const char *load_balancer_id, const char *servers)
{
    kit_servers list;
    kit_servers_of(&list, servers);
    assert_int_equal(rms_model_put_vserver_group(model, 1, id, load_balancer_id, NULL, list.v, list.n, NULL), RMS_OK);
}

static void add_members(rms_put_member *members, size_t *n, kit_ids *ids, const char *text, rms_put_member like)
{
    kit_ids_of(ids, text);
    for (size_t i = 0; i < ids->n; i++) {
        members[*n] = like;
        members[(*n)++].instance_id = ids->v[i];
    }
}

void kit_put_group(rms_model *model, int64_t now_ms, const kit_group *group)
{
    rms_put_member members[KIT_ENTRIES_MAX];
    kit_ids ids[5];
    rms_new_scaling_vserver_group vserver = {.vserver_group_id = group->vserver_group, .port = 80, .weight = 50};
    rms_put_scaling_group args = {
        .id = group->id,
        .group = {.region = "cn-hangzhou",
                  .min_size = group->min_size,
                  .max_size = group->max_size ? group->max_size : 100,
                  .desired_capacity = group->desired ? group->desired : -1,
                  .default_cooldown = 300,
                  .policy = group->policy,
                  .load_balancer_ids = &group->load_balancer,
                  .n_load_balancers = group->load_balancer != NULL,
                  .vserver_groups = &vserver,
                  .n_vserver_groups = group->vserver_group != NULL,
                  .db_instance_ids = &group->db,
                  .n_db_instances = group->db != NULL},
        .status = group->status,
        .denied = group->denied,
        .cooling_down = group->cooling_down,
        .held_activity = group->held,
        .members = members,
    };
    const rms_put_member like[] = {{.state = RMS_MEMBER_IN_SERVICE},
                                   {.state = RMS_MEMBER_IN_SERVICE, .entrusted = 1},
                                   {.state = RMS_MEMBER_IN_SERVICE, .auto_created = 1},
                                   {.state = RMS_MEMBER_PROTECTED},
                                   {.state = RMS_MEMBER_STANDBY}};
    const char *texts[] = {group->attached, group->entrusted, group->created, group->protected_, group->standby};
    for (size_t i = 0; i < 5; i++)
        add_members(members, &args.n_members, &ids[i], texts[i], like[i]);
    assert_int_equal(rms_model_put_scaling_group(model, now_ms, &args, NULL, NULL), RMS_OK);
}

/* ---- texts out ---- */

typedef struct writer {
    char *text;
    size_t n;
} writer;

static void advance(writer *out, int n)
{
    assert_true(n >= 0 && (size_t)n < KIT_TEXT_MAX - out->n);
    out->n += (size_t)n;
}
#define put(out, ...) advance(out, snprintf((out)->text + (out)->n, KIT_TEXT_MAX - (out)->n, __VA_ARGS__))

static void put_servers(writer *out, const rms_model_server *servers, size_t n)
{
    put(out, "[");
    for (size_t i = 0; i < n; i++) {
        put(out, "%s%s", i ? " " : "", servers[i].server_id);
        if (servers[i].port)
            put(out, ":%d", servers[i].port);
        if (servers[i].weight != 100)
            put(out, "*%d", servers[i].weight);
        if (*servers[i].server_ip)
            put(out, "/%s", servers[i].server_ip);
        if (*servers[i].description)
            put(out, "#%s", servers[i].description);
        if (servers[i].type != RMS_SERVER_ECS)
            put(out, "!%s", servers[i].type == RMS_SERVER_ENI ? "eni" : "eci");
    }
    put(out, "]");
}

static void put_group(writer *out, const rms_scaling_group *group)
{
    put(out, "%s %s %d..%d want %d [", group->id, rms_group_status_name(group->status), group->min_size,
        group->max_size, group->desired_capacity);
    for (size_t i = 0; i < group->members.n; i++) {
        const rms_scaling_member *member = &group->members.v[i];
        put(out, "%s%s%s%s", i ? " " : "", member->instance_id, member->auto_created ? "+" : "",
            member->entrusted ? "&" : "");
        if (member->state != RMS_MEMBER_IN_SERVICE)
            put(out, "~%s", rms_member_state_name(member->state));
    }
    put(out, "]\n");
}

void kit_state(const rms_model *model, char text[KIT_TEXT_MAX])
{
    writer out = {.text = text};
    *text = '\0';
    for (size_t i = 0; i < model->load_balancers.n; i++) {
        const rms_load_balancer *balancer = &model->load_balancers.v[i];
        put(&out, "%s %s ", balancer->id, rms_lb_status_name(balancer->status));
        put_servers(&out, balancer->servers.v, balancer->servers.n);
        put(&out, "\n");
    }
    for (size_t i = 0; i < model->vserver_groups.n; i++) {
        put(&out, "%s ", model->vserver_groups.v[i].id);
        put_servers(&out, model->vserver_groups.v[i].servers.v, model->vserver_groups.v[i].servers.n);
        put(&out, "\n");
    }
    for (size_t i = 0; i < model->scaling_groups.n; i++)
        put_group(&out, &model->scaling_groups.v[i]);
    for (size_t i = 0; i < model->instances.n; i++)
        if (model->instances.v[i].status != RMS_ECS_RUNNING)
            put(&out, "i:%s %s\n", model->instances.v[i].id, rms_ecs_status_name(model->instances.v[i].status));
    for (size_t i = 0; i < model->activities.n; i++) {
        const rms_scaling_activity *activity = &model->activities.v[i];
        put(&out, activity->hidden ? "asa#%zu (%s)\n" : "asa#%zu %s\n", i + 1,
            rms_activity_status_name(activity->status));
    }
}

/* 1 when @p text has that line. */
static int has_line(const char *text, const char *line, size_t n)
{
    for (const char *p = text; *p; p += strcspn(p, "\n") + 1)
        if (strcspn(p, "\n") == n && memcmp(p, line, n) == 0)
            return 1;
    return 0;
}

static int has_key(const char *text, const char *key, size_t n)
{
    for (const char *p = text; *p; p += strcspn(p, "\n") + 1)
        if (strcspn(p, " ") == n && memcmp(p, key, n) == 0)
            return 1;
    return 0;
}

void kit_changes(const char *before, const char *after, char text[KIT_TEXT_MAX])
{
    writer out = {.text = text};
    *text = '\0';
    for (const char *p = after; *p; p += strcspn(p, "\n") + 1)
        if (!has_line(before, p, strcspn(p, "\n")))
            put(&out, "%s%.*s", out.n ? "; " : "", (int)strcspn(p, "\n"), p);
    for (const char *p = before; *p; p += strcspn(p, "\n") + 1)
        if (!has_key(after, p, strcspn(p, " ")))
            put(&out, "%s-%.*s", out.n ? "; " : "", (int)strcspn(p, " "), p);
}

static void put_id(writer *out, const rms_model *model, const char *id)
{
    for (size_t i = 0; i < model->activities.n; i++)
        if (strcmp(model->activities.v[i].id, id) == 0) {
            put(out, " asa#%zu", i + 1);
            return;
        }
    int is_known =
        rms_model_load_balancer(model, id) || rms_model_vserver_group(model, id) || rms_model_scaling_group(model, id);
    put(out, " %s", is_known ? id : *id ? "?" : "-");
}

void kit_outcome(const rms_model *model, const rms_outcome *outcome, char text[KIT_TEXT_MAX])
{
    writer out = {.text = text};
    assert_int_equal(outcome->ok, outcome->code == NULL);
    if (!outcome->ok) {
        put(&out, "%s%s%s", outcome->code, *outcome->subject ? " " : "", outcome->subject);
        return;
    }
    put(&out, "ok");
    put_id(&out, model, outcome->id);
    if (outcome->n_servers) {
        put(&out, " ");
        put_servers(&out, outcome->servers, outcome->n_servers);
    }
}

/* ---- calls ---- */

void kit_append(char text[KIT_TEXT_MAX], const char *separator, const char *more)
{
    writer out = {.text = text, .n = strlen(text)};
    if (*more)
        put(&out, "%s%s", separator, more);
}

void kit_result(const rms_model *model, const char *before, const rms_outcome *outcome, char text[KIT_TEXT_MAX])
{
    char after[KIT_TEXT_MAX], changes[KIT_TEXT_MAX];
    kit_state(model, after);
    kit_changes(before, after, changes);
    kit_outcome(model, outcome, text);
    kit_append(text, "; ", changes);
}

static void call(rms_model *model, int64_t now_ms, const rms_request *request, char text[KIT_TEXT_MAX])
{
    char before[KIT_TEXT_MAX];
    rms_outcome outcome;
    kit_state(model, before);
    assert_int_equal(rms_model_remove(model, now_ms, request, &outcome), RMS_OK);
    kit_result(model, before, &outcome, text);
    rms_outcome_done(&outcome);
}

void kit_remove_servers(rms_model *model, int vserver, const char *target, const char *entries, char text[KIT_TEXT_MAX])
{
    kit_servers list;
    kit_servers_of(&list, entries);
    rms_request request = {
        .action = vserver ? RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS : RMS_REMOVE_BACKEND_SERVERS,
        .region_id = (char *)"cn-hangzhou",
        .target_id = (char *)target,
        .servers = list.v,
        .n_servers = list.n,
    };
    call(model, 5000, &request, text);
}

void kit_remove_instances(rms_model *model, int64_t now_ms, const char *group, const char *ids, int flags,
                          char text[KIT_TEXT_MAX])
{
    kit_ids list;
    char *pointers[KIT_ENTRIES_MAX];
    kit_ids_of(&list, ids);
    for (size_t i = 0; i < list.n; i++)
        pointers[i] = (char *)list.v[i];
    rms_request request = {
        .action = RMS_REMOVE_INSTANCES,
        .target_id = (char *)group,
        .instance_ids = pointers,
        .n_instance_ids = list.n,
        .remove_policy_recycle = (flags & KIT_RECYCLE) != 0,
        .keep_desired_capacity = (flags & KIT_KEEP_DESIRED) != 0,
        .ignore_invalid_instance = (flags & KIT_IGNORE_INVALID) != 0,
    };
    call(model, now_ms, &request, text);
}

void kit_tick(rms_model *model, int64_t now_ms, char text[KIT_TEXT_MAX])
{
    char before[KIT_TEXT_MAX], after[KIT_TEXT_MAX];
    kit_state(model, before);
    rms_model_tick(model, now_ms);
    kit_state(model, after);
    kit_changes(before, after, text);
}

/* ---- switches ---- */

void kit_switch_set(void *policy, const kit_switch *row)
{
    unsigned char *bytes = policy;
    if (row->code)
        memcpy(bytes + row->at, &row->code, sizeof row->code);
    else
        memcpy(bytes + row->at, &row->number, sizeof row->number);
    if (row->with)
        memcpy(bytes + row->with_at, &row->with, sizeof row->with);
}

const char *kit_switch_want(const kit_switch *row, const char *scenario, int exempt, const char *documented,
                            size_t *met)
{
    for (size_t i = 0; i < KIT_CHANGES_MAX && row->changes[i].scenario; i++)
        if (strcmp(row->changes[i].scenario, scenario) == 0) {
            assert_string_not_equal(row->changes[i].want, documented);
            (*met)++;
            return row->changes[i].want;
        }
    return row->wide && exempt ? NULL : documented;
}

void kit_switch_check(const kit_switch *row, size_t met)
{
    size_t said = 0;
    while (said < KIT_CHANGES_MAX && row->changes[said].scenario)
        said++;
    assert_true(said > 0);
    assert_int_equal(met, said);
}
