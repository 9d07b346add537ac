/* Help pages, the man page and the completions: three readers of the tables in options.c and main.c. */
#include "cli/options.h"

#include "harness/run/run.h"
#include "reports/reports.h"

#include <stdio.h>
#include <string.h>

#ifndef RMS_VERSION
#error "RMS_VERSION comes from the build"
#endif

enum { COLUMNS = 80, DOC_COLUMN = 28 };

static const struct {
    int code;
    const char *doc;
} exit_codes[] = {
    {RMS_EXIT_OK, "nothing judged was wrong"},
    {RMS_EXIT_BROKEN, "a rule is broken, a known failure passed, or an entry of a baseline is stale"},
    {RMS_EXIT_USAGE, "wrong use of the command line"},
    {RMS_EXIT_CASES, "a case or configuration file is wrong"},
    {RMS_EXIT_NO_VERDICT, "no verdict: unreachable, nothing arranged, no check executed, or unjudged under --complete"},
};

/* Print words with an indent, broken at `width`; the cursor stands at `column`. A newline in the text is a paragraph.
 */
static void print_wrapped(const char *text, int indent, int column)
{
    while (*text) {
        if (*text == '\n') {
            (void)printf("\n\n%*s", indent, "");
            column = indent;
            text++;
            continue;
        }
        const int word = (int)strcspn(text, " \n");
        if (column > indent && column + 1 + word > COLUMNS - 1) {
            (void)printf("\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            (void)putchar(' ');
            column++;
        }
        (void)printf("%.*s", word, text);
        column += word;
        text += word;
        while (*text == ' ')
            text++;
    }
    (void)putchar('\n');
}

/* What --report knows: a line a format, below the option. */
static void print_report_formats(void)
{
    for (size_t i = 0; i < rms_report_formats_n; i++) {
        (void)printf("%*s%-9s ", DOC_COLUMN, "", rms_report_formats[i].name);
        print_wrapped(rms_report_formats[i].doc, DOC_COLUMN + 10, DOC_COLUMN + 10);
    }
}

static void print_option(const cli_option_row *row)
{
    char head[96];
    const int n =
        snprintf(head, sizeof head, "  %c%c%s --%s%s%s", row->letter ? '-' : ' ', row->letter ? row->letter : ' ',
                 row->letter ? "," : " ", row->name, row->argument ? " " : "", row->argument ? row->argument : "");
    (void)printf("%s", head);
    if (n >= DOC_COLUMN - 1)
        (void)printf("\n%*s", DOC_COLUMN, "");
    else
        (void)printf("%*s", DOC_COLUMN - n, "");
    print_wrapped(row->doc, DOC_COLUMN, DOC_COLUMN);
    if (row->words) {
        (void)printf("%*sOne of: ", DOC_COLUMN, "");
        print_wrapped(row->words, DOC_COLUMN + 8, DOC_COLUMN + 8);
    }
    if (row->kind == CLI_REPORT_TO)
        print_report_formats();
}

static void print_command_help(const cli_command *command)
{
    (void)printf("Usage: rmspec %s %s\n\n", command->name, command->synopsis);
    print_wrapped(command->text, 0, 0);
    (void)printf("\nOptions:\n");
    for (size_t i = 0; i < cli_option_rows_n; i++)
        if (cli_option_rows[i].commands & command->bit)
            print_option(&cli_option_rows[i]);
}

void cli_print_help(const cli_command *command)
{
    if (command) {
        print_command_help(command);
        return;
    }
    (void)printf("Usage: rmspec COMMAND [OPTION…] [ARGUMENT…]\n\n");
    print_wrapped("rmspec tells whether an endpoint keeps the documented rules of Alibaba Cloud's remove actions: "
                  "RemoveBackendServers and "
                  "RemoveVServerGroupBackendServers of Server Load Balancer, RemoveInstances of Auto Scaling.",
                  0, 0);
    (void)printf("\nCommands:\n");
    for (size_t i = 0; i < cli_commands_n; i++) {
        (void)printf("  %-12s", cli_commands[i].name);
        print_wrapped(cli_commands[i].summary, 14, 14);
    }
    (void)printf("\nExit codes:\n");
    for (size_t i = 0; i < RMS_COUNT(exit_codes); i++) {
        (void)printf("  %d  ", exit_codes[i].code);
        print_wrapped(exit_codes[i].doc, 5, 5);
    }
    (void)putchar('\n');
    print_wrapped(
        "'rmspec help COMMAND' has a page for each command; 'rmspec help --man' prints the man page, 'rmspec help "
        "completion-bash' (-zsh, -fish) a completion script.",
        0, 0);
}

/* troff: a leading dot or quote and backslashes are special. */
static void print_roff(const char *text)
{
    if (*text == '.' || *text == '\'')
        (void)fputs("\\&", stdout);
    for (; *text; text++)
        switch (*text) {
        case '\\':
            (void)fputs("\\e", stdout);
            break;
        case '-':
            (void)fputs("\\-", stdout);
            break;
        case '\n':
            (void)fputs("\n.PP\n", stdout);
            break;
        default:
            (void)putchar(*text);
        }
    (void)putchar('\n');
}

void cli_print_man(void)
{
    (void)printf(
        ".TH RMSPEC 1 \"\" \"rmspec %s\" \"User Commands\"\n.SH NAME\nrmspec \\- conformance suite for Alibaba Cloud's "
        "remove actions\n.SH SYNOPSIS\n",
        RMS_VERSION);
    for (size_t i = 0; i < cli_commands_n; i++)
        (void)printf(".B rmspec %s\n%s\n.br\n", cli_commands[i].name, cli_commands[i].synopsis);
    (void)printf(".SH COMMANDS\n");
    for (size_t i = 0; i < cli_commands_n; i++) {
        (void)printf(".SS %s\n", cli_commands[i].name);
        print_roff(cli_commands[i].text);
        for (size_t k = 0; k < cli_option_rows_n; k++) {
            const cli_option_row *row = &cli_option_rows[k];
            if (!(row->commands & cli_commands[i].bit))
                continue;
            (void)printf(".TP\n.B \\-\\-%s%s%s\n", row->name, row->argument ? " " : "",
                         row->argument ? row->argument : "");
            print_roff(row->doc);
            for (size_t f = 0; row->kind == CLI_REPORT_TO && f < rms_report_formats_n; f++) {
                (void)printf(".br\n.B %s\n", rms_report_formats[f].name);
                print_roff(rms_report_formats[f].doc);
            }
        }
    }
    (void)printf(".SH EXIT STATUS\n");
    for (size_t i = 0; i < RMS_COUNT(exit_codes); i++) {
        (void)printf(".TP\n.B %d\n", exit_codes[i].code);
        print_roff(exit_codes[i].doc);
    }
}

static void complete_bash(void)
{
    (void)printf("_rmspec() {\n    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                 "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        COMPREPLY=($(compgen -W \"");
    for (size_t i = 0; i < cli_commands_n; i++)
        (void)printf("%s ", cli_commands[i].name);
    (void)printf("\" -- \"$cur\")); return\n    fi\n    case $prev in\n");
    for (size_t k = 0; k < cli_option_rows_n; k++)
        if (cli_option_rows[k].words)
            (void)printf("    --%s) COMPREPLY=($(compgen -W \"%s\" -- \"$cur\")); return ;;\n", cli_option_rows[k].name,
                         cli_option_rows[k].words);
    (void)printf("    esac\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < cli_commands_n; i++) {
        (void)printf("    %s) COMPREPLY=($(compgen -f -W \"", cli_commands[i].name);
        for (size_t k = 0; k < cli_option_rows_n; k++)
            if (cli_option_rows[k].commands & cli_commands[i].bit)
                (void)printf("--%s ", cli_option_rows[k].name);
        (void)printf("\" -- \"$cur\")) ;;\n");
    }
    (void)printf("    esac\n}\ncomplete -o filenames -F _rmspec rmspec\n");
}

static void complete_zsh(void)
{
    (void)printf("#compdef rmspec\nautoload -U +X bashcompinit && bashcompinit\n");
    complete_bash();
}

static void complete_fish(void)
{
    for (size_t i = 0; i < cli_commands_n; i++) {
        const char *name = cli_commands[i].name;
        (void)printf("complete -c rmspec -f -n __fish_use_subcommand -a %s -d \"%s\"\n", name, cli_commands[i].summary);
        for (size_t k = 0; k < cli_option_rows_n; k++) {
            const cli_option_row *row = &cli_option_rows[k];
            if (!(row->commands & cli_commands[i].bit))
                continue;
            (void)printf("complete -c rmspec -n \"__fish_seen_subcommand_from %s\" -l %s%s", name, row->name,
                         row->argument ? " -r" : "");
            if (row->words)
                (void)printf(" -a \"%s\"", row->words);
            (void)putchar('\n');
        }
    }
}

int cli_print_completion(const char *shell)
{
    static const struct {
        const char *shell;
        void (*print)(void);
    } shells[] = {{"bash", complete_bash}, {"zsh", complete_zsh}, {"fish", complete_fish}};
    for (size_t i = 0; i < RMS_COUNT(shells); i++)
        if (strcmp(shells[i].shell, shell) == 0) {
            shells[i].print();
            return RMS_EXIT_OK;
        }
    (void)fprintf(stderr, "rmspec help: no completion for '%s'; there is one for bash, zsh and fish\n", shell);
    return RMS_EXIT_USAGE;
}
