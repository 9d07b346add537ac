/* Loads cases/sources/. */
#include "harness/coverage/coverage.h"

#include "harness/cases/yaml_tree.h"
#include "protocol/nearest.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char sources_prefix[] = "cases/sources/";

#define RMS_REASON_AS_ROW(id, word, doc) {word, doc},
static const struct {
    const char *word, *doc;
} reasons[] = {RMS_REASON_MAP(RMS_REASON_AS_ROW)};

const char *rms_reason_word(rms_reason reason)
{
    return reasons[reason].word;
}

const char *rms_reason_doc(rms_reason reason)
{
    return reasons[reason].doc;
}

typedef struct reader {
    rms_coverage *coverage;
    rms_lint_sink *sink;
    void *context;
    rms_status status;
} reader;

static void __attribute__((format(printf, 3, 4))) say(reader *r, rms_where where, const char *format, ...)
{
    rms_lint message = {.where = where};
    va_list args;
    va_start(args, format);
    rms_lint_format(&message, format, args);
    va_end(args);
    r->sink(r->context, &message);
    if (r->status != RMS_E_NOMEM)
        r->status = RMS_E_SYNTAX;
}

/* Room for one more item, or NULL after remembering that there is no memory. */
static void *grow(reader *r, void *array, size_t n, size_t size)
{
    void *larger = rms_arena_grow(r->coverage->arena, array, n, size);
    if (!larger)
        r->status = RMS_E_NOMEM;
    return larger;
}

/* The text under a key, or "" after telling that it has to be there. */
static const char *text_of(reader *r, const rms_yaml *map, const char *key)
{
    const rms_yaml *value = rms_yaml_get(map, key);
    if (value && value->kind == RMS_YAML_SCALAR && *value->text)
        return value->text;
    say(r, value ? value->where : map->where, "'%s' has to be a text", key);
    return "";
}

static void only_keys(reader *r, const rms_yaml *map, const char *const *keys, size_t n)
{
    char cited[RMS_CITE_MAX];
    for (size_t i = 0; i < map->n; i++) {
        rms_nearest nearest = {.word = map->key[i]->text};
        size_t k = 0;
        while (k < n && strcmp(keys[k], map->key[i]->text) != 0)
            rms_nearest_offer(&nearest, keys[k++]);
        if (k == n)
            say(r, map->key[i]->where, "unknown key '%s'%s%s%s", rms_cite(map->key[i]->text, cited),
                nearest.best ? "; did you mean '" : "", nearest.best ? nearest.best : "", nearest.best ? "'?" : "");
    }
}

static rms_reason read_reason(reader *r, const rms_yaml *node)
{
    char cited[RMS_CITE_MAX];
    if (!node)
        return RMS_REASON_COUNT;
    const char *word = node->kind == RMS_YAML_SCALAR ? node->text : "";
    for (size_t i = 0; i < RMS_COUNT(reasons); i++)
        if (strcmp(reasons[i].word, word) == 0)
            return (rms_reason)i;
    say(r, node->where, "'%s' is no reason of the closed list in harness/coverage/coverage.h", rms_cite(word, cited));
    return RMS_REASON_COUNT;
}

static void read_rules(reader *r, const rms_yaml *node, rms_covered_unit *unit)
{
    if (node->kind != RMS_YAML_SEQUENCE || node->n == 0) {
        say(r, node->where, "'rules' has to be a list of rule ids");
        return;
    }
    unit->rules = rms_arena_alloc(r->coverage->arena, node->n, sizeof *unit->rules);
    if (!unit->rules) {
        r->status = RMS_E_NOMEM;
        return;
    }
    for (size_t i = 0; i < node->n; i++)
        if (node->item[i]->kind == RMS_YAML_SCALAR)
            unit->rules[unit->n_rules++] = node->item[i]->text;
        else
            say(r, node->item[i]->where, "a rule id has to be a text");
}

static int is_sha256(const char *text)
{
    return strlen(text) == RMS_SHA256_TEXT - 1 && strspn(text, "0123456789abcdef") == RMS_SHA256_TEXT - 1;
}

/* Our words are ours: they are not the text whose hash stands beside them. */
static void check_ours(reader *r, const rms_yaml *node, const rms_covered_unit *unit)
{
    char sha256[RMS_SHA256_TEXT];
    RMS_AUTO(rms_buffer_done) rms_buffer normal = {.n = 0};
    rms_text_normalise(rms_span_of(unit->ours), 1, &normal);
    if (normal.status != RMS_OK || rms_sha256(rms_buffer_view(&normal), sha256) != RMS_OK)
        r->status = RMS_E_NOMEM;
    else if (strcmp(sha256, unit->sha256) == 0)
        say(r, node->where, "'ours' repeats the document; it has to be in our own words");
}

static void read_unit(reader *r, const rms_yaml *node, rms_covered_document *document)
{
    static const char *const keys[] = {"unit", "place", "sha256", "ours", "rules", "reason"};
    if (node->kind != RMS_YAML_MAPPING) {
        say(r, node->where, "a unit has to be a mapping");
        return;
    }
    only_keys(r, node, keys, RMS_COUNT(keys));
    rms_covered_unit unit = {.where = node->where,
                             .id = text_of(r, node, "unit"),
                             .place = text_of(r, node, "place"),
                             .sha256 = text_of(r, node, "sha256"),
                             .ours = text_of(r, node, "ours"),
                             .reason = read_reason(r, rms_yaml_get(node, "reason"))};
    if (rms_yaml_get(node, "rules"))
        read_rules(r, rms_yaml_get(node, "rules"), &unit);
    if (!rms_yaml_get(node, "rules") == !rms_yaml_get(node, "reason"))
        say(r, node->where, "unit %s: either 'rules' or 'reason', exactly one of them", unit.id);
    if (!is_sha256(unit.sha256))
        say(r, node->where, "unit %s: 'sha256' has to be 64 lower-case hexadecimal digits", unit.id);
    check_ours(r, node, &unit);
    for (size_t i = 0; i < document->n_units; i++)
        if (strcmp(document->units[i].id, unit.id) == 0)
            say(r, node->where, "unit %s stands a second time; the first is in line %u", unit.id,
                document->units[i].where.line);
    rms_covered_unit *units = grow(r, document->units, document->n_units, sizeof *units);
    if (!units)
        return;
    document->units = units;
    units[document->n_units++] = unit;
}

static void read_document(reader *r, const rms_yaml *root)
{
    static const char *const keys[] = {"document", "title", "units"};
    rms_coverage *coverage = r->coverage;
    const rms_yaml *units = rms_yaml_get(root, "units");
    only_keys(r, root, keys, RMS_COUNT(keys));
    rms_covered_document document = {.document = text_of(r, root, "document"), .title = text_of(r, root, "title")};
    if (!units || units->kind != RMS_YAML_SEQUENCE) {
        say(r, root->where, "'units' has to be a list");
        return;
    }
    if (strchr(document.document, '/'))
        say(r, root->where, "'document' has to be a file name");
    for (size_t i = 0; i < coverage->n_documents; i++)
        if (strcmp(coverage->documents[i].document, document.document) == 0)
            say(r, root->where, "a second file for %s", document.document);
    for (size_t i = 0; i < units->n && r->status != RMS_E_NOMEM; i++)
        read_unit(r, units->item[i], &document);
    rms_covered_document *documents = grow(r, coverage->documents, coverage->n_documents, sizeof *documents);
    if (!documents)
        return;
    coverage->documents = documents;
    documents[coverage->n_documents++] = document;
}

static void read_row(reader *r, const rms_yaml *node)
{
    static const char *const keys[] = {"row", "reason"};
    rms_coverage *coverage = r->coverage;
    if (node->kind != RMS_YAML_MAPPING) {
        say(r, node->where, "a row has to be a mapping");
        return;
    }
    only_keys(r, node, keys, RMS_COUNT(keys));
    const rms_covered_row row = {
        .where = node->where, .id = text_of(r, node, "row"), .reason = read_reason(r, rms_yaml_get(node, "reason"))};
    for (size_t i = 0; i < coverage->n_rows; i++)
        if (strcmp(coverage->rows[i].id, row.id) == 0)
            say(r, node->where, "row %s stands a second time", row.id);
    rms_covered_row *rows = grow(r, coverage->rows, coverage->n_rows, sizeof *rows);
    if (!rows)
        return;
    coverage->rows = rows;
    rows[coverage->n_rows++] = row;
}

static void read_file(reader *r, const rms_builtin_file *file)
{
    static const char *const keys[] = {"rows"};
    const rms_yaml *root = NULL;
    const rms_status status =
        rms_yaml_read(file->path, (rms_span){file->bytes, file->n}, r->coverage->arena, r->sink, r->context, &root);
    if (status == RMS_E_NOMEM || r->status != RMS_E_NOMEM)
        r->status = status != RMS_OK ? status : r->status;
    if (!root || r->status == RMS_E_NOMEM)
        return;
    const rms_yaml *rows = rms_yaml_get(root, "rows");
    if (!rows) {
        read_document(r, root);
        return;
    }
    only_keys(r, root, keys, RMS_COUNT(keys));
    if (rows->kind != RMS_YAML_SEQUENCE)
        say(r, rows->where, "'rows' has to be a list");
    for (size_t i = 0; rows->kind == RMS_YAML_SEQUENCE && i < rows->n && r->status != RMS_E_NOMEM; i++)
        read_row(r, rows->item[i]);
}

rms_status rms_coverage_load_files(const rms_builtin_file *files, size_t n, rms_lint_sink *sink, void *context,
                                   rms_coverage **ret, rms_error *err)
{
    RMS_AUTO(rms_coverage_freep) rms_coverage *coverage = calloc(1, sizeof *coverage);
    if (!coverage || !(coverage->arena = rms_arena_new()))
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    reader r = {.coverage = coverage, .sink = sink, .context = context};
    for (size_t i = 0; i < n && r.status != RMS_E_NOMEM; i++)
        if (strncmp(files[i].path, sources_prefix, sizeof sources_prefix - 1) == 0)
            read_file(&r, &files[i]);
    if (r.status == RMS_E_NOMEM)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    if (r.status != RMS_OK)
        return rms_fail(err, RMS_E_SYNTAX, 0, "the map of the documents has mistakes");
    *ret = coverage;
    coverage = NULL;
    return RMS_OK;
}

rms_status rms_coverage_load(rms_lint_sink *sink, void *context, rms_coverage **ret, rms_error *err)
{
    return rms_coverage_load_files(rms_builtin_files, rms_builtin_files_n, sink, context, ret, err);
}

void rms_coverage_free(rms_coverage *coverage)
{
    if (!coverage)
        return;
    rms_arena_free(coverage->arena);
    free(coverage);
}

void rms_coverage_freep(rms_coverage **coverage)
{
    rms_coverage_free(*coverage);
}
