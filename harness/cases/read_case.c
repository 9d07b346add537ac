/* Cases: `each` makes several of one, and a case has one step or a list of `steps`. */
#include "harness/cases/reading.h"

#include <stdio.h>
#include <string.h>

typedef struct step_draft {
    rms_step step;
    rms_then then;
    const rms_yaml *expect;
} step_draft;

typedef struct case_draft {
    rms_case the_case;
    step_draft single; /* when there are no `steps` */
    int steps_written;
} case_draft;

/* ---- a step; the same keys stand in a case without `steps` ---- */

static void read_send(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    step_draft *draft = rms_field(object, key->at);
    rms_load_send(loader, value, &draft->step.send);
}

static void read_then(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    step_draft *draft = rms_field(object, key->at);
    rms_load_then(loader, value, &draft->then);
}

static void read_expect(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    step_draft *draft = rms_field(object, key->at);
    rms_load_expect(loader, value, &draft->then, &draft->step.outcomes, &draft->step.n_outcomes);
}

static void read_answer(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    step_draft *draft = rms_field(object, key->at);
    rms_load_members(loader, value, &draft->step.members, &draft->step.n_members);
}

static void read_also(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    step_draft *draft = rms_field(object, key->at);
    if (value->n > RMS_ALSO_MAX) {
        rms_say_status(loader, RMS_E_LIMIT, value->where, "'also' names at most %d rules", RMS_ALSO_MAX);
        return;
    }
    const rms_rule **slots = rms_load_alloc(loader, value->n, sizeof(rms_rule *));
    if (!slots)
        return;
    for (size_t i = 0; i < value->n; i++) {
        if (!rms_need_kind(loader, value->item[i], RMS_KIND_SCALAR, "an entry of 'also'"))
            return;
        for (size_t k = 0; k < i; k++)
            if (strcmp(value->item[k]->text, value->item[i]->text) == 0)
                rms_say(loader, value->item[i]->where, "'also' names the same rule twice");
        const rms_pending_also pending = {loader->rule, &slots[i], value->item[i]};
        if (!rms_load_push(loader, &loader->also, &loader->n_also, &pending, sizeof pending))
            return;
    }
    draft->step.also = slots;
    draft->step.n_also = value->n;
}

static const char *const while_words[] = {"InProgress", NULL};
static const rms_key while_keys[] = {
    {.name = "activity", .kinds = RMS_KIND_SCALAR, .required = 1, .read = rms_read_word, .words = while_words},
};

static void read_while(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    step_draft *draft = rms_field(object, key->at);
    rms_read_map(loader, value, "'while'", while_keys, RMS_COUNT(while_keys), &draft->step.while_activity);
    rms_use_symbol(loader, "$group", RMS_IS_GROUP, RMS_USE_SEND, value->where);
}

/* `then` comes first: the outcomes that `expect` reads inherit it. */
#define STEP_KEYS(place, is_required)                                                                                  \
    {.name = "send", .kinds = RMS_KIND_MAPPING, .required = (is_required), .read = read_send, .at = (place)},          \
        {.name = "then", .kinds = RMS_KIND_SCALAR | RMS_KIND_MAPPING, .read = read_then, .at = (place)},               \
        {.name = "expect",                                                                                             \
         .kinds = RMS_KIND_SCALAR | RMS_KIND_SEQUENCE | RMS_KIND_MAPPING,                                              \
         .required = (is_required),                                                                                    \
         .read = read_expect,                                                                                          \
         .at = (place)},                                                                                               \
        {.name = "answer", .kinds = RMS_KIND_MAPPING, .read = read_answer, .at = (place)},                             \
        {.name = "also", .kinds = RMS_KIND_SEQUENCE, .read = read_also, .at = (place)},                                \
    {                                                                                                                  \
        .name = "while", .kinds = RMS_KIND_MAPPING, .read = read_while, .at = (place)                                  \
    }

static const rms_key step_keys[] = {
    {.name = "name", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, .at = offsetof(step_draft, step.name)},
    STEP_KEYS(0, 1),
};

static void read_step(rms_loader *loader, const rms_yaml *node, size_t number, rms_step *ret)
{
    step_draft draft = {.step = {.where = node->where}};
    draft.step.send.action = loader->rule->action;
    if (!rms_need_kind(loader, node, RMS_KIND_MAPPING, "a step"))
        return;
    rms_read_map(loader, node, "a step", step_keys, RMS_COUNT(step_keys), &draft);
    if (!draft.step.name)
        draft.step.name = rms_arena_printf(loader->arena, "step%zu", number);
    if (!draft.step.name)
        rms_worsen(loader, RMS_E_NOMEM);
    *ret = draft.step;
}

/* ---- a case ---- */

static void read_name(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_case *the_case = object;
    const char *slug = rms_pick_slug(loader, value, "'case'", " -_.,");
    the_case->where = value->where;
    the_case->name = value->text;
    the_case->id = slug ? rms_arena_printf(loader->arena, "%s/%s", loader->rule->id, slug) : NULL;
    if (slug && !the_case->id)
        rms_worsen(loader, RMS_E_NOMEM);
}

static void read_given(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_case *the_case = object;
    the_case->given = rms_load_world(loader, value, RMS_WORLD_GIVEN);
}

#define AS_NAME(id, name, method, doc) name,
static const char *const layout_words[] = {RMS_LAYOUT_MAP(AS_NAME) NULL};
static const char *const format_words[] = {"JSON", "XML", NULL};

/* A list of words as a bit mask. */
static void read_axis(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    unsigned *mask = rms_field(object, key->at);
    char subject[RMS_CITE_MAX];
    (void)snprintf(subject, sizeof subject, "an entry of '%s'", key->name);
    for (size_t i = 0; i < value->n; i++) {
        if (!rms_need_kind(loader, value->item[i], RMS_KIND_SCALAR, subject))
            return;
        const int word = rms_pick_word(loader, value->item[i], subject, key->words);
        if (word >= 0)
            *mask |= 1u << word;
    }
    if (value->n == 0)
        rms_say(loader, value->where, "'%s' is empty; leave it out to judge all of them", key->name);
}

static void read_steps(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    case_draft *draft = object;
    draft->steps_written = 1;
    if (value->n == 0 || value->n > RMS_STEPS_MAX) {
        rms_say(loader, value->where, "'steps' has %zu steps; 1 to %d are possible", value->n, RMS_STEPS_MAX);
        return;
    }
    rms_step *steps = rms_load_alloc(loader, value->n, sizeof *steps);
    for (size_t i = 0; steps && i < value->n; i++)
        read_step(loader, value->item[i], i + 1, &steps[i]);
    draft->the_case.steps = steps;
    draft->the_case.n_steps = steps ? value->n : 0;
}

static void pass_over(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)loader;
    (void)key;
    (void)value;
    (void)object;
}

static void read_signature(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    case_draft *draft = object;
    (void)key;
    rms_load_signature(loader, value, &draft->the_case);
}

static void read_wire(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    case_draft *draft = object;
    (void)key;
    rms_load_wire(loader, value, &draft->the_case.wire);
}

#define AT(field) .at = offsetof(case_draft, the_case.field)
static const rms_key case_keys[] = {
    {.name = "case", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_name},
    {.name = "given", .kinds = RMS_KIND_MAPPING, .read = read_given},
    STEP_KEYS(offsetof(case_draft, single), 0),
    {.name = "formats", .kinds = RMS_KIND_SEQUENCE, .read = read_axis, AT(formats), .words = format_words},
    {.name = "layouts", .kinds = RMS_KIND_SEQUENCE, .read = read_axis, AT(layouts), .words = layout_words},
    {.name = "signature", .kinds = RMS_KIND_SCALAR, .read = read_signature},
    {.name = "needs",
     .kinds = RMS_KIND_SEQUENCE,
     .read = rms_read_texts,
     AT(needs),
     .at_n = offsetof(case_draft, the_case.n_needs)},
    {.name = "steps", .kinds = RMS_KIND_SEQUENCE, .read = read_steps},
    {.name = "wire", .kinds = RMS_KIND_MAPPING, .read = read_wire},
    {.name = "note", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, AT(note)},
    {.name = "each", .kinds = RMS_KIND_SEQUENCE, .read = pass_over}, /* put in before; here so that it is a known key */
};

/* With `steps`, none of a step's keys; without, the two that a step needs. */
static void check_steps(rms_loader *loader, const rms_yaml *node, const case_draft *draft)
{
    for (size_t i = 1; i < RMS_COUNT(step_keys); i++) { /* all but `name` */
        const rms_yaml *value = rms_yaml_get(node, step_keys[i].name);
        if (value && draft->steps_written)
            rms_say(loader, value->where, "a case with 'steps' has its '%s' in the steps", step_keys[i].name);
        else if (!value && !draft->steps_written && step_keys[i].required &&
                 !(loader->rule->gateway && strcmp(step_keys[i].name, "expect") == 0))
            rms_say(loader, node->where, "a case needs '%s', or 'steps' that have it", step_keys[i].name);
    }
}

static int make_single_step(rms_loader *loader, case_draft *draft)
{
    rms_step *step = rms_load_alloc(loader, 1, sizeof *step);
    if (!step)
        return 0;
    *step = draft->single.step;
    step->name = "step1";
    draft->the_case.steps = step;
    draft->the_case.n_steps = 1;
    return 1;
}

static void read_case(rms_loader *loader, const rms_yaml *node, const char *row_slug)
{
    case_draft draft = {.the_case = {.where = node->where, .rule = loader->rule}};
    draft.single.step.where = node->where;
    draft.single.step.send.action = loader->rule->action;
    loader->symbols = (rms_symbols){0};
    rms_read_map(loader, node, "a case", case_keys, RMS_COUNT(case_keys), &draft);
    check_steps(loader, node, &draft);
    if (!draft.steps_written && !make_single_step(loader, &draft))
        return;
    rms_case *the_case = &draft.the_case;
    rms_check_gateway_case(loader, node, the_case);
    if (the_case->id && row_slug) {
        the_case->id = rms_arena_printf(loader->arena, "%s/%s", the_case->id, row_slug);
        if (!the_case->id)
            rms_worsen(loader, RMS_E_NOMEM);
    }
    rms_lint_case(loader, the_case);
    if (loader->n_cases == RMS_CASES_MAX)
        rms_say_status(loader, RMS_E_LIMIT, the_case->where, "more than %d cases", RMS_CASES_MAX);
    else if (the_case->id &&
             rms_load_push(loader, &loader->rule->cases, &loader->rule->n_cases, the_case, sizeof *the_case))
        loader->n_cases++;
}

/* ---- each ---- */

static void read_row(rms_loader *loader, const rms_yaml *node, const rms_yaml *row)
{
    if (!rms_need_kind(loader, row, RMS_KIND_MAPPING, "a row of 'each'"))
        return;
    const rms_yaml *name = rms_yaml_get(row, "row");
    if (!name) {
        rms_say(loader, row->where, "a row of 'each' needs 'row': its name, the last part of the case's id");
        return;
    }
    if (!rms_need_kind(loader, name, RMS_KIND_SCALAR, "'row'"))
        return;
    const char *slug = rms_pick_slug(loader, name, "'row'", " -_.,");
    const rms_yaml *ready = slug ? rms_expand(loader, node, row) : NULL;
    if (ready)
        read_case(loader, ready, slug);
}

static void read_one(rms_loader *loader, const rms_yaml *node)
{
    const rms_yaml *each = rms_yaml_get(node, "each");
    if (!each) {
        const rms_yaml *ready = rms_expand(loader, node, NULL);
        if (ready)
            read_case(loader, ready, NULL);
        return;
    }
    if (!rms_need_kind(loader, each, RMS_KIND_SEQUENCE, "'each'"))
        return;
    if (each->n == 0)
        rms_say(loader, each->where, "'each' has no row, so that the case would not exist");
    for (size_t i = 0; i < each->n && loader->status != RMS_E_NOMEM; i++)
        read_row(loader, node, each->item[i]);
}

void rms_load_cases(rms_loader *loader, const rms_yaml *list)
{
    if (list->n == 0)
        rms_say(loader, list->where, "'cases' is empty");
    for (size_t i = 0; i < list->n && loader->status != RMS_E_NOMEM; i++)
        if (rms_need_kind(loader, list->item[i], RMS_KIND_MAPPING, "a case"))
            read_one(loader, list->item[i]);
}
