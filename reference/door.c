#include "reference/door.h"

#include "protocol/digest.h"
#include "protocol/json.h"
#include "reference/door_world.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION 1

enum { ALIKE = 1 << 14 };

/* Everything that the door can arrange and observe. */
static const char *const arrange_words[] = {"load_balancers",
                                            "load_balancers.status.inactive",
                                            "load_balancers.status.locked",
                                            "load_balancers.listener",
                                            "load_balancers.tags",
                                            "vserver_groups",
                                            "vserver_groups.listener",
                                            "groups",
                                            "groups.status.inactive",
                                            "groups.auto_created",
                                            "groups.entrusted",
                                            "groups.state",
                                            "groups.cooling_down",
                                            "groups.activity.in_progress",
                                            "groups.scaling_policy",
                                            "groups.load_balancers",
                                            "groups.vserver_groups",
                                            "groups.db_instances",
                                            "instances",
                                            "instances.stopped",
                                            "instances.released",
                                            "db_instances",
                                            "db_instances.stopped",
                                            "caller.denied",
                                            "caller.policies"};

struct rms_door {
    rms_door_world world[RMS_DOOR_WORLDS_MAX];
    size_t n;
    uint32_t alike[ALIKE]; /* worlds made so far, by the digest of what was asked for */
    rms_request_log *log;
    rms_keyring *keys;
};

/* A message that is being answered. */
typedef struct message {
    rms_door *door;
    rms_model *model;
    int64_t now_ms;
    int release_shown_ms;
    const json_t *json;
    rms_door_reader reader;
    int status; /* of the answer; 400 while only the reader complains */
} message;

rms_door *rms_door_new(rms_request_log *log, rms_keyring *keys)
{
    rms_door *door = calloc(1, sizeof *door);
    if (!door)
        return NULL;
    door->log = log;
    door->keys = keys;
    return door;
}

void rms_door_free(rms_door *door)
{
    for (size_t i = 0; door && i < door->n; i++)
        free(door->world[i].v);
    free(door);
}

static void complain(message *m, int status, const char *text)
{
    if (rms_door_fine(&m->reader))
        m->status = status;
    rms_door_complain(&m->reader, NULL, "%s", text);
}

/* ---- the messages; each gives its answer, or NULL after a complaint or without memory ---- */

static json_t *capabilities(message *m)
{
    static const char *const keys[] = {"version", "do", NULL};
    rms_door_only(&m->reader, m->json, keys);
    if (!rms_door_fine(&m->reader))
        return NULL;
    json_t *arrange = json_array(), *observe = json_array();
    int failed = 0;
    for (size_t i = 0; i < RMS_COUNT(arrange_words); i++) {
        failed |= json_array_append_new(arrange, json_string(arrange_words[i]));
        failed |= json_array_append_new(observe, json_string(arrange_words[i]));
    }
    failed |= json_array_append_new(observe, json_string("activities"));
    failed |= json_array_append_new(observe, json_string("requests"));
    json_t *answer = json_pack("{s:i, s:o, s:o}", "version", VERSION, "arrange", arrange, "observe", observe);
    if (!failed)
        return answer;
    json_decref(answer);
    return NULL;
}

/* The number from which the ids of a world are counted. It depends on what is asked for and on how many such worlds
 * there were, not on what else is asked meanwhile: runs of the same cases see the same ids, whatever their jobs. Its
 * lowest bits are left to the objects of the world. Returns 0 without memory. */
static uint64_t first_number(rms_door *door, const json_t *world)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_json_dump(world, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY, &text);
    if (text.status != RMS_OK)
        return 0;
    const uint64_t digest = rms_digest(RMS_DIGEST_START, text.p);
    return (digest << 28) + ((uint64_t)++door->alike[digest % ALIKE] << 12);
}

static json_t *arrange(message *m)
{
    static const char *const keys[] = {"version", "do", "prefix", "region", "world", NULL};
    rms_door *door = m->door;
    rms_door_only(&m->reader, m->json, keys);
    const char *prefix = rms_door_text(&m->reader, m->json, "prefix", RMS_MODEL_NAME_MAX);
    const char *region = rms_door_text(&m->reader, m->json, "region", RMS_MODEL_NAME_MAX);
    const json_t *json = json_object_get(m->json, "world");
    if (!json)
        rms_door_complain(&m->reader, "world", "is missing");
    if (door->n == RMS_DOOR_WORLDS_MAX)
        complain(m, 409, "too many worlds at once: release some");
    if (!rms_door_fine(&m->reader))
        return NULL;
    const uint64_t first = first_number(door, json), counted = m->model->next_id;
    if (!first)
        return NULL;
    rms_door_world world = {0};
    uint64_t serial = first;
    (void)snprintf(world.name, sizeof world.name, "world-%llx", (unsigned long long)first);
    m->model->next_id = first;
    size_t mark = rms_door_enter(&m->reader, "world");
    rms_status status =
        rms_door_arrange(m->model, door->keys, m->now_ms, json, region, prefix, &serial, &m->reader, &world);
    rms_door_leave(&m->reader, mark);
    m->model->next_id = counted;
    json_t *answer = NULL;
    if (status == RMS_OK && rms_door_fine(&m->reader))
        answer = json_pack("{s:s, s:o, s:o*}", "world", world.name, "bindings", rms_door_bindings(&world),
                           "credentials", rms_door_credentials(&world, door->keys));
    if (answer)
        door->world[door->n++] = world;
    else
        rms_door_drop(m->model, door->keys, &world);
    return answer;
}

/* The world that the message names; NULL when there is none (any more). */
static rms_door_world *named(message *m)
{
    static const char *const keys[] = {"version", "do", "world", NULL};
    rms_door_only(&m->reader, m->json, keys);
    const char *name = rms_door_text(&m->reader, m->json, "world", 256);
    if (!name)
        rms_door_complain(&m->reader, "world", "expected the text that arrange gave");
    for (size_t i = 0; name && i < m->door->n; i++)
        if (!strcmp(m->door->world[i].name, name))
            return &m->door->world[i];
    return NULL;
}

static json_t *observe(message *m)
{
    const rms_door_world *world = named(m);
    if (!world) {
        complain(m, 404, "there is no such world");
        return NULL;
    }
    json_t *json = rms_door_observe(m->model, m->now_ms, m->release_shown_ms, world);
    return json ? json_pack("{s:o}", "world", json) : NULL;
}

static json_t *release(message *m)
{
    rms_door_world *world = named(m);
    if (!rms_door_fine(&m->reader))
        return NULL;
    if (world) {
        rms_door_drop(m->model, m->door->keys, world);
        *world = m->door->world[--m->door->n];
    }
    return json_object();
}

static json_t *requests(message *m)
{
    static const char *const keys[] = {"version", "do", "run", "since", NULL};
    rms_door_only(&m->reader, m->json, keys);
    const char *run = rms_door_text(&m->reader, m->json, "run", RMS_REQUEST_LOG_RUN_MAX);
    if (!run || strlen(run) < RMS_REQUEST_LOG_RUN_MIN)
        rms_door_complain(&m->reader, "run", "expected a text of at least %d bytes that the requests carry",
                          RMS_REQUEST_LOG_RUN_MIN);
    const int since = rms_door_number(&m->reader, m->json, "since", 0, INT_MAX, 0);
    return rms_door_fine(&m->reader) ? rms_request_log_find(m->door->log, run, (unsigned long long)since) : NULL;
}

static const struct {
    const char *name;
    json_t *(*answer)(message *m);
} messages[] = {{"capabilities", capabilities},
                {"arrange", arrange},
                {"observe", observe},
                {"release", release},
                {"requests", requests}};

static json_t *dispatch(message *m)
{
    const char *names[RMS_COUNT(messages)];
    for (size_t i = 0; i < RMS_COUNT(messages); i++)
        names[i] = messages[i].name;
    if (!json_is_object(m->json)) {
        complain(m, 400, "expected an object");
        return NULL;
    }
    if (rms_door_number(&m->reader, m->json, "version", VERSION, VERSION, 0) != VERSION)
        rms_door_complain(&m->reader, "version", "is missing; this door speaks version %d", VERSION);
    int what = rms_door_word(&m->reader, m->json, "do", names, RMS_COUNT(names), -1);
    if (what < 0)
        rms_door_complain(&m->reader, "do", "is missing");
    return rms_door_fine(&m->reader) ? messages[what].answer(m) : NULL;
}

/* ---- HTTP ---- */

static json_t *read_message(message *m, const rms_server_request *request)
{
    json_t *json = NULL;
    rms_error err = {0};
    if (strcmp(request->method, "POST") != 0) {
        complain(m, 405, "the door answers POST only");
        return NULL;
    }
    if (request->body_too_large) {
        complain(m, 413, "the message is too long");
        return NULL;
    }
    rms_status status = rms_json_load(request->body, JSON_REJECT_DUPLICATES, &json, &err);
    if (status != RMS_OK && status != RMS_E_NOMEM)
        rms_door_complain(&m->reader, NULL, "line %u, column %u: %s", err.line, err.column, err.text);
    return json;
}

void rms_door_answer(rms_door *door, rms_model *model, int64_t now_ms, int release_shown_ms,
                     const rms_server_request *request, rms_server_answer *ret)
{
    message m = {.door = door, .model = model, .now_ms = now_ms, .release_shown_ms = release_shown_ms, .status = 400};
    json_t *json = read_message(&m, request), *answer = NULL;
    m.json = json;
    if (json)
        answer = dispatch(&m);
    ret->status = 200;
    if (!answer && rms_door_fine(&m.reader))
        complain(&m, 500, "out of memory");
    if (!answer) {
        ret->status = m.status;
        answer = json_pack("{s:s}", "error", m.reader.error);
    }
    ret->content_type = "application/json; charset=utf-8";
    if (answer)
        rms_json_dump(answer, JSON_COMPACT, &ret->body);
    json_decref(answer);
    json_decref(json);
}
