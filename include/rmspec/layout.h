/**
 * The four ways in which one set of parameters travels.
 *
 * Source: metadata of the three actions (GET|POST); clients send all four.
 */
#ifndef RMSPEC_LAYOUT_H
#define RMSPEC_LAYOUT_H

#include "rmspec/status.h"

/** X(enum, name on the command line, method, what it is) */
#define RMS_LAYOUT_MAP(XX)                                                                                             \
    XX(RMS_LAYOUT_GET, "get", "GET", "GET, everything in the query string")                                            \
    XX(RMS_LAYOUT_POST_QUERY, "post-query", "POST", "POST, everything in the query string, empty form body")           \
    XX(RMS_LAYOUT_POST_FORM, "post-form", "POST", "POST, everything in the form body")                                 \
    XX(RMS_LAYOUT_POST_SPLIT, "post-split", "POST",                                                                    \
       "POST, common parameters in the query string, the action's own in the form body")

#define RMS_LAYOUT_AS_ENUM(id, name, method, doc) id,
typedef enum rms_layout { RMS_LAYOUT_MAP(RMS_LAYOUT_AS_ENUM) RMS_LAYOUT_COUNT } rms_layout;

const char *rms_layout_name(rms_layout layout);
const char *rms_layout_method(rms_layout layout);
const char *rms_layout_doc(rms_layout layout);
/** Errors: RMS_E_NOT_FOUND. */
rms_status rms_layout_parse(const char *name, rms_layout *ret);

#endif
