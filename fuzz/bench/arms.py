"""What is compared: an engine with and without its helpers, on the same seeds."""
import collections
import os
import sys

import metered
import one_run

HERE = os.path.dirname(os.path.abspath(__file__))

# build: the name in builds.WANTED; mutator and dictionary: whether the engine has them
Arm = collections.namedtuple("Arm", "engine label build mutator dictionary")
ARMS = {
    "libfuzzer": Arm("libfuzzer", "with both", "libfuzzer", True, True),
    "libfuzzer-no-mutator": Arm("libfuzzer", "no mutator", "libfuzzer-plain", False, True),
    "libfuzzer-alone": Arm("libfuzzer", "neither", "libfuzzer-plain", False, False),
    "afl": Arm("afl", "with both", "afl", True, True),
    "afl-no-mutator": Arm("afl", "no mutator", "afl", False, True),
    "afl-alone": Arm("afl", "neither", "afl", False, False),
}
ENGINES = ("libfuzzer", "afl")


def seeds(target):
    """The documents' own examples, the same for every arm; none of them is or comes near a planted bug."""
    return os.path.join(HERE, "seeds", target)


def play(builds, name, target, seconds, seed, core, bug="", keep=None):
    """A Result; None, and a word about it, when the machine had no time."""
    arm = ARMS[name]
    build = builds[arm.build]
    program = build.program(target) + ("_planted" if bug else "")
    try:
        if arm.engine == "libfuzzer":
            return one_run.libfuzzer(program, target, seeds(target), seconds, seed, core, bug, arm.dictionary, keep)
        return one_run.afl(program, target, seeds(target), seconds, seed, core, bug, arm.dictionary,
                           build.afl_mutator() if arm.mutator else None)
    except metered.Starved as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return None
