/* The manifest of a corpus folder: every file stands in it, and is what it says.
 *
 *   corpus_manifest TARGET FOLDER           compare (the test corpus.manifest)
 *   corpus_manifest --write TARGET FOLDER   rewrite the column "expected" from what the parser says
 *
 * MANIFEST.tsv has a header line and the columns file, origin, expected, separated by tabs. */
#include "fuzz/common/manifest_say.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES_MAX = 4096, BYTES_MAX = 64 << 10, LINE_MAX_BYTES = 16 << 10, FOLDERS_OPEN = 8 };

static const char head[] = "file\torigin\texpected\n";

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
    rms_manifest_say say;
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
    run.say = rms_manifest_find(argv[1 + writing]);
    run.folder = argv[2 + writing];
    files.root = strlen(run.folder) + 1;
    if (!run.say || nftw(run.folder, visit, FOLDERS_OPEN, 0) != 0) {
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
