/**
 * The YAML block below a test point. For reports/tap.c only.
 */
#ifndef RMS_REPORTS_TAP_YAML_H
#define RMS_REPORTS_TAP_YAML_H

#include <stddef.h>
#include <stdio.h>

typedef struct tap_fact {
    const char *name;
    const char *text; /* NULL: left out */
} tap_fact;

/** From "  ---" to "  ...". 0 or -ENOMEM. */
int tap_put_yaml(FILE *out, const tap_fact *facts, size_t n);

#endif
