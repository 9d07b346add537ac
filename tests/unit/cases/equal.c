#include "tests/unit/cases/equal.h"

#include <string.h>

#define SAME(condition, what)                                                                                          \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            return what;                                                                                               \
    } while (0)

static int text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static int texts(const char *const *a, size_t n, const char *const *b, size_t k)
{
    for (size_t i = 0; i < n && n == k; i++)
        if (!text(a[i], b[i]))
            return 0;
    return n == k;
}

/* ---- worlds ---- */

static int servers(const rms_world_server *a, size_t n, const rms_world_server *b, size_t k)
{
    for (size_t i = 0; i < n && n == k; i++)
        if (!text(a[i].id, b[i].id) || a[i].port != b[i].port || a[i].weight != b[i].weight ||
            !text(a[i].type, b[i].type) || !text(a[i].ip, b[i].ip) || !text(a[i].description, b[i].description))
            return 0;
    return n == k;
}

static int instances(const rms_world_instance *a, size_t n, const rms_world_instance *b, size_t k)
{
    for (size_t i = 0; i < n && n == k; i++)
        if (!text(a[i].id, b[i].id) || !text(a[i].status, b[i].status))
            return 0;
    return n == k;
}

static const char *group(const rms_world_group *a, const rms_world_group *b)
{
    SAME(text(a->id, b->id) && text(a->status, b->status), "group id or status");
    SAME(a->min_size == b->min_size && a->max_size == b->max_size && a->cooldown == b->cooldown, "group sizes");
    SAME(a->cooling_down == b->cooling_down && text(a->activity, b->activity), "group activity");
    SAME(text(a->scaling_policy, b->scaling_policy), "scaling policy");
    SAME(texts(a->load_balancers, a->n_load_balancers, b->load_balancers, b->n_load_balancers), "group load balancers");
    SAME(texts(a->vserver_groups, a->n_vserver_groups, b->vserver_groups, b->n_vserver_groups), "group vServer groups");
    SAME(texts(a->db_instances, a->n_db_instances, b->db_instances, b->n_db_instances), "group DB instances");
    SAME(a->instances_said == b->instances_said && a->n_instances == b->n_instances, "number of members");
    for (size_t i = 0; i < a->n_instances; i++) {
        const rms_world_member *x = &a->instances[i], *y = &b->instances[i];
        SAME(text(x->id, y->id) && x->creation == y->creation && x->entrusted == y->entrusted &&
                 text(x->state, y->state),
             "member");
    }
    return NULL;
}

/* `absent` is a set: how it is grouped by kind does not matter. */
static int has_absent(const rms_world *world, const rms_world_absent *wanted)
{
    for (size_t i = 0; i < world->n_absent; i++)
        if (world->absent[i].kind == wanted->kind && text(world->absent[i].id, wanted->id))
            return 1;
    return 0;
}

static const char *balancers(const rms_world *a, const rms_world *b)
{
    SAME(a->n_load_balancers == b->n_load_balancers, "number of load balancers");
    for (size_t i = 0; i < a->n_load_balancers; i++) {
        const rms_world_load_balancer *x = &a->load_balancers[i], *y = &b->load_balancers[i];
        SAME(text(x->id, y->id) && text(x->status, y->status) && x->listener == y->listener, "load balancer");
        SAME(x->servers_said == y->servers_said && servers(x->servers, x->n_servers, y->servers, y->n_servers),
             "servers of a load balancer");
        SAME(x->n_tags == y->n_tags, "number of tags");
        for (size_t k = 0; k < x->n_tags; k++)
            SAME(text(x->tags[k].key, y->tags[k].key) && text(x->tags[k].value, y->tags[k].value), "tags");
    }
    SAME(a->n_vserver_groups == b->n_vserver_groups, "number of vServer groups");
    for (size_t i = 0; i < a->n_vserver_groups; i++) {
        const rms_world_vserver_group *x = &a->vserver_groups[i], *y = &b->vserver_groups[i];
        SAME(text(x->id, y->id) && text(x->load_balancer, y->load_balancer) && x->listener == y->listener,
             "vServer group");
        SAME(x->servers_said == y->servers_said && servers(x->servers, x->n_servers, y->servers, y->n_servers),
             "servers of a vServer group");
    }
    return NULL;
}

const char *equal_worlds(const rms_world *a, const rms_world *b)
{
    if (!a || !b)
        return a == b ? NULL : "one world is missing";
    const char *difference = balancers(a, b);
    SAME(a->n_groups == b->n_groups, "number of scaling groups");
    for (size_t i = 0; i < a->n_groups && !difference; i++)
        difference = group(&a->groups[i], &b->groups[i]);
    if (difference)
        return difference;
    SAME(instances(a->instances, a->n_instances, b->instances, b->n_instances), "instances");
    SAME(instances(a->db_instances, a->n_db_instances, b->db_instances, b->n_db_instances), "DB instances");
    SAME(text(a->caller, b->caller) && text(a->activity, b->activity), "caller or activity");
    SAME(a->n_policies == b->n_policies, "number of policies");
    for (size_t i = 0; i < a->n_policies; i++)
        SAME(text(a->policies[i], b->policies[i]), "policies");
    SAME(a->n_absent == b->n_absent, "number of absent ids");
    for (size_t i = 0; i < a->n_absent; i++)
        SAME(has_absent(b, &a->absent[i]), "absent ids");
    SAME(a->n_activities == b->n_activities, "number of activities");
    for (size_t i = 0; i < a->n_activities; i++)
        SAME(text(a->activities[i].id, b->activities[i].id) && text(a->activities[i].group, b->activities[i].group) &&
                 text(a->activities[i].status, b->activities[i].status),
             "activities");
    return NULL;
}

/* ---- steps ---- */

static int values(const rms_value *a, const rms_value *b)
{
    if (a->kind != b->kind || !text(a->text, b->text) || a->seconds != b->seconds || a->n != b->n)
        return 0;
    for (size_t i = 0; i < a->n; i++)
        if (!values(&a->item[i], &b->item[i]) || (a->kind == RMS_VALUE_MAP && !text(a->key[i], b->key[i])))
            return 0;
    return 1;
}

/* "-1h" is printed as "-3600s". */
static int same_value(const rms_value *a, const rms_value *b)
{
    if (a->kind == RMS_VALUE_NOW && b->kind == RMS_VALUE_NOW)
        return a->seconds == b->seconds;
    return values(a, b);
}

static int params(const rms_send_param *a, size_t n, const rms_send_param *b, size_t k)
{
    for (size_t i = 0; i < n && n == k; i++)
        if (!text(a[i].name, b[i].name) || !same_value(&a[i].value, &b[i].value))
            return 0;
    return n == k;
}

static const char *outcomes(const rms_outcome *a, const rms_outcome *b)
{
    SAME(a->kind == b->kind && a->verdict == b->verdict && text(a->why, b->why), "outcome");
    SAME(a->n_status == b->n_status, "number of statuses");
    for (size_t i = 0; i < a->n_status; i++)
        SAME(a->status[i] == b->status[i], "status");
    SAME(texts(a->code, a->n_code, b->code, b->n_code), "codes");
    SAME(a->then.kind == b->then.kind, "kind of then");
    return equal_worlds(a->then.world, b->then.world);
}

static const char *sends(const rms_send *a, const rms_send *b)
{
    SAME(a->action == b->action, "action of a step");
    SAME(params(a->set, a->n_set, b->set, b->n_set), "sent parameters");
    SAME(params(a->append, a->n_append, b->append, b->n_append), "appended parameters");
    SAME(texts(a->omit, a->n_omit, b->omit, b->n_omit), "omitted parameters");
    SAME(a->how_signed == b->how_signed && a->encoding == b->encoding, "how a step is signed or spelled");
    SAME(params(a->headers, a->n_headers, b->headers, b->n_headers), "header fields");
    SAME(!a->after_signing == !b->after_signing, "changes after signing");
    return a->after_signing ? sends(a->after_signing, b->after_signing) : NULL;
}

static const char *steps(const rms_step *a, const rms_step *b)
{
    const char *difference = sends(&a->send, &b->send);
    if (difference)
        return difference;
    SAME(text(a->name, b->name) && text(a->while_activity, b->while_activity), "name or while of a step");
    SAME(a->n_outcomes == b->n_outcomes, "number of outcomes");
    for (size_t i = 0; i < a->n_outcomes && !difference; i++)
        difference = outcomes(&a->outcomes[i], &b->outcomes[i]);
    SAME(a->n_members == b->n_members, "number of answer members");
    for (size_t i = 0; i < a->n_members; i++)
        SAME(text(a->members[i].path, b->members[i].path) && a->members[i].test == b->members[i].test &&
                 texts(a->members[i].text, a->members[i].n, b->members[i].text, b->members[i].n),
             "answer member");
    SAME(a->n_also == b->n_also, "number of also");
    for (size_t i = 0; i < a->n_also; i++)
        SAME(text(a->also[i]->id, b->also[i]->id), "also");
    return difference;
}

const char *equal_cases(const rms_case *a, const rms_case *b)
{
    const char *difference = equal_worlds(a->given, b->given);
    SAME(text(a->id, b->id), "id");
    SAME(text(a->name, b->name) && text(a->note, b->note), "name or note");
    SAME(a->formats == b->formats && a->layouts == b->layouts, "formats or layouts");
    SAME(a->signature_pinned == b->signature_pinned && a->signature == b->signature, "signature");
    SAME(texts(a->needs, a->n_needs, b->needs, b->n_needs), "needs");
    SAME(a->n_steps == b->n_steps, "number of steps");
    for (size_t i = 0; i < a->n_steps && !difference; i++)
        difference = steps(&a->steps[i], &b->steps[i]);
    return difference;
}
