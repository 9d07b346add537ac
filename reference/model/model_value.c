/* The model as a value: walking the shapes to copy, free, compare and print. */
#include "reference/model/internal.h"

#include <inttypes.h>
#include <stdlib.h>

/* Every list of the state begins with these three, whatever it is a list of. */
typedef struct list_head {
    unsigned char *v;
    size_t n, capacity;
} list_head;
_Static_assert(sizeof(list_head) == sizeof(rms_model_ids), "a list is a pointer and two sizes");
_Static_assert(sizeof(rms_activity_status) == sizeof(int), "enums are read as int");

static list_head list_at(const void *object, const rms_field *field)
{
    list_head head;
    memcpy(&head, (const unsigned char *)object + field->offset, sizeof head);
    return head;
}

static void list_put(void *object, const rms_field *field, list_head head)
{
    memcpy((unsigned char *)object + field->offset, &head, sizeof head);
}

static const char *text_at(const void *object, const rms_field *field)
{
    return (const char *)object + field->offset;
}

static int int_at(const void *object, const rms_field *field) /* enums too: theirs have the size of int */
{
    int value;
    memcpy(&value, (const unsigned char *)object + field->offset, sizeof value);
    return value;
}

static int64_t time_at(const void *object, const rms_field *field)
{
    int64_t value;
    memcpy(&value, (const unsigned char *)object + field->offset, sizeof value);
    return value;
}

/* ---- copy and free ---- */

static rms_status unshare_list(const rms_shape *shape, list_head *head)
{
    list_head mine = {0};
    if (head->n) {
        mine.v = malloc(head->n * shape->size);
        if (!mine.v) {
            *head = mine;
            return RMS_E_NOMEM;
        }
        memcpy(mine.v, head->v, head->n * shape->size);
        mine.n = mine.capacity = head->n;
    }
    *head = mine;
    rms_status status = RMS_OK;
    for (size_t i = 0; i < mine.n; i++) { /* after a failure too: what is not copied must not stay shared */
        rms_status of_element = rms_shape_unshare(shape, mine.v + i * shape->size);
        if (status == RMS_OK)
            status = of_element;
    }
    return status;
}

/* Lists stand last in every table, so that whoever is only after them passes nothing else by. */
static int is_list(const rms_field *field)
{
    return field->kind == RMS_FIELD_LIST;
}

rms_status rms_shape_unshare(const rms_shape *shape, void *object)
{
    rms_status status = RMS_OK;
    for (size_t i = shape->n_fields; i-- && is_list(&shape->fields[i]);) {
        const rms_field *field = &shape->fields[i];
        list_head head = list_at(object, field);
        rms_status of_list = unshare_list(field->of, &head);
        list_put(object, field, head);
        if (status == RMS_OK)
            status = of_list;
    }
    return status;
}

void rms_shape_done(const rms_shape *shape, void *object)
{
    for (size_t i = shape->n_fields; i-- && is_list(&shape->fields[i]);) {
        const rms_field *field = &shape->fields[i];
        list_head head = list_at(object, field);
        for (size_t k = 0; k < head.n; k++)
            rms_shape_done(field->of, head.v + k * field->of->size);
        free(head.v);
        list_put(object, field, (list_head){0});
    }
}

/* ---- compare ---- */

static int elements_equal(const rms_shape *shape, const unsigned char *a, const unsigned char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!rms_shape_equal(shape, a + i * shape->size, b + i * shape->size))
            return 0;
    return 1;
}

static int field_equal(const rms_field *field, const void *a, const void *b)
{
    switch (field->kind) {
    case RMS_FIELD_TEXT:
        return strcmp(text_at(a, field), text_at(b, field)) == 0;
    case RMS_FIELD_TIME:
        return time_at(a, field) == time_at(b, field);
    case RMS_FIELD_LIST: {
        list_head x = list_at(a, field), y = list_at(b, field);
        return x.n == y.n && elements_equal(field->of, x.v, y.v, x.n);
    }
    case RMS_FIELD_FIXED:
        return elements_equal(field->of, (const unsigned char *)a + field->offset,
                              (const unsigned char *)b + field->offset, field->count);
    default:
        return int_at(a, field) == int_at(b, field);
    }
}

int rms_shape_equal(const rms_shape *shape, const void *a, const void *b)
{
    for (size_t i = 0; i < shape->n_fields; i++)
        if (!field_equal(&shape->fields[i], a, b))
            return 0;
    return 1;
}

/* ---- print ---- */

/* Names come from outside: keep one object on one line, and what is printed unambiguous. */
static void print_text(const char *text, rms_buffer *out)
{
    rms_buffer_putc(out, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            rms_buffer_printf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            rms_buffer_printf(out, "\\x%02x", c);
        else
            rms_buffer_putc(out, (char)c);
    }
    rms_buffer_putc(out, '"');
}

static void print_scalar(const rms_field *field, const void *object, rms_buffer *out)
{
    rms_buffer_printf(out, " %s=", field->name);
    if (field->kind == RMS_FIELD_TEXT) {
        print_text(text_at(object, field), out);
    } else if (field->kind == RMS_FIELD_TIME) {
        rms_buffer_printf(out, "%" PRId64, time_at(object, field));
    } else if (field->kind == RMS_FIELD_WORD) {
        unsigned value = (unsigned)int_at(object, field);
        rms_buffer_puts(out, value < field->count ? field->words[value] : "?");
    } else {
        rms_buffer_printf(out, "%d", int_at(object, field));
    }
}

static void print_elements(const rms_shape *shape, const unsigned char *v, size_t n, unsigned depth, rms_buffer *out)
{
    for (size_t i = 0; i < n; i++)
        rms_shape_print(shape, v + i * shape->size, depth, out);
}

static void print_lists(const rms_shape *shape, const void *object, unsigned depth, rms_buffer *out)
{
    for (size_t i = 0; i < shape->n_fields; i++) {
        const rms_field *field = &shape->fields[i];
        if (field->kind == RMS_FIELD_LIST) {
            list_head head = list_at(object, field);
            print_elements(field->of, head.v, head.n, depth, out);
        } else if (field->kind == RMS_FIELD_FIXED) {
            print_elements(field->of, (const unsigned char *)object + field->offset, field->count, depth, out);
        }
    }
}

void rms_shape_print(const rms_shape *shape, const void *object, unsigned depth, rms_buffer *out)
{
    rms_buffer_printf(out, "%*s%s", (int)(2 * depth), "", shape->name);
    for (size_t i = 0; i < shape->n_fields; i++)
        if (shape->fields[i].kind != RMS_FIELD_LIST && shape->fields[i].kind != RMS_FIELD_FIXED)
            print_scalar(&shape->fields[i], object, out);
    rms_buffer_putc(out, '\n');
    print_lists(shape, object, depth + 1, out);
}

/* ---- the public face ---- */

rms_status rms_model_clone(const rms_model *model, rms_model **ret)
{
    rms_model *copy = malloc(sizeof *copy);
    if (!copy)
        return RMS_E_NOMEM;
    *copy = *model;
    rms_status status = rms_shape_unshare(&rms_model_shape, copy);
    if (status != RMS_OK)
        rms_model_free(copy);
    else
        *ret = copy;
    return status;
}

void rms_model_free(rms_model *model)
{
    if (!model)
        return;
    rms_shape_done(&rms_model_shape, model);
    free(model);
}

void rms_model_freep(rms_model **model)
{
    rms_model_free(*model);
    *model = NULL;
}

int rms_model_equal(const rms_model *a, const rms_model *b)
{
    return rms_shape_equal(&rms_model_shape, a, b);
}

void rms_model_print(const rms_model *model, rms_buffer *out)
{
    print_lists(&rms_model_shape, model, 0, out);
}

static rms_span next_line(rms_span *rest)
{
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    rms_span line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    size_t used = line.n + (end != NULL);
    *rest = (rms_span){used ? rest->p + used : rest->p, rest->n - used};
    return line;
}

rms_status rms_model_diff(const rms_model *a, const rms_model *b, rms_buffer *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer left = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer right = {0};
    rms_model_print(a, &left);
    rms_model_print(b, &right);
    if (left.status != RMS_OK || right.status != RMS_OK)
        return left.status != RMS_OK ? left.status : right.status;
    rms_span x = rms_buffer_view(&left), y = rms_buffer_view(&right);
    while (x.n || y.n) {
        rms_span of_a = next_line(&x), of_b = next_line(&y);
        if (rms_span_equal(of_a, of_b))
            continue;
        rms_buffer_puts(out, "a: ");
        rms_buffer_span(out, of_a);
        rms_buffer_puts(out, "\nb: ");
        rms_buffer_span(out, of_b);
        rms_buffer_putc(out, '\n');
        return out->status;
    }
    return RMS_OK;
}
