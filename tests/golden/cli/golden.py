"""Golden tests of the command line: a folder holds `cmd` (a shell line with $RMSPEC), `stdout`, `stderr` and `status`.

RMS_GOLDEN_UPDATE=1 rewrites what is expected."""

import difflib
import os
import re
import subprocess
import sys

# What differs from run to run.
CHANGING = [
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"rmspec-[0-9a-f]{8}"), "rmspec-PREFIX"),
    (re.compile(r"\b[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}\b"), "REQUEST-ID"),
    (re.compile(r"(SignatureNonce=)[^&' ]+"), r"\1NONCE"),
    (re.compile(r"(Timestamp=)[^&' ]+"), r"\1TIME"),
    (re.compile(r"\b\d+(\.\d+)? (ms|s)\b"), "TIME"),
    (re.compile(r"\b\d+ requests in"), "N requests in"),
    (re.compile(r"\b(lb|rsp|asg|asa|i|eni)-[0-9a-z]{8,}\b"), r"\1-ID"),
]


def normalise(text):
    for pattern, replacement in CHANGING:
        text = pattern.sub(replacement, text)
    return text


def main(folder):
    with open(os.path.join(folder, "cmd"), encoding="utf-8") as file:
        command = file.read()
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS")}
    done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, timeout=300, env=environment, check=False)
    found = {"stdout": normalise(done.stdout.decode(errors="replace")), "stderr": normalise(done.stderr.decode(errors="replace")),
             "status": f"{done.returncode}\n"}
    wrong = 0
    for name, text in found.items():
        path = os.path.join(folder, name)
        if os.environ.get("RMS_GOLDEN_UPDATE"):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            continue
        with open(path, encoding="utf-8") as file:
            expected = file.read()
        if text != expected:
            wrong = 1
            sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), text.splitlines(True), f"{name} expected", f"{name} found"))
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
