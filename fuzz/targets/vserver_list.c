/* The text of BackendServers, as RemoveVServerGroupBackendServers takes it. */
#include "fuzz/common/list_oracles.h"
#include "fuzz/common/oracle.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    const rms_span text = rms_fuzz_copy(data, size);
    rms_list_oracles(text, RMS_LIST_OBJECTS);
    free((char *)text.p);
    return 0;
}
