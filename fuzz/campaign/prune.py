"""The scratch corpus reduced to what adds coverage; on request what it adds to the committed one goes there."""
import os
import re
import shutil
import subprocess
import sys

import corpus as inputs

ORIGIN = "a campaign"
UNKNOWN = "holds"  # of targets whose verdict corpus_manifest does not know: all oracles hold
NAME_MAX = 60


def merge(program, into, *sources, edges_only=False):
    """libFuzzer's merge: `into` gets the units of the sources that add coverage."""
    os.makedirs(into, exist_ok=True)
    counters = ["-use_counters=0"] if edges_only else []
    run = subprocess.run([program, "-merge=1", "-max_len=4096", *counters, into, *sources], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    if run.returncode:
        print(run.stdout.decode("utf-8", "replace")[-2000:], file=sys.stderr)
    return run.returncode == 0


def speaking(expected, data):
    """A file name out of the verdict: "found.refused-MissingParameter-Action.1f2e3d"."""
    words = re.findall(r'"(?:verdict|code|parameter|key)":"?([^",}]*)', expected) or [expected]
    slug = re.sub(r"[^A-Za-z0-9]+", "-", "-".join(words)).strip("-")[:NAME_MAX].strip("-")
    return f"found.{slug}.{inputs.digest(data)[:6]}"


class Manifest:
    """The rows of corpus/TARGET/MANIFEST.tsv: file, origin, expected."""

    def __init__(self, target, build):
        self.folder = inputs.committed(target)
        self.path = os.path.join(self.folder, inputs.MANIFEST)
        self.tool = os.path.join(build.folder, "fuzz", "corpus_manifest")
        self.target = target
        self.read()

    def read(self):
        with open(self.path, encoding="utf-8") as file:
            self.head, *rows = file.read().splitlines()
        self.rows = [row.split("\t") for row in rows]

    def write(self):
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            file.write("".join("\t".join(row) + "\n" for row in [self.head.split("\t"), *self.rows]))
        os.replace(self.path + ".new", self.path)

    def judge(self):
        """Let the program write the column "expected", where it knows the target."""
        self.write()
        done = subprocess.run([self.tool, "--write", self.target, self.folder], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            self.read()


def write_back(target, merged, build):
    """Copy what is new into the committed corpus, with a row of the manifest and a name each; how many."""
    known = {inputs.digest(inputs.read(path)) for path in inputs.files_below(inputs.committed(target))}
    new = [path for path in inputs.files_below(merged) if inputs.digest(inputs.read(path)) not in known]
    manifest = Manifest(target, build)
    places = {}
    for path in new:
        data = inputs.read(path)
        places[f"found.{inputs.digest(data)[:6]}"] = data
    for name, data in places.items():
        with open(os.path.join(manifest.folder, name), "wb") as file:
            file.write(data)
        manifest.rows.append([name, ORIGIN, UNKNOWN])
    manifest.judge()
    for row in manifest.rows:
        if row[0] in places:
            name = speaking(row[2], places[row[0]])
            os.replace(os.path.join(manifest.folder, row[0]), os.path.join(manifest.folder, name))
            row[0] = name
    manifest.write()
    return len(new)


def prune_one(build, target, arguments, screen):
    corpus = inputs.Corpus(target, arguments.out)
    before = corpus.size()
    merged = corpus.scratch + ".merged"
    shutil.rmtree(merged, ignore_errors=True)
    if arguments.write:  # the committed ones first: what adds edges to them is new
        corpus.gather_seeds()
        shutil.copytree(corpus.seeds, merged)
    if not merge(build.program(target), merged, corpus.scratch, edges_only=arguments.write):
        screen.say(f"{target}: cannot be merged; the scratch corpus stays as it is")
        shutil.rmtree(merged, ignore_errors=True)
        return False
    if arguments.write:
        screen.say(f"{target}: {write_back(target, merged, build)} inputs added to corpus/{target}")
        shutil.rmtree(merged)
        return True
    shutil.rmtree(corpus.scratch)
    os.replace(merged, corpus.scratch)
    screen.say(f"{target}: scratch corpus {before} -> {corpus.size()}")
    return True


def run(build, targets, arguments, screen):
    done = [prune_one(build, target, arguments, screen) for target in targets]
    return 0 if all(done) else 4
