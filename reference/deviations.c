#include "reference/deviations.h"

#include "protocol/catalogue.h"
#include "protocol/nearest.h"
#include "reference/dispatch.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* All deviations, whatever table they come from. */
#define DEVIATIONS_MAX 500
#define NAME_BYTES     64
#define RULE_BYTES     96

static const rms_deviation_table *const tables[] = {
    &rms_deviations_slb,     &rms_deviations_ess,       &rms_deviations_codes,
    &rms_deviations_answers, &rms_deviations_requests,  &rms_deviations_access,
    &rms_variations_answers, &rms_variations_behaviour, NULL};

/* A removal as names and rules of deviations have it. */
static const struct {
    const char *suffix, *rule_prefix;
} removals[RMS_REMOVE_COUNT] = {
    [RMS_REMOVE_BACKEND_SERVERS] = {"", "slb/RemoveBackendServers/"},
    [RMS_REMOVE_VSERVER_GROUP_BACKEND_SERVERS] = {"-vserver", "slb/RemoveVServerGroupBackendServers/"},
    [RMS_REMOVE_INSTANCES] = {"-instances", "ess/RemoveInstances/"},
};

/* The list that others see, made once from the tables: a deviation, its row, and the actions that it is for. */
static struct {
    rms_deviation deviation[DEVIATIONS_MAX];
    const rms_deviation_row *row[DEVIATIONS_MAX];
    unsigned actions[DEVIATIONS_MAX];
    char name[DEVIATIONS_MAX][NAME_BYTES];
    char rule[DEVIATIONS_MAX][RULE_BYTES];
    size_t n;
} all;
static pthread_once_t gathered = PTHREAD_ONCE_INIT;

static void gather_one(rms_deviation_kind kind, const rms_deviation_row *row, unsigned actions)
{
    if (all.n == DEVIATIONS_MAX)
        return; /* a test asks that this never happens */
    size_t i = all.n++;
    all.row[i] = row;
    all.actions[i] = actions;
    all.deviation[i] = (rms_deviation){.name = row->name, .kind = kind, .doc = row->doc};
}

/* A fault's row, once for every removal that it is for. */
static void gather_fault(const rms_deviation_row *row)
{
    unsigned removals_only = row->actions & RMS_FOR_REMOVALS, beside = row->actions & ~RMS_FOR_REMOVALS;
    int is_single = (removals_only & (removals_only - 1)) == 0;
    for (unsigned action = 0; action < RMS_REMOVE_COUNT; action++) {
        if (!(row->actions & (1u << action)) || all.n == DEVIATIONS_MAX)
            continue;
        size_t i = all.n;
        gather_one(RMS_DEVIATION_FAULT, row, (1u << action) | beside);
        (void)snprintf(all.name[i], NAME_BYTES, "%s%s", row->name, is_single ? "" : removals[action].suffix);
        (void)snprintf(all.rule[i], RULE_BYTES, "%s%s", removals[action].rule_prefix, row->rule);
        all.deviation[i].name = all.name[i];
        all.deviation[i].rule = all.rule[i];
    }
}

static void gather(void)
{
    for (size_t t = 0; tables[t]; t++)
        for (size_t i = 0; i < tables[t]->n; i++) {
            const rms_deviation_row *row = &tables[t]->rows[i];
            if (tables[t]->kind == RMS_DEVIATION_FAULT)
                gather_fault(row);
            else
                gather_one(tables[t]->kind, row, row->actions);
        }
}

const rms_deviation *rms_reference_deviations(size_t *ret_n)
{
    pthread_once(&gathered, gather);
    *ret_n = all.n;
    return all.deviation;
}

/* ---- unknown names ---- */

static void offer(const char *word, const char *candidate, const char **best, unsigned *best_distance)
{
    const unsigned d = rms_edits(word, candidate);
    if (d < *best_distance) {
        *best = candidate;
        *best_distance = d;
    }
}

rms_status rms_deviations_unknown(const char *kind, const char *name, rms_error *err)
{
    const char *best = "";
    unsigned best_distance = UINT_MAX;
    size_t n = 0, n_actions = 0;
    const rms_deviation *rows = rms_reference_deviations(&n);
    const rms_action_row *actions = rms_catalogue_actions(&n_actions);
    int is_action = !strcmp(kind, "action"), is_fault = !strcmp(kind, "fault");
    for (size_t i = 0; is_action && i < n_actions; i++)
        if (rms_dispatch_has(actions[i].name))
            offer(name, actions[i].name, &best, &best_distance);
    for (size_t i = 0; !is_action && i < n; i++)
        if ((rows[i].kind == RMS_DEVIATION_FAULT) == is_fault)
            offer(name, rows[i].name, &best, &best_distance);
    return rms_fail(err, RMS_E_USAGE, 0, "unknown %s '%.64s'; the nearest is '%s'", kind, name, best);
}

/* ---- switching on ---- */

static void set_member(void *base, const rms_switch *s)
{
    char *place = (char *)base + s->offset;
    if (s->text)
        memcpy(place, &s->text, sizeof s->text);
    else
        memcpy(place, &s->number, sizeof s->number);
}

static void set_switch(rms_policies *policies, const rms_switch *s, unsigned actions)
{
    rms_slb_policy *const slb[2] = {&policies->model.backend, &policies->model.vserver};
    if (s->place == RMS_IN_POLICIES)
        set_member(policies, s);
    for (unsigned a = 0; s->place == RMS_IN_SLB && a < 2; a++)
        if (actions & (1u << a))
            set_member(slb[a], s);
    for (unsigned a = 0; s->place == RMS_IN_WIRE && a < RMS_WIRE_POLICIES; a++)
        if (actions & (1u << a))
            set_member(&policies->wire[a], s);
}

static int add_changes(rms_wire_policy *wire, const rms_deviation_row *row)
{
    for (size_t i = 0; i < RMS_ROW_EDITS_MAX && row->edit[i].op; i++) {
        if (wire->n_edits == RMS_WIRE_EDITS_MAX)
            return 0;
        wire->edit[wire->n_edits++] = row->edit[i];
    }
    for (size_t i = 0; i < RMS_ROW_SWAPS_MAX && row->swap[i].code; i++) {
        if (wire->n_swaps == RMS_WIRE_SWAPS_MAX)
            return 0;
        wire->swap[wire->n_swaps++] = row->swap[i];
    }
    return 1;
}

static rms_status apply(rms_policies *policies, size_t index, rms_error *err)
{
    const rms_deviation_row *row = all.row[index];
    for (size_t i = 0; i < RMS_ROW_SWITCHES_MAX; i++)
        set_switch(policies, &row->set[i], all.actions[index]);
    for (unsigned a = 0; a < RMS_WIRE_POLICIES; a++)
        if ((all.actions[index] & (1u << a)) && !add_changes(&policies->wire[a], row))
            return rms_fail(err, RMS_E_USAGE, 0, "'%s' is one too many: an answer can be changed in %d ways at once",
                            row->name, RMS_WIRE_EDITS_MAX);
    return RMS_OK;
}

static rms_status apply_all(rms_deviation_kind kind, const char *const *names, size_t n, rms_policies *policies,
                            rms_error *err)
{
    for (size_t k = 0; k < n; k++) {
        size_t i = 0;
        while (i < all.n && (all.deviation[i].kind != kind || strcmp(all.deviation[i].name, names[k]) != 0))
            i++;
        if (i == all.n)
            return rms_deviations_unknown(kind == RMS_DEVIATION_FAULT ? "fault" : "variation", names[k], err);
        rms_status status = apply(policies, i, err);
        if (status != RMS_OK)
            return status;
    }
    return RMS_OK;
}

rms_status rms_deviations_apply(const rms_reference_options *options, rms_policies *policies, rms_error *err)
{
    pthread_once(&gathered, gather);
    rms_status status = apply_all(RMS_DEVIATION_FAULT, options->faults, options->n_faults, policies, err);
    if (status != RMS_OK)
        return status;
    return apply_all(RMS_DEVIATION_VARIATION, options->variations, options->n_variations, policies, err);
}
