/* A report file as a whole: its bytes, its JSON, its lists. */
#include "reports/read.h"

#include "reports/json.h"
#include "reports/read_parts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What owns a recorded run: the tree its texts stand in, and the blocks beside it. */
typedef struct owner {
    rms_recorded recorded; /* first: freed through its address */
    json_t *root;
    void **blocks;
    size_t n_blocks;
} owner;

static const report_place top = {.outer = ""};
static const char *const no_others[] = {NULL};

/* ---- lists ---- */

/* A list of objects as an array of structs. */
static void *read_list(report_reading *r, const char *name, const rms_members *members, size_t size, size_t *ret_n)
{
    const json_t *list = json_object_get(r->root, name);
    const rms_members *const tables[] = {members, NULL};
    const size_t n = json_array_size(list);
    if (!list) {
        report_wrong(r, &top, name, "it is missing");
        return NULL;
    }
    if (!json_is_array(list) || n > RMS_REPORT_ITEMS_MAX) {
        report_wrong(r, &top, name, "it must be a list of at most %d objects", RMS_REPORT_ITEMS_MAX);
        return NULL;
    }
    char *items = report_alloc(r, n, size);
    for (size_t i = 0; items && i < n; i++) {
        const report_place place = {name, 1, i};
        const json_t *item = json_array_get(list, i);
        if (!json_is_object(item)) {
            report_wrong(r, &place, "", "it must be an object");
            continue;
        }
        report_read_members(r, &place, item, members, items + i * size);
        report_refuse_others(r, &place, item, tables, no_others);
    }
    *ret_n = items ? n : 0;
    return items;
}

static void read_plan(report_reading *r, rms_recorded *ret)
{
    static const report_place place = {.outer = "plan"};
    const rms_members *const tables[] = {&rms_plan_members, NULL};
    const json_t *plan = json_object_get(r->root, "plan");
    if (!plan)
        return;
    if (!json_is_object(plan)) {
        report_wrong(r, &top, "plan", "it must be an object");
        return;
    }
    ret->has_plan = 1;
    report_read_members(r, &place, plan, &rms_plan_members, &ret->plan);
    report_refuse_others(r, &place, plan, tables, no_others);
}

static void read_ledger(report_reading *r, rms_event_end *end)
{
    static const report_place place = {.outer = "ledger"};
    const json_t *ledger = json_object_get(r->root, "ledger");
    rms_member rows[RMS_VERDICT_COUNT + 1] = {{"planned", RMS_MEMBER_COUNT, offsetof(rms_event_end, planned)}};
    const rms_members members = {rows, RMS_VERDICT_COUNT + 1};
    const rms_members *const tables[] = {&members, NULL};
    for (size_t i = 0; i < RMS_VERDICT_COUNT; i++)
        rows[i + 1] = (rms_member){rms_verdict_word((rms_verdict)i), RMS_MEMBER_COUNT,
                                   offsetof(rms_event_end, count) + i * sizeof end->count[0]};
    if (!json_is_object(ledger)) {
        report_wrong(r, &top, "ledger", ledger ? "it must be an object" : "it is missing");
        return;
    }
    report_read_members(r, &place, ledger, &members, end);
    report_refuse_others(r, &place, ledger, tables, no_others);
}

/* `strict` stands in both tables: it is read, and its mistakes are told, once. */
static void read_end(report_reading *r, const rms_event_begin *begin, rms_event_end *end)
{
    rms_event_texts unjudged = {0}, allowed = {0};
    for (size_t i = 0; i < rms_end_members.n; i++) {
        const rms_members one = {&rms_end_members.v[i], 1};
        if (strcmp(one.v->name, "strict") != 0)
            report_read_members(r, &top, r->root, &one, end);
    }
    end->strict = begin->strict;
    read_ledger(r, end);
    report_read_texts(r, &top, "unjudged", json_object_get(r->root, "unjudged"), &unjudged);
    report_read_texts(r, &top, "allowed_unjudged", json_object_get(r->root, "allowed_unjudged"), &allowed);
    end->unjudged = unjudged.v;
    end->n_unjudged = unjudged.n;
    end->allowed_unjudged = allowed.v;
    end->n_allowed_unjudged = allowed.n;
}

/* ---- the document ---- */

/* 1 when this is a report that can be read at all. */
static int is_report(report_reading *r)
{
    const json_t *schema = json_object_get(r->root, "schema");
    char cited[REPORT_CITE_MAX];
    if (!json_is_object(r->root) || !json_is_string(schema))
        report_wrong(r, &top, "", "this is no report of rmspec: an object with \"schema\": \"%s\"", RMS_REPORT_SCHEMA);
    else if (strcmp(json_string_value(schema), RMS_REPORT_SCHEMA) != 0)
        report_wrong(r, &top, "schema", "it is '%s'; this program reads '%s'",
                     report_cite(json_string_value(schema), cited), RMS_REPORT_SCHEMA);
    else
        return 1;
    return 0;
}

static void read_document(report_reading *r, rms_recorded *ret)
{
    static const char *const others[] = {"schema", "finished", "plan",   "probe",    "arrange_failed",   "baseline",
                                         "notes",  "checks",   "ledger", "unjudged", "allowed_unjudged", NULL};
    const rms_members *const tables[] = {&rms_begin_members, &rms_end_members, NULL};
    const json_t *finished = json_object_get(r->root, "finished");
    if (!is_report(r))
        return;
    if (!json_is_boolean(finished))
        report_wrong(r, &top, "finished", finished ? "it must be true or false" : "it is missing");
    ret->finished = json_is_true(finished);
    report_refuse_others(r, &top, r->root, tables, others);
    report_read_members(r, &top, r->root, &rms_begin_members, &ret->begin);
    read_plan(r, ret);
    ret->probes = read_list(r, "probe", &rms_probe_members, sizeof *ret->probes, &ret->n_probes);
    ret->lost = read_list(r, "arrange_failed", &rms_arrange_failed_members, sizeof *ret->lost, &ret->n_lost);
    ret->checks = read_list(r, "checks", &rms_check_members, sizeof *ret->checks, &ret->n_checks);
    ret->baselines = read_list(r, "baseline", &rms_baseline_members, sizeof *ret->baselines, &ret->n_baselines);
    report_read_texts(r, &top, "notes", json_object_get(r->root, "notes"), &ret->notes);
    read_end(r, &ret->begin, &ret->end);
    if (r->mistakes == 0 && !r->failed)
        report_check(r, ret);
}

static void tell_syntax(report_reading *r, const json_error_t *error)
{
    char what[JSON_ERROR_TEXT_LENGTH];
    memcpy(what, error->text, sizeof what);
    for (char *p = what; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            *p = '?';
    report_wrong(r, &top, "", "line %d, column %d: %s", error->line, error->column, what);
}

int rms_report_read_bytes(const char *name, const char *bytes, size_t n, rms_report_mistake *tell, void *context,
                          rms_recorded **ret)
{
    report_reading r = {.tell = tell, .context = context};
    json_error_t error = {0};
    owner *made = calloc(1, sizeof *made);
    char *copy = made ? report_alloc(&r, strlen(name), 1) : NULL;
    if (copy) {
        memcpy(copy, name, strlen(name));
        made->recorded.name = copy;
        made->recorded.memory = made;
        r.root = json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &error);
        if (r.root)
            read_document(&r, &made->recorded);
        else if (json_error_code(&error) == json_error_out_of_memory)
            r.failed = 1;
        else
            tell_syntax(&r, &error);
    }
    if (!made) {
        r.failed = 1;
    } else {
        made->root = r.root;
        made->blocks = r.blocks;
        made->n_blocks = r.n_blocks;
    }
    if (!r.failed && r.mistakes == 0) {
        *ret = &made->recorded;
        return 0;
    }
    if (made)
        rms_recorded_free(&made->recorded);
    return r.failed ? -ENOMEM : -EINVAL;
}

void rms_recorded_free(rms_recorded *recorded)
{
    owner *made = (owner *)recorded;
    if (!made)
        return;
    for (size_t i = 0; i < made->n_blocks; i++)
        free(made->blocks[i]);
    free(made->blocks);
    json_decref(made->root);
    free(made);
}

/* ---- the file ---- */

/* Its bytes; 0 or a negative errno. */
static int read_file(FILE *file, char **ret, size_t *ret_n)
{
    char *bytes = NULL;
    size_t n = 0, capacity = 0;
    int code = 0;
    while (!code && !feof(file)) {
        if (n == capacity) {
            const size_t more = capacity ? 2 * capacity : 64 * 1024;
            char *larger = n > RMS_REPORT_BYTES_MAX ? NULL : realloc(bytes, more);
            code = larger ? 0 : n > RMS_REPORT_BYTES_MAX ? -EFBIG : -ENOMEM;
            bytes = larger ? larger : bytes;
            capacity = larger ? more : capacity;
        }
        if (!code)
            n += fread(bytes + n, 1, capacity - n, file);
        if (!code && ferror(file))
            code = -(errno ? errno : EIO);
    }
    if (!code && n > RMS_REPORT_BYTES_MAX)
        code = -EFBIG;
    if (code) {
        free(bytes);
        return code;
    }
    *ret = bytes;
    *ret_n = n;
    return 0;
}

int rms_report_read(const char *path, rms_report_mistake *tell, void *context, rms_recorded **ret)
{
    char what[128];
    char *bytes = NULL;
    size_t n = 0;
    FILE *file = fopen(path, "rb");
    int code = file ? read_file(file, &bytes, &n) : -errno;
    if (file)
        (void)fclose(file);
    if (code == 0) {
        code = rms_report_read_bytes(path, bytes, n, tell, context, ret);
        free(bytes);
        return code;
    }
    if (code == -ENOMEM)
        return code;
    if (code == -EFBIG)
        (void)snprintf(what, sizeof what, "it is larger than %zu bytes", RMS_REPORT_BYTES_MAX);
    else
        (void)snprintf(what, sizeof what, "it cannot be read: %s", strerror(-code));
    tell(context, "", what);
    return code == -EFBIG ? -EFBIG : -EIO;
}
