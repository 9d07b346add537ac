/* Reading evidence: files, and folders with their index. */
#include "cli/evidence.h"

#include "protocol/json.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH_BYTES = 4096 };

typedef struct reading {
    const char *command;
    rms_records *records;
    size_t mistakes;
} reading;

/* What stands in somebody's file does not get at the terminal. */
static void print_safe(const char *text)
{
    for (; *text; text++)
        (void)fputc((unsigned char)*text < 0x20 || *text == 0x7F ? '?' : *text, stderr);
}

void cli_evidence_tell(void *context, const char *file, const char *path, const char *what)
{
    size_t *mistakes = context;
    ++*mistakes;
    print_safe(file);
    (void)fputs(": ", stderr);
    print_safe(path);
    (void)fputs(*path ? ": " : "", stderr);
    print_safe(what);
    (void)fputc('\n', stderr);
}

static void tell(reading *r, const char *file, const char *what)
{
    cli_evidence_tell(&r->mistakes, file, "", what);
}

/* The bytes of a file, at most one more than a record may have. Errors: RMS_E_IO (told), RMS_E_NOMEM. */
static rms_status slurp(reading *r, const char *path, rms_buffer *ret)
{
    char piece[16384], what[256];
    FILE *file = fopen(path, "rb");
    if (!file) {
        (void)snprintf(what, sizeof what, "cannot be read: %s", strerror(errno));
        tell(r, path, what);
        return RMS_E_IO;
    }
    ret->max = RMS_EVIDENCE_FILE_MAX + sizeof piece;
    errno = 0;
    for (size_t n; ret->n <= RMS_EVIDENCE_FILE_MAX && (n = fread(piece, 1, sizeof piece, file)) > 0;)
        rms_buffer_append(ret, piece, n);
    const int code = ferror(file) ? errno : 0;
    (void)fclose(file);
    if (!code)
        return ret->status == RMS_OK ? RMS_OK : RMS_E_NOMEM;
    (void)snprintf(what, sizeof what, "cannot be read: %s", strerror(code));
    tell(r, path, what);
    return RMS_E_IO;
}

/* What is wrong with a file is told and counted; only memory ends the reading. */
static rms_status read_file(reading *r, const char *path)
{
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {0};
    rms_status status = slurp(r, path, &bytes);
    if (status == RMS_OK)
        status = rms_records_add(r->records, path, rms_buffer_view(&bytes), cli_evidence_tell, &r->mistakes);
    return status == RMS_E_NOMEM ? RMS_E_NOMEM : RMS_OK;
}

/* ---- folders ---- */

static const char *text_in(const json_t *object, const char *name)
{
    const json_t *text = json_object_get(object, name);
    return json_is_string(text) && strlen(json_string_value(text)) == json_string_length(text) ? json_string_value(text)
                                                                                               : NULL;
}

/* One run that the index names. 0 when it names none. */
static int read_entry(const json_t *entry, rms_format *ret_format, rms_layout *ret_layout)
{
    const char *name = text_in(entry, "file"), *format = text_in(entry, "format"), *layout = text_in(entry, "layout");
    return text_in(entry, "case") && name && format && layout && cli_evidence_is_name(name) &&
           rms_format_parse(rms_span_of(format), ret_format) == RMS_OK &&
           rms_layout_parse(layout, ret_layout) == RMS_OK;
}

static rms_status add_missing(reading *r, const char *path, const json_t *index, const json_t *entry, rms_format format,
                              rms_layout layout)
{
    static const char *const why[] = {[RMS_ABSENCE_FILE] = "its file is not there any more",
                                      [RMS_ABSENCE_NOTHING] = "nothing of this case was recorded",
                                      [RMS_ABSENCE_CUT] = "the run ended before this case did"};
    const rms_absence absence = json_is_false(json_object_get(entry, "recorded"))  ? RMS_ABSENCE_NOTHING
                                : json_is_true(json_object_get(index, "finished")) ? RMS_ABSENCE_FILE
                                                                                   : RMS_ABSENCE_CUT;
    return rms_records_add_missing(r->records, path, text_in(entry, "case"), format, layout, why[absence], absence);
}

static rms_status read_entries(reading *r, const char *folder, const char *index_path, const json_t *index)
{
    const json_t *runs = json_object_get(index, "runs");
    rms_status status = RMS_OK;
    for (size_t i = 0; i < json_array_size(runs) && status == RMS_OK; i++) {
        const json_t *entry = json_array_get(runs, i);
        char path[PATH_BYTES], place[64];
        struct stat found;
        rms_format format = RMS_FORMAT_JSON;
        rms_layout layout = RMS_LAYOUT_GET;
        (void)snprintf(place, sizeof place, "runs[%zu]", i);
        if (!read_entry(entry, &format, &layout)) {
            cli_evidence_tell(&r->mistakes, index_path, place,
                              "must have case, format, layout, and the name of a file beside it");
            continue;
        }
        (void)snprintf(path, sizeof path, "%s/%s", folder, text_in(entry, "file"));
        status = stat(path, &found) == 0 ? read_file(r, path) : add_missing(r, path, index, entry, format, layout);
    }
    return status;
}

static int is_in(const json_t *index, const char *name)
{
    const json_t *runs = json_object_get(index, "runs");
    for (size_t i = 0; i < json_array_size(runs); i++) {
        const char *file = text_in(json_array_get(runs, i), "file");
        if (file && strcmp(file, name) == 0)
            return 1;
    }
    return 0;
}

static int by_name(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static void free_names(char **names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
}

/* Errors: RMS_E_NOMEM; what was there stays. */
static rms_status add_name(char ***names, size_t *n, const char *name)
{
    char **more = realloc(*names, (*n + 1) * sizeof *more);
    if (!more)
        return RMS_E_NOMEM;
    *names = more;
    more[*n] = strdup(name);
    if (!more[*n])
        return RMS_E_NOMEM;
    ++*n;
    return RMS_OK;
}

/* Names of records in a folder, sorted. Owner: free_names. Errors: RMS_E_IO (told), RMS_E_NOMEM. */
static rms_status list_names(reading *r, const char *folder, char ***ret, size_t *ret_n)
{
    char **names = NULL;
    size_t n = 0;
    rms_status status = RMS_OK;
    DIR *dir = opendir(folder);
    if (!dir) {
        char what[256];
        (void)snprintf(what, sizeof what, "cannot be read: %s", strerror(errno));
        tell(r, folder, what);
        return RMS_E_IO;
    }
    for (const struct dirent *entry; status == RMS_OK && (entry = readdir(dir));)
        if (cli_evidence_is_name(entry->d_name))
            status = add_name(&names, &n, entry->d_name);
    (void)closedir(dir);
    if (status != RMS_OK) {
        free_names(names, n);
        return status;
    }
    if (n)
        qsort(names, n, sizeof *names, by_name);
    *ret = names;
    *ret_n = n;
    return RMS_OK;
}

/* Records that the index does not name. Without an index they are all there is. */
static rms_status read_others(reading *r, const char *folder, const json_t *index)
{
    char **names = NULL;
    size_t n = 0;
    rms_status status = list_names(r, folder, &names, &n);
    if (status != RMS_OK)
        return status == RMS_E_IO ? RMS_OK : status;
    for (size_t i = 0; i < n && status == RMS_OK; i++) {
        char path[PATH_BYTES];
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        if (!index)
            status = read_file(r, path);
        else if (!is_in(index, names[i]))
            tell(r, path, "is not in the index of its folder, and is left out");
    }
    if (!index && status == RMS_OK && n)
        (void)fprintf(stderr, "rmspec %s: '%s' has no %s: nobody can tell whether records are missing\n", r->command,
                      folder, CLI_EVIDENCE_INDEX);
    if (!index && !n)
        tell(r, folder, "holds no evidence");
    free_names(names, n);
    return status;
}

static rms_status read_folder(reading *r, const char *folder)
{
    char path[PATH_BYTES], what[256];
    struct stat found;
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {0};
    json_t *index = NULL;
    rms_error err = {0};
    (void)snprintf(path, sizeof path, "%s/%s", folder, CLI_EVIDENCE_INDEX);
    if (stat(path, &found) != 0)
        return read_others(r, folder, NULL);
    rms_status status = slurp(r, path, &bytes);
    if (status == RMS_OK)
        status = rms_json_load(rms_buffer_view(&bytes), JSON_REJECT_DUPLICATES, &index, &err);
    if (status == RMS_E_NOMEM)
        return status;
    const json_t *version = json_object_get(index, "evidence_index");
    if (status == RMS_E_SYNTAX || status == RMS_E_LIMIT) {
        (void)snprintf(what, sizeof what, "is no JSON: line %u, column %u: %.150s", err.line, err.column, err.text);
        tell(r, path, what);
    } else if (status == RMS_OK &&
               (!json_is_integer(version) || json_integer_value(version) != CLI_EVIDENCE_INDEX_VERSION ||
                !json_is_array(json_object_get(index, "runs")))) {
        (void)snprintf(what, sizeof what, "is no index of evidence that this rmspec reads (version %d)",
                       CLI_EVIDENCE_INDEX_VERSION);
        tell(r, path, what);
        status = RMS_E_SYNTAX;
    }
    const int readable = status == RMS_OK;
    status = readable ? read_entries(r, folder, path, index) : RMS_OK;
    if (status == RMS_OK)
        status = read_others(r, folder, readable ? index : NULL);
    json_decref(index);
    return status;
}

rms_status cli_evidence_read(const char *command, char *const *paths, size_t n, rms_records *records,
                             size_t *ret_mistakes)
{
    reading r = {.command = command, .records = records};
    rms_status status = RMS_OK;
    for (size_t i = 0; i < n && status == RMS_OK; i++) {
        struct stat found;
        if (strlen(paths[i]) + CLI_EVIDENCE_NAME_SIZE >= PATH_BYTES)
            tell(&r, paths[i], "is too long a name");
        else if (stat(paths[i], &found) == 0 && S_ISDIR(found.st_mode))
            status = read_folder(&r, paths[i]);
        else
            status = read_file(&r, paths[i]);
    }
    *ret_mistakes = r.mistakes;
    return status;
}
