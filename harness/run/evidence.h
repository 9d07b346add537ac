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

/** Named limits. Bytes of one body that are kept, and of all bodies of one record; beyond them only the beginning is
 * kept, and "body_cut" says how long it was. */
#define RMS_EVIDENCE_BODY_MAX   ((size_t)1 << 20)
#define RMS_EVIDENCE_BODIES_MAX ((size_t)8 << 20)
/** Of a record that is read: bytes of its file, tries of one step, looks of one step. */
#define RMS_EVIDENCE_FILE_MAX  ((size_t)64 << 20)
#define RMS_EVIDENCE_TRIES_MAX 1000
#define RMS_EVIDENCE_LOOKS_MAX 100000

/*
 * docs/evidence.md explains the members, docs/evidence.schema.json is the schema. In short:
 *
 * {"evidence": 1, "rmspec": "0.1.0", "target": "http://…", "adapter": "api", "prefix": "rmspec-…", "region": "…",
 *  "seed": 1, "urls": {"slb": "http://…", …}, "door": "http://…", "signature": "v1", "features": […], "settle_ms":
 * 5000, "busy_retries": 3, "case": "ess/RemoveInstances/min-size/one-below", "rule": "ess/RemoveInstances/min-size",
 * "level": "must", "says": "…", "document": "004_….txt", "clause": "…", "format": "JSON", "layout": "get", "text": "the
 * case as it stood in the table", "given": "its world", "left_out": [{"check": "…", "rule": "…"}], "offers":
 * {"RemoveInstances": {"ok": true, "why": ""}}, "can": {"arrange": {"ok": true, "why": ""}}, "suspended": [{"action":
 * "…", "kind": "timeout", "asked": 3}], "bindings": {"$a": "i-…"}, "world": WORLD | null, "arrange_failed": "why"
 * (absent when it stood), "arranged": {"status": "ok", "text": "", "at_ms": 1.25}, "steps": [{"name": "step1",
 * "can_observe": {"ok": true, "why": ""}, "tries": [{"at": "2026-01-02T03:04:05Z", "nonce": "…", "at_ms": 3.5,
 * "base_url": "http://…", "sent": [["Action", "RemoveInstances"], …], "request": {"method": "GET", "target": "/?…",
 * "content_type": null, "headers": [["a", "b"]], "body": ""}, "answer": {"symptom": "answered", "detail": "", "status":
 * 200, "content_type": "application/json", "location": null, "headers": [["a", "b"]], "body": "…" or "body_base64":
 * "…", "ms": 1.5}}], "seen": [{"look": "world", "when": "after", "wanted": WORLD, "status": "ok", "text": "", "world":
 * WORLD, "times": 3, "first_ms": 5.0, "at_ms": 9.5},
 *                      {"look": "activity", …, "group": "…", "id": "asa-…", "status": "ok", "value": "Successful"},
 *                      {"look": "in-progress", …, "group": "…", "status": "ok", "value": true}]}],
 *  "interrupted": {"reason": "Ctrl-C (SIGINT)", "stages": 4} (absent when it ran to its end), "ms": 12.5,
 *  "checks": [{"id": "…[JSON,get]", "rule": "…", "verdict": "pass", "reason": null, "expected": null, "actual": null}]}
 *
 * "at_ms" is when a call had ended, in milliseconds since the run of the case began.
 */

/** Told every record, in plan order, from one thread at a time. */
typedef struct rms_evidence_sink {
    /** Before the first of them: what is planned. NULL: nobody asks. */
    void (*begin)(void *context, const rms_plan *plan);
    /** @p record is borrowed; NULL when memory was missing for it, when the run of the case never began,
     * and for a case that judges a hop. */
    void (*take)(void *context, const rms_planned_case *planned, const json_t *record);
    void *context;
    /** The name under which a reader finds the record, for the reports; valid until the next call. NULL: it has none.
     */
    const char *(*name)(void *context, const rms_planned_case *planned);
} rms_evidence_sink;

#endif
