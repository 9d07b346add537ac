#include "cli/options.h"

#include "harness/run/run.h"
#include "protocol/nearest.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(cli_options, member)
enum {
    SELECT = CLI_RUN | CLI_LIST | CLI_SELFTEST,
    ENDPOINT = CLI_RUN | CLI_SWEEP,
    TABLE = CLI_RUN | CLI_LIST | CLI_EXPLAIN | CLI_RULES | CLI_SELFTEST,
    GATE = CLI_RUN | CLI_REPORT,
    EVERY = CLI_RUN | CLI_LIST | CLI_EXPLAIN | CLI_RULES | CLI_LINT | CLI_SERVE | CLI_SELFTEST | CLI_SWEEP | CLI_HELP
};

const cli_option_row cli_option_rows[] = {
    {"only", 'o', CLI_LIST_OF, "PATTERN", NULL, AT(only), 0, SELECT,
     "Only rules, cases or checks with this id, below this id, or matching this glob. Repeatable."},
    {"skip", 0, CLI_LIST_OF, "PATTERN", NULL, AT(skip), 0, SELECT, "Leave these out. Repeatable."},
    {"action", 'a', CLI_LIST_OF, "ACTION", "RemoveBackendServers RemoveVServerGroupBackendServers RemoveInstances",
     AT(actions), 0, SELECT, "Only this action under test. Repeatable."},
    {"level", 0, CLI_LIST_OF, "LEVEL", "must should record", AT(levels), 0, SELECT,
     "Only rules of this level. Repeatable."},
    {"format", 'f', CLI_LIST_OF, "FORMAT", "JSON XML", AT(formats), 0, SELECT,
     "Only this answer format; both without it. Repeatable."},
    {"layout", 0, CLI_LIST_OF, "LAYOUT", "get post-query post-form post-split", AT(layouts), 0, SELECT,
     "Only this request layout; a rotating one without it. Repeatable."},
    {"matrix", 0, CLI_TEXT, "WHICH", "rotate full", AT(matrix), 0, SELECT,
     "full: every case in every layout; rotate (default): one layout a case, all of them in turn."},
    {"cases", 0, CLI_TEXT, "DIR", NULL, AT(cases_dir), 0, TABLE,
     "Load the case files below DIR on top of the built-in ones; a rule with the same id replaces the built-in one."},
    {"slb", 0, CLI_TEXT, "URL", NULL, AT(slb), 0, ENDPOINT,
     "Endpoint of Server Load Balancer, where it is another than URL."},
    {"ess", 0, CLI_TEXT, "URL", NULL, AT(ess), 0, ENDPOINT, "Endpoint of Auto Scaling."},
    {"ecs", 0, CLI_TEXT, "URL", NULL, AT(ecs), 0, ENDPOINT, "Endpoint of Elastic Compute Service."},
    {"arrange", 0, CLI_TEXT, "HOW", NULL, AT(arrange), 0, CLI_RUN | CLI_SELFTEST,
     "How worlds are arranged: api (default with a URL: the sibling actions), door:URL (see docs/door.md), "
     "preloaded:FILE (objects that stand already, see docs/preloaded.md), none (only cases that need no world)."},
    {"instances", 0, CLI_LIST_OF, "ID,…", NULL, AT(instances), 0, CLI_RUN,
     "With --arrange api: ECS instances that may be added, attached and removed; without it ids are made up, which a "
     "strict endpoint refuses. Cases then run one at a time. Repeatable."},
    {"region", 0, CLI_TEXT, "REGION", NULL, AT(region), 0, ENDPOINT, "RegionId to send (cn-hangzhou)."},
    {"has", 0, CLI_LIST_OF, "FEATURE", NULL, AT(features), 0, CLI_RUN,
     "The endpoint has this feature; cases that need a feature it lacks are skipped by its name. Repeatable."},
    {"jobs", 'j', CLI_COUNT, "N", NULL, AT(jobs), 256, CLI_RUN | CLI_SELFTEST, "Cases at once (8)."},
    {"timeout", 0, CLI_MILLISECONDS, "TIME", NULL, AT(timeout_ms), 600000, CLI_RUN | CLI_SWEEP,
     "Limit for one exchange (10s). Times are written 250ms, 5s, 2m."},
    {"settle", 0, CLI_MILLISECONDS, "TIME", NULL, AT(settle_ms), 600000, CLI_RUN | CLI_SWEEP,
     "How long the state may take to show what an accepted call did (5s)."},
    {"quiet-time", 0, CLI_MILLISECONDS, "TIME", NULL, AT(quiet_ms), 600000, CLI_RUN,
     "How long nothing may change after a refused call before the second look (50ms)."},
    {"max-time", 0, CLI_SECONDS, "TIME", NULL, AT(max_time_s), 86400, CLI_RUN,
     "End the run after this time: what is left is skipped by that name, the world is cleaned up, the report is "
     "written."},
    {"retries", 0, CLI_COUNT, "N", NULL, AT(retries), 100, CLI_RUN, "Repeats of a request that got a busy answer (3)."},
    {"seed", 0, CLI_SEED, "N", NULL, AT(seed), 0, CLI_RUN | CLI_LIST | CLI_SELFTEST,
     "Fixes the order of layouts and generated content (1); the report names it."},
    {"strict", 0, CLI_FLAG, NULL, NULL, AT(strict), 0, CLI_RUN | CLI_LINT,
     "A broken should-rule fails the run as well; lint: a warning counts as an error."},
    {"complete", 0, CLI_FLAG, NULL, NULL, AT(complete), 0, CLI_RUN,
     "A must-rule without any executed check ends the run with exit code 4."},
    {"allow-unjudged", 0, CLI_LIST_OF, "GLOB", NULL, AT(allow_unjudged), 0, CLI_RUN,
     "With --complete: these rules may stay unjudged. Repeatable."},
    {"known-failing", 0, CLI_LIST_OF, "FILE", NULL, AT(known_failing), 0, GATE,
     "What is known to fail (docs/baselines.md): it still runs, and its failures do not fail the run. An entry that is "
     "stale, expired or names nothing does. Repeatable."},
    {"known-flaky", 0, CLI_LIST_OF, "FILE", NULL, AT(known_flaky), 0, GATE,
     "What fails now and then: a failure is known, a pass is a pass. Repeatable."},
    {"shard", 0, CLI_TEXT, "I/N", NULL, AT(shard), 0, CLI_RUN | CLI_LIST,
     "Only the I-th of N parts that cost about the same; 'rmspec report merge' puts their JSON reports together."},
    {"fail-fast", 0, CLI_FLAG, NULL, NULL, AT(fail_fast), 0, CLI_RUN,
     "Skip everything behind the first check that fails the run."},
    {"report", 'r', CLI_LIST_OF, "FORMAT:FILE", NULL, AT(reports), 0, CLI_RUN,
     "Write a report: junit:FILE, json:FILE; '-' as FILE is standard output. Repeatable."},
    {"verbose", 'v', CLI_FLAG, NULL, NULL, AT(verbose), 0, CLI_RUN | CLI_RULES | CLI_LIST | CLI_SELFTEST, "Say more."},
    {"quiet", 'q', CLI_FLAG, NULL, NULL, AT(quiet), 0, CLI_RUN | CLI_SELFTEST,
     "No live line and no console report, only the exit code and the files."},
    {"no-color", 0, CLI_FLAG, NULL, NULL, AT(no_color), 0, CLI_RUN | CLI_SELFTEST,
     "No colour; NO_COLOR in the environment does the same."},
    {"rules", 0, CLI_FLAG, NULL, NULL, AT(show_rules), 0, CLI_LIST, "List rules instead of cases."},
    {"checks", 0, CLI_FLAG, NULL, NULL, AT(show_checks), 0, CLI_LIST,
     "List checks: a case for each format and layout, with its standing checks."},
    {"json", 0, CLI_FLAG, NULL, NULL, AT(json), 0, CLI_LIST | CLI_RULES, "Print JSON."},
    {"coverage", 0, CLI_FLAG, NULL, NULL, AT(coverage), 0, CLI_RULES,
     "Which sentence, table row and example of the documents is judged by which rule, or why by none."},
    {"documents", 0, CLI_TEXT, "DIR", NULL, AT(documents), 0, CLI_RULES,
     "With --coverage: compare with the documents themselves, found in DIR under the names that the rules cite."},
    {"listen", 'l', CLI_TEXT, "HOST:PORT", NULL, AT(listen), 0, CLI_SERVE,
     "Where to listen (127.0.0.1:0; port 0 picks a free one)."},
    {"fault", 0, CLI_LIST_OF, "NAME", NULL, AT(faults), 0, CLI_SERVE | CLI_SELFTEST,
     "Deviate from the documents in this way. Repeatable. selftest: try only these faults."},
    {"vary", 0, CLI_LIST_OF, "NAME", NULL, AT(variations), 0, CLI_SERVE | CLI_SELFTEST,
     "Make this choice where the documents leave one. Repeatable. selftest: try only these variations."},
    {"list-faults", 0, CLI_FLAG, NULL, NULL, AT(list_faults), 0, CLI_SERVE,
     "Print all faults and variations as JSON, each fault with the rule that it breaks."},
    {"offer", 0, CLI_LIST_OF, "ACTION", NULL, AT(only_actions), 0, CLI_SERVE,
     "Offer only this action; the others are unknown. Repeatable."},
    {"activity-time", 0, CLI_MILLISECONDS, "TIME", NULL, AT(activity_ms), 3600000, CLI_SERVE,
     "How long a scaling activity takes (0: it ends at once)."},
    {"strict-ecs", 0, CLI_FLAG, NULL, NULL, AT(strict_ecs), 0, CLI_SERVE,
     "Only instances that the door declared exist; without it an id first named in Add or Attach is a running "
     "instance."},
    {"dialect", 0, CLI_TEXT, "WHICH", "all strict", AT(dialect), 0, CLI_SERVE,
     "strict: only the documented text of lists; all (default): what real clients send as well."},
    {"no-door", 0, CLI_FLAG, NULL, NULL, AT(no_door), 0, CLI_SERVE, "No door at /-/world."},
    {"matrix-json", 0, CLI_TEXT, "FILE", NULL, AT(json_file), 0, CLI_SELFTEST,
     "Write the kill matrix as JSON; '-' is standard output."},
    {"prefix", 0, CLI_TEXT, "PREFIX", NULL, AT(prefix), 0, CLI_SWEEP, "Only what starts with PREFIX (rmspec-)."},
    {"dry-run", 'n', CLI_FLAG, NULL, NULL, AT(dry_run), 0, CLI_SWEEP, "Tell what would be removed, remove nothing."},
    {"man", 0, CLI_FLAG, NULL, NULL, AT(man), 0, CLI_HELP, "Print the man page (troff)."},
    {"help", 'h', CLI_FLAG, NULL, NULL, AT(help), 0, EVERY, "This page."},
};
const size_t cli_option_rows_n = RMS_COUNT(cli_option_rows);

enum { OPTIONS_MAX = 128, FIRST_LONG = 256 };

const cli_command *cli_command_find(const char *name)
{
    for (size_t i = 0; i < cli_commands_n; i++)
        if (strcmp(cli_commands[i].name, name) == 0)
            return &cli_commands[i];
    return NULL;
}

static int wrong(const cli_command *command, const cli_option_row *row, const char *value, const char *right)
{
    (void)fprintf(stderr, "rmspec %s: --%s: '%s' is wrong; %s\n", command->name, row->name, value, right);
    return RMS_EXIT_USAGE;
}

static int in_words(const char *words, const char *value)
{
    const size_t n = strlen(value);
    for (const char *at = words; (at = strstr(at, value)); at++)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
            return n > 0;
    return 0;
}

/* "250ms", "5s", "2m", "1h"; a plain number counts in seconds. Returns 0 when it is none of that. */
static int parse_time_ms(const char *text, unsigned long max_ms, unsigned long *ret_ms)
{
    static const struct {
        const char *unit;
        unsigned long ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"", 1000}, {"m", 60000}, {"h", 3600000}};
    char *end;
    errno = 0;
    const unsigned long n = strtoul(text, &end, 10);
    if (end == text || errno || text[0] == '-' || text[0] == '+')
        return 0;
    for (size_t i = 0; i < RMS_COUNT(units); i++)
        if (strcmp(end, units[i].unit) == 0 && n <= max_ms / units[i].ms) {
            *ret_ms = n * units[i].ms;
            return 1;
        }
    return 0;
}

static int store_list(cli_list *list, const char *value)
{
    const char **more = realloc(list->v, (list->n + 1) * sizeof *more);
    if (!more) {
        (void)fprintf(stderr, "rmspec: out of memory\n");
        return RMS_EXIT_NO_VERDICT;
    }
    list->v = more;
    list->v[list->n++] = value;
    return 0;
}

static int store(const cli_command *command, const cli_option_row *row, const char *value, cli_options *options)
{
    void *field = (char *)options + row->offset;
    char right[160];
    unsigned long number = 0;
    char *end;
    if (row->words && !in_words(row->words, value)) {
        (void)snprintf(right, sizeof right, "one of: %s", row->words);
        return wrong(command, row, value, right);
    }
    switch (row->kind) {
    case CLI_FLAG:
        *(int *)field = 1;
        return 0;
    case CLI_TEXT:
        *(const char **)field = value;
        return 0;
    case CLI_LIST_OF:
        return store_list(field, value);
    case CLI_SEED:
        errno = 0;
        options->seed = strtoull(value, &end, 10);
        options->seed_given = 1;
        return *end || errno || end == value || value[0] == '-' ? wrong(command, row, value, "a whole number from 0 up")
                                                                : 0;
    case CLI_COUNT:
        errno = 0;
        number = strtoul(value, &end, 10);
        (void)snprintf(right, sizeof right, "a whole number from 1 to %lu", row->max);
        if (*end || errno || end == value || value[0] == '-' || number < 1 || number > row->max)
            return wrong(command, row, value, right);
        break;
    case CLI_MILLISECONDS:
    case CLI_SECONDS: {
        const unsigned long unit = row->kind == CLI_SECONDS ? 1000 : 1;
        (void)snprintf(right, sizeof right, "a time such as 250ms, 5s or 2m, at most %lus",
                       row->kind == CLI_SECONDS ? row->max : row->max / 1000);
        if (!parse_time_ms(value, row->max * unit, &number))
            return wrong(command, row, value, right);
        number = (number + unit - 1) / unit;
        break;
    }
    }
    *(unsigned *)field = (unsigned)number;
    return 0;
}

/* getopt's tables for the options of one command. */
static size_t getopt_tables(const cli_command *command, struct option *longs, char *shorts)
{
    size_t n = 0, s = 0;
    shorts[s++] = ':';
    for (size_t i = 0; i < cli_option_rows_n; i++) {
        const cli_option_row *row = &cli_option_rows[i];
        if (!(row->commands & command->bit))
            continue;
        longs[n++] =
            (struct option){row->name, row->argument ? required_argument : no_argument, NULL, FIRST_LONG + (int)i};
        if (row->letter) {
            shorts[s++] = row->letter;
            if (row->argument)
                shorts[s++] = ':';
        }
    }
    longs[n] = (struct option){0};
    shorts[s] = '\0';
    return n;
}

static int unknown_option(const cli_command *command, const char *text, const struct option *longs, size_t n)
{
    char word[64];
    (void)snprintf(word, sizeof word, "%.*s", (int)strcspn(text, "="), text);
    rms_nearest near = {.word = word + strspn(word, "-")};
    for (size_t i = 0; i < n; i++)
        rms_nearest_offer(&near, longs[i].name);
    (void)fprintf(stderr, "rmspec %s: unknown option '%s'", command->name, word);
    if (near.best)
        (void)fprintf(stderr, "; did you mean '--%s'?", near.best);
    (void)fprintf(stderr, "\nTry 'rmspec help %s'.\n", command->name);
    return RMS_EXIT_USAGE;
}

static const cli_option_row *row_of(const cli_command *command, int c)
{
    if (c >= FIRST_LONG)
        return &cli_option_rows[c - FIRST_LONG];
    for (size_t i = 0; i < cli_option_rows_n; i++)
        if (cli_option_rows[i].letter == c && (cli_option_rows[i].commands & command->bit))
            return &cli_option_rows[i];
    return NULL;
}

int cli_options_parse(const cli_command *command, int argc, char **argv, cli_options *ret)
{
    struct option longs[OPTIONS_MAX + 1];
    char shorts[2 * OPTIONS_MAX + 2];
    const size_t n = getopt_tables(command, longs, shorts);
    int c;
    opterr = 0;
    optind = 1;
    while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        const char *word = argv[optind - 1];
        if (c == ':') {
            (void)fprintf(stderr, "rmspec %s: '%s' needs a value\n", command->name, word);
            return RMS_EXIT_USAGE;
        }
        const cli_option_row *row = c == '?' ? NULL : row_of(command, c);
        if (!row)
            return unknown_option(command, word, longs, n);
        const int status = store(command, row, optarg, ret);
        if (status)
            return status;
    }
    ret->args = argv + optind;
    ret->n_args = (size_t)(argc - optind);
    return 0;
}

void cli_options_done(cli_options *options)
{
    for (size_t i = 0; i < cli_option_rows_n; i++)
        if (cli_option_rows[i].kind == CLI_LIST_OF) {
            cli_list *list = (cli_list *)(void *)((char *)options + cli_option_rows[i].offset);
            free(list->v);
            *list = (cli_list){0};
        }
}
