/* Many threads read and write answers at once, the first of them initialising libxml2 and jansson. */
#include "tests/unit/answer/tree_text.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define THREADS 8
#define ROUNDS  100

static const char json[] = "{\"RequestId\":\"1\",\"L\":{\"I\":[{\"Id\":\"a\"},{\"Id\":\"b\"}]}}";
static const char xml[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><R><RequestId>1</RequestId><L><I><Id>a</Id></I>"
                          "<I><Id>b</Id></I></L></R>";

static int read_and_write(rms_format format, const char *bytes)
{
    RMS_AUTO(rms_answer_freep) rms_node *root = NULL;
    RMS_AUTO(rms_buffer_done) rms_buffer out = {0};
    if (rms_answer_read(format, rms_span_of(bytes), &root, NULL) != RMS_OK)
        return 0;
    rms_answer_write(format, root, &out);
    return out.status == RMS_OK && strcmp(out.p, bytes) == 0;
}

static int refuse(rms_format format, const char *bytes, const char *words)
{
    rms_node *root = NULL;
    rms_error err = {0};
    return rms_answer_read(format, rms_span_of(bytes), &root, &err) == RMS_E_SYNTAX && strstr(err.text, words);
}

static void *work(void *context)
{
    size_t *good = context;
    for (int i = 0; i < ROUNDS; i++)
        *good += (size_t)(read_and_write(RMS_FORMAT_JSON, json) && read_and_write(RMS_FORMAT_XML, xml) &&
                          refuse(RMS_FORMAT_JSON, "{\"a\":", "unexpected") &&
                          refuse(RMS_FORMAT_XML, "<a><b></a>", "mismatch") &&
                          refuse(RMS_FORMAT_XML, "<!DOCTYPE a><a/>", "document type"));
    return NULL;
}

static void test_threads(void **state)
{
    (void)state;
    pthread_t thread[THREADS];
    size_t good[THREADS] = {0};
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, work, &good[i]), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(good[i], ROUNDS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
