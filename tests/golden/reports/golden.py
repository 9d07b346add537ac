"""Play the fixed runs into every writer and compare with expected/: golden.py PLAY VERIFY DOCS.

RMS_GOLDEN_UPDATE=1 in the environment rewrites the expected files instead.
"""
import base64
import copy
import difflib
import hashlib
import importlib.util
import json
import os
import pathlib
import re
import stat
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).parent
PLAY, VERIFY, DOCS = sys.argv[1:4]
SCENARIOS = ("full", "clean", "interrupted", "nothing", "cut", "known")
WRITERS = (("console", "console.txt"), ("junit:-", "junit.xml"), ("json:-", "json"), ("ndjson:-", "ndjson"), ("tap:-", "tap"),
           ("sarif:-", "sarif"), ("markdown:-", "md"), ("badge:-", "badge.json"), ("html:-", "html"))
ROWS = [(scenario, writer, f"{scenario}.{suffix}") for scenario in SCENARIOS for writer, suffix in WRITERS]
ROWS += [("full", "verbose", "full.verbose.txt"), ("full", "narrow", "full.narrow.txt"), ("full", "live", "full.live.txt"),
         ("crowd", "console", "crowd.console.txt")]


def load(name):
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def play(scenario, writer, **options):
    return subprocess.run([PLAY, scenario, writer], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60, **options)


def without_files(name, data):
    """An HTML report without the style and the script that it carries: they have files of their own."""
    if not name.endswith(".html"):
        return data
    for element in (b"style", b"script"):
        data = re.sub(b"<%s>.*?</%s>\n" % (element, element), b"<%s>(reports/html)</%s>\n" % (element, element), data, count=1, flags=re.DOTALL)
    return re.sub(b"sha256-[0-9A-Za-z+/=]{44}", b"sha256-(reports/html)", data)


def lines(data):
    """Escape sequences spelt out, so that a diff drives no terminal either."""
    return data.decode("utf-8").replace("\x1b", "<ESC>").replace("\r", "<CR>").splitlines(keepends=True)


class Golden(unittest.TestCase):
    maxDiff = None

    def test_expected(self):
        for scenario, writer, name in ROWS:
            with self.subTest(name):
                run = play(scenario, writer)
                self.assertEqual((run.returncode, run.stderr), (0, b""))
                got = without_files(name, run.stdout)
                path = HERE / "expected" / name
                if os.environ.get("RMS_GOLDEN_UPDATE") == "1":
                    path.write_bytes(got)
                want = path.read_bytes() if path.exists() else b""
                if got != want:
                    self.fail("\n" + "".join(difflib.unified_diff(lines(want), lines(got), f"expected/{name}", "got")))

    def test_nothing_else_is_expected(self):
        self.assertEqual(sorted(path.name for path in (HERE / "expected").iterdir()), sorted(name for _, _, name in ROWS))

    def test_read_again(self):
        """libxml2, jansson and libyaml read what was written, and the counts in it agree with its content."""
        for scenario in SCENARIOS:
            for writer in ("junit", "json", "tap"):
                with self.subTest(f"{scenario} {writer}"), tempfile.TemporaryDirectory() as folder:
                    file = os.path.join(folder, "report")
                    self.assertEqual(play(scenario, f"{writer}:{file}").stderr, b"")
                    run = subprocess.run([VERIFY, writer, file], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
                    self.assertEqual(run.returncode, 0, run.stdout.decode("utf-8", "replace"))

    def test_texts_drive_no_terminal(self):
        """What people look at as it is: nothing in it but what can be printed."""
        for writer in ("tap:-", "markdown:-", "html:-", "badge:-", "sarif:-"):
            for scenario in ("full", "known", "interrupted"):
                with self.subTest(f"{scenario} {writer}"):
                    for character in play(scenario, writer).stdout.decode("utf-8"):
                        self.assertTrue(character in "\n\t" or character.isprintable(), repr(character))

    def test_console_drives_no_terminal(self):
        allowed = ("\x1b[1;31m", "\x1b[1;33m", "\x1b[32m", "\x1b[1m", "\x1b[0m")
        for writer in ("console", "verbose", "narrow"):
            with self.subTest(writer):
                text = play("full", writer).stdout.decode("utf-8")
                if writer == "narrow":
                    for code in allowed:
                        text = text.replace(code, "")
                for character in text:
                    self.assertTrue(character == "\n" or character.isprintable(), repr(character))

    def test_prose_fits(self):
        """No line is longer than it may be, unless it is a command, an answer, a headline with an id, or one word."""
        for scenario in SCENARIOS + ("crowd",):
            for writer, width in (("console", 80), ("narrow", 50)):
                text = re.sub("\x1b\\[[0-9;]*m", "", play(scenario, writer).stdout.decode("utf-8"))
                verbatim = False
                for line in text.splitlines():
                    label = line[2:13].strip() if line.startswith("  ") else line.split(" ")[0]
                    verbatim = label in ("request", "answer", "repeat", "next") or (verbatim and not label)
                    if verbatim or label in ("FAIL", "XPASS", "WARN", "OBSERVED", "XFAIL", "NOT"):
                        continue
                    self.assertTrue(len(line) <= width or len(line.split()) <= 2 or re.match(" +[0-9]+  (must|should|record) ", line)
                                    or line.endswith("(allowed)"), line)

    def test_one_is_not_many(self):
        for writer in ("console", "tap:-", "markdown:-", "html:-"):
            text = without_files("x.html", play("known", writer).stdout).decode("utf-8")
            self.assertEqual(re.findall(r"\b1 (?:rules|cases|checks|requests|entries|variants)\b", text), [])


class Sarif(unittest.TestCase):
    """The parts of SARIF 2.1.0 that every reader relies on, and what code scanning asks for beyond."""

    def test_constraints(self):
        schema = json.loads((HERE / "sarif.schema.json").read_text(encoding="utf-8"))
        for scenario in SCENARIOS:
            with self.subTest(scenario):
                log = json.loads(play(scenario, "sarif:-").stdout)
                self.assertEqual(list(load("schema").check(schema, schema, log, "log")), [])
                run = log["runs"][0]
                rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
                self.assertEqual(len(rules), len(set(rules)))
                fingerprints = [result["partialFingerprints"]["rmspecCheck/v1"] for result in run["results"]]
                self.assertEqual(len(fingerprints), len(set(fingerprints)))
                for result in run["results"]:
                    self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
                    self.assertEqual(result["occurrenceCount"], len(result["properties"]["variants"]))

    def test_results_are_the_verdicts(self):
        checks = json.loads(play("full", "json:-").stdout)["checks"]
        results = json.loads(play("full", "sarif:-").stdout)["runs"][0]["results"]
        for verdict in ("fail", "warn", "xpass", "error"):
            told = sorted(c["id"] for c in checks if c["verdict"] == verdict)
            said = [r for r in results if r["properties"]["verdict"] == verdict]
            self.assertEqual(sum(r["occurrenceCount"] for r in said), len(told))
            self.assertLessEqual({r["properties"]["check"] for r in said}, set(told))
        self.assertEqual({r["properties"]["verdict"] for r in results}, {"fail", "warn", "xpass", "error"})

    def test_fingerprints_are_stable(self):
        """Another order, port, prefix, rotation of layouts, other ids and texts: the same fingerprints."""
        def prints(scenario):
            return {(r["ruleId"], r["properties"]["verdict"], tuple(sorted(r["partialFingerprints"].items())))
                    for r in json.loads(play(scenario, "sarif:-").stdout)["runs"][0]["results"]}

        self.assertEqual(prints("full"), prints("moved"))
        self.assertGreater(len(prints("full")), 5)


class Markdown(unittest.TestCase):
    def test_nothing_from_outside_is_markup(self):
        for scenario in SCENARIOS:
            with self.subTest(scenario):
                fence, prose = None, []
                for line in play(scenario, "markdown:-").stdout.decode("utf-8").splitlines():
                    if fence is None and (opened := re.fullmatch("(`{3,})text", line)):
                        fence = opened[1]
                    elif fence is not None:
                        fence = None if line == fence else fence
                    else:
                        prose.append(line)
                self.assertIsNone(fence, "a block is not closed")
                text = re.sub("`[^`]*`", "", "\n".join(prose))
                text = re.sub("</?(details|summary)>", "", text)
                self.assertEqual(re.findall(r"[<>@\\\[\]!`~]|://|www\.", text), [])

    def test_bounded(self):
        for scenario in SCENARIOS + ("huge", "crowd"):
            self.assertLessEqual(len(play(scenario, "markdown:-").stdout), 60000)
        self.assertRegex(play("huge", "markdown:-").stdout.decode("utf-8"), r"… and \d+ more broken rules")


class Html(unittest.TestCase):
    """What can be told without a browser; tests/e2e/test_html.py has the rest."""

    def test_nothing_from_outside_is_markup(self):
        for scenario in SCENARIOS:
            with self.subTest(scenario):
                page = without_files("x.html", play(scenario, "html:-").stdout).decode("utf-8")
                self.assertNotIn("<img", page)
                self.assertEqual(page.count("</script>"), 1)
                self.assertEqual(page.count("<noscript>"), page.count("</noscript>"))
                self.assertEqual(re.findall(r"\s(?:on[a-z]+|style|src)=[\"']", page), [])
                for address in re.findall(r'href="([^"]*)"', page):
                    self.assertTrue(address.startswith("#"), address)

    def test_policy_fits_the_content(self):
        page = play("full", "html:-").stdout.decode("utf-8")
        for element in ("style", "script"):
            content = re.search(f"<{element}>(.*?)</{element}>", page, re.DOTALL)[1]
            want = base64.b64encode(hashlib.sha256(content.encode("utf-8")).digest()).decode()
            self.assertIn(f"{element}-src 'sha256-{want}'", page)

    def test_every_place_is_filled(self):
        self.assertNotIn(b"{{", without_files("x.html", play("clean", "html:-").stdout))


class Badge(unittest.TestCase):
    def test_picture(self):
        for scenario, words in (("clean", "passed: 1 of 1 check"), ("full", "4 rules broken"), ("nothing", "no verdict"), ("cut", "unfinished")):
            with self.subTest(scenario), tempfile.TemporaryDirectory() as folder:
                self.assertEqual(play(scenario, f"badge:{folder}/b.svg").returncode, 0)
                svg = ElementTree.parse(f"{folder}/b.svg").getroot()
                self.assertEqual("".join(svg.itertext()), f"rmspec: {words}rmspec{words}")
                widths = [int(rect.get("width")) for rect in svg.iter("{http://www.w3.org/2000/svg}rect")]
                self.assertEqual(sum(widths), int(svg.get("width")))


class Schema(unittest.TestCase):
    """The published schema fits what is written, and would notice if it did not."""

    def setUp(self):
        self.validator = load("schema")
        self.schema, self.events = (json.loads(pathlib.Path(DOCS, name).read_text(encoding="utf-8"))
                                    for name in ("report.schema.json", "events.schema.json"))

    def mistakes(self, document):
        return list(self.validator.check(self.schema, self.schema, document, "report"))

    def test_reports(self):
        for scenario in SCENARIOS:
            with self.subTest(scenario):
                self.assertEqual(self.mistakes(json.loads(play(scenario, "json:-").stdout)), [])

    def test_events(self):
        for scenario in SCENARIOS:
            with self.subTest(scenario):
                lines = play(scenario, "ndjson:-").stdout.decode("utf-8").split("\n")
                self.assertEqual(lines.pop(), "")
                for line in lines:
                    self.assertEqual(list(self.validator.check(self.events, self.events, json.loads(line), "event")), [])

    def test_events_and_report_agree(self):
        """What one schema says about a member, the other one says too."""
        for name in ("plan", "probe", "arrange-failed", "check", "baseline"):
            event = copy.deepcopy(self.events["$defs"][name]["properties"])
            self.assertEqual(event.pop("event"), {"const": name})
            self.assertEqual(event, self.schema["$defs"][name]["properties"])
        for name in ("begin", "end"):
            for member, said in self.events["$defs"][name]["properties"].items():
                if member not in ("event", "schema"):
                    self.assertEqual(said, self.schema["properties"][member], member)

    def test_events_make_the_report(self):
        """Nothing is lost on either way: the lines of the one hold what the other holds."""
        for scenario in SCENARIOS:
            report = json.loads(play(scenario, "json:-").stdout)
            came = {}
            for line in play(scenario, "ndjson:-").stdout.decode("utf-8").splitlines():
                event = json.loads(line)
                came.setdefault(event.pop("event"), []).append(event)
            with self.subTest(scenario):
                for name, member in (("probe", "probe"), ("arrange-failed", "arrange_failed"), ("check", "checks"), ("baseline", "baseline")):
                    self.assertEqual(came.get(name, []), report[member])
                self.assertEqual([note["text"] for note in came.get("note", [])], report["notes"])
                self.assertEqual(report["finished"], "end" in came)
                for event in came["begin"] + came.get("end", []):
                    event.pop("schema", None)
                    self.assertLessEqual(event.items(), report.items())

    def test_notices(self):
        good = json.loads(play("full", "json:-").stdout)
        spoilers = {
            "a member is missing": lambda d: d.pop("ledger"),
            "a member too many": lambda d: d.update(extra=1),
            "a check's verdict": lambda d: d["checks"][0].update(verdict="passed"),
            "a check's member": lambda d: d["checks"][0].pop("says"),
            "a negative count": lambda d: d["ledger"].update(fail=-1),
            "a text for a count": lambda d: d["ledger"].update(fail="1"),
            "a boolean for a count": lambda d: d["ledger"].update(fail=True),
            "an exit code": lambda d: d.update(exit_code=5),
            "a seed that rounds": lambda d: d.update(seed=2**60),
            "a seed that is a word": lambda d: d.update(seed="x"),
            "a rule twice": lambda d: d["unjudged"].append(d["unjudged"][0]),
            "another schema": lambda d: d.update(schema="rmspec-report-0"),
            "a time": lambda d: d.update(started_at="yesterday"),
            "an empty id": lambda d: d["checks"][0].update(id=""),
            "a state of a baseline": lambda d: d["baseline"].append(dict(json.loads(play("known", "json:-").stdout)["baseline"][0], state="lost")),
            "half a mark": lambda d: d.pop("finished"),
        }
        for name, spoil in spoilers.items():
            with self.subTest(name):
                bad = copy.deepcopy(good)
                spoil(bad)
                self.assertNotEqual(self.mistakes(bad), [])


class Files(unittest.TestCase):
    """A report file is complete or as it was before."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.file = os.path.join(self.folder.name, "report.json")

    def test_new_and_again(self):
        for _ in range(2):
            self.assertEqual(play("clean", f"json:{self.file}").returncode, 0)
            self.assertEqual(os.listdir(self.folder.name), ["report.json"])  # no temporary file is left
            with open(self.file, encoding="utf-8") as file:
                self.assertEqual(json.load(file)["ledger"]["pass"], 1)

    def test_mode_follows_umask(self):
        play("clean", f"json:{self.file}", umask=0o027)
        self.assertEqual(stat.S_IMODE(os.stat(self.file).st_mode), 0o640)

    def test_link_is_followed(self):
        link = os.path.join(self.folder.name, "link")
        pathlib.Path(self.file).write_text("old", encoding="utf-8")
        os.symlink("report.json", link)
        self.assertEqual(play("clean", f"json:{link}").returncode, 0)
        self.assertTrue(os.path.islink(link))
        self.assertIn("ledger", pathlib.Path(self.file).read_text(encoding="utf-8"))

    def test_what_is_no_file(self):
        """It is written to, not replaced. (A pipe of ours: a mistake here must not cost the machine its /dev/null.)"""
        pipe = os.path.join(self.folder.name, "pipe")
        os.mkfifo(pipe)
        came = []
        reader = threading.Thread(target=lambda: came.append(pathlib.Path(pipe).read_bytes()), daemon=True)
        reader.start()
        run = play("clean", f"json:{pipe}")
        self.assertEqual((run.returncode, run.stderr), (0, b""))
        self.assertTrue(stat.S_ISFIFO(os.stat(pipe).st_mode))
        reader.join(60)
        self.assertEqual(json.loads(came[0])["exit_code"], 0)
        self.assertEqual(json.loads(play("clean", "json:/dev/stdout").stdout)["exit_code"], 0)

    def test_file_in_the_current_folder(self):
        self.assertEqual(play("clean", "json:report.json", cwd=self.folder.name).returncode, 0)
        self.assertEqual(os.listdir(self.folder.name), ["report.json"])

    def test_refused_beforehand(self):
        rows = {
            f"json:{self.folder.name}/no/such/report.json": "No such file or directory",
            f"json:{self.folder.name}": "Is a directory",
            "json": "names no file",
            "json:": "names no file",
            "yaml:x": "no report format 'yaml'; there are: html, junit, json, ndjson, tap, sarif, markdown, badge",
            "": "no report format",
        }
        for spec, words in rows.items():
            with self.subTest(spec):
                run = play("clean", spec)
                self.assertEqual((run.returncode, run.stdout), (2, b""))
                self.assertIn(words, run.stderr.decode())

    def test_full_disk_leaves_the_old_file(self):
        pathlib.Path(self.file).write_text("old", encoding="utf-8")
        limit = "import resource, signal, os, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);" \
                "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); os.execv(sys.argv[1], sys.argv[1:])"
        run = subprocess.run([sys.executable, "-c", limit, PLAY, "full", f"json:{self.file}"], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(run.returncode, 3)
        self.assertIn("File too large", run.stderr.decode())
        self.assertEqual(pathlib.Path(self.file).read_text(encoding="utf-8"), "old")
        self.assertEqual(os.listdir(self.folder.name), ["report.json"])

    def test_console_that_cannot_be_written(self):
        with open("/dev/full", "wb") as full:
            run = subprocess.run([PLAY, "full", "console"], stdout=full, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(run.returncode, 3)
        self.assertIn("the console report is incomplete", run.stderr.decode())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
