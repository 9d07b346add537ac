#include "kit.h"

#include <string.h>

static void tell(void *context, const rms_lint *message)
{
    (void)context;
    if (!message->warning)
        print_error("%s:%u:%u: %s\n", message->where.file, message->where.line, message->where.column, message->text);
}

rms_suite *kit_suite(const char *yaml)
{
    rms_suite *suite = NULL;
    rms_error err = {0};
    const rms_status status = rms_suite_load_bytes("test.yaml", rms_span_of(yaml), tell, NULL, &suite, &err);
    if (status != RMS_OK)
        print_error("%s\n", err.text);
    assert_int_equal(status, RMS_OK);
    return suite;
}

char *kit_unconst(const char *text)
{
    return text ? strchr(text, *text) : NULL;
}

rms_exchanged kit_http(int status, const char *content_type, const char *body)
{
    return (rms_exchanged){.symptom = RMS_SYMPTOM_NONE,
                           .status = status,
                           .content_type = kit_unconst(content_type),
                           .body = kit_unconst(body),
                           .body_n = strlen(body)};
}

const char *kit_type(const char *body)
{
    return *body == '<' ? "text/xml;charset=utf-8" : "application/json";
}

int kit_has(const char *text, const char *part)
{
    const int has = *part ? text && strstr(text, part) : !text || !*text;
    if (!has)
        print_error("\"%s\" is not in \"%s\"\n", part, text ? text : "(none)");
    return has;
}
