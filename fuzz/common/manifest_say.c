#include "fuzz/common/manifest_say.h"

#include "fuzz/common/signed_request.h"
#include "protocol/answer.h"
#include "protocol/percent.h"
#include "protocol/server_list.h"
#include "protocol/signature.h"
#include "rmspec/verdict.h"

#include <stdlib.h>
#include <string.h>

static void say_fault(rms_status status, const rms_fault *fault, const rms_error *err, rms_buffer *out)
{
    if (status != RMS_E_FAULT) {
        rms_buffer_printf(out, "%s at %zu", rms_status_text(status), err->offset);
        return;
    }
    rms_buffer_printf(out, "refused: %s", fault->code);
    if (fault->member >= 0)
        rms_buffer_printf(out, ", member %d", fault->member);
    if (fault->key)
        rms_buffer_printf(out, ", %s", fault->key);
}

static void say_open(uint32_t open, rms_buffer *out)
{
#define AS_ROW(id, bit, row, doc) row,
    static const char *const rows[] = {RMS_OPEN_MAP(AS_ROW)};
    const char *before = " open: ";
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        if (!(open >> i & 1))
            continue;
        rms_buffer_puts(out, before);
        rms_buffer_puts(out, rows[i]);
        before = " ";
    }
}

static void say_percent(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_buffer_done) rms_buffer decoded = {0};
    rms_buffer_puts(out, rms_percent_decode(text, RMS_PLUS_IS_SPACE, &decoded, NULL) == RMS_OK ? "decodes" : "refused");
}

static void say_form(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    rms_error err = {0};
    const rms_status status = rms_form_parse(text, RMS_PLACE_QUERY, &params, &err);
    if (status == RMS_OK)
        rms_form_print(&params, out);
    else
        rms_buffer_printf(out, "%s at %zu", rms_status_text(status), err.offset);
}

static void say_list(rms_span text, rms_list_form form, rms_buffer *out)
{
    rms_server *servers = NULL;
    size_t n = 0;
    uint32_t open = 0;
    rms_fault fault;
    rms_error err = {0};
    const rms_status status = rms_server_list_parse(text, form, NULL, &servers, &n, &open, &fault, &err);
    if (status == RMS_OK)
        rms_server_list_print(servers, n, out);
    else
        say_fault(status, &fault, &err, out);
    say_open(open, out);
    rms_servers_free(servers, n);
}

static void say_server_list(rms_span text, rms_buffer *out)
{
    say_list(text, RMS_LIST_IDS_OR_OBJECTS, out);
}

static void say_vserver_list(rms_span text, rms_buffer *out)
{
    say_list(text, RMS_LIST_OBJECTS, out);
}

static void say_ids(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    char **ids = NULL;
    size_t n = 0;
    uint32_t open = 0;
    rms_fault fault;
    rms_error err = {0};
    rms_status status = rms_form_parse(text, RMS_PLACE_QUERY, &params, &err);
    if (status == RMS_OK)
        status = rms_id_list_parse(&params, "InstanceId", NULL, &ids, &n, &open, &fault, &err);
    if (status != RMS_OK)
        say_fault(status, &fault, &err, out);
    for (size_t i = 0; i < n; i++) {
        rms_buffer_puts(out, i ? " " : "");
        rms_percent_encode(rms_span_of(ids[i]), out);
        free(ids[i]);
    }
    free(ids);
    say_open(open, out);
}

static void say_request(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_verdict_done) rms_verdict verdict = {0};
    char *line = NULL;
    if (rms_verdict_of(text, NULL, &verdict) == RMS_OK && rms_verdict_to_json(&verdict, &line) == RMS_OK)
        rms_buffer_puts(out, line);
    say_open(verdict.open, out);
    free(line);
}

static void say_v1(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    char signature[RMS_V1_SIGNATURE_SIZE];
    rms_error err = {0};
    rms_status status = rms_form_parse(text, RMS_PLACE_QUERY, &params, &err);
    if (status == RMS_OK)
        status = rms_v1_sign("POST", "testsecret", &params, signature);
    if (status == RMS_OK)
        rms_buffer_printf(out, "POST %s", signature);
    else
        rms_buffer_printf(out, "%s at %zu", rms_status_text(status), err.offset);
}

static void say_v3(rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_signed_request_done) rms_wire wire = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer names = {0};
    char signature[RMS_V3_SIGNATURE_SIZE];
    rms_error err = {0};
    rms_status status = rms_signed_request_read(text, &wire);
    if (status == RMS_OK)
        status = rms_v3_sign(&wire, "testsecret", signature, &names, &err);
    if (status == RMS_OK)
        rms_buffer_printf(out, "%s %s", names.p, signature);
    else
        rms_buffer_puts(out, rms_status_text(status));
}

/* Too long and too deep are told apart from malformed. */
static void say_answer(rms_format format, rms_span text, rms_buffer *out)
{
    RMS_AUTO(rms_answer_freep) rms_node *root = NULL;
    const rms_status status = rms_answer_read(format, text, &root, NULL);
    rms_buffer_puts(out, status == RMS_OK ? "read" : status == RMS_E_LIMIT ? "refused: limit" : "refused");
}

static void say_json(rms_span text, rms_buffer *out)
{
    say_answer(RMS_FORMAT_JSON, text, out);
}

static void say_xml(rms_span text, rms_buffer *out)
{
    say_answer(RMS_FORMAT_XML, text, out);
}

/* Of a target without a verdict: that its oracles hold, which the replay of the same file shows. */
static void say_equal(rms_span text, rms_buffer *out)
{
    (void)text;
    rms_buffer_puts(out, "equal");
}

static void say_holds(rms_span text, rms_buffer *out)
{
    (void)text;
    rms_buffer_puts(out, "holds");
}

rms_manifest_say rms_manifest_find(const char *target)
{
    static const struct {
        const char *target;
        rms_manifest_say say;
    } targets[] = {
        {"percent", say_percent},
        {"form", say_form},
        {"server_list", say_server_list},
        {"vserver_list", say_vserver_list},
        {"instance_ids", say_ids},
        {"request", say_request},
        {"request_oom", say_request},
        {"signature_v1", say_v1},
        {"signature_v3", say_v3},
        {"answer_json", say_json},
        {"answer_xml", say_xml},
        {"answer_twin", say_equal},
        {"case_file", rms_manifest_say_case_file},
        {"sequence", say_holds},
        {"parser", say_request},
        {"parts_oom", say_holds},
        {"words", say_holds},
    };
    for (size_t i = 0; i < RMS_COUNT(targets); i++)
        if (strcmp(targets[i].target, target) == 0)
            return targets[i].say;
    return NULL;
}
