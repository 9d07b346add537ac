/**
 * Actions on the model as lines of text, for the sequence target. docs of the lines: fuzz/targets/sequence.c.
 */
#ifndef RMS_FUZZ_SCRIPT_H
#define RMS_FUZZ_SCRIPT_H

#include "reference/model/model.h"

/** Entries of one list, beyond which the rest of it is passed over: two more than the documented limit. */
#define RMS_SCRIPT_LIST_MAX (RMS_LIST_MAX + 2)
/** Lines that are played, and bytes of a word. */
#define RMS_SCRIPT_LINES_MAX 48
#define RMS_SCRIPT_WORD_MAX  63

typedef char rms_script_word[RMS_SCRIPT_WORD_MAX + 1];

/** A list of ids, or of servers: "i-1:80*50/10.0.0.1!eni#text,i-2". */
typedef struct rms_script_list {
    rms_server servers[RMS_SCRIPT_LIST_MAX];
    char *ids[RMS_SCRIPT_LIST_MAX];
    rms_script_word words[RMS_SCRIPT_LIST_MAX][3]; /**< id, ServerIp, Description */
    size_t n;
} rms_script_list;

/** "VERB NAME KEY=VALUE... FLAG..." */
typedef struct rms_script_line {
    const char *text; /**< everything behind the verb, blanks in between */
    rms_script_word verb, name;
} rms_script_line;

/** Cut the first two words of a line off. 0: there is no verb. */
int rms_script_read(const char *text, rms_script_line *ret);
/** 1 when one of the words is that flag. */
int rms_script_flag(const rms_script_line *line, const char *flag);
/** Value of "key=..."; "" when there is none. */
void rms_script_value(const rms_script_line *line, const char *key, rms_script_word value);
int rms_script_number(const rms_script_line *line, const char *key, int otherwise);
/** List of "key=..."; texts are in the list itself. */
void rms_script_entries(const rms_script_line *line, const char *key, rms_script_list *ret);

/** Play a line that makes or changes something without removing: what stands in the target's comment. Refusals and
 * limits are fine; RMS_E_NOMEM aborts. */
void rms_script_arrange(rms_model *model, int64_t now_ms, const rms_script_line *line);
/** The request of a "remove" line; the texts are those of @p list and of the words. 0: names no action. */
typedef struct rms_script_request {
    rms_request request;
    rms_script_list list;
    rms_script_word target, region;
} rms_script_request;
int rms_script_remove(const rms_script_line *line, rms_script_request *ret);

#endif
