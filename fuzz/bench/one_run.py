"""One run of an engine on one program: until it finds something, or until its processor time is up."""
import os
import re
import tempfile

import corpus as inputs
import metered
from engines import AFL_ENVIRONMENT, AFL_MAIN, LIBFUZZER_ENVIRONMENT, afl_command, read_stats

ENDLESS_SECONDS = 86400  # for the engines, whose own limits are the clock's


class Result:
    """What a run came to. `reached` and `triggered` are those of the planted bug, if one is active."""

    def __init__(self, found, ended, executions, edges, counts):
        self.found, self.seconds, self.executions, self.edges = found, ended.seconds, executions, edges
        self.reached, self.triggered = counts

    def rate(self):
        return self.executions / max(self.seconds, metered.LOOK_SECONDS)


def last_number(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def counts(path):
    """(reached, triggered): the most that one process counted."""
    if not os.path.isfile(path):
        return 0, 0
    with open(path, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if line.count("\t") == 2]
    return max((int(row[1]) for row in rows), default=0), max((int(row[2]) for row in rows), default=0)


def libfuzzer(program, target, seeds, seconds, seed, core, bug, dictionary, keep=None):
    """@keep: a folder that the corpus grows in."""
    options = {"timeout": "25", "rss_limit_mb": "2560", **inputs.options(target), "max_len": inputs.longest(target)}
    options.update(max_total_time=str(ENDLESS_SECONDS), seed=str(seed), print_final_stats="1")
    options.pop("dict", None)
    if dictionary and inputs.dictionary(target):
        options["dict"] = inputs.dictionary(target)
    with tempfile.TemporaryDirectory() as scratch:
        grown = keep or os.path.join(scratch, "corpus")
        saved = os.path.join(scratch, "saved")
        counted = os.path.join(scratch, "counts")
        os.makedirs(grown, exist_ok=True)
        os.mkdir(saved)
        options["artifact_prefix"] = saved + os.sep
        environment = dict(os.environ, **LIBFUZZER_ENVIRONMENT, RMS_PLANTED=bug, RMS_PLANTED_COUNTS=counted)
        environment["ASAN_OPTIONS"] += ":symbolize=0"  # as for AFL++: to name the places of a stack is not to find it
        ended = metered.run(core, [program, *(f"-{key}={value}" for key, value in options.items()), grown, seeds],
                            environment, seconds)
        found = [name for name in os.listdir(saved) if not name.startswith("slow-unit-")]
        return Result(bool(found), ended, last_number(r"stat::number_of_executed_units: *(\d+)", ended.told),
                      last_number(r"cov: (\d+)", ended.told), counts(counted))


def afl(program, target, seeds, seconds, seed, core, bug, dictionary, mutator):
    words = inputs.dictionary(target) if dictionary else None
    with tempfile.TemporaryDirectory() as scratch:
        counted = os.path.join(scratch, "counts")
        environment = dict(os.environ, **AFL_ENVIRONMENT, AFL_BENCH_UNTIL_CRASH="1", RMS_PLANTED=bug,
                           RMS_PLANTED_COUNTS=counted)
        if mutator:
            environment["AFL_CUSTOM_MUTATOR_LIBRARY"] = mutator
        state = os.path.join(scratch, "out")
        ended = metered.run(core, afl_command(program, target, seeds, state, AFL_MAIN, seed, ENDLESS_SECONDS, words),
                            environment, seconds)
        crashes = os.path.join(state, "main", "crashes")
        found = os.path.isdir(crashes) and any(name.startswith("id:") for name in os.listdir(crashes))
        stats = read_stats(os.path.join(state, "main", "fuzzer_stats"))
        return Result(found, ended, int(stats.get("execs_done", 0)), int(stats.get("edges_found", 0)), counts(counted))
