/* A file with `answers` (what a success or an error must look like) or `messages` (documented texts of codes). */
#include "harness/cases/reading.h"

#include <string.h>

/* ---- shape ---- */

static void read_shape(rms_loader *loader, const rms_yaml *node, rms_shape **ret, size_t *ret_n);

static const char *const type_words[] = {"text", "integer", NULL};
static const char *const empty_words[] = {"refused", "wrapper", "absent-allowed", NULL};

static void read_empty(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_shape *shape = object;
    const int i = rms_pick_word(loader, value, "'empty'", key->words);
    if (i >= 0)
        shape->empty = (rms_shape_empty)i;
}

static void read_of(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_shape *shape = object;
    read_shape(loader, value, &shape->of, &shape->n_of);
}

static const rms_key shape_keys[] = {
    {.name = "type",
     .kinds = RMS_KIND_SCALAR,
     .read = rms_read_word,
     .at = offsetof(rms_shape, type),
     .words = type_words},
    {.name = "list", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, .at = offsetof(rms_shape, item)},
    {.name = "empty", .kinds = RMS_KIND_SCALAR, .read = read_empty, .words = empty_words},
    {.name = "of", .kinds = RMS_KIND_MAPPING, .read = read_of},
    {.name = "optional", .kinds = RMS_KIND_SCALAR, .read = rms_read_flag, .at = offsetof(rms_shape, optional)},
};

static void check_shape(rms_loader *loader, const rms_yaml *node)
{
    const int is_list = rms_yaml_get(node, "list") != NULL;
    if (is_list == (rms_yaml_get(node, "type") != NULL))
        rms_say(loader, node->where, "a member has either 'type', or 'list' with the name of its items");
    else if (is_list && !rms_yaml_get(node, "of"))
        rms_say(loader, node->where, "a list needs 'of': the members of an item");
    else if (!is_list && (rms_yaml_get(node, "of") || rms_yaml_get(node, "empty")))
        rms_say(loader, node->where, "'of' and 'empty' are for a 'list'");
}

static void read_shape(rms_loader *loader, const rms_yaml *node, rms_shape **ret, size_t *ret_n)
{
    rms_shape *shape = rms_load_alloc(loader, node->n, sizeof *shape);
    for (size_t i = 0; shape && i < node->n; i++) {
        shape[i].member = node->key[i]->text;
        if (!rms_need_kind(loader, node->item[i], RMS_KIND_MAPPING, "a member"))
            continue;
        rms_read_map(loader, node->item[i], "a member", shape_keys, RMS_COUNT(shape_keys), &shape[i]);
        check_shape(loader, node->item[i]);
    }
    if (!shape)
        return;
    *ret = shape;
    *ret_n = node->n;
}

/* ---- answers ---- */

static const char *const class_words[] = {"success", "error", NULL};
static const char *const convention_words[] = {"content-type", "no-code",        "message", "request-id",
                                               "host-id",      "xml-error-root", NULL};

static void read_action(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    const char **field = rms_field(object, key->at);
    char cited[RMS_CITE_MAX];
    size_t n = 0;
    const rms_action_row *rows = rms_catalogue_actions(&n);
    rms_nearest nearest = {.word = value->text};
    if (strcmp(value->text, "*") == 0 || rms_catalogue_action(rms_span_of(value->text))) {
        *field = value->text;
        return;
    }
    for (size_t i = 0; i < n; i++)
        rms_nearest_offer(&nearest, rows[i].name);
    if (nearest.best)
        rms_say(loader, value->where, "unknown action '%s'; did you mean '%s'?", rms_cite(value->text, cited),
                nearest.best);
    else
        rms_say(loader, value->where, "unknown action '%s'; \"*\" stands for all", rms_cite(value->text, cited));
}

static void read_class(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_answer_row *row = object;
    row->error = rms_pick_word(loader, value, "'answer'", key->words) == 1;
}

static void read_row_shape(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_answer_row *row = object;
    read_shape(loader, value, &row->shape, &row->n_shape);
}

static void read_conventions(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    rms_answer_row *row = object;
    for (size_t i = 0; i < value->n; i++) {
        if (!rms_need_kind(loader, value->item[i], RMS_KIND_SCALAR, "a convention"))
            return;
        const int word = rms_pick_word(loader, value->item[i], "a convention", key->words);
        if (word >= 0)
            (void)rms_load_push(loader, &row->conventions, &row->n_conventions, &key->words[word], sizeof *key->words);
    }
}

#define AT(field) .at = offsetof(rms_answer_row, field)
static const rms_key answer_keys[] = {
    {.name = "action", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_action, AT(action)},
    {.name = "answer", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_class, .words = class_words},
    {.name = "source", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, AT(source)},
    {.name = "xml-root", .kinds = RMS_KIND_SCALAR, .required = 1, .read = rms_read_text, AT(xml_root)},
    {.name = "shape", .kinds = RMS_KIND_MAPPING, .required = 1, .read = read_row_shape},
    {.name = "conventions", .kinds = RMS_KIND_SEQUENCE, .read = read_conventions, .words = convention_words},
};

static void add_answer(rms_loader *loader, const rms_answer_row *row)
{
    rms_suite *suite = loader->suite;
    for (size_t i = 0; i < suite->n_answers; i++) {
        if (strcmp(suite->answers[i].action, row->action) != 0 || suite->answers[i].error != row->error)
            continue;
        if (loader->answer_layers[i] == loader->layer) {
            rms_say(loader, row->where, "a second row for that action and answer; the first is in %s, line %u",
                    suite->answers[i].where.file, suite->answers[i].where.line);
            return;
        }
        suite->answers[i] = *row;
        loader->answer_layers[i] = loader->layer;
        return;
    }
    size_t n = suite->n_answers;
    if (rms_load_push(loader, &loader->answer_layers, &n, &loader->layer, sizeof loader->layer))
        (void)rms_load_push(loader, &suite->answers, &suite->n_answers, row, sizeof *row);
}

static void read_answers(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    (void)object;
    for (size_t i = 0; !loader->without_answers && i < value->n; i++) {
        rms_answer_row row = {.where = value->item[i]->where};
        if (!rms_need_kind(loader, value->item[i], RMS_KIND_MAPPING, "a row of 'answers'"))
            continue;
        rms_read_map(loader, value->item[i], "a row of 'answers'", answer_keys, RMS_COUNT(answer_keys), &row);
        if (row.action)
            add_answer(loader, &row);
    }
}

/* ---- messages ---- */

static void read_code(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    rms_message_row *row = object;
    row->code = value->text;
    rms_warn_unknown_code(loader, value);
}

#undef AT
#define AT(field) .at = offsetof(rms_message_row, field)
static const rms_key message_keys[] = {
    {.name = "action", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_action, AT(action)},
    {.name = "code", .kinds = RMS_KIND_SCALAR, .required = 1, .read = read_code},
    {.name = "texts",
     .kinds = RMS_KIND_SEQUENCE,
     .required = 1,
     .read = rms_read_texts,
     AT(texts),
     .at_n = offsetof(rms_message_row, n_texts)},
    {.name = "source", .kinds = RMS_KIND_SCALAR, .read = rms_read_text, AT(source)},
};

static void add_message(rms_loader *loader, const rms_message_row *row, rms_where where)
{
    rms_suite *suite = loader->suite;
    for (size_t i = 0; i < suite->n_messages; i++) {
        if (strcmp(suite->messages[i].action, row->action) != 0 || strcmp(suite->messages[i].code, row->code) != 0)
            continue;
        if (loader->message_layers[i] == loader->layer) {
            rms_say(loader, where, "a second row for that action and code; several texts stand in one row");
            return;
        }
        suite->messages[i] = *row;
        loader->message_layers[i] = loader->layer;
        return;
    }
    size_t n = suite->n_messages;
    if (rms_load_push(loader, &loader->message_layers, &n, &loader->layer, sizeof loader->layer))
        (void)rms_load_push(loader, &suite->messages, &suite->n_messages, row, sizeof *row);
}

static void read_messages(rms_loader *loader, const rms_key *key, const rms_yaml *value, void *object)
{
    (void)key;
    (void)object;
    for (size_t i = 0; !loader->without_messages && i < value->n; i++) {
        rms_message_row row = {0};
        if (loader->suite->n_messages == RMS_MESSAGE_ROWS_MAX) {
            rms_say_status(loader, RMS_E_LIMIT, value->item[i]->where, "more than %d rows of 'messages'",
                           RMS_MESSAGE_ROWS_MAX);
            return;
        }
        if (!rms_need_kind(loader, value->item[i], RMS_KIND_MAPPING, "a row of 'messages'"))
            continue;
        rms_read_map(loader, value->item[i], "a row of 'messages'", message_keys, RMS_COUNT(message_keys), &row);
        if (row.texts && row.n_texts == 0)
            rms_say(loader, value->item[i]->where, "'texts' is empty");
        if (row.action && row.code)
            add_message(loader, &row, value->item[i]->where);
    }
}

static const rms_key file_keys[] = {
    {.name = "answers", .kinds = RMS_KIND_SEQUENCE, .read = read_answers},
    {.name = "messages", .kinds = RMS_KIND_SEQUENCE, .read = read_messages},
};

void rms_load_answers_file(rms_loader *loader, const rms_yaml *root)
{
    rms_read_map(loader, root, "an answers file", file_keys, RMS_COUNT(file_keys), NULL);
}
