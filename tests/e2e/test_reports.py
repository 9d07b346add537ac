"""A report is never lost: not when the program is killed, not on a full disk, not when its reader goes away."""

import importlib.util
import json
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree as ElementTree

from endpoints import RMSPEC, proxy, report_of, rmspec, serve

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
DOCUMENTS = ("json", "junit", "html", "sarif", "markdown", "badge")
FORMATS = DOCUMENTS + ("tap", "ndjson")
SELECTION = ["--action", "RemoveInstances"]


def mistakes(schema, document):
    spec = importlib.util.spec_from_file_location("schema", HERE.parent / "golden" / "reports" / "schema.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with open(ROOT / "docs" / schema, encoding="utf-8") as file:
        root = json.load(file)
    return list(module.check(root, root, document, "report"))


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Killed(unittest.TestCase):
    """The events on a pipe say when to kill; they are written after the other reports have seen the same event."""

    def run_until(self, moment, hold_after=None):
        """Kill the run at `moment(event, told, folder)`; what was told until then. With `hold_after` the endpoint answers
        that many removals and then no more, so that the run stands still."""
        passed, lock = [0], threading.Lock()

        def hold(handler, forward):
            with lock:
                passed[0] += 1
                stands_still = hold_after is not None and passed[0] > hold_after
            if stands_still:
                handler.server.over.wait(120)
                return False
            return handler.answer(*forward())

        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        reports = [word for kind in DOCUMENTS + ("tap",) for word in ("--report", f"{kind}:{folder.name}/r.{kind}")]
        told = []
        with serve() as upstream, proxy(upstream, "RemoveInstances", hold) as url:
            process = subprocess.Popen([RMSPEC, "run", url, "--arrange", f"door:{upstream}/-/world", "--timeout", "100s", *SELECTION,
                                        *reports, "--report", "ndjson:-", "--quiet"], stdout=subprocess.PIPE, text=True)
            for line in process.stdout:
                told.append(json.loads(line))
                if moment(told[-1], told, folder.name):
                    process.kill()
                    break
            rest = process.stdout.read().splitlines()
            process.stdout.close()
            self.assertEqual(process.wait(60), -signal.SIGKILL, "it ended before it could be killed")
        told += [json.loads(line) for line in rest]  # each line is whole
        self.assertNotIn("end", [event["event"] for event in told])
        return told, folder.name

    def verify(self, told, folder, everything=False):
        """Every report can be read, says that it is unfinished, and holds a beginning of what was told."""
        self.assertEqual([name for name in os.listdir(folder) if not name.endswith(".tmp") and name not in
                          {f"r.{kind}" for kind in DOCUMENTS + ("tap",)}], [])
        came = [event for event in told if event["event"] == "check"]
        for event in came:
            del event["event"]
        report = report_of(f"{folder}/r.json")
        self.assertEqual(mistakes("report.schema.json", report), [])
        self.assertFalse(report["finished"])
        held = report["checks"]
        self.assertEqual(held, came[: len(held)])
        self.assertEqual(sum(n for word, n in report["ledger"].items() if word != "planned"), report["ledger"]["planned"])
        if everything:
            self.assertEqual(len(held), len(came))
        suites = ElementTree.parse(f"{folder}/r.junit").getroot()
        cases = [case for suite in suites if suite.get("name") != "rmspec" for case in suite.iter("testcase")]
        self.assertEqual(len(cases) == len(came), everything or not came)
        self.assertEqual({p.get("value") for p in suites.iter("property") if p.get("name") == "rmspec.finished"}, {"false"})
        self.assertIn("has not ended", suites.find(".//system-err").text)
        page = text_of(f"{folder}/r.html")
        self.assertIn("<strong>Unfinished.</strong>", page)
        self.assertTrue(page.endswith("</html>\n"))
        if everything:
            self.assertEqual({c["rule"] for c in came if f'id="r:{c["rule"]}"' not in page}, set())
        log = report_of(f"{folder}/r.sarif")
        self.assertFalse(log["runs"][0]["invocations"][0]["executionSuccessful"])
        self.assertIn("has not ended", text_of(f"{folder}/r.markdown"))
        self.assertEqual(report_of(f"{folder}/r.badge")["message"], "unfinished")
        points = text_of(f"{folder}/r.tap")
        self.assertTrue(points.startswith("TAP version 14\n") and points.endswith("\n"))
        self.assertNotIn("\n1..", points)
        self.assertGreaterEqual(points.count("\nok ") + points.count("\nnot ok "), len(came))
        self.assertEqual(rmspec("report", "convert", f"{folder}/r.json", "--quiet").code, 4)

    def test_at_the_first_event(self):
        self.verify(*self.run_until(lambda event, told, folder: event["event"] == "begin"))

    def test_when_the_plan_is_made(self):
        self.verify(*self.run_until(lambda event, told, folder: event["event"] == "plan"))

    def test_at_the_first_check(self):
        self.verify(*self.run_until(lambda event, told, folder: event["event"] == "check"))

    def test_in_the_middle(self):
        self.verify(*self.run_until(lambda event, told, folder: sum(e["event"] == "check" for e in told) == 300))

    def test_standing_still(self):
        """While nothing comes, all that was told is written."""
        def caught_up(event, told, folder):
            checks = sum(e["event"] == "check" for e in told)
            if event["event"] != "progress" or checks == 0:
                return False
            return len(report_of(f"{folder}/r.json")["checks"]) == checks and all(
                text_of(f"{folder}/r.{kind}").count(mark) == checks for kind, mark in (("junit", '<testcase classname="ess.'),)) and \
                text_of(f"{folder}/r.html").count("<li><span class=\"id\">") > 0 and self.is_quiet(told)

        self.verify(*self.run_until(caught_up, hold_after=40), everything=True)

    @staticmethod
    def is_quiet(told):
        """Nothing but progress for ten events: every writer had its turn."""
        return all(event["event"] == "progress" for event in told[-10:])


class Disk(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    ONE = ["run", "--only", "ess/RemoveInstances/min-size/one-below", "--quiet"]

    def test_full(self):
        for kind in FORMATS:
            with self.subTest(kind):
                run = rmspec(*self.ONE, "--report", f"{kind}:/dev/full")
                self.assertEqual(run.code, 4, run.err)
                self.assertEqual(run.err, f"rmspec run: {kind}:/dev/full: cannot write /dev/full: No space left on device\n")

    def test_fills_up(self):
        """A document keeps what it had, a stream ends with a whole event; both say so."""
        rule = ["--only", "ess/RemoveInstances/min-size"]
        rows = {"json": (20000, rule), "ndjson": (20000, rule), "junit": (3000, rule), "sarif": (2000, rule), "tap": (2000, rule), "html": (40000, SELECTION)}
        for kind, (size, selection) in rows.items():
            def limit(size=size):
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

            with self.subTest(kind), tempfile.TemporaryDirectory() as folder:
                path = f"{folder}/r.{kind}"
                done = subprocess.run([RMSPEC, "run", *selection, "--quiet", "--report", f"{kind}:{path}"], capture_output=True, text=True,
                                      timeout=120, preexec_fn=limit, check=False)
                self.assertEqual(done.returncode, 4, done.stderr)
                self.assertIn(f"cannot write {path}: File too large", done.stderr)
                self.assertEqual(os.listdir(folder), [f"r.{kind}"])
                text = text_of(path)
                self.assertTrue(text.endswith("\n"))
                if kind == "json":
                    self.assertFalse(json.loads(text)["finished"])
                elif kind == "sarif":
                    self.assertFalse(json.loads(text)["runs"][0]["invocations"][0]["executionSuccessful"])
                elif kind == "junit":
                    self.assertEqual(ElementTree.fromstring(text).tag, "testsuites")
                elif kind == "ndjson":
                    events = [json.loads(line) for line in text.splitlines()]
                    self.assertEqual(events[0]["event"], "begin")
                    self.assertIn(events[-1]["event"], ("check", "progress"))
                elif kind == "tap":
                    self.assertNotIn("\n1..", text)
                else:
                    self.assertTrue(text.endswith("</html>\n"))

    def test_a_broken_rule_is_still_told(self):
        with serve("--fault", "min-size-off-by-one") as url:
            run = rmspec("run", url, "--arrange", f"door:{url}/-/world", "--only", "ess/RemoveInstances/min-size", "--quiet", "--report", "json:/dev/full")
        self.assertEqual(run.code, 1)
        self.assertIn("No space left on device", run.err)

    def test_reader_goes_away(self):
        """The run goes on to its end and cleans up; that the report was cut is said."""
        with serve() as url:
            process = subprocess.Popen([RMSPEC, "run", url, "--arrange", "api", "--only", "ess/RemoveInstances/min-size", "--report", "ndjson:-",
                                        "--report", f"json:{self.folder}/r.json", "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.assertIn('"begin"', process.stdout.readline())
            process.stdout.close()
            err = process.stderr.read()
            process.stderr.close()
            self.assertEqual(process.wait(120), 4)
            swept = rmspec("sweep", url, "--dry-run")
        self.assertEqual(err, "rmspec run: ndjson:-: cannot write standard output: Broken pipe\n")
        self.assertEqual(swept.out, "")
        self.assertTrue(report_of(f"{self.folder}/r.json")["finished"])


class Formats(unittest.TestCase):
    def test_every_one(self):
        """All at once, from one run, each with a failure in it."""
        with tempfile.TemporaryDirectory() as folder, serve("--fault", "min-size-off-by-one") as url:
            reports = [word for kind in FORMATS for word in ("--report", f"{kind}:{folder}/r.{kind}")]
            run = rmspec("run", url, "--arrange", f"door:{url}/-/world", "--only", "ess/RemoveInstances/min-size", *reports)
            self.assertEqual(run.code, 1, run.err)
            report = report_of(f"{folder}/r.json")
            failed = [c for c in report["checks"] if c["verdict"] == "fail"]
            self.assertTrue(failed and report["finished"])
            self.assertEqual(mistakes("report.schema.json", report), [])
            self.assertEqual(int(ElementTree.parse(f"{folder}/r.junit").getroot().get("failures")), len(failed))
            results = report_of(f"{folder}/r.sarif")["runs"][0]["results"]
            self.assertEqual(sum(r["occurrenceCount"] for r in results), len(failed))
            points = text_of(f"{folder}/r.tap").splitlines()
            self.assertEqual(sum(line.startswith("not ok ") for line in points), len(failed))
            self.assertEqual(points[-1], f"1..{len(report['checks'])}")
            self.assertIn("❌ rmspec: 1 rule broken", text_of(f"{folder}/r.markdown"))
            self.assertEqual(report_of(f"{folder}/r.badge")["message"], "1 rule broken")
            self.assertEqual(text_of(f"{folder}/r.html").count('class="check fail bad"'), len(failed))
            for line in text_of(f"{folder}/r.ndjson").splitlines():
                self.assertEqual(mistakes("events.schema.json", json.loads(line)), [])

    def test_fingerprints_survive(self):
        """Two runs against two endpoints, with other seeds: the same failures are the same results."""
        prints = []
        for seed in ("1", "5"):
            with tempfile.TemporaryDirectory() as folder, serve("--fault", "min-size-off-by-one") as url:
                run = rmspec("run", url, "--arrange", f"door:{url}/-/world", "--only", "ess/RemoveInstances/min-size", "--seed", seed, "--jobs", seed,
                             "--report", f"sarif:{folder}/r.sarif", "--quiet")
                self.assertEqual(run.code, 1, run.err)
                results = report_of(f"{folder}/r.sarif")["runs"][0]["results"]
                prints.append(sorted(r["partialFingerprints"]["rmspecCheck/v1"] for r in results))
        self.assertEqual(prints[0], prints[1])
        self.assertTrue(prints[0])


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
