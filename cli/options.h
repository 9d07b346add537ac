/**
 * One table of options for all commands. Parsing, --help, the man page, the completions and profiles read it: an option
 * with CLI_KEY is a key of profiles too, under the same name.
 */
#ifndef RMS_CLI_OPTIONS_H
#define RMS_CLI_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

/** Commands as bits, so that an option can belong to several. */
enum {
    CLI_RUN = 1u << 0,
    CLI_LIST = 1u << 1,
    CLI_EXPLAIN = 1u << 2,
    CLI_RULES = 1u << 3,
    CLI_LINT = 1u << 4,
    CLI_SERVE = 1u << 5,
    CLI_SELFTEST = 1u << 6,
    CLI_SWEEP = 1u << 7,
    CLI_HELP = 1u << 8,
    CLI_SIGN = 1u << 9,
    CLI_PROFILE = 1u << 10,
    CLI_BASELINE = 1u << 11,
    CLI_REPORT = 1u << 12,
    CLI_JUDGE = 1u << 13,
    CLI_REPLAY = 1u << 14,
    CLI_DIFF = 1u << 15,
    CLI_PROBE = 1u << 16,
    CLI_PARSER = 1u << 17,
    CLI_KEY = 1u << 30 /* no command: the option may stand in a profile */
};

/** Values of one repeatable option. */
typedef struct cli_list {
    const char **v;
    size_t n;
} cli_list;

/** Where a value comes from; a later one wins. */
typedef enum cli_origin_kind {
    CLI_FROM_NOWHERE,
    CLI_FROM_DEFAULT,
    CLI_FROM_PROFILE,
    CLI_FROM_ENVIRONMENT,
    CLI_FROM_FLAG
} cli_origin_kind;

typedef struct cli_origin {
    cli_origin_kind kind;
    const char *name;      /**< file of the profile, or environment variable */
    unsigned line, column; /**< in the profile */
} cli_origin;

/** Rows of the table, at most. */
#define CLI_OPTIONS_MAX 128

/** All options of all commands; zeroed means "not given". Texts point into argv or into the arena. */
typedef struct cli_options {
    /* what to run */
    cli_list only, skip, actions, levels, formats, layouts;
    const char *matrix;
    const char *cases_dir;
    int gateway;
    const char *upstream_door;
    /* where */
    const char *profile;
    int no_profile;
    const char *left_profile, *right_profile, *left_arrange, *right_arrange; /* of the sides of diff */
    const char *url, *slb, *ess, *ecs, *arrange, *region;
    const char *signature, *credentials, *signed_host;
    cli_list instances, may_touch;
    cli_list features, lacks, dialects;
    unsigned max_requests, rate, connect_timeout_ms;
    const char *ca_file, *client_cert, *client_key, *proxy, *http_version;
    int insecure;
    /* how */
    unsigned jobs, timeout_ms, settle_ms, quiet_ms, max_time_s, retries;
    uint64_t seed;
    int seed_given;
    int strict, complete, fail_fast;
    cli_list allow_unjudged;
    const char *shard;
    cli_list known_failing, known_flaky;
    /* what comes out */
    cli_list reports;
    const char *evidence;
    int verbose, quiet, no_color, show_rules, show_checks, json;
    int coverage;
    const char *documents;
    /* the reference endpoint */
    const char *listen;
    cli_list faults, variations, only_actions;
    int list_faults, strict_ecs, no_door;
    const char *dialect;
    unsigned activity_ms;
    cli_list access_keys, access_key_files, policies;
    unsigned max_skew_s;
    int allow_nonce_reuse;
    /* the parser under test */
    const char *load, *quirks, *request;
    unsigned fuzz_ms, fuzz_runs;
    int fuzz, vectors, list;
    /* the rest */
    const char *json_file;
    const char *from, *output, *owner, *expires;
    const char *prefix;
    int dry_run, man;
    int help;
    char **args; /**< positional */
    size_t n_args;
    int argc; /**< the command line behind the command's name, for a command that reads it once more */
    char **argv;
    cli_origin origin[CLI_OPTIONS_MAX]; /**< by row of the table */
    struct rms_arena *arena;            /**< of texts that are not in argv; NULL: there are none */
} cli_options;

typedef struct cli_command {
    const char *name;
    unsigned bit;
    const char *synopsis; /**< behind "rmspec NAME " */
    const char *summary;  /**< one line */
    const char *text;     /**< paragraphs for the help page; '\n' separates them */
    int (*run)(const cli_options *options);
} cli_command;

extern const cli_command cli_commands[];
extern const size_t cli_commands_n;
const cli_command *cli_command_find(const char *name);

/** What a value is. */
typedef enum cli_kind {
    CLI_FLAG,        /**< yes or no; on the command line --NAME is --NAME=yes */
    CLI_TEXT,        /**< any text, or one of the row's words */
    CLI_LIST_OF,     /**< several of them */
    CLI_URL,         /**< of an endpoint */
    CLI_INPUT,       /**< name of a file that has to be there */
    CLI_CREDENTIALS, /**< where a secret is: a file, or env:ID,SECRET[,TOKEN]; never cited when it is wrong */
    CLI_ARRANGE,     /**< way of arranging */
    CLI_IDS,         /**< a list: of ids */
    CLI_REPORT_TO,   /**< a list: of FORMAT:FILE */
    CLI_COUNT,
    CLI_SEED,
    CLI_MILLISECONDS,
    CLI_SECONDS,
    CLI_KIND_COUNT
} cli_kind;

typedef struct cli_option_row {
    const char *name;
    char letter; /**< 0: none */
    cli_kind kind;
    const char *argument; /**< "PATTERN"; NULL for a flag */
    const char *words;    /**< "must should record": the closed set of values; NULL: any */
    size_t offset;        /**< in cli_options */
    unsigned long max;    /**< of a number */
    unsigned commands;
    const char *doc;
} cli_option_row;

extern const cli_option_row cli_option_rows[];
extern const size_t cli_option_rows_n;
/** The row of an option that there is. */
const cli_option_row *cli_option_find(const char *name);
/** Where the value of an option comes from. */
const cli_origin *cli_option_origin(const cli_options *options, const char *name);
/**
 * A value turned out to be wrong when it was used: say so, with the place that it comes from. Returns the exit code: 3
 * for a profile's value, else 2.
 */
int cli_option_complain(const char *command, const cli_options *options, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/**
 * Parse argv behind the command's name. Returns 0, or the exit code 2 after a message on stderr that says what was
 * wrong and what would be right. Owner: cli_options_done frees the lists.
 */
int cli_options_parse(const cli_command *command, int argc, char **argv, cli_options *ret);
void cli_options_done(cli_options *options);

/** Help page of a command (NULL: of the program), man page of everything, completion script for "bash", "zsh" or
 * "fish". */
void cli_print_help(const cli_command *command);
void cli_print_man(void);
int cli_print_completion(const char *shell);

#endif
