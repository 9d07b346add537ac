"""The main job end to end: the reference in the process, beside it, by each adapter, and with three actions only."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree as ElementTree

from endpoints import ACTIONS, RMSPEC, proxy, report_of, rmspec, serve


def must_rules(report):
    return {c["rule"] for c in report["checks"] if c["level"] == "must"}


def judged(report):
    return {c["rule"] for c in report["checks"] if c["level"] == "must" and c["verdict"] not in ("skip", "error")}


class Clean(unittest.TestCase):
    def run_json(self, *args, code=0):
        with tempfile.TemporaryDirectory() as folder:
            run = rmspec("run", *args, "--report", f"json:{folder}/r.json", "--report", f"junit:{folder}/r.xml")
            self.assertEqual(run.code, code, run.out + run.err)
            report = report_of(f"{folder}/r.json")
            suites = ElementTree.parse(f"{folder}/r.xml").getroot()
            self.assertEqual(int(suites.get("tests")), len(suites.findall(".//testcase")))
        ledger = report["ledger"]
        self.assertEqual(sum(n for word, n in ledger.items() if word != "planned"), ledger["planned"])
        self.assertEqual(len(report["checks"]), ledger["planned"])
        return run, report

    def all_expected(self, report):
        for word in ("fail", "warn", "error", "xpass"):
            self.assertEqual(report["ledger"][word], 0, [c for c in report["checks"] if c["verdict"] == word][:3])

    def test_built_in(self):
        run, report = self.run_json("--complete", "--strict")
        self.all_expected(report)
        self.assertEqual(report["ledger"]["skip"], 0, [c for c in report["checks"] if c["verdict"] == "skip"][:3])
        self.assertEqual(report["unjudged"], [])
        self.assertGreaterEqual(len({c["case"] for c in report["checks"] if c.get("case")}), 150)
        self.assertGreaterEqual(report["ledger"]["planned"], 400)
        self.assertIn("built-in reference", run.out)

    def test_full_matrix(self):
        _, report = self.run_json("--matrix", "full", "--action", "RemoveInstances", "--format", "JSON")
        self.all_expected(report)
        self.assertEqual(report["ledger"]["skip"], 0)
        layouts = {c["layout"] for c in report["checks"]}
        self.assertTrue({"get", "post-query", "post-form", "post-split"} <= layouts, layouts)

    def test_door(self):
        with serve() as url:
            run, report = self.run_json(url, "--arrange", f"door:{url}/-/world", "--complete")
        self.all_expected(report)
        self.assertEqual(report["ledger"]["skip"], 0, [c for c in report["checks"] if c["verdict"] == "skip"][:3])
        self.assertEqual(report["unjudged"], [])
        told = " ".join(run.out.split())
        self.assertRegex(told, r"\d+ checks of \d+ cases are not asked of this endpoint: nobody says that it has 'verification' \(--has verification\)")

    def test_what_nobody_says_is_not_asked_and_what_is_denied_is_skipped(self):
        some = ("--action", "RemoveBackendServers", "--format", "XML", "--level", "record", "--level", "should")
        with serve() as url:
            run, report = self.run_json(url, "--arrange", f"door:{url}/-/world", "--lacks", "verification", *some)
            reasons = {c["reason"] for c in report["checks"] if c["verdict"] == "skip"}
            self.assertIn("needs verification", reasons)
            self.assertNotIn("'verification'", run.out)
            alone, report = self.run_json(url, "--arrange", f"door:{url}/-/world", "--only", "ess/RemoveInstances/signature-mismatch", code=4)
            self.assertEqual({c["reason"] for c in report["checks"]}, {"needs verification"})  # what is asked for by name

    def test_api(self):
        with serve("--activity-time", "40ms") as url:
            _, report = self.run_json(url, "--arrange", "api")
            swept = rmspec("sweep", url, "--dry-run")
        self.all_expected(report)
        self.assertGreaterEqual(len(judged(report)), 0.8 * len(must_rules(report)))
        for check in report["checks"]:
            if check["verdict"] == "skip":
                self.assertTrue(check["reason"])
        self.assertEqual((swept.code, swept.out), (0, ""), "the run left something behind")

    def test_three_actions_with_door(self):
        offer = [word for action in ACTIONS for word in ("--offer", action)]
        with serve(*offer) as url:
            _, report = self.run_json(url, "--arrange", f"door:{url}/-/world", "--format", "XML")
        self.all_expected(report)
        self.assertEqual(report["unjudged"], [])

    def test_three_actions_without_door(self):
        offer = [word for action in ACTIONS for word in ("--offer", action)]
        with serve("--no-door", *offer) as url:
            run, report = self.run_json(url)
            incomplete, _ = self.run_json(url, "--complete", code=4)
        self.all_expected(report)
        self.assertGreater(len(judged(report)), 0)
        for rule in report["unjudged"]:
            self.assertIn(rule, run.out)
        self.assertIn("unjudged", incomplete.out)

    def test_same_seed_same_verdicts(self):
        def verdicts(report):
            return [(c["id"], c["verdict"]) for c in report["checks"]]

        some = ("--seed", "7", "--action", "RemoveInstances", "--format", "XML")
        _, first = self.run_json(*some)
        _, second = self.run_json(*some, "--jobs", "1")
        self.assertEqual(verdicts(first), verdicts(second))


class Faults(unittest.TestCase):
    def test_fault_fails_under_its_rule(self):
        with serve("--fault", "min-size-off-by-one") as url:
            run = rmspec("run", url, "--arrange", f"door:{url}/-/world")
        self.assertEqual(run.code, 1, run.out)
        self.assertIn("ess/RemoveInstances/min-size", run.out)
        self.assertIn("004_acda80a0b06c6980.txt", run.out)
        self.assertIn("--only", run.out)

    def test_repeat_command_repeats(self):
        with serve("--fault", "min-size-off-by-one") as url, tempfile.TemporaryDirectory() as folder:
            rmspec("run", url, "--arrange", f"door:{url}/-/world", "--report", f"json:{folder}/r.json", "--quiet")
            failed = [c for c in report_of(f"{folder}/r.json")["checks"] if c["verdict"] == "fail"]
            self.assertTrue(failed)
            environment = {**os.environ, "PATH": os.path.dirname(RMSPEC) + os.pathsep + os.environ["PATH"]}
            again = subprocess.run(["/bin/sh", "-c", failed[0]["repeat"]], capture_output=True, text=True, env=environment, check=False)
            self.assertEqual(again.returncode, 1, again.stdout + again.stderr)
            self.assertIn(failed[0]["rule"], again.stdout)


class Interrupted(unittest.TestCase):
    def test_ctrl_c_cleans_up_and_reports(self):
        seen, go = threading.Event(), threading.Event()

        def hold(handler, forward):  # the first removal waits until the signal was sent
            seen.set()
            go.wait(60)
            return handler.answer(*forward())

        with serve() as upstream, proxy(upstream, "RemoveInstances", hold) as url, tempfile.TemporaryDirectory() as folder:
            # The probe itself removes nothing that exists, but it does call the action: let those calls pass.
            process = subprocess.Popen([RMSPEC, "run", url, "--arrange", "api", "--report", f"json:{folder}/r.json", "--action", "RemoveInstances",
                                        "--only", "ess/RemoveInstances/attached-kept"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.assertTrue(seen.wait(60))
            process.send_signal(signal.SIGINT)
            go.set()
            out, err = process.communicate(timeout=60)
            report = report_of(f"{folder}/r.json")
            left = rmspec("sweep", upstream, "--dry-run")
        self.assertTrue(report["interrupted"], out.decode() + err.decode())
        self.assertEqual(sum(n for word, n in report["ledger"].items() if word != "planned"), report["ledger"]["planned"])
        self.assertEqual(left.out, "")
        self.assertNotEqual(process.returncode, 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
