/* The caller of a world that has RAM policies: a key of its own. */
#include "protocol/json.h"
#include "reference/door_arranger.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a policy after its symbols were replaced are bounded by the policy's own limit. */
enum { SECRET_BYTES = 15 };

/* ---- symbols inside the texts of a policy ---- */

/* Bytes of the symbol at the start of a text: '$', a lower-case letter, then lower-case letters, digits and '_'. */
static size_t symbol_length(const char *text)
{
    if (text[0] != '$' || text[1] < 'a' || text[1] > 'z')
        return 0;
    return 1 + strspn(text + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
}

/* The text with the ids of the world's objects; NULL after a complaint or without memory. */
static json_t *fill_text(rms_door_arranger *a, const char *text)
{
    RMS_AUTO(rms_buffer_done) rms_buffer filled = {.max = RMS_RAM_BYTES_MAX};
    while (*text) {
        char symbol[RMS_DOOR_SYMBOL_MAX + 1];
        size_t n = symbol_length(text), plain = n ? 0 : 1 + strcspn(text + 1, "$");
        rms_buffer_append(&filled, text, plain);
        text += plain;
        if (!n)
            continue;
        (void)snprintf(symbol, sizeof symbol, "%.*s", (int)n, text);
        const rms_door_object *object = n < sizeof symbol ? rms_door_symbol(a, symbol) : NULL;
        if (!object) {
            rms_door_complain(a->reader, NULL, "%s is not in the world", symbol);
            return NULL;
        }
        rms_buffer_puts(&filled, object->id);
        text += n;
    }
    if (filled.status == RMS_E_LIMIT)
        rms_door_complain(a->reader, NULL, "a policy is too long");
    return filled.status == RMS_OK ? json_stringn(filled.p ? filled.p : "", filled.n) : NULL;
}

static json_t *fill(rms_door_arranger *a, const json_t *json, unsigned depth);

/* @p filled is given back, or released after a failure. */
static json_t *fill_members(rms_door_arranger *a, const json_t *json, unsigned depth)
{
    json_t *filled = json_is_object(json) ? json_object() : json_array();
    const char *key;
    json_t *value;
    size_t i;
    int failed = !filled;
    if (json_is_object(json))
        json_object_foreach((json_t *)json, key, value) failed =
            failed || json_object_set_new(filled, key, fill(a, value, depth)) != 0;
    else
        json_array_foreach(json, i, value) failed = failed || json_array_append_new(filled, fill(a, value, depth)) != 0;
    if (!failed)
        return filled;
    json_decref(filled);
    return NULL;
}

static json_t *fill(rms_door_arranger *a, const json_t *json, unsigned depth)
{
    enum { DEPTH_MAX = 16 };
    if (!rms_door_ok(a))
        return NULL;
    if (depth == DEPTH_MAX) {
        rms_door_complain(a->reader, NULL, "a policy is nested more than %d deep", DEPTH_MAX);
        return NULL;
    }
    if (json_is_string(json))
        return fill_text(a, json_string_value(json));
    return json_is_object(json) || json_is_array(json) ? fill_members(a, json, depth + 1) : json_deep_copy(json);
}

/* ---- the key ---- */

static rms_known_key *make_key(rms_door_arranger *a)
{
    unsigned char noise[SECRET_BYTES];
    char secret[2 * SECRET_BYTES + 1];
    rms_known_key *key = NULL;
    rms_error err = {0};
    if (RAND_bytes(noise, sizeof noise) != 1) {
        rms_door_complain(a->reader, "caller", "the system gives no random bytes");
        return NULL;
    }
    for (size_t i = 0; i < sizeof noise; i++)
        (void)snprintf(secret + 2 * i, 3, "%02x", noise[i]);
    (void)snprintf(a->world->caller_id, sizeof a->world->caller_id, "LTAIdoor%016llx",
                   (unsigned long long)++*a->serial);
    const rms_access_key made = {.id = a->world->caller_id, .secret = secret};
    rms_status status = rms_keyring_add(a->keys, &made, 0, &key, &err);
    if (status == RMS_OK)
        return key;
    a->world->caller_id[0] = '\0';
    if (status == RMS_E_NOMEM)
        a->status = status;
    else
        rms_door_complain(a->reader, "caller", "%s", err.text);
    return NULL;
}

static void attach_policy(rms_door_arranger *a, rms_known_key *key, const json_t *json)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {0};
    rms_ram_policy *policy = NULL;
    rms_error err = {0};
    json_t *filled = fill(a, json, 0);
    if (filled)
        rms_json_dump(filled, JSON_COMPACT | JSON_ENCODE_ANY, &text);
    json_decref(filled);
    rms_status status = filled ? text.status : RMS_E_NOMEM;
    if (!rms_door_ok(a))
        return;
    if (status == RMS_OK)
        status = rms_ram_policy_read(rms_buffer_view(&text), &policy, &err);
    if (status != RMS_OK && status != RMS_E_NOMEM)
        rms_door_complain(a->reader, NULL, "%s", err.text);
    if (status == RMS_OK) {
        status = rms_known_key_attach(key, policy);
        if (status != RMS_OK)
            rms_ram_policy_free(policy);
        if (status == RMS_E_LIMIT)
            rms_door_complain(a->reader, NULL, "more than %d policies", RMS_KEY_POLICIES_MAX);
    }
    if (status == RMS_E_NOMEM)
        a->status = status;
}

void rms_door_arrange_caller(rms_door_arranger *a, const json_t *json)
{
    static const char *const keys[] = {"policies", NULL};
    size_t mark = rms_door_enter(a->reader, "caller");
    rms_door_only(a->reader, json, keys);
    rms_door_list list = rms_door_list_of(a->reader, json, "policies", NULL);
    if (!list.n)
        rms_door_complain(a->reader, "policies", "expected a list of at least one policy");
    rms_known_key *key = rms_door_ok(a) ? make_key(a) : NULL;
    for (size_t i = 0; key && rms_door_ok(a) && i < list.n; i++) {
        size_t item = rms_door_enter_list(a->reader, &list, i);
        attach_policy(a, key, rms_door_item(&list, i));
        rms_door_leave(a->reader, item);
    }
    rms_door_leave(a->reader, mark);
}

json_t *rms_door_credentials(const rms_door_world *world, const rms_keyring *keys)
{
    const rms_known_key *key = *world->caller_id ? rms_keyring_find(keys, rms_span_of(world->caller_id)) : NULL;
    return key ? json_pack("{s:s, s:s}", "id", key->id, "secret", key->secret) : NULL;
}
