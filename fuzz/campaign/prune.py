"""The scratch corpus reduced to what adds coverage; on request what it adds to the committed one goes there."""
import os
import shutil
import subprocess
import sys

import corpus as inputs


def merge(program, into, *sources):
    """libFuzzer's merge: `into` gets the units of the sources that add coverage."""
    os.makedirs(into, exist_ok=True)
    run = subprocess.run([program, "-merge=1", "-max_len=4096", into, *sources], stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT)
    if run.returncode:
        print(run.stdout.decode("utf-8", "replace")[-2000:], file=sys.stderr)
    return run.returncode == 0


def write_back(target, seeds, merged):
    """Copy what is new into corpus/TARGET/found/, one MANIFEST.tsv row each; how many."""
    folder = os.path.join(inputs.committed(target), "found")
    known = {inputs.digest(inputs.read(path)) for path in inputs.files_below(inputs.committed(target))}
    new = [path for path in inputs.files_below(merged) if inputs.digest(inputs.read(path)) not in known]
    if new:
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(inputs.committed(target), inputs.MANIFEST), "a", encoding="utf-8") as manifest:
            for path in new:
                name = inputs.digest(inputs.read(path))[:12]
                shutil.copyfile(path, os.path.join(folder, name))
                manifest.write(f"found/{name}\tpruned from a campaign\tholds\n")
    return len(new)


def run(build, targets, arguments, screen):
    failed = 0
    for target in targets:
        corpus = inputs.Corpus(target, arguments.out)
        corpus.gather_seeds()
        before = corpus.size()
        merged = corpus.scratch + ".merged"
        shutil.rmtree(merged, ignore_errors=True)
        if arguments.write:  # the committed ones first: only what adds to them is new
            shutil.copytree(corpus.seeds, merged)
        if not merge(build.program(target), merged, corpus.scratch):
            screen.say(f"{target}: cannot be merged; the scratch corpus stays as it is")
            shutil.rmtree(merged, ignore_errors=True)
            failed += 1
            continue
        if arguments.write:
            screen.say(f"{target}: {write_back(target, corpus.seeds, merged)} inputs added to corpus/{target}/found")
        shutil.rmtree(corpus.scratch)
        os.replace(merged, corpus.scratch)
        screen.say(f"{target}: scratch corpus {before} -> {corpus.size()}")
    return 4 if failed else 0
