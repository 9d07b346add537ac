"""One build folder an engine: what is configured there, and which targets there are."""
import os
import shutil
import subprocess
import sys

import jansson

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# engine: (C compiler or None for the system's, RMS_FUZZ_ENGINE)
ENGINES = {
    "replay": (None, "replay"),
    "libfuzzer": ("clang", "libfuzzer"),
    "afl": ("afl-clang-fast", "libfuzzer"),
}

# What to do when the compiler of an engine is missing.
WAYS_OUT = {
    "libfuzzer": "install clang, libclang-rt-14-dev and llvm; --mode replay and --engine afl do without",
    "afl": "install afl++; --mode replay and --engine libfuzzer do without",
}


class BuildFailed(Exception):
    pass


def run(command, env=None):
    if subprocess.run(command, stdout=sys.stderr, env=env).returncode != 0:
        raise BuildFailed("failed: " + " ".join(command))


class Build:
    """The programs of one engine. `folder` given from outside is taken as it stands."""

    def __init__(self, engine, out, folder=None, parser=None):
        self.engine = engine
        self.out = out
        self.parser = os.path.abspath(parser) if parser else None
        self.made_elsewhere = folder is not None
        self.folder = folder or os.path.join(out, f"fuzz-{engine}")

    def configure(self):
        compiler, cmake_engine = ENGINES[self.engine]
        if self.made_elsewhere:
            return
        if compiler and not shutil.which(compiler):
            raise BuildFailed(f"{compiler} is not installed: {WAYS_OUT[self.engine]}")
        if not os.path.isfile(os.path.join(self.folder, "build.ninja")):
            tree = jansson.source(os.path.join(self.out, "jansson-source")) if self.engine != "replay" else None
            run(["cmake", "-S", ROOT, "-B", self.folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                 "-DCMAKE_C_FLAGS_DEBUG=-O1 -g", "-DBUILD_TESTING=OFF", "-DRMS_SANITIZE_ADDRESS=ON",
                 f"-DRMS_FUZZ_ENGINE={cmake_engine}", f"-DRMS_JANSSON_SOURCE={tree or ''}",
                 *([f"-DCMAKE_C_COMPILER={compiler}"] if compiler else [])], env=self.environment())
        parser = [f"-DRMS_PARSER_UNDER_TEST={self.parser}"] if self.parser else []
        run(["cmake", *parser, self.folder], env=self.environment())

    @staticmethod
    def environment():
        return dict(os.environ, AFL_QUIET="1", AFL_USE_ASAN="1", AFL_USE_UBSAN="1")

    def targets(self):
        """Names of all targets with a corpus of their own; yardsticks are not among them."""
        with open(os.path.join(self.folder, "fuzz", "targets.txt"), encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file if line.strip()]
        return [row[0] for row in rows if row[1:] != ["yardstick"]]

    def compile(self, targets, jobs, more=()):
        if self.made_elsewhere:
            return
        wanted = [*(f"fuzz_{name}" for name in targets), *more]
        if self.engine == "afl":
            wanted.append("rms_mutator_afl")
        run(["cmake", "--build", self.folder, "-j", str(jobs), "--target", *wanted], env=self.environment())

    def program(self, target):
        return os.path.join(self.folder, "fuzz", f"fuzz_{target}")

    def has_mutator(self):
        """Whether the engine has our mutator to call."""
        if self.engine == "afl":
            return self.afl_mutator() is not None
        return os.path.isfile(os.path.join(self.folder, "fuzz", "mutator.txt"))

    def afl_mutator(self):
        path = os.path.join(self.folder, "fuzz", "rms_mutator_afl.so")
        return path if os.path.isfile(path) else None
