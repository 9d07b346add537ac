#include "reports/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Tries at a free name for the temporary file. */
#define NAME_TRIES 100

static int fail(int code, char *text, size_t n, const char *what, const char *path)
{
    (void)snprintf(text, n, "%s %s: %s", what, path, strerror(code));
    return -code;
}

static int is_stdout(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* Where the bytes go in the end: a symbolic link is followed. NULL without memory. */
static char *resolve(const char *path)
{
    char *real = realpath(path, NULL);
    return real ? real : strdup(path); /* what does not exist yet has no real path */
}

/* "folder/" of a path, "./" when it names none. NULL without memory. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    const size_t n = slash ? (size_t)(slash - path) + 1 : 0;
    char *folder = malloc(n + 3);
    if (!folder)
        return NULL;
    memcpy(folder, n ? path : "./", n ? n : 2);
    folder[n ? n : 2] = '\0';
    return folder;
}

int rms_report_file_check(const char *path, char *text, size_t n)
{
    struct stat found;
    if (is_stdout(path))
        return 0;
    const int exists = stat(path, &found) == 0;
    if (exists && S_ISDIR(found.st_mode))
        return fail(EISDIR, text, n, "cannot write", path);
    if (exists && !S_ISREG(found.st_mode))
        return access(path, W_OK) == 0 ? 0 : fail(errno, text, n, "cannot write", path);
    char *real = resolve(path);
    char *folder = real ? folder_of(real) : NULL;
    free(real);
    if (!folder)
        return fail(ENOMEM, text, n, "cannot write", path);
    const int code = access(folder, W_OK | X_OK) == 0 ? 0 : errno;
    free(folder);
    return code ? fail(code, text, n, "cannot write a file in the folder of", path) : 0;
}

int rms_report_file_put(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        const ssize_t done = write(fd, bytes, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return -errno;
        bytes += done;
        n -= (size_t)done;
    }
    return 0;
}

int rms_report_file_open(const char *path)
{
    if (is_stdout(path))
        (void)fflush(stdout);
    const int fd = is_stdout(path) ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    return fd < 0 ? -errno : fd;
}

/* Render into a descriptor, which is closed in any case. 0 or a negative errno. */
static int render_into(int fd, int durable, rms_report_render render, void *context)
{
    FILE *out = fdopen(fd, "w");
    if (!out) {
        const int code = -errno;
        (void)close(fd);
        return code;
    }
    errno = 0;
    int code = render(context, out);
    if (!code && (fflush(out) != 0 || ferror(out)))
        code = errno ? -errno : -EIO;
    if (!code && durable && fsync(fd) != 0 && errno != EINVAL) /* EINVAL: the file system has no sync */
        code = -errno;
    if (fclose(out) != 0 && !code)
        code = -errno;
    return code;
}

/* A new file beside @p path; its name is written to @p name (size @p n). -1 with errno set. */
static int open_beside(const char *path, char *name, size_t n)
{
    int fd = -1;
    errno = EEXIST;
    for (int i = 0; i < NAME_TRIES && fd < 0 && errno == EEXIST; i++) {
        (void)snprintf(name, n, "%s.%ld-%d.tmp", path, (long)getpid(), i);
        fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    }
    return fd;
}

/* 0 or a negative errno. */
static int replace(const char *path, int durable, rms_report_render render, void *context)
{
    const size_t name_n = strlen(path) + 64;
    char *name = malloc(name_n);
    if (!name)
        return -ENOMEM;
    const int fd = open_beside(path, name, name_n);
    int code = fd < 0 ? -errno : render_into(fd, durable, render, context);
    if (!code && rename(name, path) != 0)
        code = -errno;
    if (code && fd >= 0)
        (void)unlink(name);
    free(name);
    return code;
}

int rms_report_file_is_replaced(const char *path)
{
    struct stat found;
    return !is_stdout(path) && (stat(path, &found) != 0 || S_ISREG(found.st_mode));
}

int rms_report_file_failed(int code, const char *path, char *text, size_t n)
{
    return fail(code < 0 ? -code : code, text, n, "cannot write", is_stdout(path) ? "standard output" : path);
}

int rms_report_file_render(const char *path, int durable, rms_report_render render, void *context, char *text, size_t n)
{
    int code = 0;
    if (rms_report_file_is_replaced(path)) {
        char *real = resolve(path);
        code = real ? replace(real, durable, render, context) : -ENOMEM;
        free(real);
    } else {
        const int fd = rms_report_file_open(path);
        code = fd < 0 ? fd : render_into(fd, 0, render, context);
    }
    return code ? rms_report_file_failed(code, path, text, n) : 0;
}

typedef struct span {
    const char *bytes;
    size_t n;
} span;

static int put_span(void *context, FILE *out)
{
    const span *s = context;
    (void)fwrite(s->bytes, 1, s->n, out);
    return 0;
}

int rms_report_file_write(const char *path, int durable, const char *bytes, size_t n_bytes, char *text, size_t n)
{
    span s = {bytes, n_bytes};
    return rms_report_file_render(path, durable, put_span, &s, text, n);
}
