"""A campaign as a result of rmspec's own kind (docs/report.schema.json), so that the product's reporters tell it.

A target is a rule, "fuzz/percent": its check passes when a campaign found nothing. A finding is a rule of its own,
"fuzz/percent/percent.round-trip", whose check fails."""
import json
import os
import subprocess
import time

from corpus import read

VERDICTS = ("pass", "fail", "warn", "skip", "error", "xfail", "xpass", "observed")
SHOWN_BYTES = 2000


def shown(data):
    """Bytes as text for a reader: what is not printable as \\xNN."""
    text = "".join(chr(c) if 32 <= c < 127 and c != 92 or c == 10 else f"\\x{c:02X}" for c in data[:SHOWN_BYTES])
    return text + ("..." if len(data) > SHOWN_BYTES else "")


def check(place, rule, case, verdict, says, **more):
    row = dict.fromkeys(("known", "says", "document", "clause", "reason", "expected", "actual", "request", "answer", "repeat",
                         "found", "evidence", "was"))
    row.update(id=f"{rule}/{case}[all,all]", rule=rule, case=f"{rule}/{case}", action="fuzz", format="all", layout="all",
               level="must", verdict=verdict, says=says, decided_by=[], duration_ms=0, place=place,
               judged=verdict in ("pass", "fail"), seen=[])
    row.update(more)
    return row


def finding_check(place, finding):
    data = read(os.path.join(finding.folder, "minimised")) if finding.folder else b""
    more = "" if finding.repeats else " It did not come again when the input was run alone."
    return check(place, f"fuzz/{finding.target}/{finding.name}", "input", "fail", "An input must not bring this about.",
                 reason=f"Seen {finding.seen} times; kept in {finding.folder or 'the log of the campaign'}.{more}",
                 expected="the target ends normally", actual=finding.detail,
                 request=shown(data) or None, repeat=finding.command)


def outcome_check(place, outcome):
    """A target that had findings has its own rows for them; what could not go on is an error."""
    verdict = "error" if outcome.problem else "pass"
    numbers = f"{outcome.executions} runs, {outcome.coverage} edges"
    return check(place, f"fuzz/{outcome.target}", "campaign", verdict, "A campaign goes on until its time is up.",
                 reason=outcome.problem, actual=numbers, duration_ms=round(outcome.seconds * 1000))


def document(version, engine, seed, started, outcomes, findings, interruption, exit_code, exit_reason):
    checks = []
    for outcome in outcomes:
        checks.append(outcome_check(len(checks), outcome))
        checks += [finding_check(len(checks) + i, each)
                   for i, each in enumerate(f for f in findings if f.target == outcome.target)]
    count = {word: sum(row["verdict"] == word for row in checks) for word in VERDICTS}
    unjudged = [row["rule"] for row in checks if not row["judged"]]
    rules = [row["rule"] for row in checks]
    sizes = {f"{whole}{what}": len(checks) for whole in ("", "whole_") for what in ("rules", "cases", "checks")}
    return {
        "schema": "rmspec-report-1", "finished": True, "version": version, "target": f"the fuzz targets ({engine})",
        "adapter": "none", "prefix": "", "seed": seed, "started_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        "shard": 0, "shards": 0, "strict": False,
        "plan": {**sizes, "digest": None, "must_rules": rules}, "ledger": {"planned": len(checks), **count}, "unjudged": unjudged,
        "allowed_unjudged": [], "exchanges": sum(outcome.executions for outcome in outcomes),
        "duration_ms": round((time.time() - started) * 1000),
        "interrupted": interruption is not None, "interruption": interruption, "exit_code": exit_code,
        "exit_reason": exit_reason, "probe": [], "arrange_failed": [], "baseline": [], "notes": [], "checks": checks}


def write(path, run):
    """Atomically, checks a line each."""
    head = {key: value for key, value in run.items() if key != "checks"}
    text = json.dumps(head)[:-1] + ', "checks": [\n' + ",\n".join(json.dumps(row) for row in run["checks"]) + "\n]}\n"
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".new", path)


def tell(rmspec, path, reports):
    """Let rmspec render it: on the console, and as each of `reports` (KIND:FILE)."""
    options = [word for report in reports for word in ("--report", report)]
    return subprocess.run([rmspec, "report", "convert", path, *options]).returncode
