#include "kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

kit_folder kit_open(const char *name)
{
    kit_folder folder = {.path = "/tmp/rms-reports-XXXXXX"};
    if (!mkdtemp(folder.path))
        abort();
    (void)snprintf(folder.file, sizeof folder.file, "%s/%s", folder.path, name);
    return folder;
}

void kit_close(const kit_folder *folder)
{
    (void)unlink(folder->file);
    if (rmdir(folder->path) != 0) /* something else was left there */
        abort();
}

char *kit_read(const char *path, size_t *ret_n)
{
    FILE *in = fopen(path, "r");
    if (!in)
        return NULL;
    (void)fseek(in, 0, SEEK_END);
    const long n = ftell(in);
    rewind(in);
    char *bytes = malloc((size_t)n + 1);
    if (!bytes || fread(bytes, 1, (size_t)n, in) != (size_t)n)
        abort();
    (void)fclose(in);
    bytes[n] = '\0';
    if (ret_n)
        *ret_n = (size_t)n;
    return bytes;
}

void kit_tell(rms_reporter *reporter, rms_event event)
{
    reporter->event(reporter, &event);
}
