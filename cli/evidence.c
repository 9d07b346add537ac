/* Writing evidence: the folder, the index, a file for each run of a case. */
#include "cli/evidence.h"

#include "harness/run/run.h"
#include "protocol/digest.h"
#include "protocol/json.h"
#include "reports/file.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { NAME_KEPT = 140, PRECISION = 12 };

static const char suffix[] = ".json";

/* ---- names ---- */

/* A character of a name stands for itself, '/' is '.', and anything else is '=' and two digits. */
static void put_safe(const char *text, rms_buffer *out)
{
    static const char digits[] = "0123456789ABCDEF";
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        if ((c < 0x80 && isalnum(c)) || c == '-' || c == '_')
            rms_buffer_putc(out, *text);
        else if (c == '/')
            rms_buffer_putc(out, '.');
        else
            rms_buffer_printf(out, "=%c%c", digits[c >> 4], digits[c & 15]);
    }
}

void cli_evidence_name(const rms_planned_case *planned, char ret[CLI_EVIDENCE_NAME_SIZE])
{
    RMS_AUTO(rms_buffer_done) rms_buffer name = {0};
    char cut[32] = "";
    put_safe(planned->the_case->id, &name);
    if (name.n > NAME_KEPT)
        (void)snprintf(cut, sizeof cut, "~%016" PRIx64, rms_digest(RMS_DIGEST_START, planned->the_case->id));
    (void)snprintf(ret, CLI_EVIDENCE_NAME_SIZE, "%.*s%s.%s.%s%s", NAME_KEPT, name.p ? name.p : "", cut,
                   rms_format_name(planned->format), rms_layout_name(planned->layout), suffix);
}

int cli_evidence_is_name(const char *name)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.=~";
    const size_t n = strlen(name), s = strlen(suffix);
    return n > s && n < CLI_EVIDENCE_NAME_SIZE && name[0] != '.' && strspn(name, safe) == n &&
           strcmp(name + n - s, suffix) == 0 && strcmp(name, CLI_EVIDENCE_INDEX) != 0;
}

/* ---- writing ---- */

static const char *path_of(cli_evidence *e, const char *name)
{
    (void)snprintf(e->path, sizeof e->path, "%s/%s", e->folder, name);
    return e->path;
}

static int render(void *context, FILE *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_json_dump(context, JSON_INDENT(1) | JSON_REAL_PRECISION(PRECISION), &text);
    rms_buffer_putc(&text, '\n');
    if (text.status != RMS_OK)
        return -ENOMEM;
    return fwrite(text.p, 1, text.n, out) == text.n ? 0 : errno ? -errno : -EIO;
}

/* Whole or not at all. The first failure is told, and nothing is written behind it. */
static int write_file(cli_evidence *e, const char *name, const json_t *json)
{
    char text[512] = "out of memory";
    if (e->failed)
        return 0;
    if (json && rms_report_file_render(path_of(e, name), 0, render, (void *)json, text, sizeof text) == 0)
        return 1;
    (void)fprintf(stderr, "rmspec %s: --evidence: %s; no more evidence is written\n", e->command, text);
    e->failed = 1;
    return 0;
}

static int put(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

static void begin(void *context, const rms_plan *plan)
{
    cli_evidence *e = context;
    char name[CLI_EVIDENCE_NAME_SIZE];
    int ok = 1;
    for (size_t i = 0; i < plan->n_cases && ok; i++) {
        const rms_planned_case *planned = &plan->cases[i];
        json_t *run = json_object();
        cli_evidence_name(planned, name);
        ok = put(run, "case", json_string(planned->the_case->id)) &&
             put(run, "format", json_string(rms_format_name(planned->format))) &&
             put(run, "layout", json_string(rms_layout_name(planned->layout))) && put(run, "file", json_string(name)) &&
             json_array_append(e->runs, run) == 0;
        json_decref(run);
    }
    (void)write_file(e, CLI_EVIDENCE_INDEX, ok ? e->index : NULL);
}

static void take(void *context, const rms_planned_case *planned, const json_t *record)
{
    cli_evidence *e = context;
    char name[CLI_EVIDENCE_NAME_SIZE];
    cli_evidence_name(planned, name);
    const int written = record && write_file(e, name, record);
    (void)put(json_array_get(e->runs, e->taken++), "recorded", json_boolean(written));
}

static const char *name_of(void *context, const rms_planned_case *planned)
{
    cli_evidence *e = context;
    char name[CLI_EVIDENCE_NAME_SIZE];
    cli_evidence_name(planned, name);
    return e->failed ? NULL : path_of(e, name);
}

/* ---- the folder ---- */

/* 1 for what a run writes, the temporary files of a killed one included. */
static int is_own(const char *name)
{
    static const char temporary[] = ".tmp";
    char bare[NAME_MAX + 1];
    const size_t n = strlen(name), t = strlen(temporary);
    (void)snprintf(bare, sizeof bare, "%s", name);
    if (n > t && strcmp(name + n - t, temporary) == 0) { /* NAME.1234-0.tmp */
        bare[n - t] = '\0';
        char *dot = strrchr(bare, '.');
        if (!dot || strspn(dot + 1, "0123456789-") != strlen(dot + 1))
            return 0;
        *dot = '\0';
    }
    return strcmp(bare, CLI_EVIDENCE_INDEX) == 0 || cli_evidence_is_name(bare);
}

static int is_index(const char *path)
{
    json_t *json = json_load_file(path, 0, NULL);
    const int is = json_is_integer(json_object_get(json, "evidence_index"));
    json_decref(json);
    return is;
}

/* Call @p each with every name in the folder until it says 0. 0, or errno. */
static int walk(cli_evidence *e, int (*each)(cli_evidence *e, const char *name))
{
    DIR *folder = opendir(e->folder);
    if (!folder)
        return errno;
    errno = 0;
    for (const struct dirent *entry; (entry = readdir(folder));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && !each(e, entry->d_name))
            break;
    const int code = errno;
    (void)closedir(folder);
    return code;
}

static int refuse_foreign(cli_evidence *e, const char *name)
{
    if (is_own(name))
        return 1;
    (void)fprintf(stderr,
                  "rmspec %s: --evidence: '%s' holds '%.100s', which is no evidence; name a new or an empty folder\n",
                  e->command, e->folder, name);
    e->failed = 1;
    return 0;
}

static int count(cli_evidence *e, const char *name)
{
    (void)name;
    e->taken++;
    return 1;
}

static int remove_one(cli_evidence *e, const char *name)
{
    (void)unlink(path_of(e, name));
    return 1;
}

static int cannot(const cli_evidence *e, const char *what, int code)
{
    (void)fprintf(stderr, "rmspec %s: --evidence: cannot %s '%s': %s\n", e->command, what, e->folder, strerror(code));
    return RMS_EXIT_NO_VERDICT;
}

/* An empty folder, or one that holds what an earlier run wrote: that goes, index last, so that a killed run leaves a
 * folder that is still known. */
static int clear(cli_evidence *e)
{
    int code = walk(e, count);
    if (code)
        return cannot(e, "read", code);
    if (e->taken && (code = walk(e, refuse_foreign)))
        return cannot(e, "read", code);
    if (e->failed)
        return RMS_EXIT_USAGE;
    if (e->taken && !is_index(path_of(e, CLI_EVIDENCE_INDEX))) {
        (void)fprintf(stderr,
                      "rmspec %s: --evidence: '%s' is not empty and has no %s of evidence; name a new or an empty "
                      "folder\n",
                      e->command, e->folder, CLI_EVIDENCE_INDEX);
        return RMS_EXIT_USAGE;
    }
    if (e->taken && (code = walk(e, remove_one)))
        return cannot(e, "empty", code);
    e->taken = 0;
    return 0;
}

static int make_index(cli_evidence *e, const char *target)
{
    const time_t now = time(NULL);
    struct tm utc;
    char started[32] = "";
    if (gmtime_r(&now, &utc))
        (void)strftime(started, sizeof started, "%Y-%m-%dT%H:%M:%SZ", &utc);
    e->index = json_object();
    e->runs = json_array();
    return put(e->index, "evidence_index", json_integer(CLI_EVIDENCE_INDEX_VERSION)) &&
           put(e->index, "rmspec", json_string(RMS_VERSION)) && put(e->index, "target", json_string(target)) &&
           put(e->index, "started_at", json_string(started)) && put(e->index, "finished", json_false()) &&
           json_object_set(e->index, "runs", e->runs) == 0;
}

int cli_evidence_open(const char *command, const char *folder, const char *target, cli_evidence *ret)
{
    *ret = (cli_evidence){
        .command = command, .folder = folder, .sink = {.begin = begin, .take = take, .context = ret, .name = name_of}};
    if (!*folder || strlen(folder) + CLI_EVIDENCE_NAME_SIZE >= sizeof ret->path) {
        (void)fprintf(stderr, "rmspec %s: --evidence: '%.60s' cannot be a folder\n", command, folder);
        return RMS_EXIT_USAGE;
    }
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return cannot(ret, "make", errno);
    const int code = clear(ret);
    if (code)
        return code;
    if (!make_index(ret, target)) {
        (void)fprintf(stderr, "rmspec %s: out of memory\n", command);
        return RMS_EXIT_NO_VERDICT;
    }
    return write_file(ret, CLI_EVIDENCE_INDEX, ret->index) ? 0 : RMS_EXIT_NO_VERDICT;
}

int cli_evidence_finish(cli_evidence *e, int exit_code)
{
    const int ok = put(e->index, "finished", json_true());
    (void)write_file(e, CLI_EVIDENCE_INDEX, ok ? e->index : NULL);
    return e->failed && exit_code == RMS_EXIT_OK ? RMS_EXIT_NO_VERDICT : exit_code;
}

void cli_evidence_done(cli_evidence *e)
{
    json_decref(e->index);
    json_decref(e->runs);
    *e = (cli_evidence){0};
}
