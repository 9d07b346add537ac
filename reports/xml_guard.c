#include "reports/xml_guard.h"

#include <libxml/globals.h>

#if LIBXML_VERSION >= 21200
static void on_error(void *context, const xmlError *error)
#else
static void on_error(void *context, xmlError *error)
#endif
{
    (void)error;
    *(int *)context = 1;
}

static void on_message(void *context, const char *message, ...)
{
    (void)message;
    *(int *)context = 1;
}

xml_guard xml_guard_begin(int *failed)
{
    const xml_guard guard = {xmlStructuredError, xmlStructuredErrorContext, xmlGenericError, xmlGenericErrorContext};
    xmlSetStructuredErrorFunc(failed, on_error);
    xmlSetGenericErrorFunc(failed, on_message);
    return guard;
}

void xml_guard_end(const xml_guard *guard)
{
    xmlSetStructuredErrorFunc(guard->structured_context, guard->structured);
    xmlSetGenericErrorFunc(guard->generic_context, guard->generic);
}
