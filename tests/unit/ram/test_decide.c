/* What policies come to: patterns, and a table of questions. */
#include "protocol/buffer.h"
#include "reference/ram/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_patterns(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        int is_folded, matches;
    } rows[] = {
        {"", "", 0, 1},
        {"", "a", 0, 0},
        {"a", "", 0, 0},
        {"*", "", 0, 1},
        {"*", "anything", 0, 1},
        {"**", "", 0, 1},
        {"?", "", 0, 0},
        {"?", "a", 0, 1},
        {"?", "ab", 0, 0},
        {"a?c", "abc", 0, 1},
        {"a?c", "ac", 0, 0},
        {"a*c", "ac", 0, 1},
        {"a*c", "abbbc", 0, 1},
        {"a*c", "abbb", 0, 0},
        {"a*b*c", "aXbYbZc", 0, 1},
        {"*abc", "ababc", 0, 1},
        {"*ab?", "abxabc", 0, 1},
        {"a*", "b", 0, 0},
        {"A", "a", 0, 0},
        {"A", "a", 1, 1},
        {"slb:REMOVE*", "slb:RemoveX", 1, 1},
        {"?", "\xe4\xb8\xad", 0, 1},
        {"??", "\xe4\xb8\xad", 0, 0},
        {"?x", "\xe4\xb8\xadx", 0, 1},
        {"a?", "a\xff", 0, 1},
        {"x*", "[", 1, 0},
        {"{", "[", 1, 0},
        {"a[b]", "a[b]", 0, 1},
        {"a\\*", "a\\b", 0, 1},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: '%s' on '%s'\n", rows[i].pattern, rows[i].text);
        assert_int_equal(rms_ram_matches(rows[i].pattern, rows[i].text, rows[i].is_folded), rows[i].matches);
    }
    /* as bad as it gets: no backtracking that grows with the power of the stars */
    char pattern[RMS_RAM_TEXT_MAX + 1], text[RMS_RAM_TEXT_MAX + 1];
    for (size_t i = 0; i < RMS_RAM_TEXT_MAX; i++) {
        pattern[i] = i % 2 ? '*' : 'a';
        text[i] = 'a';
    }
    pattern[RMS_RAM_TEXT_MAX - 1] = 'b';
    pattern[RMS_RAM_TEXT_MAX] = text[RMS_RAM_TEXT_MAX] = '\0';
    print_message("row: many stars\n");
    assert_int_equal(rms_ram_matches(pattern, text, 0), 0);
}

#define REMOVE                "slb:RemoveVServerGroupBackendServers"
#define LB(id)                "acs:slb:cn-hangzhou:1234567890123456:loadbalancer/" id
#define ECS(id)               "acs:ecs:cn-hangzhou:1234567890123456:instance/" id
#define ALLOW(a, r)           "{'Effect':'Allow','Action':'" a "','Resource':" r "}"
#define DENY(a, r)            "{'Effect':'Deny','Action':'" a "','Resource':" r "}"
#define IF(effect, condition) "{'Effect':'" effect "','Action':'*','Resource':'*','Condition':{" condition "}}"
#define ALL                   ALLOW("*", "'*'")

typedef struct question {
    const char *name;
    const char *first, *second; /* statements of one or two policies; NULL: no such policy */
    const char *tag, *value;    /* of the load balancer; NULL: none */
    const char *instance;       /* ARN of an instance that is named; NULL: none */
    rms_ram_decision decision;
} question;

/* The request: remove from a group of lb-1. */
static const question rows[] = {
    {"no policy", NULL, NULL, NULL, NULL, NULL, RMS_RAM_NOT_ALLOWED},
    {"everything", ALL, NULL, NULL, NULL, NULL, RMS_RAM_ALLOWED},
    {"the action", ALLOW(REMOVE, "'*'"), NULL, NULL, NULL, NULL, RMS_RAM_ALLOWED},
    {"the action in another case", ALLOW("SLB:removeVSERVERGroupBackendServers", "'*'"), NULL, NULL, NULL, NULL,
     RMS_RAM_ALLOWED},
    {"another action", ALLOW("slb:RemoveBackendServers", "'*'"), NULL, NULL, NULL, NULL, RMS_RAM_NOT_ALLOWED},
    {"actions by wildcard", ALLOW("slb:Remove*", "'*'"), NULL, NULL, NULL, NULL, RMS_RAM_ALLOWED},
    {"actions by question mark", ALLOW("slb:Remove?ServerGroupBackendServers", "'*'"), NULL, NULL, NULL, NULL,
     RMS_RAM_ALLOWED},
    {"actions of another service", ALLOW("ess:*", "'*'"), NULL, NULL, NULL, NULL, RMS_RAM_NOT_ALLOWED},
    {"all but another action", "{'Effect':'Allow','NotAction':'slb:Delete*','Resource':'*'}", NULL, NULL, NULL, NULL,
     RMS_RAM_ALLOWED},
    {"all but this action", "{'Effect':'Allow','NotAction':['slb:Remove*'],'Resource':'*'}", NULL, NULL, NULL, NULL,
     RMS_RAM_NOT_ALLOWED},
    {"the load balancer", ALLOW(REMOVE, "'" LB("lb-1") "'"), NULL, NULL, NULL, NULL, RMS_RAM_ALLOWED},
    {"another load balancer", ALLOW(REMOVE, "'" LB("lb-2") "'"), NULL, NULL, NULL, NULL, RMS_RAM_NOT_ALLOWED},
    {"one of two", ALLOW(REMOVE, "['" LB("lb-2") "','" LB("lb-1") "']"), NULL, NULL, NULL, NULL, RMS_RAM_ALLOWED},
    {"load balancers by wildcard", ALLOW(REMOVE, "'acs:slb:*:*:loadbalancer/lb-*'"), NULL, NULL, NULL, NULL,
     RMS_RAM_ALLOWED},
    {"load balancers by question mark", ALLOW(REMOVE, "'acs:slb:*:*:loadbalancer/lb-?'"), NULL, NULL, NULL, NULL,
     RMS_RAM_ALLOWED},
    {"a longer id", ALLOW(REMOVE, "'acs:slb:*:*:loadbalancer/lb-1?'"), NULL, NULL, NULL, NULL, RMS_RAM_NOT_ALLOWED},
    {"another region", ALLOW(REMOVE, "'acs:slb:cn-beijing:*:loadbalancer/lb-1'"), NULL, NULL, NULL, NULL,
     RMS_RAM_NOT_ALLOWED},
    {"another account", ALLOW(REMOVE, "'acs:slb:*:1:loadbalancer/lb-1'"), NULL, NULL, NULL, NULL, RMS_RAM_NOT_ALLOWED},
    {"resources mind case", ALLOW(REMOVE, "'acs:slb:*:*:LoadBalancer/lb-1'"), NULL, NULL, NULL, NULL,
     RMS_RAM_NOT_ALLOWED},
    {"all but this load balancer", "{'Effect':'Allow','Action':'*','NotResource':'" LB("lb-1") "'}", NULL, NULL, NULL,
     NULL, RMS_RAM_NOT_ALLOWED},
    {"all but another load balancer", "{'Effect':'Allow','Action':'*','NotResource':'" LB("lb-2") "'}", NULL, NULL,
     NULL, NULL, RMS_RAM_ALLOWED},

    {"denied", DENY("*", "'*'"), NULL, NULL, NULL, NULL, RMS_RAM_DENIED},
    {"denied behind allowed", ALL "," DENY(REMOVE, "'*'"), NULL, NULL, NULL, NULL, RMS_RAM_DENIED},
    {"denied before allowed", DENY(REMOVE, "'*'") "," ALL, NULL, NULL, NULL, NULL, RMS_RAM_DENIED},
    {"denied by another policy", ALL, DENY(REMOVE, "'" LB("lb-1") "'"), NULL, NULL, NULL, RMS_RAM_DENIED},
    {"allowed by another policy", ALLOW("ess:*", "'*'"), ALL, NULL, NULL, NULL, RMS_RAM_ALLOWED},
    {"another load balancer denied", ALL "," DENY(REMOVE, "'" LB("lb-2") "'"), NULL, NULL, NULL, NULL, RMS_RAM_ALLOWED},
    {"another action denied", ALL "," DENY("slb:Delete*", "'*'"), NULL, NULL, NULL, NULL, RMS_RAM_ALLOWED},

    {"an instance that nothing speaks of", ALLOW(REMOVE, "'" LB("lb-1") "'"), NULL, NULL, NULL, ECS("i-1"),
     RMS_RAM_ALLOWED},
    {"an instance that is allowed", ALLOW(REMOVE, "['" LB("lb-1") "','" ECS("i-1") "']"), NULL, NULL, NULL, ECS("i-1"),
     RMS_RAM_ALLOWED},
    {"an instance alone", ALLOW(REMOVE, "'" ECS("i-1") "'"), NULL, NULL, NULL, ECS("i-1"), RMS_RAM_NOT_ALLOWED},
    {"an instance that is denied", ALL "," DENY(REMOVE, "'" ECS("i-1") "'"), NULL, NULL, NULL, ECS("i-1"),
     RMS_RAM_DENIED},
    {"another instance denied", ALL "," DENY(REMOVE, "'" ECS("i-2") "'"), NULL, NULL, NULL, ECS("i-1"),
     RMS_RAM_ALLOWED},

    {"a tag", IF("Allow", "'StringEquals':{'slb:tag/env':'test'}"), NULL, "env", "test", NULL, RMS_RAM_ALLOWED},
    {"a tag of another value", IF("Allow", "'StringEquals':{'slb:tag/env':'test'}"), NULL, "env", "live", NULL,
     RMS_RAM_NOT_ALLOWED},
    {"a tag in another case", IF("Allow", "'StringEquals':{'slb:tag/env':'test'}"), NULL, "env", "Test", NULL,
     RMS_RAM_NOT_ALLOWED},
    {"a tag under another key", IF("Allow", "'StringEquals':{'slb:tag/env':'test'}"), NULL, "Env", "test", NULL,
     RMS_RAM_NOT_ALLOWED},
    {"no tag", IF("Allow", "'StringEquals':{'slb:tag/env':'test'}"), NULL, NULL, NULL, NULL, RMS_RAM_NOT_ALLOWED},
    {"one of two values", IF("Allow", "'StringEquals':{'slb:tag/env':['live','test']}"), NULL, "env", "test", NULL,
     RMS_RAM_ALLOWED},
    {"equals has no wildcards", IF("Allow", "'StringEquals':{'slb:tag/env':'t*'}"), NULL, "env", "test", NULL,
     RMS_RAM_NOT_ALLOWED},
    {"like", IF("Allow", "'StringLike':{'slb:tag/env':'t?s*'}"), NULL, "env", "test", NULL, RMS_RAM_ALLOWED},
    {"like minds case", IF("Allow", "'StringLike':{'slb:tag/env':'T*'}"), NULL, "env", "test", NULL,
     RMS_RAM_NOT_ALLOWED},
    {"not like", IF("Allow", "'StringNotLike':{'slb:tag/env':'l*'}"), NULL, "env", "test", NULL, RMS_RAM_ALLOWED},
    {"not like, but it is", IF("Allow", "'StringNotLike':{'slb:tag/env':['l*','t*']}"), NULL, "env", "test", NULL,
     RMS_RAM_NOT_ALLOWED},
    {"not equal", IF("Allow", "'StringNotEquals':{'slb:tag/env':'live'}"), NULL, "env", "test", NULL, RMS_RAM_ALLOWED},
    {"not equal, but it is", IF("Allow", "'StringNotEquals':{'slb:tag/env':['live','test']}"), NULL, "env", "test",
     NULL, RMS_RAM_NOT_ALLOWED},
    {"not equal without the tag", IF("Allow", "'StringNotEquals':{'slb:tag/env':'live'}"), NULL, NULL, NULL, NULL,
     RMS_RAM_ALLOWED},
    {"equal in any case", IF("Allow", "'StringEqualsIgnoreCase':{'slb:tag/env':'TEST'}"), NULL, "env", "test", NULL,
     RMS_RAM_ALLOWED},
    {"not equal in any case", IF("Allow", "'StringNotEqualsIgnoreCase':{'slb:tag/env':'TEST'}"), NULL, "env", "test",
     NULL, RMS_RAM_NOT_ALLOWED},
    {"two keys, one of them wrong", IF("Allow", "'StringEquals':{'slb:tag/env':'test','slb:tag/team':'a'}"), NULL,
     "env", "test", NULL, RMS_RAM_NOT_ALLOWED},
    {"two operators, one of them wrong",
     IF("Allow", "'StringEquals':{'slb:tag/env':'test'},'StringNotLike':{'slb:tag/env':'t*'}"), NULL, "env", "test",
     NULL, RMS_RAM_NOT_ALLOWED},
    {"an empty value", IF("Allow", "'StringLike':{'slb:tag/env':'*'}"), NULL, "env", "", NULL, RMS_RAM_ALLOWED},
    {"denied by a tag", ALL "," IF("Deny", "'StringEquals':{'slb:tag/env':'live'}"), NULL, "env", "live", NULL,
     RMS_RAM_DENIED},
    {"not denied by a tag", ALL "," IF("Deny", "'StringEquals':{'slb:tag/env':'live'}"), NULL, "env", "test", NULL,
     RMS_RAM_ALLOWED},
    {"no condition", "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{}}", NULL, NULL, NULL, NULL,
     RMS_RAM_ALLOWED},
};

static rms_ram_policy *policy_of(const char *statements)
{
    rms_ram_policy *policy = NULL;
    rms_error err = {0};
    rms_buffer text = {0};
    rms_buffer_printf(&text, "{'Version':'1','Statement':[%s]}", statements);
    for (size_t i = 0; i < text.n; i++)
        text.p[i] = text.p[i] == '\'' ? '"' : text.p[i];
    if (rms_ram_policy_read(rms_buffer_view(&text), &policy, &err) != RMS_OK)
        fail_msg("%s in %s", err.text, text.p);
    rms_buffer_done(&text);
    return policy;
}

static rms_ram_decision ask(const question *row, const rms_ram_quirks *quirks)
{
    rms_ram_policy *policies[2];
    size_t n = 0;
    if (row->first)
        policies[n++] = policy_of(row->first);
    if (row->second)
        policies[n++] = policy_of(row->second);
    const rms_ram_resource resources[] = {{LB("lb-1"), 1}, {row->instance, 0}};
    const rms_ram_tag tag = {row->tag, row->value};
    const rms_ram_request request = {.action = REMOVE,
                                     .resources = resources,
                                     .n_resources = row->instance ? 2 : 1,
                                     .tags = &tag,
                                     .n_tags = row->tag != NULL};
    rms_ram_decision decision = rms_ram_decide((const rms_ram_policy *const *)policies, n, &request, quirks);
    while (n)
        rms_ram_policy_free(policies[--n]);
    return decision;
}

static void test_questions(void **state)
{
    (void)state;
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        print_message("row: %s\n", rows[i].name);
        assert_int_equal(ask(&rows[i], NULL), rows[i].decision);
    }
}

/* Each quirk changes the decision of the row that it is about, and leaves a plain one as it is. */
static void test_quirks(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        rms_ram_quirks quirks;
        const char *row;
        rms_ram_decision decision;
    } quirks[] = {
        {"ignored", {.ignored = 1}, "denied", RMS_RAM_ALLOWED},
        {"a denial loses", {.deny_loses = 1}, "denied behind allowed", RMS_RAM_ALLOWED},
        {"a denial alone still denies", {.deny_loses = 1}, "denied", RMS_RAM_DENIED},
        {"no default denial", {.no_default_deny = 1}, "another action", RMS_RAM_ALLOWED},
        {"no default denial, and a condition", {.no_default_deny = 1}, "no tag", RMS_RAM_NOT_ALLOWED},
        {"actions ignored", {.actions_ignored = 1}, "another action", RMS_RAM_ALLOWED},
        {"resources ignored", {.resources_ignored = 1}, "another load balancer", RMS_RAM_ALLOWED},
        {"tags ignored", {.tags_ignored = 1}, "a tag of another value", RMS_RAM_ALLOWED},
        {"a missing tag holds", {.missing_tag_holds = 1}, "no tag", RMS_RAM_ALLOWED},
        {"wildcards are literal", {.wildcards_literal = 1}, "load balancers by wildcard", RMS_RAM_NOT_ALLOWED},
        {"wildcards are literal, but *", {.wildcards_literal = 1}, "everything", RMS_RAM_ALLOWED},
        {"instances not looked at", {.optional_ignored = 1}, "an instance that is denied", RMS_RAM_ALLOWED},
        {"instances required", {.optional_required = 1}, "an instance that nothing speaks of", RMS_RAM_NOT_ALLOWED},
        {"instances required and there", {.optional_required = 1}, "an instance that is allowed", RMS_RAM_ALLOWED},
    };
    for (size_t i = 0; i < RMS_COUNT(quirks); i++) {
        size_t r = 0;
        print_message("row: %s\n", quirks[i].name);
        while (r < RMS_COUNT(rows) && strcmp(rows[r].name, quirks[i].row) != 0)
            r++;
        assert_true(r < RMS_COUNT(rows));
        assert_int_equal(ask(&rows[r], &quirks[i].quirks), quirks[i].decision);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_questions),
        cmocka_unit_test(test_quirks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
