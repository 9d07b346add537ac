/* What earlier, killed runs left: found by the prefix of their names, and deleted. */
#include "harness/exchange/find.h"

#include "harness/arrange/guard.h"
#include "harness/exchange/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct found {
    char *id, *name;
} found;

typedef struct broom {
    rms_arranger *arranger;
    const char *prefix;
    int dry;
    void (*tell)(void *context, const char *text);
    void *context;
    size_t n;
} broom;

typedef struct finds {
    rms_guard *guard;
    found *v;
    size_t n, capacity;
} finds;

static rms_status collect(void *context, const char *id, const char *name)
{
    finds *all = context;
    if (all->n == all->capacity) {
        const size_t capacity = all->capacity ? all->capacity * 2 : 16;
        found *v = realloc(all->v, capacity * sizeof *v);
        if (!v)
            return RMS_E_NOMEM;
        all->v = v;
        all->capacity = capacity;
    }
    const found one = {strdup(id), strdup(name)};
    all->v[all->n++] = one;
    return one.id && one.name ? rms_guard_own(all->guard, id) : RMS_E_NOMEM;
}

static void finds_done(finds *all)
{
    for (size_t i = 0; i < all->n; i++) {
        free(all->v[i].id);
        free(all->v[i].name);
    }
    free(all->v);
}

static void say(broom *b, const char *what, const found *one, const char *failure)
{
    char text[512];
    (void)snprintf(text, sizeof text, "%s %s (%s)%s%s", what, one->id, one->name, *failure ? ": not removed: " : "",
                   failure);
    b->tell(b->context, text);
}

static rms_status sweep_kind(broom *b, rms_undo_kind kind, const char *what, const char *load_balancer_id,
                             rms_error *err)
{
    RMS_AUTO(finds_done) finds all = {.guard = b->arranger->options.guard};
    const rms_status status = rms_find_named(b->arranger, kind, load_balancer_id, b->prefix, collect, &all, err);
    for (size_t i = 0; status == RMS_OK && i < all.n; i++) {
        char failure[200] = "";
        if (kind == RMS_UNDO_LOAD_BALANCER) /* what cannot be listed goes with its load balancer */
            (void)sweep_kind(b, RMS_UNDO_VSERVER_GROUP, "vServer group", all.v[i].id, NULL);
        const int gone = b->dry || rms_undo_delete(b->arranger, kind, all.v[i].id, failure, sizeof failure);
        say(b, what, &all.v[i], failure);
        b->n += gone != 0;
    }
    return status;
}

/* An endpoint may know one product only: what it cannot list is told, and is an error when it can list nothing at all.
 */
rms_status rms_sweep(rms_arranger *a, const char *prefix, int dry, void (*tell)(void *context, const char *text),
                     void *context, size_t *ret_n, rms_error *err)
{
    static const struct {
        rms_undo_kind kind;
        rms_product product;
        const char *what;
    } kinds[] = {
        /* scaling groups first: they hold load balancers */
        {RMS_UNDO_GROUP, RMS_PRODUCT_ESS, "scaling group"},
        {RMS_UNDO_LOAD_BALANCER, RMS_PRODUCT_SLB, "load balancer"},
    };
    broom b = {a, prefix ? prefix : "rmspec-", dry, tell, context, 0};
    size_t listed = 0;
    rms_status failed = RMS_OK;
    if (!*b.prefix)
        return rms_fail(err, RMS_E_USAGE, 0, "an empty prefix would sweep everything away");
    for (size_t i = 0; i < RMS_COUNT(kinds); i++) {
        rms_error why = {0};
        char text[sizeof why.text + 64];
        if (!a->options.url[kinds[i].product])
            continue;
        const rms_status status = sweep_kind(&b, kinds[i].kind, kinds[i].what, NULL, &why);
        if (status == RMS_E_NOMEM || status == RMS_E_INTERRUPTED)
            return rms_fail(err, status, 0, "%s", why.text);
        listed += status == RMS_OK;
        if (status == RMS_OK)
            continue;
        failed = rms_fail(err, status, 0, "%s", why.text);
        (void)snprintf(text, sizeof text, "%ss cannot be listed: %s", kinds[i].what, why.text);
        tell(context, text);
    }
    *ret_n = b.n;
    return listed ? RMS_OK : failed;
}
