#include "reference/access/keyring.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

static void forget_text(char *text)
{
    if (text)
        OPENSSL_cleanse(text, strlen(text));
    free(text);
}

static void free_key(rms_known_key *key)
{
    if (!key)
        return;
    for (size_t i = 0; i < key->n_policies; i++)
        rms_ram_policy_free(key->policies[i]);
    free(key->policies);
    free(key->id);
    forget_text(key->secret);
    forget_text(key->token);
    free(key);
}

/* Neither secrets nor ids that may be secrets written into the wrong place are cited. */
static rms_status check(const rms_keyring *ring, const rms_access_key *key, rms_error *err)
{
    const struct {
        const char *what, *text;
        size_t max;
        int is_required;
    } texts[] = {{"id", key->id, RMS_KEY_ID_MAX, 1},
                 {"secret", key->secret, RMS_KEY_SECRET_MAX, 1},
                 {"token", key->token, RMS_KEY_TOKEN_MAX, 0}};
    for (size_t i = 0; i < RMS_COUNT(texts); i++) {
        if (texts[i].text ? !*texts[i].text : texts[i].is_required)
            return rms_fail(err, RMS_E_USAGE, 0, "an access key has an empty %s", texts[i].what);
        if (texts[i].text && strlen(texts[i].text) > texts[i].max)
            return rms_fail(err, RMS_E_USAGE, 0, "an access key's %s has more than %zu bytes", texts[i].what,
                            texts[i].max);
    }
    if (rms_keyring_find(ring, rms_span_of(key->id)))
        return rms_fail(err, RMS_E_USAGE, 0, "the access key '%.40s' is given twice", key->id);
    if (ring->n == RMS_KEYS_MAX)
        return rms_fail(err, RMS_E_LIMIT, 0, "more than %d access keys", RMS_KEYS_MAX);
    return RMS_OK;
}

static rms_status make_room(rms_keyring *ring)
{
    if (ring->n < ring->capacity)
        return RMS_OK;
    size_t capacity = ring->capacity ? 2 * ring->capacity : 8;
    rms_known_key **v = realloc(ring->v, capacity * sizeof(rms_known_key *));
    if (!v)
        return RMS_E_NOMEM;
    ring->v = v;
    ring->capacity = capacity;
    return RMS_OK;
}

rms_status rms_keyring_add(rms_keyring *ring, const rms_access_key *key, int is_configured, rms_known_key **ret,
                           rms_error *err)
{
    rms_status status = check(ring, key, err);
    if (status != RMS_OK)
        return status;
    rms_known_key *made = make_room(ring) == RMS_OK ? calloc(1, sizeof *made) : NULL;
    if (!made)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    made->denied = key->denied;
    made->is_configured = is_configured;
    made->id = strdup(key->id);
    made->secret = strdup(key->secret);
    made->token = key->token ? strdup(key->token) : NULL;
    if (!made->id || !made->secret || (key->token && !made->token)) {
        free_key(made);
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    }
    ring->v[ring->n++] = made;
    ring->n_configured += is_configured != 0;
    if (ret)
        *ret = made;
    return RMS_OK;
}

rms_status rms_known_key_attach(rms_known_key *key, rms_ram_policy *policy)
{
    if (key->n_policies == RMS_KEY_POLICIES_MAX)
        return RMS_E_LIMIT;
    rms_ram_policy **v = realloc(key->policies, (key->n_policies + 1) * sizeof(rms_ram_policy *));
    if (!v)
        return RMS_E_NOMEM;
    key->policies = v;
    key->policies[key->n_policies++] = policy;
    return RMS_OK;
}

rms_known_key *rms_keyring_find(const rms_keyring *ring, rms_span id)
{
    for (size_t i = 0; i < ring->n; i++)
        if (rms_span_equal(id, rms_span_of(ring->v[i]->id)))
            return ring->v[i];
    return NULL;
}

void rms_keyring_remove(rms_keyring *ring, const char *id)
{
    for (size_t i = 0; i < ring->n; i++) {
        if (strcmp(ring->v[i]->id, id) != 0)
            continue;
        ring->n_configured -= ring->v[i]->is_configured != 0;
        free_key(ring->v[i]);
        ring->v[i] = ring->v[--ring->n];
        return;
    }
}

void rms_keyring_done(rms_keyring *ring)
{
    for (size_t i = 0; i < ring->n; i++)
        free_key(ring->v[i]);
    free(ring->v);
    *ring = (rms_keyring){0};
}
