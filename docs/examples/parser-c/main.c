/* The parser as a process: `rmspec parser -- ./example`. Four bytes of length, most significant first, then the
 * request; one line of JSON back. */
#include "parser.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { REQUEST_MAX = 1 << 20 };

/* An id that is no UTF-8 is told as {"hex":"69ff"}. */
static json_t *id_of(struct text id)
{
    json_t *text = json_stringn(id.p, id.n);
    char digits[2 * ID_MAX + 1];
    for (size_t i = 0; !text && i < id.n; i++)
        (void)sprintf(digits + 2 * i, "%02x", (unsigned char)id.p[i]);
    return text ? text : json_pack("{s:s}", "hex", digits);
}

static json_t *entry_of(const struct entry *entry)
{
    json_t *object = json_pack("{s:o}", "ServerId", id_of(entry->id));
    if (entry->port >= 0)
        json_object_set_new(object, "Port", json_integer(entry->port));
    if (entry->weight >= 0)
        json_object_set_new(object, "Weight", json_integer(entry->weight));
    if (*entry->type)
        json_object_set_new(object, "Type", json_string(entry->type));
    if (*entry->ip)
        json_object_set_new(object, "ServerIp", json_string(entry->ip));
    if (*entry->description)
        json_object_set_new(object, "Description", json_string(entry->description));
    return object;
}

static json_t *line_of(const struct verdict *verdict)
{
    json_t *line = json_pack("{s:s}", "verdict", verdict->accepted ? "accepted" : "refused");
    if (!verdict->accepted) {
        if (verdict->code)
            json_object_set_new(line, "code", json_string(verdict->code));
        if (verdict->parameter)
            json_object_set_new(line, "parameter", json_string(verdict->parameter));
        return line;
    }
    json_object_set_new(line, "action", json_string(verdict->action));
    if (verdict->region.n)
        json_object_set_new(line, "RegionId", id_of(verdict->region));
    json_object_set_new(line, verdict->target_name, id_of(verdict->target));
    json_t *list = json_array();
    for (size_t i = 0; i < verdict->n; i++)
        json_array_append_new(list, verdict->instances ? id_of(verdict->entry[i].id) : entry_of(&verdict->entry[i]));
    json_object_set_new(line, verdict->instances ? "InstanceId" : "BackendServers", list);
    return line;
}

/* Cut a line off, without its LF or CRLF. */
static struct text take_line(struct text *rest)
{
    char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    struct text line = {rest->p, end ? (size_t)(end - rest->p) : rest->n};
    const size_t taken = line.n + (end != NULL);
    rest->p += taken;
    rest->n -= taken;
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

static struct text take_word(struct text *line)
{
    char *blank = line->n ? memchr(line->p, ' ', line->n) : NULL;
    const struct text word = {line->p, blank ? (size_t)(blank - line->p) : line->n};
    const size_t taken = word.n + (blank != NULL);
    line->p += taken;
    line->n -= taken;
    return word;
}

static void answer(struct text request)
{
    static const char field[] = "Content-Type:";
    struct verdict verdict = {0};
    struct text rest = request, line = take_line(&rest), type = {"", 0};
    const struct text method = take_word(&line), target = take_word(&line);
    line = take_line(&rest);
    if (line.n >= sizeof field - 1 && strncasecmp(line.p, field, sizeof field - 1) == 0) {
        type = (struct text){line.p + sizeof field - 1, line.n - (sizeof field - 1)};
        for (; type.n && *type.p == ' '; type.p++, type.n--) {
        }
        line = take_line(&rest);
    }
    if (line.n == 0)
        parse_request(method.p, method.n, target.p, target.n, type.p, type.n, rest.p, rest.n, &verdict);
    json_t *object = line_of(&verdict);
    char *text = json_dumps(object, JSON_COMPACT);
    puts(text ? text : "out of memory");
    fflush(stdout);
    free(text);
    json_decref(object);
    verdict_done(&verdict);
}

int main(void)
{
    unsigned char head[4];
    while (fread(head, 1, sizeof head, stdin) == sizeof head) {
        const size_t n = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
        char *bytes = n <= REQUEST_MAX ? malloc(n + 1) : NULL;
        if (!bytes || fread(bytes, 1, n, stdin) != n) {
            free(bytes);
            return EXIT_FAILURE;
        }
        answer((struct text){bytes, n});
        free(bytes);
    }
    return EXIT_SUCCESS;
}
