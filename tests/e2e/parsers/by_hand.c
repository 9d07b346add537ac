/* A right parser without a library: by hand from the bytes to the list, and the strictest choice wherever no document
 * decides. A process of docs/parser.md. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMETERS_MAX = 64, MEMBERS_MAX = 20, ID_MAX = 64, DEPTH_MAX = 64, TEXT_MAX = 1 << 16 };

struct text {
    char *p;
    size_t n;
};

struct server {
    char id[ID_MAX + 1], ip[ID_MAX + 1], type[8], description[81];
    int port, weight; /* -1: not given */
};

struct request {
    struct text name[PARAMETERS_MAX], value[PARAMETERS_MAX];
    size_t n;
    struct server server[MEMBERS_MAX];
    size_t members;
};

static int equal(struct text text, const char *word)
{
    return text.n == strlen(word) && memcmp(text.p, word, text.n) == 0;
}

/* ---- from bytes to parameters ---- */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decode in place. */
static int decode(struct text *text, int in_body)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!$'()*,;:@/?=";
    size_t out = 0;
    for (size_t i = 0; i < text->n; i++) {
        char c = text->p[i];
        if (c == '%') {
            if (i + 2 >= text->n || hex(text->p[i + 1]) < 0 || hex(text->p[i + 2]) < 0)
                return 0;
            c = (char)(hex(text->p[i + 1]) * 16 + hex(text->p[i + 2]));
            i += 2;
        } else if (c == '+' && in_body) {
            c = ' ';
        } else if (!c || !strchr(plain, c)) {
            return 0;
        }
        text->p[out++] = c;
    }
    text->n = out;
    return 1;
}

static int take_pairs(struct request *request, char *p, size_t n, int in_body)
{
    char *const end = p + n;
    while (p < end) {
        char *stop = memchr(p, '&', (size_t)(end - p));
        if (!stop)
            stop = end;
        char *equals = memchr(p, '=', (size_t)(stop - p));
        if (!equals || equals == p || request->n == PARAMETERS_MAX)
            return 0;
        struct text name = {p, (size_t)(equals - p)}, value = {equals + 1, (size_t)(stop - equals) - 1};
        if (!decode(&name, in_body) || !decode(&value, in_body))
            return 0;
        for (size_t i = 0; i < request->n; i++)
            if (request->name[i].n == name.n && memcmp(request->name[i].p, name.p, name.n) == 0)
                return 0;
        request->name[request->n] = name;
        request->value[request->n++] = value;
        if (stop + 1 == end)
            return 0;
        p = stop + 1;
    }
    return 1;
}

static const struct text *find(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->n; i++)
        if (equal(request->name[i], name))
            return &request->value[i];
    return NULL;
}

/* ---- JSON ---- */

struct json {
    const char *p, *end;
};

static void blanks(struct json *json)
{
    while (json->p < json->end && (*json->p == ' ' || *json->p == '\t' || *json->p == '\n' || *json->p == '\r'))
        json->p++;
}

static int sign(struct json *json, char c)
{
    blanks(json);
    if (json->p == json->end || *json->p != c)
        return 0;
    json->p++;
    return 1;
}

static size_t put_utf8(unsigned long c, char *out)
{
    if (c < 0x80)
        return (size_t)sprintf(out, "%c", (int)c);
    if (c < 0x800)
        return (size_t)sprintf(out, "%c%c", (int)(0xC0 | c >> 6), (int)(0x80 | (c & 63)));
    if (c < 0x10000)
        return (size_t)sprintf(out, "%c%c%c", (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 63)),
                               (int)(0x80 | (c & 63)));
    return (size_t)sprintf(out, "%c%c%c%c", (int)(0xF0 | c >> 18), (int)(0x80 | (c >> 12 & 63)),
                           (int)(0x80 | (c >> 6 & 63)), (int)(0x80 | (c & 63)));
}

static long four_digits(struct json *json)
{
    long value = 0;
    for (int i = 0; i < 4; i++) {
        if (json->p == json->end || hex(*json->p) < 0)
            return -1;
        value = value * 16 + hex(*json->p++);
    }
    return value;
}

/* A text of at most max bytes and none of them NUL. */
static int json_text(struct json *json, char *out, size_t max)
{
    static const char short_ones[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    size_t n = 0;
    if (!sign(json, '"'))
        return 0;
    while (json->p < json->end && *json->p != '"') {
        char bytes[8] = {*json->p++};
        size_t length = 1;
        if ((unsigned char)bytes[0] < ' ')
            return 0;
        if (bytes[0] == '\\') {
            if (json->p == json->end)
                return 0;
            const char kind = *json->p++;
            const char *known = kind ? strchr(short_ones, kind) : NULL;
            if (known) {
                bytes[0] = meant[known - short_ones];
            } else if (kind == 'u') {
                long c = four_digits(json);
                if (c >= 0xD800 && c < 0xDC00 && json->end - json->p > 1 && json->p[0] == '\\' && json->p[1] == 'u') {
                    json->p += 2;
                    const long low = four_digits(json);
                    c = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00) : -1;
                }
                if (c <= 0 || (c >= 0xD800 && c < 0xE000))
                    return 0;
                length = put_utf8((unsigned long)c, bytes);
            } else {
                return 0;
            }
        }
        if (n + length > max)
            return 0;
        memcpy(out + n, bytes, length);
        n += length;
    }
    out[n] = '\0';
    return sign(json, '"');
}

/* ---- the list ---- */

static int is_id(const char *text)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
    const size_t n = strlen(text);
    return n > 0 && n <= ID_MAX && strspn(text, allowed) == n;
}

static int number(const char *text, int low, int high)
{
    const size_t n = strlen(text);
    if (n == 0 || n > 5 || strspn(text, "0123456789") != n || (n > 1 && *text == '0'))
        return -1;
    const int value = atoi(text);
    return value >= low && value <= high ? value : -1;
}

static int is_address(const char *text)
{
    unsigned a, b, c, d;
    char more;
    return strspn(text, "0123456789.") == strlen(text) &&
           sscanf(text, "%3u.%3u.%3u.%3u%c", &a, &b, &c, &d, &more) == 4 && a < 256 && b < 256 && c < 256 && d < 256;
}

static int value_of(struct server *server, const char *key, const char *value)
{
    if (strcmp(key, "ServerId") == 0 && !server->id[0] && is_id(value))
        return strcpy(server->id, value) != NULL;
    if (strcmp(key, "Port") == 0 && server->port < 0)
        return (server->port = number(value, 1, 65535)) >= 0;
    if (strcmp(key, "Weight") == 0 && server->weight < 0)
        return (server->weight = number(value, 0, 100)) >= 0;
    if (strcmp(key, "Type") == 0 && !server->type[0] &&
        (strcmp(value, "ecs") == 0 || strcmp(value, "eni") == 0 || strcmp(value, "eci") == 0))
        return strcpy(server->type, value) != NULL;
    if (strcmp(key, "ServerIp") == 0 && !server->ip[0] && strlen(value) <= ID_MAX && is_address(value))
        return strcpy(server->ip, value) != NULL;
    if (strcmp(key, "Description") == 0 && !server->description[0] && *value && strlen(value) <= 80 &&
        strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/._") == strlen(value))
        return strcpy(server->description, value) != NULL;
    return 0;
}

static int member(struct json *json, struct server *server, int ids)
{
    *server = (struct server){.port = -1, .weight = -1};
    blanks(json);
    if (ids && json->p < json->end && *json->p == '"')
        return json_text(json, server->id, ID_MAX) && is_id(server->id);
    if (!sign(json, '{'))
        return 0;
    do {
        char key[16], value[128];
        if (!json_text(json, key, sizeof key - 1) || !sign(json, ':') || !json_text(json, value, sizeof value - 1) ||
            !value_of(server, key, value))
            return 0;
    } while (sign(json, ','));
    const int group = !ids;
    const int eni = strcmp(server->type, "eni") == 0 || strncmp(server->id, "eni-", 4) == 0;
    const int eci = strcmp(server->type, "eci") == 0 || strncmp(server->id, "eci-", 4) == 0;
    if (group && (server->port < 0 || (eni && !server->ip[0]) || ((eni || eci) && !server->type[0])))
        return 0;
    return server->id[0] && sign(json, '}');
}

static int same(const struct server *a, const struct server *b, int ids)
{
    return strcmp(a->id, b->id) == 0 && (ids || (a->port == b->port && strcmp(a->ip, b->ip) == 0));
}

static int take_servers(struct request *request, int ids)
{
    const struct text *list = find(request, "BackendServers");
    int objects = 0;
    if (!list)
        return 0;
    struct json json = {list->p, list->p + list->n};
    if (!sign(&json, '['))
        return 0;
    do {
        struct server *server = &request->server[request->members];
        if (request->members == MEMBERS_MAX)
            return 0;
        blanks(&json);
        objects += json.p < json.end && *json.p == '{';
        if (!member(&json, server, ids))
            return 0;
        for (size_t i = 0; i < request->members; i++)
            if (same(&request->server[i], server, ids))
                return 0;
        request->members++;
    } while (sign(&json, ','));
    if (objects && objects < (int)request->members)
        return 0;
    return sign(&json, ']') && (blanks(&json), json.p == json.end);
}

static int take_instances(struct request *request)
{
    for (int number = 1; number <= MEMBERS_MAX; number++) {
        char name[24];
        (void)snprintf(name, sizeof name, "InstanceId.%d", number);
        const struct text *id = find(request, name);
        struct server *server = &request->server[request->members];
        if (!id)
            break;
        if (id->n > ID_MAX)
            return 0;
        *server = (struct server){.port = -1, .weight = -1};
        memcpy(server->id, id->p, id->n);
        if (strlen(server->id) != id->n || !is_id(server->id))
            return 0;
        for (size_t i = 0; i < request->members; i++)
            if (same(&request->server[i], server, 1))
                return 0;
        request->members++;
    }
    return request->members > 0;
}

/* ---- the request ---- */

static int is(const struct request *request, const char *name, const char *value)
{
    const struct text *text = find(request, name);
    return text && equal(*text, value);
}

static int id_of(const struct request *request, const char *name, char ret[ID_MAX + 1])
{
    const struct text *text = find(request, name);
    if (!text || text->n > ID_MAX)
        return 0;
    memcpy(ret, text->p, text->n);
    ret[text->n] = '\0';
    return strlen(ret) == text->n && is_id(ret);
}

static const struct action {
    const char *name, *version, *group, *list;
    int ids, region;
} actions[] = {
    {"RemoveBackendServers", "2014-05-15", "LoadBalancerId", "BackendServers", 1, 1},
    {"RemoveVServerGroupBackendServers", "2014-05-15", "VServerGroupId", "BackendServers", 0, 1},
    {"RemoveInstances", "2014-08-28", "ScalingGroupId", "InstanceId", 1, 0},
};

static int known(const struct request *request, const struct action *action)
{
    static const char *const common[] = {"Action",          "Version",        "Format",
                                         "AccessKeyId",     "Signature",      "Timestamp",
                                         "SignatureMethod", "SignatureNonce", "SignatureVersion"};
    size_t numbered = 0, others = 0;
    for (size_t i = 0; i < request->n; i++) {
        int is_common = 0;
        for (size_t k = 0; k < sizeof common / sizeof *common; k++)
            is_common |= equal(request->name[i], common[k]) && request->value[i].n > 0;
        if (is_common || equal(request->name[i], "RegionId") || equal(request->name[i], action->group))
            continue;
        numbered += request->name[i].n > 11 && memcmp(request->name[i].p, "InstanceId.", 11) == 0;
        others += !equal(request->name[i], action->list);
    }
    return strcmp(action->list, "InstanceId") == 0 ? others == numbered && numbered == request->members : others == 0;
}

static void print_server(const struct server *server)
{
    printf("{\"ServerId\":\"%s\"", server->id);
    if (server->port >= 0)
        printf(",\"Port\":\"%d\"", server->port);
    if (server->weight >= 0)
        printf(",\"Weight\":%d", server->weight);
    if (server->ip[0])
        printf(",\"ServerIp\":\"%s\"", server->ip);
    if (server->type[0])
        printf(",\"Type\":\"%s\"", server->type);
    if (server->description[0])
        printf(",\"Description\":\"%s\"", server->description);
    printf("}");
}

static int answer(struct request *request)
{
    char group[ID_MAX + 1], region[ID_MAX + 1] = "";
    const struct action *action = NULL;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (is(request, "Action", actions[i].name))
            action = &actions[i];
    if (!action || !is(request, "Version", action->version) || !id_of(request, action->group, group) ||
        (!is(request, "Format", "JSON") && !is(request, "Format", "XML")))
        return 0;
    if ((action->region || find(request, "RegionId")) && !id_of(request, "RegionId", region))
        return 0;
    const int instances = strcmp(action->list, "InstanceId") == 0;
    if (!(instances ? take_instances(request) : take_servers(request, action->ids)) || !known(request, action))
        return 0;
    printf("{\"verdict\":\"accepted\",\"action\":\"%s\",\"%s\":\"%s\",", action->name, action->group, group);
    if (region[0])
        printf("\"RegionId\":\"%s\",", region);
    printf("\"%s\":[", action->list);
    for (size_t i = 0; i < request->members; i++) {
        printf("%s", i ? "," : "");
        if (instances)
            printf("\"%s\"", request->server[i].id);
        else
            print_server(&request->server[i]);
    }
    printf("]}\n");
    return 1;
}

/* Move past a piece of the form that is the same in every request. */
static int skip(char **p, const char *end, const char *piece)
{
    const size_t n = strlen(piece);
    if ((size_t)(end - *p) < n || memcmp(*p, piece, n) != 0)
        return 0;
    *p += n;
    return 1;
}

static int parse(char *p, size_t n)
{
    static struct request request;
    char *const end = p + n;
    const int post = skip(&p, end, "POST ");
    request = (struct request){.n = 0};
    if ((!post && !skip(&p, end, "GET ")) || !skip(&p, end, "/"))
        return 0;
    char *query = p;
    char *blank = memchr(p, ' ', (size_t)(end - p));
    if (!blank)
        return 0;
    p = blank;
    if (!skip(&p, end, " HTTP/1.1\n"))
        return 0;
    const int form = skip(&p, end, "Content-Type: application/x-www-form-urlencoded\n");
    if (!skip(&p, end, "\n") || (p < end && !(post && form)))
        return 0;
    if (blank > query && *query++ != '?')
        return 0;
    return take_pairs(&request, query, (size_t)(blank - query), 0) && take_pairs(&request, p, (size_t)(end - p), 1) &&
           answer(&request);
}

int main(void)
{
    for (;;) {
        unsigned char head[4];
        if (fread(head, 1, sizeof head, stdin) < sizeof head)
            return 0;
        const size_t n = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
        char *bytes = malloc(n + 1);
        if (!bytes || fread(bytes, 1, n, stdin) < n)
            return 1;
        if (!parse(bytes, n))
            puts("{\"verdict\":\"refused\"}");
        fflush(stdout);
        free(bytes);
    }
}
