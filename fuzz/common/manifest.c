/* The manifest of a corpus folder: every file stands in it, and is what it says.
 *
 *   corpus_manifest TARGET FOLDER           compare (the test corpus.manifest)
 *   corpus_manifest --write TARGET FOLDER   rewrite the column "expected" from what the parser says
 *
 * MANIFEST.tsv has a header line and the columns file, origin, expected, separated by tabs. */
#include "fuzz/common/oracle.h"
#include "fuzz/common/signed_request.h"
#include "protocol/percent.h"
#include "protocol/server_list.h"
#include "protocol/signature.h"
#include "rmspec/verdict.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 4096, BYTES_MAX = 64 << 10, LINE_MAX_BYTES = 16 << 10, FOLDERS_OPEN = 8 };

static const char head[] = "file\torigin\texpected\n";

/* ---- what the parsers say: each appends one line to out ---- */

static void say_fault(rms_status status, const rms_fault *fault, const rms_error *err, rms_buffer *out)
{
    if (status != RMS_E_FAULT) {
        rms_buffer_printf(out, "%s at %zu", rms_status_text(status), err->offset);
        return;
    }
    rms_buffer_printf(out, "refused: %s", fault->code);
    if (fault->member >= 0)
        rms_buffer_printf(out, ", member %d", fault->member);
    if (fault->key)
        rms_buffer_printf(out, ", %s", fault->key);
}

static void say_open(uint32_t open, rms_buffer *out)
{
#define AS_ROW(id, bit, row, doc) row,
    static const char *const rows[] = {RMS_OPEN_MAP(AS_ROW)};
    const char *before = " open: ";
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        if (!(open >> i & 1))
            continue;
        rms_buffer_puts(out, before);
        rms_buffer_puts(out, rows[i]);
        before = " ";
    }
}

static void say_percent(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer decoded = {0};
    rms_buffer_puts(out, rms_percent_decode(text, RMS_PLUS_IS_SPACE, &decoded, NULL) == RMS_OK ? "decodes" : "refused");
}

static void say_form(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    rms_error err = {0};
    const rms_status status = rms_form_parse(text, RMS_PLACE_QUERY, &params, &err);
    if (status == RMS_OK)
        rms_form_print(&params, out);
    else
        rms_buffer_printf(out, "%s at %zu", rms_status_text(status), err.offset);
}

static void say_list(rms_span text, rms_list_form form, rms_buffer *out)
{
    rms_server *servers = NULL;
    size_t n = 0;
    uint32_t open = 0;
    rms_fault fault;
    rms_error err = {0};
    const rms_status status = rms_server_list_parse(text, form, NULL, &servers, &n, &open, &fault, &err);
    if (status == RMS_OK)
        rms_server_list_print(servers, n, out);
    else
        say_fault(status, &fault, &err, out);
    say_open(open, out);
    rms_servers_free(servers, n);
}

static void say_server_list(rms_span text, rms_buffer *out)
{
    say_list(text, RMS_LIST_IDS_OR_OBJECTS, out);
}

static void say_vserver_list(rms_span text, rms_buffer *out)
{
    say_list(text, RMS_LIST_OBJECTS, out);
}

static void say_ids(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    char **ids = NULL;
    size_t n = 0;
    uint32_t open = 0;
    rms_fault fault;
    rms_error err = {0};
    rms_status status = rms_form_parse(text, RMS_PLACE_QUERY, &params, &err);
    if (status == RMS_OK)
        status = rms_id_list_parse(&params, "InstanceId", NULL, &ids, &n, &open, &fault, &err);
    if (status != RMS_OK)
        say_fault(status, &fault, &err, out);
    for (size_t i = 0; i < n; i++) {
        rms_buffer_puts(out, i ? " " : "");
        rms_percent_encode(rms_span_of(ids[i]), out);
        free(ids[i]);
    }
    free(ids);
    say_open(open, out);
}

static void say_request(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_verdict_done) rms_verdict verdict = {0};
    char *line = NULL;
    if (rms_verdict_of(text, NULL, &verdict) == RMS_OK && rms_verdict_to_json(&verdict, &line) == RMS_OK)
        rms_buffer_puts(out, line);
    say_open(verdict.open, out);
    free(line);
}

static void say_v1(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    char signature[RMS_V1_SIGNATURE_SIZE];
    rms_error err = {0};
    rms_status status = rms_form_parse(text, RMS_PLACE_QUERY, &params, &err);
    if (status == RMS_OK)
        status = rms_v1_sign("POST", "testsecret", &params, signature);
    if (status == RMS_OK)
        rms_buffer_printf(out, "POST %s", signature);
    else
        rms_buffer_printf(out, "%s at %zu", rms_status_text(status), err.offset);
}

static void say_v3(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_signed_request_done) rms_wire wire = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer names = {0};
    char signature[RMS_V3_SIGNATURE_SIZE];
    rms_error err = {0};
    rms_status status = rms_signed_request_read(text, &wire);
    if (status == RMS_OK)
        status = rms_v3_sign(&wire, "testsecret", signature, &names, &err);
    if (status == RMS_OK)
        rms_buffer_printf(out, "%s %s", names.p, signature);
    else
        rms_buffer_puts(out, rms_status_text(status));
}

static const struct {
    const char *target;
    void (*say)(rms_span text, rms_buffer *out);
} targets[] = {
    {"percent", say_percent},           {"form", say_form},        {"server_list", say_server_list},
    {"vserver_list", say_vserver_list}, {"instance_ids", say_ids}, {"request", say_request},
    {"request_oom", say_request},       {"signature_v1", say_v1},  {"signature_v3", say_v3},
};

/* ---- the folder ---- */

static struct {
    char *name[FILES_MAX];
    int listed[FILES_MAX];
    size_t n, root;
} files;

static int visit(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    if (type != FTW_F || strcmp(path + place->base, "MANIFEST.tsv") == 0)
        return 0;
    if (files.n == FILES_MAX || !(files.name[files.n] = strdup(path + files.root)))
        return -1;
    files.n++;
    return 0;
}

/* Take note of a row; 0 when there is no such file, or it stood there before. */
static int list(const char *name)
{
    for (size_t i = 0; i < files.n; i++)
        if (strcmp(files.name[i], name) == 0)
            return files.listed[i]++ == 0;
    return 0;
}

static int read_file(const char *folder, const char *name, rms_buffer *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer path = {0};
    char block[4096];
    rms_buffer_printf(&path, "%s/%s", folder, name);
    FILE *file = path.status == RMS_OK ? fopen(path.p, "rb") : NULL;
    if (!file)
        return 0;
    out->max = BYTES_MAX;
    for (size_t n; (n = fread(block, 1, sizeof block, file)) > 0;)
        rms_buffer_append(out, block, n);
    fclose(file);
    return out->status == RMS_OK;
}

struct run {
    const char *folder;
    void (*say)(rms_span text, rms_buffer *out);
    int writing;
    unsigned wrong;
    rms_buffer rewritten;
};

/* A row "file<TAB>origin<TAB>expected". */
static void check_row(struct run *run, char *line, unsigned number)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer said = {0};
    char *const origin = strchr(line, '\t'), *const expected = origin ? strchr(origin + 1, '\t') : NULL;
    line[strcspn(line, "\n")] = '\0';
    if (!expected) {
        fprintf(stderr, "%s/MANIFEST.tsv:%u: not three columns\n", run->folder, number);
        run->wrong++;
        return;
    }
    *origin = *expected = '\0';
    if (!list(line) || !read_file(run->folder, line, &text)) {
        fprintf(stderr, "%s/MANIFEST.tsv:%u: %s: no such file, too long, or listed twice\n", run->folder, number, line);
        run->wrong++;
        return;
    }
    rms_buffer_puts(&said, "");
    run->say(rms_buffer_view(&text), &said);
    rms_buffer_printf(&run->rewritten, "%s\t%s\t%s\n", line, origin + 1, said.p);
    if (!run->writing && strcmp(said.p, expected + 1) != 0) {
        fprintf(stderr, "%s/%s:\n  expected  %s\n  is        %s\n", run->folder, line, expected + 1, said.p);
        run->wrong++;
    }
}

static int check_manifest(struct run *run)
{
    char path[4096], line[LINE_MAX_BYTES];
    (void)snprintf(path, sizeof path, "%s/MANIFEST.tsv", run->folder);
    FILE *file = fopen(path, "r");
    unsigned number = 1;
    if (!file || !fgets(line, sizeof line, file) || strcmp(line, head) != 0) {
        fprintf(stderr, "%s: no manifest with the header 'file, origin, expected'\n", path);
        if (file)
            fclose(file);
        return 0;
    }
    rms_buffer_puts(&run->rewritten, head);
    while (fgets(line, sizeof line, file))
        check_row(run, line, ++number);
    fclose(file);
    for (size_t i = 0; i < files.n; i++)
        if (!files.listed[i]) {
            fprintf(stderr, "%s/%s: is not in MANIFEST.tsv\n", run->folder, files.name[i]);
            run->wrong++;
        }
    if (run->writing && !run->wrong && run->rewritten.status == RMS_OK) {
        file = fopen(path, "w");
        if (!file || fwrite(run->rewritten.p, 1, run->rewritten.n, file) != run->rewritten.n || fclose(file) != 0) {
            perror(path);
            return 0;
        }
    }
    return run->wrong == 0;
}

int main(int argc, char **argv)
{
    const int writing = argc > 1 && strcmp(argv[1], "--write") == 0;
    struct run run = {.writing = writing};
    if (argc != 3 + writing) {
        fprintf(stderr, "usage: %s [--write] TARGET FOLDER\n", argv[0]);
        return 2;
    }
    for (size_t i = 0; i < RMS_COUNT(targets); i++)
        if (strcmp(targets[i].target, argv[1 + writing]) == 0)
            run.say = targets[i].say;
    run.folder = argv[2 + writing];
    files.root = strlen(run.folder) + 1;
    if (!run.say || nftw(run.folder, visit, FOLDERS_OPEN, FTW_PHYS) != 0) {
        fprintf(stderr, "%s, %s: no such target or folder\n", argv[1 + writing], run.folder);
        return 2;
    }
    const int good = check_manifest(&run);
    printf("%zu files, %u wrong\n", files.n, run.wrong);
    rms_buffer_done(&run.rewritten);
    for (size_t i = 0; i < files.n; i++)
        free(files.name[i]);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
