/**
 * What the files of the specification share, for reference/model/admits*.c only.
 */
#ifndef RMS_MODEL_ADMITS_PARTS_H
#define RMS_MODEL_ADMITS_PARTS_H

#include "reference/model/admits.h"

/** A code that a refusal may bear; NULL: any. */
void rms_admit_refusal(rms_admitted *admitted, const char *code);

/** admits_slb.c, admits_ess.c: fill a zeroed *ret; what it owns is given back by the caller in any case. */
rms_status rms_admit_servers(const rms_model *state, const rms_request *request, rms_admitted *ret);
rms_status rms_admit_instances(const rms_model *state, const rms_request *request, rms_admitted *ret);

#endif
