"""Real gateways in front of the reference: a hop that keeps everything passes run and diff, one that does not is caught by both, in words."""

import contextlib
import os
import shlex
import sys
import tempfile
import unittest

from endpoints import proxy, report_of, rmspec, serve
from gateways import gateways, program

KEYS = {"RMSPEC_ACCESS_KEY_ID": "testid", "RMSPEC_ACCESS_KEY_SECRET": "testsecret"}
AGAIN = "ess/RemoveInstances/instance-not-found"
MIN_SIZE = "ess/RemoveInstances/min-size"
REMOVES = "slb/RemoveBackendServers/removes-named"

# (gateway, row): (rules that fail, words of a reason)
ROWS = {
    ("nginx", "host"): ({"host"}, "became Host: endpoint"),
    ("nginx", "drop-body"): ({"body", "documented-sizes", "documented-instances"}, "is dropped: none arrives"),
    ("nginx", "cut-query"): ({"documented-sizes", "never-cut"}, "the query is cut: 1000 of"),
    ("nginx", "cache"): ({"fresh-answers"}, "the hop answers from a cache; the answer carries x-cache: HIT"),
    ("nginx", "post-refused"): ({"arrives", "documented-sizes", "documented-instances"}, "the hop itself answers 403"),
    ("nginx", "error-pages"): ({"answers"}, "the upstream's status 404 comes back as 400"),
    ("haproxy", "host"): ({"host"}, "became Host: internal.example"),
    ("haproxy", "decode"): ({"arrives", "plus-and-blank", "values"}, "Description=a%2520b arrives as Description=a%20b"),
    ("haproxy", "recode"): ({"plus-and-blank"}, "Description=a%20b arrives as Description=a+b"),
    ("haproxy", "cut-query"): ({"documented-sizes", "never-cut"}, "the query is cut: 1000 of"),
    ("haproxy", "cache"): ({"fresh-answers"}, "the hop answers from a cache; the answer carries age:"),
    ("haproxy", "long-refused"): ({"documented-sizes"}, "the hop itself answers 413"),
}
# what a run looks at in every row, so that a rule is seen to stay green where another one is broken
JUDGED = set().union(*(rules for rules, _ in ROWS.values())) - {"never-cut"}  # which takes long: only where it fails
KINDS = ("nginx", "haproxy")
SIGNED = ("plain", "host")
NAMELESS = "slb/RemoveBackendServers/required-parameters/no-LoadBalancerId"
REMOVES_MUST = ("--action", "RemoveBackendServers", "--level", "must", "--format", "JSON")


def untold(upstream):
    """The door of `upstream`, which does not say that it tells what arrives."""
    def forget(handler, forward):
        status, content_type, content = forward()
        if b'"observe"' in content:  # its capabilities
            content = content.replace(b'"requests"', b'"nothing"')
        return handler.answer(status, content_type, content)
    return proxy(upstream, None, forget)


def only(*rules):
    return [word for rule in rules for word in ("--only", rule)]


def on_hops(rules):
    return only(*(f"gateway/{rule}" for rule in sorted(rules)))


@unittest.skipUnless(all(map(program, KINDS)) or os.environ.get("CI"), "nginx and haproxy are not installed")
class Gateways(unittest.TestCase):
    """One endpoint, another that verifies signatures, and one process of each gateway for all rows; more rows are made below."""

    @classmethod
    def setUpClass(cls):
        with contextlib.ExitStack() as stack:
            cls.open, cls.verifying = stack.enter_context(serve()), stack.enter_context(serve("--access-key", "testid:testsecret"))
            cls.urls = {}
            for kind in KINDS:
                hops = [(row, cls.open) for row in ("plain", *(row for name, row in ROWS if name == kind))]
                hops += [(row, cls.verifying) for row in SIGNED]
                for (row, upstream), url in zip(hops, stack.enter_context(gateways(kind, hops))):
                    cls.urls[kind, row, upstream] = url
            cls.addClassCleanup(stack.pop_all().close)

    def play(self, command, *args, code, env=None):
        """The finished run, made to one line, and its JSON report."""
        with tempfile.TemporaryDirectory() as folder:
            path = f"{folder}/r.json"
            run = rmspec(command, *args, *(["--report", f"json:{path}"] if command == "run" else ["--json", path]), env=env)
            report = report_of(path) if os.path.exists(path) else None
        self.assertEqual(run.code, code, run.out + run.err)
        return " ".join(run.out.split()), report

    def run_through(self, kind, row, *args, code, signed=False):
        upstream = self.verifying if signed else self.open
        return self.play("run", self.urls[kind, row, upstream], "--arrange", f"door:{upstream}/-/world", *args, code=code,
                         env=KEYS if signed else None)

    def diff_through(self, kind, row, *args, code, signed=False):
        upstream = self.verifying if signed else self.open
        return self.play("diff", upstream, self.urls[kind, row, upstream], "--arrange", f"door:{upstream}/-/world", *args, code=code,
                         env=KEYS if signed else None)

    def run_plain(self, kind, at_least, *args):
        _, report = self.run_through(kind, "plain", "--gateway", *args, code=0)
        for word in ("fail", "warn", "error"):
            self.assertEqual(report["ledger"][word], 0, [c for c in report["checks"] if c["verdict"] == word][:3])
        skipped = [c for c in report["checks"] if c["verdict"] == "skip" and not c["reason"].startswith("needs ")]
        self.assertEqual(skipped, [])
        self.assertGreater(len(report["checks"]), at_least)

    def test_run_plain_nginx(self):
        """Every rule."""
        self.run_plain("nginx", 1500, "--complete", "--format", "JSON")

    def test_run_plain_haproxy(self):
        """Every rule on hops, and one action in the other format."""
        self.run_plain("haproxy", 100, *only("gateway"))
        self.run_plain("haproxy", 500, "--action", "RemoveInstances", "--format", "XML")

    def test_diff_plain(self):
        for kind in KINDS:
            with self.subTest(kind=kind):
                out, report = self.diff_through(kind, "plain", "--gateway", *only(MIN_SIZE, REMOVES), *on_hops(JUDGED), code=0)
                ledger = report["ledger"]
                self.assertEqual((ledger["differences"], ledger["neither"], ledger["untold"]), (0, 0, 0), out)
                self.assertGreater(ledger["alike"], 80)

    def test_rules_on_hops_are_asked_for(self):
        _, report = self.run_through("nginx", "plain", *only(MIN_SIZE), code=0)
        self.assertFalse([c for c in report["checks"] if c["rule"].startswith("gateway/")])

    def test_plain_signed(self):
        judged = on_hops({"host", "signed-fields", "values", "body", "documented-sizes"})
        for kind in KINDS:
            for scheme in ("v1", "v3"):
                with self.subTest(kind=kind, scheme=scheme):
                    _, report = self.run_through(kind, "plain", "--gateway", "--signature", scheme, *judged, code=0, signed=True)
                    self.assertEqual(report["ledger"]["skip"], 0, [c for c in report["checks"] if c["verdict"] == "skip"][:3])
        for kind, scheme in zip(KINDS, ("v1", "v3")):
            with self.subTest(kind=kind, scheme=scheme):
                out, report = self.diff_through(kind, "plain", "--signature", scheme, *only(MIN_SIZE), code=0, signed=True)
                self.assertEqual((report["ledger"]["differences"], report["ledger"]["neither"]), (0, 0), out)

    def test_another_host_ends_what_is_signed_with_v3(self):
        hint = "which signs Host: a hop on the way has to keep it"
        for kind in KINDS:
            with self.subTest(kind=kind):
                out, _ = self.run_through(kind, "host", "--signature", "v3", *only(MIN_SIZE), code=4, signed=True)
                self.assertIn(hint, out)
                _, report = self.diff_through(kind, "host", "--signature", "v3", *only(MIN_SIZE), code=4, signed=True)
                self.assertIn(hint, report["right"]["no_verdict"])

    def test_another_host_with_v1_is_told_by_its_rule(self):
        for kind in KINDS:
            with self.subTest(kind=kind):
                _, report = self.run_through(kind, "host", "--gateway", "--signature", "v1", *on_hops({"host", "values"}), code=1, signed=True)
                self.assertEqual({c["rule"] for c in report["checks"] if c["verdict"] == "fail"}, {"gateway/host"})

    def test_ordinary_cases_tell_it_too(self):
        """Without the rules on hops: by what is answered, or by what the upstream's door says of the way."""
        for kind, row, rule, words in (("nginx", "drop-body", "gateway/body", "is dropped: none arrives"),
                                       ("haproxy", "host", "gateway/host", "became Host: internal.example")):
            with self.subTest(kind=kind, row=row):
                out, report = self.diff_through(kind, row, *only(REMOVES), code=1)
                self.assertIn(rule, {c["rule"] for f in report["findings"] for c in f["checks"] if c["verdict"]["right"] == "fail"})
                self.assertIn(words, " | ".join(f["on_the_way"]["right"] or "" for f in report["findings"]))
                self.assertIn("right is wrong", out)
        self.plain_runs()
        out, _ = self.run_through("nginx", "drop-body", *only(REMOVES), code=0)  # layouts that work are played, the others are named
        self.assertIn("lacks RemoveBackendServers post-form 400 MissingParameter", out)

    def plain_runs(self):
        """Nobody says that there is a hop: the suspicion of a lost body is looked into, an answer out of a cache is known as one."""
        for kind, row, args, rule, words in (
                ("nginx", "drop-body", REMOVES_MUST, "gateway/body",
                 "is dropped: none arrives"),
                ("nginx", "cache", only(AGAIN), AGAIN, "out of a cache on the way"),
                ("haproxy", "cache", only(AGAIN), AGAIN, "out of a cache on the way"),
                ("nginx", "cut-query", only("slb/RemoveVServerGroupBackendServers/limit"), "slb/RemoveVServerGroupBackendServers/limit", ""),
                ("haproxy", "decode", only("ess/RemoveInstances/message-names-instance"), None, "")):
            with self.subTest(kind=kind, row=row):
                _, report = self.run_through(kind, row, *args, code=1 if rule else 0)
                wrong = [c for c in report["checks"] if c["verdict"] in ("fail", "warn")]
                self.assertTrue(wrong)
                self.assertEqual({c["rule"] for c in wrong if c["verdict"] == "fail"}, {rule} if rule else set())
                self.assertIn(words, " | ".join(c["reason"] for c in wrong))

    def test_nobody_says_that_there_is_a_hop(self):
        """With the upstream's door in a plain run: what a few requests show is judged by its rule, and told in its words."""
        for kind, row, rules, words in (
                ("nginx", "plain", set(), ""), ("haproxy", "plain", set(), ""),
                ("nginx", "host", {"gateway/host"}, "became Host: endpoint"),
                ("haproxy", "host", {"gateway/host"}, "became Host: internal.example"),
                ("nginx", "cut-query", {"gateway/documented-sizes"}, "the query is cut: 1000 of"),
                ("haproxy", "cut-query", {"gateway/documented-sizes"}, "the query is cut: 1000 of"),
                ("haproxy", "recode", {"gateway/plus-and-blank"}, "Description=a%20b arrives as Description=a+b"),
                ("haproxy", "decode", {"gateway/values"}, "Description=a%2520b arrives as Description=a%20b"),
                ("nginx", "cache", set(), ""), ("nginx", "error-pages", None, "")):
            with self.subTest(kind=kind, row=row):
                _, report = self.run_through(kind, row, *REMOVES_MUST, code=0 if rules == set() else 1)
                failed = {c["rule"] for c in report["checks"] if c["verdict"] == "fail"}
                on_hops = {c["rule"] for c in report["checks"] if c["rule"].startswith("gateway/")}
                self.assertEqual(on_hops, rules or set())
                self.assertEqual(failed, rules if rules is not None else failed)
                self.assertIn(words, " | ".join(c["reason"] for c in report["checks"] if c["verdict"] == "fail"))
                again = [shlex.split(c["repeat"])[1:] for c in report["checks"] if c["verdict"] == "fail" and c["rule"] in on_hops]
                self.assertEqual([rmspec(*args).code for args in again[:1]], [1] if rules else [])
                told = [note for note in report["notes"] if "changed on its way" in note]
                self.assertEqual({note.rpartition(" ")[2] for note in told}, on_hops)

    def test_nobody_is_suspected_for_nothing(self):
        url = self.urls["nginx", "host", self.open]
        with untold(self.open) as door, serve() as other, serve() as verifying:
            for what, args, env in (
                    ("a door that does not tell what arrives", [url, "--arrange", f"door:{door}/-/world", *REMOVES_MUST], None),
                    ("the door of another endpoint", [url, "--arrange", f"door:{other}/-/world", "--only", NAMELESS], None),
                    ("no door", [url, "--arrange", "api", *REMOVES_MUST], None),
                    ("the door of the very endpoint", [verifying, "--arrange", f"door:{verifying}/-/world", *REMOVES_MUST], None),
                    ("what is said not to matter", [url, "--arrange", f"door:{self.open}/-/world", "--skip", "gateway/host", *REMOVES_MUST], None),
                    ("a Host that is given", [self.urls["nginx", "host", self.verifying], "--arrange", f"door:{self.verifying}/-/world",
                                              "--signature", "v1", "--signed-host", "slb.example", *REMOVES_MUST], KEYS)):
                with self.subTest(what):
                    out, report = self.play("run", *args, code=0, env=env)
                    self.assertEqual([c for c in report["checks"] if c["rule"].startswith("gateway/")], [])
                    self.assertGreater(report["ledger"]["pass"], 0)
                    self.assertTrue("--skip" in args or "on its way" not in out, out)

    def row(self, kind, name):
        rules, words = ROWS[kind, name]
        _, report = self.run_through(kind, name, "--gateway", *on_hops(JUDGED | rules), code=1)
        failed = {c["rule"].removeprefix("gateway/") for c in report["checks"] if c["verdict"] == "fail"}
        self.assertLessEqual(rules, failed)
        self.assertLessEqual(failed, rules | {"documented-instances"})
        self.assertEqual(report["ledger"]["error"], 0)
        self.assertIn(words, " | ".join(c["reason"] for c in report["checks"] if c["verdict"] == "fail"))
        out, report = self.diff_through(kind, name, "--gateway", *on_hops(rules), code=1)
        wrong = [c for f in report["findings"] for c in f["checks"] if c["verdict"]["right"] == "fail"]
        self.assertEqual({c["rule"].removeprefix("gateway/") for c in wrong}, rules)
        self.assertEqual({c["verdict"]["left"] for c in wrong}, {"pass"})
        self.assertIn(words, " | ".join(c["reason"]["right"] for c in wrong))
        self.assertEqual((report["ledger"]["left"], report["ledger"]["both"]), (0, 0), out)
        self.assertIn("right is wrong", out)


for gateway_kind, row_name in ROWS:
    setattr(Gateways, f"test_{gateway_kind}_{row_name.replace('-', '_')}", lambda self, kind=gateway_kind, name=row_name: self.row(kind, name))

if __name__ == "__main__":
    unittest.main(argv=sys.argv)
