"""The programs that are measured: planted bugs, both engines, with the mutator and without."""
import os

import jansson
from build import ENGINES, ROOT, Build, run

# name: (engine, sanitizers, whether the programs carry the mutator, as libFuzzer wants it)
WANTED = {"libfuzzer": ("libfuzzer", "ON", "ON"), "libfuzzer-plain": ("libfuzzer", "ON", "OFF"),
          "afl": ("afl", "ON", "OFF"), "replay": ("replay", "OFF", "OFF")}


def targets_of(name, build, planted):
    """What of it is wanted: the replay build replays, the others have every planted bug and the yardsticks."""
    if name == "replay":
        return [f"fuzz_{target}" for target in build.targets()]
    return [f"fuzz_{target}_planted" for target in planted] + ["fuzz_request", "fuzz_baseline_decode", "fuzz_empty"] \
        + (["rms_mutator_afl"] if name == "afl" else [])


def build_all(out, planted, jobs):
    """{name: Build}"""
    tree = jansson.source(os.path.join(out, "jansson-source"))
    builds = {}
    for name, (engine, sanitizers, mutator) in WANTED.items():
        compiler, cmake_engine = ENGINES[engine]
        build = Build(engine, out, os.path.join(out, f"bench-{name}"))
        environment = build.environment()
        run(["cmake", "-S", ROOT, "-B", build.folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
             "-DCMAKE_C_FLAGS_DEBUG=-O1 -g", "-DBUILD_TESTING=OFF", f"-DRMS_SANITIZE_ADDRESS={sanitizers}",
             f"-DRMS_PLANTED={sanitizers}", f"-DRMS_FUZZ_ENGINE={cmake_engine}", f"-DRMS_FUZZ_MUTATOR={mutator}",
             f"-DRMS_JANSSON_SOURCE={tree if compiler and tree else ''}",
             *([f"-DCMAKE_C_COMPILER={compiler}"] if compiler else [])], env=environment)
        run(["cmake", "--build", build.folder, "-j", str(jobs), "--target", *targets_of(name, build, planted)],
            env=environment)
        builds[name] = build
    return builds
