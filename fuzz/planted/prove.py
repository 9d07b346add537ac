"""A planted bug and its witness: the target fails with the bug, for the reason it should, and passes without it."""
import csv
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77
# Memory bugs that an oracle sees; the others need a sanitizer.
VISIBLE = {"uninitialised-weight", "leak-on-refused-type"}


def bug_row(wanted):
    with open(os.path.join(HERE, "bugs.tsv"), encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["id"] == wanted:
                return row
    sys.exit(f"{wanted} is not in bugs.tsv")


def replay(program, witness, environment):
    return subprocess.run([program, witness], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=50, check=False)


def counts(path):
    if not os.path.exists(path):
        return 0, 0
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    return max(int(row[1]) for row in rows), max(int(row[2]) for row in rows)


def main(identity, folder, build):
    row = bug_row(identity)
    if row["kind"] == "memory" and build != "sanitized" and identity not in VISIBLE:
        print(f"{identity}: is seen by sanitizers only")
        return SKIPPED
    program = os.path.join(folder, f"fuzz_{row['target']}_planted")
    witness = os.path.join(HERE, "witness", identity)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RMS_PLANTED")}
    passed = replay(program, witness, clean)
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, "counts")
        failed = replay(program, witness, dict(clean, RMS_PLANTED=identity, RMS_PLANTED_COUNTS=path))
        reached, triggered = counts(path)
    told = failed.stdout.decode("utf-8", "replace")
    reason = "RMS-ORACLE" if row["kind"] == "semantic" or identity in VISIBLE else "Sanitizer|runtime error"
    print(f"without the bug: {passed.returncode}; with it: {failed.returncode}, reached {reached}, triggered "
          f"{triggered}\n{told}")
    if passed.returncode != 0:
        print(passed.stdout.decode("utf-8", "replace"))
    good = passed.returncode == 0 and failed.returncode != 0 and reached > 0 and triggered > 0
    return 0 if good and any(word in told for word in reason.split("|")) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
