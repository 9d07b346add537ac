/* Policies as documents: what is read, what is refused and with which words, limits, hostile input, memory. */
#include "reference/ram/policy.h"
#include "tests/support/alloc_fail.h"
#include "tests/support/exact.h"

#include "protocol/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ' for ". Freed by the caller. */
static char *quoted(const char *text)
{
    char *copy = strdup(text);
    assert_non_null(copy);
    for (char *p = copy; *p; p++)
        *p = *p == '\'' ? '"' : *p;
    return copy;
}

static rms_status read_text(const char *text, rms_error *err)
{
    rms_ram_policy *policy = NULL;
    rms_span exact = rms_exact(rms_span_of(text));
    rms_status status = rms_ram_policy_read(exact, &policy, err);
    rms_exact_free(exact);
    assert_int_equal(status == RMS_OK, policy != NULL);
    rms_ram_policy_free(policy);
    return status;
}

#define OF(statements)  "{'Version':'1','Statement':[" statements "]}"
#define ONE(more)       OF("{'Effect':'Allow','Action':'slb:*','Resource':'*'" more "}")
#define WHEN(condition) ONE(",'Condition':" condition)

static void test_read(void **state)
{
    (void)state;
    static const char *const rows[] = {
        OF("{'Effect':'Allow','Action':'*','Resource':'*'}"),
        OF("{'Effect':'Deny','Action':['slb:Remove*','slb:Add*'],'Resource':['acs:slb:*:*:loadbalancer/lb-1','*']}"),
        OF("{'Effect':'Allow','NotAction':'slb:Delete*','Resource':'*'}"),
        OF("{'Effect':'Allow','Action':'slb:*','NotResource':'acs:slb:*:*:loadbalancer/lb-1'}"),
        OF("{'Effect':'Allow','Action':'slb:*','Resource':'acs:*'}"),
        WHEN("{}"),
        WHEN("{'StringEquals':{'slb:tag/env':'test'}}"),
        WHEN("{'StringEquals':{'slb:tag/env':['test','live'],'slb:tag/team':'a'},'StringNotLike':{'slb:tag/x':'y*'}}"),
        WHEN("{'StringNotEquals':{'slb:tag/a':'b'},'StringEqualsIgnoreCase':{'slb:tag/a':'b'},"
             "'StringNotEqualsIgnoreCase':{'slb:tag/a':'b'},'StringLike':{'slb:tag/a':'b'}}"),
        OF("{'Effect':'Allow','Action':'*','Resource':'*'},{'Effect':'Deny','Action':'a:b','Resource':'*'}"),
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        char *text = quoted(rows[i]);
        rms_error err = {0};
        print_message("row: %s\n", text);
        if (read_text(text, &err) != RMS_OK)
            fail_msg("%s", err.text);
        free(text);
    }
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        rms_status status;
        const char *error;
    } rows[] = {
        {"", RMS_E_SYNTAX, ""},
        {"{", RMS_E_SYNTAX, ""},
        {"[]", RMS_E_SYNTAX, "a policy is a JSON object with Version and Statement"},
        {"7", RMS_E_SYNTAX, "a policy is a JSON object with Version and Statement"},
        {"{}", RMS_E_SYNTAX, "Version: expected \"1\""},
        {"{'Version':1,'Statement':[]}", RMS_E_SYNTAX, "Version: expected \"1\""},
        {"{'Version':'2','Statement':[]}", RMS_E_SYNTAX, "Version: expected \"1\""},
        {"{'Version':'1'}", RMS_E_SYNTAX, "Statement: expected a list of statements"},
        {OF(""), RMS_E_SYNTAX, "Statement: expected a list of statements"},
        {"{'Version':'1','Statement':{'Effect':'Allow'}}", RMS_E_SYNTAX, "Statement: expected a list of statements"},
        {"{'Version':'1','Statement':[{}],'Id':'x'}", RMS_E_UNSUPPORTED, "'Id' is not evaluated here"},
        {OF("7"), RMS_E_SYNTAX, "Statement[0]: expected an object"},
        {OF("{}"), RMS_E_SYNTAX, "Statement[0].Effect: expected \"Allow\" or \"Deny\""},
        {OF("{'Effect':'allow'}"), RMS_E_SYNTAX, "Statement[0].Effect: expected \"Allow\" or \"Deny\""},
        {OF("{'Effect':'Allow','Resource':'*'}"), RMS_E_SYNTAX, "Statement[0]: needs either Action or NotAction"},
        {OF("{'Effect':'Allow','Action':'*','NotAction':'*','Resource':'*'}"), RMS_E_SYNTAX,
         "Statement[0]: needs either Action or NotAction"},
        {OF("{'Effect':'Allow','Action':'*'}"), RMS_E_SYNTAX, "Statement[0]: needs either Resource or NotResource"},
        {OF("{'Effect':'Allow','Action':'RemoveInstances','Resource':'*'}"), RMS_E_SYNTAX,
         "Statement[0].Action: 'RemoveInstances' is no action; write SERVICE:ACTION"},
        {OF("{'Effect':'Allow','NotAction':'x','Resource':'*'}"), RMS_E_SYNTAX, "Statement[0].NotAction: 'x' is no"},
        {OF("{'Effect':'Allow','Action':[],'Resource':'*'}"), RMS_E_SYNTAX, "Statement[0].Action: an empty list"},
        {OF("{'Effect':'Allow','Action':'','Resource':'*'}"), RMS_E_SYNTAX, "Statement[0].Action: is empty"},
        {OF("{'Effect':'Allow','Action':[7],'Resource':'*'}"), RMS_E_SYNTAX, "Statement[0].Action: expected a text"},
        {OF("{'Effect':'Allow','Action':'a\\u0000:b','Resource':'*'}"), RMS_E_SYNTAX, ""},
        {OF("{'Effect':'Allow','Action':'*','Resource':'lb-1'}"), RMS_E_SYNTAX,
         "Statement[0].Resource: 'lb-1' is no resource; write * or acs:SERVICE:REGION:ACCOUNT:TYPE/ID"},
        {OF("{'Effect':'Allow','Action':'*','Resource':'acs:slb:x'}"), RMS_E_SYNTAX,
         "Statement[0].Resource: 'acs:slb:x' is no resource"},
        {ONE(",'Principal':{'RAM':'*'}"), RMS_E_UNSUPPORTED, "Statement[0]: 'Principal' is not evaluated here"},
        {ONE(",'Condition':'x'"), RMS_E_SYNTAX, "Statement[0].Condition: expected an object: "},
        {WHEN("{'IpAddress':{'acs:SourceIp':'1.1.1.1'}}"), RMS_E_UNSUPPORTED,
         "Statement[0].Condition: the operator 'IpAddress' is not evaluated here"},
        {WHEN("{'StringEquals':{}}"), RMS_E_SYNTAX,
         "Statement[0].Condition: StringEquals needs an object of condition keys"},
        {WHEN("{'StringEquals':'x'}"), RMS_E_SYNTAX,
         "Statement[0].Condition: StringEquals needs an object of condition keys"},
        {WHEN("{'StringEquals':{'slb:tag':'x'}}"), RMS_E_UNSUPPORTED,
         "Statement[0].StringEquals: the condition key 'slb:tag' is not evaluated here; known is slb:tag/KEY"},
        {WHEN("{'StringEquals':{'slb:tag/':'x'}}"), RMS_E_UNSUPPORTED,
         "Statement[0].StringEquals: the condition key 'slb:tag/' is not evaluated here"},
        {WHEN("{'StringLike':{'acs:UserAgent':'x'}}"), RMS_E_UNSUPPORTED,
         "Statement[0].StringLike: the condition key 'acs:UserAgent' is not evaluated here"},
        {WHEN("{'StringLike':{'slb:tag/a':[]}}"), RMS_E_SYNTAX, "Statement[0].StringLike: an empty list"},
        {WHEN("{'StringLike':{'slb:tag/a':{}}}"), RMS_E_SYNTAX, "Statement[0].StringLike: expected a text"},
        {OF("{'Effect':'Allow','Action':'*','Resource':'*'},{'Effect':'Deny'}"), RMS_E_SYNTAX,
         "Statement[1]: needs either Action or NotAction"},
        {"{'Version':'1','Version':'1','Statement':[]}", RMS_E_SYNTAX, ""},
        {OF("{'Effect':'Allow','Effect':'Deny','Action':'*','Resource':'*'}"), RMS_E_SYNTAX, ""},
        {"\xff\xfe", RMS_E_SYNTAX, ""},
    };
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        char *text = quoted(rows[i].text), *error = strdup(rows[i].error);
        rms_error err = {0};
        print_message("row: %s\n", rows[i].text);
        assert_int_equal(read_text(text, &err), rows[i].status);
        if (strncmp(err.text, error, strlen(error)) != 0)
            fail_msg("\nexpected %s\nfound    %s", error, err.text);
        assert_true(*err.text);
        free(error);
        free(text);
    }
}

/* ---- limits ---- */

/* `n` times @p item between two texts, separated by commas; '#' in it is its number. Freed by the caller. */
static char *many(const char *before, const char *item, size_t n, const char *after)
{
    rms_buffer text = {0};
    rms_buffer_puts(&text, before);
    for (size_t i = 0; i < n; i++) {
        rms_buffer_puts(&text, i ? "," : "");
        for (const char *p = item; *p; p++)
            if (*p == '#')
                rms_buffer_printf(&text, "%zu", i);
            else
                rms_buffer_putc(&text, *p);
    }
    rms_buffer_puts(&text, after);
    char *made = rms_buffer_take(&text, NULL);
    assert_non_null(made);
    return made;
}

static void test_limits(void **state)
{
    (void)state;
    static const char head[] = "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":";
    char *statements[2], *actions[2], *keys[2], *texts[2], *sizes[2];
    for (size_t i = 0; i < 2; i++) {
        statements[i] =
            many("{\"Version\":\"1\",\"Statement\":[", "{\"Effect\":\"Deny\",\"Action\":\"a:#\",\"Resource\":\"*\"}",
                 RMS_RAM_STATEMENTS_MAX + i, "]}");
        rms_buffer before = {0};
        rms_buffer_printf(&before, "%s[", head);
        actions[i] = many(before.p, "\"a:#\"", RMS_RAM_VALUES_MAX + i, "],\"Resource\":\"*\"}]}");
        rms_buffer_clear(&before);
        rms_buffer_printf(&before, "%s\"*\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{", head);
        keys[i] = many(before.p, "\"slb:tag/#\":\"v\"", RMS_RAM_VALUES_MAX + i, "}}}]}");
        rms_buffer_clear(&before);
        rms_buffer_printf(&before, "%s\"a:", head);
        for (size_t k = 0; k < RMS_RAM_TEXT_MAX - 2 + i; k++)
            rms_buffer_putc(&before, 'x');
        rms_buffer_puts(&before, "\",\"Resource\":\"*\"}]}");
        texts[i] = rms_buffer_take(&before, NULL);
        rms_buffer_printf(&before, "%s\"*\",\"Resource\":\"*\"}]}", head);
        while (before.n < RMS_RAM_BYTES_MAX + i)
            rms_buffer_putc(&before, ' ');
        sizes[i] = rms_buffer_take(&before, NULL);
        assert_true(texts[i] && sizes[i]);
    }
    const struct {
        const char *name;
        char **text;
        const char *error;
    } rows[] = {{"statements", statements, "Statement: more than 256 statements"},
                {"values", actions, "Statement[0].Action: more than 256 entries"},
                {"condition keys", keys, "Statement[0].StringEquals: more than 256 condition keys"},
                {"a text", texts, "Statement[0].Action: a text of more than 1024 bytes"},
                {"the document", sizes, "a policy of more than 65536 bytes"}};
    for (size_t i = 0; i < RMS_COUNT(rows); i++) {
        rms_error err = {0};
        print_message("row: %s\n", rows[i].name);
        if (read_text(rows[i].text[0], &err) != RMS_OK)
            fail_msg("at the limit: %s", err.text);
        assert_int_equal(read_text(rows[i].text[1], &err), RMS_E_LIMIT);
        assert_string_equal(err.text, rows[i].error);
        free(rows[i].text[0]);
        free(rows[i].text[1]);
    }
}

/* No part of a document makes the reader read on: every prefix of it, and every byte of it replaced. */
static void test_hostile(void **state)
{
    (void)state;
    char *text = quoted(OF("{'Effect':'Allow','Action':['slb:*'],'NotResource':'*','Condition':{'StringLike':{"
                           "'slb:tag/a':['x?*']}}},{'Effect':'Deny','NotAction':'a:b','Resource':['*']}"));
    const size_t n = strlen(text);
    static const char bytes[] = "\0\"{}[],:\\a1 \xc3\xff";
    for (size_t i = 0; i <= n; i++) {
        rms_ram_policy *policy = NULL;
        rms_span cut = rms_exact((rms_span){text, i});
        assert_int_equal(rms_ram_policy_read(cut, &policy, NULL) == RMS_OK, i == n);
        rms_ram_policy_free(policy);
        rms_exact_free(cut);
        for (size_t k = 0; i < n && k < sizeof bytes - 1; k++) {
            rms_span copy = rms_exact((rms_span){text, n});
            rms_error err = {0};
            policy = NULL;
            ((char *)copy.p)[i] = bytes[k];
            if (rms_ram_policy_read(copy, &policy, &err) != RMS_OK)
                assert_true(*err.text);
            rms_ram_policy_free(policy);
            rms_exact_free(copy);
        }
    }
    rms_buffer deep = {0};
    for (size_t i = 0; i < RMS_RAM_BYTES_MAX; i++)
        rms_buffer_putc(&deep, '[');
    assert_int_equal(read_text(deep.p, NULL), RMS_E_SYNTAX);
    rms_buffer_done(&deep);
    free(text);
}

static rms_status attempt(void *context)
{
    rms_ram_policy *policy = NULL;
    rms_error err = {0};
    rms_status status = rms_ram_policy_read(rms_span_of(context), &policy, &err);
    assert_int_equal(status == RMS_OK, !*err.text);
    rms_ram_policy_free(policy);
    return status;
}

static void test_memory(void **state)
{
    (void)state;
    char *text = quoted(WHEN("{'StringEquals':{'slb:tag/a':['b','c'],'slb:tag/d':'e'}}"));
    assert_true(rms_alloc_fail_each("a policy", attempt, text, RMS_OK) > 5);
    free(text);
}

int main(void)
{
    json_set_alloc_funcs(malloc, free);
    rms_json_watch();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),    cmocka_unit_test(test_refused), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
