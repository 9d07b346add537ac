/**
 * Short words for the model's tests: servers, states and outcomes as one line of text.
 */
#ifndef RMS_TESTS_MODEL_KIT_H
#define RMS_TESTS_MODEL_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reference/model/model.h"

/** Entries at most in one text. */
#define KIT_ENTRIES_MAX 64
/** Bytes of any text made here. */
#define KIT_TEXT_MAX 8192

typedef struct kit_servers {
    rms_server v[KIT_ENTRIES_MAX];
    size_t n;
    char texts[KIT_ENTRIES_MAX][4][96];
} kit_servers;

/**
 * "a b:80*50/10.0.0.1#web!eni m1..3:80": blank-separated entries; `:` port, `*` weight, `/` ServerIp, `#` description,
 * `!` type, `m1..3` is short for m1 m2 m3. What is not said is -1 or NULL.
 */
const kit_servers *kit_servers_of(kit_servers *servers, const char *text);

typedef struct kit_ids {
    const char *v[KIT_ENTRIES_MAX];
    size_t n;
    kit_servers servers;
} kit_ids;
/** The ids of such a text. */
const kit_ids *kit_ids_of(kit_ids *ids, const char *text);

/** A model, or the test fails. */
rms_model *kit_model(const rms_model_options *options);
void kit_load_balancer(rms_model *model, const char *id, rms_lb_status status, const char *servers);
void kit_vserver_group(rms_model *model, const char *id, const char *load_balancer_id, const char *servers);

typedef struct kit_group {
    const char *id;
    rms_group_status status;
    int min_size;
    int max_size; /**< 0: 100 */
    int desired;  /**< 0: none */
    rms_scaling_policy policy;
    const char *load_balancer, *vserver_group, *db; /**< NULL: none */
    const char *attached, *entrusted, *created;     /**< ids */
    const char *protected_, *standby;               /**< attached ones in that state */
    int denied, cooling_down, held;
} kit_group;
/** Put a scaling group whose cooldown is 300 s. */
void kit_put_group(rms_model *model, int64_t now_ms, const kit_group *group);

/**
 * One line an object: "lb-1 active [a b*50]", "rsp-1 [a:80]", "asg-1 Active 0..100 want -1 [a c+ d~Standby]", "i:a
 * stopped" (instances that do not run), "asa#1 InProgress" (activities in order, hidden ones in brackets). A member:
 * `+` created, `&` entrusted, `~` state other than InService.
 */
void kit_state(const rms_model *model, char text[KIT_TEXT_MAX]);
/** Lines of @p after that are not in @p before, and "-key" for those that are gone; "; " between them, "" when equal.
 */
void kit_changes(const char *before, const char *after, char text[KIT_TEXT_MAX]);
/** Append @p more behind @p separator, unless there is nothing to append. */
void kit_append(char text[KIT_TEXT_MAX], const char *separator, const char *more);
/** "ok lb-1 [b*50]", "ok asa#3", "ok ?" (an unknown id), "ok -" (an empty one) or "Code subject". */
void kit_outcome(const rms_model *model, const rms_outcome *outcome, char text[KIT_TEXT_MAX]);

/** The outcome of a call, and what it has changed since @p before; "; " between them. */
void kit_result(const rms_model *model, const char *before, const rms_outcome *outcome, char text[KIT_TEXT_MAX]);

/** RemoveBackendServers (vserver 0) or RemoveVServerGroupBackendServers: outcome and changes, "; " between them. */
void kit_remove_servers(rms_model *model, int vserver, const char *target, const char *entries,
                        char text[KIT_TEXT_MAX]);

/** RemovePolicy=recycle, DecreaseDesiredCapacity=false, IgnoreInvalidInstance=true. */
enum { KIT_RECYCLE = 1, KIT_KEEP_DESIRED = 2, KIT_IGNORE_INVALID = 4 };
/** RemoveInstances at @p now_ms: outcome and changes at once. */
void kit_remove_instances(rms_model *model, int64_t now_ms, const char *group, const char *ids, int flags,
                          char text[KIT_TEXT_MAX]);
/** Let time pass: the changes. */
void kit_tick(rms_model *model, int64_t now_ms, char text[KIT_TEXT_MAX]);

/* ---- switches of the policy: what each of them changes ---- */

/** Of all scenarios only this one ends differently, and so. */
typedef struct kit_change {
    const char *scenario, *want;
} kit_change;

#define KIT_CHANGES_MAX 16
/** A switch is set, perhaps together with a second one without which it says nothing. */
typedef struct kit_switch {
    const char *name;
    size_t at;        /**< offset in the product's policy */
    int number;       /**< an int or an enum, unless ... */
    const char *code; /**< ... it is a text */
    size_t with_at;   /**< a second switch, an int ... */
    int with;         /**< ... and its value; 0: none */
    int wide;         /**< it changes nearly every success of its product: `changes` are examples */
    kit_change changes[KIT_CHANGES_MAX];
} kit_switch;
void kit_switch_set(void *policy, const kit_switch *row);
/**
 * What a scenario must give under that switch: its change (counted in *met), or @p documented; NULL: anything, a wide
 * switch's success. @p exempt: a success of the switch's product, of which a wide one's rows give examples only.
 */
const char *kit_switch_want(const kit_switch *row, const char *scenario, int exempt, const char *documented,
                            size_t *met);
/** All changes were met, and there is one. */
void kit_switch_check(const kit_switch *row, size_t met);

#endif
