#include "fuzz/common/manifest_say.h"
#include "harness/cases/cases.h"

static void hear_nothing(void *context, const rms_lint *message)
{
    (void)context;
    (void)message;
}

void rms_manifest_say_case_file(rms_span text, rms_buffer *out)
{
    rms_suite *suite = NULL;
    const rms_status status = rms_suite_load_bytes("corpus.yaml", text, hear_nothing, NULL, &suite, NULL);
    rms_buffer_puts(out, status == RMS_OK ? "loads" : "refused");
    rms_suite_free(suite);
}
