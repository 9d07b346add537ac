/**
 * The pieces of which a record is made, and the words in it: what recording.c writes and playback.c reads.
 *
 * Everything that is written here is masked first. Functions that make JSON return NULL without memory.
 */
#ifndef RMS_HARNESS_RUN_RECORD_H
#define RMS_HARNESS_RUN_RECORD_H

#include "harness/exchange/exchange.h"
#include "harness/run/evidence.h"
#include "harness/run/ground.h"

/** Put into @p object; takes @p value also when it fails, NULL included; then *failed is set. */
void rms_record_put(int *failed, json_t *object, const char *key, json_t *value);
void rms_record_push(int *failed, json_t *array, json_t *value);

/** "ok", "io", "timeout", ... */
const char *rms_record_status(rms_status status);
/** The status of a word; RMS_STATUS_COUNT for any other text. */
rms_status rms_record_status_of(const char *word);
/** "api", "door", ...; the adapter of a word, -1 for any other text. */
const char *rms_record_adapter(rms_adapter adapter);
int rms_record_adapter_of(const char *word);
/** "timeout", "settle", ... */
const char *rms_record_breaker(rms_breaker_kind kind);
int rms_record_breaker_of(const char *word);
/** The symptom of a word of rms_symptom_word; -1 for any other text. */
int rms_record_symptom_of(const char *word);
/** "world", "activity", "in-progress". */
typedef enum rms_look { RMS_LOOK_WORLD, RMS_LOOK_ACTIVITY, RMS_LOOK_IN_PROGRESS, RMS_LOOK_COUNT } rms_look;
const char *rms_record_look(rms_look look);
int rms_record_look_of(const char *word);
/** "arrange", "restore", "observe". */
const char *rms_record_can(rms_ground_can what);

/** A text that came from anywhere: masked, what is no UTF-8 replaced. JSON null for NULL. */
json_t *rms_record_text(const char *text);
/** [[name, value], …]; values of secret names are masked. */
json_t *rms_record_pairs(const rms_params *pairs);
/** "2026-01-02T03:04:05Z" and back; -1 for what is none. */
json_t *rms_record_time(int64_t seconds);
int64_t rms_record_time_of(const char *text);

/** What went out. *room (bytes left for bodies in this record) shrinks. */
json_t *rms_record_request(const rms_wire *wire, size_t *room);
/** What came back. */
json_t *rms_record_answer(const rms_exchanged *answer, size_t *room);

/** A world in the door's vocabulary, texts masked. JSON null for NULL. */
json_t *rms_record_world(const rms_world *world);
/** record_world.c: such a world back. Errors: RMS_E_SYNTAX (text says what), RMS_E_NOMEM. */
rms_status rms_record_world_read(const json_t *json, rms_arena *arena, const rms_world **ret, rms_error *err);

/** The YAML text of a world as a case writes it; "" for NULL. What two cases arrange is alike when these are. */
void rms_record_given(const rms_world *given, rms_buffer *out);

#endif
