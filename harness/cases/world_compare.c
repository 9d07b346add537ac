/* Whether an observed world is as it was wanted, and if not, where it differs. */
#include "harness/cases/world.h"

#include <stdlib.h>
#include <string.h>

typedef struct comparing {
    rms_buffer *text; /* may be NULL */
    int differences;
} comparing;

/* Start the text of one more difference: "load balancer lb-1: servers: ". NULL when nobody wants it. */
static rms_buffer *differ(comparing *c, const char *kind, const char *id, const char *what)
{
    if (c->text)
        rms_buffer_printf(c->text, "%s%s%s%s%s%s", c->differences ? " | " : "", kind, *id ? " " : "", id,
                          what ? ": " : "", what ? what : "");
    c->differences++;
    return c->text;
}

static void compare_text(comparing *c, const char *kind, const char *id, const char *what, const char *wanted,
                         const char *seen)
{
    if (!wanted || (seen && strcmp(wanted, seen) == 0))
        return;
    rms_buffer *text = differ(c, kind, id, what);
    if (text)
        rms_buffer_printf(text, ": expected %s; %s%s", wanted, seen ? "found " : "not observed", seen ? seen : "");
}

static void compare_number(comparing *c, const char *kind, const char *id, const char *what, int wanted, int seen)
{
    if (wanted < 0 || wanted == seen)
        return;
    rms_buffer *text = differ(c, kind, id, what);
    if (text && seen < 0)
        rms_buffer_printf(text, ": expected %d; not observed", wanted);
    else if (text)
        rms_buffer_printf(text, ": expected %d; found %d", wanted, seen);
}

static const char *flag_word(int flag)
{
    return flag < 0 ? NULL : flag ? "yes" : "no";
}

/* ---- lists: complete, in any order ---- */

/* How the entries of one kind of list are compared and shown. */
typedef struct list_kind {
    size_t size;
    int (*fits)(const void *wanted, const void *seen);
    /* what is shown beside the id: a bit mask of what any wanted entry says */
    unsigned (*says)(const void *wanted);
    void (*show)(const void *entry, unsigned shown, rms_buffer *out);
} list_kind;

static const void *entry(const list_kind *kind, const void *list, size_t i)
{
    return (const char *)list + i * kind->size;
}

typedef struct matching {
    const list_kind *kind;
    const void *wanted, *seen;
    size_t n;
    size_t taken_by[RMS_WORLD_SERVERS_MAX]; /* of a seen entry: the wanted one, or n */
    unsigned char tried[RMS_WORLD_SERVERS_MAX];
} matching;

/* Find a seen entry for a wanted one, moving others to their second choice where that helps. */
static int place(matching *m, size_t wanted)
{
    for (size_t k = 0; k < m->n; k++) {
        if (m->tried[k] || !m->kind->fits(entry(m->kind, m->wanted, wanted), entry(m->kind, m->seen, k)))
            continue;
        m->tried[k] = 1;
        if (m->taken_by[k] == m->n || place(m, m->taken_by[k])) {
            m->taken_by[k] = wanted;
            return 1;
        }
    }
    return 0;
}

static int same_list(const list_kind *kind, const void *wanted, size_t n, const void *seen, size_t n_seen)
{
    matching m = {.kind = kind, .wanted = wanted, .seen = seen, .n = n};
    if (n != n_seen || n > RMS_WORLD_SERVERS_MAX)
        return 0;
    for (size_t k = 0; k < n; k++)
        m.taken_by[k] = n;
    for (size_t i = 0; i < n; i++) {
        memset(m.tried, 0, sizeof m.tried);
        if (!place(&m, i))
            return 0;
    }
    return 1;
}

static int by_text(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* The entries, sorted, "none" for an empty list. */
static void show_list(const list_kind *kind, const void *list, size_t n, unsigned shown, rms_buffer *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer one = {0};
    rms_arena *arena = rms_arena_new();
    char **texts = arena ? rms_arena_alloc(arena, n, sizeof *texts) : NULL;
    size_t made = 0;
    for (; texts && made < n; made++) {
        rms_buffer_clear(&one);
        kind->show(entry(kind, list, made), shown, &one);
        texts[made] = rms_arena_copy_span(arena, rms_buffer_view(&one));
        if (!texts[made] || one.status != RMS_OK)
            break;
    }
    if (made == n && n) {
        qsort(texts, n, sizeof *texts, by_text);
        for (size_t i = 0; i < n; i++)
            rms_buffer_printf(out, "%s%s", i ? ", " : "", texts[i]);
    } else {
        rms_buffer_puts(out, n ? "(out of memory)" : "none");
    }
    rms_arena_free(arena);
}

static void compare_lists(comparing *c, const char *what_object, const char *id, const char *what,
                          const list_kind *kind, const void *wanted, size_t n, const void *seen, size_t n_seen,
                          int seen_said)
{
    unsigned shown = 0;
    if (seen_said && same_list(kind, wanted, n, seen, n_seen))
        return;
    for (size_t i = 0; i < n; i++)
        shown |= kind->says(entry(kind, wanted, i));
    rms_buffer *text = differ(c, what_object, id, what);
    if (!text)
        return;
    rms_buffer_puts(text, ": expected ");
    show_list(kind, wanted, n, shown, text);
    rms_buffer_puts(text, seen_said ? "; found " : "; not observed");
    if (seen_said)
        show_list(kind, seen, n_seen, shown, text);
}

/* ---- servers ---- */

enum { SAYS_PORT = 1, SAYS_WEIGHT = 2, SAYS_TYPE = 4, SAYS_IP = 8, SAYS_DESCRIPTION = 16 };

static int text_fits(const char *wanted, const char *seen)
{
    return !wanted || (seen && strcmp(wanted, seen) == 0);
}

static int number_fits(int wanted, int seen)
{
    return wanted < 0 || wanted == seen;
}

/* The documents: a server without Type is of type ecs. */
static const char *type_of(const rms_world_server *server)
{
    return server->type ? server->type : "ecs";
}

static int server_fits(const void *a, const void *b)
{
    const rms_world_server *wanted = a, *seen = b;
    return text_fits(wanted->id, seen->id) && number_fits(wanted->port, seen->port) &&
           number_fits(wanted->weight, seen->weight) && text_fits(wanted->ip, seen->ip) &&
           (!wanted->type || strcmp(wanted->type, type_of(seen)) == 0) &&
           text_fits(wanted->description, seen->description);
}

static unsigned server_says(const void *wanted)
{
    const rms_world_server *server = wanted;
    return (server->port >= 0 ? SAYS_PORT : 0u) | (server->weight >= 0 ? SAYS_WEIGHT : 0u) |
           (server->type ? SAYS_TYPE : 0u) | (server->ip ? SAYS_IP : 0u) |
           (server->description ? SAYS_DESCRIPTION : 0u);
}

static void show_server(const void *one, unsigned shown, rms_buffer *out)
{
    const rms_world_server *server = one;
    rms_buffer_puts(out, server->id);
    if (shown & SAYS_PORT && server->port >= 0)
        rms_buffer_printf(out, ":%d", server->port);
    if (shown & SAYS_IP && server->ip)
        rms_buffer_printf(out, " at %s", server->ip);
    if (shown & SAYS_TYPE)
        rms_buffer_printf(out, " %s", type_of(server));
    if (shown & SAYS_WEIGHT && server->weight >= 0)
        rms_buffer_printf(out, " weight %d", server->weight);
    if (shown & SAYS_DESCRIPTION && server->description)
        rms_buffer_printf(out, " \"%s\"", server->description);
}

static const list_kind servers_kind = {sizeof(rms_world_server), server_fits, server_says, show_server};

/* ---- members ---- */

enum { SAYS_CREATION = 1, SAYS_ENTRUSTED = 2, SAYS_STATE = 4 };

static int member_fits(const void *a, const void *b)
{
    const rms_world_member *wanted = a, *seen = b;
    return text_fits(wanted->id, seen->id) &&
           (wanted->creation == RMS_CREATION_ANY || wanted->creation == seen->creation) &&
           number_fits(wanted->entrusted, seen->entrusted) && text_fits(wanted->state, seen->state);
}

static unsigned member_says(const void *wanted)
{
    const rms_world_member *member = wanted;
    return (member->creation != RMS_CREATION_ANY ? SAYS_CREATION : 0u) |
           (member->entrusted >= 0 ? SAYS_ENTRUSTED : 0u) | (member->state ? SAYS_STATE : 0u);
}

static void show_member(const void *one, unsigned shown, rms_buffer *out)
{
    const rms_world_member *member = one;
    rms_buffer_puts(out, member->id);
    if (shown & SAYS_CREATION && member->creation != RMS_CREATION_ANY)
        rms_buffer_puts(out, member->creation == RMS_CREATION_AUTO ? " auto-created" : " attached");
    if (shown & SAYS_ENTRUSTED && member->entrusted >= 0)
        rms_buffer_puts(out, member->entrusted ? " entrusted" : " not entrusted");
    if (shown & SAYS_STATE && member->state)
        rms_buffer_printf(out, " %s", member->state);
}

static const list_kind members_kind = {sizeof(rms_world_member), member_fits, member_says, show_member};

/* ---- ids ---- */

static int id_fits(const void *a, const void *b)
{
    const char *const *wanted = a, *const *seen = b;
    return strcmp(*wanted, *seen) == 0;
}

static unsigned id_says(const void *wanted)
{
    (void)wanted;
    return 0;
}

static void show_id(const void *one, unsigned shown, rms_buffer *out)
{
    const char *const *id = one;
    (void)shown;
    rms_buffer_puts(out, *id);
}

static const list_kind ids_kind = {sizeof(const char *), id_fits, id_says, show_id};

/* ---- tags ---- */

static int tag_fits(const void *a, const void *b)
{
    const rms_world_tag *wanted = a, *seen = b;
    return strcmp(wanted->key, seen->key) == 0 && strcmp(wanted->value, seen->value) == 0;
}

static void show_tag(const void *one, unsigned shown, rms_buffer *out)
{
    const rms_world_tag *tag = one;
    (void)shown;
    rms_buffer_printf(out, "%s=%s", tag->key, tag->value);
}

static const list_kind tags_kind = {sizeof(rms_world_tag), tag_fits, id_says, show_tag};

/* ---- objects ---- */

static void tell_missing(comparing *c, const char *kind, const char *id)
{
    rms_buffer *text = differ(c, kind, id, NULL);
    if (text)
        rms_buffer_puts(text, ": not there");
}

static void compare_listener(comparing *c, const char *kind, const char *id, int wanted, int seen)
{
    static const char *const words[] = {"none", "tcp"};
    compare_text(c, kind, id, "listener", wanted < 0 ? NULL : words[wanted != 0], seen < 0 ? NULL : words[seen != 0]);
}

static void compare_load_balancer(comparing *c, const rms_world_load_balancer *wanted, const rms_world *observed)
{
    static const char kind[] = "load balancer";
    const rms_world_load_balancer *seen = NULL;
    for (size_t i = 0; i < observed->n_load_balancers && !seen; i++)
        if (strcmp(observed->load_balancers[i].id, wanted->id) == 0)
            seen = &observed->load_balancers[i];
    if (!seen) {
        tell_missing(c, kind, wanted->id);
        return;
    }
    compare_text(c, kind, wanted->id, "status", wanted->status, seen->status);
    compare_listener(c, kind, wanted->id, wanted->listener, seen->listener);
    if (wanted->servers_said)
        compare_lists(c, kind, wanted->id, "servers", &servers_kind, wanted->servers, wanted->n_servers, seen->servers,
                      seen->n_servers, seen->servers_said);
    if (wanted->n_tags)
        compare_lists(c, kind, wanted->id, "tags", &tags_kind, wanted->tags, wanted->n_tags, seen->tags, seen->n_tags,
                      1);
}

static void compare_vserver_group(comparing *c, const rms_world_vserver_group *wanted, const rms_world *observed)
{
    static const char kind[] = "vServer group";
    const rms_world_vserver_group *seen = NULL;
    for (size_t i = 0; i < observed->n_vserver_groups && !seen; i++)
        if (strcmp(observed->vserver_groups[i].id, wanted->id) == 0)
            seen = &observed->vserver_groups[i];
    if (!seen) {
        tell_missing(c, kind, wanted->id);
        return;
    }
    compare_text(c, kind, wanted->id, "load balancer", wanted->load_balancer, seen->load_balancer);
    compare_listener(c, kind, wanted->id, wanted->listener, seen->listener);
    if (wanted->servers_said)
        compare_lists(c, kind, wanted->id, "servers", &servers_kind, wanted->servers, wanted->n_servers, seen->servers,
                      seen->n_servers, seen->servers_said);
}

static void compare_attached(comparing *c, const char *id, const char *what, const char **wanted, size_t n,
                             const char **seen, size_t n_seen)
{
    if (n)
        compare_lists(c, "scaling group", id, what, &ids_kind, wanted, n, seen, n_seen, 1);
}

static void compare_group(comparing *c, const rms_world_group *wanted, const rms_world *observed)
{
    static const char kind[] = "scaling group";
    const rms_world_group *seen = NULL;
    for (size_t i = 0; i < observed->n_groups && !seen; i++)
        if (strcmp(observed->groups[i].id, wanted->id) == 0)
            seen = &observed->groups[i];
    if (!seen) {
        tell_missing(c, kind, wanted->id);
        return;
    }
    const char *id = wanted->id;
    compare_text(c, kind, id, "status", wanted->status, seen->status);
    compare_number(c, kind, id, "min_size", wanted->min_size, seen->min_size);
    compare_number(c, kind, id, "max_size", wanted->max_size, seen->max_size);
    compare_number(c, kind, id, "cooldown", wanted->cooldown, seen->cooldown);
    compare_text(c, kind, id, "cooling_down", flag_word(wanted->cooling_down), flag_word(seen->cooling_down));
    compare_text(c, kind, id, "activity", wanted->activity, seen->activity);
    compare_text(c, kind, id, "scaling_policy", wanted->scaling_policy, seen->scaling_policy);
    compare_attached(c, id, "load balancers", wanted->load_balancers, wanted->n_load_balancers, seen->load_balancers,
                     seen->n_load_balancers);
    compare_attached(c, id, "vServer groups", wanted->vserver_groups, wanted->n_vserver_groups, seen->vserver_groups,
                     seen->n_vserver_groups);
    compare_attached(c, id, "DB instances", wanted->db_instances, wanted->n_db_instances, seen->db_instances,
                     seen->n_db_instances);
    if (wanted->instances_said)
        compare_lists(c, kind, id, "instances", &members_kind, wanted->instances, wanted->n_instances, seen->instances,
                      seen->n_instances, seen->instances_said);
}

static void compare_instances(comparing *c, const char *kind, const rms_world_instance *wanted, size_t n,
                              const rms_world_instance *observed, size_t n_observed)
{
    for (size_t i = 0; i < n; i++) {
        const rms_world_instance *seen = NULL;
        for (size_t k = 0; k < n_observed && !seen; k++)
            if (strcmp(observed[k].id, wanted[i].id) == 0)
                seen = &observed[k];
        compare_text(c, kind, wanted[i].id, "status", wanted[i].status, seen ? seen->status : NULL);
    }
}

int rms_world_holds(const rms_world *wanted, const rms_world *observed, rms_buffer *difference)
{
    comparing c = {.text = difference};
    for (size_t i = 0; i < wanted->n_load_balancers; i++)
        compare_load_balancer(&c, &wanted->load_balancers[i], observed);
    for (size_t i = 0; i < wanted->n_vserver_groups; i++)
        compare_vserver_group(&c, &wanted->vserver_groups[i], observed);
    for (size_t i = 0; i < wanted->n_groups; i++)
        compare_group(&c, &wanted->groups[i], observed);
    compare_instances(&c, "instance", wanted->instances, wanted->n_instances, observed->instances,
                      observed->n_instances);
    compare_instances(&c, "DB instance", wanted->db_instances, wanted->n_db_instances, observed->db_instances,
                      observed->n_db_instances);
    compare_text(&c, "caller", "", NULL, wanted->caller, observed->caller);
    return c.differences == 0;
}
