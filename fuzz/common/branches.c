#include "fuzz/common/branches.h"

#include "fuzz/common/oracle.h"

#include <stdlib.h>
#include <string.h>

/* ---- the table: a function a branch, each of which does something of its own, so that none is merged ---- */

static volatile unsigned char taken[RMS_BRANCHES];

#define ROW(x, high)                                                                                                   \
    x(high##0) x(high##1) x(high##2) x(high##3) x(high##4) x(high##5) x(high##6) x(high##7) x(high##8) x(high##9)      \
        x(high##A) x(high##B) x(high##C) x(high##D) x(high##E) x(high##F)
/* it lays the rows out anew each time: */
/* clang-format off */
#define TABLE(x)                                                                                                       \
    ROW(x, 0x0) ROW(x, 0x1) ROW(x, 0x2) ROW(x, 0x3) ROW(x, 0x4) ROW(x, 0x5) ROW(x, 0x6) ROW(x, 0x7)                    \
    ROW(x, 0x8) ROW(x, 0x9) ROW(x, 0xA) ROW(x, 0xB) ROW(x, 0xC) ROW(x, 0xD) ROW(x, 0xE) ROW(x, 0xF)
/* clang-format on */
#define DEFINE(n)                                                                                                      \
    static void branch_##n(void)                                                                                       \
    {                                                                                                                  \
        taken[n] = 1;                                                                                                  \
    }
#define NAME(n) branch_##n,

TABLE(DEFINE)
static void (*const branches[RMS_BRANCHES])(void) = {TABLE(NAME)};

size_t rms_branches_seen(void)
{
    size_t n = 0;
    for (size_t i = 0; i < RMS_BRANCHES; i++)
        n += taken[i];
    return n;
}

unsigned rms_branch_of(unsigned kind, uint64_t value)
{
    const uint64_t pair[2] = {kind, value};
    return (unsigned)(rms_fuzz_hash((rms_span){(const char *)pair, sizeof pair}) % RMS_BRANCHES);
}

/* ---- what is told ---- */

/* Features of an answer. */
enum { VERDICT, CODE, PARAMETER, ACTION, MEMBERS, KEYS, WORTH, OPEN };

static size_t take(unsigned kind, uint64_t value)
{
    branches[rms_branch_of(kind, value)]();
    return 1;
}

static size_t take_text(unsigned kind, const json_t *line, const char *key)
{
    const char *text = json_string_value(json_object_get(line, key));
    return text ? take(kind, rms_fuzz_hash(rms_span_of(text))) : 0;
}

/* 0, 1, 2, 3 to 18, 19, 20, 21 and more: the edges of the limit. */
static uint64_t members_of(const json_t *line)
{
    const json_t *servers = json_object_get(line, "BackendServers"), *ids = json_object_get(line, "InstanceId");
    const size_t n = json_array_size(servers ? servers : ids);
    return n < 3 ? n : n < 19 ? 3 : n < 21 ? n : 21;
}

/* Which keys its members have, as a set. */
static uint64_t keys_of(const json_t *line)
{
    static const char *const keys[] = {"Port", "Weight", "Type", "ServerIp", "Description"};
    const json_t *list = json_object_get(line, "BackendServers");
    uint64_t found = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        for (size_t k = 0; k < RMS_COUNT(keys); k++)
            found |= (uint64_t)(json_object_get(json_array_get(list, i), keys[k]) != NULL) << k;
    return found;
}

size_t rms_branches_take(const rms_parser_answer *answer, const rms_parser_result *result)
{
    const json_t *line = answer->line;
    size_t n = take(VERDICT, answer->said);
    n += take_text(CODE, line, "code") + take_text(PARAMETER, line, "parameter") + take_text(ACTION, line, "action");
    if (answer->said == RMS_SAID_ACCEPTED)
        n += take(MEMBERS, members_of(line)) + take(KEYS, keys_of(line));
    n += take(WORTH, (uint64_t)result->judgement << 8 | (uint64_t)result->aspect);
    for (unsigned bit = 0; bit < 64; bit++)
        if (result->points >> bit & 1) /* an open point, and what this parser does with it */
            n += take(OPEN, (uint64_t)bit << 8 | (uint64_t)answer->said);
    return n;
}
