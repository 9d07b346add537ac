"""./dev fuzz: campaigns over the fuzz targets (docs/fuzzing.md)."""
import argparse
import os
import random
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import corpus as inputs  # noqa: E402
import prune  # noqa: E402
import report  # noqa: E402
from build import Build, BuildFailed, ROOT  # noqa: E402
from campaign import Campaign, Outcome  # noqa: E402
from findings import Findings, NO_ROOM  # noqa: E402
from screen import Screen  # noqa: E402

MODES = {
    "replay": "the committed corpus through the stand-alone build",
    "code-change": "fuzz until time is up or something is found",
    "batch": "fuzz until time is up, whatever is found; the scratch corpus grows",
    "prune": "reduce the scratch corpus to what adds coverage; with --write into corpus/",
    "coverage": "what the committed corpus covers, as ./dev coverage tells it",
}
FOUND, USAGE, NO_VERDICT = 1, 2, 4


class Stopped:
    """Set by SIGINT and SIGTERM."""
    why = None

    def listen(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.note)

    def note(self, number, _frame):
        self.why = signal.Signals(number).name


def parse(words):
    parser = argparse.ArgumentParser(prog="./dev fuzz", description="Campaigns over the fuzz targets.",
                                     epilog="modes: " + "; ".join(f"{name}: {what}" for name, what in MODES.items()))
    parser.add_argument("target", help="a target's name, several with commas, or all")
    parser.add_argument("--engine", choices=("libfuzzer", "afl"), default="libfuzzer")
    parser.add_argument("--mode", choices=MODES, default="code-change")
    parser.add_argument("--time", type=float, default=60, metavar="S", help="seconds a target (60)")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes of the engine at a time (1)")
    parser.add_argument("--seed", type=int, default=None, help="fixes what the engines draw")
    parser.add_argument("--out", default=os.path.join(ROOT, "build"), metavar="DIR",
                        help="where builds, scratch corpora and findings go (build)")
    parser.add_argument("--build", metavar="DIR", help="take the programs of this build folder as they are")
    parser.add_argument("--parser", metavar="LIB", help="a parser of yours, for the target parser (docs/parser.md)")
    parser.add_argument("--corpus", metavar="DIR", help="seeds, in the place of corpus/TARGET")
    parser.add_argument("--rmspec", default=os.path.join(ROOT, "build", "rmspec"), metavar="FILE",
                        help="the program that renders the report")
    parser.add_argument("--report", action="append", default=[], metavar="KIND:FILE",
                        help="as of rmspec run; junit and json are written to findings/ in any case")
    parser.add_argument("--write", action="store_true", help="with --mode prune: add to the committed corpus")
    arguments = parser.parse_args(words)
    if arguments.write and arguments.mode != "prune":
        parser.error("--write goes with --mode prune")
    if arguments.corpus and not any(inputs.files_below(arguments.corpus)):
        parser.error(f"--corpus {arguments.corpus}: there is no file that can be read")
    if arguments.time <= 0 or arguments.jobs <= 0:
        parser.error("--time and --jobs are positive")
    arguments.seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(1, 1 << 30)
    return arguments


def choose(build, wanted):
    there = build.targets()
    if wanted == "all":
        return there
    names = wanted.split(",")
    for name in names:
        if name not in there:
            raise BuildFailed(f"there is no target '{name}'; there are: {' '.join(there)}")
    return names


def replay_one(build, target, arguments, findings, screen, stopped):
    """The committed corpus through the stand-alone program."""
    one = Campaign(build, target, arguments, findings, screen, stopped)
    paths = list(inputs.files_below(one.corpus.source))
    begun = time.monotonic()
    one.tell_passed_over()
    one.replay(paths)
    one.outcome.executions, one.outcome.seconds = len(paths), time.monotonic() - begun
    if not paths:
        one.outcome.problem = f"there is no input in {one.corpus.source}"
    one.outcome.problem = one.outcome.problem or one.unclear
    screen.say(f"{target}: {len(paths)} inputs replayed")
    return one.outcome


def afl_queue(standalone, target, arguments, findings, screen, stopped):
    """What AFL++ took for harmless goes through the stand-alone build once more."""
    one = Campaign(standalone, target, arguments, findings, screen, stopped)
    one.replay(inputs.files_below(one.corpus.scratch))
    return one.unclear


def campaign_all(build, standalone, targets, arguments, findings, screen, stopped):
    outcomes = []
    for target in targets:
        if stopped.why:
            outcomes.append(Outcome(target))
            outcomes[-1].problem = f"interrupted before it began: {stopped.why}"
            continue
        if arguments.mode == "replay":
            outcomes.append(replay_one(build, target, arguments, findings, screen, stopped))
            continue
        screen.say(f"{target}: {build.engine}, {arguments.time:g} s, {arguments.jobs} jobs, seed {arguments.seed}")
        outcomes.append(Outcome(target))
        try:
            one = Campaign(build, target, arguments, findings, screen, stopped)
            outcomes[-1] = one.outcome
            one.run()
            if standalone:
                unclear = afl_queue(standalone, target, arguments, findings, screen, stopped)
                one.outcome.problem = one.outcome.problem or unclear
        except OSError as problem:  # what was found until then is told all the same
            findings.full |= problem.errno in NO_ROOM
            outcomes[-1].problem = outcomes[-1].problem or f"it cannot go on: {problem}"
        screen.say(f"{target}: {outcomes[-1].executions} runs, {outcomes[-1].coverage} edges"
                   + (f"; {outcomes[-1].problem}" if outcomes[-1].problem else ""))
    return outcomes


def verdict(outcomes, findings):
    """(exit code, a sentence): alike for all engines, whatever they themselves ended with."""
    problems = [f"{each.target}: {each.problem}" for each in outcomes if each.problem]
    if findings.all:
        return FOUND, f"{len(findings.all)} findings" + (f"; {problems[0]}" if problems else "")
    return (NO_VERDICT, problems[0]) if problems else (0, "nothing was found")


def tell(arguments, engine, started, outcomes, findings, stopped):
    code, reason = verdict(outcomes, findings)
    path = os.path.join(findings.folder, "report.json")
    version = "unknown"
    if os.access(arguments.rmspec, os.X_OK):
        version = subprocess.run([arguments.rmspec, "--version"], stdout=subprocess.PIPE, text=True).stdout.split()[-1]
    run = report.document(version, engine, arguments.seed, started, outcomes, findings.new(),
                          f"by {stopped.why}" if stopped.why else None, code, reason)
    try:
        report.write(path, run)
        if os.access(arguments.rmspec, os.X_OK):
            report.tell(arguments.rmspec, path, [f"junit:{findings.folder}/report.xml", *arguments.report])
    except OSError as problem:
        print(f"fuzz: the report cannot be written: {problem}", file=sys.stderr)
        code = code or NO_VERDICT
    for each in findings.new():
        print(f"fuzz: {each.target}: {each.name}: {each.folder or 'could not be kept'}", file=sys.stderr)
    if findings.full:
        print("fuzz: the disk is full; what was found until then is kept as said above", file=sys.stderr)
    print(f"fuzz: {reason}", file=sys.stderr)
    findings.told([each.target for each in outcomes if not each.problem or findings.all])
    return code


def main(words):
    arguments = parse(words)
    if arguments.mode == "coverage":
        return subprocess.call([sys.executable, os.path.join(ROOT, "fuzz", "coverage", "coverage.py")])
    screen, stopped = Screen(), Stopped()
    started = time.time()
    engine = "replay" if arguments.mode == "replay" else "libfuzzer" if arguments.mode == "prune" else arguments.engine
    build = Build(engine, arguments.out, arguments.build, arguments.parser)
    standalone = Build("replay", arguments.out, arguments.build, arguments.parser) if engine == "afl" else None
    width = int(os.environ.get("JOBS") or os.cpu_count() or 2)
    try:
        for each in filter(None, (build, standalone)):
            each.configure()
            targets = choose(each, arguments.target)
            each.compile(targets, width, ["corpus_manifest"] if arguments.write else [])
    except BuildFailed as problem:
        print(f"fuzz: {problem}", file=sys.stderr)
        return USAGE if "there is no target" in str(problem) else NO_VERDICT
    stopped.listen()
    if arguments.mode == "prune":
        return prune.run(build, targets, arguments, screen)
    findings = Findings(arguments.out)
    try:
        outcomes = campaign_all(build, standalone, targets, arguments, findings, screen, stopped)
        findings.done()
        return tell(arguments, engine, started, outcomes, findings, stopped)
    finally:
        findings.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
