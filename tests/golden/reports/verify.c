/* Read a report again with the library of its format, and compare what it says about itself with what it holds:
 * verify junit|json|tap FILE. */
#include "verify.h"

#include "reports/event.h"

#include <jansson.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int wrong;

void claim(int holds, const char *what)
{
    if (holds)
        return;
    (void)printf("%s\n", what);
    wrong = 1;
}

/* -- JUnit --------------------------------------------------------------------------------------------------------- */

typedef struct counts {
    long tests, failures, errors, skipped;
    double seconds;
} counts;

static int is(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && xmlStrcmp(node->name, (const xmlChar *)name) == 0;
}

static double number(const xmlNode *node, const char *name)
{
    xmlChar *text = xmlGetProp((xmlNode *)node, (const xmlChar *)name);
    claim(text != NULL, name);
    const double value = text ? strtod((const char *)text, NULL) : -1;
    xmlFree(text);
    return value;
}

static void compare(const xmlNode *node, const counts *held)
{
    claim((long)number(node, "tests") == held->tests, "tests do not add up");
    claim((long)number(node, "failures") == held->failures, "failures do not add up");
    claim((long)number(node, "errors") == held->errors, "errors do not add up");
    claim((long)number(node, "skipped") == held->skipped, "skipped do not add up");
}

static void count_case(const xmlNode *node, counts *held)
{
    long outcomes = 0;
    for (const xmlNode *child = node->children; child; child = child->next) {
        held->failures += is(child, "failure");
        held->errors += is(child, "error");
        held->skipped += is(child, "skipped");
        outcomes += is(child, "failure") || is(child, "error") || is(child, "skipped");
    }
    xmlChar *class_name = xmlGetProp((xmlNode *)node, (const xmlChar *)"classname");
    claim(class_name && *class_name && !strchr((const char *)class_name, '/'), "a class name is wrong");
    xmlFree(class_name);
    claim(outcomes <= 1, "a testcase has two outcomes");
    held->tests++;
    held->seconds += number(node, "time");
}

static void count_suite(const xmlNode *suite, counts *all)
{
    counts held = {0};
    int properties = 0;
    for (const xmlNode *child = suite->children; child; child = child->next) {
        properties += is(child, "properties");
        if (is(child, "testcase"))
            count_case(child, &held);
    }
    claim(properties == 1, "a suite has no properties");
    compare(suite, &held);
    const double seconds = number(suite, "time");
    claim(seconds - held.seconds < 0.0005 && held.seconds - seconds < 0.0005, "the times do not add up");
    all->tests += held.tests;
    all->failures += held.failures;
    all->errors += held.errors;
    all->skipped += held.skipped;
}

static void verify_junit(const char *path)
{
    xmlDoc *document = xmlReadFile(path, NULL, XML_PARSE_NONET);
    const xmlNode *root = document ? xmlDocGetRootElement(document) : NULL;
    claim(root && is(root, "testsuites"), "no testsuites");
    counts all = {0};
    for (const xmlNode *child = root ? root->children : NULL; child; child = child->next)
        if (is(child, "testsuite"))
            count_suite(child, &all);
    if (root)
        compare(root, &all);
    xmlFreeDoc(document);
    xmlCleanupParser();
}

/* -- JSON ---------------------------------------------------------------------------------------------------------- */

static json_int_t member(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    claim(json_is_integer(value), name);
    return json_integer_value(value);
}

static void verify_json(const char *path)
{
    json_error_t error;
    json_t *report = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    claim(report != NULL, error.text);
    const json_t *ledger = json_object_get(report, "ledger");
    json_int_t sum = 0;
    for (int verdict = 0; verdict < RMS_VERDICT_COUNT; verdict++) {
        const char *word = rms_verdict_word((rms_verdict)verdict);
        const json_int_t count = member(ledger, word);
        json_int_t held = 0;
        size_t i = 0;
        const json_t *check;
        json_array_foreach(json_object_get(report, "checks"), i, check)
        {
            const char *said = json_string_value(json_object_get(check, "verdict"));
            held += said && strcmp(said, word) == 0;
        }
        /* a run that broke off counts what did not come as errors */
        claim(held == count || (verdict == RMS_VERDICT_ERROR && json_is_true(json_object_get(report, "interrupted"))),
              word);
        sum += count;
    }
    claim(sum == member(ledger, "planned"), "the eight buckets are not what was planned");
    json_decref(report);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    if (strcmp(argv[1], "junit") == 0)
        verify_junit(argv[2]);
    else if (strcmp(argv[1], "json") == 0)
        verify_json(argv[2]);
    else
        verify_tap(argv[2]);
    return wrong;
}
