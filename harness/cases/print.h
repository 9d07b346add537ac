/**
 * What the files that print cases share.
 */
#ifndef RMS_HARNESS_CASES_PRINT_H
#define RMS_HARNESS_CASES_PRINT_H

#include "harness/cases/cases.h"
#include "harness/cases/yaml_print.h"

/** print_world.c: as a value of `given`, or of `then`, which writes instances as a map. */
void rms_print_world(rms_printer *p, const rms_world *value, int is_then);

#endif
