"""The script parts of the GitHub Action, the GitLab template and the container file."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from endpoints import RMSPEC, serve

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
GATE = f"{ROOT}/ci/gate"
REPORTS = {"rmspec.json", "rmspec.xml", "rmspec.html", "rmspec.sarif", "rmspec.md", "rmspec-badge.svg"}


def shell(script, folder, **variables):
    return subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script] if isinstance(script, str) else script,
                          cwd=folder, capture_output=True, text=True, timeout=300, check=False,
                          env={**os.environ, "RMSPEC": RMSPEC, **variables})


def script_blocks(path):
    """The literal blocks of a YAML file ("run: |", "- |"), by the order of their appearance."""
    with open(f"{ROOT}/{path}", encoding="utf-8") as file:
        lines = file.read().splitlines()
    blocks = []
    for i, line in enumerate(lines):
        if not re.search(r"(run:|-) \|$", line):
            continue
        block = []
        for inner in lines[i + 1:]:
            if inner.strip() and len(inner) - len(inner.lstrip()) <= len(line) - len(line.lstrip()):
                break
            block.append(inner)
        indent = min(len(one) - len(one.lstrip()) for one in block if one.strip())
        blocks.append("\n".join(one[indent:] for one in block))
    return blocks


class Gate(unittest.TestCase):
    def test_whole(self):
        for fault, code in ((None, 0), ("limit-19", 1)):
            with self.subTest(fault), tempfile.TemporaryDirectory() as folder:
                with serve(*(["--fault", fault] if fault else [])) as url:
                    done = shell([GATE, "run", "--arrange", f"door:{url}/-/world", "--complete", "--format", "JSON"], folder, RMSPEC_URL=url,
                                 GITHUB_STEP_SUMMARY=f"{folder}/summary", GITHUB_OUTPUT=f"{folder}/output")
                self.assertEqual(done.returncode, code, done.stdout + done.stderr)
                self.assertEqual(set(os.listdir(f"{folder}/rmspec-reports")), REPORTS)
                ElementTree.parse(f"{folder}/rmspec-reports/rmspec.xml")
                with open(f"{folder}/summary", encoding="utf-8") as file:
                    self.assertIn("rmspec", file.read())
                with open(f"{folder}/output", encoding="utf-8") as file:
                    self.assertEqual(file.read(), f"exit-code={code}\nreports=rmspec-reports\n")

    def test_shards(self):
        with tempfile.TemporaryDirectory() as folder, serve("--fault", "limit-19") as url:
            codes = [shell([GATE, "run", "--arrange", f"door:{url}/-/world", "--action", "RemoveBackendServers"], folder, RMSPEC_URL=url,
                           RMSPEC_SHARD=f"{i}/3").returncode for i in (1, 2, 3)]
            self.assertLessEqual(set(codes), {0, 1}, codes)
            self.assertIn(1, codes)
            merged = shell([GATE, "merge", "--complete"], folder)
            self.assertEqual(merged.returncode, 1, merged.stdout + merged.stderr)
            self.assertLess(REPORTS, set(os.listdir(f"{folder}/rmspec-reports")))
            with open(f"{folder}/rmspec-reports/rmspec.json", encoding="utf-8") as file:
                ledger = json.load(file)["ledger"]
            self.assertGreater(ledger["planned"], 700)

    def test_mistakes(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(shell([GATE], folder).returncode, 2)
            merged = shell([GATE, "merge"], folder)
            self.assertEqual(merged.returncode, 4)
            self.assertIn("shard-*.json", merged.stderr)


class Templates(unittest.TestCase):
    def test_action(self):
        build, judge = script_blocks("action.yml")
        self.assertIn("dev\" build", build)
        with tempfile.TemporaryDirectory() as folder, serve() as url:
            done = shell(judge, folder, GITHUB_ACTION_PATH=ROOT, RMSPEC_URL=url, RMSPEC_SHARD="", MERGE="false",
                         RMSPEC_REPORTS="out here", ARGUMENTS=f"--arrange\ndoor:{url}/-/world\n\n--level\nmust\n",
                         GITHUB_OUTPUT=f"{folder}/output")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertEqual(set(os.listdir(f"{folder}/out here")), REPORTS)
            with open(f"{folder}/output", encoding="utf-8") as file:
                self.assertIn("reports=out here", file.read())

    def test_action_takes_no_text_of_a_user_into_a_script(self):
        for block in script_blocks("action.yml"):
            self.assertNotIn("${{", block)

    def test_gitlab(self):
        build, run, shard, merge = script_blocks("ci/gitlab.yml")
        self.assertEqual(shell(["bash", "-n", "-c", build], ROOT).returncode, 0)
        with tempfile.TemporaryDirectory() as folder, serve() as url:
            os.symlink(ROOT, f"{folder}/.rmspec")
            variables = {"RMSPEC_URL": url, "RMSPEC_REPORTS": "reports",
                         "RMSPEC_ARGUMENTS": f"--arrange door:{url}/-/world --level must"}
            done = shell(run, folder, **variables)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            for node in ("1", "2"):
                done = shell(shard, folder, **variables, CI_NODE_INDEX=node, CI_NODE_TOTAL="2")
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            done = shell(merge, folder, **{**variables, "RMSPEC_ARGUMENTS": "--complete"})
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_container_has_the_libraries(self):
        if not shutil.which("dpkg-query") or not shutil.which("readelf"):
            self.skipTest("no Debian here")
        with open(f"{ROOT}/Containerfile", encoding="utf-8") as file:
            text = file.read()
        dynamic = subprocess.run(["readelf", "-d", RMSPEC], capture_output=True, text=True, check=True).stdout
        for name in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic):
            if re.match(r"lib(c|m|asan|ubsan|tsan|pthread|gcc_s)\.", name):
                continue
            found = subprocess.run(["dpkg-query", "-S", f"*/{name}"], capture_output=True, text=True, check=False)
            self.assertEqual(found.returncode, 0, f"{name} is in no package")
            package = found.stdout.split(":")[0]
            self.assertRegex(text, rf"\b{re.escape(package)}\b")


if __name__ == "__main__":
    unittest.main()
