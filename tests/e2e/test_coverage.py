"""./dev coverage: what it reads out of a trace, and that a line that is neither reached nor explained fails it."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "fuzz", "coverage"))
import coverage  # noqa: E402

TRACE = """SF:{root}/protocol/status.c
FN:6,rms_status_text
FN:12,status.c:other
DA:6,3
DA:7,0
DA:8,2
DA:13,0
BRDA:8,0,0,2
BRDA:8,0,1,0
BRDA:13,0,0,-
end_of_record
SF:{root}/reference/model/model.c
DA:1,0
end_of_record
"""


class Judging(unittest.TestCase):
    def setUp(self):
        self.files = coverage.read_lcov(TRACE.format(root=ROOT))

    def test_sums(self):
        self.assertEqual(coverage.sums(self.files, "protocol/"), (2, 4, 1, 3))

    def test_explained_by_function_and_by_text(self):
        with open(os.path.join(ROOT, "protocol", "status.c"), encoding="utf-8") as file:
            line = file.read().split("\n")[6].strip()
        rows = [("protocol/status.c", "other", "why", 2), ("protocol/status.c", "/" + "".join(
            c if c.isalnum() else "." for c in line) + "/", "why", 3)]
        self.assertEqual(coverage.unexplained(self.files, rows), ([], []))
        left, stale = coverage.unexplained(self.files, rows[1:] + [("protocol/form.c", "gone", "why", 4)])
        self.assertEqual([text.split(": ")[0] for text in left], ["protocol/status.c:13"])
        self.assertEqual([row[3] for row in stale], [4])

    def test_rows_of_the_table_name_lines_that_are_there(self):
        """The quick half of what ./dev coverage asks: no row of the committed table is stale by its file or text."""
        rows = coverage.read_explained(os.path.join(ROOT, "fuzz", "coverage-explained.tsv"))
        self.assertTrue(rows)
        for row in rows:
            with open(os.path.join(ROOT, row[0]), encoding="utf-8") as file:
                lines = file.read().split("\n")
            name = row[1]
            function = "" if name.startswith("/") else name
            self.assertTrue(any(coverage.explains(row, row[0], line, function) for line in lines), row)
            if function:
                self.assertTrue(any(f"{function}(" in line and not line.startswith(" ") for line in lines), row)

    def test_rows_that_are_wrong(self):
        with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
            file.write("file\tfunction\treason\nprotocol/a.c\tf\n")
            file.flush()
            with self.assertRaisesRegex(coverage.Failed, ":2: file, function"):
                coverage.read_explained(file.name)


class Whole(unittest.TestCase):
    """The committed corpus, really: every line of protocol/ is reached or explained."""

    def test_thresholds(self):
        with tempfile.TemporaryDirectory(prefix="rmspec-coverage-") as folder:
            done = subprocess.run([sys.executable, os.path.join(ROOT, "fuzz", "coverage", "coverage.py"), "--out", folder],
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            print(done.stdout)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("index.html", os.listdir(os.path.join(folder, "html")))


if __name__ == "__main__":
    missing = [name for name in ("clang", "llvm-cov", "llvm-profdata") if not shutil.which(name)]
    if missing:
        print(f"skipped: {', '.join(missing)} not installed")
        sys.exit(1 if os.environ.get("RMS_REQUIRE_FUZZ") else 77)
    unittest.main()
