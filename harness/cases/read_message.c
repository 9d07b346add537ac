#include "harness/cases/reading.h"

#include <stdlib.h>
#include <string.h>

struct rms_message {
    rms_where where;
    size_t file; /* index in load order */
    int warning;
    const char *text;
};

/* What a run ends with when several things are wrong. */
static int severity(rms_status status)
{
    static const rms_status by_severity[] = {RMS_OK, RMS_E_SYNTAX, RMS_E_LIMIT, RMS_E_IO, RMS_E_NOMEM};
    for (size_t i = 0; i < RMS_COUNT(by_severity); i++)
        if (by_severity[i] == status)
            return (int)i;
    return 1;
}

void rms_worsen(rms_loader *loader, rms_status status)
{
    if (severity(status) > severity(loader->status))
        loader->status = status;
}

void *rms_load_alloc(rms_loader *loader, size_t n, size_t size)
{
    void *p = rms_arena_alloc(loader->arena, n, size);
    if (!p)
        rms_worsen(loader, RMS_E_NOMEM);
    return p;
}

int rms_load_push(rms_loader *loader, void *array, size_t *n, const void *item, size_t size)
{
    void *old;
    memcpy(&old, array, sizeof old);
    char *larger = rms_arena_grow(loader->arena, old, *n, size);
    if (!larger) {
        rms_worsen(loader, RMS_E_NOMEM);
        return 0;
    }
    memcpy(larger + *n * size, item, size);
    memcpy(array, &larger, sizeof larger);
    (*n)++;
    return 1;
}

static size_t file_index(const rms_loader *loader, const char *file)
{
    size_t i = 0;
    while (i < loader->n_files && strcmp(loader->files[i], file) != 0)
        i++;
    return i;
}

static int same_message(const rms_message *kept, const rms_lint *message)
{
    return kept->where.line == message->where.line && kept->where.column == message->where.column &&
           kept->warning == message->warning && strcmp(kept->where.file, message->where.file) == 0 &&
           strcmp(kept->text, message->text) == 0;
}

static void keep(rms_loader *loader, rms_where where, size_t file, int warning, const char *text)
{
    const rms_message kept = {where, file, warning, text};
    if (!text)
        rms_worsen(loader, RMS_E_NOMEM);
    else
        (void)rms_load_push(loader, &loader->messages, &loader->n_messages, &kept, sizeof kept);
}

/* Every row of an `each` makes the same mistakes: each is kept once. */
static void collect(rms_loader *loader, const rms_lint *message)
{
    size_t *n = message->warning ? &loader->n_warnings : &loader->n_errors;
    if (*n > RMS_LINT_MESSAGES_MAX)
        return;
    for (size_t i = 0; i < loader->n_messages; i++)
        if (same_message(&loader->messages[i], message))
            return;
    if ((*n)++ < RMS_LINT_MESSAGES_MAX)
        keep(loader, message->where, file_index(loader, message->where.file), message->warning,
             rms_arena_copy(loader->arena, message->text));
    else
        keep(loader, message->where, SIZE_MAX, message->warning,
             message->warning ? "there are more warnings than this"
                              : "there are more mistakes than this; correct these first");
}

void rms_take_message(void *loader, const rms_lint *message)
{
    collect(loader, message);
}

static void say(rms_loader *loader, rms_status status, rms_where where, const char *format, va_list args)
    __attribute__((format(printf, 4, 0)));

static void say(rms_loader *loader, rms_status status, rms_where where, const char *format, va_list args)
{
    rms_lint message = {.where = where, .warning = status == RMS_OK};
    rms_worsen(loader, status);
    if ((message.warning ? loader->n_warnings : loader->n_errors) > RMS_LINT_MESSAGES_MAX)
        return;
    rms_lint_format(&message, format, args);
    collect(loader, &message);
}

void rms_say(rms_loader *loader, rms_where where, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(loader, RMS_E_SYNTAX, where, format, args);
    va_end(args);
}

void rms_warn(rms_loader *loader, rms_where where, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(loader, RMS_OK, where, format, args);
    va_end(args);
}

void rms_say_status(rms_loader *loader, rms_status status, rms_where where, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    say(loader, status, where, format, args);
    va_end(args);
}

static int by_place(const void *a, const void *b)
{
    const rms_message *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (x->where.line != y->where.line)
        return x->where.line < y->where.line ? -1 : 1;
    if (x->where.column != y->where.column)
        return x->where.column < y->where.column ? -1 : 1;
    return strcmp(x->text, y->text);
}

static rms_lint as_lint(const rms_message *message)
{
    rms_lint lint = {.where = message->where, .warning = message->warning};
    const size_t n = strlen(message->text);
    memcpy(lint.text, message->text, n < sizeof lint.text ? n : sizeof lint.text - 1);
    return lint;
}

void rms_tell_messages(rms_loader *loader, rms_lint_sink *sink, void *context)
{
    if (loader->n_messages)
        qsort(loader->messages, loader->n_messages, sizeof *loader->messages, by_place);
    for (size_t i = 0; i < loader->n_messages; i++) {
        const rms_lint lint = as_lint(&loader->messages[i]);
        if (sink)
            sink(context, &lint);
    }
}

const rms_lint *rms_first_error(rms_loader *loader, rms_lint *room)
{
    const rms_message *first = NULL;
    for (size_t i = 0; i < loader->n_messages; i++)
        if (!loader->messages[i].warning && (!first || by_place(&loader->messages[i], first) < 0))
            first = &loader->messages[i];
    if (!first)
        return NULL;
    *room = as_lint(first);
    return room;
}
