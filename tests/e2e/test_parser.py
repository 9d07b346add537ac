"""`rmspec parser` from outside: right parsers raise no alarm, wrong ones are told by rule and with a small request.

    test_parser.py CLASS         as CTest runs it
    test_parser.py All           every bug of parsers/bugs.py under --fuzz: minutes, by hand
"""
import fnmatch
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [os.path.join(HERE, "parsers"), os.path.join(ROOT, "tests", "golden", "reports")]
import bugs  # noqa: E402
import foreign  # noqa: E402
import schema  # noqa: E402  (the validator of the schemas in docs/)

RMSPEC = os.environ["RMSPEC"]
EXAMPLES = os.path.join(ROOT, "docs", "examples")
LIMIT_SECONDS = 500


class Parsers(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="rmspec-parser-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def compile(self, source, library):
        """The C example, or a source in its place, as a program or as a library."""
        example = os.path.join(EXAMPLES, "parser-c")
        output = self.path("libparser.so" if library else "parser")
        flags = ["-shared", "-fPIC"] if library else []
        subprocess.run(["cc", "-std=c11", "-O1", "-g", *flags, f"-I{ROOT}/include", f"-I{example}", source,
                        os.path.join(example, "rmspec.c" if library else "main.c"), "-ljansson", "-o", output], check=True)
        return output

    def example(self, library=False):
        return self.compile(os.path.join(EXAMPLES, "parser-c", "parser.c"), library)

    def wrong(self, bug):
        """The command line of an example with a bug."""
        source = self.path(f"{bug.name}.{bug.language}")
        with open(source, "w", encoding="utf-8") as file:
            file.write(bug.source())
        if bug.language == "py":
            return ["--", sys.executable, source]
        if bug.rule.startswith("process/"):
            return ["--", self.compile(source, library=False)]
        return ["--load", self.compile(source, library=True)]

    def judge(self, *words, stdin=None):
        """Exit code, and the JSON report."""
        report = self.path("report.json")
        run = subprocess.run([RMSPEC, "parser", "--report", f"json:{report}", *words], stdout=subprocess.PIPE, input=stdin,
                             stderr=subprocess.STDOUT, text=True, timeout=LIMIT_SECONDS)
        with open(report, encoding="utf-8") as file:
            return run.returncode, json.load(file), run.stdout

    def check_right(self, *words):
        code, report, said = self.judge(*words)
        bad = [check["id"] for check in report["checks"] if check["verdict"] in ("fail", "error", "skip")]
        self.assertEqual(bad, [], said)
        self.assertEqual(code, 0, said)
        return report

    def check_bug(self, bug, *how):
        quirks = ["--quirks", "reference"] if bug.quirks else []
        code, report, said = self.judge(*how, *quirks, "--timeout", "1s", *self.wrong(bug))
        found = [check for check in report["checks"] if check["verdict"] == bug.verdict and fnmatch.fnmatch(check["rule"], bug.rule)]
        self.assertTrue(found, said)
        self.assertEqual(code, 1 if bug.verdict == "fail" else 0, said)
        return min(found, key=lambda check: len(check["request"]))


class Right(Parsers):
    def test_c_program(self):
        self.check_right("--fuzz", "--runs", "150", "--", self.example())

    def test_c_library(self):
        report = self.check_right("--fuzz", "--runs", "800", "--load", self.example(library=True))
        self.assertGreater(report["exchanges"], 1300)

    def test_python(self):
        self.check_right("--fuzz", "--runs", "100", "--", sys.executable, os.path.join(EXAMPLES, "parser-python", "parser.py"))

    def test_javascript(self):
        if not shutil.which("node"):
            self.skipTest("node is not installed")
        self.check_right("--fuzz", "--runs", "100", "--", "node", os.path.join(EXAMPLES, "parser-node", "parser.mjs"))

    def test_strictest_choices(self):
        report = self.check_right("--fuzz", "--runs", "20", "--", sys.executable, os.path.join(HERE, "parsers", "strict.py"))
        self.assertGreater(sum(check["verdict"] == "observed" for check in report["checks"]), 50)


class Wrong(Parsers):
    def test_libraries(self):
        """Every bug of the C example, hunted."""
        for bug in bugs.ALL:
            if bug.language == "c" and not bug.rule.startswith("process/"):
                with self.subTest(bug.name):
                    print(bug.name, flush=True)
                    check = self.check_bug(bug, "--skip", "request", "--fuzz", "--runs", "3000")
                    self.assertLessEqual(len(check["request"]), bug.bytes, check["request"])

    def test_interface(self):
        """Bugs of the interface, by the vectors that wake them."""
        for name, only in (("two-lines", "encoding/escape-once"), ("garbage", "encoding/plus"), ("crash", "RemoveInstances/id-spelling"),
                           ("hangs", "encoding/escape"), ("a-line-late", "travel/query")):
            with self.subTest(name):
                print(name, flush=True)
                self.check_bug(bugs.BY_NAME[name], "--only", f"request/{only}")

    def test_open_points_count_only_when_pinned(self):
        bug = bugs.BY_NAME["port-0"]
        how = ("--only", "request/*/port-range/*", *self.wrong(bug))
        code, report, said = self.judge(*how)
        self.assertEqual(code, 0, said)
        self.assertIn("observed", {check["verdict"] for check in report["checks"]})
        quirks = self.path("quirks.yaml")
        for choice, wanted in (("reference", 1), ("refuse", 1), ("open", 0)):
            with open(quirks, "w", encoding="utf-8") as file:
                file.write(f"C2: {choice}\n")
            self.assertEqual(self.judge("--quirks", quirks, *how)[0], wanted, choice)

    def test_printed_command_repeats_it(self):
        check = self.check_bug(bugs.BY_NAME["bad-digits"], "--skip", "request", "--fuzz", "--runs", "1500")
        os.symlink(RMSPEC, self.path("rmspec"))
        again = subprocess.run(["bash", "-c", check["repeat"]], stdout=subprocess.PIPE, text=True, timeout=LIMIT_SECONDS,
                               env=dict(os.environ, PATH=self.folder + os.pathsep + os.environ["PATH"]))
        self.assertEqual(again.returncode, 1, again.stdout)
        self.assertIn(check["rule"], again.stdout)

    def test_same_seed_same_finding(self):
        found = [self.check_bug(bugs.BY_NAME["port-wraps"], "--skip", "request", "--fuzz", "--runs", "1500", "--seed", "3")["request"]
                 for _ in range(2)]
        self.assertEqual(found[0], found[1])


class Foreign(Parsers):
    """Parsers that owe nothing to the examples."""

    # of the bugs of foreign.py those that nothing else comes near; All has every one
    CHOSEN = ("dies-of-depth", "no-escaped-slash", "numbers-in-the-answer-wrap", "any-kind-of-port", "decodes-before-it-splits",
              "semicolon-separates", "no-query-is-a-crash", "one-read-is-enough", "ids-are-trimmed", "a-byte-order-mark-is-skipped")

    def program(self, name, text):
        """The words of a command that runs a parser of that text."""
        source = self.path(name)
        with open(source, "w", encoding="utf-8") as file:
            file.write(text)
        language = name.rsplit(".", 1)[1]
        if language == "c":
            subprocess.run(["cc", "-std=c11", "-O1", "-g", source, "-o", self.path("program")], check=True)
            return [self.path("program")]
        if language == "mjs" and not shutil.which("node"):
            self.skipTest("node is not installed")
        return [sys.executable if language == "py" else "node", source]

    def check_foreign(self, bug, *how):
        code, report, said = self.judge(*how, "--", *self.program(f"{bug.name}.{bug.language}", bug.source()))
        self.assertTrue(report["checks"], said)
        bad = [check for check in report["checks"] if check["verdict"] in ("fail", "error")]
        found = [check for check in bad if bug.rule and fnmatch.fnmatch(check["rule"], bug.rule)]
        self.assertEqual((bool(found), bool(bad), code), (bool(bug.rule), bool(bug.rule), int(bool(bug.rule))), said)
        return min((len(check["request"]) for check in found), default=0)

    def test_right_ones(self):
        for language, source in foreign.SOURCES.items():
            with self.subTest(source.name):
                self.check_right("--fuzz", "--runs", "60", "--", *self.program(f"right.{language}", source.read_text()))

    def test_bugs(self):
        for name in self.CHOSEN:
            with self.subTest(name):
                print(name, flush=True)
                bug = foreign.BY_NAME[name]
                self.check_foreign(bug, "--only", f"request/{bug.only}")


class Vectors(Parsers):
    def vectors(self):
        path = self.path("vectors.json")
        subprocess.run([RMSPEC, "parser", "--vectors", "--output", path], check=True, timeout=LIMIT_SECONDS)
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def test_schema(self):
        document = self.vectors()
        with open(os.path.join(ROOT, "docs", "request-vectors.schema.json"), encoding="utf-8") as file:
            wanted = json.load(file)
        self.assertEqual(list(schema.check(wanted, wanted, document, "vectors")), [])
        tests = [test for group in document["groups"] for test in group["tests"]]
        self.assertEqual(len(tests), document["number_of_tests"])
        self.assertEqual({test["result"] for test in tests}, {"valid", "invalid", "acceptable"})
        del tests[0]["expected"]
        tests[1]["result"] = "perhaps"
        self.assertEqual(len(list(schema.check(wanted, wanted, document, "vectors"))), 2, "the schema notices nothing")

    def test_open_points_are_documented(self):
        document = self.vectors()
        names = {point["name"] for point in document["open_points"]}
        used = {name for group in document["groups"] for test in group["tests"] for name in test.get("open", ())}
        self.assertEqual(used - names, set())
        with open(os.path.join(ROOT, "docs", "parser.md"), encoding="utf-8") as file:
            text = file.read()
        rows = {(row[0], row[1], row[2]) for row in re.findall(r"^\| `([^`]+)` \| (.+?) \| (.+?) \|$", text, re.MULTILINE)}
        self.assertEqual({(point["name"], point["what"], point["leaves"]) for point in document["open_points"]} - rows, set())


class Usage(Parsers):
    def run_it(self, *words, stdin=""):
        return subprocess.run([RMSPEC, "parser", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, input=stdin,
                              timeout=LIMIT_SECONDS)

    def test_exit_codes(self):
        wrong_quirks = self.path("wrong.yaml")
        with open(wrong_quirks, "w", encoding="utf-8") as file:
            file.write("B99: accept\n")
        for words, code, word in (((), 2, "which parser"),
                                  (("--only", "no/such", "--", "cat"), 2, "no vector is named"),
                                  (("--quirks", wrong_quirks, "--", "cat"), 3, "B99"),
                                  (("--", "/no/such/program"), 4, "cannot be started"),
                                  (("--load", "/no/such/library"), 4, "/no/such/library"),
                                  (("--only", "request/travel/query", "--", "true"), 1, "process/stays-alive"),
                                  (("--only", "request/travel/query", "--", "yes"), 1, "process/one-line")):
            with self.subTest(words):
                run = self.run_it(*words)
                self.assertEqual(run.returncode, code, run.stdout + run.stderr)
                self.assertIn(word, run.stdout + run.stderr)

    def test_explain(self):
        run = subprocess.run([RMSPEC, "explain", "request/encoding/plus/fuzz", "process/in-time"], stdout=subprocess.PIPE, text=True)
        self.assertEqual(run.returncode, 0)
        self.assertIn("In a form a plus sign is a blank.", run.stdout)
        self.assertIn("time limit", run.stdout)


class All(Foreign):
    """Not among the tests that CTest runs."""

    def test_every_bug(self):
        for bug in bugs.ALL:
            with self.subTest(bug.name):
                check = self.check_bug(bug, "--skip", "request", "--fuzz", "--runs", "4000")
                print(f"{bug.name}: {bug.rule}: {len(check['request'])} bytes", flush=True)
                self.assertLessEqual(len(check["request"]), bug.bytes, check["request"])

    def test_every_foreign_bug(self):
        for bug in foreign.ALL:
            with self.subTest(bug.name):
                self.check_foreign(bug, "--only", f"request/{bug.only}")
                smallest = self.check_foreign(bug, "--skip", "request", "--fuzz", "--runs", "4000")
                print(f"{bug.name}: {smallest} bytes", flush=True)
                self.assertLessEqual(smallest, bug.bytes)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], defaultTest=sys.argv[1:])
