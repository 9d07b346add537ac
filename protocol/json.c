#include "protocol/json.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* What the calling thread is reading or writing; NULL between calls. */
struct watch {
    int failed;    /* an allocation failed */
    void *reserve; /* handed out in its stead, once */
    size_t reserve_bytes;
    int reserve_used;
};
static _Thread_local struct watch *watch;

static json_malloc_t plain_malloc = malloc;
static json_free_t plain_free = free;

static void *watched_malloc(size_t bytes)
{
    void *p = plain_malloc(bytes);
    if (p || !watch)
        return p;
    watch->failed = 1;
    if (watch->reserve_used || bytes > watch->reserve_bytes)
        return NULL;
    watch->reserve_used = 1;
    return watch->reserve;
}

static void watched_free(void *p)
{
    if (!watch || p != watch->reserve)
        plain_free(p);
}

static void wrap_allocation(void)
{
    json_get_alloc_funcs(&plain_malloc, &plain_free);
    json_set_alloc_funcs(watched_malloc, watched_free);
}

void rms_json_watch(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, wrap_allocation);
}

struct source {
    rms_span left;
};

/* Few bytes a call: jansson does not look whether its token buffer could grow, so after a failure it must find nothing
 * more to read before it asks again. The reserve is for that one growth, to 32 bytes at least out of 16; a token that
 * begins after it has 16. Both hold what is left of a call. */
enum { BYTES_A_CALL = 8 };

static size_t next_bytes(void *buffer, size_t room, void *data)
{
    struct source *source = data;
    size_t n = room < BYTES_A_CALL ? room : BYTES_A_CALL;
    if (n > source->left.n)
        n = source->left.n;
    if (n == 0 || watch->failed)
        return 0;
    memcpy(buffer, source->left.p, n);
    source->left.p += n;
    source->left.n -= n;
    return n;
}

/* "invalid token near 'x'" without the input's own bytes. */
static rms_status malformed(rms_span text, const json_error_t *error, rms_error *err)
{
    const size_t at = error->position > 0 && (size_t)error->position <= text.n ? (size_t)error->position : 0;
    const char *near = strstr(error->text, " near ");
    const size_t length = near ? (size_t)(near - error->text) : strlen(error->text);
    (void)rms_fail(err, RMS_E_SYNTAX, at, "%.*s", (int)length, error->text);
    if (err) {
        err->line = err->column = 1;
        for (size_t i = 0; i < at; i++) {
            err->column = text.p[i] == '\n' ? 1 : err->column + 1;
            err->line += text.p[i] == '\n';
        }
    }
    return RMS_E_SYNTAX;
}

rms_status rms_json_load(rms_span text, size_t flags, json_t **ret_root, rms_error *err)
{
    if (text.n > INT_MAX)
        return rms_fail(err, RMS_E_LIMIT, INT_MAX, "more than %d bytes of JSON", INT_MAX);
    rms_json_watch();
    /* The token buffer doubles from 16 bytes up to one byte more than the longest token. */
    struct watch mine = {.reserve_bytes = 2 * text.n + 64};
    mine.reserve = malloc(mine.reserve_bytes);
    if (!mine.reserve)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");

    struct source source = {text};
    json_error_t error;
    watch = &mine;
    json_t *root = json_load_callback(next_bytes, &source, flags, &error);
    if (mine.failed) {
        json_decref(root);
        root = NULL;
    }
    watch = NULL;
    free(mine.reserve);
    if (mine.failed)
        return rms_fail(err, RMS_E_NOMEM, 0, "out of memory");
    if (!root)
        return malformed(text, &error, err);
    *ret_root = root;
    return RMS_OK;
}

int rms_json_number_is_too_large(const rms_error *err)
{
    static const char *const said[] = {"too big integer", "too big negative integer", "real number overflow"};
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (strcmp(err->text, said[i]) == 0)
            return 1;
    return 0;
}

static int append(const char *bytes, size_t n, void *data)
{
    rms_buffer *out = data;
    rms_buffer_append(out, bytes, n);
    return out->status == RMS_OK ? 0 : -1;
}

void rms_json_dump(const json_t *root, size_t flags, rms_buffer *out)
{
    if (out->status != RMS_OK)
        return;
    rms_json_watch();
    struct watch mine = {0};
    const size_t before = out->n;
    watch = &mine;
    const int failed = json_dump_callback(root, append, out, flags);
    watch = NULL;
    if (!failed)
        return;
    if (out->status == RMS_OK)
        out->status = mine.failed ? RMS_E_NOMEM : RMS_E_SYNTAX;
    out->n = before;
    if (out->p)
        out->p[before] = '\0';
}
