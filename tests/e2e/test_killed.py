"""A run that is killed at any moment: a readable report of what it had, and nothing behind after `rmspec sweep`."""

import json
import os
import signal
import subprocess
import tempfile
import threading
import unittest
import urllib.parse
import urllib.request

from endpoints import RMSPEC, proxy, report_of, rmspec, serve

MOMENTS = [1, 30, 70, 150, 333, 700, 1500]  # requests that the endpoint has seen


def left(url):
    """What stands on the endpoint."""
    total = 0
    for action, version in (("DescribeLoadBalancers", "2014-05-15"), ("DescribeScalingGroups", "2014-08-28")):
        query = urllib.parse.urlencode({"Action": action, "Version": version, "Format": "JSON",
                                        "RegionId": "cn-hangzhou"})
        with urllib.request.urlopen(f"{url}/?{query}") as answer:
            total += int(json.load(answer)["TotalCount"])
    return total


class Killed(unittest.TestCase):
    def kill_at(self, moment, folder):
        """The reference's URL stays valid for as long as the caller iterates."""
        lock, started = threading.Lock(), threading.Event()
        count = 0
        process = None

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
            process = subprocess.Popen([RMSPEC, "run", url, "--arrange", "api", "--report", f"json:{folder}/r.json",
                                        "--report", f"ndjson:{folder}/r.ndjson"],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            started.set()
            process.wait(120)
            self.assertEqual(process.returncode, -signal.SIGKILL)
            swept = rmspec("sweep", upstream)
            self.assertEqual(swept.code, 0, swept.err)
            self.assertEqual(rmspec("sweep", upstream, "--dry-run").out, "")
            self.assertEqual(left(upstream), 0)
        return swept

    def test_moments(self):
        something = 0
        for moment in MOMENTS:
            with self.subTest(moment), tempfile.TemporaryDirectory() as folder:
                swept = self.kill_at(moment, folder)
                something += bool(swept.out)
                if os.path.exists(f"{folder}/r.json"):
                    self.assertFalse(report_of(f"{folder}/r.json")["finished"])
                told = []
                with open(f"{folder}/r.ndjson", encoding="utf-8") as file:
                    for line in file:
                        if line.endswith("\n"):  # the last line may have been cut
                            told.append(json.loads(line))
                self.assertTrue(told)
        self.assertGreater(something, 0, "no moment left anything behind: the test tests nothing")


if __name__ == "__main__":
    unittest.main()
