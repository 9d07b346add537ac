/* The least that a request parser does, without an oracle: cut the form, decode the pairs, let jansson read the list.
 */
#include "fuzz/common/oracle.h"
#include "protocol/form.h"
#include "rmspec/request.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void read_list(rms_span form, rms_params *params)
{
    if (rms_form_parse(form, RMS_PLACE_QUERY, params, NULL) != RMS_OK)
        return;
    const rms_param *list = rms_params_find(params, "BackendServers");
    if (list)
        json_decref(json_loadb(list->value, list->value_n, 0, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    const rms_span input = rms_fuzz_copy(data, size);
    RMS_AUTO(rms_params_done) rms_params params = {0};
    rms_request_view view;
    if (rms_request_split(input, &view, NULL) == RMS_OK) {
        const char *mark = memchr(view.target.p, '?', view.target.n);
        if (mark)
            read_list((rms_span){mark + 1, view.target.n - (size_t)(mark + 1 - view.target.p)}, &params);
        read_list(view.body, &params);
    }
    free((char *)input.p);
    return 0;
}
