"""The load of the machine during a measurement: other programs, stolen time, throttling."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FOREIGN_LOAD = 0.25  # cores, averaged over a run; above it a claim about cores cannot be judged
FOREIGN_BEFORE = 0.5  # cores, during LOOK_SECONDS before a run
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Counters at one time; None if the system does not report them."""

    wall: float
    busy: float | None  # CPU seconds of all programs
    own: float  # CPU seconds of this process and its finished children
    stolen: float | None  # CPU seconds that the hypervisor gave to other guests
    throttled: int | None  # periods in which the quota was used up


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The load between two marks, as values that can be stored and replayed."""

    foreign: float | None = None  # cores that other programs used, on average
    stolen: float | None = None  # cores that the hypervisor took
    throttled: int = 0


def mark() -> Mark:
    """Return the counters now."""
    busy, stolen = _stat()
    times = os.times()
    own = times.user + times.system + times.children_user + times.children_system
    return Mark(wall=time.monotonic(), busy=busy, own=own, stolen=stolen, throttled=_throttled())


def between(before: Mark, after: Mark) -> Load:
    """Return the load between two marks; its fields are unknown where less than 50 ms passed."""
    wall = after.wall - before.wall
    if wall < 0.05 or before.busy is None or after.busy is None:
        return Load()
    foreign = (after.busy - before.busy - (after.own - before.own)) / wall
    stolen = None if before.stolen is None or after.stolen is None else max(0.0, (after.stolen - before.stolen) / wall)
    throttled = 0 if before.throttled is None or after.throttled is None else after.throttled - before.throttled
    return Load(foreign=max(0.0, foreign), stolen=stolen, throttled=throttled)


def watch() -> Callable[[], Load]:
    """Return a function that returns the load since this call."""
    before = mark()
    return lambda: between(before, mark())


def look() -> Load:
    """Return the load while this process sleeps for LOOK_SECONDS."""
    load = watch()
    time.sleep(LOOK_SECONDS)
    return load()


def _stat() -> tuple[float | None, float | None]:
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    except OSError:
        return None, None
    user, nice, system, _idle, _wait, irq, soft = (int(field) for field in fields[:7])
    ticks = os.sysconf("SC_CLK_TCK")
    return (user + nice + system + irq + soft) / ticks, int(fields[7]) / ticks if len(fields) > 7 else None


def _throttled() -> int | None:
    for path in ("/sys/fs/cgroup/cpu.stat", "/sys/fs/cgroup/cpu/cpu.stat"):
        try:
            lines = Path(path).read_text().splitlines()
        except OSError:
            continue
        found = [int(line.split()[1]) for line in lines if line.startswith("nr_throttled")]
        if found:
            return found[0]
    return None
