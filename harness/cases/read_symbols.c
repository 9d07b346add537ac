/* Symbols of one case: what `given` binds, and whether everything that is used is bound and the other way round. */
#include "harness/cases/reading.h"

#include <string.h>

int rms_is_symbol(const char *text)
{
    const size_t n = rms_symbol_length(text);
    return n > 0 && text[n] == '\0';
}

static const char *kind_name(unsigned kinds)
{
    static const char *const names[] = {"a load balancer", "a vServer group", "a scaling group", "an instance",
                                        "a DB instance"};
    for (size_t i = 0; i < RMS_COUNT(names); i++)
        if (kinds & 1u << i)
            return names[i];
    return "an id";
}

static rms_symbol *find(const rms_symbols *symbols, const char *name, size_t n)
{
    for (size_t i = 0; i < symbols->n; i++)
        if (strncmp(symbols->v[i].name, name, n) == 0 && symbols->v[i].name[n] == '\0')
            return &symbols->v[i];
    return NULL;
}

const rms_symbol *rms_find_symbol(const rms_loader *loader, const char *name)
{
    return find(&loader->symbols, name, strlen(name));
}

/* A group, its members and whatever stands beside it make a world what it is. Absent ids and DB instances do nothing by
 * themselves: one that nothing refers to is most likely a slip. */
static int is_useful(unsigned kinds)
{
    return !(kinds & (RMS_IS_ABSENT | RMS_IS_DB_INSTANCE));
}

rms_symbol *rms_bind_symbol(rms_loader *loader, const char *name, unsigned kinds, rms_where where)
{
    rms_symbol *known = find(&loader->symbols, name, strlen(name));
    if (known && known->kinds != kinds) {
        rms_say(loader, where, "%s stands for %s%s already (line %u)", name,
                known->kinds & RMS_IS_ABSENT ? "the absent id of " : "", kind_name(known->kinds), known->where.line);
    } else if (known && kinds != RMS_IS_INSTANCE) {
        rms_say(loader, where, "%s is bound twice; the first is in line %u", name, known->where.line);
    } else if (!known && loader->symbols.n == RMS_SYMBOLS_MAX) {
        rms_say_status(loader, RMS_E_LIMIT, where, "a world binds at most %d symbols", RMS_SYMBOLS_MAX);
    } else if (!known) {
        const rms_symbol symbol = {name, kinds, where, is_useful(kinds), 0};
        if (rms_load_push(loader, &loader->symbols.v, &loader->symbols.n, &symbol, sizeof symbol))
            return &loader->symbols.v[loader->symbols.n - 1];
    }
    return NULL;
}

static void tell_unbound(rms_loader *loader, const char *name, unsigned kinds, rms_use_place place, rms_where where)
{
    switch (place) {
    case RMS_USE_GIVEN:
        rms_say(loader, where, "%s is not in this world; add %s of that id", name, kind_name(kinds));
        break;
    case RMS_USE_THEN:
        rms_say(loader, where, "`then` names %s, which `given` does not have", name);
        break;
    default:
        rms_say(loader, where, "%s is not bound: `given` has no such symbol, nor has its `absent`", name);
    }
}

void rms_use_symbol(rms_loader *loader, const char *name, unsigned kinds, rms_use_place place, rms_where where)
{
    rms_symbol *symbol = find(&loader->symbols, name, strlen(name));
    if (!symbol) {
        tell_unbound(loader, name, kinds, place, where);
        return;
    }
    symbol->used = 1;
    const int absent = (symbol->kinds & RMS_IS_ABSENT) != 0;
    if (absent && !(kinds & RMS_IS_ABSENT))
        rms_say(loader, where, "%s is absent, so that it cannot stand here", name);
    else if (!(symbol->kinds & kinds & ~(unsigned)RMS_IS_ABSENT))
        rms_say(loader, where, "%s stands for %s, not for %s", name, kind_name(symbol->kinds), kind_name(kinds));
}

void rms_use_symbols_in(rms_loader *loader, const char *text, rms_use_place place, rms_where where)
{
    for (const char *p = strchr(text, '$'); p; p = strchr(p, '$')) {
        const size_t n = rms_symbol_length(p);
        if (n == 0) {
            p++;
            continue;
        }
        rms_symbol *symbol = find(&loader->symbols, p, n);
        if (symbol) {
            symbol->used = 1;
        } else {
            const char *name = rms_arena_copy_span(loader->arena, (rms_span){p, n});
            char cited[RMS_CITE_MAX];
            if (name)
                tell_unbound(loader, rms_cite(name, cited), RMS_IS_ANYTHING, place, where);
            else
                rms_worsen(loader, RMS_E_NOMEM);
        }
        p += n;
    }
}

void rms_use_all_present(rms_loader *loader)
{
    for (size_t i = 0; i < loader->symbols.n; i++)
        if (!(loader->symbols.v[i].kinds & RMS_IS_ABSENT))
            loader->symbols.v[i].used = 1;
}

void rms_warn_unused_symbols(rms_loader *loader)
{
    for (size_t i = 0; i < loader->symbols.n; i++) {
        const rms_symbol *symbol = &loader->symbols.v[i];
        if (!symbol->used)
            rms_warn(loader, symbol->where, "%s is bound here and used nowhere", symbol->name);
    }
}
