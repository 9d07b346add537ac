#include "tests/unit/cases/collect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void collect_message(void *context, const rms_lint *message)
{
    rms_lint_print(message, context);
    rms_buffer_putc(context, '\n');
}

char *collect_file(const char *path, size_t *ret_n)
{
    rms_buffer bytes = {0};
    char chunk[4096];
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("cannot open %s", path);
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, file)) > 0;)
        rms_buffer_append(&bytes, chunk, n);
    (void)fclose(file);
    char *p = rms_buffer_take(&bytes, ret_n);
    assert_non_null(p);
    return p;
}

rms_suite *collect_suite(const char *text, rms_buffer *messages)
{
    static const char head[] = "action: RemoveInstances\n"
                               "rules:\n"
                               "  - {rule: message, level: should, says: x, judges: message}\n"
                               "  - rule: one\n"
                               "    level: record\n"
                               "    says: x\n"
                               "    cases:\n";
    RMS_AUTO(rms_buffer_done) rms_buffer whole = {0};
    RMS_AUTO(rms_buffer_done) rms_buffer unread = {0};
    rms_suite *suite = NULL;
    if (*text == ' ' || *text == '-')
        rms_buffer_puts(&whole, head);
    rms_buffer_puts(&whole, text);
    (void)rms_suite_load_bytes("t.yaml", rms_buffer_view(&whole), collect_message, messages ? messages : &unread,
                               &suite, NULL);
    return suite;
}
