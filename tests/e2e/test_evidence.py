"""Evidence: what a run keeps is judged again, word for word; changed cases, hostile files, folders, replaying."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

from endpoints import RMSPEC, closed_port, proxy, report_of, rmspec, serve

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "golden", "reports"))
import schema  # noqa: E402  (the validator of the schemas in docs/)

SCHEMA = os.path.join(HERE, "..", "..", "docs", "evidence.schema.json")
COMPARED = ("rule", "verdict", "level", "reason", "expected", "actual", "request", "answer", "judged", "duration_ms")

# Breaks every kind of check: what is judged by the answer, by the world, by activities, and across the run.
FAULTS = ["request-id-repeated", "min-size-off-by-one", "success-without-effect-vserver", "absent-server-stops-rest", "activity-never-ends",
          "body-cut", "json-list-not-wrapped", "wrong-code-instance-not-found", "recycle-always", "port-as-text"]


def known_faults():
    return {row["fault"] for row in json.loads(rmspec("serve", "--list-faults").out) if row["kind"] == "fault"}


def records_in(folder):
    return sorted(name for name in os.listdir(folder) if name != "index.json")


def load(folder, name):
    return report_of(os.path.join(folder, name))


def store(folder, name, value):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(value, file)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        self.kept = os.path.join(self.folder, "evidence")

    def path(self, name):
        return os.path.join(self.folder, name)

    def run_kept(self, *args, code=None, env=None):
        run = rmspec("run", *args, "--evidence", self.kept, "--report", f"json:{self.path('run.json')}", "--quiet", timeout=500, env=env)
        if code is not None:
            self.assertEqual(run.code, code, run.out + run.err)
        return run, report_of(self.path("run.json"))

    def judge(self, *args, code=None):
        report = self.path("judge.json")
        if os.path.exists(report):
            os.remove(report)
        run = rmspec("judge", *(args or [self.kept]), "--report", f"json:{report}", "--quiet", timeout=500)
        if code is not None:
            self.assertEqual(run.code, code, run.out + run.err)
        return run, report_of(report) if os.path.exists(report) else None


class Same(Case):
    """The verdicts of the run and of the judge, check for check and word for word."""

    def compare(self, ran, judged):
        self.assertEqual([c["id"] for c in ran["checks"]], [c["id"] for c in judged["checks"]])
        for was, now in zip(ran["checks"], judged["checks"]):
            for key in COMPARED:
                if key == "request" and (was[key] or "").startswith("rmspec sign "):  # judge knows what was sent, not how to sign it anew
                    self.assertRegex(now[key], r"^curl .*(Signature=\*\*\*|-H 'Authorization: \*\*\*')", was["id"])
                else:
                    self.assertEqual(was[key], now[key], f"{was['id']}: {key}")
            self.assertEqual(was["layout"], now["layout"])
        for key in ("ledger", "unjudged", "exit_code", "exit_reason", "seed", "adapter", "prefix"):
            self.assertEqual(ran[key], judged[key], key)
        self.assertEqual(judged["exchanges"], 0)

    def both(self, *args):
        run, ran = self.run_kept(*args)
        again, judged = self.judge()
        self.assertEqual((again.code, again.err), (run.code, run.err))
        self.compare(ran, judged)
        return ran

    def test_faults(self):
        missing = set(FAULTS) - known_faults()
        self.assertFalse(missing, "no such faults")
        with serve(*(word for fault in FAULTS for word in ("--fault", fault))) as url:
            ran = self.both(url, "--arrange", f"door:{url}/-/world", "--settle", "300ms", "--format", "JSON")
        for verdict in ("pass", "fail", "warn", "skip", "observed"):
            self.assertGreater(ran["ledger"][verdict], 0, verdict)
        across = [c for c in ran["checks"] if c["format"] == "all"]
        self.assertTrue(any(c["verdict"] in ("fail", "warn") for c in across), across)

    def test_records_keep_their_schema(self):
        with serve("--fault", "body-cut", "--fault", "activity-never-ends") as url:
            self.run_kept(url, "--arrange", f"door:{url}/-/world", "--settle", "100ms", "--action", "RemoveInstances", "--format", "JSON")
        wanted = report_of(SCHEMA)
        names = records_in(self.kept)
        self.assertGreater(len(names), 50)
        for name in names:
            record = load(self.kept, name)
            self.assertEqual(list(schema.check(wanted, wanted, record, name)), [])
        broken = next(record for record in (load(self.kept, name) for name in names) if record["steps"] and record["steps"][0]["tries"])
        broken["steps"][0]["tries"][0]["answer"]["status"] = "200"
        self.assertTrue(list(schema.check(wanted, wanted, broken, "broken")), "the schema notices nothing")

    def test_by_the_actions(self):
        with serve("--activity-time", "40ms", "--no-door") as url:
            self.both(url, "--arrange", "api", "--action", "RemoveInstances", "--format", "XML")

    def test_without_a_world(self):
        with serve("--no-door") as url:
            self.both(url, "--arrange", "none")

    def test_action_not_offered(self):
        with serve("--offer", "RemoveInstances") as url:
            ran = self.both(url, "--arrange", f"door:{url}/-/world", "--format", "JSON")
        self.assertEqual(ran["ledger"]["fail"], 2)

    def test_selection(self):
        with serve() as url:
            self.both(url, "--arrange", f"door:{url}/-/world", "--only", "*:message", "--level", "should", "--seed", "5")

    def test_signed(self):
        secret = "secretsecretsecret"
        env = {"RMSPEC_ACCESS_KEY_ID": "evidence", "RMSPEC_ACCESS_KEY_SECRET": secret}
        with serve("--access-key", f"evidence:{secret}") as url:
            run, ran = self.run_kept(url, "--arrange", f"door:{url}/-/world", "--signature", "v3", "--has", "verification", "--action",
                                     "RemoveBackendServers", "--format", "XML", env=env)
        again, judged = self.judge()
        self.assertEqual(again.code, run.code)
        self.compare(ran, judged)
        self.assertGreater(ran["ledger"]["pass"], 100)

    def test_shards_together(self):
        folders = [self.path(f"shard{i}") for i in (1, 2)]
        planned = 0
        with serve() as url:
            for i, folder in enumerate(folders, 1):
                rmspec("run", url, "--arrange", f"door:{url}/-/world", "--action", "RemoveInstances", "--shard", f"{i}/2", "--evidence", folder,
                       "--quiet", "--report", f"json:{self.path('r.json')}")
                planned += len([c for c in report_of(self.path("r.json"))["checks"] if c["format"] != "all"])
        _, judged = self.judge(*folders, code=0)
        self.assertEqual(len([c for c in judged["checks"] if c["format"] != "all"]), planned)


class Changed(Case):
    """The table is another one than it was: never a pass where the record does not hold what is asked now."""

    CASE = "ess/RemoveInstances/min-size/one-below"
    RULE = """action: RemoveInstances
source: 004_acda80a0b06c6980.txt
rules:
  - rule: min-size
    level: must
    decided-by: [R4, R5, D2]
    clause: Description, last item
    says: A removal that would leave the group below MinSize fails, and nothing changes.
    cases:
      - case: one below
        given: %s
%s
"""
    GIVEN = "{group: {id: $group, min_size: 2, instances: [{attached: $a}, {attached: $b}]}}"
    SEND = "        send: {InstanceId: [$a]}\n"
    REFUSED = "{status: 400, error: IncorrectCapacity.MinSize}"

    def setUp(self):
        super().setUp()
        self.tables = self.path("cases")
        os.mkdir(self.tables)

    def put_rule(self, rest, given=GIVEN):
        with open(os.path.join(self.tables, "rule.yaml"), "w", encoding="utf-8") as file:
            file.write(self.RULE % (given, rest))

    def judged_by(self, rest, given=GIVEN):
        """The verdict and the reason of the case's own check, by that table."""
        self.put_rule(rest, given)
        run, report = self.judge(self.kept, "--cases", self.tables)
        self.assertIsNotNone(report, run.err)
        own = [c for c in report["checks"] if re.fullmatch(re.escape(self.CASE) + r"\[JSON,\S+\]", c["id"])]
        self.assertEqual(len(own), 1, run.err)
        return own[0]["verdict"], own[0]["reason"] or "", own[0]

    def test_rows(self):
        self.put_rule(self.SEND + f"        expect: {self.REFUSED}\n        then: unchanged\n")
        with serve() as url:
            self.run_kept(url, "--arrange", f"door:{url}/-/world", "--cases", self.tables, "--only", self.CASE, code=0)
        rows = [
            ("the same", self.SEND + f"        expect: {self.REFUSED}\n        then: unchanged\n", self.GIVEN, "pass", ""),
            ("another code", self.SEND + "        expect: {status: 400, error: InvalidParameter}\n        then: unchanged\n", self.GIVEN, "fail",
             "not what the rule asks for"),
            ("a success", self.SEND + "        expect: success\n", self.GIVEN, "fail", "not what the rule asks for"),
            ("less is asked", self.SEND + "        expect: refused\n", self.GIVEN, "pass", ""),
            ("another world, which was seen", self.SEND + f"        expect: {self.REFUSED}\n        then: {{group: {{instances: [$a, $b]}}}}\n",
             self.GIVEN, "pass", ""),
            ("another world, which was not there", self.SEND + f"        expect: {self.REFUSED}\n        then: {{group: {{instances: [$b]}}}}\n",
             self.GIVEN, "error", "not recorded: "),
            ("another request", "        send: {InstanceId: [$b]}\n" + f"        expect: {self.REFUSED}\n", self.GIVEN, "error",
             "not recorded: an answer to step1: what was sent then had other parameters"),
            ("another given", self.SEND + f"        expect: {self.REFUSED}\n", self.GIVEN.replace("min_size: 2", "min_size: 1"), "error",
             "not recorded: the world that the case needs now"),
            ("one step more", f"        steps:\n          - {{send: {{InstanceId: [$a]}}, expect: {self.REFUSED}}}\n"
             f"          - {{send: {{InstanceId: [$b]}}, expect: {self.REFUSED}}}\n", self.GIVEN, "error",
             "not recorded: an answer to step2: it was sent 0 times"),
        ]
        for name, rest, given, verdict, reason in rows:
            with self.subTest(name):
                now, why, check = self.judged_by(rest, given)
                self.assertEqual(now, verdict, why)
                self.assertIn(reason, why)
                self.assertEqual(check["was"], "pass")
                self.assertIn("rmspec replay", check["repeat"])

    def test_recorded_verdicts_are_not_believed(self):
        with serve("--fault", "min-size-off-by-one") as url:
            _, ran = self.run_kept(url, "--arrange", f"door:{url}/-/world", "--only", "ess/RemoveInstances/min-size", code=1)
        for name in records_in(self.kept):
            record = load(self.kept, name)
            for check in record["checks"]:
                check["verdict"] = "fail" if check["verdict"] == "pass" else "pass"
            store(self.kept, name, record)
        _, judged = self.judge(code=1)
        self.assertEqual([c["verdict"] for c in ran["checks"]], [c["verdict"] for c in judged["checks"]])
        self.assertTrue(any("when it was recorded" in note for note in judged["notes"]))


class Hostile(Case):
    """What is wrong with a file is told as `file: path: what` with exit code 3, and the others are judged."""

    def setUp(self):
        super().setUp()
        with serve() as url:
            self.run_kept(url, "--arrange", f"door:{url}/-/world", "--only", "ess/RemoveInstances/min-size", code=0)
        self.names = records_in(self.kept)

    def spoil(self, bytes_of, told):
        """Judge with the first file replaced."""
        name = os.path.join(self.kept, self.names[0])
        with open(name, "rb") as file:
            good = file.read()
        with open(name, "wb") as file:
            file.write(bytes_of(good))
        run, report = self.judge(code=3)
        with open(name, "wb") as file:
            file.write(good)
        self.assertIn(told.replace("FILE", name), run.err)
        self.assertEqual({c["verdict"] for c in report["checks"]} - {"pass", "skip"}, set())
        whole = len(report_of(self.path("run.json"))["checks"])
        self.assertLess(len(report["checks"]), whole)
        self.assertGreater(len(report["checks"]), whole / 2)

    def edit(self, change):
        def edited(good):
            record = json.loads(good)
            change(record)
            return json.dumps(record).encode()
        return edited

    def test_rows(self):
        rows = [
            ("empty", lambda good: b"", "FILE: is no JSON"),
            ("cut", lambda good: good[: len(good) // 2], "FILE: is no JSON: line"),
            ("deep", lambda good: b"[" * 200000, "FILE: is no JSON"),
            ("no record", lambda good: b"{}", "FILE: is no evidence of rmspec"),
            ("another version", self.edit(lambda r: r.update(evidence=2)), "FILE: evidence: is version 2; this rmspec reads version 1"),
            ("a type", self.edit(lambda r: r["steps"][0]["tries"][0]["answer"].update(status="200")),
             "FILE: steps[0].tries[0].answer.status: must be a whole number"),
            ("a case that is none", self.edit(lambda r: r.update(case="ess/RemoveInstances/../../etc/passwd")),
             "FILE: case: no case 'ess/RemoveInstances/../../etc/passwd' in the table"),
            ("a control character", self.edit(lambda r: r.update(layout="\x1b[2J")), "FILE: layout: '?[2J' is no layout"),
            ("another's case", self.edit(lambda r: r.update(case=load(self.kept, self.names[-1])["case"],
                                                            format=load(self.kept, self.names[-1])["format"],
                                                            layout=load(self.kept, self.names[-1])["layout"])), "is recorded in"),
        ]
        for name, bytes_of, told in rows:
            with self.subTest(name):
                if name == "another's case":
                    self.twice(bytes_of)
                else:
                    self.spoil(bytes_of, told)

    def twice(self, bytes_of):
        """Two files of one run of a case: the second is told, the first is judged."""
        name = os.path.join(self.kept, self.names[0])
        with open(name, "rb") as file:
            good = file.read()
        with open(name, "wb") as file:
            file.write(bytes_of(good))
        run, _ = self.judge(code=3)
        with open(name, "wb") as file:
            file.write(good)
        self.assertRegex(run.err, r"in this format and layout is recorded in \S+ too; judge one of them")

    def test_huge(self):
        path = self.path("huge.json")
        with open(path, "wb") as file:
            file.truncate(200 << 20)
        run, report = self.judge(path, os.path.join(self.kept, self.names[0]), code=3)
        self.assertIn(f"{path}: is larger than 64 MiB", run.err)
        self.assertGreater(len(report["checks"]), 0)

    def test_index(self):
        index = load(self.kept, "index.json")
        self.assertTrue(index["finished"])
        self.assertEqual([run["recorded"] for run in index["runs"]], [True] * len(self.names))
        rows = [
            ("a way out", {"file": "../../etc/passwd"}, "index.json: runs[0]: must have"),
            ("no layout", {"layout": "sideways"}, "index.json: runs[0]: must have"),
        ]
        for name, change, told in rows:
            with self.subTest(name):
                spoilt = json.loads(json.dumps(index))
                spoilt["runs"][0].update(change)
                store(self.kept, "index.json", spoilt)
                run, report = self.judge(code=3)
                self.assertIn(told, run.err)
                self.assertEqual("is not in the index of its folder" in run.err, "file" in change)
                self.assertIsNotNone(report)
        store(self.kept, "index.json", {"evidence_index": 7, "runs": []})
        run, report = self.judge(code=3)
        self.assertIn("is no index of evidence", run.err)
        self.assertEqual(len(report["checks"]), len(report_of(self.path("run.json"))["checks"]))

    def test_files_that_went(self):
        os.remove(os.path.join(self.kept, self.names[0]))
        run, report = self.judge()
        lost = [c for c in report["checks"] if c["verdict"] == "error"]
        self.assertTrue(lost, run.err)
        self.assertEqual({c["reason"] for c in lost}, {"not recorded: anything of this case: its file is not there any more"})
        os.remove(os.path.join(self.kept, "index.json"))
        run, report = self.judge()
        self.assertIn("nobody can tell whether records are missing", run.err)
        self.assertFalse([c for c in report["checks"] if c["verdict"] == "error"])

    def test_usage(self):
        self.assertEqual(rmspec("judge").code, 2)
        self.assertEqual(rmspec("replay").code, 2)
        run = rmspec("judge", self.path("nowhere"))
        self.assertEqual(run.code, 3)
        self.assertIn("nowhere: cannot be read: No such file", run.err)


class Folder(Case):
    ONLY = ["--only", "ess/RemoveInstances/min-size/one-below"]

    def keep(self, *args, code, limit=None):
        def before():
            if limit:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        done = subprocess.run([RMSPEC, "run", *self.ONLY, *args], capture_output=True, text=True, timeout=120, preexec_fn=before, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_its_own_is_replaced(self):
        self.keep("--evidence", self.kept, code=0)
        names = records_in(self.kept)
        self.assertEqual(len(names), 2)
        with open(os.path.join(self.kept, names[0] + ".123-0.tmp"), "w", encoding="utf-8") as file:
            file.write("{")  # what a killed run left
        self.keep("--evidence", self.kept, "--format", "JSON", code=0)
        self.assertEqual(records_in(self.kept), [name for name in names if ".JSON." in name])

    def test_others_are_refused(self):
        os.mkdir(self.kept)
        rows = [("anything.txt", "is no evidence; name a new or an empty folder"), ("a.json", "has no index.json of evidence")]
        for name, told in rows:
            with self.subTest(name):
                path = os.path.join(self.kept, name)
                with open(path, "w", encoding="utf-8") as file:
                    file.write("mine")
                self.assertIn(told, self.keep("--evidence", self.kept, code=2).stderr)
                with open(path, encoding="utf-8") as file:
                    self.assertEqual(file.read(), "mine")
                os.remove(path)
        self.keep("--evidence", self.kept, code=0)
        with open(os.path.join(self.kept, "notes.txt"), "w", encoding="utf-8") as file:
            file.write("mine")
        kept = sorted(os.listdir(self.kept))
        self.assertIn("notes.txt", self.keep("--evidence", self.kept, code=2).stderr)
        self.assertEqual(sorted(os.listdir(self.kept)), kept)
        store(self.folder, "file", {})
        self.assertIn("cannot read", self.keep("--evidence", self.path("file"), code=4).stderr)
        self.assertIn("cannot make", self.keep("--evidence", self.path("no/where"), code=4).stderr)

    def test_disk_full(self):
        done = self.keep("--evidence", self.kept, code=4, limit=3000)
        self.assertRegex(done.stderr, r"rmspec run: --evidence: cannot write '?\S+json'?: File too large; no more evidence is written")
        self.assertEqual(done.stderr.count("no more evidence"), 1)
        self.assertIn("checks:", done.stdout)
        for name in os.listdir(self.kept):
            self.assertFalse(name.endswith(".tmp"), name)

    def test_names(self):
        tables = self.path("cases")
        os.mkdir(tables)
        long, rule = "x" * 99, "names-" + "y" * 40  # together longer than the name of a file may be
        with open(os.path.join(tables, "rule.yaml"), "w", encoding="utf-8") as file:
            file.write("action: RemoveInstances\nsource: 004_acda80a0b06c6980.txt\nrules:\n  - rule: " + rule + "\n    level: record\n    clause: c\n"
                       "    decided-by: [R4]\n    says: s.\n    cases:\n"
                       + "".join(f"      - {{case: '{name}', send: {{omit: [InstanceId, ScalingGroupId]}}, expect: refused, formats: [JSON], layouts: [get]}}\n"
                                 for name in (long + "1", long + "2", "plain")))
        rmspec("run", "--cases", tables, "--only", f"ess/RemoveInstances/{rule}", "--evidence", self.kept, "--quiet")
        names = records_in(self.kept)
        self.assertEqual(len(names), 3, names)
        for name in names:
            self.assertRegex(name, r"^[A-Za-z0-9._=~-]{1,199}\.json$")
        judged = rmspec("judge", self.kept, "--cases", tables)
        self.assertIn(judged.code, (0, 4), judged.err)
        self.assertEqual(judged.err, "")

    def test_killed(self):
        """Killed at any moment, whole files are left, and an index that tells what is missing."""
        for moment in (100, 400, 900):
            with self.subTest(moment):
                lock, started, count, process = threading.Lock(), threading.Event(), 0, None

                def watch(handler, forward):
                    nonlocal count
                    with lock:
                        count += 1
                        due = count == moment
                    if due:
                        started.wait(60)
                        process.send_signal(signal.SIGKILL)
                    return handler.answer(*forward())

                with serve() as upstream, proxy(upstream, None, watch) as url:
                    process = subprocess.Popen([RMSPEC, "run", url, "--arrange", "api", "--evidence", self.kept], stdout=subprocess.DEVNULL,
                                               stderr=subprocess.DEVNULL)
                    started.set()
                    process.wait(120)
                    rmspec("sweep", upstream)
                index = load(self.kept, "index.json")
                self.assertFalse(index["finished"])
                whole = [name for name in records_in(self.kept) if not name.endswith(".tmp")]
                for name in whole:
                    self.assertEqual(load(self.kept, name)["evidence"], 1)
                _, report = self.judge(code=4)
                self.assertIn("ended before every check was executed", report["exit_reason"])
                missing = [c for c in report["checks"] if "the run ended before this case did" in (c["reason"] or "")]
                self.assertEqual({c["verdict"] for c in missing}, {"skip"})
                self.assertFalse([c for c in report["checks"] if c["verdict"] in ("fail", "error")])

    def test_interrupted(self):
        seen, lock, count = threading.Event(), threading.Lock(), 0

        def watch(handler, forward):
            nonlocal count
            with lock:
                count += 1
                if count == 300:  # in the middle of some cases
                    seen.set()
            return handler.answer(*forward())

        with serve() as upstream, proxy(upstream, None, watch) as url:
            process = subprocess.Popen([RMSPEC, "run", url, "--arrange", "api", "--evidence", self.kept, "--report",
                                        f"json:{self.path('run.json')}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.assertTrue(seen.wait(60))
            process.send_signal(signal.SIGINT)
            process.wait(120)
        ran = report_of(self.path("run.json"))
        self.assertTrue(ran["interrupted"])
        _, judged = self.judge(code=4)
        self.assertIn("ended before every check was executed", judged["exit_reason"])
        self.assertEqual([(c["id"], c["verdict"]) for c in ran["checks"] if c["format"] != "all"],
                         [(c["id"], c["verdict"]) for c in judged["checks"] if c["format"] != "all"])


class Replay(Case):
    CASE = "ess/RemoveInstances/min-size/one-below"

    def record_of(self, *faults):
        """The file of one run of the case against an endpoint with those faults, which is gone afterwards."""
        with serve(*(word for fault in faults for word in ("--fault", fault))) as url:
            self.run_kept(url, "--arrange", f"door:{url}/-/world", "--only", self.CASE + "[JSON,get]")
        names = records_in(self.kept)
        self.assertEqual(len(names), 1)
        return os.path.join(self.kept, names[0])

    def replay(self, file, *faults, code):
        with serve(*(word for fault in faults for word in ("--fault", fault))) as url:
            run = rmspec("replay", file, url, "--arrange", f"door:{url}/-/world")
        self.assertEqual(run.code, code, run.out + run.err)
        self.assertLessEqual(max(len(line) for line in run.out.splitlines() if self.kept not in line), 80)
        return run.out

    def test_rows(self):
        broken, good = ["min-size-off-by-one"], []
        for name, then, now, code, told in [("fixed", broken, good, 0, "\n  fixed\n"), ("still broken", broken, broken, 1, "\n  still broken\n"),
                                            ("now broken", good, broken, 1, "\n  now broken\n"), ("still passes", good, good, 0, "\n  still passes\n")]:
            with self.subTest(name):
                out = self.replay(self.record_of(*then), *now, code=code)
                self.assertIn(told, out)
                if then != now:
                    self.assertIn("- HTTP 200" if then else "- HTTP 400", out)
                    self.assertIn("+ HTTP 400" if then else "+ HTTP 200", out)
                else:
                    self.assertIn("the answer is the same", out)

    def test_cannot_be_told(self):
        file = self.record_of("min-size-off-by-one")
        run = rmspec("replay", file)  # the endpoint that was recorded is gone
        self.assertEqual(run.code, 4, run.out)
        self.assertIn("cannot be told: nothing answers at", run.out)
        run = rmspec("replay", file, f"http://127.0.0.1:{closed_port()}")
        self.assertEqual(run.code, 4, run.out)
        with serve() as url:
            run = rmspec("replay", file, url, "--arrange", "none")
        self.assertEqual(run.code, 4, run.out)
        self.assertIn("cannot be told: cannot be arranged here", run.out)

    def test_the_recorded_endpoint(self):
        with serve("--fault", "min-size-off-by-one") as url:
            self.run_kept(url, "--arrange", f"door:{url}/-/world", "--only", self.CASE)
            files = [os.path.join(self.kept, name) for name in records_in(self.kept)]
            run = rmspec("replay", *files)
        self.assertEqual(run.code, 1, run.out + run.err)
        self.assertIn(f"at {url}\n", run.out)
        self.assertIn("2 replayed: 2 still broken", run.out)

    def test_the_built_in_endpoint(self):
        self.run_kept("--only", self.CASE, code=0)
        run = rmspec("replay", *(os.path.join(self.kept, name) for name in records_in(self.kept)))
        self.assertEqual(run.code, 0, run.out + run.err)
        self.assertIn("2 replayed: 2 still pass", run.out)

    def test_repeat_of_a_judged_report(self):
        file = self.record_of("min-size-off-by-one")
        _, judged = self.judge(file, code=1)
        repeat = next(c["repeat"] for c in judged["checks"] if c["verdict"] == "fail")
        self.assertEqual(repeat, f"rmspec replay '{file}'")

    def test_wrong_files(self):
        file = self.record_of()
        record = report_of(file)
        record["case"] = "nothing"
        store(self.folder, "wrong.json", record)
        run = rmspec("replay", self.path("wrong.json"))
        self.assertEqual(run.code, 3)
        self.assertIn("wrong.json: case: no case 'nothing' in the table", run.err)
        record = report_of(file)
        record["urls"] = {"slb": "http://user:***@127.0.0.1", "ess": "http://user:***@127.0.0.1", "ecs": None}
        store(self.folder, "hidden.json", record)
        run = rmspec("replay", self.path("hidden.json"))
        self.assertEqual(run.code, 2)
        self.assertIn("the password of the endpoint's URL is not in the record; give the URL", run.err)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
