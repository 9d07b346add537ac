"""One target under one engine until its time is up, it is stopped, or the disk is full."""
import os
import re
import subprocess
import time

import corpus as inputs
from engines import ENGINES
from findings import run_input

POLL_SECONDS = 0.2
LOW_BYTES = 256 << 10    # of free disk: below that a campaign ends, while its findings can still be kept
AGAIN_MAX = 20           # an engine that runs into the same finding so often does not get past it
REPLAY_FAILURES_MAX = 20
REPLAY_AT_ONCE = 1000    # files of one start: a command line has its limit
MUTATOR_RUNS = 20000     # runs after which the mutator must have been called


class Outcome:
    def __init__(self, target):
        self.target = target
        self.executions = self.coverage = 0
        self.seconds = 0.0
        self.problem = None  # a sentence: why it is no verdict


def failing(program, paths, stopped):
    """Run files through a program: those that make it fail, and why that may not be all (None: it is). The program
    stops at the first one, so it is started again."""
    failed = []
    while paths:
        if stopped.why:
            return failed, f"interrupted: {stopped.why}; {len(paths)} inputs were not replayed"
        if len(failed) == REPLAY_FAILURES_MAX:
            return failed, f"{len(failed)} inputs fail; {len(paths)} more were not replayed"
        some = paths[:REPLAY_AT_ONCE]
        run = subprocess.run([program, *some], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if run.returncode == 0:
            paths = paths[len(some):]
            continue
        if stopped.why:  # the signal ended the program as well, perhaps
            continue
        log = run.stdout.decode("utf-8", "replace")
        named = re.findall(r"^(?:Running:|Reading \d+ bytes from|while replaying) (.*)$", log, re.M)
        bad = named[-1] if named and named[-1] in some else next((p for p in some if run_input(program, p)[0]), None)
        if bad is None:
            last = [line for line in log.splitlines() if line.strip()][-1:] or ["it said nothing"]
            return failed, f"a replay of {len(some)} inputs fails, and none of them by itself: {last[0][:200]}"
        failed.append(bad)
        paths = paths[paths.index(bad) + 1:]
    return failed, None


class Campaign:
    def __init__(self, build, target, arguments, findings, screen, stopped):
        self.build, self.target, self.arguments = build, target, arguments
        self.findings, self.screen, self.stopped = findings, screen, stopped
        self.program = build.program(target)
        self.corpus = inputs.Corpus(target, arguments.out, arguments.corpus)
        self.outcome = Outcome(target)
        self.unclear = None  # what a replay left open: told in the end, no reason to stop
        self.again = 0
        self.unclaimed = 0  # inputs that were harvested, of processes that have not ended yet
        self.before = 0  # executions of jobs that ended

    def replay(self, paths, program=None):
        """Every failing one becomes a finding; their bytes."""
        bad = []
        failed, why_not_all = failing(program or self.program, list(paths), self.stopped)
        for path in failed:
            bad.append(inputs.read(path))
            self.found(bad[-1], "", program)
        if why_not_all:
            self.screen.say(f"{self.target}: {why_not_all}")
            self.unclear = self.unclear or why_not_all
        return bad

    def found(self, data, log, program=None, slow=False):
        known = len(self.findings.all)
        finding = self.findings.add(self.target, program or self.program, data, log, slow)
        if not finding:
            self.screen.say(f"{self.target}: an input was too slow for the engine and is not by itself: something held the "
                            "machine up; not counted")
        elif len(self.findings.all) > known:
            self.screen.say(f"{self.target}: found {finding.name}: {finding.detail[:200]}")
            self.screen.say(f"  {finding.command}")
            self.again = 0
        else:
            self.again += 1

    def disk_is_low(self):
        disk = os.statvfs(self.arguments.out)
        return disk.f_bavail * disk.f_frsize < LOW_BYTES

    def lost(self, job):
        """The engine found something and could not save it."""
        data = job.lost_input() if hasattr(job, "lost_input") else None
        self.findings.full = True
        self.found(data or b"", job.log())

    def harvest(self, engine, jobs):
        saved = engine.saved(jobs)
        for data, log, slow in saved:
            self.found(data, log, slow=slow)
        engine.kept()
        self.unclaimed += len(saved)

    def claim(self, engine, job):
        """Whether a process ended for a finding. It may have been harvested before the process was gone."""
        if job.process.returncode not in engine.finding_codes:
            return False
        if self.unclaimed:
            self.unclaimed -= 1
        else:
            self.lost(job)
        return True

    def why_stop(self):
        """A sentence when the campaign cannot go on; None otherwise."""
        if self.stopped.why:
            return f"interrupted: {self.stopped.why}"
        if self.disk_is_low():
            self.findings.full = True
            return "the disk is full"
        if self.again >= AGAIN_MAX:
            return None if self.findings.all else "the engine fails again and again"
        return None

    def ended(self, engine, job):
        """Judge a process that ended by itself; whether another one shall go on in its place."""
        code = job.process.returncode
        self.before += getattr(job, "executions", 0)
        if self.claim(engine, job):
            return (self.arguments.mode == "batch" or not self.findings.all) and self.again < AGAIN_MAX
        if code != 0:
            how = f"signal {-code}" if code < 0 else f"exit status {code}"
            last = [line for line in job.lines if line.strip()][-3:]
            self.outcome.problem = f"the engine ended with {how}: {' / '.join(last)[:300]}"
        elif self.build.has_mutator() and self.outcome.executions > MUTATOR_RUNS and not job.mutator_calls():
            self.outcome.problem = "the engine never called our mutator"
        return False

    def show(self, engine, jobs, begun):
        figures = engine.figures(jobs)
        figures["executions"] += self.before if engine.name == "libfuzzer" else 0
        figures["findings"] = sum(each.target == self.target for each in self.findings.new())
        self.outcome.executions = max(self.outcome.executions, figures["executions"])
        self.outcome.coverage = max(self.outcome.coverage, figures["coverage"])
        self.screen.progress(self.target, time.monotonic() - begun, figures)

    def loop(self, engine, deadline, begun):
        arguments = self.arguments
        until_found = arguments.mode == "code-change"
        start = lambda number: engine.start(number, deadline - time.monotonic(), arguments.seed, until_found)
        jobs = {number: start(number) for number in range(arguments.jobs)}
        rounds = arguments.jobs
        try:
            while jobs and not self.outcome.problem:
                time.sleep(POLL_SECONDS)
                self.show(engine, list(jobs.values()), begun)
                over = [number for number, job in jobs.items() if job.ended()]
                self.harvest(engine, list(jobs.values()))
                for number in over:
                    self.show(engine, list(jobs.values()), begun)
                    if self.ended(engine, jobs.pop(number)) and deadline - time.monotonic() > 1:
                        jobs[number] = engine.start(number, deadline - time.monotonic(), arguments.seed + rounds, until_found)
                        rounds += 1
                self.outcome.problem = self.outcome.problem or self.why_stop()
                if until_found and self.findings.all:
                    break
        finally:
            for job in jobs.values():
                job.stop()
            self.harvest(engine, list(jobs.values()))
            for job in jobs.values():  # what one found while it was being stopped
                self.claim(engine, job)

    def tell_passed_over(self):
        paths = inputs.passed_over(self.corpus.source)
        if paths:
            self.screen.say(f"{self.target}: passed over, no files that can be read: {len(paths)}, {paths[0]!r} the first")

    def run(self):
        begun = time.monotonic()
        self.tell_passed_over()
        seeds = list(inputs.files_below(self.corpus.source))
        bad = self.replay(self.findings.untold(self.target)) + self.replay(seeds) + self.replay(inputs.files_below(self.corpus.scratch))
        for path in list(inputs.files_below(self.corpus.scratch)):
            if inputs.read(path) in bad:
                os.remove(path)
        engine = ENGINES[self.build.engine](self.build, self.target, self.corpus, self.arguments.out)
        self.corpus.gather_seeds(without=bad)
        if self.build.engine == "afl":
            self.corpus.gather_all()
        try:
            if not (bad and self.arguments.mode == "code-change"):
                self.loop(engine, begun + self.arguments.time, begun)
        finally:
            engine.finish([])
        self.outcome.seconds = time.monotonic() - begun
        self.outcome.problem = self.outcome.problem or self.unclear
        return self.outcome
