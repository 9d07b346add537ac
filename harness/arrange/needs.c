#include "harness/arrange/needs.h"

#include <stdio.h>
#include <string.h>

#define AS_ROW(id, word, actions, text) [id] = {word, actions, text},
static const struct {
    const char *word, *actions, *text;
} needs[RMS_NEED_COUNT] = {RMS_NEED_MAP(AS_ROW)}, sights[RMS_SIGHT_COUNT] = {RMS_SIGHT_MAP(AS_ROW)};

enum { FIRST_CALL_MAX = 20 };

static uint64_t bit(unsigned number)
{
    return UINT64_C(1) << number;
}

static uint64_t bit_if(int condition, unsigned number)
{
    return condition ? bit(number) : 0;
}

static int is(const char *text, const char *word)
{
    return text && strcmp(text, word) == 0;
}

/* ---- what a world needs ---- */

static uint64_t needs_of_member(const rms_world_member *member)
{
    return bit(member->creation == RMS_CREATION_AUTO ? RMS_NEED_AUTO_CREATED : RMS_NEED_ATTACHED) |
           bit_if(member->entrusted == 1, RMS_NEED_ENTRUSTED) | bit_if(is(member->state, "standby"), RMS_NEED_STANDBY) |
           bit_if(is(member->state, "protected"), RMS_NEED_PROTECTED);
}

static uint64_t needs_of_group(const rms_world_group *group)
{
    const int inactive = is(group->status, "inactive");
    const int sized = group->min_size > 0 || (group->max_size >= 0 && (size_t)group->max_size < group->n_instances);
    uint64_t bits = bit(RMS_NEED_GROUP) | bit_if(!inactive || group->n_instances, RMS_NEED_ENABLED) |
                    bit_if(inactive, RMS_NEED_GROUP_INACTIVE) |
                    bit_if(inactive && group->n_instances, RMS_NEED_DISABLED) | bit_if(sized, RMS_NEED_SIZES) |
                    bit_if(!inactive && group->min_size > (int)group->n_instances, RMS_NEED_BELOW_MIN) |
                    bit_if(group->cooling_down == 1, RMS_NEED_COOLING_DOWN) |
                    bit_if(is(group->activity, "in_progress"), RMS_NEED_IN_PROGRESS) |
                    bit_if(group->scaling_policy != NULL, RMS_NEED_POLICY) |
                    bit_if(group->n_load_balancers > 0, RMS_NEED_GROUP_LOAD_BALANCER) |
                    bit_if(group->n_vserver_groups > 0, RMS_NEED_GROUP_VSERVER_GROUP) |
                    bit_if(group->n_db_instances > 0, RMS_NEED_GROUP_DB_INSTANCE);
    for (size_t i = 0; i < group->n_instances; i++)
        bits |= needs_of_member(&group->instances[i]);
    return bits;
}

static uint64_t needs_of_balancer(const rms_world_load_balancer *balancer)
{
    return bit(RMS_NEED_LOAD_BALANCER) | bit_if(balancer->n_servers > 0, RMS_NEED_SERVERS) |
           bit_if(is(balancer->status, "inactive"), RMS_NEED_INACTIVE) |
           bit_if(is(balancer->status, "locked"), RMS_NEED_LOCKED) |
           bit_if(balancer->listener == 1, RMS_NEED_LISTENER) | bit_if(balancer->n_tags > 0, RMS_NEED_TAGS);
}

uint64_t rms_needs_of(const rms_world *world)
{
    uint64_t bits =
        bit_if(is(world->caller, "denied"), RMS_NEED_DENIED) | bit_if(world->n_policies > 0, RMS_NEED_POLICIES);
    for (size_t i = 0; i < world->n_load_balancers; i++)
        bits |= needs_of_balancer(&world->load_balancers[i]);
    for (size_t i = 0; i < world->n_vserver_groups; i++) /* its load balancer may be implied */
        bits |= bit(RMS_NEED_LOAD_BALANCER) | bit(RMS_NEED_VSERVER_GROUP) |
                bit_if(world->vserver_groups[i].n_servers > FIRST_CALL_MAX, RMS_NEED_LARGE_VSERVER_GROUP) |
                bit_if(world->vserver_groups[i].listener == 1, RMS_NEED_VSERVER_LISTENER);
    for (size_t i = 0; i < world->n_groups; i++)
        bits |= needs_of_group(&world->groups[i]);
    for (size_t i = 0; i < world->n_instances; i++)
        bits |= bit(RMS_NEED_INSTANCE) | bit_if(is(world->instances[i].status, "stopped"), RMS_NEED_STOPPED) |
                bit_if(is(world->instances[i].status, "released"), RMS_NEED_RELEASED);
    for (size_t i = 0; i < world->n_db_instances; i++)
        bits |= bit(RMS_NEED_DB_INSTANCE) | bit_if(is(world->db_instances[i].status, "stopped"), RMS_NEED_DB_STOPPED);
    return bits;
}

uint32_t rms_sights_of(const rms_world *world)
{
    return (uint32_t)(bit_if(world->n_load_balancers > 0, RMS_SIGHT_LOAD_BALANCERS) |
                      bit_if(world->n_vserver_groups > 0, RMS_SIGHT_VSERVER_GROUPS) |
                      bit_if(world->n_groups > 0, RMS_SIGHT_GROUPS) |
                      bit_if(world->n_instances > 0, RMS_SIGHT_INSTANCES) |
                      bit_if(world->n_db_instances > 0, RMS_SIGHT_DB_INSTANCES) |
                      bit_if(world->activity != NULL, RMS_SIGHT_ACTIVITIES));
}

int rms_world_is_bare(const rms_world *world)
{
    return !world || rms_needs_of(world) == 0;
}

/* ---- what an endpoint has ---- */

/* The first of blank-separated actions that is not offered: its length and *ret_at; 0 when all are. */
static size_t first_missing(const rms_arranger *a, const char *actions, const char **ret_at)
{
    for (size_t n; *actions; actions += n + (actions[n] == ' ')) {
        char name[64];
        n = strcspn(actions, " ");
        (void)snprintf(name, sizeof name, "%.*s", (int)n, actions);
        if (!rms_arranger_offers_name(a, name)) {
            *ret_at = actions;
            return n;
        }
    }
    return 0;
}

static int met_by_actions(const rms_arranger *a, rms_need need, char *why, size_t n)
{
    const char *missing = NULL;
    if (!needs[need].actions) {
        (void)snprintf(why, n, "%s", needs[need].text);
        return 0;
    }
    if (need == RMS_NEED_IN_PROGRESS && atomic_load(&a->activities_too_quick)) {
        (void)snprintf(why, n, "%s (scaling activities end too soon here to be caught in progress)", needs[need].text);
        return 0;
    }
    const size_t length = first_missing(a, needs[need].actions, &missing);
    if (length)
        (void)snprintf(why, n, "%s (%.*s is not offered)", needs[need].text, (int)length, missing);
    return length == 0;
}

/* The remark in brackets is about actions: the door has its own. */
static int met_by_door(const rms_arranger *a, rms_need need, char *why, size_t n)
{
    if (!needs[need].word || a->door_arranges & bit(need))
        return 1;
    const char *remark = strstr(needs[need].text, " (");
    const size_t length = remark ? (size_t)(remark - needs[need].text) : strlen(needs[need].text);
    (void)snprintf(why, n, "%.*s (the door does not arrange '%s')", (int)length, needs[need].text, needs[need].word);
    return 0;
}

int rms_needs_met(const rms_arranger *a, uint64_t bits, char *why, size_t n)
{
    if (bits && a->options.adapter == RMS_ADAPTER_NONE) {
        (void)snprintf(why, n, "a way to arrange a world (none was chosen)");
        return 0;
    }
    for (unsigned need = 0; need < RMS_NEED_COUNT; need++)
        if (bits & bit(need) && !(a->options.adapter == RMS_ADAPTER_DOOR ? met_by_door(a, (rms_need)need, why, n)
                                                                         : met_by_actions(a, (rms_need)need, why, n)))
            return 0;
    return 1;
}

rms_sight rms_sight_by(const rms_arranger *a, rms_sight_kind kind)
{
    const char *missing = NULL;
    if (sights[kind].actions && first_missing(a, sights[kind].actions, &missing) == 0)
        return RMS_SIGHT_BY_ACTION;
    return a->door_observes & bit(kind) ? RMS_SIGHT_BY_DOOR : RMS_SIGHT_NONE;
}

int rms_sights_met(const rms_arranger *a, uint32_t bits, char *why, size_t n)
{
    for (unsigned kind = 0; kind < RMS_SIGHT_COUNT; kind++) {
        if (!(bits & bit(kind)) || rms_sight_by(a, (rms_sight_kind)kind) != RMS_SIGHT_NONE)
            continue;
        const char *missing = "";
        const size_t length = sights[kind].actions ? first_missing(a, sights[kind].actions, &missing) : 0;
        rms_buffer text = {0};
        rms_buffer_printf(&text, "a way to observe %s (", sights[kind].text);
        if (length)
            rms_buffer_printf(&text, "%.*s is not offered", (int)length, missing);
        else
            rms_buffer_puts(&text, "no action shows them");
        if (a->options.adapter == RMS_ADAPTER_DOOR)
            rms_buffer_printf(&text, ", and the door does not observe '%s'", sights[kind].word);
        (void)snprintf(why, n, "%s)", text.p ? text.p : sights[kind].text);
        rms_buffer_done(&text);
        return 0;
    }
    return 1;
}

/* ---- the door's words ---- */

static int has_word(const json_t *words, const char *word)
{
    size_t i;
    json_t *each;
    json_array_foreach(words, i, each) if (is(json_string_value(each), word)) return 1;
    return 0;
}

uint64_t rms_needs_of_words(const json_t *words)
{
    uint64_t bits = 0;
    for (unsigned need = 0; need < RMS_NEED_COUNT; need++)
        bits |= bit_if(needs[need].word && has_word(words, needs[need].word), need);
    return bits;
}

uint32_t rms_sights_of_words(const json_t *words)
{
    uint32_t bits = 0;
    for (unsigned kind = 0; kind < RMS_SIGHT_COUNT; kind++)
        bits |= (uint32_t)bit_if(has_word(words, sights[kind].word), kind);
    return bits;
}
