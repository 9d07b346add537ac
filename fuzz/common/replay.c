/* The driver for every compiler: files and folders of inputs, one after the other, through the target.
 *
 *   fuzz_TARGET FILE|FOLDER...
 *
 * A crash names the file that it came from; the last line counts the inputs. A folder without one file is an error: a
 * corpus that is not there must not look like a corpus that passed. Every oracle is asked of every input; with
 * RMS_FUZZ_SAMPLED set costly ones of some, as engines do it (for measuring). */
#include "fuzz/common/oracle.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN_MAX_FOLDERS = 16, FILE_BYTES_MAX = 16 << 20 };

static size_t n_files;
static const char *current;

/* Sanitizers end a process without abort(); they call this instead, where there are any. */
__attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)(void));

static void say(const char *text)
{
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written; /* there is nobody left to tell */
}

static void name_it(void)
{
    if (!current)
        return;
    say("while replaying ");
    say(current);
    say("\n");
    current = NULL;
}

static void on_abort(int number)
{
    (void)number;
    name_it();
}

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) {
        perror(path);
        return 1;
    }
    const long size = ftell(file);
    rewind(file);
    if (size < 0 || size > FILE_BYTES_MAX) {
        fprintf(stderr, "%s: larger than %d bytes\n", path, FILE_BYTES_MAX);
        fclose(file);
        return 1;
    }
    uint8_t *bytes = malloc(size ? (size_t)size : 1);
    const int whole = bytes && fread(bytes, 1, (size_t)size, file) == (size_t)size;
    fclose(file);
    if (!whole) {
        fprintf(stderr, "%s: cannot be read\n", path);
        free(bytes);
        return 1;
    }
    current = path;
    LLVMFuzzerTestOneInput(bytes, (size_t)size);
    current = NULL;
    free(bytes);
    n_files++;
    return 0;
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)place;
    return type == FTW_F && strcmp(path + place->base, "MANIFEST.tsv") != 0 ? replay(path) : 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: %s FILE|FOLDER...\n", argv[0]);
        return 2;
    }
    signal(SIGABRT, on_abort);
    rms_fuzz_thorough = !getenv("RMS_FUZZ_SAMPLED");
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(name_it);
    for (int i = 1; i < argc; i++) {
        const size_t before = n_files;
        if (nftw(argv[i], visit, OPEN_MAX_FOLDERS, 0) != 0) {
            fprintf(stderr, "%s: cannot be replayed\n", argv[i]);
            return EXIT_FAILURE;
        }
        if (n_files == before) {
            fprintf(stderr, "%s: there is no input in it\n", argv[i]);
            return EXIT_FAILURE;
        }
    }
    printf("%zu inputs\n", n_files);
    return EXIT_SUCCESS;
}
