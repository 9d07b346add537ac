"""A gate end to end: baselines, shards put together, results told again, what a killed run leaves."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

from endpoints import RMSPEC, proxy, report_of, rmspec, serve

ACTION = ["--action", "RemoveInstances"]
ESS = [*ACTION, "--format", "JSON"]
FEW = [word for rule in ("min-size", "min-size-exact", "group-not-found") for word in ("--only", f"ess/RemoveInstances/{rule}")]


class Gate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def read(self, path):
        with open(path, encoding="utf-8") as file:
            return file.read()

    def run_json(self, url, name, *args, code=None):
        run = rmspec("run", url, "--arrange", f"door:{url}/-/world", "--report", f"json:{self.path(name)}", *args)
        if code is not None:
            self.assertEqual(run.code, code, run.out[-2000:] + run.err)
        return run, report_of(self.path(name))

    def shards(self, url, n, *args):
        """The JSON reports of n shards, and their exit codes."""
        names = [f"shard{i}.json" for i in range(1, n + 1)]
        codes = [self.run_json(url, name, "--shard", f"{i}/{n}", "-q", *args)[0].code for i, name in enumerate(names, 1)]
        return [self.path(name) for name in names], codes

    def same(self, whole, merged):
        keys = ("id", "rule", "case", "format", "layout", "level", "verdict", "found", "known", "judged", "place")
        self.assertEqual([[c[k] for k in keys] for c in merged["checks"]], [[c[k] for k in keys] for c in whole["checks"]])
        for key in ("ledger", "plan", "unjudged", "allowed_unjudged", "exit_code", "exit_reason", "seed", "shard", "shards"):
            self.assertEqual(merged[key], whole[key], key)
        strip = [[{k: v for k, v in e.items()} for e in report["baseline"]] for report in (whole, merged)]
        self.assertEqual(strip[0], strip[1])


class Shards(Gate):
    def test_merged_is_the_whole(self):
        rows = (([], ["--format", "JSON"]), (["min-size-off-by-one"], ACTION), (["request-id-repeated-instances", "body-cut"], [*ACTION, "--format", "XML"]),
                (["absent-server-is-error"], ["--action", "RemoveBackendServers", "--matrix", "full", "--level", "must"]))
        for faults, selection in rows:
            with self.subTest(faults), serve(*[word for fault in faults for word in ("--fault", fault)]) as url:
                whole_run, whole = self.run_json(url, "whole.json", "-q", "--complete", *selection)
                files, _ = self.shards(url, 4, "--complete", *selection)
                merged = rmspec("report", "merge", *files, "--complete", "--report", f"json:{self.path('merged.json')}")
                self.assertEqual(merged.code, whole_run.code, merged.out[-2000:] + merged.err)
                self.same(whole, report_of(self.path("merged.json")))
                reports = [report_of(file) for file in files]
                self.assertEqual(len({r["prefix"] for r in reports}), 4)
                self.assertEqual([(r["shard"], r["shards"]) for r in reports], [(i, 4) for i in range(1, 5)])
                work = [r["plan"]["checks"] for r in reports]
                self.assertLess(max(work) - min(work), 0.1 * max(work))

    def test_order_of_files_does_not_matter(self):
        with serve() as url:
            files, _ = self.shards(url, 3, *FEW)
        for order in (files, files[::-1]):
            run = rmspec("report", "merge", *order, "--report", f"json:{self.path('m.json')}", "-q")
            self.assertEqual(run.code, 0, run.err)
            ids = [c["id"] for c in report_of(self.path("m.json"))["checks"]]
            self.assertEqual(len(ids), len(set(ids)))

    def test_list_names_every_case_once(self):
        for extra in ([], ["--only", "ess/RemoveInstances/min-size"], ["--matrix", "full", "--checks", "--skip", "*request-id-unique"]):
            whole = rmspec("list", *extra).out.splitlines()
            parts = [rmspec("list", *extra, "--shard", f"{i}/3").out.splitlines() for i in (1, 2, 3)]
            self.assertEqual(sorted(sum(parts, [])), sorted(whole))

    def test_wrong_shard(self):
        for word in ("0/4", "5/4", "1", "1/", "/4", "a/b", "1/4x", "-1/4", "1/1001", "1 /4", ""):
            for command in ("run", "list"):
                run = rmspec(command, "--shard", word)
                self.assertEqual((run.code, run.out), (2, ""), word)
                self.assertIn("--shard", run.err)

    def test_refused(self):
        with serve() as url, serve() as other:
            files, _ = self.shards(url, 3, *FEW)
            self.run_json(url, "whole.json", "-q", *FEW)
            self.run_json(url, "seed.json", "-q", "--shard", "3/3", "--seed", "2", *FEW)
            self.run_json(url, "plan.json", "-q", "--shard", "3/3", "--only", "ess/RemoveInstances/min-size")
            self.run_json(other, "target.json", "-q", "--shard", "3/3", *FEW)
        rows = [
            (files[:2], "of 3 shards 1 is missing: 3"),
            (files + [files[0]], "shard 1/3 is there twice"),
            (files[:2] + [self.path("whole.json")], "whole.json is a whole run, not a shard"),
            (files[:2] + [self.path("seed.json")], "seed.json is of another seed (2) than"),
            (files[:2] + [self.path("plan.json")], "plan.json is of another plan"),
            (files[:2] + [self.path("target.json")], f"target.json is of another target ({other})"),
            ([self.write("no.json", "{}")], "no.json: this is no report of rmspec"),
            ([self.write("cut.json", self.read(files[0])[:5000])], "cut.json: line"),
            ([self.write("nul.json", "{\"schema\": \"\0\"}")], "nul.json: line 1"),
            ([self.path("missing.json")], "missing.json: it cannot be read: No such file or directory"),
        ]
        for given, text in rows:
            with self.subTest(text):
                run = rmspec("report", "merge", *given)
                self.assertEqual((run.code, run.out), (3, ""), run.err)
                self.assertIn(text, run.err)

    def test_usage(self):
        for args, text in (([], "merge or convert?"), (["merge"], "which file?"), (["blend", "x"], "there is no blend"),
                           (["convert", "a", "b"], "one file is converted")):
            run = rmspec("report", *args)
            self.assertEqual((run.code, run.out), (2, ""), args)
            self.assertIn(text, run.err)


class Baselines(Gate):
    def test_states(self):
        known = self.write("k.yaml", "\n".join([
            "- {match: ess/RemoveInstances/min-size, reason: off by one, owner: team, expires: 2999-12-31}",
            "- {match: ess/RemoveInstances/min-size-exact/one-after-the-other, reason: same}",
        ]))
        rows = [
            ("hit", "", 0, "beside what is known"),
            ("stale", "- {match: ess/RemoveInstances/group-not-found, reason: r}", 1, "baseline entry is stale"),
            ("expired", "- {match: ess/RemoveInstances/group-not-found, reason: r, expires: 2020-01-01}", 1, "baseline entry has expired"),
            ("unmatched", "- {match: ess/RemoveInstances/gone, reason: r}", 1, "baseline entry matches nothing"),
            ("unverified", "- {match: slb/RemoveBackendServers/listed-more-than-once*, reason: r}", None, None),
        ]
        rule = rmspec("list", "--rules", "slb").out.splitlines()[0]
        rows[-1] = ("unverified", f"- {{match: {rule}, reason: r}}", 0, "beside what is known")
        with serve("--fault", "min-size-off-by-one") as url:
            for state, entry, code, text in rows:
                with self.subTest(state):
                    extra = self.write("extra.yaml", entry + "\n" if entry else "[]\n")
                    options = [*FEW, "--known-failing", known, "--known-failing", extra]
                    whole_run, whole = self.run_json(url, "w.json", *options, code=code)
                    self.assertIn(text, whole["exit_reason"])
                    states = {e["pattern"]: e["state"] for e in whole["baseline"]}
                    self.assertEqual(states.pop("ess/RemoveInstances/min-size"), "hit")
                    self.assertEqual(states.pop("ess/RemoveInstances/min-size-exact/one-after-the-other"), "hit")
                    self.assertEqual(list(states.values()), [state] if entry else [])
                    for told in whole["baseline"]: # said in words, where people look
                        if told["state"] != "hit":
                            self.assertIn(told["pattern"], whole_run.out)
                    files, _ = self.shards(url, 2, *options)
                    merged = rmspec("report", "merge", *files, "--report", f"json:{self.path('m.json')}", "-q")
                    self.assertEqual(merged.code, code, merged.err)
                    self.same(whole, report_of(self.path("m.json")))

    def test_flaky(self):
        flaky = self.write("f.yaml", "- {match: ess/RemoveInstances/min-size*, reason: races}\n- {match: ess/RemoveInstances/limit, reason: slow}\n")
        with serve("--fault", "min-size-off-by-one") as url:
            run, report = self.run_json(url, "r.json", *ESS, "--known-flaky", flaky, code=0)
        self.assertEqual([(e["state"], e["flaky"]) for e in report["baseline"]], [("hit", True), ("quiet", True)])
        self.assertGreater(report["ledger"]["xfail"], 0)
        self.assertEqual(report["ledger"]["xpass"], 0)
        known = [c["known"] for c in report["checks"] if c["verdict"] == "xfail"]
        self.assertTrue(all("(flaky): races" in text for text in known), known[:2])
        self.assertIn("ess/RemoveInstances/limit", run.out)

    def test_mistakes(self):
        bad = self.write("bad.yaml", "- {match: a}\n- {mtach: b, reason: r}\n")
        run = rmspec("run", "--known-failing", bad, "--known-flaky", self.path("none.yaml"))
        self.assertEqual((run.code, run.out), (3, ""))
        for text in ("bad.yaml:1:3: an entry needs 'reason'", "bad.yaml:2:4: unknown key 'mtach' in an entry; did you mean 'match'?",
                     "none.yaml: cannot be read: No such file or directory"):
            self.assertIn(text, run.err)

    def test_written_from_a_run_and_from_a_report(self):
        with serve("--fault", "min-size-off-by-one", "--fault", "request-id-missing-instances") as url:
            self.run_json(url, "r.json", "-q", *ESS, code=1)
            args = ["--owner", "team", "--expires", "2999-12-31"]
            first = rmspec("baseline", "--from", self.path("r.json"), *args)
            self.assertEqual(first.code, 0, first.err)
            direct = rmspec("baseline", url, "--arrange", f"door:{url}/-/world", *ESS, *args, "-q", "--output", self.path("d.yaml"))
            self.assertEqual((direct.code, direct.out), (0, ""), direct.err)

            def entries(text):
                return re.findall(r"match: (\S+)", text)

            with open(self.path("d.yaml"), encoding="utf-8") as file:
                self.assertEqual(entries(file.read()), entries(first.out))
            self.assertIn("ess/RemoveInstances/answer-shape/json", entries(first.out))
            self.assertEqual(first.out.count("owner: team"), len(entries(first.out)))
            self.write("k.yaml", first.out)
            run, report = self.run_json(url, "again.json", *ESS, "--known-failing", self.path("k.yaml"), code=0)
            self.assertEqual({e["state"] for e in report["baseline"]}, {"hit"})
            later = rmspec("baseline", "--from", self.path("again.json"), *args)
            self.assertEqual(entries(later.out), entries(first.out), "what was excused is still broken")
        with serve() as url:  # everything was mended
            run, report = self.run_json(url, "mended.json", *ESS, "--known-failing", self.path("k.yaml"), code=1)
            self.assertEqual({e["state"] for e in report["baseline"]}, {"stale"})
            self.assertGreater(report["ledger"]["xpass"], 0)

    def test_not_written(self):
        with serve() as url:
            self.run_json(url, "s.json", "-q", "--shard", "1/2", *ESS)
        rows = [(["--from", self.path("s.json")], 3, "is one shard of a run"), (["--from", self.path("no.json")], 3, "cannot be read"),
                (["--expires", "tomorrow"], 2, "YYYY-MM-DD"), (["--shard", "1/2"], 2, "whole run"), (["--fail-fast"], 2, "whole run"),
                (["http://127.0.0.1:1", "--timeout", "1s"], 4, "no verdict; nothing is written"),
                (["--from", self.path("s.json"), "http://x"], 2, "either URL or --from")]
        for args, code, text in rows:
            with self.subTest(args):
                run = rmspec("baseline", *args, "--output", self.path("out.yaml"), "-q")
                self.assertEqual((run.code, run.out), (code, ""), run.err)
                self.assertIn(text, run.err)
                self.assertFalse(os.path.exists(self.path("out.yaml")))


class Again(Gate):
    def test_convert_writes_other_formats(self):
        with serve("--fault", "min-size-off-by-one") as url:
            self.run_json(url, "r.json", "-q", *ESS, "--report", f"junit:{self.path('direct.xml')}", code=1)
        run = rmspec("report", "convert", self.path("r.json"), "-q", "--report", f"junit:{self.path('again.xml')}", "--report",
                     f"json:{self.path('again.json')}")
        self.assertEqual(run.code, 1, run.err)
        with open(self.path("direct.xml"), encoding="utf-8") as one, open(self.path("again.xml"), encoding="utf-8") as two:
            self.assertEqual(one.read(), two.read())
        self.assertEqual(report_of(self.path("r.json")), report_of(self.path("again.json")))

    def test_known_failures_at_the_merge(self):
        known = self.write("k.yaml", "- {match: ess/RemoveInstances/min-size*, reason: r}\n")
        wrong = self.write("w.yaml", "- {match: ess/RemoveInstances/min-size*, reason: r}\n- {match: gone, reason: r}\n")
        with serve("--fault", "min-size-off-by-one") as url:
            files, codes = self.shards(url, 2, *ESS)
        self.assertIn(1, codes)
        self.assertEqual(rmspec("report", "merge", *files, "-q").code, 1)
        self.assertEqual(rmspec("report", "merge", *files, "-q", "--known-failing", known).code, 0)
        run = rmspec("report", "merge", *files, "--known-failing", wrong)
        self.assertEqual(run.code, 1)
        self.assertIn("1 baseline entry matches nothing", run.out)

    def test_complete_at_the_merge(self):
        offer = [word for action in ("RemoveBackendServers", "RemoveVServerGroupBackendServers", "RemoveInstances")
                 for word in ("--offer", action)]
        with serve("--no-door", *offer) as url:
            files, codes = [], []
            for i in (1, 2):
                run = rmspec("run", url, "--shard", f"{i}/2", "--complete", "--report", f"json:{self.path(f'c{i}.json')}")
                self.assertIn("which also decides", " ".join(run.out.split()))
                files.append(self.path(f"c{i}.json"))
                codes.append(run.code)
        self.assertEqual(codes, [0, 0])
        self.assertEqual(rmspec("report", "merge", *files, "-q").code, 0)
        merged = rmspec("report", "merge", *files, "--complete")
        self.assertEqual(merged.code, 4)
        self.assertIn("--complete", merged.out)
        self.assertEqual(rmspec("report", "merge", *files, "--complete", "--allow-unjudged", "*", "-q").code, 0)
        self.assertEqual(rmspec("report", "merge", *files, "--allow-unjudged", "gone", "-q").code, 2)

    def test_killed_run_leaves_a_readable_report(self):
        seen, go = threading.Event(), threading.Event()

        def hold(handler, forward):
            answer = forward()
            if b"lb-" in answer[2] and len(answers) > 20:
                seen.set()
                go.wait(60)
            answers.append(1)
            return handler.answer(*answer)

        answers = []
        with serve() as upstream, proxy(upstream, "RemoveBackendServers", hold) as url:
            process = subprocess.Popen([RMSPEC, "run", url, "--arrange", f"door:{upstream}/-/world", "-q", "--action", "RemoveBackendServers",
                                        "--jobs", "1", "--report", f"json:{self.path('k.json')}"])
            self.assertTrue(seen.wait(60))
            process.send_signal(signal.SIGKILL)
            go.set()
            process.wait(60)
        report = report_of(self.path("k.json"))
        self.assertFalse(report["finished"])
        run = rmspec("report", "convert", self.path("k.json"), "--report", f"json:{self.path('k2.json')}")
        self.assertEqual(run.code, 4, run.out + run.err)
        self.assertIn("is unfinished", run.out)
        told = report_of(self.path("k2.json"))
        self.assertEqual(sum(n for word, n in told["ledger"].items() if word != "planned"), told["ledger"]["planned"])
        self.assertEqual(told["ledger"]["planned"], report["ledger"]["planned"])
        self.assertEqual(rmspec("baseline", "--from", self.path("k.json")).code, 3)

    def test_same_seed_same_report(self):
        changing = [(r"rmspec-[0-9a-f]{8}", "PREFIX"), (r"(?:(?<=%[0-9A-F]{2})|\b)(lb|rsp|asg|asa|i|eni|rds|rm)-[0-9a-z_.-]+", "ID"), (r"127\.0\.0\.1:\d+", "HOST"),
                    (r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}", "UUID"),
                    (r"\d{4}-\d\d-\d\d(T|%20| )\d\d(:|%3A)\d\d(:|%3A)\d\d", "TIME"), (r"\d{4}-\d\d-\d\dT\d\d:\d\dZ", "TIME")]

        def normal(name):
            report = report_of(self.path(name))
            for key in ("started_at", "duration_ms", "exchanges", "prefix"):
                report.pop(key)
            for check in report["checks"]:
                check.pop("duration_ms")
            text = json.dumps(report, indent=1)
            for pattern, replacement in changing:
                text = re.sub(pattern, replacement, text)
            return text.splitlines()

        with serve("--fault", "min-size-off-by-one") as url:
            self.run_json(url, "a.json", "-q", "--seed", "5", *ESS, code=1)
            self.run_json(url, "b.json", "-q", "--seed", "5", "--jobs", "1", *ESS, code=1)
            self.run_json(url, "c.json", "-q", "--seed", "6", *ESS, code=1)
        self.assertEqual(normal("a.json"), normal("b.json"))
        self.assertNotEqual(normal("a.json"), normal("c.json"))


class Rest(Gate):
    def test_fail_fast(self):
        with serve("--fault", "min-size-off-by-one") as url:
            _, whole = self.run_json(url, "w.json", "-q", *ESS, code=1)
            reports = [self.run_json(url, f"f{jobs}.json", "--fail-fast", "--jobs", jobs, *ESS, code=1)[1] for jobs in ("1", "8")]
        verdicts = [[(c["id"], c["verdict"]) for c in report["checks"]] for report in reports]
        self.assertEqual(verdicts[0], verdicts[1])
        first = next(i for i, c in enumerate(whole["checks"]) if c["verdict"] == "fail")
        case = [c["case"] + c["format"] + c["layout"] for c in whole["checks"]]
        for i, check in enumerate(reports[0]["checks"]):
            if i < first or case[i] == case[first]:
                self.assertEqual(check["verdict"], whole["checks"][i]["verdict"])
            else:
                self.assertEqual((check["verdict"], check["reason"][:10]), ("skip", "fail-fast:"))
        self.assertIn("--fail-fast skipped what came behind", reports[0]["exit_reason"])

    def test_allow_unjudged(self):
        run = rmspec("run", "--allow-unjudged", "ess/RemoveInstances/removal")
        self.assertEqual((run.code, run.out), (2, ""))
        self.assertIn("--allow-unjudged: no rule is named 'ess/RemoveInstances/removal'", run.err)
        run = rmspec("run", "--allow-unjudged", "ess/RemoveInstances/limit", "--only", "ess/RemoveInstances/limit")
        self.assertEqual(run.code, 0, run.out + run.err)
        self.assertIn("it can go", " ".join(run.out.split()))

    def test_strict(self):
        with serve("--fault", "request-id-repeated-instances") as url:
            run, _ = self.run_json(url, "r.json", *ESS, code=0)
            strict, report = self.run_json(url, "s.json", *ESS, "--strict", code=1)
            self.assertIn("1 warning counts under --strict", report["exit_reason"])
            known = self.write("k.yaml", "- {match: '*/request-id-unique', reason: r}\n")
            for extra in ([], ["--strict"]):
                _, report = self.run_json(url, "k.json", *ESS, "--known-failing", known, *extra, code=0)
                self.assertEqual(report["baseline"][0]["state"], "hit")
            self.assertEqual(rmspec("report", "convert", self.path("r.json"), "-q").code, 0)
            self.assertEqual(rmspec("report", "convert", self.path("r.json"), "-q", "--strict").code, 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
