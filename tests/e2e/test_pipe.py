"""Nobody reads what is printed any more, as behind `| head -1`: no crash, and the exit codes that docs/guide-ci.md tells."""

import contextlib
import os
import signal
import subprocess
import sys
import unittest

from endpoints import RMSPEC, serve

# Commands that only print end like other programs; those that have something to end or to clean up go on to their end.
PRINTING = (["--help"], ["run", "--help"], ["list"], ["rules"], ["rules", "--coverage"], ["explain", "slb/RemoveBackendServers/limit"], ["profile"],
            ["serve", "--list-faults"], ["parser", "--vectors"], ["sign", "http://127.0.0.1:1", "Action=X"])
RULE = ["--only", "ess/RemoveInstances/min-size"]
WORKING = (["run", *RULE], ["run", "--verbose", *RULE], ["run", "--quiet", "--report", "ndjson:-", *RULE],
           ["run", "--dry-run", "http://127.0.0.1:9", *RULE], ["selftest", "--action", "RemoveBackendServers", "--fault", "limit-19"])
KEYS = {"RMSPEC_ACCESS_KEY_ID": "testid", "RMSPEC_ACCESS_KEY_SECRET": "testsecret"}


def unread(*args, **options):
    """(exit code, standard error) of the program when the other end of its output is closed before it starts."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run([RMSPEC, *args], stdout=writing, stderr=subprocess.PIPE, text=True, timeout=120, check=False,
                              env={**os.environ, **KEYS}, **options)
    finally:
        os.close(writing)
    return done.returncode, done.stderr


class Pipe(unittest.TestCase):
    def test_printing(self):
        for args in PRINTING:
            with self.subTest(" ".join(args)):
                self.assertEqual(unread(*args), (-signal.SIGPIPE, ""))

    def test_printing_where_the_signal_is_ignored(self):
        """As under a parent that ignores it, which is inherited."""
        for args in PRINTING:
            with self.subTest(" ".join(args)):
                self.assertEqual(unread(*args, restore_signals=False), (4, "rmspec: writing to standard output: Broken pipe\n"))

    def test_working(self):
        for args in WORKING:
            with self.subTest(" ".join(args)):
                code, err = unread(*args)
                self.assertEqual(code, 4, err)
                self.assertRegex(err, r"standard output: Broken pipe\n$")

    def test_a_broken_rule_is_still_told(self):
        with contextlib.ExitStack() as stack:
            url = stack.enter_context(serve("--fault", "min-size-off-by-one"))
            code, err = unread("run", url, "--arrange", f"door:{url}/-/world", *RULE)
        self.assertEqual(code, 1, err)
        self.assertRegex(err, r"standard output: Broken pipe\n$")


if __name__ == "__main__":
    unittest.main(argv=sys.argv)
