"""fuzz/oss-fuzz/build.sh under the contract of OSS-Fuzz, and what its bad-build checks look at."""
import configparser
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COMMON = "-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION"
UNDEFINED = ("array-bounds,bool,builtin,enum,integer-divide-by-zero,null,object-size,return,returns-nonnull-attribute,shift,"
             "signed-integer-overflow,unreachable,vla-bound")
FLAGS = {
    "address": "-fsanitize=address -fsanitize-address-use-after-scope",
    "undefined": f"-fsanitize={UNDEFINED} -fno-sanitize-recover={UNDEFINED}",
}
SYSTEM = re.compile(r"linux-vdso|ld-linux|lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+|resolv)\.so")
# engine: compiler, $LIB_FUZZING_ENGINE, what it adds to the flags
ENGINES = {"libfuzzer": ("clang", "-fsanitize=fuzzer", "-fsanitize=fuzzer-no-link"),
           "afl": ("afl-clang-fast", "/usr/lib/afl/libAFLDriver.a", "")}
AFL_TARGETS = ("percent",)
READY = "All set and ready to roll"
TARGETS = {"address": ("request", "answer_xml", "percent"), "undefined": ("request",)}


def there(names):
    found = [name for name in names if os.path.isfile(os.path.join(ROOT, "fuzz", "targets", f"{name}.c"))]
    return found or ["percent"]


class Contract(unittest.TestCase):
    def build(self, sanitizer, folder, engine="libfuzzer"):
        """Run build.sh as the image does; $OUT."""
        compiler, library, instrument = ENGINES[engine]
        paths = {name: os.path.join(folder, name.lower()) for name in ("SRC", "OUT", "WORK")}
        for path in paths.values():
            os.mkdir(path)
        os.symlink(ROOT, os.path.join(paths["SRC"], "rmspec"))
        flags = f"{COMMON} {FLAGS[sanitizer]} {instrument}".strip()
        targets = AFL_TARGETS if engine == "afl" else there(TARGETS[sanitizer])
        environment = dict(os.environ, **paths, CC=compiler, CXX=f"{compiler}++", CFLAGS=flags, CXXFLAGS=flags,
                           SANITIZER=sanitizer, FUZZING_ENGINE=engine, LIB_FUZZING_ENGINE=library, ARCHITECTURE="x86_64",
                           FUZZING_LANGUAGE="c", RMS_FUZZ_TARGETS=" ".join(targets), AFL_QUIET="1")
        done = subprocess.run([os.path.join(ROOT, "fuzz", "oss-fuzz", "build.sh")], env=environment, cwd=paths["SRC"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[-3000:])
        self.check_flags(paths["WORK"], flags)
        return paths["OUT"]

    def check_flags(self, work, flags):
        """Nothing that instruments or optimises was added to the given flags."""
        done = subprocess.run(["ninja", "-C", os.path.join(work, "rmspec"), "-t", "commands", "fuzz_percent"],
                              stdout=subprocess.PIPE, text=True)
        given = set(flags.split())
        for line in done.stdout.splitlines():
            added = [word for word in re.findall(r"(?<=\s)-(?:fsanitize|O\d|Os|march)\S*", line) if word not in given]
            self.assertEqual([word for word in added if word != "-fsanitize=fuzzer"], [], line)

    def calls(self, program, prefix):
        text = subprocess.run(f"objdump -dC {program} | grep -cE 'callq?\\s+[0-9a-f]+\\s+<{prefix}'", shell=True,
                              stdout=subprocess.PIPE, text=True).stdout
        return int(text)

    def run_target(self, program, *arguments):
        return subprocess.run([program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", cwd="/", env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"})

    def check_sites(self, program, sanitizer):
        address, undefined = self.calls(program, "__asan"), self.calls(program, "__ubsan")
        print(f"{os.path.basename(program)}, {sanitizer}: {address} ASan calls, {undefined} UBSan calls")
        if sanitizer == "address":
            self.assertGreaterEqual(address, 1000)
            self.assertLessEqual(undefined, 200)
        else:
            self.assertEqual(address, 0)
            self.assertGreaterEqual(undefined, 168)

    def check_target(self, out, name, sanitizer):
        program = os.path.join(out, f"fuzz_{name}")
        self.assertRegex(os.path.basename(program), r"^[A-Za-z0-9_-]+$")
        linked = subprocess.run(["ldd", program], stdout=subprocess.PIPE, text=True).stdout.splitlines()
        self.assertEqual([line for line in linked if not SYSTEM.search(line)], [])
        self.check_sites(program, sanitizer)
        seeds = os.path.join(out, "seeds", name)
        with zipfile.ZipFile(f"{program}_seed_corpus.zip") as archive:
            archive.extractall(seeds)
        self.assertNotIn("MANIFEST.tsv", os.listdir(seeds))
        short = self.run_target(program, "-seed=1337", "-runs=4")
        self.assertEqual(short.returncode, 0, short.stdout)
        self.assertIn("Done 4 runs", short.stdout)
        edges = re.search(r"Loaded \d+ module.*\(.*(?:counters|guards)\): *(\d+)", short.stdout)
        self.assertGreaterEqual(int(edges[1]), 100)
        replayed = self.run_target(program, "-runs=0", "-rss_limit_mb=2560", "-timeout=25", f"-dict={program}.dict", seeds)
        self.assertEqual(replayed.returncode, 0, replayed.stdout)
        self.check_options(program)

    def check_options(self, program):
        """Every key is a flag that the engine knows."""
        options = configparser.ConfigParser()
        self.assertTrue(options.read(f"{program}.options"))
        self.assertIn("libfuzzer", options)
        self.assertTrue(set(options.sections()) <= {"libfuzzer", "asan", "msan", "ubsan"}, options.sections())
        flags = [f"-{key}={value}" for key, value in options["libfuzzer"].items()]
        told = self.run_target(program, "-runs=1", *flags)
        self.assertEqual(told.returncode, 0, told.stdout)
        self.assertNotIn("unrecognized flag", told.stdout)

    def check(self, sanitizer):
        with tempfile.TemporaryDirectory(prefix="rmspec-contract-") as folder:
            out = self.build(sanitizer, folder)
            for name in there(TARGETS[sanitizer]):
                with self.subTest(target=name):
                    self.check_target(out, name, sanitizer)

    def test_address(self):
        self.check("address")

    def test_undefined(self):
        self.check("undefined")

    def test_afl(self):
        """The driver comes as an archive, the compiler instruments, and the engine gets to its start."""
        if not shutil.which("afl-fuzz"):
            self.assertFalse(os.environ.get("RMS_REQUIRE_FUZZ"), "afl++ is not installed")
            self.skipTest("afl++ is not installed")
        with tempfile.TemporaryDirectory(prefix="rmspec-contract-") as folder:
            out = self.build("address", folder, "afl")
            program, seeds = os.path.join(out, f"fuzz_{AFL_TARGETS[0]}"), os.path.join(folder, "seeds")
            with zipfile.ZipFile(f"{program}_seed_corpus.zip") as archive:
                archive.extractall(seeds)
            environment = dict(os.environ, AFL_NO_UI="1", AFL_NO_AFFINITY="1", AFL_SKIP_CPUFREQ="1", AFL_NO_COLOR="1",
                               AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES="1", AFL_FAST_CAL="1",
                               ASAN_OPTIONS="abort_on_error=1:symbolize=0:detect_leaks=0")
            run = subprocess.run(["afl-fuzz", "-i", seeds, "-o", os.path.join(folder, "state"), "-x", f"{program}.dict",
                                  "-E", "100", "--", program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                 errors="replace", env=environment)
            self.assertIn(READY, run.stdout)


if __name__ == "__main__":
    missing = [name for name in ("clang", "clang++", "ninja", "zip", "objdump", "ldd") if not shutil.which(name)]
    if missing:
        print(f"skipped: {', '.join(missing)} not installed")
        sys.exit(1 if os.environ.get("RMS_REQUIRE_FUZZ") else 77)
    unittest.main()
