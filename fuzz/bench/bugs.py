"""Time to each planted bug: processor seconds of one core, every arm, several runs."""
import concurrent.futures
import csv
import os
import queue
import statistics
import sys
import time

from arms import ARMS, ENGINES, play
from build import ROOT

FLOOR_SECONDS = 1.0
SHALLOW_SECONDS = 10.0  # what an engine finds alone in this time needs no help, and help must not be in its way


def rows():
    with open(os.path.join(ROOT, "fuzz", "planted", "bugs.tsv"), encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def wanted(row, name, everything):
    return ARMS[name].mutator or row["counting"] == "yes" or (everything and not ARMS[name].dictionary)


class Runs:
    """The results of one bug in one arm."""

    def __init__(self):
        self.times, self.triggered = [], 0

    def add(self, result):
        self.times.append(result.seconds if result.found else None)
        self.triggered += result.triggered > 0

    def found(self):
        return sum(each is not None for each in self.times)

    def median(self, limit):
        """A run without a finding counts as the limit."""
        return statistics.median([limit if each is None else each for each in self.times])

    def cell(self, limit):
        unseen = self.triggered - self.found()
        return f"{self.median(limit):.1f} ({self.found()}/{len(self.times)})" + (f" !{unseen}" if unseen > 0 else "")


def measure(builds, chosen, arms, arguments, deadline):
    """{(bug, arm): Runs}, and the runs that there was no time for, as texts."""
    cores = queue.Queue()
    for core in sorted(os.sched_getaffinity(0))[:arguments.jobs]:
        cores.put(core)
    results, left_out = {}, []

    def one(row, name, turn):
        if time.monotonic() + arguments.limit > deadline:
            left_out.append(f"{row['id']} ({name})")
            return
        core = cores.get()
        try:
            result = play(builds, name, row["target"], arguments.limit, arguments.seed + turn, core, row["id"])
        finally:
            cores.put(core)
        if not result:
            left_out.append(f"{row['id']} ({name})")
        else:
            results.setdefault((row["id"], name), Runs()).add(result)
            print(f"bench: {row['id']}, {name}: " + (f"{result.seconds:.1f} s" if result.found else "not found")
                  + f", triggered {result.triggered} times, {result.executions} executions", file=sys.stderr, flush=True)

    with concurrent.futures.ThreadPoolExecutor(cores.qsize()) as pool:
        for turn in range(arguments.runs):
            pending = [pool.submit(one, row, name, turn) for row in chosen for name in arms
                       if wanted(row, name, arguments.everything)]
            for each in pending:
                each.result()
    return results, left_out


def table(engine, chosen, results, limit):
    """Lines."""
    arms = [name for name in ARMS if ARMS[name].engine == engine and any((row["id"], name) in results for row in chosen)]
    yield f"{engine + ': seconds of a core':34}" + "".join(f"{ARMS[name].label:>15}" for name in arms)
    for row in chosen:
        cells = [results[row["id"], name].cell(limit) if (row["id"], name) in results else "" for name in arms]
        yield (f"{row['id']:34}" + "".join(f"{cell:>15}" for cell in cells)).rstrip()


def all_found(engine, kind, chosen, results):
    """Memory bugs are all to be found, of the semantic ones one in sixteen may be missed; in 4 of 5 runs each."""
    mine = {row["id"]: results[row["id"], engine] for row in chosen
            if row["kind"] == kind and (row["id"], engine) in results}
    if not mine:
        return
    good = [name for name, runs in mine.items() if runs.found() >= 0.8 * len(runs.times)]
    missed = ", ".join(sorted(set(mine) - set(good)))
    spared = len(mine) // 16 if kind == "semantic" else 0
    yield (len(good) >= len(mine) - spared, f"{engine}: {len(good)} of {len(mine)} {kind} bugs found in 4 of 5 runs"
           + (f"; not {missed}" if missed else ""))


def helped(engine, row, results, limit):
    """Ten times sooner with the mutator where counting is needed, the dictionary in both; what an engine finds alone
    never later than twice."""
    mine = results.get((row["id"], engine))
    for rival in (f"{engine}-no-mutator", f"{engine}-alone"):
        theirs = results.get((row["id"], rival))
        if not mine or not theirs:
            continue
        own, other = mine.median(limit), theirs.median(limit)
        if row["counting"] == "yes":
            if not ARMS[rival].dictionary:
                continue
            yield (other >= 10 * own, f"{engine}: {row['id']} takes {rival} {other / max(own, 0.01):.0f} times as long")
        elif other < SHALLOW_SECONDS:
            ratio = max(own, FLOOR_SECONDS) / max(other, FLOOR_SECONDS)
            yield ratio <= 2, f"{engine}: {row['id']} takes {ratio:.1f} times as long as {rival}"


def judge(chosen, results, limit):
    """[(holds, sentence)]: what the bench is for."""
    told = []
    for engine in ENGINES:
        for kind in ("memory", "semantic"):
            told += all_found(engine, kind, chosen, results)
        for row in chosen:
            told += helped(engine, row, results, limit)
    return told
