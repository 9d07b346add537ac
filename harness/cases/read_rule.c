/* A file with `action`: its rules. Cases are read by read_case.c. */
#include "harness/cases/reading.h"

#include <string.h>

/* ---- standing ---- */

static const char *const answer_words[] = {"success", "error", NULL};
static const char *const format_words[] = {"JSON", "XML", NULL};
static const char *const part_words[] = {"shape", "conventions", NULL};
static const char *const when_words[] = {"documented", "other", NULL};

static void read_standing_answer(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_rule *rule = object;
    rule->standing_error = rms_pick_word(loader, value, "'answer'", key->words) == 1;
}

static void read_standing_format(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_rule *rule = object;
    const int i = rms_pick_word(loader, value, "'format'", key->words);
    rule->standing_format = i == 1 ? RMS_FORMAT_XML : RMS_FORMAT_JSON;
}

static void read_standing_part(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_rule *rule = object;
    const int i = rms_pick_word(loader, value, "'part'", key->words);
    rule->standing_part = i == 1 ? RMS_PART_CONVENTIONS : RMS_PART_SHAPE;
}

static void read_standing_when(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_rule *rule = object;
    const int i = rms_pick_word(loader, value, "'when'", key->words);
    rule->standing_when = i == 1 ? RMS_WHEN_OTHER : RMS_WHEN_DOCUMENTED;
    if (!rule->standing_error)
        rms_say(loader, value->where, "'when' is for `answer: error` only");
}

static const rms_key standing_keys[] = {
    {.name = "answer", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_standing_answer, .words = answer_words},
    {.name = "format", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_standing_format, .words = format_words},
    {.name = "part", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_standing_part, .words = part_words},
    {.name = "when", .kinds = RMS_KIND_SCALAR, .read = read_standing_when, .words = when_words},
};

static void read_standing(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_rule *rule = object;
    rule->standing = 1;
    rms_read_map(loader, value, "'standing'", standing_keys, RMS_COUNT(standing_keys), rule);
}

/* ---- a rule ---- */

static const char *const level_words[] = {"must", "should", "record", NULL};
static const char *const judges_words[] = {"message", NULL};
static const char *const across_words[] = {"request-id-unique", NULL};

/* rule->id holds the prefix "ess/RemoveInstances" until the name is read. */
static void read_name(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_rule *rule = object;
    const char *slug = rms_pick_slug(loader, value, "'rule'", "-/");
    const char *id = slug ? rms_arena_printf(loader->arena, "%s/%s", rule->id, slug) : NULL;
    if (slug && !id)
        rms_worsen(loader, RMS_E_NOMEM);
    if (id)
        rule->id = id;
    rule->where = value->where;
}

static void read_level(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_rule *rule = object;
    const int i = rms_pick_word(loader, value, "'level'", key->words);
    if (i >= 0)
        rule->level = (rms_level)i;
}

static void read_source(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_rule *rule = object;
    if (strcmp(value->text, "none") == 0)
        rule->source = NULL;
    else
        rms_read_text(loader, key, value, object);
}

static void read_judges(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_rule *rule = object;
    rule->judges_message = rms_pick_word(loader, value, "'judges'", key->words) == 0;
}

static void read_across(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_rule *rule = object;
    rule->across_request_id = rms_pick_word(loader, value, "'across'", key->words) == 0;
}

static void read_watches(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_rule *rule = object;
    rms_load_watches(loader, value, &rule->watches);
}

static void read_cases(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    (void)object;
    rms_load_cases(loader, value);
}

#define AT(field) .at = offsetof(rms_rule, field)
static const rms_key rule_keys[] = {
    {.name = "rule", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_name},
    {.name = "level", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_level, .words = level_words},
    {.name = "says", .kinds = RMS_KIND_SCALAR, .required = 1, .read = rms_read_text, AT(says)},
    {.name = "source", .kinds = RMS_KIND_SCALAR, .read = read_source, AT(source)},
    {.name = "clause", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, AT(clause)},
    {.name = "decided-by",
     .kinds = RMS_KIND_SEQUENCE,
     .read = rms_read_texts,
     AT(decided_by),
     .at_n = offsetof(rms_rule, n_decided_by)},
    {.name = "needs",
     .kinds = RMS_KIND_SEQUENCE,
     .read = rms_read_texts,
     AT(needs),
     .at_n = offsetof(rms_rule, n_needs)},
    {.name = "standing", .kinds = RMS_KIND_MAPPING, .read = read_standing},
    {.name = "judges", .kinds = RMS_KIND_SCALAR, .read = read_judges, .words = judges_words},
    {.name = "across", .kinds = RMS_KIND_SCALAR, .read = read_across, .words = across_words},
    {.name = "watches", .kinds = RMS_KIND_SEQUENCE, .read = read_watches},
    {.name = "cases", .kinds = RMS_KIND_SEQUENCE, .read = read_cases},
};

static void check_rule(rms_loader *loader, const rms_rule *rule, const rms_yaml *node)
{
    static const char *const instead[] = {"standing", "judges", "across"};
    const rms_yaml *level = rms_yaml_get(node, "level");
    const int is_must =
        level && level->kind == RMS_YAML_SCALAR && strcmp(level->text, level_words[RMS_LEVEL_MUST]) == 0;
    const char *kind = NULL;
    int without_cases = 0;
    for (size_t i = 0; i < RMS_COUNT(instead); i++)
        if (rms_yaml_get(node, instead[i])) {
            kind = instead[i];
            without_cases++;
        }
    if (rule->gateway && !rms_yaml_get(node, "watches"))
        rms_say(loader, node->where, "a rule on a gateway needs 'watches': the changes that it judges");
    if (!rule->gateway && rms_yaml_get(node, "watches"))
        rms_say(loader, node->where, "'watches' is for files with `through: gateway`");
    if (rule->gateway && without_cases)
        rms_say(loader, node->where, "a rule on a gateway has cases, and no '%s'", kind);
    if (is_must && !rule->gateway && !rule->clause)
        rms_say(loader, node->where, "a must-rule needs 'clause': its place in the document");
    if (is_must && !rule->gateway && !rule->source)
        rms_say(loader, node->where, "a must-rule needs 'source': the document that states it");
    if (without_cases > 1)
        rms_say(loader, node->where, "only one of 'standing', 'judges' and 'across' can stand in a rule");
    else if (without_cases && rms_yaml_get(node, "cases"))
        rms_say(loader, node->where, "a rule with '%s' has no cases of its own", kind);
    else if (!without_cases && !rms_yaml_get(node, "cases"))
        rms_say(loader, node->where, "a rule needs 'cases', unless it is 'standing', 'judges' or 'across'");
}

/* ---- merging ---- */

static void add_rule(rms_loader *loader, rms_rule *rule)
{
    rms_suite *suite = loader->suite;
    for (size_t i = 0; i < suite->n_rules; i++) {
        if (strcmp(suite->rules[i]->id, rule->id) != 0)
            continue;
        if (loader->rule_layers[i] == loader->layer) {
            rms_say(loader, rule->where, "rule %s stands twice; the first is in %s, line %u", rule->id,
                    suite->rules[i]->where.file, suite->rules[i]->where.line);
            return;
        }
        suite->rules[i] = rule;
        loader->rule_layers[i] = loader->layer;
        return;
    }
    size_t n = suite->n_rules;
    if (rms_load_push(loader, &loader->rule_layers, &n, &loader->layer, sizeof loader->layer))
        (void)rms_load_push(loader, &suite->rules, &suite->n_rules, &rule, sizeof(rms_rule *));
}

/* ---- the file ---- */

typedef struct action_file {
    const rms_action_row *action;
    const char *id_prefix;
    const char *source;
    int gateway;
} action_file;

/* The action under test that was meant, so that the rest of a file with a misspelt one can be checked. */
static const rms_action_row *pick_action(rms_loader *loader, const rms_yaml *node)
{
    size_t n = 0;
    const rms_action_row *rows = rms_catalogue_actions(&n), *meant = NULL;
    char cited[RMS_CITE_MAX];
    rms_nearest nearest = {.word = node->text};
    for (size_t i = 0; i < n; i++) {
        if (!rows[i].under_test)
            continue;
        rms_nearest_offer(&nearest, rows[i].name);
        if (strcmp(rows[i].name, node->text) == 0)
            return &rows[i];
        if (!meant || nearest.best == rows[i].name)
            meant = &rows[i];
    }
    rms_say(loader, node->where, "'action' is '%s', which is none of the actions under test%s%s%s",
            rms_cite(node->text, cited), nearest.best ? "; did you mean '" : "", nearest.best ? nearest.best : "",
            nearest.best ? "'?" : "");
    return meant;
}

static void read_action(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    action_file *file = object;
    file->action = pick_action(loader, value);
    if (!file->action)
        return;
    file->id_prefix = rms_arena_printf(loader->arena, "%s/%s", rms_product_name(file->action->product), value->text);
    if (!file->id_prefix)
        rms_worsen(loader, RMS_E_NOMEM);
}

static void read_through(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    action_file *file = object;
    if (rms_pick_word(loader, value, "'through'", key->words) < 0 || !file->id_prefix)
        return;
    file->gateway = 1;
    file->id_prefix = key->words[0];
}

static void read_rule(rms_loader *loader, const action_file *file, const rms_yaml *node)
{
    if (!rms_need_kind(loader, node, RMS_KIND_MAPPING, "a rule"))
        return;
    rms_rule *rule = rms_load_alloc(loader, 1, sizeof *rule);
    if (!rule)
        return;
    rule->where = node->where;
    rule->id = file->id_prefix;
    rule->action = file->action;
    rule->source = file->source;
    rule->gateway = file->gateway;
    loader->rule = rule;
    rms_read_map(loader, node, "a rule", rule_keys, RMS_COUNT(rule_keys), rule);
    check_rule(loader, rule, node);
    if (rule->id != file->id_prefix)
        add_rule(loader, rule);
    loader->rule = NULL;
}

static void read_rules(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    const action_file *file = object;
    for (size_t i = 0; file->id_prefix && i < value->n && loader->status != RMS_E_NOMEM; i++) {
        if (loader->suite->n_rules == RMS_RULES_MAX) {
            rms_say_status(loader, RMS_E_LIMIT, value->item[i]->where, "more than %d rules", RMS_RULES_MAX);
            return;
        }
        read_rule(loader, file, value->item[i]);
    }
}

static const char *const through_words[] = {"gateway", NULL};

static void read_file_source(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)loader;
    (void)key;
    action_file *file = object;
    file->source = strcmp(value->text, "none") == 0 ? NULL : value->text;
}

/* `through` stands behind `action`, whose prefix it replaces, and in front of `rules`. */
static const rms_key file_keys[] = {
    {.name = "action", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_action},
    {.name = "through", .kinds = RMS_KIND_SCALAR, .read = read_through, .words = through_words},
    {.name = "source", .kinds = RMS_KIND_SCALAR, .read = read_file_source},
    {.name = "rules", .kinds = RMS_KIND_SEQUENCE, .required = 1, .read = read_rules},
};

void rms_load_action_file(rms_loader *loader, const rms_yaml *root)
{
    action_file file = {0};
    rms_read_map(loader, root, "a case file", file_keys, RMS_COUNT(file_keys), &file);
}
