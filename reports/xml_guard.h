/**
 * libxml2 does not report every allocation that failed to its caller, but it does tell its error functions. For
 * reports/ only.
 */
#ifndef RMS_REPORTS_XML_GUARD_H
#define RMS_REPORTS_XML_GUARD_H

#include <libxml/xmlerror.h>

typedef struct xml_guard {
    xmlStructuredErrorFunc structured;
    void *structured_context;
    xmlGenericErrorFunc generic;
    void *generic_context;
} xml_guard;

/** From now on whatever goes wrong inside libxml2, on this thread, sets *failed. */
xml_guard xml_guard_begin(int *failed);
void xml_guard_end(const xml_guard *guard);

#endif
