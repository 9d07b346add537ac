#include "harness/arrange/at_door.h"

#include "harness/arrange/guard.h"
#include "harness/arrange/needs.h"
#include "harness/exchange/ask.h"
#include "harness/exchange/complete.h"
#include "harness/exchange/mask.h"
#include "protocol/json.h"

#include <stdio.h>
#include <string.h>

enum { EXCERPT = 80 };

/* ---- one message ---- */

static rms_status transport_failed(const char *what, const rms_exchanged *http, rms_error *err)
{
    const rms_status status = http->symptom == RMS_SYMPTOM_INTERRUPTED ? RMS_E_INTERRUPTED
                              : http->symptom == RMS_SYMPTOM_TIMEOUT   ? RMS_E_TIMEOUT
                                                                       : RMS_E_IO;
    return rms_fail(err, status, 0, "the door, %s: %s (%s)", what, rms_symptom_doc(http->symptom), http->detail);
}

/* The door's own words for an error, or the first bytes of what it sent instead. */
static rms_status refused(const char *what, const rms_exchanged *http, const json_t *root, rms_error *err)
{
    const char *own = json_string_value(json_object_get(root, "error"));
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_excerpt(own ? rms_span_of(own) : (rms_span){http->body, http->body_n}, own ? sizeof err->text : EXCERPT, &text);
    return rms_fail(err, RMS_E_IO, 0, "the door, %s: %d%s%s", what, http->status,
                    own ? ": " : ", no JSON object that helps: ", text.p ? text.p : "");
}

rms_status rms_at_door_speak(rms_exchanger *exchanger, const char *url, json_t *message, const char *what, json_t **ret,
                             rms_error *err)
{
    RMS_AUTO(rms_buffer_done) rms_buffer body = {0};
    rms_exchanged http = {0};
    json_t *root = NULL;
    if (message)
        rms_json_dump(message, JSON_COMPACT, &body);
    rms_status status = message ? body.status : RMS_E_NOMEM;
    json_decref(message);
    if (status == RMS_OK)
        status = rms_exchange_post(exchanger, url, "application/json", rms_buffer_view(&body), &http);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "the door, %s: %s", what, rms_status_text(status));
    if (http.symptom != RMS_SYMPTOM_NONE) {
        status = transport_failed(what, &http, err);
    } else {
        status = rms_json_load((rms_span){http.body, http.body_n}, JSON_REJECT_DUPLICATES, &root, NULL);
        if (status == RMS_E_NOMEM)
            (void)rms_fail(err, status, 0, "the door, %s: %s", what, rms_status_text(status));
        else if (status != RMS_OK || !json_is_object(root) || http.status != 200)
            status = refused(what, &http, root, err);
    }
    rms_exchanged_done(&http);
    if (status == RMS_OK)
        *ret = root;
    else
        json_decref(root);
    return status;
}

static rms_status speak(rms_arranger *a, json_t *message, const char *what, json_t **ret, rms_error *err)
{
    return rms_at_door_speak(a->exchanger, a->options.door_url, message, what, ret, err);
}

static json_t *message_of(const char *what, const char *world_id)
{
    return world_id ? json_pack("{s:i, s:s, s:s}", "version", RMS_DOOR_VERSION, "do", what, "world", world_id)
                    : json_pack("{s:i, s:s}", "version", RMS_DOOR_VERSION, "do", what);
}

/* ---- the four of them ---- */

rms_status rms_at_door_capabilities(rms_arranger *a, rms_error *err)
{
    json_auto_t *root = NULL;
    const rms_status status = speak(a, message_of("capabilities", NULL), "capabilities", &root, err);
    if (status != RMS_OK)
        return status;
    const json_t *version = json_object_get(root, "version");
    if (!json_is_integer(version) || json_integer_value(version) != RMS_DOOR_VERSION)
        return rms_fail(err, RMS_E_IO, 0, "the door speaks another version than %d", RMS_DOOR_VERSION);
    const json_t *arranges = json_object_get(root, "arrange"), *observes = json_object_get(root, "observe");
    if (!json_is_array(arranges) || !json_is_array(observes))
        return rms_fail(err, RMS_E_IO, 0, "the door, capabilities: 'arrange' and 'observe' must be lists of words");
    a->door_arranges = rms_needs_of_words(arranges);
    a->door_observes = rms_sights_of_words(observes);
    return RMS_OK;
}

typedef struct binding {
    const json_t *bound;
    rms_bindings *bindings;
    rms_arena *arena;
    const char *missing;
} binding;

static rms_status bind_one(void *context, const char *symbol)
{
    binding *b = context;
    const char *id = json_string_value(json_object_get(b->bound, symbol));
    if (!rms_symbol_length(symbol))
        return RMS_OK; /* an id as it stands */
    if (id && *id && strlen(id) <= RMS_DOOR_WORLD_MAX) {
        const char *copy = rms_arena_copy(b->arena, id);
        return copy ? rms_bindings_set(b->bindings, b->arena, symbol, copy) : RMS_E_NOMEM;
    }
    b->missing = symbol;
    return RMS_E_NOT_FOUND;
}

/* Who the door says sends the requests of this world: {"id", "secret", "token"}; the run's own credentials without. */
static rms_status read_caller(const json_t *json, const rms_world *world, rms_arena *arena,
                              const rms_credentials **ret_caller, rms_error *err)
{
    if (!json)
        return world->n_policies ? rms_fail(err, RMS_E_IO, 0,
                                            "the door, arrange: the caller has policies, and the answer has no "
                                            "'credentials' to send its requests with")
                                 : RMS_OK;
    const json_t *token = json_object_get(json, "token");
    const char *texts[] = {json_string_value(json_object_get(json, "id")),
                           json_string_value(json_object_get(json, "secret")), json_string_value(token)};
    for (size_t i = 0; i < RMS_COUNT(texts); i++)
        if ((i < 2 || token) && (!texts[i] || !*texts[i] || strlen(texts[i]) > RMS_DOOR_CREDENTIAL_MAX))
            return rms_fail(err, RMS_E_IO, 0,
                            "the door, arrange: 'credentials' must be an object with 'id' and 'secret', texts of at "
                            "most %d bytes",
                            RMS_DOOR_CREDENTIAL_MAX);
    rms_credentials *caller = rms_arena_alloc(arena, 1, sizeof *caller);
    if (caller)
        *caller = (rms_credentials){rms_arena_copy(arena, texts[0]), rms_arena_copy(arena, texts[1]),
                                    rms_arena_copy(arena, texts[2])};
    rms_status status = caller && caller->id && caller->secret && (caller->token || !texts[2]) ? RMS_OK : RMS_E_NOMEM;
    for (size_t i = 1; status == RMS_OK && i < RMS_COUNT(texts); i++)
        status = rms_mask_secret(texts[i]);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "the door, arrange: %s", rms_status_text(status));
    *ret_caller = caller;
    return RMS_OK;
}

rms_status rms_at_door_arrange(rms_arranger *a, const rms_world *world, rms_undo *undo, rms_bindings *bindings,
                               const rms_credentials **ret_caller, rms_arena *arena, rms_error *err)
{
    json_auto_t *root = NULL;
    json_t *given = rms_world_to_json(world);
    const char *name = rms_arranger_name(a, arena, "world");
    rms_status status = given && name ? rms_undo_intend(undo, RMS_UNDO_WORLD, name) : RMS_E_NOMEM;
    if (status != RMS_OK) {
        json_decref(given);
        return rms_fail(err, status, 0, "the door, arrange: %s", rms_status_text(status));
    }
    status = speak(a,
                   json_pack("{s:i, s:s, s:s, s:s, s:o}", "version", RMS_DOOR_VERSION, "do", "arrange", "prefix",
                             a->options.prefix, "region", a->options.region, "world", given),
                   "arrange", &root, err);
    if (status != RMS_OK) {
        if (status == RMS_E_IO || status == RMS_E_NOMEM)
            rms_undo_refused(undo);
        return status;
    }
    const char *world_id = json_string_value(json_object_get(root, "world"));
    if (!world_id || strlen(world_id) > RMS_DOOR_WORLD_MAX) {
        rms_undo_refused(undo);
        return rms_fail(err, RMS_E_IO, 0, "the door, arrange: the answer has no 'world' that names what it made");
    }
    rms_undo_made(undo, world_id);
    binding b = {json_object_get(root, "bindings"), bindings, arena, NULL};
    status = rms_world_ids(world, bind_one, &b);
    if (status == RMS_E_NOT_FOUND)
        return rms_fail(err, RMS_E_IO, 0, "the door, arrange: 'bindings' has no id for %s", b.missing);
    for (size_t i = 0; status == RMS_OK && i < bindings->n; i++)
        status = rms_guard_own(a->options.guard, bindings->v[i].id);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    return read_caller(json_object_get(root, "credentials"), world, arena, ret_caller, err);
}

rms_status rms_at_door_observe(rms_arranger *a, const char *world_id, rms_arena *arena, rms_world **ret, rms_error *err)
{
    json_auto_t *root = NULL;
    rms_error detail = {0};
    rms_status status = speak(a, message_of("observe", world_id), "observe", &root, err);
    if (status != RMS_OK)
        return status;
    json_t *world = json_object_get(root, "world");
    if (!json_is_object(world))
        return rms_fail(err, RMS_E_IO, 0, "the door, observe: the answer has no 'world'");
    status = rms_world_from_json(world, arena, ret, &detail);
    if (status == RMS_E_NOMEM)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    return status == RMS_OK ? RMS_OK : rms_fail(err, RMS_E_IO, 0, "the door, observe: %s", detail.text);
}

rms_status rms_at_door_release(rms_arranger *a, const char *world_id, rms_error *err)
{
    json_auto_t *root = NULL;
    return speak(a, message_of("release", world_id), "release", &root, err);
}
