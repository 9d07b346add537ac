#include "cli/commands.h"
#include "cli/profile.h"

#include "protocol/json.h"
#include "protocol/nearest.h"

#include <curl/curl.h>
#include <libxml/parser.h>

#include <stdio.h>
#include <string.h>

const cli_command cli_commands[] = {
    {"run", CLI_RUN, "[OPTION…] [URL]", "judge an endpoint, rule by rule",
     "Arranges a world for each case on the endpoint at URL, sends the request, judges the answer and what it did, and "
     "reports every broken rule with what its "
     "document says. The console report goes to standard output, a live line to standard error when that is a "
     "terminal.\nWithout URL the built-in reference endpoint is started inside "
     "the process and judged through its door.",
     cli_run},
    {"probe", CLI_PROBE, "[OPTION…] [URL]", "what works on an endpoint, what is missing, and what that costs",
     "Asks the endpoint which actions, layouts and adapters work, without changing anything there, and prints which "
     "cases a run with these options could not play, and why.",
     cli_probe},
    {"list", CLI_LIST, "[OPTION…] [PATTERN…]", "list cases, rules or checks",
     "Prints one id a line: those that PATTERN (an id, a prefix of one, or a glob) selects, or all.", cli_list_cases},
    {"explain", CLI_EXPLAIN, "[OPTION…] RULE…", "what a rule says, where it stands, which cases judge it",
     "Prints the rule's sentence, level, document and place, and its cases as they stand in the table. RULE is an id, "
     "a prefix or a glob; the id of a case or a check works too.",
     cli_explain},
    {"rules", CLI_RULES, "[OPTION…]", "the rules by document, and what of the documents they cover",
     "Prints the rules with their levels. With --coverage: for each document, which of its sentences, table rows and "
     "examples a rule judges, and for the others the reason why none does.",
     cli_rules},
    {"lint", CLI_LINT, "[OPTION…] FILE…", "check case files without running them",
     "Prints each mistake as file:line:column: what is wrong and what would be right. Ends with 3 when there was one.",
     cli_lint},
    {"serve", CLI_SERVE, "[OPTION…]", "run the reference endpoint",
     "Serves SLB 2014-05-15, ESS 2014-08-28 and the ECS call that observing needs, with a door at /-/world. Prints "
     "'listening on http://HOST:PORT' when it is ready and runs until it is told to end "
     "(Ctrl-C). Loopback unless --listen says otherwise.",
     cli_serve},
    {"selftest", CLI_SELFTEST, "[OPTION…]", "prove that every rule can be seen broken",
     "Runs the suite against the reference endpoint with every named fault and every permitted variation, and prints "
     "the kill matrix: each must-rule has to go red under its own name, each "
     "case that is not record under some fault, and neither a variation nor a clean run may raise an alarm.",
     cli_selftest},
    {"sign", CLI_SIGN, "[OPTION…] [URL] NAME=VALUE… | CURL-COMMAND", "print a request as a signed curl command",
     "Signs anew what NAME=VALUE… or a curl command asks for, with a nonce and the time of now, and prints it as a "
     "curl "
     "command: nonces are used once and signatures age, so that a printed one cannot be sent again. The curl command "
     "of "
     "a report may be pasted as one argument or to standard input; what it holds of an earlier signature is left out. "
     "Version is known from Action, the layout is that of the command.\nWhat is printed holds a signature and, of "
     "temporary credentials, their token, but never the secret. Pipe it to sh to send it.",
     cli_sign},
    {"sweep", CLI_SWEEP, "[OPTION…] URL", "remove what killed runs left behind",
     "Looks for load balancers, server groups and scaling groups whose names start with a run's prefix, and deletes "
     "them.",
     cli_sweep},
    {"profile", CLI_PROFILE, "[OPTION…] [URL]", "which values a run would use, and where each comes from",
     "Prints every value that can stand in a profile, the option of the same name, as a run with these options would "
     "use it, and where it comes from: the command line, an environment variable, a place in the profile, or a "
     "default. Secrets are not printed.\nA profile is a YAML file, KEY: VALUE, with the names of these options as "
     "keys; "
     "an option that may be repeated takes a list, one without argument yes or no (--NAME=no on the command line "
     "switches off what the profile switches on). The command line is stronger than the environment, the environment "
     "stronger than the profile. docs/profiles.md explains each key.",
     cli_profile},
    {"baseline", CLI_BASELINE | CLI_RUN, "[OPTION…] [URL]", "write down what fails now as known failures",
     "Runs the suite like 'rmspec run', or takes a run from --from, and writes a file for --known-failing: an entry a "
     "rule where all of its judged checks failed, else a case, else a check, each with the failure as its reason. The "
     "file goes to standard output, everything else to standard error. docs/baselines.md explains the file.",
     cli_baseline},
    {"report", CLI_REPORT, "[OPTION…] merge FILE… | convert FILE",
     "put the shards of a run together, write other formats",
     "merge reads the JSON reports of all shards of one run, or of one whole run, and tells them as one run to every "
     "--report and to the console; convert does that with one file, which may be a single shard. Known failures, "
     "unjudged rules and the exit code are decided anew, so that this can be the last step of a gate.",
     cli_report},
    {"judge", CLI_JUDGE, "[OPTION…] DIR|FILE…", "judge again what 'rmspec run --evidence' kept",
     "Judges what an endpoint answered then by the cases as they are now, without a network: the same report and exit "
     "codes as 'rmspec run'. Where a case now asks what was not asked then, its checks are errors that say so. A file "
     "that is no record is told as file: path: what; the others are judged, and the exit code is 3.",
     cli_judge},
    {"replay", CLI_REPLAY, "[OPTION…] FILE… [URL]", "run what 'rmspec run --evidence' kept once more",
     "Runs the case of each FILE again, in the same format and layout, against URL or else the endpoint that was "
     "recorded, and says what became of it: fixed, still broken, now broken, still passes, or why it cannot be told; "
     "and where the answers differ. Ends with 0 when nothing is broken now, 1 when something is, 4 when something "
     "cannot be told.\nSecrets are not in a file: credentials come from where 'rmspec run' takes them.",
     cli_replay_command},
    {"parser", CLI_PARSER, "[OPTION…] -- COMMAND [ARGUMENT…]", "judge a parser of these requests, in any language",
     "Starts COMMAND and sends it requests: four bytes of length, most significant first, then the request (request "
     "line, Content-Type line, blank line, body). It answers each with one line of JSON, the verdict, and is kept "
     "running; docs/parser.md explains the line and has worked examples in C, Python and JavaScript.\nEvery difference "
     "from what the documents ask for is reported with the rule that decides it; where no document decides, it is "
     "told but does not count, unless --quirks pins what the parser does there. A difference is asked again, also "
     "in a fresh process, before it is reported.",
     cli_parser},
    {"diff", CLI_DIFF, "[OPTION…] LEFT RIGHT", "the same cases on two endpoints: what differs, who is wrong",
     "Plays the same cases in the same order on LEFT and then on RIGHT, each in a world of its own, and compares every "
     "exchange and what it did: ids, request ids, times and whatever else is anybody's own are left out of it "
     "(docs/diff.md). Both are judged as well, so that it can be said who is wrong where a rule says so. A case that "
     "could be played on one side only is a difference. Ends with 0 when nothing differs, 1 when something does, 4 "
     "when "
     "a side could not be judged.\nLEFT and RIGHT are URLs, or the word reference for the endpoint inside the program. "
     "Options count for both sides; what is only one side's is said by --left-… and --right-…, or stands in a profile "
     "of that side.\nWith a hop as RIGHT and what is behind it as LEFT, give the door of the latter, --arrange "
     "door:URL: "
     "then the way through the hop is compared too (docs/guide-gateway.md).",
     cli_diff},
    {"help", CLI_HELP, "[COMMAND | completion-bash | completion-zsh | completion-fish]",
     "help on a command, the man page, completions", "Prints the help page of COMMAND.", cli_help},
};
const size_t cli_commands_n = RMS_COUNT(cli_commands);

int cli_help(const cli_options *options)
{
    static const char completion[] = "completion-";
    if (options->man) {
        cli_print_man();
        return RMS_EXIT_OK;
    }
    const char *topic = options->n_args ? options->args[0] : NULL;
    if (topic && strncmp(topic, completion, sizeof completion - 1) == 0)
        return cli_print_completion(topic + sizeof completion - 1);
    const cli_command *command = topic ? cli_command_find(topic) : NULL;
    if (topic && !command) {
        (void)fprintf(stderr, "rmspec help: no command '%s'; 'rmspec help' lists them\n", topic);
        return RMS_EXIT_USAGE;
    }
    cli_print_help(command);
    return RMS_EXIT_OK;
}

static int unknown_command(const char *word)
{
    rms_nearest near = {.word = word};
    for (size_t i = 0; i < cli_commands_n; i++)
        rms_nearest_offer(&near, cli_commands[i].name);
    (void)fprintf(stderr, "rmspec: no command '%s'", word);
    if (near.best)
        (void)fprintf(stderr, "; did you mean '%s'?", near.best);
    (void)fprintf(stderr, "\nTry 'rmspec --help'.\n");
    return RMS_EXIT_USAGE;
}

static int dispatch(const cli_command *command, int argc, char **argv)
{
    cli_options options = {.seed = 1};
    int status = cli_options_parse(command, argc, argv, &options);
    if (!status) {
        if (options.help)
            cli_print_help(command);
        else if (!(status = cli_settle(command, &options)))
            status = command->run(&options);
    }
    cli_options_done(&options);
    return status;
}

/* What was printed has arrived, or the exit code says that it has not. */
static int written(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    perror("rmspec: writing to standard output");
    return status == RMS_EXIT_OK ? RMS_EXIT_NO_VERDICT : status;
}

static int with_libraries(const cli_command *command, int argc, char **argv)
{
    rms_json_watch();
    xmlInitParser(); /* both before any thread reads an answer */
    if (curl_global_init(CURL_GLOBAL_ALL) != CURLE_OK) {
        (void)fprintf(stderr, "rmspec: libcurl cannot be initialised\n");
        return RMS_EXIT_NO_VERDICT;
    }
    const int status = dispatch(command, argc, argv);
    curl_global_cleanup();
    xmlCleanupParser();
    return status;
}

int main(int argc, char **argv)
{
    const char *word = argc < 2 ? "--help" : argv[1];
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        (void)printf("rmspec %s\n", RMS_VERSION);
        return written(RMS_EXIT_OK);
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        cli_print_help(NULL);
        return written(argc < 2 ? RMS_EXIT_USAGE : RMS_EXIT_OK);
    }
    const cli_command *command = cli_command_find(word);
    return command ? written(with_libraries(command, argc - 1, argv + 1)) : unknown_command(word);
}
