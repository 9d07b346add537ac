/* TAP 14 as its specification reads it: a version, test points that are counted, YAML blocks, a plan, and nothing else.
 */
#include "verify.h"

#include <yaml.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reading {
    size_t points;
    long plan; /* -1: none came */
    int bailed;
    int after_point; /* a block may follow */
    FILE *block;     /* the lines of a block, without their indent */
    char *text;
    size_t n;
} reading;

/* A block is one mapping of scalars. */
static void verify_block(const char *text, size_t n)
{
    yaml_parser_t parser;
    yaml_document_t document;
    claim(yaml_parser_initialize(&parser), "no parser");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, n);
    if (!yaml_parser_load(&parser, &document)) {
        claim(0, "a block is no YAML");
        yaml_parser_delete(&parser);
        return;
    }
    const yaml_node_t *root = yaml_document_get_root_node(&document);
    claim(root && root->type == YAML_MAPPING_NODE, "a block is no mapping");
    yaml_document_delete(&document);
    yaml_parser_delete(&parser);
}

static void read_point(reading *r, const char *line)
{
    char *end;
    const char *number = strncmp(line, "not ", 4) == 0 ? line + 7 : line + 3;
    claim(strtoul(number, &end, 10) == ++r->points, "a test point is out of order");
    claim(strncmp(end, " - ", 3) == 0 && end[3], "a test point has no description");
    for (const char *p = strchr(line, '#'); p; p = strchr(p + 1, '#'))
        claim(p[-1] == '\\' || strncmp(p, "# SKIP ", 7) == 0 || strncmp(p, "# TODO ", 7) == 0, "a '#' is no directive");
    r->after_point = 1;
}

static void read_in_block(reading *r, const char *line)
{
    if (strcmp(line, "  ...") != 0) {
        claim(strncmp(line, "  ", 2) == 0 || !*line, "a line of a block is not indented");
        (void)fprintf(r->block, "%s\n", *line ? line + 2 : "");
        return;
    }
    (void)fclose(r->block);
    r->block = NULL;
    verify_block(r->text, r->n);
    free(r->text);
}

static void read_line(reading *r, const char *line)
{
    if (r->block) {
        read_in_block(r, line);
        return;
    }
    const int after_point = r->after_point;
    r->after_point = 0;
    claim(!r->bailed, "something stands behind Bail out!");
    if (strncmp(line, "ok ", 3) == 0 || strncmp(line, "not ok ", 7) == 0)
        read_point(r, line);
    else if (strcmp(line, "  ---") == 0 && after_point)
        r->block = open_memstream(&r->text, &r->n);
    else if (strncmp(line, "1..", 3) == 0)
        r->plan = strtol(line + 3, NULL, 10);
    else if (strncmp(line, "Bail out! ", 10) == 0)
        r->bailed = 1;
    else
        claim(line[0] == '#' && line[1] == ' ', line);
}

void verify_tap(const char *path)
{
    FILE *in = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    reading r = {.plan = -1};
    claim(in && getline(&line, &room, in) > 0 && strcmp(line, "TAP version 14\n") == 0, "no version");
    while (in && getline(&line, &room, in) > 0) {
        claim(strchr(line, '\n') != NULL, "a line is cut");
        line[strcspn(line, "\n")] = '\0';
        read_line(&r, line);
    }
    claim(!r.block, "a block has no end");
    claim(r.plan < 0 || (size_t)r.plan == r.points, "the plan is not what came");
    free(line);
    if (in)
        (void)fclose(in);
}
