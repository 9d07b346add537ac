"""The official clients from npm against the reference, which verifies their signatures.

NODE_CLIENTS names the folder that the clients are installed in. Where npm cannot be reached the test is skipped by
name, unless RMS_REQUIRE_CLIENTS is set."""

import collections
import json
import os
import shutil
import subprocess
import sys
import unittest

from endpoints import serve

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "clients")
FOLDER = os.environ.get("NODE_CLIENTS", "")
SKIPPED = 77
CLIENTS = ["pop-core get", "pop-core post", "openapi-client v1 query", "openapi-client v1 body",
           "openapi-client v3 query", "openapi-client v3 body", "openapi-core v3 query", "openapi-core v3 body"]
STEPS = ["arranged", "removed", "described", "removed again", "removed from the vServer group", "activity", "members",
         "remove again", "MinSize", "unknown load balancer", "bad secret"]


# What a client signs otherwise than it sends: docs/decisions/0014. (shapes, words of the client's name): refused; all else is accepted.
GIVEN_AS_LISTS = ("array", "array of 12", "array in an array", "array of objects", "array of values of every kind",
                  "undefined and null in arrays", "object", "object in an object", "date", "not a number")
NAMES = ("names with other characters", "names beyond ASCII", "a name with its own separators")
REFUSED = (
    (GIVEN_AS_LISTS, ("as given",)),
    (("array of nothing",), ("v3", "as given")),
    (("undefined", "null"), ("v1", "as given")),
    (NAMES, ("v3", "GET")), (NAMES, ("v3", "query")), (NAMES, ("v3", "as given")),
    (("in query and body, otherwise",), ("v1", "body")),
)


def expected(client, shape):
    is_refused = any(shape in shapes and all(word in client for word in words) for shapes, words in REFUSED)
    return (400, "SignatureDoesNotMatch") if is_refused else (200, "")


def is_installed():
    """The clients of exactly this lock file."""
    try:
        with open(f"{HERE}/package-lock.json", "rb") as wanted, open(f"{FOLDER}/package-lock.json", "rb") as there:
            return wanted.read() == there.read() and os.path.exists(f"{FOLDER}/installed")
    except OSError:
        return False


def install():
    """None, or why the clients cannot be had."""
    if is_installed():
        return None
    if not shutil.which("npm") or not shutil.which("node"):
        return "there is no npm here"
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(f"{HERE}/{name}", FOLDER)
    try:
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER,
                              capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        return "npm cannot be reached within five minutes"
    if done.returncode != 0:
        return f"npm cannot be reached: {done.stderr.strip().splitlines()[-1:]}"
    with open(f"{FOLDER}/installed", "w", encoding="utf-8"):
        pass
    return None


def node(script, url):
    return subprocess.run(["node", f"{HERE}/{script}", url, "testid", "testsecret"], capture_output=True, text=True,
                          timeout=120, check=False, env={**os.environ, "NODE_CLIENTS": FOLDER})


class Clients(unittest.TestCase):
    def play(self, *options):
        with serve("--access-key", "testid:testsecret", *options) as url:
            done = node("scenario.mjs", url)
        self.assertEqual(done.returncode, 0, done.stderr)
        played = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([one["client"] for one in played], CLIENTS)
        for one in played:
            with self.subTest(one["client"]):
                self.assertEqual([step["step"] for step in one["steps"]], STEPS, one["steps"][-1:])
                self.assertEqual([step for step in one["steps"] if not step["ok"]], [])
        return played

    def test_scenario(self):
        self.play()

    def test_a_bad_secret_is_seen(self):
        """The scenario itself can fail: an endpoint that verifies nothing lets the bad secret through."""
        with serve() as url:
            done = node("scenario.mjs", url)
        for line in done.stdout.splitlines():
            wrong = [step["step"] for step in json.loads(line)["steps"] if not step["ok"]]
            self.assertEqual(wrong, ["bad secret"])

    def test_shapes(self):
        """Odd values and names, in every way that the clients sign and send."""
        with serve("--access-key", "testid:testsecret") as url:
            done = node("shapes.mjs", url)
        self.assertEqual(done.returncode, 0, done.stderr)
        calls = [json.loads(line) for line in done.stdout.splitlines()]
        wrong = [call for call in calls if (call["status"], call["code"]) != expected(call["client"], call["shape"])]
        self.assertEqual(wrong, [])
        by_client = collections.Counter(call["client"] for call in calls)
        self.assertEqual(len(by_client), 18)
        self.assertGreater(min(by_client.values()), 25)
        self.assertEqual(len({call["shape"] for call in calls}), 66)


if __name__ == "__main__":
    missing = install()
    if missing and os.environ.get("RMS_REQUIRE_CLIENTS"):
        sys.exit(f"the official clients are required here: {missing}")
    if missing:
        print(f"skipped: the official clients from npm: {missing}")
        sys.exit(SKIPPED)
    unittest.main()
