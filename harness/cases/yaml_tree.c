#include "harness/cases/yaml_tree.h"

#include "harness/cases/cases.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

typedef struct frame {
    rms_yaml *node;
    rms_yaml *key; /* of a mapping: read, its value still to come */
} frame;

typedef struct reading {
    const char *file;
    rms_span bytes;
    rms_arena *arena;
    rms_lint_sink *sink;
    void *context;
    rms_status status;
    int unusable;  /* a mistake was told that leaves no tree to go on with */
    rms_where end; /* of the file */
    size_t nodes;
    size_t documents;
    frame frames[RMS_CASE_DEPTH_MAX];
    size_t depth;
    rms_yaml *root;
} reading;

const char *rms_yaml_kind_name(rms_yaml_kind kind)
{
    static const char *const names[] = {"a text", "a list", "a mapping"};
    return (unsigned)kind < RMS_COUNT(names) ? names[kind] : "?";
}

const rms_yaml *rms_yaml_get(const rms_yaml *node, const char *key)
{
    if (!node || node->kind != RMS_YAML_MAPPING)
        return NULL;
    for (size_t i = 0; i < node->n; i++)
        if (strcmp(node->key[i]->text, key) == 0)
            return node->item[i];
    return NULL;
}

static rms_where place(const reading *r, const yaml_mark_t *mark)
{
    return (rms_where){r->file, (unsigned)mark->line + 1, (unsigned)mark->column + 1};
}

static void tell(reading *r, rms_status status, rms_where where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void tell(reading *r, rms_status status, rms_where where, const char *format, ...)
{
    rms_lint message = {.where = where};
    va_list args;
    va_start(args, format);
    rms_lint_format(&message, format, args);
    va_end(args);
    r->sink(r->context, &message);
    if (r->status == RMS_OK || status == RMS_E_LIMIT)
        r->status = status;
}

/* Bytes of the line break at the front of @p text; 0 when there is none. Line feeds are not the only ones: YAML counts
 * carriage returns, U+0085, U+2028 and U+2029 too, and so do libyaml's marks. */
static size_t line_break(rms_span text)
{
    static const char *const breaks[] = {"\n", "\r\n", "\r", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
    for (size_t i = 0; i < RMS_COUNT(breaks); i++) {
        const rms_span each = rms_span_of(breaks[i]);
        if (text.n >= each.n && memcmp(text.p, each.p, each.n) == 0)
            return each.n;
    }
    return 0;
}

/* Step over one character or line break at @p offset, and count it. */
static size_t step_over(rms_span bytes, size_t offset, yaml_mark_t *mark)
{
    const size_t n = line_break((rms_span){bytes.p + offset, bytes.n - offset});
    if (n) {
        mark->line++;
        mark->column = 0;
        return offset + n;
    }
    mark->column += ((unsigned char)bytes.p[offset] & 0xC0) != 0x80;
    return offset + 1;
}

/* libyaml gives the byte where its reader stopped, not the line. */
static rms_where place_of_byte(const reading *r, size_t offset)
{
    yaml_mark_t mark = {0, 0, 0};
    for (size_t i = 0; i < offset && i < r->bytes.n;)
        i = step_over(r->bytes, i, &mark);
    return place(r, &mark);
}

/* The byte at a mark, or NULL. Marks count characters. */
static const char *byte_at(const reading *r, const yaml_mark_t *wanted)
{
    yaml_mark_t mark = {0, 0, 0};
    size_t i = 0;
    while (i < r->bytes.n && (mark.line < wanted->line || (mark.line == wanted->line && mark.column < wanted->column)))
        i = step_over(r->bytes, i, &mark);
    while (i < r->bytes.n && ((unsigned char)r->bytes.p[i] & 0xC0) == 0x80)
        i++;
    return i < r->bytes.n && mark.line == wanted->line ? r->bytes.p + i : NULL;
}

/* libyaml takes the end of a file for the beginning of a line, with a line break before it or not. */
static rms_where place_in_file(const reading *r, const yaml_mark_t *mark)
{
    const rms_where at = place(r, mark);
    return at.line > r->end.line ? r->end : at;
}

static void tell_parser_error(reading *r, const yaml_parser_t *parser)
{
    r->unusable = 1;
    if (parser->error == YAML_MEMORY_ERROR) {
        r->status = RMS_E_NOMEM;
    } else if (parser->error == YAML_READER_ERROR) {
        char value[24] = "";
        if (parser->problem_value != -1)
            (void)snprintf(value, sizeof value, " (0x%02X)", (unsigned)parser->problem_value);
        tell(r, RMS_E_SYNTAX, place_of_byte(r, parser->problem_offset), "%s%s; a case file is UTF-8 text",
             parser->problem, value);
    } else {
        const char *at = byte_at(r, &parser->problem_mark);
        const int variable = at && at > r->bytes.p && *at == '{' && at[-1] == '$';
        tell(r, RMS_E_SYNTAX, place_in_file(r, &parser->problem_mark), "%s%s%s%s",
             parser->context ? parser->context : "", parser->context ? ": " : "",
             parser->problem ? parser->problem : "this is no YAML",
             variable ? "; inside { } and [ ] a '${...}' must be quoted" : "");
    }
}

static rms_yaml *new_node(reading *r, rms_yaml_kind kind, const yaml_event_t *event)
{
    if (++r->nodes > RMS_CASE_NODES_MAX) {
        tell(r, RMS_E_LIMIT, place(r, &event->start_mark), "more than %d nodes in one file", RMS_CASE_NODES_MAX);
        r->unusable = 1;
        return NULL;
    }
    rms_yaml *node = rms_arena_alloc(r->arena, 1, sizeof *node);
    if (!node) {
        r->status = RMS_E_NOMEM;
        return NULL;
    }
    node->kind = kind;
    node->where = place_in_file(r, &event->start_mark);
    return node;
}

static int push(reading *r, const rms_yaml ***array, size_t n, const rms_yaml *node)
{
    const rms_yaml **larger = rms_arena_grow(r->arena, (void *)*array, n, sizeof(rms_yaml *));
    if (!larger) {
        r->status = RMS_E_NOMEM;
        return 0;
    }
    larger[n] = node;
    *array = larger;
    return 1;
}

/* Hang a finished scalar or an opened collection into the collection around it. 0 ends the reading. */
static int attach(reading *r, rms_yaml *node)
{
    if (r->depth == 0) {
        r->root = node;
        return 1;
    }
    frame *top = &r->frames[r->depth - 1];
    rms_yaml *parent = top->node;
    if (parent->kind == RMS_YAML_SEQUENCE) {
        if (!push(r, &parent->item, parent->n, node))
            return 0;
        parent->n++;
    } else if (!top->key) {
        if (node->kind != RMS_YAML_SCALAR) {
            tell(r, RMS_E_SYNTAX, node->where, "a key must be a text, not %s", rms_yaml_kind_name(node->kind));
            r->unusable = 1;
            return 0;
        }
        top->key = node;
    } else {
        if (!push(r, &parent->key, parent->n, top->key) || !push(r, &parent->item, parent->n, node))
            return 0;
        parent->n++;
        top->key = NULL;
    }
    return 1;
}

static void refuse_properties(reading *r, const yaml_event_t *event, const yaml_char_t *anchor, const yaml_char_t *tag)
{
    if (anchor)
        tell(r, RMS_E_SYNTAX, place(r, &event->start_mark), "anchors and aliases are not allowed: write the value out");
    if (tag)
        tell(r, RMS_E_SYNTAX, place(r, &event->start_mark),
             "tags are not allowed: every scalar is a text, its type follows from its place");
}

static int read_scalar(reading *r, const yaml_event_t *event)
{
    const rms_span value = {(const char *)event->data.scalar.value, event->data.scalar.length};
    const int tagged = event->data.scalar.tag != NULL;
    refuse_properties(r, event, event->data.scalar.anchor, tagged ? event->data.scalar.tag : NULL);
    if (memchr(value.p, '\0', value.n)) {
        tell(r, RMS_E_SYNTAX, place(r, &event->start_mark),
             "a text with a NUL character: no request can carry it here");
        r->unusable = 1;
    }
    rms_yaml *node = new_node(r, RMS_YAML_SCALAR, event);
    if (!node)
        return 0;
    node->text = rms_arena_copy_span(r->arena, value);
    if (!node->text) {
        r->status = RMS_E_NOMEM;
        return 0;
    }
    return attach(r, node);
}

static int open_collection(reading *r, const yaml_event_t *event, rms_yaml_kind kind)
{
    if (kind == RMS_YAML_SEQUENCE)
        refuse_properties(r, event, event->data.sequence_start.anchor, event->data.sequence_start.tag);
    else
        refuse_properties(r, event, event->data.mapping_start.anchor, event->data.mapping_start.tag);
    rms_yaml *node = new_node(r, kind, event);
    if (!node || !attach(r, node))
        return 0;
    if (r->depth == RMS_CASE_DEPTH_MAX) {
        tell(r, RMS_E_LIMIT, node->where, "lists and mappings are nested more than %d deep", RMS_CASE_DEPTH_MAX);
        r->unusable = 1;
        return 0;
    }
    r->frames[r->depth++] = (frame){.node = node};
    return 1;
}

typedef struct numbered_key {
    const rms_yaml *key;
    size_t at;
} numbered_key;

static int by_text_then_place(const void *a, const void *b)
{
    const numbered_key *x = a, *y = b;
    const int order = strcmp(x->key->text, y->key->text);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* Tell every key that stands a second time and take it out. */
static int refuse_duplicates(reading *r, rms_yaml *map)
{
    if (map->n < 2)
        return 1;
    numbered_key *keys = malloc(map->n * sizeof *keys);
    if (!keys) {
        r->status = RMS_E_NOMEM;
        return 0;
    }
    for (size_t i = 0; i < map->n; i++)
        keys[i] = (numbered_key){map->key[i], i};
    qsort(keys, map->n, sizeof *keys, by_text_then_place);
    size_t first = 0, doubled = 0;
    for (size_t i = 1; i < map->n; i++) {
        if (strcmp(keys[i].key->text, keys[first].key->text) != 0) {
            first = i;
            continue;
        }
        char cited[RMS_CITE_MAX];
        tell(r, RMS_E_SYNTAX, keys[i].key->where, "key '%s' stands a second time; the first is in line %u",
             rms_cite(keys[i].key->text, cited), keys[first].key->where.line);
        map->item[keys[i].at] = NULL;
        doubled++;
    }
    free(keys);
    for (size_t from = 0, to = 0; doubled && from < map->n; from++)
        if (map->item[from]) {
            map->key[to] = map->key[from];
            map->item[to++] = map->item[from];
        }
    map->n -= doubled;
    return 1;
}

static int close_collection(reading *r)
{
    rms_yaml *node = r->frames[--r->depth].node;
    assert(node); /* libyaml closes what it opened */
    return node->kind == RMS_YAML_SEQUENCE || refuse_duplicates(r, node);
}

/* An alias stands for nothing here; an empty text keeps its place so that reading can go on. */
static int read_alias(reading *r, const yaml_event_t *event)
{
    tell(r, RMS_E_SYNTAX, place(r, &event->start_mark), "anchors and aliases are not allowed: write the value out");
    r->unusable = 1;
    rms_yaml *node = new_node(r, RMS_YAML_SCALAR, event);
    if (!node)
        return 0;
    node->text = "";
    return attach(r, node);
}

/* 0 ends the reading. */
static int take(reading *r, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++r->documents == 1)
            return 1;
        tell(r, RMS_E_SYNTAX, place(r, &event->start_mark), "a second document; a case file holds one");
        return 0;
    case YAML_SCALAR_EVENT:
        return read_scalar(r, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(r, event, RMS_YAML_SEQUENCE);
    case YAML_MAPPING_START_EVENT:
        return open_collection(r, event, RMS_YAML_MAPPING);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_collection(r);
    case YAML_ALIAS_EVENT:
        return read_alias(r, event);
    case YAML_STREAM_END_EVENT:
        return 0;
    default:
        return 1;
    }
}

static void read_events(reading *r, yaml_parser_t *parser)
{
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(parser, (const unsigned char *)(r->bytes.n ? r->bytes.p : ""), r->bytes.n);
    for (int more = 1; more && r->status != RMS_E_NOMEM;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            tell_parser_error(r, parser);
            return;
        }
        more = take(r, &event);
        yaml_event_delete(&event);
    }
}

rms_status rms_yaml_read(const char *file, rms_span bytes, rms_arena *arena, rms_lint_sink *sink, void *context,
                         const rms_yaml **ret_root)
{
    reading r = {.bytes = bytes, .arena = arena, .sink = sink, .context = context};
    r.file = rms_arena_copy(arena, file);
    if (!r.file)
        return RMS_E_NOMEM;
    if (bytes.n > RMS_CASE_FILE_BYTES_MAX) {
        tell(&r, RMS_E_LIMIT, (rms_where){r.file, 0, 0}, "the file is larger than %zu bytes", RMS_CASE_FILE_BYTES_MAX);
        return r.status;
    }
    r.end = place_of_byte(&r, bytes.n);
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return RMS_E_NOMEM;
    read_events(&r, &parser);
    yaml_parser_delete(&parser);
    if (r.status == RMS_OK && !r.root)
        tell(&r, RMS_E_SYNTAX, (rms_where){r.file, 1, 1}, "the file is empty");
    if (r.root && !r.unusable && r.status != RMS_E_NOMEM)
        *ret_root = r.root;
    return r.status;
}
