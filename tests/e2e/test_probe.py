"""What `rmspec probe` foresees is what `rmspec run` then does."""

import json
import re
import tempfile
import unittest

from endpoints import closed_port, report_of, rmspec, serve

ROWS = [  # options of serve, options of the run
    ([], []),
    ([], ["--arrange", "api"]),
    ([], ["--arrange", "none"]),
    (["--offer", "RemoveBackendServers", "--offer", "DescribeLoadBalancerAttribute"], []),
    ([], ["--arrange", "api", "--level", "must", "--format", "XML"]),
]


class Probe(unittest.TestCase):
    def test_foresees_the_run(self):
        for served, args in ROWS:
            with self.subTest(f"{served} {args}"), serve(*served) as url, tempfile.TemporaryDirectory() as folder:
                probe = rmspec("probe", url, "--json", *args)
                rmspec("run", url, *args, "--report", f"json:{folder}/r.json")
                report = report_of(f"{folder}/r.json")
                seen = json.loads(probe.out)
                self.assertEqual(probe.code, 0, probe.err)
                self.assertIsNone(seen["no_verdict"])
                told = (re.match(r"(\d+) checks? of .* nobody says that it has '([^']+)'", note) for note in report["notes"])
                unasked = {match[2]: int(match[1]) for match in told if match}  # what the run leaves out, the probe counts
                self.assertGreater(unasked["verification"], 50)
                self.assertEqual(seen["planned"]["checks"], report["ledger"]["planned"] + sum(unasked.values()))
                reasons = {}
                for check in report["checks"]:
                    if check["verdict"] == "skip":
                        reasons[check["reason"]] = reasons.get(check["reason"], 0) + 1
                for cost in seen["costs"]:
                    # the check that fails for an action that is not offered is no skip
                    blamed = 1 if cost["why"].endswith("is not offered by this endpoint") else 0
                    due = cost["checks"] - unasked.get(cost["why"].removeprefix("needs "), 0)
                    if served:  # an action that is not offered is told before what its cases need
                        self.assertLessEqual(reasons.get(cost["why"], 0), cost["checks"] + 4, cost)
                    else:
                        self.assertIn(reasons.get(cost["why"], 0), range(due - blamed, due + 4), cost)
                blamed = {c["rule"] for c in report["checks"] if c["verdict"] == "fail"}
                self.assertLessEqual(set(seen["unjudged"]) - blamed, set(report["unjudged"]))

    def test_nothing_is_changed(self):
        with serve() as url:
            self.assertEqual(rmspec("probe", url).code, 0)
            self.assertEqual(rmspec("sweep", url, "--dry-run").out, "")

    def test_no_verdict(self):
        probe = rmspec("probe", f"http://127.0.0.1:{closed_port()}")
        self.assertEqual(probe.code, 4)
        self.assertIn("no verdict", probe.out)

    def test_complete(self):
        with serve("--offer", "RemoveInstances") as url:
            self.assertEqual(rmspec("probe", url, "--complete").code, 4)
            self.assertEqual(rmspec("probe", url).code, 0)


if __name__ == "__main__":
    unittest.main()
