"""The smallest input that still does it: pieces are left out, large ones first."""
import time

SECONDS = 20
RUNS_MAX = 400


def without_pieces(data, holds, size, spent):
    """Leave out every piece of `size` bytes that is not needed."""
    at = 0
    while at < len(data) and not spent():
        shorter = data[:at] + data[at + size:]
        if shorter and holds(shorter):
            data = shorter
        else:
            at += size
    return data


def shrink(data, holds, seconds=SECONDS, runs=RUNS_MAX):
    """`holds(bytes)` says whether an input still does it. Bounded in time and runs."""
    end = time.monotonic() + seconds
    count = 0

    def spent():
        return count >= runs or time.monotonic() > end

    def counted(some):
        nonlocal count
        count += 1
        return holds(some)

    size = len(data) // 2
    while size >= 1 and not spent():
        before = len(data)
        data = without_pieces(data, counted, size, spent)
        if len(data) == before or size > len(data):
            size //= 2
    return data
