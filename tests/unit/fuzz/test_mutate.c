/* What the mutator promises whatever it is given, and that it does what it is for. */
#include "fuzz/mutate/mutate.h"
#include "rmspec/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SEEDS = 300, ROOM = 4096 };

static const struct {
    const char *name, *text;
    int valid; /* a request that parses */
} inputs[] = {
    {"ids, GET",
     "GET /?Action=RemoveInstances&Version=2014-08-28&ScalingGroupId=asg-1&InstanceId.1=i-a&InstanceId.2=i-b "
     "HTTP/1.1\n\n",
     1},
    {"ids, form",
     "POST / HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\n"
     "Action=RemoveInstances&ScalingGroupId=asg-1&InstanceId.1=i-a&InstanceId.2=i-b",
     1},
    {"servers, encoded",
     "POST /?Action=RemoveBackendServers&RegionId=cn&LoadBalancerId=lb-1&BackendServers=%5B%22i-1%22%2C%22i-2%22%5D "
     "HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\nTags=a",
     1},
    {"servers, objects",
     "POST /?Action=RemoveVServerGroupBackendServers&RegionId=cn HTTP/1.1\n"
     "Content-Type: application/x-www-form-urlencoded\n\nVServerGroupId=rsp-1&"
     "BackendServers=[{\"ServerId\":\"i-1\",\"Port\":\"80\",\"Weight\":\"100\",\"Type\":\"ecs\"},"
     "{\"ServerId\":\"i-2\",\"Port\":\"81\",\"ServerIp\":\"10.0.0.1\",\"Type\":\"eni\",\"Description\":\"d\"}]",
     1},
    {"form", "Action=RemoveInstances&ScalingGroupId=a%20b&InstanceId.1=i%2D1&InstanceId.3=x+y&=&&Name", 0},
    {"list", "[{\"ServerId\":\"i-1\",\"Port\":\"80\"},\"i-2\",'i-3',[1,{}],null]", 0},
    {"broken list", "[{\"ServerId\":\"i-1,\"Port\":", 0},
    {"list cut in an escape", "[\"i-1\\", 0},
    {"JSON answer", "{\"RequestId\":\"1\",\"BackendServers\":{\"BackendServer\":[{\"Weight\":100},{\"Weight\":0}]}}",
     0},
    {"XML answer", "<R><RequestId>1</RequestId><L><S><Weight>100</Weight></S><S><Weight>0</Weight></S></L></R>", 0},
    {"lines", "remove lb-1 i-1 i-2\nadd lb-1 i-3\nremove lb-1 i-3\n", 0},
    {"lines with lists", "group g-1 min=1 attached=i-1,i-2\nremove RemoveInstances group=g-1 ids=i-1,i-2\n", 0},
    {"request line alone", "GET /?", 0},
    {"cut behind the method", "GET /", 0},
    {"one byte", "%", 0},
    {"one bracket", "[", 0},
    {"an empty pair", "=", 0},
    {"NUL bytes", "a=\0&b=", 0},
};

/* An input at the end of a block of exactly @p max bytes, so that reading and writing beyond it shows. */
static char *block_of(const char *text, size_t n, size_t max)
{
    char *block = malloc(max);
    assert_non_null(block);
    memcpy(block, text, n);
    return block;
}

static size_t length_of(size_t i)
{
    return strcmp(inputs[i].name, "NUL bytes") == 0 ? 6 : strlen(inputs[i].text);
}

/* Run one row twice with one seed; the new size, the result in @p ret of ROOM bytes. */
static size_t run(rms_mutator *mutator, size_t row, size_t i, size_t max, size_t other, unsigned seed, char *ret)
{
    const size_t n = length_of(i), other_n = length_of(other);
    char *theirs = block_of(inputs[other].text, other_n, other_n);
    size_t sizes[2];
    char *blocks[2];
    for (size_t turn = 0; turn < 2; turn++) {
        blocks[turn] = block_of(inputs[i].text, n, max);
        sizes[turn] = rms_mutate_with(mutator, row, blocks[turn], n, max, (rms_span){theirs, other_n}, seed);
        assert_true(sizes[turn] <= max);
    }
    assert_int_equal(sizes[0], sizes[1]); /* the same seed */
    assert_memory_equal(blocks[0], blocks[1], sizes[0] ? sizes[0] : n);
    if (!sizes[0])
        assert_memory_equal(blocks[0], inputs[i].text, n);
    memcpy(ret, blocks[0], sizes[0]);
    free(blocks[0]);
    free(blocks[1]);
    free(theirs);
    return sizes[0];
}

static void test_every_operator(void **state)
{
    (void)state;
    rms_mutator *mutator = rms_mutator_new();
    char *result = malloc(ROOM);
    assert_non_null(mutator);
    for (size_t row = 0; row < rms_mutate_count(); row++) {
        size_t reached = 0;
        print_message("row: %s\n", rms_mutate_name(row));
        for (size_t i = 0; i < RMS_COUNT(inputs); i++) {
            const size_t n = length_of(i), rooms[] = {n, n + 1, n + 30, ROOM};
            for (unsigned seed = 0; seed < SEEDS; seed++) {
                const size_t max = rooms[seed % RMS_COUNT(rooms)];
                const size_t size = run(mutator, row, i, max, (i + seed) % RMS_COUNT(inputs), seed, result);
                reached += size && (size != n || memcmp(result, inputs[i].text, n) != 0);
            }
        }
        assert_true(reached > 0);
    }
    assert_null(rms_mutate_name(rms_mutate_count()));
    free(result);
    rms_mutator_free(mutator);
}

/* How a mutated request fares. */
static rms_status verdict_on(const char *bytes, size_t n, size_t *ret_members)
{
    rms_request_view view;
    RMS_AUTO(rms_request_freep) rms_request *request = NULL;
    const rms_request_options options = {.dialects = RMS_DIALECT_ALL, .list_max = RMS_LIST_READ_MAX};
    rms_fault fault;
    rms_status status = rms_request_split((rms_span){bytes, n}, &view, NULL);
    if (status == RMS_OK)
        status = rms_request_parse(&view, &options, &request, NULL, &fault, NULL);
    if (request)
        *ret_members = request->n_servers + request->n_instance_ids;
    return status;
}

/* Most of what comes out of a valid request gets beyond the first layers, and a good part of it is valid again. */
static void test_share_that_parses(void **state)
{
    (void)state;
    rms_mutator *mutator = rms_mutator_new();
    for (size_t i = 0; i < RMS_COUNT(inputs) && inputs[i].valid; i++) {
        const size_t n = length_of(i);
        size_t all = 0, judged = 0, valid = 0, members = 0, edges[64] = {0};
        assert_int_equal(verdict_on(inputs[i].text, n, &members), RMS_OK);
        for (unsigned seed = 0; seed < SEEDS * 20; seed++) {
            char *block = block_of(inputs[i].text, n, ROOM);
            const size_t size = rms_mutate(mutator, block, n, ROOM, (rms_span){"", 0}, seed);
            members = 0;
            const rms_status status = size ? verdict_on(block, size, &members) : RMS_OK;
            all += size != 0;
            judged += size && (status == RMS_OK || status == RMS_E_FAULT);
            valid += size && status == RMS_OK;
            edges[members < 64 ? members : 63]++;
            free(block);
        }
        print_message("row: %s: %zu changed, %zu judged, %zu valid; with 19, 20, 21 and 40 members: %zu %zu %zu %zu\n",
                      inputs[i].name, all, judged, valid, edges[19], edges[20], edges[21], edges[40]);
        assert_true(all > SEEDS * 19);
        assert_true(judged * 10 > all * 6);
        assert_true(valid * 10 > all * 3);
        assert_true(edges[19] && edges[20] && edges[21] && edges[40]);
    }
    rms_mutator_free(mutator);
}

/* Lines are no form, and their words and lists are taken apart as such. */
static void test_lines(void **state)
{
    static const char text[] = "group g-1 min=1 attached=i-1,i-2\nremove RemoveInstances group=g-1 ids=i-1,i-2\n";
    static const char *const wanted[] = {" min=1 ids=i-1,i-2 ", "remove RemoveInstances ids=i-1,i-2\n",
                                         "ids=i-1,g-1,i-2", "ids=g-1,i-2", "ids=i-2\n"};
    (void)state;
    size_t seen[RMS_COUNT(wanted)] = {0};
    rms_mutator *mutator = rms_mutator_new();
    for (unsigned seed = 0; seed < SEEDS * 40; seed++) {
        char *block = block_of(text, sizeof text - 1, ROOM);
        const size_t size = rms_mutate(mutator, block, sizeof text - 1, ROOM, (rms_span){"", 0}, seed);
        assert_true(size < ROOM);
        block[size] = '\0';
        assert_null(strstr(block, "&")); /* which the operators of forms put in */
        for (size_t i = 0; i < RMS_COUNT(wanted); i++)
            seen[i] += strstr(block, wanted[i]) != NULL;
        free(block);
    }
    for (size_t i = 0; i < RMS_COUNT(wanted); i++) {
        print_message("row: %s: %zu\n", wanted[i], seen[i]);
        assert_true(seen[i] > 0);
    }
    rms_mutator_free(mutator);
}

/* Many steps, one behind the other, with parts of other inputs: never beyond the room, never stuck. */
static void test_long_walks(void **state)
{
    (void)state;
    rms_mutator *mutator = rms_mutator_new();
    for (size_t i = 0; i < RMS_COUNT(inputs); i++) {
        size_t n = length_of(i);
        const size_t room = n + 200;
        char *block = block_of(inputs[i].text, n, room);
        print_message("row: %s\n", inputs[i].name);
        for (unsigned seed = 0; seed < SEEDS * 10; seed++) {
            const size_t other = seed % RMS_COUNT(inputs), other_n = length_of(other);
            char *theirs = block_of(inputs[other].text, other_n, other_n);
            const size_t size = rms_mutate(mutator, block, n, room, (rms_span){theirs, other_n}, seed);
            assert_true(size <= room);
            n = size ? size : n;
            free(theirs);
        }
        free(block);
    }
    rms_mutator_free(mutator);
}

static void test_what_cannot_be_changed(void **state)
{
    (void)state;
    rms_mutator *mutator = rms_mutator_new();
    char byte = 'x';
    assert_int_equal(rms_mutate(mutator, &byte, 0, 1, (rms_span){"", 0}, 1), 0);
    assert_int_equal(rms_mutate(mutator, &byte, 1, 0, (rms_span){"", 0}, 1), 0);
    assert_int_equal(rms_mutate_with(mutator, rms_mutate_count(), &byte, 1, 1, (rms_span){"", 0}, 1), 0);
    rms_mutator_free(mutator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_operator),
        cmocka_unit_test(test_share_that_parses),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_long_walks),
        cmocka_unit_test(test_what_cannot_be_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
