#include "protocol/server_list.h"

#include "protocol/dialect.h"
#include "protocol/json.h"
#include "protocol/server_entry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text that is no list at all. */
static void malformed(rms_list_reader *reader, const char *code, size_t offset, const char *what)
{
    const rms_fault fault = {.code = code, .parameter = "BackendServers", .member = -1};
    rms_findings_add(&reader->found, fault, RMS_OPEN_MALFORMED_CODE, offset, "%s", what);
}

/* Where a dialect that is switched off is met first; SIZE_MAX when it is not met. */
static size_t refused_dialect(const rms_dialect_text *rewritten, uint32_t dialects, const char **ret_what)
{
    const uint32_t refused = rewritten->met & ~dialects;
    size_t at = SIZE_MAX;
    if (refused & RMS_DIALECT_SINGLE_QUOTES) {
        at = rewritten->single_quote_at;
        *ret_what = "single quotes";
    }
    if ((refused & RMS_DIALECT_TRAILING_COMMA) && rewritten->trailing_comma_at < at) {
        at = rewritten->trailing_comma_at;
        *ret_what = "a comma before the closing bracket";
    }
    return at;
}

/* Read the text as jansson's tree. A text that is none is a finding and leaves *ret_root NULL. */
static rms_status load(rms_list_reader *reader, json_t **ret_root)
{
    RMS_AUTO(rms_dialect_done) rms_dialect_text rewritten = {0};
    rms_error error = {0};
    rms_status status = rms_dialect_rewrite(reader->text, &rewritten, &error);
    if (status == RMS_E_LIMIT)
        malformed(reader, "InvalidParameter", error.offset, error.text);
    if (status != RMS_OK)
        return status == RMS_E_LIMIT ? RMS_OK : status;

    const char *what = NULL;
    const size_t refused_at = refused_dialect(&rewritten, reader->dialects, &what);
    status = rms_json_load(rms_buffer_view(&rewritten.json), JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, ret_root, &error);
    if (status == RMS_E_SYNTAX) {
        const size_t stopped = rms_dialect_origin(&rewritten, error.offset);
        malformed(reader, "BackendServersMalformed", refused_at < stopped ? refused_at : stopped,
                  refused_at < stopped ? what : error.text);
        return RMS_OK;
    }
    if (status != RMS_OK)
        return status;
    if (rewritten.met)
        reader->found.open |= RMS_OPEN_QUOTING;
    if (what)
        malformed(reader, "BackendServersMalformed", refused_at, what);
    return RMS_OK;
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

/* The default group knows a server by its id, a vServer group by id, port and address. */
static int compare_ids(const void *a, const void *b)
{
    return strcmp((*(const rms_server *const *)a)->server_id, (*(const rms_server *const *)b)->server_id);
}

static int compare_members(const void *a, const void *b)
{
    const rms_server *one = *(const rms_server *const *)a, *two = *(const rms_server *const *)b;
    const int ids = strcmp(one->server_id, two->server_id);
    if (ids || one->port != two->port)
        return ids ? ids : (one->port > two->port) - (one->port < two->port);
    return compare_texts(one->server_ip, two->server_ip);
}

static rms_status note_duplicates(rms_list_reader *reader, const rms_server *servers, size_t n)
{
    int (*const compare)(const void *, const void *) = reader->form == RMS_LIST_OBJECTS ? compare_members : compare_ids;
    if (n < 2)
        return RMS_OK;
    const rms_server **sorted = malloc(n * sizeof *sorted);
    if (!sorted)
        return RMS_E_NOMEM;
    size_t named = 0;
    for (size_t i = 0; i < n; i++)
        if (servers[i].server_id)
            sorted[named++] = &servers[i];
    qsort(sorted, named, sizeof *sorted, compare);
    for (size_t i = 1; i < named; i++)
        if (compare(&sorted[i - 1], &sorted[i]) == 0)
            reader->found.open |= RMS_OPEN_DUPLICATES;
    free(sorted);
    return RMS_OK;
}

static rms_status read_members(rms_list_reader *reader, const json_t *root, size_t max, rms_server *servers)
{
    const size_t n = json_array_size(root);
    rms_status status = RMS_OK;
    if (n == 0)
        reader->found.open |= RMS_OPEN_EMPTY_LIST;
    if (n > RMS_LIST_MAX)
        reader->found.open |= RMS_OPEN_MORE_THAN_20;
    if (n > max)
        rms_list_refuse(reader, "TooManyBackendServers", (int)max, NULL, 0, "more members than the limit");
    for (size_t i = 0; i < n && status == RMS_OK; i++)
        status = rms_server_entry_read(reader, json_array_get(root, i), (int)i, &servers[i]);
    if (reader->ids && reader->objects)
        reader->found.open |= RMS_OPEN_MIXED_ARRAY;
    return status == RMS_OK ? note_duplicates(reader, servers, n) : status;
}

/* Everything but the ends of the public function: findings in the reader, the list in *ret_servers. */
static rms_status parse(rms_list_reader *reader, size_t max, rms_server **ret_servers, size_t *ret_n)
{
    const rms_fault missing = {.code = "MissingParameter", .parameter = "BackendServers", .member = -1};
    if (reader->text.n == 0) {
        rms_findings_add(&reader->found, missing, RMS_OPEN_EMPTY_TEXT, 0, "an empty list parameter");
        return RMS_OK;
    }
    if (reader->text.n > RMS_LIST_BYTES_MAX) {
        malformed(reader, "InvalidParameter", RMS_LIST_BYTES_MAX, "a longer list text than is read");
        return RMS_OK;
    }
    json_t *root = NULL;
    rms_status status = load(reader, &root);
    if (root && !json_is_array(root)) {
        malformed(reader, "BackendServersMalformed", 0, "no array");
    } else if (root) {
        const size_t n = json_array_size(root);
        rms_server *servers = calloc(n + 1, sizeof *servers);
        status = servers ? read_members(reader, root, max, servers) : RMS_E_NOMEM;
        *ret_servers = servers;
        *ret_n = n;
    }
    json_decref(root);
    return status;
}

rms_status rms_server_list_parse(rms_span text, rms_list_form form, const rms_request_options *options,
                                 rms_server **ret_servers, size_t *ret_n, uint32_t *open, rms_fault *fault,
                                 rms_error *err)
{
    rms_list_reader reader = {.text = text, .form = form, .dialects = options ? options->dialects : 0};
    rms_server *servers = NULL;
    size_t n = 0;
    rms_status status = parse(&reader, rms_list_max(options), &servers, &n);
    const rms_status end =
        rms_findings_end(&reader.found, open, status == RMS_OK ? fault : NULL, status == RMS_OK ? err : NULL);
    status = status == RMS_OK ? end : rms_fail(err, status, 0, "%s", rms_status_text(status));
    if (status != RMS_OK) {
        rms_servers_free(servers, n);
        return status;
    }
    *ret_servers = servers;
    *ret_n = n;
    return RMS_OK;
}

/* Set a member of a JSON object; 0 without memory. */
static int put(json_t *object, const char *key, const char *text)
{
    return !text || json_object_set_new_nocheck(object, key, json_string_nocheck(text)) == 0;
}

static int put_number(json_t *object, const char *key, int number)
{
    char digits[16];
    (void)snprintf(digits, sizeof digits, "%d", number);
    return number < 0 || put(object, key, digits);
}

/* The server in the order in which the example of 003_d301eceec63a7a8e.txt prints its keys. */
static json_t *object_of(const rms_server *server)
{
    json_t *object = json_object();
    const char *type = server->type == RMS_SERVER_UNTYPED ? NULL : rms_server_type_name(server->type);
    if (object && put(object, "ServerId", server->server_id) && put_number(object, "Weight", server->weight) &&
        put(object, "Type", type) && put(object, "ServerIp", server->server_ip) &&
        put_number(object, "Port", server->port) && put(object, "Description", server->description))
        return object;
    json_decref(object);
    return NULL;
}

static json_t *id_of(const rms_server *server)
{
    return json_string_nocheck(server->server_id);
}

static void print_list(const rms_server *servers, size_t n, json_t *(*member_of)(const rms_server *), rms_buffer *out)
{
    if (out->status != RMS_OK)
        return;
    json_t *list = json_array();
    int made = list != NULL;
    for (size_t i = 0; i < n && made; i++)
        made = json_array_append_new(list, member_of(&servers[i])) == 0;
    if (made)
        rms_json_dump(list, JSON_COMPACT, out);
    else
        out->status = RMS_E_NOMEM;
    json_decref(list);
}

void rms_server_list_print(const rms_server *servers, size_t n, rms_buffer *out)
{
    print_list(servers, n, object_of, out);
}

void rms_server_ids_print(const rms_server *servers, size_t n, rms_buffer *out)
{
    print_list(servers, n, id_of, out);
}

void rms_servers_free(rms_server *servers, size_t n)
{
    for (size_t i = 0; i < n && servers; i++)
        rms_server_entry_done(&servers[i]);
    free(servers);
}
