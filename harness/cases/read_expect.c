/* `expect`: outcomes in order; `then`: the world afterwards. */
#include "harness/cases/reading.h"

#include <string.h>

/* "{instances: {}}" */
static int holds_nothing(const rms_world *world)
{
    return !world->n_load_balancers && !world->n_vserver_groups && !world->n_groups && !world->n_instances &&
           !world->n_db_instances && !world->n_absent && !world->n_policies && !world->caller && !world->activity;
}

void rms_load_then(rms_loader *loader, const rms_yaml *node, rms_then *ret)
{
    static const char *const words[] = {"unchanged", NULL};
    const rms_symbols *symbols = &loader->symbols;
    if (node->kind == RMS_YAML_SCALAR) {
        if (rms_pick_word(loader, node, "'then'", words) < 0)
            return;
        ret->kind = RMS_THEN_UNCHANGED;
        int present = 0;
        for (size_t i = 0; i < symbols->n; i++)
            present |= !(symbols->v[i].kinds & RMS_IS_ABSENT);
        if (!present)
            rms_say(loader, node->where, "'unchanged' has nothing to compare: `given` arranges no object");
        rms_use_all_present(loader);
        return;
    }
    const size_t errors = loader->n_errors;
    ret->world = rms_load_world(loader, node, RMS_WORLD_THEN);
    ret->kind = ret->world ? RMS_THEN_WORLD : RMS_THEN_NOTHING;
    if (ret->world && loader->n_errors == errors && holds_nothing(ret->world))
        rms_say(loader, node->where, "'then' compares nothing; leave it out");
}

/* ---- {status: 400, error: Code} ---- */

static void push_status(rms_loader *loader, const rms_yaml *node, rms_outcome *outcome)
{
    int status = 0;
    if (rms_need_kind(loader, node, RMS_KIND_SCALAR, "'status'") &&
        rms_pick_int(loader, node, "'status'", 100, 599, &status))
        (void)rms_load_push(loader, &outcome->status, &outcome->n_status, &status, sizeof status);
}

void rms_warn_unknown_code(rms_loader *loader, const rms_yaml *node)
{
    char cited[RMS_CITE_MAX];
    size_t n = 0;
    const rms_code_row *rows = rms_catalogue_codes(&n);
    rms_nearest nearest = {.word = node->text};
    if (loader->n_warnings > RMS_LINT_MESSAGES_MAX)
        return; /* nobody would read it */
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].code, node->text) == 0)
            return;
    for (size_t i = 0; i < n; i++)
        rms_nearest_offer(&nearest, rows[i].code);
    if (nearest.best)
        rms_warn(loader, node->where, "no document knows the code '%s'; did you mean '%s'?",
                 rms_cite(node->text, cited), nearest.best);
    else
        rms_warn(loader, node->where, "no document knows the code '%s'", rms_cite(node->text, cited));
}

static void push_code(rms_loader *loader, const rms_yaml *node, rms_outcome *outcome)
{
    if (!rms_need_kind(loader, node, RMS_KIND_SCALAR, "'error'"))
        return;
    if (!node->text[0])
        rms_say(loader, node->where, "'error' is empty");
    else
        rms_warn_unknown_code(loader, node);
    (void)rms_load_push(loader, &outcome->code, &outcome->n_code, &node->text, sizeof node->text);
}

typedef void push_one(rms_loader *loader, const rms_yaml *node, rms_outcome *outcome);

/* One value or a list of them. */
static void push_all(rms_loader *loader, const char *what, const rms_yaml *node, rms_outcome *outcome, push_one *push)
{
    if (node->kind != RMS_YAML_SEQUENCE) {
        push(loader, node, outcome);
        return;
    }
    if (node->n == 0)
        rms_say(loader, node->where, "'%s' is an empty list, so that nothing could match", what);
    for (size_t i = 0; i < node->n; i++)
        push(loader, node->item[i], outcome);
}

static void read_status(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    push_all(loader, key->name, value, object, push_status);
}

static void read_error(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    push_all(loader, key->name, value, object, push_code);
}

static const rms_key error_keys[] = {
    {.name = "status", .kinds = RMS_KIND_SCALAR | RMS_KIND_SEQUENCE, .read = read_status},
    {.name = "error", .kinds = RMS_KIND_SCALAR | RMS_KIND_SEQUENCE, .read = read_error},
};

/* success, refused, or {status, error} */
static void read_form(rms_loader *loader, const rms_yaml *node, const char *what, rms_outcome *outcome)
{
    static const char *const words[] = {"success", "refused", NULL};
    if (node->kind == RMS_YAML_MAPPING) {
        outcome->kind = RMS_EXPECT_ERROR;
        rms_read_map(loader, node, "an expected error", error_keys, RMS_COUNT(error_keys), outcome);
        if (node->n == 0)
            rms_say(loader, node->where, "%s needs 'status', 'error' or both", what);
    } else {
        outcome->kind = rms_pick_word(loader, node, what, words) == 1 ? RMS_EXPECT_REFUSED : RMS_EXPECT_SUCCESS;
    }
}

/* ---- a list of outcomes ---- */

static const char *const verdict_words[] = {"pass", "warn", "fail", "observed", NULL};
static const rms_verdict verdicts[] = {RMS_VERDICT_PASS, RMS_VERDICT_WARN, RMS_VERDICT_FAIL, RMS_VERDICT_OBSERVED};

static void set_verdict(rms_loader *loader, const rms_key *key, const rms_yaml *value, rms_outcome *outcome)
{
    char subject[16];
    (void)snprintf(subject, sizeof subject, "'%s'", key->name);
    const int i = rms_pick_word(loader, value, subject, verdict_words);
    if (i >= 0)
        outcome->verdict = verdicts[i];
}

static void read_when(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    read_form(loader, value, "'when'", object);
}

static void read_otherwise(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_outcome *outcome = object;
    outcome->kind = RMS_EXPECT_OTHERWISE;
    set_verdict(loader, key, value, outcome);
}

static void read_verdict(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    set_verdict(loader, key, value, object);
}

static void read_outcome_then(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_outcome *outcome = object;
    outcome->then = (rms_then){RMS_THEN_NOTHING, NULL};
    rms_load_then(loader, value, &outcome->then);
}

static const rms_key outcome_keys[] = {
    {.name = "when", .kinds = RMS_KIND_SCALAR | RMS_KIND_MAPPING, .read = read_when},
    {.name = "otherwise", .kinds = RMS_KIND_SCALAR, .read = read_otherwise},
    {.name = "verdict", .kinds = RMS_KIND_SCALAR, .read = read_verdict},
    {.name = "then", .kinds = RMS_KIND_SCALAR | RMS_KIND_MAPPING, .read = read_outcome_then},
    {.name = "why", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, .at = offsetof(rms_outcome, why)},
};

static void read_outcome(rms_loader *loader, const rms_yaml *node, int is_last, rms_outcome *outcome)
{
    const rms_yaml *otherwise = rms_yaml_get(node, "otherwise"), *verdict = rms_yaml_get(node, "verdict");
    rms_read_map(loader, node, "an outcome", outcome_keys, RMS_COUNT(outcome_keys), outcome);
    if (!otherwise && !rms_yaml_get(node, "when"))
        rms_say(loader, node->where, "an outcome needs 'when', or 'otherwise' with a verdict");
    else if (otherwise && rms_yaml_get(node, "when"))
        rms_say(loader, otherwise->where, "an outcome has 'when' or 'otherwise', not both");
    else if (otherwise && verdict)
        rms_say(loader, verdict->where, "'otherwise' is the verdict already: {otherwise: fail}");
    else if (!otherwise && !verdict)
        rms_say(loader, node->where, "an outcome needs 'verdict': pass, warn, fail or observed");
    if (otherwise && !is_last)
        rms_say(loader, node->where, "'otherwise' matches everything; it must be the last outcome");
}

void rms_load_expect(rms_loader *loader, const rms_yaml *node, const rms_then *then, rms_outcome **ret, size_t *ret_n)
{
    const int plain = node->kind != RMS_YAML_SEQUENCE;
    const size_t n = plain ? 1 : node->n;
    if (n == 0)
        rms_say(loader, node->where, "'expect' is an empty list, so that every answer would fail");
    rms_outcome *outcomes = rms_load_alloc(loader, n, sizeof *outcomes);
    if (!outcomes)
        return;
    for (size_t i = 0; i < n; i++) {
        const rms_yaml *item = plain ? node : node->item[i];
        outcomes[i] = (rms_outcome){.where = item->where, .verdict = RMS_VERDICT_PASS, .then = *then};
        if (plain)
            read_form(loader, node, "'expect'", &outcomes[i]);
        else if (rms_need_kind(loader, item, RMS_KIND_MAPPING, "an outcome"))
            read_outcome(loader, item, i + 1 == n, &outcomes[i]);
    }
    *ret = outcomes;
    *ret_n = n;
}
