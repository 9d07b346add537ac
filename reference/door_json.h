/**
 * Reading the door's JSON with a path for every complaint: "world.groups[0].min_size: expected a number from 0 to
 * 1000". The first complaint sticks; later ones are dropped.
 */
#ifndef RMS_REFERENCE_DOOR_JSON_H
#define RMS_REFERENCE_DOOR_JSON_H

#include "rmspec/status.h"

#include <jansson.h>

#define RMS_DOOR_PATH_BYTES  160
#define RMS_DOOR_ERROR_BYTES 400

typedef struct rms_door_reader {
    char path[RMS_DOOR_PATH_BYTES];
    char error[RMS_DOOR_ERROR_BYTES]; /**< "" while all is well */
} rms_door_reader;

/** Go down to a member (".groups") or an item; give the result back to rms_door_leave. */
size_t rms_door_enter(rms_door_reader *reader, const char *member);
size_t rms_door_enter_item(rms_door_reader *reader, size_t index);
void rms_door_leave(rms_door_reader *reader, size_t mark);

/** Complain about the value at the path, or about its member @p key (may be NULL). */
void rms_door_complain(rms_door_reader *reader, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
int rms_door_fine(const rms_door_reader *reader);

/** Complain unless @p object is an object with no other keys than those, a NULL-terminated list. */
void rms_door_only(rms_door_reader *reader, const json_t *object, const char *const *keys);

/** A text of 1..max bytes; NULL when absent (or complained about). */
const char *rms_door_text(rms_door_reader *reader, const json_t *object, const char *key, size_t max);
/** A number, or a text that is one. */
int rms_door_number(rms_door_reader *reader, const json_t *object, const char *key, int min, int max, int absent);
/** Index in @p words. */
int rms_door_word(rms_door_reader *reader, const json_t *object, const char *key, const char *const *words, size_t n,
                  int absent);
/** "yes", "no", true or false; 0 when absent. */
int rms_door_flag(rms_door_reader *reader, const json_t *object, const char *key);

/** A list, or the single object that stands for a list of one. */
typedef struct rms_door_list {
    const json_t *value;
    size_t n;
    const char *key; /**< under which it was found */
} rms_door_list;
/** Under @p plural (a list) or @p singular (one object; may be NULL); empty when neither is there. */
rms_door_list rms_door_list_of(rms_door_reader *reader, const json_t *object, const char *plural, const char *singular);
const json_t *rms_door_item(const rms_door_list *list, size_t index);
/** Like rms_door_enter for an item of the list. */
size_t rms_door_enter_list(rms_door_reader *reader, const rms_door_list *list, size_t index);

#endif
