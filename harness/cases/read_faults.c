/* A case carries one fault: where two apply, either of their codes may come. This counts those that the catalogue and
 * the world of the case let us see, and only where exactly one code is expected. */
#include "harness/cases/reading.h"

#include "rmspec/request.h"

#include <string.h>

typedef struct faults {
    size_t n;
    int full;       /* no more fits into the text */
    char text[152]; /* "omits InstanceId, an inactive group" */
} faults;

static void add(faults *f, const char *prefix, const char *what)
{
    static const char more[] = ", ...";
    const size_t used = strlen(f->text), room = sizeof f->text - used;
    const int n = snprintf(f->text + used, room, "%s%s%s", f->n ? ", " : "", prefix, what);
    if (n < 0 || (size_t)n + sizeof more > room)
        (void)snprintf(f->text + used, room, "%s", f->full ? "" : more);
    f->full |= n < 0 || (size_t)n + sizeof more > room;
    f->n++;
}

static const rms_value *sent(const rms_send *send, const char *name)
{
    for (size_t i = 0; i < send->n_set; i++)
        if (strcmp(send->set[i].name, name) == 0)
            return &send->set[i].value;
    return NULL;
}

/* Left out, and not appended again, under a number or without. */
static int is_omitted(const rms_send *send, const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = 0; i < send->n_append; i++)
        if (strncmp(send->append[i].name, name, length) == 0 &&
            (!send->append[i].name[length] || send->append[i].name[length] == '.'))
            return 0;
    for (size_t i = 0; i < send->n_omit; i++)
        if (strcmp(send->omit[i], name) == 0)
            return 1;
    return 0;
}

static int is_absent(const rms_loader *loader, const char *text)
{
    const rms_symbol *symbol = rms_find_symbol(loader, text);
    return symbol && symbol->kinds & RMS_IS_ABSENT;
}

/* ---- what the request says ---- */

static void add_request_faults(const rms_loader *loader, const rms_send *send, faults *f)
{
    static const char *const common[] = {"Action", "Version"};
    const rms_action_row *action = send->action;
    for (size_t i = 0; i < RMS_COUNT(common); i++)
        if (is_omitted(send, common[i]))
            add(f, "omits ", common[i]);
    for (size_t i = 0; i < action->n_params; i++)
        if (action->params[i].required && is_omitted(send, action->params[i].name))
            add(f, "omits ", action->params[i].name);
    const rms_value *target = sent(send, action->target), *list = sent(send, action->list);
    if (target && target->kind == RMS_VALUE_TEXT && is_absent(loader, target->text))
        add(f, "an unknown ", action->target);
    if (list && list->kind == RMS_VALUE_LIST && list->n > RMS_LIST_MAX)
        add(f, "more than 20 ", action->list);
}

/* ---- what the world of a RemoveInstances case says ---- */

static const rms_world_group *target_group(const rms_world *world, const rms_send *send)
{
    const rms_value *target = sent(send, send->action->target);
    const char *id = target && target->kind == RMS_VALUE_TEXT ? target->text : rms_target_symbol(send->action);
    for (size_t i = 0; i < world->n_groups; i++)
        if (strcmp(world->groups[i].id, id) == 0)
            return &world->groups[i];
    return NULL;
}

static int is_member(const rms_world_group *group, const char *id)
{
    for (size_t i = 0; i < group->n_instances; i++)
        if (strcmp(group->instances[i].id, id) == 0)
            return 1;
    return 0;
}

static int listed_before(const rms_value *list, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(list->item[i].text, list->item[at].text) == 0)
            return 1;
    return 0;
}

static void add_list_faults(const rms_world_group *group, const rms_value *list, faults *f)
{
    size_t members = 0, strangers = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (list->item[i].kind != RMS_VALUE_TEXT)
            return;
        if (!is_member(group, list->item[i].text))
            strangers++;
        else if (!listed_before(list, i))
            members++;
    }
    if (strangers)
        add(f, "an id that is not in the group", "");
    if (group->min_size > 0 && group->n_instances < (size_t)group->min_size + members + strangers)
        add(f, "fewer than MinSize would remain", "");
}

static void add_dependency_faults(const rms_world *world, const rms_world_group *group, faults *f)
{
    for (size_t i = 0; i < group->n_load_balancers; i++)
        for (size_t k = 0; k < world->n_load_balancers; k++) {
            const rms_world_load_balancer *lb = &world->load_balancers[k];
            if (strcmp(lb->id, group->load_balancers[i]) == 0 && lb->status && strcmp(lb->status, "active") != 0)
                add(f, "a load balancer that is ", lb->status);
        }
    for (size_t i = 0; i < group->n_db_instances; i++)
        for (size_t k = 0; k < world->n_db_instances; k++) {
            const rms_world_instance *db = &world->db_instances[k];
            if (strcmp(db->id, group->db_instances[i]) == 0 && db->status && strcmp(db->status, "running") != 0)
                add(f, "a DB instance that is ", db->status);
        }
}

static void add_world_faults(const rms_world *world, const rms_send *send, faults *f)
{
    const rms_world_group *group = target_group(world, send);
    const rms_value *list = sent(send, send->action->list);
    if (world->caller && strcmp(world->caller, "denied") == 0)
        add(f, "a caller that is denied", "");
    if (!group)
        return;
    if (group->status && strcmp(group->status, "inactive") == 0)
        add(f, "an inactive group", "");
    if (group->activity && strcmp(group->activity, "in_progress") == 0)
        add(f, "an activity in progress", "");
    if (list && list->kind == RMS_VALUE_LIST)
        add_list_faults(group, list, f);
    add_dependency_faults(world, group, f);
}

void rms_lint_faults(rms_loader *loader, const rms_case *the_case, const rms_step *step)
{
    faults f = {.n = 0};
    if (step->n_outcomes != 1 || step->outcomes[0].n_code != 1 || !step->send.action->under_test)
        return;
    add_request_faults(loader, &step->send, &f);
    /* what a later step finds depends on the ones before it */
    if (the_case->given && step == the_case->steps && step->send.action->product == RMS_PRODUCT_ESS)
        add_world_faults(the_case->given, &step->send, &f);
    if (f.n > 1)
        rms_warn(loader, step->where,
                 "the case carries %zu faults (%s), so that either code may come: list them under 'error'", f.n,
                 f.text);
}
