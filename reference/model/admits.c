#include "reference/model/admits_parts.h"

#include <string.h>

void rms_admit_refusal(rms_admitted *admitted, const char *code)
{
    admitted->refusal = 1;
    if (!code)
        admitted->any_code = 1;
    else if (admitted->n_codes < RMS_ADMITTED_CODES_MAX)
        admitted->codes[admitted->n_codes++] = code;
}

rms_status rms_model_admitted(const rms_model *state, const rms_request *request, rms_admitted *ret)
{
    rms_admitted admitted = {0};
    const rms_status status =
        (request->action == RMS_REMOVE_INSTANCES ? rms_admit_instances : rms_admit_servers)(state, request, &admitted);
    if (status == RMS_OK)
        *ret = admitted;
    else
        rms_admitted_done(&admitted);
    return status;
}

void rms_admitted_done(rms_admitted *admitted)
{
    rms_states_done(&admitted->successes);
}

int rms_admitted_code(const rms_admitted *admitted, const char *code)
{
    for (size_t i = 0; admitted->refusal && !admitted->any_code && i < admitted->n_codes; i++)
        if (code && strcmp(admitted->codes[i], code) == 0)
            return 1;
    return admitted->refusal && admitted->any_code;
}

/* An answer names what it is about: the group of servers, or an activity. */
static int names_subject(const rms_request *request, const rms_outcome *answer)
{
    if (request->action == RMS_REMOVE_INSTANCES)
        return answer->id[0] != '\0';
    return request->target_id && strcmp(answer->id, request->target_id) == 0;
}

static rms_status add_all(const rms_states *from, rms_states *to)
{
    rms_status status = RMS_OK;
    for (size_t i = 0; i < from->n && status == RMS_OK; i++)
        status = rms_states_add(to, from->v[i]);
    return status;
}

rms_status rms_model_admits(const rms_states *before, const rms_request *request, const rms_outcome *answer,
                            rms_states *ret_after)
{
    rms_states after = {0};
    rms_status status = add_all(ret_after, &after);
    for (size_t i = 0; i < before->n && status == RMS_OK; i++) {
        rms_admitted admitted;
        status = rms_model_admitted(before->v[i], request, &admitted);
        if (status != RMS_OK)
            break;
        if (answer->ok && names_subject(request, answer))
            status = add_all(&admitted.successes, &after);
        else if (!answer->ok && rms_admitted_code(&admitted, answer->code))
            status = rms_states_add(&after, before->v[i]);
        rms_admitted_done(&admitted);
    }
    if (status != RMS_OK) {
        rms_states_done(&after);
        return status;
    }
    rms_states_done(ret_after);
    *ret_after = after;
    return RMS_OK;
}
