#include "protocol/form.h"

#include "protocol/percent.h"

#include <stdlib.h>
#include <string.h>

static char *copy_of(rms_span span)
{
    char *copy = malloc(span.n + 1);
    if (!copy)
        return NULL;
    if (span.n)
        memcpy(copy, span.p, span.n);
    copy[span.n] = '\0';
    return copy;
}

static void drop(rms_param *param)
{
    free(param->name);
    free(param->value);
}

/* 1 when the pair has that name. */
static int named(const rms_param *param, rms_span name)
{
    return rms_span_equal((rms_span){param->name, param->name_n}, name);
}

rms_status rms_params_add(rms_params *params, rms_span name, rms_span value)
{
    if (params->n >= RMS_FORM_PAIRS_MAX)
        return RMS_E_LIMIT;
    if (params->n == params->capacity) {
        const size_t capacity = params->capacity ? 2 * params->capacity : 16;
        rms_param *v = realloc(params->v, capacity * sizeof *v);
        if (!v)
            return RMS_E_NOMEM;
        params->v = v;
        params->capacity = capacity;
    }
    rms_param param = {
        .name = copy_of(name), .name_n = name.n, .value = copy_of(value), .value_n = value.n, .place = RMS_PLACE_QUERY};
    if (!param.name || !param.value) {
        drop(&param);
        return RMS_E_NOMEM;
    }
    params->v[params->n++] = param;
    return RMS_OK;
}

rms_status rms_params_put(rms_params *params, const char *name, const char *value)
{
    return rms_params_add(params, rms_span_of(name), rms_span_of(value));
}

/* Remove every pair of that name from index `from` on. */
static size_t remove_from(rms_params *params, size_t from, rms_span name)
{
    size_t kept = from;
    for (size_t i = from; i < params->n; i++) {
        if (named(&params->v[i], name))
            drop(&params->v[i]);
        else
            params->v[kept++] = params->v[i];
    }
    const size_t removed = params->n - kept;
    params->n = kept;
    return removed;
}

rms_status rms_params_set(rms_params *params, const char *name, const char *value)
{
    const rms_param *found = rms_params_find(params, name);
    if (!found)
        return rms_params_put(params, name, value);
    rms_param *first = &params->v[found - params->v];
    char *copy = copy_of(rms_span_of(value));
    if (!copy)
        return RMS_E_NOMEM;
    free(first->value);
    first->value = copy;
    first->value_n = strlen(value);
    (void)remove_from(params, (size_t)(found - params->v) + 1, rms_span_of(name));
    return RMS_OK;
}

size_t rms_params_remove(rms_params *params, const char *name)
{
    return remove_from(params, 0, rms_span_of(name));
}

const rms_param *rms_params_find(const rms_params *params, const char *name)
{
    const rms_span wanted = rms_span_of(name);
    for (size_t i = 0; i < params->n; i++)
        if (named(&params->v[i], wanted))
            return &params->v[i];
    return NULL;
}

const char *rms_params_text(const rms_params *params, const char *name)
{
    const rms_param *param = rms_params_find(params, name);
    return param && !memchr(param->value, '\0', param->value_n) ? param->value : NULL;
}

/* Decode one piece, which starts at `offset` of the whole text, and append it to @p params. */
static rms_status add_piece(rms_span piece, size_t offset, rms_place place, rms_params *params, rms_buffer *scratch,
                            rms_error *err)
{
    const char *equals = memchr(piece.p, '=', piece.n);
    const size_t name_n = equals ? (size_t)(equals - piece.p) : piece.n;
    const size_t value_at = equals ? name_n + 1 : piece.n;
    if (name_n == 0)
        return rms_fail(err, RMS_E_SYNTAX, offset, "a parameter without a name");

    rms_buffer_clear(scratch);
    rms_status status = rms_percent_decode((rms_span){piece.p, name_n}, RMS_PLUS_IS_SPACE, scratch, err);
    size_t at = offset;
    const size_t decoded_name_n = scratch->n;
    if (status == RMS_OK) {
        const rms_span value = {piece.p + value_at, piece.n - value_at};
        status = rms_percent_decode(value, RMS_PLUS_IS_SPACE, scratch, err);
        at = offset + value_at;
    }
    if (status != RMS_OK) {
        if (err)
            err->offset += at;
        return status;
    }
    const rms_span decoded = rms_buffer_view(scratch);
    status = rms_params_add(params, (rms_span){decoded.p, decoded_name_n},
                            (rms_span){decoded.p + decoded_name_n, decoded.n - decoded_name_n});
    if (status != RMS_OK)
        return rms_fail(err, status, offset, "%s",
                        status == RMS_E_LIMIT ? "too many parameters" : rms_status_text(status));
    rms_param *param = &params->v[params->n - 1];
    param->place = place;
    param->name_offset = offset;
    param->value_offset = offset + value_at;
    return RMS_OK;
}

rms_status rms_form_parse(rms_span text, rms_place place, rms_params *params, rms_error *err)
{
    if (text.n > RMS_FORM_BYTES_MAX)
        return rms_fail(err, RMS_E_LIMIT, RMS_FORM_BYTES_MAX, "more than %zu bytes of parameters", RMS_FORM_BYTES_MAX);
    RMS_AUTO(rms_buffer_done) rms_buffer scratch = {0};
    const size_t before = params->n;
    for (size_t at = 0; at < text.n;) {
        const char *ampersand = memchr(text.p + at, '&', text.n - at);
        const size_t n = ampersand ? (size_t)(ampersand - text.p) - at : text.n - at;
        const rms_status status = n ? add_piece((rms_span){text.p + at, n}, at, place, params, &scratch, err) : RMS_OK;
        if (status != RMS_OK) {
            while (params->n > before)
                drop(&params->v[--params->n]);
            return status;
        }
        at += n + 1;
    }
    return RMS_OK;
}

void rms_form_print_pair(const rms_param *param, rms_buffer *out)
{
    rms_percent_encode((rms_span){param->name, param->name_n}, out);
    rms_buffer_putc(out, '=');
    rms_percent_encode((rms_span){param->value, param->value_n}, out);
}

void rms_form_print(const rms_params *params, rms_buffer *out)
{
    for (size_t i = 0; i < params->n; i++) {
        if (i)
            rms_buffer_putc(out, '&');
        rms_form_print_pair(&params->v[i], out);
    }
}

void rms_params_done(rms_params *params)
{
    for (size_t i = 0; i < params->n; i++)
        drop(&params->v[i]);
    free(params->v);
    *params = (rms_params){0};
}
