/* A parser of the three remove requests: bytes in, a struct out. It knows nothing of rmspec; rmspec.c and main.c join
 * the two. */
#ifndef EXAMPLE_PARSER_H
#define EXAMPLE_PARSER_H

#include <stddef.h>

enum { LIST_MAX = 20, ID_MAX = 128 };

struct text {
    char *p;
    size_t n;
};

struct entry {
    struct text id;
    int port, weight; /* -1: not given */
    char type[4], ip[ID_MAX + 1], description[81];
};

struct verdict {
    int accepted;
    char action[40];
    struct text region, target;
    const char *target_name; /* "LoadBalancerId", ... */
    int instances;           /* the list is InstanceId.N */
    struct entry entry[LIST_MAX];
    size_t n;
    const char *code, *parameter; /* of a refusal; NULL when the bytes are no request */
};

/* Parse. The result is ended with verdict_done. */
void parse_request(const char *method, size_t method_n, const char *target, size_t target_n, const char *type,
                   size_t type_n, const char *body, size_t body_n, struct verdict *ret);
void verdict_done(struct verdict *verdict);

#endif
