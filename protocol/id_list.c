#include "protocol/findings.h"
#include "protocol/server_list.h"

#include <stdlib.h>
#include <string.h>

/* A pair that belongs to the list, with its number. */
struct item {
    long number;
    const rms_param *param;
};

struct id_list {
    const char *name;
    rms_findings found;
    struct item *items;
    size_t n;
};

static const char *part_of(const rms_param *param)
{
    return param->place == RMS_PLACE_BODY ? "body" : "target";
}

/* A fault that a pair's name or value is; the message names the parameter as it was sent. */
static void refuse(struct id_list *list, const rms_param *param, int member, uint32_t open, size_t offset,
                   const char *what)
{
    rms_fault fault = {.code = "InvalidParameter", .parameter = list->name, .member = member};
    rms_printable((rms_span){param->name, param->name_n}, fault.parameter_text, sizeof fault.parameter_text);
    rms_findings_add(&list->found, fault, open, offset, "%s: %s: %s", part_of(param), fault.parameter_text, what);
}

/* The N of "Name.N"; 0 when it is none that the document knows. */
static long number_of(rms_span digits)
{
    long number = 0;
    if (digits.n == 0 || digits.n > RMS_ID_NUMBER_DIGITS || digits.p[0] == '0')
        return 0;
    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9')
            return 0;
        number = number * 10 + (digits.p[i] - '0');
    }
    return number;
}

/* Put the pair into the list, if its name is of the list. */
static void sort_out(struct id_list *list, const rms_param *param)
{
    const size_t n = strlen(list->name);
    if (param->name_n < n || memcmp(param->name, list->name, n) != 0)
        return;
    if (param->name_n == n) {
        refuse(list, param, -1, RMS_OPEN_UNNUMBERED, param->name_offset, "no number");
        return;
    }
    if (param->name[n] != '.')
        return;
    const long number = number_of((rms_span){param->name + n + 1, param->name_n - n - 1});
    if (number) {
        list->items[list->n++] = (struct item){number, param};
        return;
    }
    const int blank = memchr(param->name, ' ', param->name_n) != NULL;
    refuse(list, param, -1, RMS_OPEN_NUMBERING | (blank ? (uint32_t)RMS_OPEN_NAME_BLANK : 0), param->name_offset,
           "not numbered from 1");
}

static int compare_numbers(const void *a, const void *b)
{
    const struct item *one = a, *two = b;
    if (one->number != two->number)
        return one->number < two->number ? -1 : 1;
    return (one->param > two->param) - (one->param < two->param); /* the order of appearance */
}

static void check_numbers(struct id_list *list, size_t max)
{
    qsort(list->items, list->n, sizeof *list->items, compare_numbers);
    for (size_t i = 0; i < list->n; i++) {
        const struct item *item = &list->items[i];
        if (i && item->number == list->items[i - 1].number)
            refuse(list, item->param, (int)i, RMS_OPEN_NUMBERING, item->param->name_offset, "the same number twice");
        else if (item->number != (long)i + 1)
            list->found.open |= RMS_OPEN_NUMBERING;
    }
    if (list->n > RMS_LIST_MAX)
        list->found.open |= RMS_OPEN_MORE_THAN_20;
    if (list->n > max)
        refuse(list, list->items[max].param, (int)max, 0, list->items[max].param->name_offset,
               "more members than the limit");
}

static void check_values(struct id_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const rms_param *param = list->items[i].param;
        const rms_id_look look = rms_id_look_at((rms_span){param->value, param->value_n});
        if (memchr(param->value, ',', param->value_n))
            list->found.open |= RMS_OPEN_UNNUMBERED;
        if (look == RMS_ID_ODD)
            list->found.open |= RMS_OPEN_ID_SPELLING;
        else if (look != RMS_ID_USUAL)
            refuse(list, param, (int)i, RMS_OPEN_ID_SPELLING, param->value_offset,
                   look == RMS_ID_EMPTY ? "empty" : "a NUL byte in it, or too long");
    }
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Sorts a copy, so that the ids stay in order of their numbers. */
static rms_status note_duplicates(struct id_list *list, char *const *ids)
{
    char **sorted = malloc((list->n + 1) * sizeof *sorted);
    if (!sorted)
        return RMS_E_NOMEM;
    memcpy(sorted, ids, list->n * sizeof *sorted);
    qsort(sorted, list->n, sizeof *sorted, compare_texts);
    for (size_t i = 1; i < list->n; i++)
        if (strcmp(sorted[i - 1], sorted[i]) == 0)
            list->found.open |= RMS_OPEN_DUPLICATES;
    free(sorted);
    return RMS_OK;
}

static void free_ids(char **ids, size_t n)
{
    for (size_t i = 0; i < n && ids; i++)
        free(ids[i]);
    free(ids);
}

/* Copies of the values, up to their first NUL byte. */
static rms_status copy_values(struct id_list *list, char ***ret_ids)
{
    char **ids = calloc(list->n + 1, sizeof *ids);
    rms_status status = ids ? RMS_OK : RMS_E_NOMEM;
    for (size_t i = 0; i < list->n && status == RMS_OK; i++) {
        ids[i] = strdup(list->items[i].param->value);
        status = ids[i] ? RMS_OK : RMS_E_NOMEM;
    }
    if (status == RMS_OK)
        status = note_duplicates(list, ids);
    if (status == RMS_OK)
        *ret_ids = ids;
    else
        free_ids(ids, list->n);
    return status;
}

static rms_status read_list(struct id_list *list, const rms_params *params, size_t max, char ***ret_ids)
{
    list->items = malloc((params->n + 1) * sizeof *list->items);
    if (!list->items)
        return RMS_E_NOMEM;
    for (size_t i = 0; i < params->n; i++)
        sort_out(list, &params->v[i]);
    check_numbers(list, max);
    check_values(list);
    if (list->n == 0 && !list->found.faults) {
        rms_fault missing = {.code = "MissingParameter", .parameter = list->name, .member = -1};
        rms_printable(rms_span_of(list->name), missing.parameter_text, sizeof missing.parameter_text);
        rms_findings_add(&list->found, missing, 0, 0, "no %s.1", missing.parameter_text);
    }
    const rms_status status = copy_values(list, ret_ids);
    free(list->items);
    return status;
}

rms_status rms_id_list_parse(const rms_params *params, const char *name, const rms_request_options *options,
                             char ***ret_ids, size_t *ret_n, uint32_t *open, rms_fault *fault, rms_error *err)
{
    struct id_list list = {.name = name};
    char **ids = NULL;
    rms_status status = read_list(&list, params, rms_list_max(options), &ids);
    if (status != RMS_OK)
        return rms_fail(err, status, 0, "%s", rms_status_text(status));
    status = rms_findings_end(&list.found, open, fault, err);
    if (status != RMS_OK) {
        free_ids(ids, list.n);
        return status;
    }
    *ret_ids = ids;
    *ret_n = list.n;
    return RMS_OK;
}
