/** Which endpoint a command speaks to: URLs, adapter, prefix, limits. */
#ifndef RMS_CLI_TARGET_H
#define RMS_CLI_TARGET_H

#include "cli/options.h"
#include "harness/arrange/arrange.h"
#include "harness/cases/cases.h"
#include "reference/reference.h"

typedef struct cli_target {
    rms_reference *reference; /**< the built-in one, when no URL was given; else NULL */
    const char *name;         /**< for reports */
    const char *notes[1];     /**< what the report says first */
    size_t n_notes;
    rms_arrange_options arrange;
    rms_exchange_options exchange;
    unsigned quiet_ms;     /**< before the second look of `unchanged` */
    const char **features; /**< that the endpoint has: what was said, and what follows from how it is spoken to */
    size_t n_features;
    char prefix[32];
    char door[512];
    rms_arena *arena; /**< of what the options above point to */
} cli_target;

/**
 * Resolve URL, --slb, --ess, --ecs, --arrange; start the built-in reference when there is none of them.
 * Returns 0 or the exit code after a message on stderr. cli_target_done is fine after either.
 */
int cli_target_open(const char *command, const cli_options *options, cli_target *ret);
void cli_target_done(cli_target *target);

/** features.c: --has and --lacks, and what follows from the rest. Returns 0 or the exit code after a message. */
int cli_target_features(const char *command, const cli_options *options, cli_target *target);
/** Tell a feature that no case of the suite asks for. Returns 0 or the exit code. */
int cli_features_check(const char *command, const cli_options *options, const rms_suite *suite);

/** adapter.c: --arrange and --instances. Returns 0 or the exit code after a message. */
int cli_target_adapter(const char *command, const cli_options *options, cli_target *target);
/** 1 when the door is at another address than the endpoint, so that something may stand between. */
int cli_door_is_elsewhere(const cli_target *target);
/** 1 for a text that --arrange takes; what would be right otherwise. */
int cli_arrange_is_right(const char *how);
#define CLI_ARRANGE_RIGHT "write api, door:URL (door:http://localhost:8080/-/world), preloaded:FILE or none"
/** 1 for "i-1" and "i-1,i-2". */
int cli_are_ids(const char *text);
/** 1 for http://HOST or https://HOST, whatever follows. */
int cli_is_url(const char *text);

#endif
