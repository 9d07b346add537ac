"""What the oracles and the mutator cost: executions a second beside a yardstick, edges, the slowest input, the replay."""
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import corpus as inputs
from arms import ENGINES, play
from engines import LIBFUZZER_ENVIRONMENT

TARGET = "request"
YARDSTICK = {"libfuzzer": "baseline_decode", "afl": "empty"}
SLOWEST_MS = 1.0
INPUT_BYTES = 4096
REPLAY_SECONDS = 5.0


def in_turn(builds, plays, rounds, seconds, arguments):
    """{key: [Result]}: @plays is {key: (arm, target)}, one after the other, then all once more."""
    core = sorted(os.sched_getaffinity(0))[0]
    found = {key: [] for key in plays}
    for turn in range(rounds):
        for key, (arm, target) in plays.items():
            result = play(builds, arm, target, seconds, arguments.seed + turn, core)
            if result:
                found[key].append(result)
                print(f"bench: {arm}, {target}: {result.rate():.0f} executions a second, {result.edges} edges",
                      file=sys.stderr, flush=True)
    return found


def median(numbers):
    return statistics.median(numbers) if numbers else 0


def rates(builds, arguments):
    """The whole request with its oracles beside the least that anybody would do, executions a processor second."""
    rounds, seconds = (3, 5) if arguments.quick else (5, 10)
    for engine in ENGINES:
        plays = {name: (engine, name) for name in (TARGET, YARDSTICK[engine])}
        found = in_turn(builds, plays, rounds, seconds, arguments)
        mine, theirs = (median([each.rate() for each in found[name]]) for name in plays)
        ratio = mine / max(theirs, 1)
        yield (ratio >= 0.5, f"{engine}: {TARGET} runs at {ratio:.2f} of the speed of {YARDSTICK[engine]} "
               f"({mine:.0f} and {theirs:.0f} a second)")


def edges(builds, arguments):
    rounds, seconds = (3, 15) if arguments.quick else (5, 60)
    for engine in ENGINES:
        plays = {arm: (arm, TARGET) for arm in (engine, f"{engine}-no-mutator")}
        found = in_turn(builds, plays, rounds, seconds, arguments)
        mine, theirs = (median([each.edges for each in found[arm]]) for arm in plays)
        ratio = mine / max(theirs, 1)
        yield (ratio >= 0.97, f"{engine}: with the mutator {ratio:.3f} of the edges without it ({mine:.0f} and "
               f"{theirs:.0f}, {seconds} s)")


# ---- the slowest input -----------------------------------------------------------------------------------------------

def shaped(head, unit, tail=b""):
    """An input of INPUT_BYTES whose middle is one unit over and over."""
    room = INPUT_BYTES - len(head) - len(tail)
    return head + (unit * room)[:room - room % len(unit)] + tail


def shapes():
    """Requests that are as long as they may be, each of one kind of thing."""
    get = b"GET /?Action=%s&%s"
    lists = {"slb": (b"RemoveBackendServers", b"LoadBalancerId=lb-1&BackendServers="),
             "vserver": (b"RemoveVServerGroupBackendServers", b"VServerGroupId=rsp-1&BackendServers=")}
    for name, (action, rest) in lists.items():
        head = get % (action, rest)
        for what, unit in {"ids": b"%22i-1%22,", "objects": b"{%22ServerId%22:%22i-1%22},", "depth": b"%5B",
                           "escapes": b"%41", "quotes": b"%22", "numbers": b"1,"}.items():
            yield f"{name}-{what}", shaped(head + b"%5B", unit, b"%22i-1%22%5D HTTP/1.1\n\n\n")
    for what, unit in {"ampersands": b"&", "pairs": b"a=1&", "plus": b"+", "ids": b"InstanceId.1=i-1&"}.items():
        yield f"ess-{what}", shaped(get % (b"RemoveInstances", b"ScalingGroupId=asg-1&"), unit, b" HTTP/1.1\n\n\n")
    numbered = b"".join(b"InstanceId.%d=i-%d&" % (i, i) for i in range(1, 400))
    yield "ess-numbered", (get % (b"RemoveInstances", b"ScalingGroupId=asg-1&") + numbered)[:INPUT_BYTES - 13] \
        + b" HTTP/1.1\n\n\n"
    yield "bytes", b"\xff" * INPUT_BYTES


def milliseconds(commands, environment, repeats):
    """Processor time of one execution: what @repeats more of them cost, without the start of the program. @commands: one
    that executes the input once, one that does it 1 + @repeats times."""
    spent = []
    for command in commands:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env=dict(os.environ, **environment), check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return max(spent[1] - spent[0], 0) * 1000 / repeats


def in_engine(program, path, repeats=200):
    return milliseconds([[program, f"-runs={runs}", path] for runs in (1, 1 + repeats)], LIBFUZZER_ENVIRONMENT, repeats)


def in_plain_build(program, path, repeats=200):
    """Without sanitizers and hooks, costly oracles asked as often as an engine asks them."""
    return milliseconds([[program] + [path] * runs for runs in (1, 1 + repeats)], {"RMS_FUZZ_SAMPLED": "1"}, repeats)


def slowest(builds, arguments):
    """Of the shapes, and of what a campaign makes when it may make long ones."""
    program = builds["libfuzzer"].program(TARGET)
    with tempfile.TemporaryDirectory() as folder:
        for name, data in shapes():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        grown = os.path.join(folder, "grown")
        play(builds, "libfuzzer", TARGET, 10 if arguments.quick else 60, arguments.seed,
             sorted(os.sched_getaffinity(0))[0], keep=grown)
        paths = [os.path.join(folder, name) for name, _ in shapes()]
        paths += sorted(inputs.files_below(grown), key=os.path.getsize)[-20:]
        worst, path = max((in_engine(program, path), path) for path in paths)
        yardstick = YARDSTICK["libfuzzer"]
        floor = in_engine(builds["libfuzzer"].program(yardstick), path)
        plain = max(in_plain_build(builds["replay"].program(TARGET), path) for path in paths)
        yield (worst < SLOWEST_MS, f"{TARGET}: the slowest of {len(paths)} long inputs takes {worst:.2f} ms, "
               f"{floor:.2f} in {yardstick} ({os.path.basename(path)}, {os.path.getsize(path)} bytes); without "
               f"sanitizers the slowest takes {plain:.2f} ms")


# ---- the replay ------------------------------------------------------------------------------------------------------

def replay(builds, arguments):
    """The committed corpus through every target of the plain build, every oracle on every input."""
    build = builds["replay"]
    begun, n = time.monotonic(), 0
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for target in build.targets():
        told = subprocess.run([build.program(target), inputs.committed(target)], stdout=subprocess.PIPE, check=True)
        n += int(re.match(rb"\d+", told.stdout)[0])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    yield (spent < REPLAY_SECONDS, f"replay: {n} inputs in {spent:.1f} s of a core "
           f"({time.monotonic() - begun:.1f} s by the clock)")


PARTS = {"rates": rates, "replay": replay, "slowest": slowest, "edges": edges}
