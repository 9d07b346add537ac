/* Checks that look at more than one value: at a whole case, and at all files together. */
#include "harness/cases/reading.h"

#include <stdlib.h>
#include <string.h>

/* ---- one step ---- */

static int omits(const rms_send *send, const char *name)
{
    for (size_t i = 0; i < send->n_omit; i++)
        if (strcmp(send->omit[i], name) == 0)
            return 1;
    return 0;
}

/* The parameter itself, or a numbered one ("InstanceId.7"). */
static int names(const rms_send_param *params, size_t n, const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = 0; i < n; i++)
        if (strncmp(params[i].name, name, length) == 0 && (!params[i].name[length] || params[i].name[length] == '.'))
            return 1;
    return 0;
}

static void check_list(rms_loader *loader, const rms_send *send)
{
    const char *list = send->action->list;
    if (!names(send->set, send->n_set, list) && !names(send->append, send->n_append, list) && !omits(send, list))
        rms_say(loader, send->where, "'send' neither has %s nor omits it; write omit: [%s] if that is meant", list,
                list);
}

static void check_omitted(rms_loader *loader, const rms_send *send)
{
    for (size_t i = 0; i < send->n_set; i++)
        if (omits(send, send->set[i].name))
            rms_say(loader, send->set[i].value.where, "'%s' is sent and omitted", send->set[i].name);
    if (send->after_signing)
        check_omitted(loader, send->after_signing);
}

/* The plain request names $lb, $vgroup or $group. */
static void use_target(rms_loader *loader, const rms_send *send)
{
    const char *symbol = rms_target_symbol(send->action), *target = send->action->target;
    for (size_t i = 0; i < send->n_set; i++)
        if (strcmp(send->set[i].name, target) == 0)
            return;
    if (omits(send, target))
        return;
    if (rms_find_symbol(loader, symbol))
        rms_use_symbol(loader, symbol, RMS_IS_ANYTHING, RMS_USE_SEND, send->where);
    else
        rms_say(loader, send->where,
                "the plain request names %s, which `given` does not have; arrange it, send %s or omit it", symbol,
                target);
}

static size_t members_of(const rms_world_vserver_group *group, const char *id)
{
    size_t n = 0;
    for (size_t i = 0; i < group->n_servers; i++)
        n += strcmp(group->servers[i].id, id) == 0;
    return n;
}

/* In a vServer group's list `$a` stands for the one member of that id, with its port. */
static void check_member(rms_loader *loader, const rms_world *given, const char *target, const rms_value *item)
{
    char cited[RMS_CITE_MAX];
    size_t in_target = 0, anywhere = 0;
    int arranged = 0;
    for (size_t i = 0; given && i < given->n_vserver_groups; i++) {
        const size_t n = members_of(&given->vserver_groups[i], item->text);
        anywhere += n;
        if (strcmp(given->vserver_groups[i].id, target) == 0) {
            in_target = n;
            arranged = 1;
        }
    }
    const size_t n = arranged ? in_target : anywhere;
    if (n != 1)
        rms_say(loader, item->where, "%s is %s of the vServer group; write {ServerId: ..., Port: ...}",
                rms_cite(item->text, cited), n ? "more than one member" : "no member");
}

static void check_members(rms_loader *loader, const rms_world *given, const rms_send *send)
{
    const rms_action_row *action = send->action;
    const char *target = rms_target_symbol(action);
    for (size_t i = 0; i < action->n_params; i++)
        if (strcmp(action->params[i].name, action->list) == 0 && action->params[i].kind != RMS_PARAM_SERVERS)
            return;
    for (size_t i = 0; i < send->n_set; i++)
        if (strcmp(send->set[i].name, action->target) == 0 && send->set[i].value.kind == RMS_VALUE_TEXT)
            target = send->set[i].value.text;
    for (size_t i = 0; i < send->n_set; i++)
        for (size_t k = 0; strcmp(send->set[i].name, action->list) == 0 && k < send->set[i].value.n; k++)
            if (send->set[i].value.item[k].kind == RMS_VALUE_TEXT)
                check_member(loader, given, target, &send->set[i].value.item[k]);
}

/* ---- {from: step1.Member} ---- */

static void check_from(rms_loader *loader, const rms_case *the_case, size_t at, const rms_value *value)
{
    char cited[RMS_CITE_MAX];
    for (size_t i = 0; i < value->n; i++)
        check_from(loader, the_case, at, &value->item[i]);
    if (value->kind != RMS_VALUE_FROM)
        return;
    const size_t n = strcspn(value->text, ".");
    for (size_t i = 0; i < the_case->n_steps; i++) {
        const char *name = the_case->steps[i].name;
        if (!name || strlen(name) != n || strncmp(name, value->text, n) != 0)
            continue;
        if (i >= at)
            rms_say(loader, value->where, "'from: %s' names a step that is not played before this one",
                    rms_cite(value->text, cited));
        return;
    }
    rms_say(loader, value->where, "'from: %s' names no step of this case", rms_cite(value->text, cited));
}

static void check_all_from(rms_loader *loader, const rms_case *the_case, size_t at, const rms_send *send)
{
    for (size_t i = 0; i < send->n_set; i++)
        check_from(loader, the_case, at, &send->set[i].value);
    for (size_t i = 0; i < send->n_append; i++)
        check_from(loader, the_case, at, &send->append[i].value);
    for (size_t i = 0; i < send->n_headers; i++)
        check_from(loader, the_case, at, &send->headers[i].value);
    if (send->after_signing)
        check_all_from(loader, the_case, at, send->after_signing);
}

static void check_step_names(rms_loader *loader, const rms_case *the_case)
{
    for (size_t i = 0; i < the_case->n_steps; i++)
        for (size_t k = 0; k < i; k++)
            if (the_case->steps[i].name && the_case->steps[k].name &&
                strcmp(the_case->steps[i].name, the_case->steps[k].name) == 0)
                rms_say(loader, the_case->steps[i].where, "a second step '%s'", the_case->steps[i].name);
}

void rms_lint_case(rms_loader *loader, const rms_case *the_case)
{
    check_step_names(loader, the_case);
    for (size_t i = 0; i < the_case->n_steps; i++) {
        const rms_step *step = &the_case->steps[i];
        if (!step->send.where.file)
            continue; /* told already: there is no `send`, or its action is unknown */
        check_omitted(loader, &step->send);
        rms_lint_signing(loader, the_case, step);
        check_all_from(loader, the_case, i, &step->send);
        if (!step->send.action->under_test)
            continue;
        check_list(loader, &step->send);
        use_target(loader, &step->send);
        check_members(loader, the_case->given, &step->send);
        if (!loader->rule->gateway) /* what the endpoint says to it is not judged */
            rms_lint_faults(loader, the_case, step);
    }
    rms_warn_unused_symbols(loader);
}

/* ---- all files ---- */

typedef struct named {
    const char *id;
    rms_where where;
    size_t order;
} named;

static int by_id(const void *a, const void *b)
{
    const named *x = a, *y = b;
    const int order = strcmp(x->id, y->id);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* Rules and cases share one name space: either can be selected by its id. */
static void refuse_same_ids(rms_loader *loader, size_t n_cases)
{
    const rms_suite *suite = loader->suite;
    named *all = rms_load_alloc(loader, suite->n_rules + n_cases, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; all && i < suite->n_rules; i++) {
        const rms_rule *rule = suite->rules[i];
        all[n] = (named){rule->id, rule->where, n};
        n++;
        for (size_t k = 0; k < rule->n_cases; k++, n++)
            all[n] = (named){rule->cases[k].id, rule->cases[k].where, n};
    }
    if (n == 0)
        return;
    qsort(all, n, sizeof *all, by_id);
    for (size_t i = 1; i < n; i++)
        if (strcmp(all[i - 1].id, all[i].id) == 0)
            rms_say(loader, all[i].where, "a second case or rule with the id %s; the first is in %s, line %u",
                    all[i].id, all[i - 1].where.file, all[i - 1].where.line);
}

static int rule_by_id(const void *a, const void *b)
{
    const rms_rule *const *x = a, *const *y = b;
    return strcmp((*x)->id, (*y)->id);
}

static int id_of_rule(const void *id, const void *rule)
{
    const rms_rule *const *r = rule;
    return strcmp(id, (*r)->id);
}

static const rms_rule *lookup(const rms_rule *const *sorted, size_t n, const char *id)
{
    const rms_rule *const *found = n ? bsearch(id, sorted, n, sizeof(rms_rule *), id_of_rule) : NULL;
    return found ? *found : NULL;
}

static void tell_no_such_rule(rms_loader *loader, const rms_pending_also *pending, size_t prefix)
{
    const rms_suite *suite = loader->suite;
    const rms_action_row *action = pending->owner->action;
    char cited[RMS_CITE_MAX];
    rms_nearest nearest = {.word = pending->name->text};
    if (loader->n_errors > RMS_LINT_MESSAGES_MAX)
        return; /* nobody would read it */
    for (size_t i = 0; i < suite->n_rules; i++)
        if (suite->rules[i]->action == action && suite->rules[i]->judges_message)
            rms_nearest_offer(&nearest, suite->rules[i]->id + prefix);
    if (nearest.best)
        rms_say(loader, pending->name->where, "'also' names a rule '%s' that %s does not have; did you mean '%s'?",
                rms_cite(pending->name->text, cited), action->name, nearest.best);
    else
        rms_say(loader, pending->name->where, "'also' names a rule '%s' that %s does not have",
                rms_cite(pending->name->text, cited), action->name);
}

/* Ids under `also` are relative to the action: "message" is ess/RemoveInstances/message. */
static const rms_rule *also_rule(rms_loader *loader, const rms_rule *const *sorted, const rms_pending_also *pending)
{
    const rms_action_row *action = pending->owner->action;
    char id[2 * RMS_ID_PART_MAX + RMS_CITE_MAX];
    const int prefix = snprintf(id, sizeof id, "%s/%s/", rms_product_name(action->product), action->name);
    (void)snprintf(id + prefix, sizeof id - (size_t)prefix, "%s", pending->name->text);
    const rms_rule *rule = lookup(sorted, loader->suite->n_rules, id);
    if (!rule)
        tell_no_such_rule(loader, pending, (size_t)prefix);
    else if (!rule->judges_message)
        rms_say(loader, pending->name->where, "'also' names %s, which has no 'judges: message'", rule->id);
    return rule;
}

/* Cases of replaced rules are gone, and so are their `also`. */
static void resolve_also(rms_loader *loader)
{
    const rms_suite *suite = loader->suite;
    const rms_rule **sorted = rms_load_alloc(loader, suite->n_rules, sizeof(rms_rule *));
    if (!sorted || suite->n_rules == 0)
        return;
    memcpy(sorted, suite->rules, suite->n_rules * sizeof(rms_rule *));
    qsort(sorted, suite->n_rules, sizeof(rms_rule *), rule_by_id);
    for (size_t i = 0; i < loader->n_also; i++)
        if (lookup(sorted, suite->n_rules, loader->also[i].owner->id) == loader->also[i].owner)
            *loader->also[i].slot = also_rule(loader, sorted, &loader->also[i]);
}

static int same_place(const rms_rule *a, const rms_rule *b)
{
    return a->action == b->action && a->standing_error == b->standing_error &&
           a->standing_format == b->standing_format && a->standing_part == b->standing_part &&
           (a->standing_when == b->standing_when || a->standing_when == RMS_WHEN_ANY ||
            b->standing_when == RMS_WHEN_ANY);
}

/* Every exchange has one shape and one conventions check: no two rules may claim the same. */
static void refuse_same_standing(rms_loader *loader)
{
    const rms_suite *suite = loader->suite;
    for (size_t i = 0; i < suite->n_rules; i++)
        for (size_t k = 0; suite->rules[i]->standing && k < i; k++)
            if (suite->rules[k]->standing && same_place(suite->rules[i], suite->rules[k]))
                rms_say(loader, suite->rules[i]->where, "%s judges the same answers as %s", suite->rules[i]->id,
                        suite->rules[k]->id);
}

void rms_lint_suite(rms_loader *loader)
{
    rms_suite *suite = loader->suite;
    suite->n_cases = 0;
    for (size_t i = 0; i < suite->n_rules; i++)
        suite->n_cases += suite->rules[i]->n_cases;
    resolve_also(loader);
    refuse_same_standing(loader);
    refuse_same_ids(loader, suite->n_cases);
}
