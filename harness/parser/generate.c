#include "harness/parser/generate.h"

#include "protocol/percent.h"

#include <stdio.h>
#include <string.h>

uint64_t rms_random_next(rms_random *random)
{
    uint64_t z = random->state += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

size_t rms_random_below(rms_random *random, size_t n)
{
    return (size_t)(rms_random_next(random) % n);
}

static int chance(rms_random *random, size_t percent)
{
    return rms_random_below(random, 100) < percent;
}

static const char *one_of(rms_random *random, const char *const *words, size_t n)
{
    return words[rms_random_below(random, n)];
}
#define ONE_OF(random, words) one_of(random, words, RMS_COUNT(words))

/* ---- what is being made ---- */

enum { PAIRS_MAX = 64, NESTED_MAX = 3000, DEEPLY_NESTED = 50000 };

struct pair {
    char name[48];
    rms_buffer value; /* decoded */
    int in_body;
    int own; /* of the action, not common */
};

struct maker {
    rms_random *random;
    struct pair pair[PAIRS_MAX];
    size_t n;
    int vserver, instances;
    int odd;          /* this request may touch open points */
    int raw_fault;    /* an escape is broken while it is written */
    int escape_more;  /* percent of bytes that are escaped without need */
    int lower_digits; /* of escapes */
    int plain_more;   /* percent of the characters of values that may stand as they are, and do */
};

static struct pair *add(struct maker *m, const char *name, int own)
{
    struct pair *pair = &m->pair[m->n < PAIRS_MAX ? m->n++ : PAIRS_MAX - 1];
    (void)snprintf(pair->name, sizeof pair->name, "%s", name);
    rms_buffer_clear(&pair->value);
    pair->own = own;
    pair->in_body = 0;
    return pair;
}

static void add_text(struct maker *m, const char *name, const char *value, int own)
{
    rms_buffer_puts(&add(m, name, own)->value, value);
}

/* ---- ids ---- */

static void put_plain_id(rms_random *random, rms_buffer *out)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCXYZ0123456789";
    static const char *const starts[] = {"i-", "i-bp", "vm-", "eni-x", "i", ""};
    if (chance(random, 3)) { /* which is a text all the same */
        rms_buffer_printf(out, "0%zu", rms_random_below(random, 100));
        return;
    }
    rms_buffer_puts(out, ONE_OF(random, starts));
    const size_t n = chance(random, 5) ? 60 + rms_random_below(random, 60) : 1 + rms_random_below(random, 12);
    for (size_t i = 0; i < n; i++)
        rms_buffer_putc(out, letters[rms_random_below(random, sizeof letters - 1)]);
}

/* Characters that mean something on some layer. */
static void put_tricky_id(rms_random *random, rms_buffer *out)
{
    static const char *const parts[] = {"%", "%41", "%2B", "%25", "&",    "=",    "+",    "?", "#", "/",   ";",
                                        ":", "@",   "\"",  "\\",  "[",    "]",    "{",    "}", "'", "<",   "|",
                                        "~", "!",   "*",   "(",   "null", "true", "\\u0", "1", "0", "\\n", "x"};
    const size_t n = 1 + rms_random_below(random, 4);
    for (size_t i = 0; i < n; i++)
        rms_buffer_puts(out, ONE_OF(random, parts));
}

static void put_odd_id(rms_random *random, rms_buffer *out)
{
    static const char *const ids[] = {"i 1", " i-1", "i-\xE4\xB8\xAD", "i-1,i-2", "i\t1", "i-\xC3\xA9", ""};
    const size_t which = rms_random_below(random, RMS_COUNT(ids) + 2);
    if (which == RMS_COUNT(ids))
        rms_buffer_append(out, "i\0001", 3);
    else if (which > RMS_COUNT(ids))
        for (size_t i = 0; i < 129; i++)
            rms_buffer_putc(out, 'a');
    else
        rms_buffer_puts(out, ids[which]);
}

/* The number makes members of one list differ. */
static void put_id(struct maker *m, size_t number, rms_buffer *out)
{
    if (m->odd && chance(m->random, 6)) {
        put_odd_id(m->random, out);
        return;
    }
    if (chance(m->random, 20))
        put_tricky_id(m->random, out);
    else
        put_plain_id(m->random, out);
    if (number)
        rms_buffer_printf(out, ".%zu", number);
}

/* ---- the list as JSON ---- */

static void put_blanks(struct maker *m, int some, rms_buffer *out)
{
    static const char blanks[] = "    \t\n\r";
    while (some && chance(m->random, 30))
        rms_buffer_putc(out, blanks[rms_random_below(m->random, sizeof blanks - 1)]);
}

static void put_json_text(struct maker *m, rms_span text, rms_buffer *out)
{
    const size_t escapes = chance(m->random, 15) ? 30 : 0;
    rms_buffer_putc(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        const unsigned char c = (unsigned char)text.p[i];
        if (c < ' ' || (c < 0x7f && chance(m->random, escapes)))
            rms_buffer_printf(out, chance(m->random, 50) ? "\\u%04x" : "\\u%04X", c);
        else if (c == '"' || c == '\\')
            rms_buffer_printf(out, "\\%c", c);
        else if (c == '/' && chance(m->random, escapes))
            rms_buffer_puts(out, "\\/");
        else
            rms_buffer_putc(out, (char)c);
    }
    rms_buffer_putc(out, '"');
}

struct field {
    const char *key;
    char value[96];
    int bare;
};

static void set_number(struct field *field, const char *key, unsigned long value)
{
    field->key = key;
    (void)snprintf(field->value, sizeof field->value, "%lu", value);
}

static void set(struct field *field, const char *key, const char *value)
{
    field->key = key;
    (void)snprintf(field->value, sizeof field->value, "%s", value);
}

static size_t make_fields(struct maker *m, struct field *fields)
{
    static const char *const ports[] = {"0", "65536", "080", "-1", "65616", "4294967376", "http", "", "80.0"};
    static const char *const weights[] = {"101", "-1", "0100", "heavy", "256", "", "1e2"};
    static const char *const types[] = {"ecs", "eni", "eci"}, *const odd_types[] = {"ECS", "vm", ""};
    static const char *const descriptions[] = {"a", "test-112", "a/b.c_d-E9"}, *const odd_descriptions[] = {"a b", "",
                                                                                                            "\xC3\xA9"};
    static const unsigned long usual_ports[] = {1, 80, 443, 8080, 65534, 65535, 9, 10, 4096};
    static const unsigned long usual_weights[] = {0, 1, 99, 100, 50, 10};
    rms_random *r = m->random;
    size_t n = 0;
    if (m->vserver ? !(m->odd && chance(r, 5)) : chance(r, 20)) {
        if (m->odd && chance(r, 8))
            set(&fields[n], "Port", ONE_OF(r, ports));
        else
            set_number(&fields[n], "Port", usual_ports[rms_random_below(r, RMS_COUNT(usual_ports))]);
        fields[n++].bare = m->odd && chance(r, 8);
    }
    if (chance(r, 30)) {
        if (m->odd && chance(r, 10))
            set(&fields[n], "Weight", ONE_OF(r, weights));
        else
            set_number(&fields[n], "Weight", usual_weights[rms_random_below(r, RMS_COUNT(usual_weights))]);
        fields[n++].bare = m->odd && chance(r, 8);
    }
    if (chance(r, 30)) {
        set(&fields[n++], "Type", m->odd && chance(r, 10) ? ONE_OF(r, odd_types) : ONE_OF(r, types));
        if (!m->odd || chance(r, 90))
            set(&fields[n++], "ServerIp", chance(r, 50) ? "10.0.0.1" : "192.168.100.254");
    }
    if (chance(r, 15))
        set(&fields[n++], "Description",
            m->odd && chance(r, 10) ? ONE_OF(r, odd_descriptions) : ONE_OF(r, descriptions));
    if (m->odd && chance(r, 4))
        set(&fields[n++], chance(r, 50) ? "Colour" : "port", "80");
    return n;
}

/* An object; ServerId stands anywhere. */
static void put_object(struct maker *m, rms_span id, int blanks, rms_buffer *out)
{
    struct field fields[8] = {{0}};
    const size_t n = make_fields(m, fields), at = chance(m->random, 70) ? 0 : rms_random_below(m->random, n + 1);
    const int nameless = m->odd && chance(m->random, 3);
    const char *between = "{";
    for (size_t i = 0; i <= n; i++) {
        const struct field *field = &fields[i > at ? i - 1 : i];
        if (i == at && nameless)
            continue;
        rms_buffer_puts(out, between);
        put_blanks(m, blanks, out);
        rms_buffer_printf(out, "\"%s\"", i == at ? "ServerId" : field->key);
        put_blanks(m, blanks, out);
        rms_buffer_putc(out, ':');
        put_blanks(m, blanks, out);
        if (i == at)
            put_json_text(m, id, out);
        else if (field->bare)
            rms_buffer_puts(out, field->value[0] ? field->value : "null");
        else
            put_json_text(m, rms_span_of(field->value), out);
        put_blanks(m, blanks, out);
        between = ",";
    }
    rms_buffer_puts(out, *between == '{' ? "{}" : "}");
}

/* The list without its brackets, with two pairs of them, inside an object, or with something behind it. */
static void unwrap(rms_random *random, rms_buffer *list)
{
    static const struct {
        const char *before, *behind;
        size_t cut;
    } shapes[] = {{"", "", 1},     {"[", "]", 0}, {"{\"BackendServer\":", "}", 0},
                  {"\"", "\"", 1}, {"", "x", 0},  {"", "]", 0}};
    const size_t which = rms_random_below(random, RMS_COUNT(shapes)), cut = shapes[which].cut;
    RMS_AUTO(rms_buffer_done) rms_buffer changed = {0};
    rms_buffer_puts(&changed, shapes[which].before);
    rms_buffer_append(&changed, list->p + cut, list->n - 2 * cut);
    rms_buffer_puts(&changed, shapes[which].behind);
    rms_buffer_clear(list);
    rms_buffer_span(list, rms_buffer_view(&changed));
}

/* Brackets in brackets, closed or not: what recursion dies of, in a language that counts to 1000 as in one whose stack
 * is used up far later. */
static void nest(rms_random *random, rms_buffer *list)
{
    static const size_t depths[] = {10, 10, NESTED_MAX, NESTED_MAX, DEEPLY_NESTED};
    const size_t most = depths[rms_random_below(random, RMS_COUNT(depths))];
    const size_t depth = most - rms_random_below(random, most / 2);
    const int closed = chance(random, 50);
    rms_buffer_clear(list);
    for (size_t i = 0; i < depth; i++)
        rms_buffer_putc(list, '[');
    for (size_t i = 0; closed && i < depth; i++)
        rms_buffer_putc(list, ']');
}

/* One wrong thing in the text of a list. */
static void spoil_list(rms_random *random, rms_buffer *list)
{
    static const char *const whole[] = {"i-1",
                                        "{}",
                                        "1",
                                        "\"i-1\"",
                                        "null",
                                        "[[\"i-1\"]]",
                                        "[null]",
                                        "[1]",
                                        "[true]",
                                        "[",
                                        "[,]",
                                        "[\"i-1\",]",
                                        "['i-1']",
                                        "[]",
                                        "",
                                        "[\"i-1\"]x",
                                        "[i-1]",
                                        "[{}]",
                                        "[{\"ServerId\":1}]",
                                        "[{\"ServerId\":\"i-1\",\"Port\":true}]"};
    if (list->n > 2 && chance(random, 30)) {
        unwrap(random, list);
    } else if (chance(random, 20)) {
        nest(random, list);
    } else if (list->n < 2 || chance(random, 50)) {
        rms_buffer_clear(list);
        rms_buffer_puts(list, ONE_OF(random, whole));
    } else if (chance(random, 50)) {
        list->n--;
        list->p[list->n] = '\0';
    } else {
        list->p[rms_random_below(random, list->n)] = "[]{},:\"'x"[rms_random_below(random, 9)];
    }
}

static size_t members_of(struct maker *m)
{
    static const size_t usual[] = {1, 1, 1, 1, 2, 2, 3, 4, 9, 10, 11, 19, 20, 20}, odd[] = {21, 22, 40};
    return m->odd && chance(m->random, 6) ? odd[rms_random_below(m->random, RMS_COUNT(odd))]
                                          : usual[rms_random_below(m->random, RMS_COUNT(usual))];
}

static void add_servers(struct maker *m)
{
    RMS_AUTO(rms_buffer_done) rms_buffer id = {0};
    rms_buffer *list = &add(m, "BackendServers", 1)->value;
    const size_t n = members_of(m);
    const int objects = m->vserver ? !(m->odd && chance(m->random, 4)) : chance(m->random, 35);
    const int blanks = chance(m->random, 35), mixed = m->odd && chance(m->random, 4);
    put_blanks(m, blanks, list);
    rms_buffer_putc(list, '[');
    for (size_t i = 0; i < n; i++) {
        const int same = i && m->odd && chance(m->random, 4);
        if (!same) {
            rms_buffer_clear(&id);
            put_id(m, n > 1 ? n - i : 0, &id);
        }
        rms_buffer_puts(list, i ? "," : "");
        put_blanks(m, blanks, list);
        if (objects != (mixed && i == 0))
            put_object(m, rms_buffer_view(&id), blanks, list);
        else
            put_json_text(m, rms_buffer_view(&id), list);
        put_blanks(m, blanks, list);
    }
    rms_buffer_putc(list, ']');
    put_blanks(m, blanks, list);
    if (chance(m->random, 10))
        spoil_list(m->random, list);
}

static void add_instances(struct maker *m)
{
    static const char *const numbers[] = {"0",   "01", "-1", "+1", "a", "", "4294967297", "18446744073709551617",
                                          "1.0", " 1", "21", "3"};
    const size_t n = members_of(m);
    const int odd = m->odd && chance(m->random, 15);
    for (size_t i = 0; i < n && m->n < PAIRS_MAX - 8; i++) {
        char name[48];
        if (odd && chance(m->random, 40))
            (void)snprintf(name, sizeof name, "InstanceId%s%s", chance(m->random, 90) ? "." : "",
                           ONE_OF(m->random, numbers));
        else
            (void)snprintf(name, sizeof name, "InstanceId.%zu", i + 1);
        put_id(m, n > 1 ? n - i : 0, &add(m, name, 1)->value);
    }
}

/* ---- the request ---- */

static void add_signature(struct maker *m)
{
    add_text(m, "AccessKeyId", "testid", 0);
    add_text(m, "SignatureMethod", "HMAC-SHA1", 0);
    add_text(m, "SignatureVersion", "1.0", 0);
    add_text(m, "SignatureNonce", "15215528852396", 0);
    add_text(m, "Timestamp", "2018-01-01T12:00:00Z", 0);
    add_text(m, "Signature", "DIGxt3UnmDLYV6yrYPFz4LE6WVY=", 0);
}

static void add_odd_parameter(struct maker *m)
{
    static const struct {
        const char *name, *value;
    } odd[] = {{"Colour", "blue"},
               {"RemovePolicy", "recycle"},
               {"DecreaseDesiredCapacity", "false"},
               {"IgnoreInvalidInstance", "true"},
               {"action", "x"},
               {"BackendServers.1", "i-1"},
               {"instanceId.1", "i-1"},
               {"LoadBalancerId", "lb-2"},
               {"Action", "RemoveInstances"}};
    const size_t which = rms_random_below(m->random, RMS_COUNT(odd));
    add_text(m, odd[which].name, odd[which].value, 1);
}

static void drop_one(struct maker *m)
{
    const size_t at = rms_random_below(m->random, m->n);
    struct pair gone = m->pair[at];
    memmove(&m->pair[at], &m->pair[at + 1], (m->n - at - 1) * sizeof gone);
    m->pair[--m->n] = gone; /* its buffer is freed with the others */
}

static void make_pairs(struct maker *m)
{
    static const char *const actions[] = {"RemoveBackendServers", "RemoveVServerGroupBackendServers",
                                          "RemoveInstances"};
    static const char *const targets[] = {"LoadBalancerId", "VServerGroupId", "ScalingGroupId"};
    static const char *const wrong[] = {"RemoveInstance", "removeinstances", "RemoveInstances ", "", "Remove"};
    static const char *const regions[] = {"cn-hangzhou", "cn-beijing", "r"};
    const size_t which = rms_random_below(m->random, 3);
    m->vserver = which == 1;
    m->instances = which == 2;
    add_text(m, "Action", chance(m->random, 2) ? ONE_OF(m->random, wrong) : actions[which], 0);
    add_text(m, "Version", m->instances ? "2014-08-28" : "2014-05-15", 0);
    add_text(m, "Format", chance(m->random, 80) ? "JSON" : chance(m->random, 50) ? "XML" : "json", 0);
    if (chance(m->random, 15))
        add_signature(m);
    if (!m->instances || chance(m->random, 40))
        add_text(m, "RegionId", ONE_OF(m->random, regions), 1);
    put_id(m, 0, &add(m, targets[which], 1)->value);
    if (m->instances)
        add_instances(m);
    else
        add_servers(m);
    if (m->odd && chance(m->random, 8))
        add_odd_parameter(m);
    if (chance(m->random, 6))
        drop_one(m);
}

static void shuffle(struct maker *m)
{
    for (size_t i = m->n; i > 1; i--) {
        const size_t k = rms_random_below(m->random, i);
        struct pair other = m->pair[k];
        m->pair[k] = m->pair[i - 1];
        m->pair[i - 1] = other;
    }
}

/* ---- writing it ---- */

static void put_escape(struct maker *m, unsigned char c, rms_buffer *out)
{
    static const char *const broken[] = {"%", "%4", "%G1", "%1G", "%%31", "%u0031"};
    if (m->raw_fault && chance(m->random, 20)) {
        rms_buffer_puts(out, ONE_OF(m->random, broken));
        m->raw_fault = 0;
        return;
    }
    rms_buffer_printf(out, m->lower_digits && chance(m->random, 70) ? "%%%02x" : "%%%02X", c);
}

static void put_encoded(struct maker *m, rms_span text, int in_body, rms_buffer *out)
{
    for (size_t i = 0; i < text.n; i++) {
        const unsigned char c = (unsigned char)text.p[i];
        RMS_AUTO(rms_buffer_done) rms_buffer one = {0};
        if (c == ' ' && (in_body ? chance(m->random, 60) : m->odd && chance(m->random, 20))) {
            rms_buffer_putc(out, '+');
            continue;
        }
        rms_percent_encode((rms_span){text.p + i, 1}, &one);
        const int may_stand = c && strchr(";=?/:,@!*()$~", c) != NULL;
        if (may_stand && chance(m->random, (size_t)m->plain_more))
            rms_buffer_putc(out, (char)c);
        else if (one.n > 1 || chance(m->random, (size_t)m->escape_more) || m->raw_fault)
            put_escape(m, c, out);
        else
            rms_buffer_putc(out, (char)c);
    }
}

static void put_place(struct maker *m, int in_body, const char *first, rms_buffer *out)
{
    for (size_t i = 0; i < m->n; i++) {
        if (m->pair[i].in_body != in_body)
            continue;
        rms_buffer_puts(out, first);
        put_encoded(m, rms_span_of(m->pair[i].name), in_body, out);
        rms_buffer_putc(out, '=');
        put_encoded(m, rms_buffer_view(&m->pair[i].value), in_body, out);
        first = "&";
    }
}

enum { GET, POST_QUERY, POST_FORM, POST_SPLIT, POST_MIXED, LAYOUTS };

static void place(struct maker *m, size_t layout)
{
    for (size_t i = 0; i < m->n; i++)
        m->pair[i].in_body = layout == POST_FORM || (layout == POST_SPLIT && m->pair[i].own) ||
                             (layout == POST_MIXED && chance(m->random, 50));
}

static const char *type_of(struct maker *m)
{
    static const char *const usual[] = {"application/x-www-form-urlencoded; charset=UTF-8",
                                        "application/x-www-form-urlencoded;charset=utf-8",
                                        "Application/X-WWW-Form-Urlencoded"};
    static const char *const odd[] = {"application/json", "text/plain",
                                      "application/x-www-form-urlencoded; charset=iso-8859-1"};
    if (m->odd && chance(m->random, 4))
        return ONE_OF(m->random, odd);
    return chance(m->random, 20) ? ONE_OF(m->random, usual) : "application/x-www-form-urlencoded";
}

static void write_request(struct maker *m, rms_buffer *out)
{
    static const char *const methods[] = {"PUT", "DELETE", "HEAD"};
    const size_t layout = rms_random_below(m->random, LAYOUTS);
    const char *const end = chance(m->random, 10) ? "\r\n" : "\n";
    place(m, layout);
    rms_buffer_puts(out, chance(m->random, 1) ? ONE_OF(m->random, methods) : layout == GET ? "GET" : "POST");
    rms_buffer_puts(out, " /");
    put_place(m, 0, "?", out);
    rms_buffer_printf(out, " HTTP/1.1%s", end);
    if (layout != GET)
        rms_buffer_printf(out, "Content-Type: %s%s", type_of(m), end);
    rms_buffer_puts(out, end);
    put_place(m, 1, "", out);
}

void rms_generate_request(rms_random *random, rms_buffer *out)
{
    struct maker m = {.random = random, .odd = chance(random, 40), .raw_fault = chance(random, 4)};
    m.escape_more = chance(random, 20) ? 20 : 0;
    m.lower_digits = chance(random, 20);
    m.plain_more = chance(random, 20) ? 60 : 0;
    make_pairs(&m);
    if (chance(random, 25))
        shuffle(&m);
    write_request(&m, out);
    for (size_t i = 0; i < PAIRS_MAX; i++)
        rms_buffer_done(&m.pair[i].value);
}
