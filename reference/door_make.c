/* Making the objects of a world, one at a time, and what symbols stand for. */
#include "reference/door_arranger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int rms_door_ok(const rms_door_arranger *a)
{
    return a->status == RMS_OK && rms_door_fine(a->reader);
}

void rms_door_take(rms_door_arranger *a, rms_status status, const char *key)
{
    static const struct {
        rms_status status;
        const char *text;
    } complaints[] = {{RMS_E_NOT_FOUND, "names something that does not exist"},
                      {RMS_E_USAGE, "the id is taken, or a value is out of range"},
                      {RMS_E_LIMIT, "a limit of the endpoint is reached"}};
    for (size_t i = 0; i < RMS_COUNT(complaints); i++)
        if (status == complaints[i].status) {
            rms_door_complain(a->reader, key, "%s", complaints[i].text);
            return;
        }
    if (status != RMS_OK && a->status == RMS_OK)
        a->status = status;
}

/* ---- objects and symbols ---- */

const rms_door_object *rms_door_symbol(const rms_door_arranger *a, const char *symbol)
{
    for (size_t i = 0; i < a->world->n; i++)
        if (!strcmp(a->world->v[i].symbol, symbol))
            return &a->world->v[i];
    return NULL;
}

int rms_door_is_symbol(const char *text)
{
    return text && *text == '$';
}

rms_door_object *rms_door_room(rms_door_arranger *a, const char *name)
{
    rms_door_world *world = a->world;
    if (rms_door_is_symbol(name) && strlen(name) > RMS_DOOR_SYMBOL_MAX)
        rms_door_complain(a->reader, NULL, "a symbol is longer than %d bytes", RMS_DOOR_SYMBOL_MAX);
    if (!rms_door_ok(a))
        return NULL;
    if (world->n == RMS_DOOR_OBJECTS_MAX) {
        rms_door_complain(a->reader, NULL, "more than %d objects", RMS_DOOR_OBJECTS_MAX);
        return NULL;
    }
    if (world->n == world->capacity) {
        size_t capacity = world->capacity ? 2 * world->capacity : 16;
        rms_door_object *v = realloc(world->v, capacity * sizeof *v);
        if (!v) {
            a->status = RMS_E_NOMEM;
            return NULL;
        }
        world->v = v;
        world->capacity = capacity;
    }
    world->v[world->n] = (rms_door_object){.made = 1};
    return &world->v[world->n];
}

const char *rms_door_made(rms_door_arranger *a, rms_door_object *object, rms_status status, rms_door_kind kind,
                          const char *name, const char *key)
{
    rms_door_take(a, status, key);
    if (!rms_door_ok(a))
        return NULL;
    object->kind = kind;
    if (rms_door_is_symbol(name))
        (void)snprintf(object->symbol, sizeof object->symbol, "%s", name);
    a->world->n++;
    return object->id;
}

const char *rms_door_wished(rms_door_arranger *a, const char *name, const char *key)
{
    if (!rms_door_is_symbol(name))
        return name;
    if (rms_door_symbol(a, name))
        rms_door_complain(a->reader, key, "%s stands for something already", name);
    return NULL;
}

const char *rms_door_make_interface(rms_door_arranger *a, const char *name, rms_server_type type, const char *key)
{
    rms_door_object *object = rms_door_room(a, name);
    if (!object)
        return NULL;
    if (rms_door_is_symbol(name))
        (void)snprintf(object->id, sizeof object->id, "%s-bp1%012llx", rms_server_type_name(type),
                       (unsigned long long)++*a->serial);
    else
        (void)snprintf(object->id, sizeof object->id, "%s", name);
    return rms_door_made(a, object, RMS_OK, RMS_DOOR_INTERFACE, name, key);
}

const char *rms_door_make_instance(rms_door_arranger *a, const char *name, rms_ecs_status status, const char *key)
{
    const char *id = rms_door_wished(a, name, key);
    rms_door_object *object = rms_door_room(a, name);
    return object ? rms_door_made(a, object, rms_model_put_instance(a->model, a->now_ms, id, status, &object->id),
                                  RMS_DOOR_INSTANCE, name, key)
                  : NULL;
}

const char *rms_door_make_db_instance(rms_door_arranger *a, const char *name, rms_db_status status, const char *key)
{
    const char *id = rms_door_wished(a, name, key);
    rms_door_object *object = rms_door_room(a, name);
    return object ? rms_door_made(a, object, rms_model_put_db_instance(a->model, id, status, &object->id),
                                  RMS_DOOR_DB_INSTANCE, name, key)
                  : NULL;
}

const char *rms_door_make_load_balancer(rms_door_arranger *a, const char *name, rms_lb_status status,
                                        const rms_server *servers, size_t n, const char *key)
{
    const char *id = rms_door_wished(a, name, key);
    rms_door_object *object = rms_door_room(a, name);
    if (!object)
        return NULL;
    rms_status result =
        rms_model_put_load_balancer(a->model, a->now_ms, id, a->prefix, a->region, status, servers, n, &object->id);
    return rms_door_made(a, object, result, RMS_DOOR_LOAD_BALANCER, name, key);
}

const char *rms_door_refer(rms_door_arranger *a, rms_door_kind kind, const char *name, const char *key)
{
    if (!rms_door_ok(a) || !name)
        return NULL;
    const rms_door_object *known = rms_door_is_symbol(name) ? rms_door_symbol(a, name) : NULL;
    if (known && known->kind == kind)
        return known->id;
    if (known) {
        rms_door_complain(a->reader, key, "%s stands for another kind of object", name);
        return NULL;
    }
    switch (kind) {
    case RMS_DOOR_INSTANCE:
        return !rms_door_is_symbol(name) && rms_model_instance(a->model, name)
                   ? name
                   : rms_door_make_instance(a, name, RMS_ECS_RUNNING, key);
    case RMS_DOOR_LOAD_BALANCER:
        return rms_door_is_symbol(name) ? rms_door_make_load_balancer(a, name, RMS_LB_ACTIVE, NULL, 0, key) : name;
    case RMS_DOOR_DB_INSTANCE:
        return rms_door_is_symbol(name) ? rms_door_make_db_instance(a, name, RMS_DB_RUNNING, key) : name;
    default:
        if (rms_door_is_symbol(name))
            rms_door_complain(a->reader, key, "%s is not in the world", name);
        return name;
    }
}
