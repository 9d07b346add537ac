#include "tests/unit/arrange/worlds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char prefix[] = "rmspec-test";

void rms_test_site_open_with(rms_test_site *site, const rms_arrange_options *options,
                             const rms_exchange_options *exchange)
{
    rms_arrange_options o = *options;
    rms_error err = {0};
    *site = (rms_test_site){.arena = rms_arena_new()};
    assert_non_null(site->arena);
    o.prefix = o.prefix ? o.prefix : prefix;
    o.settle_ms = o.settle_ms ? o.settle_ms : 20000;
    o.poll_ms = o.poll_ms ? o.poll_ms : 4;
    o.busy_retries = o.busy_retries ? o.busy_retries : 3;
    assert_int_equal(rms_exchanger_new(exchange, &site->exchanger, &err), RMS_OK);
    if (rms_arranger_new(&o, site->exchanger, &site->arranger, &err) != RMS_OK)
        fail_msg("%s", err.text);
    assert_int_equal(rms_arranger_probe(site->arranger, &site->verdict, site->hint, sizeof site->hint), RMS_OK);
}

void rms_test_site_open(rms_test_site *site, const char *url, rms_adapter adapter)
{
    char door[128];
    (void)snprintf(door, sizeof door, "%s/-/world", url);
    const rms_arrange_options options = {.url = {url, url, url}, .adapter = adapter, .door_url = door};
    rms_test_site_open_with(site, &options, NULL);
}

void rms_test_site_close(rms_test_site *site)
{
    rms_arranger_free(site->arranger);
    rms_exchanger_free(site->exchanger);
    rms_arena_free(site->arena);
}

/* The door is not told about what is absent, so its JSON has no word for that: here it is a list of [kind, symbol]. */
static void read_absent(rms_test_site *site, const json_t *list, rms_world *world)
{
    static const char *const kinds[] = {"instance", "load_balancer", "vserver_group", "group"};
    size_t i;
    const json_t *each;
    world->absent = rms_arena_alloc(site->arena, json_array_size(list) + 1, sizeof *world->absent);
    assert_non_null(world->absent);
    json_array_foreach(list, i, each)
    {
        size_t kind = 0;
        while (strcmp(kinds[kind], json_string_value(json_array_get(each, 0))) != 0)
            kind++;
        world->absent[world->n_absent++] = (rms_world_absent){
            (rms_absent_kind)kind, rms_arena_copy(site->arena, json_string_value(json_array_get(each, 1)))};
    }
}

rms_world *rms_test_world(rms_test_site *site, const char *text)
{
    RMS_AUTO(rms_buffer_done) rms_buffer json = {0};
    json_error_t where;
    rms_error err = {0};
    rms_world *world = NULL;
    for (const char *c = text; *c; c++)
        rms_buffer_append(&json, *c == '\'' ? "\"" : c, 1);
    json_t *root = json_loadb(json.p, json.n, 0, &where);
    if (!root)
        fail_msg("%s in %s", where.text, json.p);
    json_t *absent = json_incref(json_object_get(root, "absent"));
    (void)json_object_del(root, "absent");
    if (rms_world_from_json(root, site->arena, &world, &err) != RMS_OK)
        fail_msg("%s in %s", err.text, json.p);
    read_absent(site, absent, world);
    json_decref(absent);
    json_decref(root);
    return world;
}

static void ignore(void *context, const char *text)
{
    (void)context;
    (void)text;
}

size_t rms_test_leftovers(rms_test_site *site)
{
    size_t n = 0;
    rms_error err = {0};
    if (rms_sweep(site->arranger, prefix, 1, ignore, NULL, &n, &err) != RMS_OK)
        fail_msg("%s", err.text);
    return n;
}
