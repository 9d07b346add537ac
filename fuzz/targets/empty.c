/* Nothing: what the engine costs by itself. */
#include "fuzz/common/oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)data;
    (void)size;
    return 0;
}
