"""Campaigns: what they find is kept, told and repeatable, however they end."""
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CAMPAIGN = [sys.executable, os.path.join(ROOT, "fuzz", "campaign")]
DATA = os.path.join(ROOT, "tests", "data", "fuzz")
RMSPEC = os.environ["RMSPEC"]
LIMIT_SECONDS = 120


def committed():
    """A digest of every file of the committed corpus."""
    found = {}
    for path, _, names in os.walk(os.path.join(ROOT, "corpus")):
        for name in names:
            with open(os.path.join(path, name), "rb") as file:
                found[os.path.join(path, name)] = hashlib.sha1(file.read()).hexdigest()
    return found


class Campaigns(unittest.TestCase):
    compiler = "clang"
    flags = ("-g", "-fsanitize=fuzzer,address")
    more = ()

    def setUp(self):
        if not shutil.which(self.compiler):
            self.assertFalse(os.environ.get("RMS_REQUIRE_FUZZ"), f"{self.compiler} is not installed")
            self.skipTest(f"{self.compiler} is not installed")
        self.folder = tempfile.mkdtemp(prefix="rmspec-fuzz-test-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.build = os.path.join(self.folder, "build")
        self.findings = os.path.join(self.folder, "out", "findings")
        os.makedirs(os.path.join(self.build, "fuzz"))
        with open(os.path.join(self.build, "fuzz", "targets.txt"), "w", encoding="utf-8") as file:
            file.write("bug\nharmless\n")

    def compile(self, name, *flags):
        program = os.path.join(self.build, "fuzz", f"fuzz_{name}")
        subprocess.run([self.compiler, *self.flags, *flags, os.path.join(DATA, "bug.c"), "-o", program], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return program

    def command(self, target, *more):
        return [*CAMPAIGN, target, "--out", os.path.join(self.folder, "out"), "--build", self.build, "--rmspec", RMSPEC,
                "--seed", "7", *self.more, *more]

    def campaign(self, target, *more):
        return subprocess.run(self.command(target, *more), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=LIMIT_SECONDS)

    def check_finding(self, name):
        """Its folder is whole, its command repeats it, the product's reporter tells it."""
        folder = os.path.join(self.findings, name)
        self.assertEqual(sorted(os.listdir(folder)), ["command", "input", "log.txt", "minimised"])
        sizes = [os.path.getsize(os.path.join(folder, part)) for part in ("minimised", "input")]
        self.assertLessEqual(sizes[0], sizes[1])
        with open(os.path.join(folder, "command"), encoding="utf-8") as file:
            again = subprocess.run(file.read(), shell=True, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertNotEqual(again.returncode, 0)
        tree = ElementTree.parse(os.path.join(self.findings, "report.xml"))
        self.assertTrue([case for case in tree.iter("testcase") if case.find("failure") is not None])
        return sizes[0]

    # Where an engine saves what it finds too slow, and what it finds wrong: as a killed campaign leaves it.
    slow, wrong = "findings/.engine-harmless/timeout-{}", "findings/.engine-harmless/crash-{}"

    def leave(self, place, n):
        for i in range(n):
            path = os.path.join(self.folder, "out", place.format(i))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"input {i}")

    def check_slow_by_itself_or_not(self):
        """A machine that was stopped is no finding; a target that is slow again and again is one, and so is a crash."""
        rows = ((self.slow, 1, 0, 1), (self.slow, 3, 0, 3), (self.slow, 4, 1, 3), (self.wrong, 1, 1, 0))
        self.compile("harmless", "-DHARMLESS")
        for place, n, code, not_counted in rows:
            with self.subTest(place=place, n=n):
                self.leave(place, n)
                run = self.campaign("harmless", "--mode", "batch", "--time", "2")
                self.assertEqual(run.returncode, code, run.stderr)
                self.assertEqual(run.stderr.count("not counted"), not_counted, run.stderr)
                shutil.rmtree(os.path.join(self.folder, "out"))

    def wait_for(self, process, word):
        lines = []
        for line in process.stderr:
            lines.append(line)
            if word in line:
                return "".join(lines)
        self.fail("".join(lines))


class LibFuzzer(Campaigns):
    def test_findings_are_told_apart_and_made_small(self):
        before = committed()
        self.compile("bug")
        run = self.campaign("bug", "--mode", "batch", "--time", "8")
        self.assertEqual(run.returncode, 1, run.stderr)
        kinds = {name for name in os.listdir(self.findings) if name.startswith("bug.")}
        smallest = {"bug.bug.found": 2, "bug.heap-buffer-overflow-copy_into_two_bytes": 3}
        self.assertTrue(kinds)
        self.assertNotIn("disk is full", run.stderr)
        for kind in kinds:
            self.assertEqual(self.check_finding(kind), smallest[kind])
            self.assertIn(f"FAIL must fuzz/bug/{kind[len('bug.'):]}/input", run.stdout)
        self.assertEqual(committed(), before)

    def test_slow_by_itself_or_not(self):
        self.check_slow_by_itself_or_not()

    def test_code_change_stops_at_the_first(self):
        self.compile("bug")
        begun = time.monotonic()
        run = self.campaign("bug", "--mode", "code-change", "--time", "100")
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertEqual(run.stderr.count(": found "), 1)
        self.assertNotIn("disk is full", run.stderr)
        self.assertLess(time.monotonic() - begun, 100)

    def test_nothing_found(self):
        self.compile("harmless", "-DHARMLESS")
        run = self.campaign("harmless", "--mode", "batch", "--time", "2", "--jobs", "2")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("nothing was found", run.stderr)
        self.assertRegex(run.stdout, r"(?m)^[1-9][0-9]* requests in ", "the executions are not told")

    def test_mutator_that_is_never_called(self):
        self.compile("harmless", "-DHARMLESS")
        with open(os.path.join(self.build, "fuzz", "mutator.txt"), "w", encoding="utf-8") as file:
            file.write("on\n")
        run = self.campaign("harmless", "--mode", "batch", "--time", "3")
        self.assertEqual(run.returncode, 4, run.stderr)
        self.assertIn("the engine never called our mutator", run.stderr)

    def test_interrupted(self):
        self.compile("bug")
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number.name):
                shutil.rmtree(self.findings, ignore_errors=True)
                process = subprocess.Popen(self.command("bug", "--mode", "batch", "--time", "100"), cwd=ROOT,
                                           stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
                self.wait_for(process, ": found ")
                process.send_signal(number)
                said = process.stderr.read()
                process.stderr.close()
                self.assertEqual(process.wait(LIMIT_SECONDS), 1, said)
                self.assertIn(f"interrupted: {number.name}", said)
                self.assertTrue([name for name in os.listdir(self.findings) if name.startswith("bug.")])
                self.assertIn("report.xml", os.listdir(self.findings))

    def test_engine_that_is_killed(self):
        program = self.compile("harmless", "-DHARMLESS")
        process = subprocess.Popen(self.command("harmless", "--mode", "batch", "--time", "100"), cwd=ROOT,
                                   stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        end = time.monotonic() + LIMIT_SECONDS
        engines = []
        while not engines and time.monotonic() < end:
            engines = subprocess.run(["pgrep", "-P", str(process.pid), "-f", f"{program} .*-max_total_time"],
                                     stdout=subprocess.PIPE, text=True).stdout.split()
        os.kill(int(engines[0]), signal.SIGKILL)
        said = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(LIMIT_SECONDS), 4, said)
        self.assertIn("the engine ended with signal 9", said)

    def test_killed(self):
        """SIGKILL of the campaign itself: what it kept, and what its engine saved behind its back, the next one tells."""
        self.compile("bug")
        process = subprocess.Popen(self.command("bug", "--mode", "batch", "--time", "100"), cwd=ROOT, stderr=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, text=True)
        self.wait_for(process, ": found ")
        process.kill()
        process.wait(LIMIT_SECONDS)
        process.stderr.close()
        kept = [name for name in os.listdir(self.findings) if name.startswith("bug.")]
        self.assertTrue(kept)
        self.assertNotIn("report.xml", os.listdir(self.findings))
        saved = os.path.join(self.findings, ".engine-bug")
        for name, data in (("crash-1", b"BUx"), ("crash-2", b"Qxxx")):  # one of each kind, whichever is kept already
            with open(os.path.join(saved, name), "wb") as file:
                file.write(data)
        run = self.campaign("bug", "--mode", "batch", "--time", "1")
        self.assertEqual(run.returncode, 1, run.stderr)
        for name in {*kept, "bug.bug.found", "bug.heap-buffer-overflow-copy_into_two_bytes"}:
            self.assertIn(f"{name.split('.', 1)[1]}", run.stderr)
            self.check_finding(name)
        shutil.rmtree(os.path.join(self.folder, "out", "fuzz-corpus"), ignore_errors=True)
        self.compile("bug", "-DHARMLESS")  # mended: what was told is not told again
        self.assertEqual(self.campaign("bug", "--mode", "code-change", "--time", "1").returncode, 0)

    def test_untold_finding(self):
        """Kept, but nobody told it: the next campaign does so, unless it is mended, and no later one."""
        folder = os.path.join(self.findings, "bug.bug.hidden")
        for hidden, wanted in ((("-DHIDDEN",), 1), ((), 0)):
            with self.subTest(hidden=hidden):
                self.compile("bug", "-DHARMLESS", *hidden)
                os.makedirs(folder, exist_ok=True)
                for name, data in (("minimised", b"a secret"), ("untold", b"")):
                    with open(os.path.join(folder, name), "wb") as file:
                        file.write(data)
                run = self.campaign("bug", "--mode", "batch", "--time", "1")
                self.assertEqual(run.returncode, wanted, run.stderr)
                self.assertEqual("bug.hidden" in run.stderr, bool(wanted), run.stderr)
                self.assertNotIn("untold", os.listdir(folder))
                self.assertEqual(self.campaign("bug", "--mode", "batch", "--time", "1").returncode, 0)

    def test_prune_writes_into_the_committed_corpus_when_told_to(self):
        """With a tree of its own, whose corpus/ may be written to."""
        self.compile("bug")
        tool = os.path.join(self.build, "fuzz", "corpus_manifest")
        with open(tool, "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexit 2\n")  # it does not know the target
        os.chmod(tool, 0o755)
        root, corpus = os.path.join(self.folder, "tree"), os.path.join(self.folder, "tree", "corpus", "bug")
        scratch = os.path.join(self.folder, "out", "fuzz-corpus", "bug")
        shutil.copytree(os.path.join(ROOT, "fuzz", "campaign"), os.path.join(root, "fuzz", "campaign"))
        for folder, files in ((corpus, {"MANIFEST.tsv": "file\torigin\texpected\nnothing\tby hand\tholds\n", "nothing": "x"}),
                              (scratch, {"1": "Q1", "2": "Q2", "3": "B3", "4": "x4"})):
            os.makedirs(folder)
            for name, text in files.items():
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
        command = [sys.executable, os.path.join(root, "fuzz", "campaign"), *self.command("bug", "--mode", "prune")[2:]]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT_SECONDS)
        self.assertEqual(run.returncode, 0, run.stdout)
        self.assertEqual(sorted(os.listdir(corpus)), ["MANIFEST.tsv", "nothing"])
        self.assertLess(len(os.listdir(scratch)), 4)
        run = subprocess.run([*command, "--write"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                             timeout=LIMIT_SECONDS)
        self.assertEqual(run.returncode, 0, run.stdout)
        added = sorted(name for name in os.listdir(corpus) if name.startswith("found."))
        self.assertTrue(added, run.stdout)
        with open(os.path.join(corpus, "MANIFEST.tsv"), encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file][1:]
        self.assertEqual(rows[0], ["nothing", "by hand", "holds"])
        self.assertEqual(sorted(rows[1:]), [[name, "a campaign", "holds"] for name in added])

    def corpus(self, files):
        """A folder of somebody's inputs: names and contents; its path."""
        folder = os.path.join(self.folder, "theirs")
        for name, data in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
        return folder

    def test_a_corpus_of_somebody_else(self):
        """Any names; links that lead nowhere and pipes are passed over and told; names that are alike when flat are kept."""
        self.compile("harmless", "-DHARMLESS")
        folder = self.corpus({"a b\nc": b"1", "-runs=0": b"2", "a/b": b"3", "a_b": b"4", "\udcff\udcfe": b"5", "large": bytes(1 << 20), "none": b""})
        os.symlink("/nonexistent", os.path.join(folder, "dangling"))
        os.mkfifo(os.path.join(folder, "pipe"))
        run = self.campaign("harmless", "--mode", "batch", "--time", "1", "--corpus", folder)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("passed over, no files that can be read: 2,", run.stderr)
        seeds = os.path.join(self.folder, "out", "fuzz-corpus", ".harmless.seeds")
        self.assertEqual(len(os.listdir(seeds)), 7)
        for nothing in (os.path.join(self.folder, "nonexistent"), tempfile.mkdtemp(dir=self.folder)):
            run = self.campaign("harmless", "--corpus", nothing)
            self.assertEqual(run.returncode, 2)
            self.assertIn("there is no file that can be read", run.stderr)

    def test_replay_of_many(self):
        """More than one start takes, the last one bad; and inputs that fail together only."""
        self.compile("bug")
        run = self.campaign("bug", "--mode", "replay", "--corpus", self.corpus({**{f"{i:05}": b"x" for i in range(1500)}, "z": b"BU"}))
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("1501 inputs replayed", run.stderr)
        self.compile("harmless", "-DHARMLESS", "-DTOGETHER")
        run = self.campaign("harmless", "--mode", "replay", "--corpus", self.corpus({}))
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("run alone it passes", run.stderr)
        self.assertIn("harmless: 20 inputs fail; 1441 more were not replayed", run.stderr)

    def test_replay_and_unknown_target(self):
        self.compile("bug")
        run = self.campaign("nosuch")
        self.assertEqual(run.returncode, 2)
        self.assertIn("there is no target 'nosuch'; there are: bug harmless", run.stderr)
        run = self.campaign("bug", "--mode", "replay")  # it has no committed corpus: that is no pass
        self.assertEqual(run.returncode, 4, run.stderr)


class Afl(Campaigns):
    compiler = "afl-clang-fast"
    flags = ("-g", "-fsanitize=fuzzer", "-fsanitize=address")
    more = ("--engine", "afl")
    slow, wrong = "fuzz-afl-state/harmless/main/hangs/id:{}", "fuzz-afl-state/harmless/main/crashes/id:{}"

    def test_slow_by_itself_or_not(self):
        self.check_slow_by_itself_or_not()

    def test_saved_crashes_fail_although_the_engine_ends_with_0(self):
        self.compile("bug")
        run = self.campaign("bug", "--mode", "batch", "--time", "6")
        self.assertEqual(run.returncode, 1, run.stderr)
        kept = [name for name in os.listdir(self.findings) if name.startswith("bug.")]
        self.assertTrue(kept, run.stderr)
        self.check_finding(kept[0])

    def test_nothing_found(self):
        self.compile("harmless", "-DHARMLESS")
        run = self.campaign("harmless", "--mode", "batch", "--time", "3")
        self.assertEqual(run.returncode, 0, run.stderr)


class Missing(unittest.TestCase):
    """An engine that is not there: one line that says so and what to do, no verdict."""

    def test_compilers(self):
        bare = tempfile.mkdtemp(prefix="rmspec-bare-")
        self.addCleanup(shutil.rmtree, bare)
        for engine, compiler, way in (("libfuzzer", "clang", "--mode replay"), ("afl", "afl-clang-fast", "--engine libfuzzer")):
            with self.subTest(engine=engine):
                run = subprocess.run([*CAMPAIGN, "percent", "--engine", engine, "--out", bare], stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, text=True, env=dict(os.environ, PATH=bare), timeout=LIMIT_SECONDS)
                self.assertEqual(run.returncode, 4, run.stderr)
                self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
                self.assertIn(f"{compiler} is not installed: install ", run.stderr)
                self.assertIn(way, run.stderr)

    def test_source_of_jansson(self):
        """Without a source list that has it: one warning, None, and a campaign goes on with the packaged library."""
        code = ("import sys; sys.path.insert(0, sys.argv[1]); import jansson; jansson.archive_of_package = lambda: 'none:/'; "
                "print(jansson.source(sys.argv[2]))")
        run = subprocess.run([sys.executable, "-c", code, CAMPAIGN[1], "/nonexistent/place"], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
        self.assertEqual(run.stdout, "None\n", run.stderr)
        self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertIn("warning: no source of jansson", run.stderr)
        self.assertIn("unpack the source as /nonexistent/place/jansson", run.stderr)


def no_file_above(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


class Disk(Campaigns):
    compiler = "sh"

    def test_no_larger_files(self):
        """A limit on files in the place of a disk: where no disk of our own can be mounted."""
        shutil.copy(os.path.join(DATA, "engine-without-room"), os.path.join(self.build, "fuzz", "fuzz_bug"))
        run = subprocess.run(self.command("bug", "--mode", "batch", "--time", "5"), cwd=ROOT, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, timeout=LIMIT_SECONDS, preexec_fn=no_file_above(64 << 10))
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("the disk is full", run.stderr)
        with open(os.path.join(self.findings, "bug.bug.found", "minimised"), "rb") as file:
            self.assertEqual(file.read(), b"BU")

    def test_full(self):
        if not shutil.which("unshare"):
            self.skipTest("unshare is not installed")
        place = os.path.join(self.folder, "small")
        kept = os.path.join(self.folder, "kept")
        os.mkdir(place)
        small = ["unshare", "-Urm", "sh", "-c", 'mount -t tmpfs -o size=3m none "$0" && "$@"; code=$?; '
                 f'cp -r "$0/findings" {kept}; exit $code', place]
        if subprocess.run([*small, "true"], stderr=subprocess.DEVNULL).returncode > 1:
            self.skipTest("no user namespaces here")
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copy(os.path.join(DATA, "engine-on-a-full-disk"), os.path.join(self.build, "fuzz", "fuzz_bug"))
        run = subprocess.run([*small, *CAMPAIGN, "bug", "--out", place, "--build", self.build, "--rmspec", RMSPEC, "--time", "60"],
                             cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=LIMIT_SECONDS)
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertIn("the disk is full", run.stderr)
        self.assertIn("bug.bug.found", os.listdir(kept))
        with open(os.path.join(kept, "bug.bug.found", "minimised"), "rb") as file:
            self.assertEqual(file.read(), b"BU")


class Fleet(unittest.TestCase):
    """Queues of main nodes travel both ways; what is a secondary's, and what is our own, stays."""

    def node(self, name):
        place = os.path.join(self.folder, name)
        os.makedirs(os.path.join(place, "fuzz"))
        shutil.copy(os.path.join(ROOT, "fuzz", "afl-fleet"), os.path.join(place, "fuzz"))
        for fuzzer in (f"{name}-main", f"{name}-1"):
            queue = os.path.join(place, "build", "fuzz-fleet", "percent", "sync", fuzzer, "queue")
            os.makedirs(queue)
            with open(os.path.join(queue, f"id:000000,{name}"), "w", encoding="utf-8") as file:
                file.write(name)
        return place

    def queues(self, place):
        sync = os.path.join(place, "build", "fuzz-fleet", "percent", "sync")
        return sorted(os.path.relpath(os.path.join(path, name), sync) for path, _, names in os.walk(sync) for name in names)

    def test_exchange(self):
        if not shutil.which("rsync"):
            self.assertFalse(os.environ.get("RMS_REQUIRE_FUZZ"), "rsync is not installed")
            self.skipTest("rsync is not installed")
        self.folder = tempfile.mkdtemp(prefix="rmspec-fleet-")
        self.addCleanup(shutil.rmtree, self.folder)
        one, two = self.node("one"), self.node("two")
        subprocess.run([os.path.join(one, "fuzz", "afl-fleet"), "sync", "percent", two], check=True,
                       env=dict(os.environ, RMS_FUZZ_NODE="one"))
        mains = ["one-main/queue/id:000000,one", "two-main/queue/id:000000,two"]
        self.assertEqual(self.queues(one), sorted([*mains, "one-1/queue/id:000000,one"]))
        self.assertEqual(self.queues(two), sorted([*mains, "two-1/queue/id:000000,two"]))


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    all_skipped = result.wasSuccessful() and len(result.skipped) == result.testsRun
    sys.exit(77 if all_skipped and not os.environ.get("RMS_REQUIRE_FUZZ") else not result.wasSuccessful())
