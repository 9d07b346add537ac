#include "mapped.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

const char mapped_rules[] = "action: RemoveInstances\n"
                            "source: doc.txt\n"
                            "rules:\n"
                            "  - {rule: a, level: must, clause: Body, says: One., decided-by: [A1],\n"
                            "     cases: [{case: x, given: {group: {}}, send: {InstanceId.1: i}, expect: success}]}\n"
                            "  - {rule: b, level: record, says: Two., source: none,\n"
                            "     cases: [{case: x, given: {group: {}}, send: {InstanceId.1: i}, expect: success}]}\n";

void mapped_document(const char *name, const char *text, const char *const *how, size_t n_how, rms_buffer *out)
{
    rms_arena *arena = rms_arena_new();
    rms_document_unit *units = NULL;
    size_t n = 0;
    assert_non_null(arena);
    assert_int_equal(rms_document_split(rms_span_of(text), arena, &units, &n, NULL), RMS_OK);
    rms_buffer_printf(out, "document: %s\ntitle: a title\nunits:%s\n", name, n ? "" : " []");
    for (size_t i = 0; i < n; i++)
        rms_buffer_printf(out, "  - {unit: %zu, place: body, sha256: %s, ours: words %zu, %s}\n", i + 1,
                          units[i].sha256, i + 1, how[i < n_how ? i : n_how - 1]);
    rms_buffer_append(out, "", 0);
    assert_int_equal(out->status, RMS_OK);
    rms_arena_free(arena);
}

void mapped_plain(rms_buffer *out)
{
    static const char *const how[] = {"reason: heading", "rules: [ess/RemoveInstances/a]",
                                      "rules: [ess/RemoveInstances/b]", "reason: navigation"};
    mapped_document(MAPPED_NAME, MAPPED_TEXT, how, RMS_COUNT(how), out);
}

void mapped_tell(void *buffer, const rms_lint *message)
{
    const char *hash = strstr(message->text, " (sha256: ");
    const size_t n = hash ? (size_t)(hash - message->text) : strlen(message->text);
    rms_buffer_printf(buffer, "%s:%u: %.*s\n", message->where.file, message->where.line, (int)n, message->text);
}

static void fail_on_message(void *context, const rms_lint *message)
{
    (void)context;
    if (!message->warning)
        fail_msg("%s:%u: %s", message->where.file, message->where.line, message->text);
}

rms_suite *mapped_suite(const char *rules)
{
    rms_suite *suite = NULL;
    rms_error err = {.text = ""};
    const rms_status status =
        rms_suite_load_bytes("rules.yaml", rms_span_of(rules), fail_on_message, NULL, &suite, &err);
    if (status != RMS_OK)
        fail_msg("%s", err.text);
    return suite;
}

rms_status mapped_load(const char *const *texts, size_t n, rms_buffer *told, rms_coverage **ret)
{
    static const char *const paths[] = {"cases/sources/0.yaml", "cases/sources/1.yaml", "cases/sources/2.yaml"};
    rms_builtin_file files[RMS_COUNT(paths)];
    assert_true(n <= RMS_COUNT(paths));
    for (size_t i = 0; i < n; i++)
        files[i] = (rms_builtin_file){paths[i], texts[i], strlen(texts[i])};
    return rms_coverage_load_files(files, n, mapped_tell, told, ret, NULL);
}
