"""Real gateways in front of the reference: a hop that keeps everything passes whole, one that does not is caught in words."""

import os
import sys
import tempfile
import unittest

from endpoints import report_of, rmspec, serve
from gateways import gateway, program

KEYS = {"RMSPEC_ACCESS_KEY_ID": "testid", "RMSPEC_ACCESS_KEY_SECRET": "testsecret"}

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


@unittest.skipUnless(program("nginx") and program("haproxy") or os.environ.get("CI"), "nginx and haproxy are not installed")
class Gateways(unittest.TestCase):
    """Rows are made below."""

    def run_json(self, *args, env=None):
        with tempfile.TemporaryDirectory() as folder:
            run = rmspec("run", *args, "--report", f"json:{folder}/r.json", env=env)
            report = report_of(f"{folder}/r.json") if os.path.exists(f"{folder}/r.json") else None
        return run, report

    def plain(self, kind):
        with serve() as upstream, gateway(kind, "plain", upstream) as url:
            door = ["--arrange", f"door:{upstream}/-/world"]
            run, report = self.run_json(url, "--gateway", "--complete", *door)
            self.assertEqual(run.code, 0, run.out + run.err)
            for word in ("fail", "warn", "error"):
                self.assertEqual(report["ledger"][word], 0, [c for c in report["checks"] if c["verdict"] == word][:3])
            skipped = [c for c in report["checks"] if c["verdict"] == "skip" and not c["reason"].startswith("needs ")]
            self.assertEqual(skipped, [])
            run, report = self.run_json(url, *door)
            self.assertEqual(run.code, 0, run.out + run.err)
            self.assertFalse([c for c in report["checks"] if c["rule"].startswith("gateway/")])

    def test_plain_nginx(self):
        self.plain("nginx")

    def test_plain_haproxy(self):
        self.plain("haproxy")

    def signed(self, kind, row, scheme):
        with serve("--access-key", "testid:testsecret") as upstream, gateway(kind, row, upstream) as url:
            return self.run_json(url, "--signature", scheme, "--gateway", "--arrange", f"door:{upstream}/-/world", "--only", "gateway", env=KEYS)

    def test_plain_signed(self):
        for kind in ("nginx", "haproxy"):
            for scheme in ("v1", "v3"):
                with self.subTest(kind=kind, scheme=scheme):
                    run, report = self.signed(kind, "plain", scheme)
                    self.assertEqual(run.code, 0, run.out + run.err)
                    self.assertEqual(report["ledger"]["skip"], 0, [c for c in report["checks"] if c["verdict"] == "skip"][:3])

    def test_another_host_breaks_v3_in_a_plain_run(self):
        for kind in ("nginx", "haproxy"):
            with self.subTest(kind=kind):
                run, _ = self.signed(kind, "host", "v3")
                self.assertEqual(run.code, 4, run.out + run.err)
                self.assertIn("which signs Host: a hop on the way has to keep it", " ".join(run.out.split()))

    def test_another_host_with_v1_is_told_by_gateway(self):
        for kind in ("nginx", "haproxy"):
            with self.subTest(kind=kind):
                run, report = self.signed(kind, "host", "v1")
                self.assertEqual(run.code, 1, run.out + run.err)
                self.assertEqual({c["rule"] for c in report["checks"] if c["verdict"] == "fail"}, {"gateway/host"})

    def row(self, kind, name):
        rules, words = ROWS[kind, name]
        with serve() as upstream, gateway(kind, name, upstream) as url:
            run, report = self.run_json(url, "--gateway", "--arrange", f"door:{upstream}/-/world", "--only", "gateway")
        self.assertEqual(run.code, 1, run.out + run.err)
        failed = {c["rule"].removeprefix("gateway/") for c in report["checks"] if c["verdict"] == "fail"}
        self.assertLessEqual(rules, failed)
        self.assertLessEqual(failed, rules | {"documented-instances"})
        self.assertEqual(report["ledger"]["error"], 0)
        self.assertIn(words, " | ".join(c["reason"] for c in report["checks"] if c["verdict"] == "fail"))


for gateway_kind, row_name in ROWS:
    setattr(Gateways, f"test_{gateway_kind}_{row_name.replace('-', '_')}", lambda self, kind=gateway_kind, name=row_name: self.row(kind, name))

if __name__ == "__main__":
    unittest.main(argv=sys.argv)
