/* Lists that grow by reservation, texts in arrays, ids. */
#include "reference/model/internal.h"

#include <stdlib.h>

rms_status rms_list_reserve(void *slot, size_t *capacity, size_t n, size_t extra, size_t max, size_t size)
{
    if (extra > max || n > max - extra)
        return RMS_E_LIMIT;
    if (n + extra <= *capacity)
        return RMS_OK;
    size_t want = *capacity ? *capacity * 2 : 4;
    if (want < n + extra)
        want = n + extra;
    if (want > max)
        want = max;
    void *v;
    memcpy(&v, slot, sizeof v); /* the slot is a pointer to whatever the list holds */
    v = realloc(v, want * size);
    if (!v)
        return RMS_E_NOMEM;
    memcpy(slot, &v, sizeof v);
    *capacity = want;
    return RMS_OK;
}

void rms_list_drop(void *v, size_t *n, size_t at, size_t size)
{
    unsigned char *place = (unsigned char *)v + at * size;
    (*n)--;
    memmove(place, place + size, (*n - at) * size);
}

int rms_text_fits(const char *text, size_t max)
{
    return !text || strnlen(text, max + 1) <= max;
}

void rms_text_set(char *to, size_t size, const char *text)
{
    size_t n = text ? strnlen(text, size - 1) : 0;
    if (n)
        memmove(to, text, n);
    memset(to + n, 0, size - n);
}

int rms_is(const rms_model_id id, const char *text)
{
    return text && strcmp(id, text) == 0;
}

int rms_ids_have(const rms_model_ids *ids, const char *id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (rms_is(ids->v[i], id))
            return 1;
    return 0;
}

void rms_ids_push(rms_model_ids *ids, const char *id)
{
    RMS_SET(ids->v[ids->n], id);
    ids->n++;
}

void rms_ids_remove(rms_model_ids *ids, const char *id)
{
    for (size_t i = ids->n; i-- > 0;)
        if (rms_is(ids->v[i], id))
            RMS_DROP(ids, i);
}

/* A bijection of 64 bits (splitmix64's finisher): different counters never give the same number. */
static uint64_t mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

int rms_id_is_taken(const rms_model *model, const char *id)
{
    return rms_model_instance(model, id) || rms_model_load_balancer(model, id) || rms_model_vserver_group(model, id) ||
           rms_model_master_slave_group(model, id) || rms_model_scaling_group(model, id) ||
           rms_model_configuration(model, id) || rms_model_rule(model, id) || rms_model_activity(model, id) ||
           rms_model_db_instance(model, id);
}

void rms_id_make(rms_model *model, const char *prefix, rms_model_id id)
{
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    do {
        uint64_t x = mix(model->options.seed + model->next_id++ * UINT64_C(0x9e3779b97f4a7c15));
        rms_text_set(id, sizeof(rms_model_id), prefix);
        char *p = id + strlen(id);
        for (int i = 0; i < 13; i++, x /= 36) /* 36^13 is more than 2^64 */
            p[i] = digits[x % 36];
    } while (rms_id_is_taken(model, id));
}
