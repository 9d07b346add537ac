"""./dev: which builds its commands ask for, with a cmake, a ctest and a package manager that only write down."""
import os
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# As the real ones do it: a configured folder has a cache with BUILD_TESTING in it (ON unless told otherwise), and a
# target of the tests exists only where that is on.
CMAKE = r"""#!/bin/sh
echo "cmake $*" >> "$LOG"
[ -z "$BROKEN" ] || exit 1
case $1 in
--preset)
    mkdir -p "build/$2"
    value=ON
    case " $* " in *" -DBUILD_TESTING=OFF "*) value=OFF ;; esac
    echo "BUILD_TESTING:BOOL=$value" > "build/$2/CMakeCache.txt"
    case " $* " in *" -DRMS_PLANTED=ON "*) echo "RMS_PLANTED:BOOL=ON" >> "build/$2/CMakeCache.txt" ;; esac
    : > "build/$2/build.ninja"
    ;;
--build)
    folder=$2
    [ "$2" != --preset ] || folder=build/$3
    mkdir -p "$folder/cli" "$folder/tests/bench"
    printf '#!/bin/sh\necho "rmspec $*"\n' > "$folder/cli/rmspec"
    chmod +x "$folder/cli/rmspec"
    if grep -q 'TESTING:BOOL=ON' "$folder/CMakeCache.txt"; then
        printf '#!/bin/sh\necho "the bench"\n' > "$folder/tests/bench/rms_bench"
        chmod +x "$folder/tests/bench/rms_bench"
    fi
    ;;
esac
"""
CTEST = r"""#!/bin/sh
shift
grep -q 'TESTING:BOOL=ON' "build/$1/CMakeCache.txt" && echo "the tests of $1" || echo "No tests were found!!!"
"""


class Dev(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree, self.tools = os.path.join(folder.name, "tree"), os.path.join(folder.name, "tools")
        for path in (self.tree, self.tools):
            os.mkdir(path)
        shutil.copy(os.path.join(ROOT, "dev"), self.tree)
        for name, text in (("cmake", CMAKE), ("ctest", CTEST), ("dpkg-query", "#!/bin/sh\necho ii\n"), ("apt-get", "#!/bin/sh\nexit 1\n"),
                           ("git", "#!/bin/sh\n"), ("clang-format", "#!/bin/sh\n"),
                           ("clang-tidy", "#!/bin/sh\ngrep -q RMS_PLANTED:BOOL=ON build/fuzz/CMakeCache.txt\n")):
            with open(os.path.join(self.tools, name), "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(file.name, 0o755)

    def dev(self, *words, **environment):
        return subprocess.run(["./dev", *words], cwd=self.tree, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                              env={**os.environ, "PATH": f"{self.tools}:{os.environ['PATH']}", "LOG": os.path.join(self.tools, "log"),
                                   **environment})

    def test_after_a_build(self):
        """`build` leaves the tests out; what needs them has them made, in whatever order the commands come."""
        rows = ((("run", "--quiet"), {}, "rmspec run --quiet\n"),
                (("bench",), {}, "the bench\n"),
                (("run",), {}, "rmspec run\n"),
                (("test",), {}, "the tests of asan\n"),
                (("test",), {"RMS_PRESET": "release"}, "the tests of release\n"),
                (("bench",), {}, "the bench\n"))
        self.assertEqual(self.dev("build").returncode, 0)
        for words, environment, told in rows:
            with self.subTest(words=words, **environment):
                run = self.dev(*words, **environment)
                self.assertEqual((run.returncode, run.stdout), (0, told), run.stderr)

    def test_first_of_all(self):
        for words, environment, told in ((("bench",), {}, "the bench\n"), (("test",), {"RMS_PRESET": "release"}, "the tests of release\n")):
            with self.subTest(words=words):
                shutil.rmtree(os.path.join(self.tree, "build"), ignore_errors=True)
                run = self.dev(*words, **environment)
                self.assertEqual((run.returncode, run.stdout), (0, told), run.stderr)

    def test_a_build_that_fails_is_no_verdict(self):
        """1 says that something was found: of a campaign, of an endpoint, of a measurement."""
        for words in (("run",), ("bench",), ("fuzz", "request")):
            with self.subTest(words=words):
                self.assertEqual(self.dev(*words, BROKEN="1").returncode, 4)

    def test_a_command_keeps_its_exit_code(self):
        self.assertEqual(self.dev("build").returncode, 0)
        with open(os.path.join(self.tools, "cmake"), "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\n")
        with open(os.path.join(self.tree, "build", "release", "cli", "rmspec"), "w", encoding="utf-8") as file:
            file.write("#!/bin/sh\nexit 1\n")
        self.assertEqual(self.dev("run").returncode, 1)

    def test_lint(self):
        """clang-tidy finds the planted bugs built, in a folder that was there before as well."""
        os.mkdir(os.path.join(self.tree, "cases"))
        for there in (False, True):
            with self.subTest(there=there):
                shutil.rmtree(os.path.join(self.tree, "build"), ignore_errors=True)
                if there:
                    os.makedirs(os.path.join(self.tree, "build", "fuzz"))
                    for name, text in (("build.ninja", ""), ("CMakeCache.txt", "BUILD_TESTING:BOOL=ON\nRMS_PLANTED:BOOL=OFF\n")):
                        with open(os.path.join(self.tree, "build", "fuzz", name), "w", encoding="utf-8") as file:
                            file.write(text)
                run = self.dev("lint")
                self.assertEqual(run.returncode, 0, run.stderr)

    def test_usage(self):
        for words, code in ((("--help",), 0), (("help",), 0), ((), 2), (("dance",), 2)):
            with self.subTest(words=words):
                run = self.dev(*words)
                self.assertEqual(run.returncode, code)
                self.assertIn("Usage: ./dev COMMAND", run.stdout + run.stderr)


if __name__ == "__main__":
    unittest.main()
