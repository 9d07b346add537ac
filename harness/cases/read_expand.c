/* What is put into a case before it is read: the values of an `each` row for ${key}, and `$s1..20` in lists. */
#include "harness/cases/reading.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { FILLED_KEYS_MAX = 256 };

typedef struct expansion {
    rms_loader *loader;
    const rms_yaml *row;
    unsigned char *used; /* by key of the row */
    int failed;
} expansion;

static const rms_yaml *expand(expansion *x, const rms_yaml *node, const rms_yaml *row, size_t depth);

static void fail(expansion *x)
{
    x->failed = 1;
}

/* Also nodes that rows share are counted: they are read again for each. */
static int count(expansion *x, const rms_yaml *node, size_t n)
{
    x->loader->expanded_nodes += n;
    if (x->loader->expanded_nodes <= RMS_EXPANDED_NODES_MAX)
        return 1;
    rms_say_status(x->loader, RMS_E_LIMIT, node->where, "`each` and ranges make more than %d nodes of this file",
                   RMS_EXPANDED_NODES_MAX);
    fail(x);
    return 0;
}

static rms_yaml *new_node(expansion *x, const rms_yaml *like, size_t n)
{
    rms_loader *loader = x->loader;
    if (!count(x, like, 1 + n))
        return NULL;
    rms_yaml *node = rms_load_alloc(loader, 1, sizeof *node);
    const rms_yaml **key = rms_load_alloc(loader, n, sizeof(rms_yaml *));
    const rms_yaml **item = rms_load_alloc(loader, n, sizeof(rms_yaml *));
    if (!node || !key || !item) {
        fail(x);
        return NULL;
    }
    *node = (rms_yaml){.kind = like->kind, .where = like->where, .key = key, .item = item, .n = n};
    return node;
}

static const rms_yaml *new_text(expansion *x, const rms_yaml *like, rms_span text)
{
    rms_loader *loader = x->loader;
    loader->expanded_bytes += text.n;
    if (loader->expanded_bytes > RMS_EXPANDED_BYTES_MAX) {
        rms_say_status(loader, RMS_E_LIMIT, like->where, "`each` makes more than %zu bytes of text of this file",
                       RMS_EXPANDED_BYTES_MAX);
        fail(x);
        return NULL;
    }
    rms_yaml *node = new_node(x, like, 0);
    if (!node)
        return NULL;
    node->text = rms_arena_copy_span(loader->arena, text);
    if (!node->text) {
        rms_worsen(loader, RMS_E_NOMEM);
        fail(x);
        return NULL;
    }
    return node;
}

/* ---- ${key} ---- */

/* The next "${name}", or NULL. */
static const char *next_variable(const char *p, rms_span *name, const char **end)
{
    const char *start = strstr(p, "${");
    const char *close = start ? strchr(start, '}') : NULL;
    if (!close)
        return NULL;
    *name = (rms_span){start + 2, (size_t)(close - start - 2)};
    *end = close + 1;
    return start;
}

static const rms_yaml *row_value(expansion *x, const rms_yaml *row, rms_span name, rms_where where)
{
    char word[RMS_CITE_MAX], cited[RMS_CITE_MAX];
    for (size_t i = 0; row && i < row->n; i++)
        if (rms_span_equal(rms_span_of(row->key[i]->text), name)) {
            x->used[i] = 1;
            return row->item[i];
        }
    (void)snprintf(word, sizeof word, "%.*s", (int)(name.n < 40 ? name.n : 40), name.p);
    rms_nearest nearest = {.word = word};
    for (size_t i = 0; row && i < row->n; i++)
        rms_nearest_offer(&nearest, row->key[i]->text);
    if (!row)
        rms_say(x->loader, where, "'${%s}' has nothing to be replaced by: %s", rms_cite(word, cited),
                x->row ? "values of a row are put in as they are" : "the case has no `each`");
    else if (nearest.best)
        rms_say(x->loader, where, "the row has no key '%s'; did you mean '%s'?", rms_cite(word, cited), nearest.best);
    else
        rms_say(x->loader, where, "the row has no key '%s'", rms_cite(word, cited));
    fail(x);
    return NULL;
}

static const rms_yaml *replace_in_text(expansion *x, const rms_yaml *node, const rms_yaml *row)
{
    RMS_AUTO(rms_buffer_done) rms_buffer text = {.max = RMS_EXPANDED_BYTES_MAX};
    const char *from = node->text, *end = from;
    rms_span name;
    for (const char *at; (at = next_variable(from, &name, &end)); from = end) {
        const rms_yaml *value = row_value(x, row, name, node->where);
        if (!value)
            return NULL;
        if (value->kind != RMS_YAML_SCALAR) {
            rms_say(x->loader, value->where, "this is put inside a text (line %u); it must be a text, not %s",
                    node->where.line, rms_yaml_kind_name(value->kind));
            fail(x);
            return NULL;
        }
        rms_buffer_span(&text, (rms_span){from, (size_t)(at - from)});
        rms_buffer_puts(&text, value->text);
    }
    rms_buffer_puts(&text, from);
    if (text.status != RMS_OK) {
        rms_say_status(x->loader, text.status, node->where, "the text becomes too long");
        fail(x);
        return NULL;
    }
    if (next_variable(text.p ? text.p : "", &name, &end)) {
        rms_say(x->loader, node->where, "with the values of its row put in, the text has a '${...}' again");
        fail(x);
        return NULL;
    }
    return new_text(x, node, rms_buffer_view(&text));
}

static const rms_yaml *expand_text(expansion *x, const rms_yaml *node, const rms_yaml *row, size_t depth)
{
    const char *end = NULL;
    rms_span name;
    assert(node->text); /* every scalar has one */
    const char *first = next_variable(node->text, &name, &end);
    if (!first)
        return node;
    if (first != node->text || *end)
        return replace_in_text(x, node, row);
    const rms_yaml *value = row_value(x, row, name, node->where);
    return value ? expand(x, value, NULL, depth) : NULL; /* rows hold ranges, but no variables */
}

/* ---- $s1..20 ---- */

typedef struct range {
    rms_span stem;
    long first, last;
} range;

/* 1: a range; 0: none; -1: told. */
static int range_in(expansion *x, const rms_yaml *node, range *ret)
{
    if (node->kind != RMS_YAML_SCALAR || node->text[0] != '$')
        return 0;
    const char *dots = strstr(node->text, "..");
    if (!dots || rms_symbol_length(node->text) != (size_t)(dots - node->text) || !isdigit((unsigned char)dots[-1]))
        return 0;
    const char *digits = dots;
    while (isdigit((unsigned char)digits[-1]))
        digits--;
    char *end = NULL;
    const long last = isdigit((unsigned char)dots[2]) ? strtol(dots + 2, &end, 10) : -1;
    const long first = strtol(digits, NULL, 10);
    if (last < 0 || *end || first > last || dots - digits > 6 || last > 999999) {
        rms_say(x->loader, node->where, "a range is written $s1..20 and counts upwards");
        return -1;
    }
    if (last - first >= RMS_WORLD_SERVERS_MAX) {
        rms_say_status(x->loader, RMS_E_LIMIT, node->where, "a range stands for at most %d symbols",
                       RMS_WORLD_SERVERS_MAX);
        return -1;
    }
    *ret = (range){{node->text, (size_t)(digits - node->text)}, first, last};
    return 1;
}

static const rms_yaml *symbol_of(expansion *x, const rms_yaml *node, const range *r, long number)
{
    char text[RMS_CITE_MAX * 4];
    const int n = snprintf(text, sizeof text, "%.*s%ld", (int)r->stem.n, r->stem.p, number);
    if (n < 0 || (size_t)n >= sizeof text) {
        rms_say_status(x->loader, RMS_E_LIMIT, node->where, "the symbol is too long");
        fail(x);
        return NULL;
    }
    return new_text(x, node, (rms_span){text, (size_t)n});
}

/* The value of a list item that is a range: the item itself, or one value of an object. -1: told. */
static int find_range(expansion *x, const rms_yaml *item, range *r, size_t *ret_value)
{
    int found = range_in(x, item, r);
    if (found != 0 || item->kind != RMS_YAML_MAPPING)
        return found;
    for (size_t i = 0; i < item->n; i++) {
        range another;
        const int here = range_in(x, item->item[i], found ? &another : r);
        if (here < 0)
            return -1;
        if (here && found) {
            rms_say(x->loader, item->item[i]->where, "a second range in one object; write the objects out");
            return -1;
        }
        if (here) {
            found = 1;
            *ret_value = i;
        }
    }
    return found;
}

/* Append an item to a growing list, once or once a symbol of its range. */
static void append_item(expansion *x, const rms_yaml *item, const rms_yaml ***list, size_t *n)
{
    range r = {{NULL, 0}, 0, 0};
    size_t value = 0;
    const int found = find_range(x, item, &r, &value);
    if (found < 0)
        fail(x);
    if (found == 0 && !rms_load_push(x->loader, list, n, &item, sizeof(rms_yaml *)))
        fail(x);
    for (long number = r.first; found > 0 && number <= r.last && !x->failed; number++) {
        const rms_yaml *one = symbol_of(x, item->kind == RMS_YAML_SCALAR ? item : item->item[value], &r, number);
        if (one && item->kind == RMS_YAML_MAPPING) {
            rms_yaml *copy = new_node(x, item, item->n);
            if (!copy)
                return;
            memcpy(copy->key, item->key, item->n * sizeof(rms_yaml *));
            memcpy(copy->item, item->item, item->n * sizeof(rms_yaml *));
            copy->item[value] = one;
            one = copy;
        }
        if (!one || !rms_load_push(x->loader, list, n, &one, sizeof(rms_yaml *)))
            fail(x);
    }
}

/* ---- the walk ---- */

static const rms_yaml *expand_list(expansion *x, const rms_yaml *node, const rms_yaml *row, size_t depth)
{
    const rms_yaml **items = NULL;
    size_t n = 0;
    int changed = 0;
    for (size_t i = 0; i < node->n && !x->failed; i++) {
        const rms_yaml *item = expand(x, node->item[i], row, depth + 1);
        const size_t before = n;
        if (!item)
            return NULL;
        append_item(x, item, &items, &n);
        changed |= n != before + 1 || items[before] != node->item[i];
    }
    if (x->failed || !changed)
        return x->failed ? NULL : node;
    rms_yaml *copy = new_node(x, node, 0);
    if (!copy || !count(x, node, n))
        return NULL;
    copy->item = items;
    copy->n = n;
    return copy;
}

static int key_is_new(expansion *x, const rms_yaml *map, size_t n, const rms_yaml *key)
{
    char cited[RMS_CITE_MAX];
    if (n > FILLED_KEYS_MAX) {
        rms_say_status(x->loader, RMS_E_LIMIT, map->where, "a mapping with '${...}' keys has at most %d keys",
                       FILLED_KEYS_MAX);
        fail(x);
        return 0;
    }
    for (size_t i = 0; i < n; i++)
        if (strcmp(map->key[i]->text, key->text) == 0) {
            rms_say(x->loader, key->where, "key '%s' stands a second time when the row is put in",
                    rms_cite(key->text, cited));
            fail(x);
            return 0;
        }
    return 1;
}

static const rms_yaml *expand_map(expansion *x, const rms_yaml *node, const rms_yaml *row, size_t depth)
{
    rms_yaml *copy = NULL;
    for (size_t i = 0; i < node->n; i++) {
        const rms_yaml *key = expand(x, node->key[i], row, depth + 1);
        const rms_yaml *value = expand(x, node->item[i], row, depth + 1);
        if (!key || !value)
            return NULL;
        if (key->kind != RMS_YAML_SCALAR) {
            rms_say(x->loader, key->where, "this becomes a key; it must be a text, not %s",
                    rms_yaml_kind_name(key->kind));
            fail(x);
            return NULL;
        }
        if (!copy && (key != node->key[i] || value != node->item[i])) {
            copy = new_node(x, node, node->n);
            if (!copy)
                return NULL;
            memcpy(copy->key, node->key, node->n * sizeof(rms_yaml *));
            memcpy(copy->item, node->item, i * sizeof(rms_yaml *));
        }
        if (copy) {
            if (key != node->key[i] && !key_is_new(x, copy, node->n, key))
                return NULL;
            copy->key[i] = key;
            copy->item[i] = value;
        }
    }
    return copy ? copy : node;
}

static const rms_yaml *expand(expansion *x, const rms_yaml *node, const rms_yaml *row, size_t depth)
{
    if (depth > RMS_CASE_DEPTH_MAX) {
        rms_say_status(x->loader, RMS_E_LIMIT, node->where, "lists and mappings are nested more than %d deep",
                       RMS_CASE_DEPTH_MAX);
        fail(x);
        return NULL;
    }
    if (!count(x, node, 1))
        return NULL;
    if (node->kind == RMS_YAML_SCALAR)
        return expand_text(x, node, row, depth);
    return node->kind == RMS_YAML_SEQUENCE ? expand_list(x, node, row, depth) : expand_map(x, node, row, depth);
}

static void warn_unused_keys(expansion *x)
{
    char cited[RMS_CITE_MAX];
    for (size_t i = 0; x->row && i < x->row->n; i++)
        if (!x->used[i] && strcmp(x->row->key[i]->text, "row") != 0)
            rms_warn(x->loader, x->row->key[i]->where, "the case uses '${%s}' nowhere",
                     rms_cite(x->row->key[i]->text, cited));
}

/* The case without its `each`. */
static const rms_yaml *without_each(expansion *x, const rms_yaml *node)
{
    rms_yaml *copy = new_node(x, node, node->n);
    if (!copy)
        return NULL;
    copy->n = 0;
    for (size_t i = 0; i < node->n; i++)
        if (strcmp(node->key[i]->text, "each") != 0) {
            copy->key[copy->n] = node->key[i];
            copy->item[copy->n++] = node->item[i];
        }
    return copy;
}

const rms_yaml *rms_expand(rms_loader *loader, const rms_yaml *node, const rms_yaml *row)
{
    expansion x = {.loader = loader, .row = row};
    x.used = rms_load_alloc(loader, row ? row->n : 0, 1);
    const rms_yaml *bare = x.used ? without_each(&x, node) : NULL;
    const rms_yaml *ready = bare ? expand(&x, bare, row, 1) : NULL;
    if (ready)
        warn_unused_keys(&x);
    return ready;
}
