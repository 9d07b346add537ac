/* An answer in XML, its literal body: read, or refused with a place; what is read can be written and read again. */
#include "fuzz/common/answers.h"
#include "fuzz/common/oracle.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > RMS_FUZZ_INPUT_MAX)
        return 0;
    const rms_span input = rms_fuzz_copy(data, size);
    rms_fuzz_answer(RMS_FORMAT_XML, input);
    free((char *)input.p);
    return 0;
}
