"""The engines: how each is started, what it says, and what it leaves behind."""
import base64
import math
import os
import re
import shutil
import signal
import subprocess
import threading
import time

import corpus as inputs
from findings import leftovers

MUTATOR = re.compile(r"RMS-MUTATOR called=(\d+)")
KEPT_LINES = 4000
STOP_SECONDS = 20


class Job:
    """One process of an engine: its lines are read by a thread as they come."""

    def __init__(self, command, environment=None):
        self.lines = []
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=environment, start_new_session=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for raw in self.process.stdout:
            line = raw.decode("utf-8", "replace").rstrip("\n")
            self.lines.append(line)
            if len(self.lines) > KEPT_LINES:
                del self.lines[:KEPT_LINES // 2]
            self.line(line)

    def line(self, line):
        pass

    def ended(self):
        if self.process.poll() is None:
            return False
        self.reader.join(STOP_SECONDS)
        return True

    def stop(self):
        """Ask it to end, then make it."""
        if self.process.poll() is not None:
            return
        for number in (signal.SIGINT, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(STOP_SECONDS)
                break
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                break
        self.reader.join(STOP_SECONDS)

    def log(self):
        return "\n".join(self.lines)

    def mutator_calls(self):
        """How often our mutator was called; None when the process did not say."""
        found = MUTATOR.findall(self.log())
        return sum(int(n) for n in found) if found else None


# Of AddressSanitizer: stacks of allocations are half of the time, and a finding is run once more with them. What is
# freed is kept from reuse for a megabyte, which is more than an execution frees: with the 256 of the default every
# allocation touches fresh pages, which is half of the time of what allocates much.
QUICK_ALLOCATOR = "malloc_context_size=0:quarantine_size_mb=1"
LIBFUZZER_ENVIRONMENT = dict(ASAN_OPTIONS=QUICK_ALLOCATOR, UBSAN_OPTIONS="print_stacktrace=1")


class LibFuzzerJob(Job):
    PULSE = re.compile(r"^#(\d+)\s.*?\bcov: (\d+)")
    RATE = re.compile(r"exec/s: (\d+)")

    def __init__(self, *arguments):
        self.executions, self.coverage, self.rate = 0, 0, 0
        super().__init__(*arguments)

    def line(self, line):
        pulse = self.PULSE.match(line)
        if pulse:
            self.executions, self.coverage = int(pulse[1]), int(pulse[2])
            rate = self.RATE.search(line)
            self.rate = int(rate[1]) if rate else self.rate
        elif line.startswith("stat::number_of_executed_units:"):
            self.executions = int(line.split()[-1])

    def lost_input(self):
        """An input that the engine could not save, but printed."""
        found = re.findall(r"^Base64: (\S+)$", self.log(), re.M)
        return base64.b64decode(found[-1]) if found else None


class LibFuzzer:
    name = "libfuzzer"
    # what an ended process means: 0 time is up, 1 sanitizer, 77 its own finding, 70 or 71 too slow or too large
    finding_codes = (1, 70, 71, 77)

    def __init__(self, build, target, corpus, out):
        self.build, self.corpus = build, corpus
        self.program = build.program(target)
        self.target = target
        self.artifacts = os.path.join(out, "findings", f".engine-{target}")
        os.makedirs(self.artifacts, exist_ok=True)
        self.taken = []
        corpus.gather_seeds()

    def start(self, number, seconds, seed, stop_at_finding):
        options = {"timeout": "10", "rss_limit_mb": "2560", **inputs.options(self.target),
                   "max_len": inputs.longest(self.target)}
        options.pop("dict", None)
        if number % 2:  # every second job ramps lengths up, which explores faster what is short
            options["len_control"] = "100"
        options.update(max_total_time=str(max(1, int(seconds))), artifact_prefix=self.artifacts + os.sep,
                       print_final_stats="1", reload="1", seed=str(seed + number))
        dictionary = inputs.dictionary(self.target)
        if dictionary:
            options["dict"] = dictionary
        command = [self.program] + [f"-{key}={value}" for key, value in options.items()]
        environment = dict(os.environ, **LIBFUZZER_ENVIRONMENT)
        return LibFuzzerJob(command + [self.corpus.scratch, self.corpus.seeds], environment)

    def figures(self, jobs):
        return {"executions": sum(job.executions for job in jobs), "rate": sum(job.rate for job in jobs),
                "coverage": max((job.coverage for job in jobs), default=0)}

    def saved(self, jobs):
        """Inputs saved since the last call: bytes, what the engine said, whether it found them too slow."""
        found = leftovers(self.artifacts)
        logs = "\n".join(job.log()[-65536:] for job in jobs)
        self.taken += [path for path, _ in found]
        return [(data, logs, os.path.basename(path).startswith("timeout-")) for path, data in found]

    def kept(self):
        """What was saved is kept as findings: only now may it go, for a campaign can be killed at any time."""
        for path in self.taken:
            os.remove(path)
        self.taken = []

    def finish(self, jobs):
        shutil.rmtree(self.artifacts, ignore_errors=True)


AFL_ENVIRONMENT = dict(
    AFL_NO_UI="1", AFL_NO_AFFINITY="1", AFL_SKIP_CPUFREQ="1", AFL_FAST_CAL="1", AFL_NO_COLOR="1",
    AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES="1", AFL_IGNORE_PROBLEMS="1", AFL_QUIET="1",
    ASAN_OPTIONS="abort_on_error=1:symbolize=0:detect_leaks=0:" + QUICK_ALLOCATOR,
    UBSAN_OPTIONS="abort_on_error=1:symbolize=0")


AFL_MAIN = ["-M", "main"]  # takes one input after the other; others of its kind draw them


def afl_command(program, target, seeds, state, role, seed, seconds, dictionary):
    return ["afl-fuzz", "-i", seeds, "-o", state, *role, "-s", str(seed), "-m", "none", "-t", "5000",
            "-G", inputs.longest(target), "-V", str(seconds), *(["-x", dictionary] if dictionary else []), "--", program]


class AflJob(Job):
    pass


class Afl:
    name = "afl"
    finding_codes = ()

    def __init__(self, build, target, corpus, out):
        self.build, self.corpus, self.target = build, corpus, target
        self.program = build.program(target)
        self.state = os.path.join(out, "fuzz-afl-state", target)
        self.left = leftovers_of_afl(self.state)  # of a campaign that was killed
        corpus.take_in(path for path, _ in queue_of_afl(self.state))
        shutil.rmtree(self.state, ignore_errors=True)
        os.makedirs(self.state)
        corpus.gather_seeds()
        corpus.gather_all()
        self.seen = set()
        self.workers = 0

    def start(self, number, seconds, seed, stop_at_finding):
        environment = dict(os.environ, **AFL_ENVIRONMENT)
        if stop_at_finding:
            environment["AFL_BENCH_UNTIL_CRASH"] = "1"
        if self.build.afl_mutator():
            environment["AFL_CUSTOM_MUTATOR_LIBRARY"] = self.build.afl_mutator()
        self.workers = max(self.workers, number + 1)
        role = AFL_MAIN if number == 0 else ["-S", f"worker{number}"]
        return AflJob(afl_command(self.program, self.target, self.corpus.seeds, self.state, role, seed + number,
                                  max(1, int(seconds)), inputs.dictionary(self.target)), environment)

    def figures(self, jobs):
        stats = [read_stats(os.path.join(self.state, name, "fuzzer_stats")) for name in list_folder(self.state)]
        return {"executions": sum(number(row, "execs_done") for row in stats),
                "rate": sum(number(row, "execs_per_sec") for row in stats),
                "coverage": max((number(row, "edges_found") for row in stats), default=0)}

    def saved(self, jobs):
        found = self.left + [item for item in leftovers_of_afl(self.state) if item[0] not in self.seen]
        self.left = []
        self.seen.update(path for path, _ in found)
        return [(data, "", os.path.basename(os.path.dirname(path)) == "hangs") for path, data in found]

    def kept(self):
        """They stay in the engine's folder, which is looked through at the next start if need be."""

    def finish(self, jobs):
        self.corpus.take_in(path for path, _ in queue_of_afl(self.state))
        shutil.rmtree(self.state, ignore_errors=True)


def list_folder(folder):
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def leftovers_of_afl(state):
    return [item for worker in list_folder(state) for part in ("crashes", "hangs")
            for item in leftovers(os.path.join(state, worker, part))]


def queue_of_afl(state):
    return [item for worker in list_folder(state) for item in leftovers(os.path.join(state, worker, "queue"))]


def number(row, key):
    value = float(row.get(key, 0))
    return int(value) if math.isfinite(value) else 0


def read_stats(path):
    if not os.path.isfile(path):
        return {}
    with open(path, encoding="utf-8", errors="replace") as file:
        pairs = (line.split(":", 1) for line in file if ":" in line)
        return {key.strip(): value.strip() for key, value in pairs}


ENGINES = {"libfuzzer": LibFuzzer, "afl": Afl}
