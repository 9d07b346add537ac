#include "cli/credentials.h"

#include "harness/cases/yaml_tree.h"
#include "harness/exchange/mask.h"
#include "harness/run/run.h"

#include <ctype.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NOISE_BYTES = 16, NAME_MAX_BYTES = 64 };

static int out_of_memory(const char *command)
{
    (void)fprintf(stderr, "rmspec %s: out of memory\n", command);
    return RMS_EXIT_NO_VERDICT;
}

/* Printable ASCII without blanks: what an id, a secret and a token are, and what a header field can hold. */
static int is_value(const char *text)
{
    size_t n = 0;
    for (; text[n]; n++)
        if ((unsigned char)text[n] <= ' ' || (unsigned char)text[n] >= 0x7f)
            return 0;
    return n > 0 && n <= CLI_CREDENTIALS_VALUE_MAX;
}

/* ---- the environment ---- */

static const struct environment {
    const char *id, *secret, *token;
} environments[] = {
    {"RMSPEC_ACCESS_KEY_ID", "RMSPEC_ACCESS_KEY_SECRET", "RMSPEC_SECURITY_TOKEN"},
    {"ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"},
};

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static const char env_prefix[] = "env:";

/* Up to three names of variables behind "env:". Returns how many there are, 0 when it is wrong. */
static size_t split_names(const char *text, rms_span names[3])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    size_t n = 0;
    for (text += strlen(env_prefix);; text++) {
        const size_t length = strcspn(text, ",");
        if (n == 3 || !length || length > NAME_MAX_BYTES || strspn(text, letters) < length ||
            isdigit((unsigned char)*text))
            return 0;
        names[n++] = (rms_span){text, length};
        text += length;
        if (!*text)
            return n >= 2 ? n : 0;
    }
}

static int names_variables(const char *text)
{
    return strncmp(text, env_prefix, strlen(env_prefix)) == 0;
}

int cli_credentials_are_named(const char *text)
{
    rms_span names[3];
    return names_variables(text) ? split_names(text, names) > 0 : *text != '\0';
}

/* Never the id of one pair of variables with the secret of the other. */
static int read_environment(const char *command, const struct environment *names, rms_credentials *ret)
{
    const rms_credentials found = {variable(names->id), variable(names->secret), variable(names->token)};
    const struct {
        const char *name, *value;
    } all[] = {{names->id, found.id}, {names->secret, found.secret}, {names->token, found.token}};
    if (!found.id && !found.secret)
        return 0;
    if (!found.id || !found.secret) {
        (void)fprintf(stderr, "rmspec %s: %s is set, but %s is not\n", command, found.id ? names->id : names->secret,
                      found.id ? names->secret : names->id);
        return RMS_EXIT_USAGE;
    }
    for (size_t i = 0; i < RMS_COUNT(all); i++)
        if (all[i].value && !is_value(all[i].value)) {
            (void)fprintf(stderr, "rmspec %s: %s holds something that cannot be one: a blank, say\n", command,
                          all[i].name);
            return RMS_EXIT_USAGE;
        }
    *ret = found;
    return 0;
}

/* ---- a file ---- */

typedef struct reading {
    const char *path;
    rms_arena *arena;
    rms_credentials found;
    size_t mistakes;
    int no_memory;
} reading;

/* What the file says is never cited: it may be the secret. */
static void mistake(reading *r, unsigned line, unsigned column, const char *text)
{
    (void)fprintf(stderr, "%s:%u:%u: %s\n", r->path, line, column, text);
    r->mistakes++;
}

static void tell(void *context, const rms_lint *message)
{
    mistake(context, message->where.line ? message->where.line : 1, message->where.column ? message->where.column : 1,
            "this is not KEY: VALUE, one a line, each key once");
}

static const char *const known[] = {"accesskeyid", "accesskeysecret", "securitytoken"};
static const char known_text[] = "the keys are access_key_id, access_key_secret and security_token";

/* "ALIBABA_CLOUD_ACCESS_KEY_ID", "access-key-id" and "AccessKeyId" are one. Index of a known name, or their number. */
static size_t index_of(rms_span name)
{
    static const char *const prefixes[] = {"alibabacloud", "rmspec"};
    char plain[NAME_MAX_BYTES] = "";
    size_t n = 0;
    for (size_t i = 0; i < name.n && n + 1 < sizeof plain; i++)
        if (name.p[i] != '_' && name.p[i] != '-')
            plain[n++] = (char)tolower((unsigned char)name.p[i]);
    const char *bare = plain;
    for (size_t i = 0; i < RMS_COUNT(prefixes); i++)
        if (strncmp(plain, prefixes[i], strlen(prefixes[i])) == 0)
            bare = plain + strlen(prefixes[i]);
    size_t i = 0;
    while (i < RMS_COUNT(known) && strcmp(bare, known[i]) != 0)
        i++;
    return i;
}

static void take(reading *r, rms_span name, rms_span value, unsigned line, unsigned column)
{
    const char **const fields[] = {&r->found.id, &r->found.secret, &r->found.token};
    const size_t i = index_of(name);
    if (i == RMS_COUNT(known)) {
        mistake(r, line, column, known_text);
        return;
    }
    char *copy = rms_arena_copy_span(r->arena, value);
    if (!copy)
        r->no_memory = 1;
    else if (*fields[i])
        mistake(r, line, column, "this key stands a second time");
    else if (strlen(copy) != value.n || !is_value(copy))
        mistake(r, line, column,
                "the value cannot be one: it is empty, too long, or holds a blank or a control character");
    else
        *fields[i] = copy;
}

static rms_span trimmed(rms_span text)
{
    while (text.n && strchr(" \t\r", text.p[0]))
        text.p++, text.n--;
    while (text.n && strchr(" \t\r", text.p[text.n - 1]))
        text.n--;
    return text;
}

static rms_span unquoted(rms_span text)
{
    if (text.n >= 2 && (text.p[0] == '"' || text.p[0] == '\'') && text.p[text.n - 1] == text.p[0])
        return (rms_span){text.p + 1, text.n - 2};
    return text;
}

/* NAME=VALUE, as a shell or a container reads it; "export" may stand in front. */
static void read_assignment(reading *r, rms_span line, unsigned number)
{
    static const char export[] = "export ";
    if (!line.n || line.p[0] == '#')
        return;
    if (line.n > sizeof export && strncmp(line.p, export, sizeof export - 1) == 0)
        line = trimmed((rms_span){line.p + sizeof export - 1, line.n - (sizeof export - 1)});
    const char *equals = memchr(line.p, '=', line.n);
    if (!equals) {
        mistake(r, number, 1, "this is not NAME=VALUE");
        return;
    }
    const rms_span value = {equals + 1, line.n - (size_t)(equals - line.p) - 1};
    take(r, trimmed((rms_span){line.p, (size_t)(equals - line.p)}), unquoted(trimmed(value)), number, 1);
}

static void read_assignments(reading *r, rms_span text)
{
    unsigned number = 1;
    for (size_t at = 0; at < text.n; number++) {
        const char *end = memchr(text.p + at, '\n', text.n - at);
        const size_t n = end ? (size_t)(end - text.p) - at : text.n - at;
        read_assignment(r, trimmed((rms_span){text.p + at, n}), number);
        at += n + 1;
    }
}

static void read_yaml(reading *r, rms_span text)
{
    const rms_yaml *root = NULL;
    const rms_status status = rms_yaml_read(r->path, text, r->arena, tell, r, &root);
    if (status == RMS_E_NOMEM)
        r->no_memory = 1;
    if (status != RMS_OK || !root)
        return;
    if (root->kind != RMS_YAML_MAPPING) {
        mistake(r, 1, 1, "the file is neither NAME=VALUE nor KEY: VALUE, one a line");
        return;
    }
    for (size_t i = 0; i < root->n; i++)
        if (root->item[i]->kind == RMS_YAML_SCALAR)
            take(r, rms_span_of(root->key[i]->text), rms_span_of(root->item[i]->text), root->key[i]->where.line,
                 root->key[i]->where.column);
        else
            mistake(r, root->item[i]->where.line, root->item[i]->where.column, "a value is a text");
}

/* The first line that says something decides. */
static int has_assignments(rms_span text)
{
    for (size_t at = 0; at < text.n;) {
        const char *end = memchr(text.p + at, '\n', text.n - at);
        const rms_span line = trimmed((rms_span){text.p + at, end ? (size_t)(end - text.p) - at : text.n - at});
        if (line.n && line.p[0] != '#') {
            const char *equals = memchr(line.p, '=', line.n), *colon = memchr(line.p, ':', line.n);
            return equals && (!colon || equals < colon);
        }
        at = end ? (size_t)(end - text.p) + 1 : text.n;
    }
    return 0;
}

/* 0, or an errno. */
static int read_bytes(const char *path, rms_buffer *bytes, int *ret_is_open)
{
    char block[4096];
    struct stat about;
    FILE *file = fopen(path, "rb");
    if (!file)
        return errno;
    *ret_is_open = fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & (S_IRWXG | S_IRWXO));
    for (size_t n; bytes->n <= CLI_CREDENTIALS_BYTES_MAX && (n = fread(block, 1, sizeof block, file)) > 0;)
        rms_buffer_append(bytes, block, n);
    const int failed = ferror(file) ? errno : 0;
    (void)fclose(file);
    OPENSSL_cleanse(block, sizeof block);
    return failed;
}

static int read_file(const char *command, const cli_options *options, rms_arena *arena, rms_credentials *ret)
{
    reading r = {.path = options->credentials, .arena = arena};
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {.max = CLI_CREDENTIALS_BYTES_MAX * 2};
    int is_open = 0;
    const int failed = read_bytes(r.path, &bytes, &is_open);
    if (failed)
        return cli_option_complain(command, options, "credentials", "%s: %s", r.path, strerror(failed));
    if (bytes.n > CLI_CREDENTIALS_BYTES_MAX)
        return cli_option_complain(command, options, "credentials",
                                   "%s is larger than %zu bytes; is it the right file?", r.path,
                                   CLI_CREDENTIALS_BYTES_MAX);
    if (is_open)
        (void)fprintf(stderr, "rmspec %s: warning: other users can read or write %s; chmod 600 it\n", command, r.path);
    if (has_assignments(rms_buffer_view(&bytes)))
        read_assignments(&r, rms_buffer_view(&bytes));
    else
        read_yaml(&r, rms_buffer_view(&bytes));
    if (bytes.p)
        OPENSSL_cleanse(bytes.p, bytes.n);
    if (r.no_memory || bytes.status != RMS_OK)
        return out_of_memory(command);
    if (!r.mistakes && (!r.found.id || !r.found.secret))
        mistake(&r, 1, 1, r.found.id ? "access_key_secret is missing" : "access_key_id is missing");
    *ret = r.found;
    return r.mistakes ? RMS_EXIT_CASES : 0;
}

/* ---- which ---- */

/* The variables that --credentials names, NUL-terminated; no token: a name that no variable has. */
static int named_variables(const cli_options *options, rms_arena *arena, struct environment *ret)
{
    rms_span names[3];
    const size_t n = split_names(options->credentials, names);
    const char **const fields[] = {&ret->id, &ret->secret, &ret->token};
    ret->token = "";
    for (size_t i = 0; i < n; i++)
        if (!(*fields[i] = rms_arena_copy_span(arena, names[i])))
            return 0;
    return 1;
}

static int read_named(const char *command, const cli_options *options, rms_arena *arena, rms_credentials *ret)
{
    struct environment names = {NULL, NULL, NULL};
    if (!names_variables(options->credentials))
        return read_file(command, options, arena, ret);
    if (!named_variables(options, arena, &names))
        return out_of_memory(command);
    if (!variable(names.id) && !variable(names.secret))
        return cli_option_complain(command, options, "credentials", "neither %s nor %s is set in the environment",
                                   names.id, names.secret);
    return read_environment(command, &names, ret);
}

/* "A and B (set)", "A (set) and B (not set)". 1 when both are. */
static int tell_variables(const struct environment *names, rms_buffer *out)
{
    const int has_id = variable(names->id) != NULL, has_secret = variable(names->secret) != NULL;
    if (has_id == has_secret)
        rms_buffer_printf(out, "%s and %s (%s)", names->id, names->secret, has_id ? "set" : "not set");
    else
        rms_buffer_printf(out, "%s (%s) and %s (%s)", names->id, has_id ? "set" : "not set", names->secret,
                          has_secret ? "set" : "not set");
    if (variable(names->token))
        rms_buffer_printf(out, ", %s (set)", names->token);
    return has_id && has_secret;
}

static int tell_named(const cli_options *options, rms_buffer *out)
{
    struct environment names = {NULL, NULL, NULL};
    if (!names_variables(options->credentials)) {
        FILE *file = fopen(options->credentials, "rb");
        rms_buffer_printf(out, "the file %s (%s)", options->credentials, file ? "there" : strerror(errno));
        if (file)
            (void)fclose(file);
        return file != NULL;
    }
    return named_variables(options, options->arena, &names) && tell_variables(&names, out);
}

/* The same order as find. */
int cli_credentials_tell(const cli_options *options, rms_buffer *out)
{
    const int from_flag = cli_option_origin(options, "credentials")->kind == CLI_FROM_FLAG;
    if (options->credentials && from_flag)
        return tell_named(options, out);
    for (size_t i = 0; i < RMS_COUNT(environments); i++) {
        if (i > 0 && options->credentials)
            return tell_named(options, out);
        if (variable(environments[i].id) || variable(environments[i].secret))
            return tell_variables(&environments[i], out);
    }
    rms_buffer_puts(out, "none: requests are not signed");
    return 0;
}

static int hide(const char *command, const rms_credentials *credentials)
{
    return rms_mask_secret(credentials->secret) == RMS_OK && rms_mask_secret(credentials->token) == RMS_OK
               ? 0
               : out_of_memory(command);
}

static int find(const char *command, const cli_options *options, rms_arena *arena, rms_credentials *ret)
{
    const int from_flag = cli_option_origin(options, "credentials")->kind == CLI_FROM_FLAG;
    int status = 0;
    if (options->credentials && from_flag)
        return read_named(command, options, arena, ret);
    for (size_t i = 0; !status && !ret->id && i < RMS_COUNT(environments); i++) {
        if (i > 0 && options->credentials) /* the standard variables are for any tool, a profile is for this endpoint */
            return read_named(command, options, arena, ret);
        status = read_environment(command, &environments[i], ret);
    }
    return status;
}

static int choose_scheme(const cli_options *options, rms_signature otherwise)
{
    rms_signature chosen = otherwise;
    if (options->signature)
        (void)rms_signature_parse(options->signature, &chosen); /* one of the table's words */
    return (int)chosen;
}

static int check_host(const char *command, const cli_options *options)
{
    if (!options->signed_host || (is_value(options->signed_host) && !strpbrk(options->signed_host, "/?#@")))
        return 0;
    return cli_option_complain(command, options, "signed-host", "'%s' is wrong; write HOST or HOST:PORT",
                               options->signed_host);
}

int cli_credentials_find(const char *command, const cli_options *options, rms_arena *arena, rms_sign_with *ret)
{
    rms_credentials found = {NULL, NULL, NULL};
    int status = check_host(command, options);
    if (status || choose_scheme(options, RMS_SIGNATURE_V1) == RMS_SIGNATURE_NONE)
        return status;
    status = find(command, options, arena, &found);
    if (status)
        return status;
    if (!found.id && options->signature)
        return cli_option_complain(command, options, "signature",
                                   "%s needs credentials: set RMSPEC_ACCESS_KEY_ID and RMSPEC_ACCESS_KEY_SECRET, or "
                                   "name a file with --credentials",
                                   options->signature);
    *ret = (rms_sign_with){.signature =
                               (rms_signature)choose_scheme(options, found.id ? RMS_SIGNATURE_V1 : RMS_SIGNATURE_NONE),
                           .credentials = found,
                           .host = options->signed_host};
    return hide(command, &found);
}

static char *noise(rms_arena *arena, const char *prefix)
{
    unsigned char bytes[NOISE_BYTES];
    char text[2 * NOISE_BYTES + 1];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return NULL;
    for (size_t i = 0; i < sizeof bytes; i++)
        (void)snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return rms_arena_printf(arena, "%s%s", prefix, text);
}

int cli_credentials_make(const char *command, const cli_options *options, rms_arena *arena, rms_sign_with *ret)
{
    rms_sign_with made = {.signature = (rms_signature)choose_scheme(options, RMS_SIGNATURE_V1),
                          .host = options->signed_host};
    const int status = check_host(command, options);
    if (status || made.signature == RMS_SIGNATURE_NONE)
        return status;
    made.credentials = (rms_credentials){noise(arena, "STS."), noise(arena, ""), noise(arena, "CAIS")};
    if (!made.credentials.id || !made.credentials.secret || !made.credentials.token)
        return out_of_memory(command);
    *ret = made;
    return hide(command, &made.credentials);
}
