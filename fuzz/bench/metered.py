"""A process and all that it starts, on one core, until it ends or has used up its processor time.

Processor time, not the clock's: other work on the machine then costs patience and changes no figure."""
import os
import shutil
import signal
import subprocess
import tempfile
import time

LOOK_SECONDS = 0.03
STOP_SECONDS = 20
PATIENCE = 12  # the clock may run so many times as long as the processor time that is asked for
TICKS = os.sysconf("SC_CLK_TCK")
TIMES = 11, 12, 13, 14  # fields of /proc/PID/stat behind the name: user and system time, own and of ended children


class Starved(Exception):
    pass


class Ended:
    def __init__(self, code, told, seconds):
        self.code, self.told, self.seconds = code, told, seconds


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:  # the process has ended
        return ""


def used(root):
    """Processor seconds of a process and of everything below it, what has ended included."""
    ticks, open_ones = 0, [str(root)]
    while open_ones:
        pid = open_ones.pop()
        fields = read(f"/proc/{pid}/stat").rpartition(")")[2].split()
        ticks += sum(int(fields[i]) for i in TIMES) if fields else 0
        open_ones += read(f"/proc/{pid}/task/{pid}/children").split()
    return ticks / TICKS


def pinned(core, command):
    return ["taskset", "-c", str(core), *command] if shutil.which("taskset") else command


def stop(process):
    for number in (signal.SIGINT, signal.SIGKILL):
        process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
            return
        except subprocess.TimeoutExpired:
            continue


def run(core, command, environment, seconds):
    """Ended. Raises Starved when the machine has no time for it."""
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(pinned(core, command), env=environment, stdin=subprocess.DEVNULL, stdout=said,
                              stderr=subprocess.STDOUT) as process:
            give_up = time.monotonic() + PATIENCE * seconds + STOP_SECONDS
            spent = 0.0
            while process.poll() is None and spent < seconds:
                time.sleep(LOOK_SECONDS)
                spent = max(spent, used(process.pid))
                if time.monotonic() > give_up:
                    stop(process)
                    raise Starved(f"{command[0]} got {spent:.0f} of {seconds} seconds of a core")
            stop(process)
        said.seek(0)
        return Ended(process.returncode, said.read().decode("utf-8", "replace"), spent)
