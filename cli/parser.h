/** One judged run over a parser: its checks as events, for the console and for reports. */
#ifndef RMS_CLI_PARSER_H
#define RMS_CLI_PARSER_H

#include "cli/reporters.h"
#include "harness/parser/judge.h"
#include "harness/parser/vectors.h"

typedef struct cli_parser_run {
    const cli_options *options;
    const rms_vectors *vectors;
    const rms_parser *parser;
    struct rms_process *process; /**< of a command; else NULL */
    rms_quirks quirks;
    cli_reporters reporters;
    volatile const int *stop;
    const char *target;  /**< how the parser is called in the report */
    const char *adapter; /**< "process", "shared object" */
    char *command;       /**< what stands behind "rmspec parser OPTION..." to repeat a check; owned */
    size_t planned, count[RMS_VERDICT_COUNT];
    size_t verdicts; /**< answers that were a verdict */
    size_t asked;
    uint64_t chosen; /**< open points on which the parser does otherwise than the reference */
    double started_ms;
    const char *trouble; /**< why the rest was not asked; NULL */
} cli_parser_run;

/** One check. `request` is what was sent, `id` that of the check, `repeat` NULL or the command. */
void cli_parser_tell(cli_parser_run *run, const rms_vector_rule *rule, const char *id, rms_span request,
                     const rms_parser_result *result, int steady, const char *repeat);
void cli_parser_begin(cli_parser_run *run);
void cli_parser_plan(cli_parser_run *run, size_t rules, size_t checks);
void cli_parser_note(cli_parser_run *run, const char *text);
/** Tell a check that was not asked, and why. */
void cli_parser_skip(cli_parser_run *run, const rms_vector_rule *rule, const char *id, const char *why);
/** Tell a check that passed. */
void cli_parser_pass(cli_parser_run *run, const rms_vector_rule *rule, const char *id);
/** How far it is: the live line. `current` is what is being done. */
void cli_parser_progress(cli_parser_run *run, const char *current);
/** The last event; returns the exit code. */
int cli_parser_end(cli_parser_run *run);

double cli_parser_now_ms(void);
/** A request as one line for `printf %b`: what is no printable ASCII, \ and ' are written as escapes; a very long one
 * is cut. */
void cli_parser_print_request(rms_span request, rms_buffer *out);
/** Print the rule of requests or of the process interface with that id, or that of its check. Returns 1, or 0: none. */
int cli_parser_explain(const char *id);
/** The rule with that id, also one of the process interface. */
const rms_vector_rule *cli_parser_rule(const rms_vectors *vectors, const char *id);

/* ---- parser.c ---- */

/** 1 when so many answers did not come that asking on only costs time. */
int cli_parser_hangs(const cli_parser_run *run);

/* ---- parser_fuzz.c ---- */

/** Checks that --fuzz adds to a run: one a rule; 0 without it. */
size_t cli_parser_fuzz_checks(const cli_parser_run *run);
/** Hunt, and tell a check for each rule. Errors: as `ask` of the parser. */
rms_status cli_parser_fuzz(cli_parser_run *run, rms_error *err);
/** Judge the one request that --request names, as the only check. */
rms_status cli_parser_one(cli_parser_run *run, rms_error *err);

/** Rules of the process interface and of rmspec/parser.h. */
extern const rms_vector_rule cli_parser_interface_rules[];
extern const size_t cli_parser_interface_rules_n;

#endif
