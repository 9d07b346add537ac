/* What stands around the request parsers (forms, signatures, answers) while memory runs out at one place after the
 * other. The text is taken for each of them; most refuse it at once. */
#include "fuzz/common/encoding.h"
#include "fuzz/common/guard.h"
#include "fuzz/common/oom.h"
#include "fuzz/common/oracle.h"
#include "fuzz/common/signed_request.h"
#include "protocol/answer.h"
#include "protocol/server_list.h"
#include "protocol/signature.h"

#include <libxml/catalog.h>
#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 64, PART_MAX = 1 << 10 };

static rms_status form(rms_span input, rms_buffer *told)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    rms_status status = rms_form_parse(input, RMS_PLACE_QUERY, &params, NULL);
    if (status == RMS_OK)
        status = rms_params_set(&params, "Action", "Fly");
    if (status == RMS_OK)
        status = rms_params_set(&params, "NotThere", "1");
    rms_form_print(&params, told);
    return status;
}

static void tell_wire(const rms_wire *wire, rms_buffer *told)
{
    rms_buffer_printf(told, "%s %s ", wire->method, wire->target);
    rms_buffer_append(told, wire->body, wire->body_n);
    rms_form_print(&wire->headers, told);
}

static rms_status sign_form(rms_span input, rms_signature signature, rms_layout layout, rms_buffer *told)
{
    RMS_AUTO(rms_params_done) rms_params params = {0};
    RMS_AUTO(rms_wire_done) rms_wire wire = {0};
    const rms_sign_with with = {.signature = signature,
                                .credentials = {.id = "testid", .secret = "testsecret", .token = "token"},
                                .host = "example.com",
                                .nonce = "nonce-1",
                                .now = 1767225600};
    rms_status status = rms_form_parse(input, RMS_PLACE_QUERY, &params, NULL);
    if (status == RMS_OK)
        status = rms_sign_request(layout, &params, &with, &wire, NULL);
    if (status == RMS_OK)
        tell_wire(&wire, told);
    return status;
}

static rms_status unsigned_form(rms_span input, rms_buffer *told)
{
    return sign_form(input, RMS_SIGNATURE_NONE, RMS_LAYOUT_POST_FORM, told);
}

static rms_status v1(rms_span input, rms_buffer *told)
{
    return sign_form(input, RMS_SIGNATURE_V1, RMS_LAYOUT_POST_SPLIT, told);
}

static rms_status v3(rms_span input, rms_buffer *told)
{
    return sign_form(input, RMS_SIGNATURE_V3, RMS_LAYOUT_GET, told);
}

static rms_status v3_of_a_request(rms_span input, rms_buffer *told)
{
    rms_wire wire = {0};
    char signature[RMS_V3_SIGNATURE_SIZE] = "";
    rms_status status = rms_signed_request_read(input, &wire);
    if (status != RMS_OK)
        return status;
    status = rms_v3_sign(&wire, "testsecret", signature, told, NULL);
    rms_buffer_puts(told, signature);
    rms_signed_request_done(&wire);
    return status;
}

/* Read in one format, written in both. */
static rms_status answer(rms_format format, rms_span input, rms_buffer *told)
{
    RMS_AUTO(rms_answer_freep) rms_node *root = NULL;
    const rms_status status = rms_answer_read(format, input, &root, NULL);
    RMS_ORACLE("oom.untouched", status == RMS_OK || !root, "an answer with a refusal: %s", rms_oracle_show(input));
    if (status == RMS_OK)
        rms_buffer_puts(told, ":"); /* when that fails, nothing is printed behind it */
    if (status == RMS_OK)
        rms_answer_write(RMS_FORMAT_JSON, root, told);
    if (status == RMS_OK && format == RMS_FORMAT_XML)
        rms_answer_write(RMS_FORMAT_XML, root, told);
    return status;
}

static rms_status json_answer(rms_span input, rms_buffer *told)
{
    return answer(RMS_FORMAT_JSON, input, told);
}

static rms_status xml_answer(rms_span input, rms_buffer *told)
{
    if (rms_fuzz_is_converted(input)) /* libxml2 2.9 loses its converter when memory runs out while it is made */
        return RMS_OK;
    const rms_status status = answer(RMS_FORMAT_XML, input, told);
    xmlResetLastError();
    return status;
}

/* A tree that is built as the model builds its answers. */
static rms_status tree(rms_span input, rms_buffer *told)
{
    RMS_AUTO(rms_buffer_done) rms_buffer word = {0};
    rms_buffer_append(&word, input.p, input.n < WORD_MAX ? input.n : WORD_MAX);
    RMS_AUTO(rms_answer_freep) rms_node *root = rms_answer_new("Answer");
    rms_node *list = root ? rms_answer_add(root, "Items", RMS_NODE_ARRAY) : NULL;
    rms_node *flag = list ? rms_answer_add(root, "Flag", RMS_NODE_BOOLEAN) : NULL;
    rms_node *real = flag ? rms_answer_add(root, "Real", RMS_NODE_REAL) : NULL;
    char *text = rms_buffer_take(&word, NULL);
    const int built = real && text && rms_answer_add_text(list, NULL, text) && rms_answer_add_integer(list, NULL, 7) &&
                      rms_answer_add_text(root, "Text", text);
    free(text);
    if (!built)
        return RMS_E_NOMEM;
    flag->integer = input.n % 2 == 0;
    real->real = input.n ? (double)input.p[0] : INFINITY;
    rms_answer_write(RMS_FORMAT_JSON, root, told);
    rms_answer_write(RMS_FORMAT_XML, root, told);
    xmlResetLastError(); /* libxml2 keeps what it says about missing memory */
    return RMS_OK;
}

static rms_status server_list(rms_span input, rms_buffer *told)
{
    const rms_request_options options = {.dialects = RMS_DIALECT_ALL};
    rms_server *servers = NULL;
    size_t n = 0;
    uint32_t open = 0;
    rms_fault fault;
    const rms_status status =
        rms_server_list_parse(input, RMS_LIST_IDS_OR_OBJECTS, &options, &servers, &n, &open, &fault, NULL);
    if (status == RMS_OK) {
        rms_buffer_puts(told, ":"); /* when that fails, nothing is printed behind it */
        rms_server_list_print(servers, n, told);
    }
    rms_servers_free(servers, n);
    return status;
}

/* libxml2 would tell of every failed allocation. */
static void say_nothing(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

static void start(void)
{
    static int started;
    if (started)
        return;
    rms_guard_start();
    xmlMemSetup(free, malloc, realloc, strdup);
    xmlInitParser();
    xmlInitializeCatalog(); /* it stays, once a document asks for one */
    xmlSetGenericErrorFunc(NULL, say_nothing);
    char ready[RMS_V3_SIGNATURE_SIZE]; /* what libcrypto keeps for good is there before anything is counted */
    (void)rms_sha256_hex(rms_span_of(""), ready);
    (void)rms_v3_signature("", rms_span_of(""), ready);
    (void)rms_v1_signature("", rms_span_of(""), ready);
    started = 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct {
        rms_oom_attempt attempt;
        rms_oom_kind kind;
    } parts[] = {{form, RMS_OOM_OURS},
                 {unsigned_form, RMS_OOM_OURS},
                 {v1, RMS_OOM_OURS},
                 {v3, RMS_OOM_OURS},
                 {v3_of_a_request, RMS_OOM_OURS},
                 {json_answer, RMS_OOM_OURS},
                 {xml_answer, RMS_OOM_LIBRARY},
                 {tree, RMS_OOM_OURS},
                 {server_list, RMS_OOM_OURS}};
    if (size > PART_MAX)
        return 0;
    start();
    const rms_span input = rms_fuzz_copy(data, size);
    const uint64_t chosen = rms_fuzz_hash(input) % RMS_COUNT(parts); /* one of them; a replay has the time for all */
    for (size_t i = 0; i < RMS_COUNT(parts); i++)
        if (rms_fuzz_thorough || i == chosen)
            rms_oom_oracles(input, parts[i].attempt, parts[i].kind);
    free((char *)input.p);
    return 0;
}
