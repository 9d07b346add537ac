#include "cli/serve_keys.h"

#include "cli/commands.h"
#include "protocol/buffer.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char right[] = "write ID:SECRET, ID:SECRET:denied or ID:SECRET:token=TOKEN";

static int out_of_memory(void)
{
    (void)fprintf(stderr, "rmspec serve: out of memory\n");
    return RMS_EXIT_NO_VERDICT;
}

/* Keep a text until the end; NULL without memory. It is taken also then. */
static char *keep(cli_serve_keys *keys, char *text)
{
    void *texts = text ? realloc(keys->texts, (keys->n_texts + 1) * sizeof *keys->texts) : NULL;
    if (!texts) {
        free(text);
        return NULL;
    }
    keys->texts = texts;
    keys->texts[keys->n_texts].p = text;
    keys->texts[keys->n_texts++].n = strlen(text);
    return text;
}

static int add_key(cli_serve_keys *keys, const rms_access_key *key)
{
    rms_access_key *v = realloc(keys->keys, (keys->n_keys + 1) * sizeof *v);
    if (!v)
        return out_of_memory();
    keys->keys = v;
    keys->keys[keys->n_keys++] = *key;
    return 0;
}

/* What stands behind the secret. 0 when it is none of the two. */
static int read_rest(char *rest, rms_access_key *key)
{
    static const char token[] = "token=";
    if (!strcmp(rest, "denied"))
        key->denied = 1;
    else if (!strncmp(rest, token, sizeof token - 1) && rest[sizeof token - 1])
        key->token = rest + sizeof token - 1;
    else
        return 0;
    return 1;
}

/* "ID:SECRET", "ID:SECRET:denied", "ID:SECRET:token=TOKEN". @p where is "--access-key" or a place in a file. */
static int read_key(cli_serve_keys *keys, const char *spec, const char *where)
{
    char *text = keep(keys, strdup(spec));
    if (!text)
        return out_of_memory();
    rms_access_key key = {.id = text};
    char *secret = strchr(text, ':'), *rest = secret ? strchr(secret + 1, ':') : NULL;
    if (secret)
        *secret++ = '\0';
    if (rest)
        *rest++ = '\0';
    key.secret = secret;
    if (*text && secret && *secret && (!rest || read_rest(rest, &key)))
        return add_key(keys, &key);
    (void)fprintf(stderr, "rmspec serve: %s: an access key is wrong; %s\n", where, right);
    return RMS_EXIT_USAGE;
}

/* A whole file as a text; NULL after a message. */
static char *read_file(const char *option, const char *path, size_t max)
{
    char chunk[4096];
    rms_buffer bytes = {.max = max};
    FILE *file = fopen(path, "rb");
    for (size_t n; file && bytes.status == RMS_OK && (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        rms_buffer_append(&bytes, chunk, n);
    const int failed = !file || ferror(file);
    if (file)
        (void)fclose(file);
    OPENSSL_cleanse(chunk, sizeof chunk);
    char *text = NULL;
    if (failed)
        (void)fprintf(stderr, "rmspec serve: %s: %s cannot be read\n", option, path);
    else if (bytes.status == RMS_E_LIMIT)
        (void)fprintf(stderr, "rmspec serve: %s: %s has more than %zu bytes\n", option, path, max);
    else if (bytes.p && memchr(bytes.p, '\0', bytes.n))
        (void)fprintf(stderr, "rmspec serve: %s: %s is no text\n", option, path);
    else if (!(text = rms_buffer_take(&bytes, NULL)))
        (void)out_of_memory();
    rms_buffer_done(&bytes);
    return text;
}

/* A key a line; empty lines and those that begin with '#' say nothing. */
static int read_key_file(cli_serve_keys *keys, const char *path)
{
    char *text = keep(keys, read_file("--access-key-file", path, CLI_KEY_FILE_MAX));
    int status = text ? 0 : RMS_EXIT_USAGE;
    unsigned number = 0;
    for (char *line = text; !status && line && *line;) {
        char where[256], *end = line + strcspn(line, "\n"), *next = end + (*end == '\n');
        if (end > line && end[-1] == '\r')
            end--;
        *end = '\0';
        (void)snprintf(where, sizeof where, "%.200s:%u", path, ++number);
        if (*line && *line != '#')
            status = read_key(keys, line, where);
        line = next;
    }
    return status;
}

/* "ID=FILE". */
static int read_policy(cli_serve_keys *keys, const char *spec)
{
    const char *equals = strchr(spec, '=');
    if (!equals || equals == spec || !equals[1]) {
        (void)fprintf(stderr, "rmspec serve: --policy: '%s' is wrong; write ID=FILE, the id of an access key\n", spec);
        return RMS_EXIT_USAGE;
    }
    char *id = keep(keys, strndup(spec, (size_t)(equals - spec)));
    char *text = id ? keep(keys, read_file("--policy", equals + 1, CLI_KEY_FILE_MAX)) : NULL;
    if (!text)
        return id ? RMS_EXIT_USAGE : out_of_memory();
    rms_key_policy *v = realloc(keys->policies, (keys->n_policies + 1) * sizeof *v);
    if (!v)
        return out_of_memory();
    keys->policies = v;
    keys->policies[keys->n_policies++] = (rms_key_policy){.id = id, .name = equals + 1, .text = text};
    return 0;
}

int cli_serve_keys_read(const cli_options *options, cli_serve_keys *ret)
{
    int status = 0;
    for (size_t i = 0; !status && i < options->access_keys.n; i++)
        status = read_key(ret, options->access_keys.v[i], "--access-key");
    for (size_t i = 0; !status && i < options->access_key_files.n; i++)
        status = read_key_file(ret, options->access_key_files.v[i]);
    for (size_t i = 0; !status && i < options->policies.n; i++)
        status = read_policy(ret, options->policies.v[i]);
    return status;
}

void cli_serve_keys_done(cli_serve_keys *keys)
{
    for (size_t i = 0; i < keys->n_texts; i++) {
        OPENSSL_cleanse(keys->texts[i].p, keys->texts[i].n);
        free(keys->texts[i].p);
    }
    free(keys->texts);
    free(keys->keys);
    free(keys->policies);
    *keys = (cli_serve_keys){0};
}
