/* Reading a profile: every mistake in it is told with its place, and nothing of it is used when there is one. */
#include "cli/profile.h"

#include "cli/credentials.h"
#include "cli/option_value.h"
#include "harness/cases/yaml_tree.h"
#include "harness/exchange/exchange.h"
#include "harness/run/run.h"
#include "protocol/nearest.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct reading {
    const cli_command *command;
    cli_options *options;
    char *folder; /* of the profile, with its last '/'; "" */
    size_t mistakes;
    int no_memory;
} reading;

static void tell(void *context, const rms_lint *message)
{
    reading *r = context;
    const rms_where *where = &message->where;
    (void)fprintf(stderr, "%s:%u:%u: %s\n", where->file, where->line ? where->line : 1,
                  where->column ? where->column : 1, message->text);
    r->mistakes++;
}

static void mistake(reading *r, const rms_where *where, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void mistake(reading *r, const rms_where *where, const char *format, ...)
{
    rms_lint message = {.where = *where};
    va_list args;
    va_start(args, format);
    rms_lint_format(&message, format, args);
    va_end(args);
    tell(r, &message);
}

/* ---- keys ---- */

static const cli_option_row *row_named(const char *key)
{
    for (size_t i = 0; i < cli_option_rows_n; i++)
        if (strcmp(cli_option_rows[i].name, key) == 0)
            return &cli_option_rows[i];
    return NULL;
}

/* What somebody would write who wants to put a secret here. */
static int names_secret(const char *key)
{
    static const char *const words[] = {"secret", "password", "token", "access-key", "access_key", "accesskey"};
    for (size_t i = 0; i < RMS_COUNT(words); i++)
        for (const char *at = key; *at; at++)
            if (strncasecmp(at, words[i], strlen(words[i])) == 0)
                return 1;
    return 0;
}

static const cli_option_row *row_of_key(reading *r, const rms_yaml *key)
{
    const cli_option_row *row = row_named(key->text);
    char cited[RMS_CITE_MAX];
    if (row && row->commands & CLI_KEY)
        return row;
    if (row) {
        mistake(r, &key->where, "'%s' is an option of the command line only; 'rmspec help profile' lists the keys",
                key->text);
        return NULL;
    }
    rms_nearest near = {.word = key->text};
    for (size_t i = 0; i < cli_option_rows_n; i++)
        if (cli_option_rows[i].commands & CLI_KEY)
            rms_nearest_offer(&near, cli_option_rows[i].name);
    (void)rms_cite(key->text, cited);
    if (near.best)
        mistake(r, &key->where, "unknown key '%s'; did you mean '%s'?", cited, near.best);
    else if (names_secret(key->text))
        mistake(r, &key->where, "unknown key '%s'; a secret never stands in a profile, write where it is: credentials",
                cited);
    else
        mistake(r, &key->where, "unknown key '%s'; 'rmspec help profile' lists the keys", cited);
    return NULL;
}

/* ---- values ---- */

/* Where in a value the name of a file begins that is looked for beside the profile; NULL: it names none. */
static const char *file_in(const cli_option_row *row, const char *value)
{
    static const char preloaded[] = "preloaded:";
    if (row->kind == CLI_ARRANGE)
        return strncmp(value, preloaded, strlen(preloaded)) == 0 ? value + strlen(preloaded) : NULL;
    if (strncmp(value, "env:", 4) == 0 || strcmp(row->name, "evidence") == 0) /* that is written */
        return NULL;
    const int is_file = row->argument && (strcmp(row->argument, "FILE") == 0 || strcmp(row->argument, "DIR") == 0);
    return is_file ? value : NULL;
}

/* The value as it would be written on the command line in this working directory. NULL without memory. */
static const char *relocate(reading *r, const cli_option_row *row, const char *value)
{
    const char *file = file_in(row, value);
    return file && *file && *file != '/'
               ? rms_arena_printf(r->options->arena, "%.*s%s%s", (int)(file - value), value, r->folder, file)
               : value;
}

/* "http://user:password@host" */
static int holds_password(const char *value)
{
    const char *host = strstr(value, "://");
    return host && memchr(host, '@', strcspn(host + 3, "/?#") + 3) != NULL;
}

/* What stands where a secret might is never cited. */
static int is_readable(reading *r, const rms_yaml *node, const cli_option_row *row, const char *path)
{
    FILE *file = fopen(path, "rb");
    const int fine = file && fgetc(file) != EOF;
    if (!fine && row->kind == CLI_CREDENTIALS)
        mistake(r, &node->where, "%s: no such file can be read; " CLI_CREDENTIALS_RIGHT, row->name);
    else if (!fine)
        mistake(r, &node->where, "%s: '%s' cannot be read: %s; the name of a file, from the folder of the profile",
                row->name, path, !file || ferror(file) ? strerror(errno) : "it is empty");
    if (file)
        (void)fclose(file);
    return fine;
}

/* One value. It is checked also where something stronger than the profile has set the option. */
static void take_value(reading *r, const cli_option_row *row, const rms_yaml *node, cli_options *options)
{
    RMS_AUTO(rms_buffer_done) rms_buffer right = {0};
    char cited[RMS_CITE_MAX];
    cli_value_right(row, &right);
    if (node->kind != RMS_YAML_SCALAR) {
        mistake(r, &node->where, "%s: %s where one value is expected; %s", row->name, rms_yaml_kind_name(node->kind),
                right.p);
        return;
    }
    if (!*node->text) {
        mistake(r, &node->where, "%s: the value is missing; %s", row->name, right.p);
        return;
    }
    if (strlen(node->text) > CLI_PROFILE_TEXT_MAX) {
        mistake(r, &node->where, "%s: the value has more than %d bytes", row->name, CLI_PROFILE_TEXT_MAX);
        return;
    }
    if (holds_password(node->text)) { /* and is not cited */
        mistake(r, &node->where, "%s: a user or password in a URL never stands in a profile; write the URL without it",
                row->name);
        return;
    }
    const char *value = relocate(r, row, node->text);
    if (!value) {
        r->no_memory = 1;
        return;
    }
    const int is_file = row->kind == CLI_INPUT || (row->kind == CLI_CREDENTIALS && strncmp(value, "env:", 4) != 0);
    if (is_file && !is_readable(r, node, row, value))
        return;
    const rms_status status = cli_value_set(row, value, options);
    if (status == RMS_E_NOMEM)
        r->no_memory = 1;
    else if (status != RMS_OK && row->kind == CLI_CREDENTIALS)
        mistake(r, &node->where, "%s: this is wrong; %s", row->name, right.p);
    else if (status != RMS_OK)
        mistake(r, &node->where, "%s: '%s' is wrong; %s", row->name, rms_cite(node->text, cited), right.p);
}

static void take_values(reading *r, const cli_option_row *row, const rms_yaml *node, cli_options *options)
{
    if (node->kind != RMS_YAML_SEQUENCE || !cli_value_is_list(row)) {
        take_value(r, row, node, options);
        return;
    }
    if (node->n > CLI_PROFILE_LIST_MAX) {
        mistake(r, &node->where, "%s: more than %d values", row->name, CLI_PROFILE_LIST_MAX);
        return;
    }
    for (size_t i = 0; i < node->n; i++)
        take_value(r, row, node->item[i], options);
}

static void take_key(reading *r, const rms_yaml *key, const rms_yaml *node)
{
    const cli_option_row *row = row_of_key(r, key);
    if (!row)
        return;
    cli_origin *origin = &r->options->origin[row - cli_option_rows];
    const int is_stronger = origin->kind > CLI_FROM_PROFILE;
    cli_options only_checked = {0};
    take_values(r, row, node, is_stronger ? &only_checked : r->options);
    cli_value_clear(row, &only_checked);
    if (!is_stronger)
        *origin = (cli_origin){CLI_FROM_PROFILE, key->where.file, key->where.line, key->where.column};
}

/* ---- the file ---- */

/* Errors: RMS_E_IO, RMS_E_LIMIT: told; RMS_E_NOMEM. */
static rms_status read_file(reading *r, const char *path, rms_buffer *bytes)
{
    const rms_where where = {path, 1, 1};
    char block[4096];
    FILE *file = fopen(path, "rb");
    for (size_t n; file && bytes->n <= CLI_PROFILE_BYTES_MAX && (n = fread(block, 1, sizeof block, file)) > 0;)
        rms_buffer_append(bytes, block, n);
    const int failed = !file || ferror(file) ? errno : 0;
    if (file)
        (void)fclose(file);
    if (failed)
        mistake(r, &where, "the profile cannot be read: %s; name one that can, or use --no-profile", strerror(failed));
    else if (bytes->n > CLI_PROFILE_BYTES_MAX)
        mistake(r, &where, "the profile is larger than %zu bytes; is it one?", CLI_PROFILE_BYTES_MAX);
    return bytes->status != RMS_OK ? RMS_E_NOMEM : r->mistakes ? RMS_E_IO : RMS_OK;
}

static rms_status read_tree(reading *r, const char *path, rms_span bytes)
{
    const rms_yaml *root = NULL;
    const rms_status status = rms_yaml_read(path, bytes, r->options->arena, tell, r, &root);
    if (status == RMS_E_NOMEM || !root)
        return status;
    if (root->kind != RMS_YAML_MAPPING)
        mistake(r, &root->where, "%s where keys are expected; write KEY: VALUE, one a line",
                rms_yaml_kind_name(root->kind));
    else
        for (size_t i = 0; i < root->n; i++)
            take_key(r, root->key[i], root->item[i]);
    return r->no_memory ? RMS_E_NOMEM : RMS_OK;
}

int cli_profile_read(const cli_command *command, cli_options *options)
{
    const char *path = options->profile;
    const char *slash = strrchr(path, '/');
    RMS_AUTO(rms_buffer_done) rms_buffer bytes = {.max = CLI_PROFILE_BYTES_MAX * 2};
    reading r = {.command = command, .options = options};
    r.folder = rms_arena_copy_span(options->arena, (rms_span){path, slash ? (size_t)(slash - path) + 1 : 0});
    rms_status status = r.folder ? read_file(&r, path, &bytes) : RMS_E_NOMEM;
    if (status == RMS_OK)
        status = read_tree(&r, path, rms_buffer_view(&bytes));
    if (status == RMS_E_NOMEM) {
        (void)fprintf(stderr, "rmspec %s: out of memory\n", command->name);
        return RMS_EXIT_NO_VERDICT;
    }
    if (!r.mistakes)
        return 0;
    (void)fprintf(stderr, "rmspec %s: the profile cannot be used: %zu mistake%s\n", command->name, r.mistakes,
                  r.mistakes == 1 ? "" : "s");
    return RMS_EXIT_CASES;
}
