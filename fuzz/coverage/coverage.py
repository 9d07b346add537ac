"""./dev coverage: which lines and branches the committed corpus reaches (docs/fuzzing.md).

Every line of protocol/ that it does not reach stands in coverage-explained.tsv with the reason, or the command fails."""
import argparse
import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FLAGS = "-O1 -g -fprofile-instr-generate -fcoverage-mapping"
JUDGED = "protocol/"
SHOWN = ("protocol/", "reference/model/", "harness/cases/")


class Failed(Exception):
    pass


def run(command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace", **more)
    if done.returncode:
        raise Failed(f"failed: {' '.join(command)[:300]}\n{done.stderr[-2000:] or done.stdout[-2000:]}")
    return done.stdout


def build(folder, width):
    if not os.path.isfile(os.path.join(folder, "build.ninja")):
        run(["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_COMPILER=clang",
             f"-DCMAKE_C_FLAGS_DEBUG={FLAGS}", "-DBUILD_TESTING=OFF"])
    else:
        run(["cmake", folder])
    with open(os.path.join(folder, "fuzz", "targets.txt"), encoding="utf-8") as file:
        targets = [row.rstrip("\n") for row in file if row.strip() and not row.endswith("\tyardstick\n")]
    run(["cmake", "--build", folder, "-j", str(width), "--target", "rms_protocol", *[f"fuzz_{name}" for name in targets]])
    return targets


def objects_of(folder, library):
    below = os.path.join(folder, "protocol", "CMakeFiles", f"{library}.dir")
    return [os.path.join(below, name) for name in sorted(os.listdir(below)) if name.endswith(".o")]


def replay(folder, targets, corpus):
    """Every target over its corpus; the merged profile."""
    profiles = []
    for target in targets:
        profiles.append(os.path.join(folder, f"{target}.profraw"))
        run([os.path.join(folder, "fuzz", f"fuzz_{target}"), os.path.join(corpus, target)],
            env=dict(os.environ, LLVM_PROFILE_FILE=profiles[-1]))
    merged = os.path.join(folder, "all.profdata")
    run(["llvm-profdata", "merge", "-sparse", "-o", merged, *profiles])
    return merged


class File:
    def __init__(self):
        self.lines = {}      # number: times
        self.branches = []   # (line, times)
        self.functions = []  # (first line, name), in order

    def function_of(self, line):
        names = [name for first, name in self.functions if first <= line]
        return names[-1] if names else ""


def read_lcov(text):
    """The tracefile of llvm-cov: path below ROOT -> File."""
    files, file = {}, None
    for row in text.splitlines():
        key, _, rest = row.partition(":")
        if key == "SF":
            path = os.path.relpath(rest, ROOT)
            file = files.setdefault(path, File())
        elif key == "FN":
            first, name = rest.split(",", 1)
            file.functions.append((int(first), name.rsplit(":", 1)[-1]))
        elif key == "DA":
            number, times = rest.split(",")[:2]
            file.lines[int(number)] = max(int(times), file.lines.get(int(number), 0))
        elif key == "BRDA":
            number, _, _, times = rest.split(",")
            file.branches.append((int(number), 0 if times == "-" else int(times)))
    for file in files.values():
        file.functions.sort()
    return files


def read_explained(path):
    """Rows of (file, function or /pattern/, reason, line in the table)."""
    rows = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if number == 1 or not line.strip() or line.startswith("#"):
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) != 3 or not all(cells):
                raise Failed(f"{path}:{number}: file, function or /pattern/, reason: three cells, with tabs between them")
            rows.append((*cells, number))
    return rows


def explains(row, path, text, function):
    name = row[1]
    if row[0] != path:
        return False
    if len(name) > 1 and name[0] == name[-1] == "/":
        return re.search(name[1:-1], text) is not None
    return name == function


def unexplained(files, rows):
    """Uncovered lines that no row explains, and rows that explain none."""
    left, used = [], set()
    for path in sorted(files):
        if not path.startswith(JUDGED):
            continue
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            source = file.read().split("\n")
        for number, times in sorted(files[path].lines.items()):
            if times:
                continue
            text = source[number - 1]
            fits = [row for row in rows if explains(row, path, text, files[path].function_of(number))]
            used.update(row[3] for row in fits)
            if not fits:
                left.append(f"{path}:{number}: {text.strip()[:90]}")
    return left, [row for row in rows if row[3] not in used]


def share(part, whole):
    return 100.0 * part / whole if whole else 100.0


def sums(files, prefix):
    chosen = [file for path, file in files.items() if path.startswith(prefix)]
    lines = [times for file in chosen for times in file.lines.values()]
    branches = [times for file in chosen for _, times in file.branches]
    return sum(t > 0 for t in lines), len(lines), sum(t > 0 for t in branches), len(branches)


def row(name, covered):
    lines, all_lines, branches, all_branches = covered
    return (f"{name:<40} {lines:>6}/{all_lines:<6} {share(lines, all_lines):>6.1f}%  "
            f"{branches:>6}/{all_branches:<6} {share(branches, all_branches):>6.1f}%")


def table(files):
    head = f"{'file':<40} {'lines':>13} {'':>7}  {'branches':>13}"
    rows = [head]
    for prefix in SHOWN:
        for path in sorted(path for path in files if path.startswith(prefix)):
            rows.append(row(path, sums(files, path)))
        if any(path.startswith(prefix) for path in files):
            rows.append(row(f"all of {prefix}", sums(files, prefix)))
    return "\n".join(rows) + "\n"


def parse(words):
    parser = argparse.ArgumentParser(prog="./dev coverage", description=__doc__.split("\n")[0])
    parser.add_argument("--min-lines", type=float, default=98, metavar="P", help=f"percent of {JUDGED} (98)")
    parser.add_argument("--min-branches", type=float, default=95, metavar="P", help=f"percent of {JUDGED} (95)")
    parser.add_argument("--out", default=os.path.join(ROOT, "build", "coverage"), metavar="DIR", help="(build/coverage)")
    parser.add_argument("--corpus", default=os.path.join(ROOT, "corpus"), metavar="DIR", help="(corpus)")
    parser.add_argument("--explained", default=os.path.join(ROOT, "fuzz", "coverage-explained.tsv"), metavar="FILE",
                        help="(fuzz/coverage-explained.tsv)")
    return parser.parse_args(words)


def judge(files, arguments):
    """Sentences about what is wrong."""
    lines, all_lines, branches, all_branches = sums(files, JUDGED)
    left, stale = unexplained(files, read_explained(arguments.explained))
    wrong = [f"not covered and not explained: {where}" for where in left]
    wrong += [f"{arguments.explained}:{each[3]}: explains nothing any more: {each[0]} {each[1]}" for each in stale]
    if share(lines, all_lines) < arguments.min_lines:
        wrong.append(f"{share(lines, all_lines):.2f} % of the lines of {JUDGED}; {arguments.min_lines:g} are asked for")
    if share(branches, all_branches) < arguments.min_branches:
        wrong.append(f"{share(branches, all_branches):.2f} % of the branches of {JUDGED}; {arguments.min_branches:g} are asked for")
    return wrong


def main(words):
    arguments = parse(words)
    folder = arguments.out
    try:
        targets = build(folder, os.environ.get("JOBS") or os.cpu_count() or 2)
        profile = replay(folder, targets, arguments.corpus)
        programs = [os.path.join(folder, "fuzz", f"fuzz_{name}") for name in targets]
        programs += objects_of(folder, "rms_protocol")  # with what no target needs
        objects = [programs[0], *[word for program in programs[1:] for word in ("-object", program)]]
        common = [*objects, f"-instr-profile={profile}"]
        files = read_lcov(run(["llvm-cov", "export", "-format=lcov", *common]))
        text = table(files)
        with open(os.path.join(folder, "coverage.txt"), "w", encoding="utf-8") as file:
            file.write(text)
        shutil.rmtree(os.path.join(folder, "html"), ignore_errors=True)
        run(["llvm-cov", "show", "-format=html", f"-output-dir={folder}/html", "-show-branches=count", *common])
        wrong = judge(files, arguments)
    except (Failed, OSError) as problem:
        print(f"coverage: {problem}", file=sys.stderr)
        return 4
    print(text, end="")
    print(f"{folder}/coverage.txt, {folder}/html/index.html", file=sys.stderr)
    for sentence in wrong:
        print(f"coverage: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
