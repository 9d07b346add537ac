#include "reference/answer_writer.h"

#include "reference/answer_edits.h"

#include <stdio.h>
#include <string.h>

/* splitmix64: every state gives another value, so ids of one endpoint never repeat. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static void make_request_id(const rms_answer_writer *writer, rms_request_id_kind kind, char *ret)
{
    uint64_t a = next_random(writer->random), b = next_random(writer->random);
    if (kind == RMS_REQUEST_ID_CONSTANT)
        a = b = UINT64_C(0x0123456789ABCDEF);
    if (kind == RMS_REQUEST_ID_OPAQUE) {
        (void)snprintf(ret, RMS_REQUEST_ID_BYTES, "req:%llx.%llx", (unsigned long long)(a >> 8),
                       (unsigned long long)(b & 0xffff));
        return;
    }
    (void)snprintf(ret, RMS_REQUEST_ID_BYTES, "%08X-%04X-4%03X-%04X-%012llX", (unsigned)(a >> 32),
                   (unsigned)(a >> 16) & 0xffff, (unsigned)a & 0xfff, ((unsigned)(b >> 48) & 0x3fff) | 0x8000,
                   (unsigned long long)(b & UINT64_C(0xffffffffffff)));
}

static int put_request_id(const rms_answer_writer *writer, const rms_wire_policy *policy, rms_node *root)
{
    char id[RMS_REQUEST_ID_BYTES];
    make_request_id(writer, policy->request_id, id);
    return rms_answer_add_text(root, "RequestId", id) != NULL;
}

rms_node *rms_answer_success(const rms_answer_writer *writer, const rms_wire_policy *policy,
                             const rms_action_row *action)
{
    char name[96];
    (void)snprintf(name, sizeof name, "%sResponse", action->name);
    rms_node *root = rms_answer_new(name);
    if (root && !put_request_id(writer, policy, root)) {
        rms_answer_free(root);
        return NULL;
    }
    return root;
}

/* The row of the catalogue for a refusal: that of its message where one is given, else the nearest to the action, else
 * any. */
static const rms_code_row *row_of(const rms_action_row *action, const rms_refusal *refusal)
{
    const rms_code_row *nearest = rms_catalogue_code(refusal->code, action), *any = NULL;
    size_t n = 0;
    const rms_code_row *rows = rms_catalogue_codes(&n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i].code, refusal->code) != 0 || !rows[i].status)
            continue;
        if (refusal->message && !strcmp(rows[i].message, refusal->message))
            return &rows[i];
        any = any ? any : &rows[i];
    }
    return nearest ? nearest : any;
}

/* The message with the name or id in the place of each "<p>". */
static void put_message(const char *template, const char *subject, rms_buffer *out)
{
    const char *at;
    while ((at = strstr(template, "<p>")) != NULL) {
        rms_buffer_append(out, template, (size_t)(at - template));
        rms_buffer_puts(out, subject);
        template = at + 3;
    }
    rms_buffer_puts(out, template);
}

static int put_error(rms_node *root, const char *host_id, const rms_action_row *action, const char *code,
                     const char *message)
{
    static const char *const products[RMS_PRODUCT_COUNT] = {"Slb", "Ess", "Ecs"};
    char recommend[192];
    (void)snprintf(recommend, sizeof recommend, "https://api.aliyun.com/troubleshoot?q=%s&product=%s", code,
                   action ? products[action->product] : "");
    return rms_answer_add_text(root, "HostId", host_id) && rms_answer_add_text(root, "Code", code) &&
           rms_answer_add_text(root, "Message", message) && rms_answer_add_text(root, "Recommend", recommend);
}

rms_node *rms_answer_error(const rms_answer_writer *writer, const rms_wire_policy *policy, const rms_action_row *action,
                           const rms_refusal *refusal, int *ret_status)
{
    const rms_code_row *row = row_of(action, refusal);
    const char *code = refusal->code;
    const char *template = refusal->message ? refusal->message : row ? row->message : "";
    int status = refusal->status ? refusal->status : row && row->status ? row->status : 400;
    for (size_t i = 0; i < policy->n_swaps; i++) {
        const rms_error_swap *swap = &policy->swap[i];
        if (strcmp(swap->code, "*") != 0 && strcmp(swap->code, refusal->code) != 0)
            continue;
        code = swap->as_code ? swap->as_code : code;
        status = swap->as_status ? swap->as_status : status;
        template = swap->as_message ? swap->as_message : template;
    }
    RMS_AUTO(rms_buffer_done) rms_buffer message = {0};
    put_message(template, refusal->told ? refusal->told : refusal->subject, &message);
    rms_node *root = message.status == RMS_OK ? rms_answer_new("Error") : NULL;
    if (root && put_request_id(writer, policy, root) && put_error(root, writer->host_id, action, code, message.p)) {
        *ret_status = policy->error_status ? policy->error_status : status;
        return root;
    }
    rms_answer_free(root);
    return NULL;
}

rms_status rms_answer_deliver(const rms_wire_policy *policy, rms_format format, int is_success, rms_node **root,
                              rms_server_answer *ret)
{
    static const char *const types[RMS_FORMAT_COUNT] = {"application/json; charset=utf-8", "text/xml; charset=utf-8"};
    if (format == RMS_FORMAT_JSON ? policy->json_as_xml : policy->xml_as_json)
        format = format == RMS_FORMAT_JSON ? RMS_FORMAT_XML : RMS_FORMAT_JSON;
    unsigned on = (format == RMS_FORMAT_JSON ? RMS_ON_JSON : RMS_ON_XML) | (is_success ? RMS_ON_SUCCESS : RMS_ON_ERROR);
    rms_status status = rms_answer_edit(policy, on, root);
    if (status == RMS_OK) {
        rms_answer_write(format, *root, &ret->body);
        status = rms_answer_change_body(policy, on, &ret->body);
    }
    const char *type = format == RMS_FORMAT_JSON ? policy->json_type : policy->xml_type;
    ret->content_type = type ? (*type ? type : NULL) : types[format];
    ret->delivery = policy->delivery;
    ret->close = policy->close;
    return status;
}
