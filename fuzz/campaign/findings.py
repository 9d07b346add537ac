"""Findings: told apart by oracle or stack, made small, kept one folder each."""
import base64
import errno
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import time

from corpus import digest, read
from shrink import shrink

RUN_SECONDS = 60          # one input, beyond which it is a hang
SLOW_SECONDS = 1          # one input alone, beyond which it is slow, whatever the engine's limit
SLOW_ONCE_MAX = 3         # inputs that were slow under the engine only: a machine that was stopped, not a target
RESERVE_BYTES = 1 << 20   # kept free by a file of that size, so that findings fit on a disk that is full
LOG_BYTES = 64 << 10
UNTOLD = "untold"         # stands in a finding's folder until a report has told it
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk, the quota, the largest file that is allowed

# Frames that say nothing about where a fault is.
FOREIGN = re.compile(r"^(__asan|__ubsan|__lsan|__sanitizer|__interceptor|_?_?libc|raise|abort|mem(cpy|move|set|cmp|chr)"
                     r"|str|__GI_|malloc|calloc|realloc|free|fuzzer::|main|_start|rms_oracle_broken|pthread_kill"
                     r"|__pthread_kill|gsignal|qsort|interceptor_|MemcmpInterceptor|printf_common|v?s?n?printf|operator new)")
FRAME = re.compile(r"^\s*#\d+ 0x[0-9a-f]+ in (\S+)", re.M)


def word(text):
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-")[:80]


def top_frame(log):
    for frame in FRAME.finditer(log):
        if not FOREIGN.match(frame[1]):
            return "-" + frame[1]
    return ""


def bucket(log, status=None):
    """(id, one line of detail) of what a run said; None when it said nothing wrong."""
    oracle = re.search(r"RMS-ORACLE id=(\S+) detail=(.*)", log)
    if oracle:
        return word(oracle[1]), oracle[2]
    undefined = re.search(r"([^/\s]+):(\d+):\d+: runtime error: (.*)", log)
    if undefined:
        return word(f"undefined-{undefined[1]}-{undefined[2]}"), undefined[3]
    sanitizer = re.search(r"ERROR: (Address|Leak|Memory|Undefined\w*|Thread)Sanitizer:? ([^\n]*)", log)
    if sanitizer:
        kind = "leak" if sanitizer[1] == "Leak" else sanitizer[2].split(" on ")[0].split(":")[0].split()[0]
        return word(f"{kind}{top_frame(log)}"), re.sub(r" on address .*", "", sanitizer[2])
    engine = re.search(r"ERROR: libFuzzer: ([^\n(]*)", log)
    if engine:
        return word(engine[1].strip() + top_frame(log)), engine[1].strip()
    failed = re.search(r"([^\s:]+:\d+): (\w+): Assertion `(.*)' failed", log)
    if failed:
        return word(f"assertion-{failed[2]}"), failed[3]
    if status == "hang":
        return "hang", f"no end within {RUN_SECONDS} s"
    if status:
        how = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        return word(f"ended-{how}"), how
    return None


def run_input(program, path):
    """(bucket and detail, or None; log; seconds) of one run."""
    begun = time.monotonic()
    environment = dict(os.environ, UBSAN_OPTIONS="print_stacktrace=1")
    environment.pop("AFL_CUSTOM_MUTATOR_LIBRARY", None)
    try:
        run = subprocess.run([program, path], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             timeout=RUN_SECONDS, env=environment)
        log, status = run.stdout.decode("utf-8", "replace"), run.returncode
    except subprocess.TimeoutExpired as late:
        log, status = (late.stdout or b"").decode("utf-8", "replace"), "hang"
    return (bucket(log, status) if status else None), log, time.monotonic() - begun


def near(path):
    """As one types it: relative to here where it is below."""
    path = os.path.abspath(path)
    return os.path.relpath(path) if path.startswith(os.getcwd() + os.sep) else path


class Finding:
    def __init__(self, target, name, detail, folder, command):
        self.target = target
        self.name = name        # of the oracle, or of fault and stack
        self.detail = detail
        self.folder = folder    # None: it could not be kept, it was printed instead
        self.command = command  # repeats it
        self.seen = 1
        self.repeats = True     # it came again when its input was run once more


class Findings:
    """Those of one campaign, on top of the folder of all campaigns."""

    def __init__(self, out):
        self.folder = os.path.join(out, "findings")
        self.reserve = os.path.join(self.folder, ".reserve")
        self.all = {}
        self.slow_once = 0  # inputs that were slow under the engine and are not by themselves
        self.full = False
        os.makedirs(self.folder, exist_ok=True)
        try:
            with open(self.reserve, "wb") as file:
                file.write(b"\0" * RESERVE_BYTES)
        except OSError as problem:
            self.full = problem.errno in NO_ROOM

    def done(self):
        if os.path.exists(self.reserve):
            os.remove(self.reserve)

    def new(self):
        return list(self.all.values())

    def untold(self, target):
        """Inputs of findings that a campaign kept, and was killed before it could tell them."""
        rows = [os.path.join(self.folder, name) for name in sorted(os.listdir(self.folder)) if name.startswith(f"{target}.")]
        return [os.path.join(row, "minimised") for row in rows
                if os.path.exists(os.path.join(row, UNTOLD)) and os.path.exists(os.path.join(row, "minimised"))]

    def told(self, targets):
        """Of these targets everything is told: what did not come again is mended."""
        for target in targets:
            for path in self.untold(target):
                os.remove(os.path.join(os.path.dirname(path), UNTOLD))

    def add(self, target, program, data, log="", slow=False):
        """Run the input again, and keep it unless its like is there already. `log`: what the engine said of it; `slow`:
        that it took too long. None when it does not by itself: then something else held the machine up."""
        with tempfile.TemporaryDirectory(prefix="rmspec-fuzz-", dir=roomy_folder()) as scratch:
            path = os.path.join(scratch, "input")
            with open(path, "wb") as file:
                file.write(data)
            what, own_log, seconds = run_input(program, path)
            repeats = what is not None
            if slow and not repeats and seconds < SLOW_SECONDS and self.slow_once < SLOW_ONCE_MAX:
                self.slow_once += 1
                return None
            name, detail = what or bucket(log) or ("no-log", "the engine reported it; run alone it passes")
            key = (target, name)
            if key in self.all:
                self.all[key].seen += 1
                return self.all[key]
            small = shrink(data, lambda some: self.same(program, path, some, name)) if repeats else data
        finding = self.keep(target, program, name, detail, data, small, own_log if repeats else log + own_log)
        finding.repeats = repeats
        self.all[key] = finding
        return finding

    @staticmethod
    def same(program, path, data, name):
        with open(path, "wb") as file:
            file.write(data)
        what, _, _ = run_input(program, path)
        return what is not None and what[0] == name

    def keep(self, target, program, name, detail, data, small, log):
        folder = os.path.join(self.folder, f"{target}.{name}")
        minimised = os.path.join(folder, "minimised")
        command = f"{shlex.quote(near(program))} {shlex.quote(near(minimised))}"
        finding = Finding(target, name, detail, folder, command)
        files = {"input": data, "minimised": small, "log.txt": log.encode()[-LOG_BYTES:], "command": (command + "\n").encode()}
        try:
            self.write(folder, files)
        except OSError as problem:
            if problem.errno not in NO_ROOM:
                raise
            self.full = True
            self.done()  # make room
            try:
                self.write(folder, files)
            except OSError as again:
                print(f"fuzz: {target}: {name}: cannot be kept: {again}; its input in base64:\n"
                      f"{base64.b64encode(small).decode()}", file=sys.stderr)
                finding.folder = None
        return finding

    @staticmethod
    def write(folder, files):
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, UNTOLD), "wb"):
            pass
        old = os.path.join(folder, "minimised")
        if os.path.exists(old) and 0 < os.path.getsize(old) <= len(files["minimised"]):
            return  # an earlier campaign has a smaller one
        for name, data in files.items():
            place = os.path.join(folder, name)
            with open(place + ".new", "wb") as file:
                file.write(data)
            os.replace(place + ".new", place)


def roomy_folder():
    """Where runs of single inputs may write although the disk of the build folder is full."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def leftovers(folder):
    """Inputs that engines saved in a folder: (path, bytes), empty ones left out."""
    found = []
    for path, _, names in os.walk(folder):
        for name in sorted(names):
            if re.match(r"(crash|leak|timeout|oom)-|id:", name):
                data = read(os.path.join(path, name))
                if data:
                    found.append((os.path.join(path, name), data))
    return sorted(found, key=lambda item: (len(item[1]), digest(item[1])))
