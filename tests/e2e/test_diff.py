"""rmspec diff: what is alike, what differs and who is wrong, sides that are not there, and hops.

Real gateways: test_gateways.py."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

from endpoints import RMSPEC, closed_port, proxy, report_of, rmspec, serve
from hop import hop

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "golden", "reports"))
import schema  # noqa: E402  (the validator of the schemas in docs/)

SCHEMA = os.path.join(HERE, "..", "..", "docs", "diff.schema.json")
KEYS = {"RMSPEC_ACCESS_KEY_ID": "testid", "RMSPEC_ACCESS_KEY_SECRET": "testsecret"}
MIN_SIZE = "ess/RemoveInstances/min-size"
SIGNED = [word for rule in ("min-size", "signature-mismatch", "signed-values", "nonce-once") for word in ("--only", f"ess/RemoveInstances/{rule}")]
COUNTED = ("nobody", "left", "right", "both")


def door(url):
    return f"door:{url}/-/world"


class Case(unittest.TestCase):
    def diff(self, *args, code=None, env=None):
        """The finished run and its JSON, which keeps its schema and whose sums are right."""
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "d.json")
            run = rmspec("diff", *args, "--json", path, env=env, timeout=300)
            report = report_of(path) if os.path.exists(path) else None
        if code is not None:
            self.assertEqual(run.code, code, run.out + run.err)
        if report is not None:
            wanted = report_of(SCHEMA)
            self.assertEqual(list(schema.check(wanted, wanted, report, "diff")), [])
            ledger = report["ledger"]
            self.assertEqual(ledger["planned"], ledger["compared"] + ledger["one_side"] + ledger["neither"])
            self.assertEqual(ledger["differences"], sum(ledger[word] for word in COUNTED))
            self.assertEqual(report["exit_code"], run.code)
            for line in run.out.splitlines():
                if not any(word in line for word in ("curl -sS", "rmspec run", "rmspec sign")):  # commands are copied
                    self.assertLessEqual(len(line), 80, line)
        return run, report

    def doors(self, left, right, *args, code=None, env=None):
        return self.diff(left, right, "--left-arrange", door(left), "--right-arrange", door(right), *args, code=code, env=env)


class Alike(Case):
    SEVERAL = [word for rule in ("min-size", "removes-named", "empty-id", "numbering") for word in ("--only", f"ess/RemoveInstances/{rule}")]

    def alike(self, report, at_least):
        self.assertEqual(report["findings"], [])
        self.assertEqual(report["ledger"]["differences"], 0)
        self.assertGreater(report["ledger"]["alike"], at_least)

    def test_two_references(self):
        """Other ids, other hosts, other prefixes: everything is compared, and nothing differs."""
        with serve() as left, serve() as right:
            run, report = self.doors(left, right, "--format", "JSON", code=0)
        self.alike(report, 400)
        self.assertNotEqual(report["left"]["prefix"], report["right"]["prefix"])
        self.assertIn("exit 0: all ", run.out)
        self.assertIn("needs verification", run.out)  # what was not compared is told

    def test_with_signatures(self):
        with serve("--access-key", "testid:testsecret") as left, serve("--access-key", "testid:testsecret") as right:
            for scheme in ("v1", "v3"):
                with self.subTest(scheme):
                    run, report = self.doors(left, right, "--has", "verification", "--signature", scheme, *SIGNED, code=0, env=KEYS)
                    self.alike(report, 10)
                    self.assertNotIn("testsecret", run.out + run.err + json.dumps(report))

    def test_no_secret_where_they_differ(self):
        """Both sides have a secret of their own; a difference in signed requests shows none of them, in no spelling."""
        secrets = ["left-secret-%1", "right-secret-%2"]
        with serve("--access-key", "leftid:" + secrets[0]) as left, \
                serve("--access-key", "rightid:" + secrets[1], "--fault", "min-size-off-by-one") as right, tempfile.TemporaryDirectory() as folder:
            for i, url in enumerate((left, right)):
                with open(f"{folder}/{i}.yaml", "w", encoding="utf-8") as file:
                    file.write(f"url: {url}\narrange: {door(url)}\nsignature: v1\ncredentials: env:ID_{i},SECRET_{i}\n")
            env = {"ID_0": "leftid", "SECRET_0": secrets[0], "ID_1": "rightid", "SECRET_1": secrets[1]}
            run, report = self.diff("--left-profile", f"{folder}/0.yaml", "--right-profile", f"{folder}/1.yaml", "--only", MIN_SIZE, "--verbose",
                                    code=1, env=env)
        self.assertGreater(report["ledger"]["right"], 0)
        self.assertIn("rmspec sign", run.out)
        everything = run.out + run.err + json.dumps(report)
        for secret in secrets:
            for spelling in (secret, secret.replace("%", "%25"), secret.replace("%", "%2525")):
                self.assertNotIn(spelling, everything)

    def test_by_the_actions(self):
        with serve("--no-door") as left, serve("--no-door") as right:
            _, report = self.diff(left, right, "--action", "RemoveVServerGroupBackendServers", "--seed", "7", "--format", "JSON", code=0)
        self.alike(report, 70)
        self.assertEqual(report["seed"], "7")
        self.assertEqual((report["left"]["adapter"], report["right"]["adapter"]), ("api", "api"))

    def test_the_same_endpoint_twice(self):
        with serve() as url:
            _, report = self.diff(url, url, "--arrange", door(url), "--action", "RemoveInstances", "--format", "JSON", code=0)
            self.assertTrue(report["upstream"])  # its door tells what arrives
            self.alike(report, 70)
            swept = rmspec("sweep", url)
        self.assertEqual(swept.err, "0 objects removed\n")

    NONCE_AGAIN = "ess/RemoveInstances/instance-not-found/the-same-GET-again"  # refused for its nonce only where requests are verified

    def test_the_endpoint_inside_the_program(self):
        with serve() as url:
            _, report = self.diff("reference", url, "--right-arrange", door(url), "--lacks", "verification", "--lacks", "signature-v3",
                                  "--lacks", "security-token", "--action", "RemoveInstances", "--format", "XML", "--skip", self.NONCE_AGAIN, code=0)
            self.alike(report, 70)
        run, report = self.diff("reference", "reference", "--only", MIN_SIZE, code=0)
        self.assertEqual(report["left"]["target"], "the built-in reference endpoint")

    def test_another_seed_is_another_order(self):
        with serve() as left, serve() as right:
            _, report = self.doors(left, right, "--seed", "12345", "--action", "RemoveBackendServers", "--format", "XML", code=0)
            self.alike(report, 100)

    def test_profiles(self):
        with serve() as left, serve() as right, tempfile.TemporaryDirectory() as folder:
            for name, url in (("left", left), ("right", right)):
                with open(os.path.join(folder, f"{name}.yaml"), "w", encoding="utf-8") as file:
                    file.write(f"url: {url}\narrange: {door(url)}\n")
            files = [f"{folder}/left.yaml", f"{folder}/right.yaml"]
            both = ["--left-profile", files[0], "--right-profile", files[1]]
            _, report = self.diff(*both, "--only", MIN_SIZE, code=0)
            self.assertEqual((report["left"]["target"], report["right"]["target"]), (left, right))
            self.assertEqual((report["left"]["adapter"], report["right"]["adapter"]), ("door", "door"))
            _, report = self.diff(left, "--right-profile", files[1], "--left-arrange", "none", "--only", MIN_SIZE)
            self.assertEqual((report["left"]["target"], report["right"]["target"]), (left, right))
            self.assertEqual((report["left"]["adapter"], report["right"]["adapter"]), ("none", "door"))
            _, report = self.diff(right, "--left-profile", files[0], "--right-arrange", door(right), "--only", MIN_SIZE, code=0)
            self.assertEqual(report["left"]["target"], left)
            run, _ = self.diff("http://127.0.0.1:1", *both, "--only", MIN_SIZE, code=2)
            self.assertIn("whether the URL is LEFT or RIGHT", run.err)
            # an environment variable for one endpoint is for neither of two
            _, report = self.diff(*both, "--only", MIN_SIZE, code=0, env={"RMSPEC_URL": "http://127.0.0.1:1"})
            self.assertEqual(report["left"]["target"], left)

    def test_shards(self):
        planned = []
        with serve() as left, serve() as right:
            for shard in ("1/2", "2/2"):
                _, report = self.doors(left, right, *self.SEVERAL, "--shard", shard, code=0)
                self.assertEqual((report["shard"], report["shards"]), (int(shard[0]), 2))
                planned.append(report["ledger"]["planned"])
            _, report = self.doors(left, right, *self.SEVERAL, code=0)
        self.assertGreater(min(planned), 0)
        self.assertEqual(sum(planned), report["ledger"]["planned"])


# fault: the rule that decides
FAULTS = {
    "min-size-off-by-one": MIN_SIZE,
    "success-without-effect": "slb/RemoveBackendServers/removes-named",
    "limit-19": None,
    "body-cut": None,
    "json-list-not-wrapped": None,
    "xml-wrong-root": None,
    "request-id-repeated": None,
    "error-with-status-200": None,
    "wrong-code-instance-not-found": None,
    "activity-never-ends": None,
    "absent-server-is-error": None,
}


class Different(Case):
    CHOSEN = [word for rule in ("min-size", "removes-named", "format-default") for word in ("--only", f"ess/RemoveInstances/{rule}")]

    def test_faults(self):
        rules = {row["fault"]: row["rule"] for row in json.loads(rmspec("serve", "--list-faults").out) if row["kind"] == "fault"}
        with serve() as left:
            for fault, rule in FAULTS.items():
                with self.subTest(fault), serve("--fault", fault) as right:
                    rule = rule or rules[fault]
                    run, report = self.doors(left, right, "--only", rule, "--settle", "300ms", code=1)
                    ledger = report["ledger"]
                    self.assertGreater(ledger["right"], 0, run.out)
                    self.assertEqual((ledger["left"], ledger["both"]), (0, 0), run.out)
                    self.assertIn("right is wrong", run.out)
                    blamed = {c["rule"] for f in report["findings"] for c in f["checks"] if c["verdict"]["right"] in ("fail", "warn")}
                    self.assertIn(rule, blamed)

    def test_the_other_way_round(self):
        with serve("--fault", "min-size-off-by-one") as left, serve() as right:
            run, report = self.doors(left, right, "--only", MIN_SIZE, code=1)
        self.assertGreater(report["ledger"]["left"], 0)
        self.assertEqual(report["ledger"]["right"], 0)
        self.assertIn("left is wrong", run.out)
        finding = next(f for f in report["findings"] if f["wrong"] == "left")
        values = {a["what"]: (a["left"], a["right"]) for a in finding["aspects"] if a["differs"]}
        self.assertEqual(values["status"], ("200", "400"))
        self.assertEqual(values["body.Code"], (None, "IncorrectCapacity.MinSize"))
        self.assertEqual(finding["request"], "RemoveInstances ScalingGroupId=$group InstanceId.1=$a")
        for side, url in (("left", left), ("right", right)):
            self.assertIn(url, finding["command"][side])
            self.assertTrue(finding["repeat"][side].startswith(f"rmspec run {url} --arrange "), finding["repeat"])

    def test_the_command_repeats_it(self):
        with serve("--fault", "min-size-off-by-one") as left, serve() as right:
            _, report = self.doors(left, right, "--only", MIN_SIZE, code=1)
            finding = next(f for f in report["findings"] if f["wrong"] == "left")
            codes = [subprocess.run(finding["repeat"][side].replace("rmspec", RMSPEC, 1), shell=True, capture_output=True, check=False).returncode
                     for side in ("left", "right")]
        self.assertEqual(codes, [1, 0])

    def test_both_wrong(self):
        with serve("--fault", "body-cut") as left, serve("--fault", "json-list-not-wrapped") as right:
            run, report = self.doors(left, right, "--only", "slb/RemoveBackendServers/answer-shape/json", code=1)
        self.assertGreater(report["ledger"]["both"], 0)
        self.assertEqual(report["ledger"]["left"], 0, run.out)
        self.assertIn("both are wrong", run.out)

    def test_alike_and_wrong_is_alike(self):
        with serve("--fault", "min-size-off-by-one") as left, serve("--fault", "min-size-off-by-one") as right:
            _, report = self.doors(left, right, "--only", MIN_SIZE, code=0)
        self.assertGreater(report["left"]["broken"], 0)
        self.assertEqual(report["findings"], [])

    def test_choices(self):
        """What the documents leave open differs, and nobody is wrong."""
        for choice in ("no-recommend", "extra-members", "content-type-without-charset", "request-id-opaque", "xml-by-default"):
            with self.subTest(choice), serve() as left, serve("--vary", choice) as right:
                run, report = self.doors(left, right, *self.CHOSEN, "--format", "JSON", code=1)
                ledger = report["ledger"]
                self.assertGreater(ledger["nobody"], 0)
                self.assertEqual((ledger["left"], ledger["right"], ledger["both"]), (0, 0, 0), run.out)
                self.assertIn("no rule says who is right: the documents leave it open (rows ", " ".join(run.out.split()))

    def test_choices_that_are_none(self):
        for choice in ("members-reordered", "pretty-printed", "xml-declaration-absent", "content-type-other-spelling", "request-id-lower-case"):
            with self.subTest(choice), serve() as left, serve("--vary", choice) as right:
                form = "XML" if choice.startswith("xml") else "JSON"
                _, report = self.doors(left, right, "--only", MIN_SIZE, "--only", "ess/RemoveInstances/removes-named", "--format", form, code=0)
                self.assertGreater(report["ledger"]["alike"], 5)

    def test_busy(self):
        with serve() as left, serve("--vary", "busy-answers") as right:
            run, report = self.doors(left, right, "--only", MIN_SIZE, "--jobs", "1", "--retries", "50", code=0)
        self.assertGreater(report["right"]["busy"], 0)
        self.assertIn("right was busy", run.out)

    def test_one_side_only(self):
        """What only one side can play is a difference of its own kind, and never alike."""
        with serve() as left, serve("--no-door") as right:
            run, report = self.diff(left, right, "--left-arrange", door(left), "--action", "RemoveInstances", "--format", "JSON", code=1)
            self.assertGreater(report["ledger"]["one_side"], 0)
            only = [f for f in report["findings"] if f["kind"] == "only-left"]
            self.assertTrue(only)
            for finding in only:
                self.assertTrue(finding["why"]["right"].startswith("cannot be "), finding["why"])
                self.assertEqual(finding["wrong"], "nobody")
            self.assertIn("only left could be played: ", run.out)
            run, report = self.diff(right, left, "--right-arrange", door(left), "--only", MIN_SIZE, "--only", "ess/RemoveInstances/db-instance-status", "--quiet", code=1)
            self.assertEqual({f["kind"] for f in report["findings"]}, {"only-right"})
            self.assertEqual(run.out, "")

    def test_an_action_that_one_side_lacks(self):
        with serve() as left, serve("--offer", "RemoveInstances") as right:
            run, report = self.doors(left, right, "--action", "RemoveBackendServers", "--format", "JSON", code=1)
        self.assertEqual(report["ledger"]["compared"], 0)
        self.assertEqual(report["ledger"]["right"], 1)  # one check fails for the action, the rest could not be played
        self.assertIn("right is wrong", run.out)

    def test_json_on_standard_output(self):
        run = rmspec("diff", "reference", "reference", "--only", MIN_SIZE, "--json", "-")
        self.assertEqual(run.code, 0, run.err)
        self.assertEqual(json.loads(run.out)["exit_code"], 0)
        self.assertIn("exit 0: ", run.err)
        run = rmspec("diff", "reference", "reference", "--only", MIN_SIZE, "--json", "/nowhere/d.json")
        self.assertEqual(run.code, 4)
        self.assertIn("rmspec diff: --json: cannot write", run.err)


class Dead(Case):
    def test_nobody_there(self):
        nowhere = f"http://127.0.0.1:{closed_port()}"
        with serve() as url:
            for left, right, side in ((nowhere, url, "left"), (url, nowhere, "right"), (nowhere, nowhere, "right")):
                with self.subTest(side):
                    run, report = self.diff(left, right, "--action", "RemoveInstances", code=4)
                    self.assertEqual(report["ledger"]["planned"], 0)
                    self.assertIn("nothing answers", report[side]["no_verdict"])
                    self.assertIn(f"exit 4: {side} could not be judged: nothing answers", run.out)
            self.assertEqual(rmspec("sweep", url).err, "0 objects removed\n")

    def test_dead_right_costs_no_run_of_left(self):
        with serve() as url:
            _, report = self.diff(url, f"http://127.0.0.1:{closed_port()}", code=4)
        self.assertEqual(report["left"]["exchanges"], 0)

    def test_another_api(self):
        def page(handler, forward):
            return handler.answer(200, "text/html", b"<html>hello</html>")
        with serve() as url, proxy(url, None, page) as other:
            run, report = self.diff(url, other, "--action", "RemoveInstances", code=4)
        self.assertIsNotNone(report["right"]["no_verdict"])

    def test_hanging(self):
        """Limits end it, and what hangs is a difference."""
        def hang(handler, forward):
            handler.server.over.wait(30)
            return False
        with serve() as url, proxy(url, "RemoveInstances", hang) as slow:
            run, report = self.diff(url, slow, "--arrange", door(url), "--only", MIN_SIZE, "--timeout", "300ms", "--max-time", "60s")
            self.assertIn(run.code, (1, 4), run.out)
            if run.code == 1:
                self.assertTrue(report["findings"])
            else:
                self.assertIsNotNone(report["right"]["no_verdict"])
        with serve() as url, proxy(url, None, hang) as slow:
            run, report = self.diff(url, slow, "--only", MIN_SIZE, "--timeout", "300ms", code=4)
            self.assertIsNotNone(report["right"]["no_verdict"])

    def test_it_dies_on_the_way(self):
        lock, count = threading.Lock(), 0

        def die(handler, forward):
            nonlocal count
            with lock:
                count += 1
                dead = count > 5
            if dead:
                raise ConnectionError
            return handler.answer(*forward())
        with serve() as url, proxy(url, "RemoveInstances", die) as weak:
            run, report = self.diff(url, weak, "--arrange", door(url), "--only", "ess/RemoveInstances/removes-named", code=1)
        self.assertTrue([f for f in report["findings"] for a in f["aspects"] if a["what"] == "answer" and a["differs"]])

    def test_interrupted(self):
        """Ctrl-C: both worlds are cleaned up, and what was not compared is not alike."""
        seen, lock, count = threading.Event(), threading.Lock(), 0

        def watch(handler, forward):
            nonlocal count
            with lock:
                count += 1
                if count == 200:
                    seen.set()
            return handler.answer(*forward())
        with serve() as url, proxy(url, None, watch) as watched, tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen([RMSPEC, "diff", url, watched, "--json", f"{folder}/d.json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.assertTrue(seen.wait(100))
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=100)
            report = report_of(f"{folder}/d.json")
            self.assertEqual(process.returncode, 4)
            self.assertIn("interrupted", report["right"]["no_verdict"])
            self.assertEqual(report["findings"], [])
            self.assertGreater(report["ledger"]["neither"], 0)
            self.assertEqual(rmspec("sweep", url).err, "0 objects removed\n")


# what the hop does: words of the reason, and the rules that decide
HOPS = {
    "rewrite-host": ("became Host: internal.example:8080", {"gateway/host"}),
    "drop-body": ("is dropped: none arrives", {"gateway/body"}),
    "refuse-post": ("the hop itself answers 405", {"gateway/arrives"}),
    "send-twice": ("arrives 2 times", {"gateway/arrives"}),
    "add-parameter": ("Tenant=1 is added", {"gateway/values"}),
}


class Hops(Case):
    """One door for both: that of the endpoint behind the hop."""

    ONLY = ["--only", "slb/RemoveBackendServers/removes-named", "--only", MIN_SIZE]

    def through(self, mischief, *args, code, env=None, upstream=()):
        with serve(*upstream) as url, hop(url, mischief) as right:
            return self.diff(url, right, "--arrange", door(url), *args, code=code, env=env)

    def words(self, report):
        return " | ".join(text for f in report["findings"] for text in (f["on_the_way"]["right"], *(c["reason"]["right"] for c in f["checks"]))
                          if text)

    def test_plain(self):
        _, report = self.through(None, *self.ONLY, code=0)
        self.assertTrue(report["upstream"])
        self.assertEqual((report["findings"], report["ledger"]["untold"]), ([], 0))
        _, report = self.through(None, "--gateway", "--only", "gateway", code=0)
        self.assertEqual(report["ledger"]["differences"], 0)
        self.assertGreater(report["ledger"]["alike"], 100)

    def test_rows(self):
        for mischief, (words, rules) in HOPS.items():
            with self.subTest(mischief):
                run, report = self.through(mischief, *self.ONLY, code=1)
                self.assertIn(words, self.words(report))
                blamed = {c["rule"] for f in report["findings"] for c in f["checks"] if c["verdict"]["right"] == "fail"}
                self.assertLessEqual(rules, blamed)
                self.assertEqual((report["ledger"]["left"], report["ledger"]["both"]), (0, 0), run.out)
                self.assertIn("right is wrong", run.out)

    def test_rules_on_hops(self):
        """What no ordinary case meets is met by the rules on hops."""
        for mischief, words in (("cache", "the hop answers from a cache"), ("cut-query", "the query is cut: "),
                                ("plus-for-blank", "Description=a%20b arrives as Description=a+b")):
            with self.subTest(mischief):
                run, report = self.through(mischief, "--gateway", "--only", "gateway", code=1)
                self.assertIn(words, self.words(report))
                self.assertEqual((report["ledger"]["left"], report["ledger"]["both"]), (0, 0), run.out)
                self.assertGreater(report["ledger"]["right"], 0)

    def test_what_no_rule_forbids(self):
        run, report = self.through("own-field", "--gateway", "--only", "gateway", code=0)
        self.assertEqual({f["kind"] for f in report["findings"]}, {"permitted"})
        self.assertIn("changed on the way, which no rule forbids", run.out)
        self.assertIn("X-Cache: MISS", run.out)

    def test_fields_that_are_not_compared_are_named(self):
        run, report = self.through("own-field", *self.ONLY, code=0)
        self.assertEqual((report["left"]["fields"], report["right"]["fields"]), (None, "X-Cache"))
        self.assertIn("not compared: header fields that only right sends: X-Cache", run.out)

    def test_without_a_door(self):
        """Nobody tells what arrives: only what is answered is compared."""
        with serve() as url, hop(url, "rewrite-host", only_marked=False) as right:
            _, report = self.diff(url, right, "--only", MIN_SIZE, code=0)
            self.assertFalse(report["upstream"])
            _, report = self.diff(url, right, "--upstream-door", f"{url}/-/world", "--only", MIN_SIZE, code=1)
            self.assertTrue(report["upstream"])
            self.assertIn("gateway/host", {c["rule"] for f in report["findings"] for c in f["checks"]})

    def test_the_left_side_may_be_the_hop(self):
        with serve() as url, hop(url, "rewrite-host") as left:
            run, report = self.diff(left, url, "--arrange", door(url), "--only", MIN_SIZE, code=1)
        self.assertEqual(report["ledger"]["right"], 0)
        self.assertIn("left is wrong", run.out)


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
