/** A policy as it is kept, between policy.c, which reads it, and decide.c. */
#ifndef RMS_RAM_PARTS_H
#define RMS_RAM_PARTS_H

#include "reference/ram/policy.h"

#include <jansson.h>

/** Texts that belong to the policy's JSON. */
typedef struct rms_ram_texts {
    const char **v;
    size_t n;
} rms_ram_texts;

/** How a condition compares. */
typedef struct rms_ram_operator {
    const char *name;
    int is_negative; /**< holds where no value matches */
    int is_folded;   /**< letters in any case */
    int is_pattern;  /**< values have wildcards */
} rms_ram_operator;

/** {"StringEquals": {"slb:tag/env": ["test"]}} */
typedef struct rms_ram_condition {
    const rms_ram_operator *compare;
    const char *tag; /**< "env" */
    rms_ram_texts values;
} rms_ram_condition;

typedef struct rms_ram_statement {
    int is_deny;
    int is_not_action, is_not_resource; /**< the list names the exceptions */
    rms_ram_texts actions, resources;
    rms_ram_condition *conditions; /**< all have to hold */
    size_t n_conditions;
} rms_ram_statement;

struct rms_ram_policy {
    json_t *json; /**< owns the texts */
    rms_ram_statement *statements;
    size_t n_statements;
};

#endif
