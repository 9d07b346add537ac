/**
 * What one run of a case sent, got and saw: enough to judge it again without a network, and to compare two endpoints.
 *
 * A record is JSON; docs/evidence.schema.json is its schema. Secrets are masked in it.
 */
#ifndef RMS_HARNESS_RUN_EVIDENCE_H
#define RMS_HARNESS_RUN_EVIDENCE_H

#include "harness/run/run.h"

#include <jansson.h>

/** Version of the record's shape. */
#define RMS_EVIDENCE_VERSION 1

/*
 * {"evidence": 1, "rmspec": "0.1.0", "target": "http://…", "adapter": "api", "prefix": "rmspec-…", "region": "…",
 *  "seed": 1, "features": […],
 *  "case": "ess/RemoveInstances/min-size/one-below", "rule": "ess/RemoveInstances/min-size", "level": "must",
 *  "says": "…", "document": "004_….txt", "clause": "…", "format": "JSON", "layout": "get", "ms": 12.5,
 *  "bindings": {"$a": "i-…"}, "world": WORLD | null, "arrange_failed": "why" (absent when it stood),
 *  "steps": [{"name": "step1",
 *             "tries": [{"at": "2026-01-02T03:04:05Z", "base_url": "http://…",
 *                        "sent": [["Action", "RemoveInstances"], …],
 *                        "request": {"method": "GET", "target": "/?…", "content_type": null, "headers": [["a", "b"]],
 * "body": ""}, "answer": {"symptom": "answered", "detail": "", "status": 200, "content_type": "application/json",
 *                                   "location": null, "body": "…" or "body_base64": "…", "ms": 1.5}}],
 *             "seen": [{"look": "world", "wanted": WORLD, "status": "ok", "text": "", "world": WORLD},
 *                      {"look": "activity", "group": "…", "id": "asa-…", "status": "ok", "value": "Successful"},
 *                      {"look": "in-progress", "group": "…", "status": "ok", "value": true}]}],
 *  "checks": [{"id": "…[JSON,get]", "rule": "…", "verdict": "pass", "reason": null, "expected": null, "actual": null}]}
 */

/** Told every record, in plan order, from one thread at a time; @p record is borrowed. */
typedef struct rms_evidence_sink {
    void (*take)(void *context, const rms_planned_case *planned, const json_t *record);
    void *context;
} rms_evidence_sink;

#endif
