"""Facts of the machine and the interpreter that a verdict depends on."""

import os
import platform
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What is measured on; `cores` are those that this process may use."""

    python: str
    implementation: str
    gil: bool
    cores: float
    start_method: str
    os: str

    def as_json(self) -> dict[str, Any]:
        """Return the facts as the JSON contract has them."""
        return asdict(self)


def facts() -> Machine:
    """Return the facts of this interpreter and machine."""
    import multiprocessing

    enabled = getattr(sys, "_is_gil_enabled", lambda: True)
    return Machine(
        python=platform.python_version(),
        implementation=platform.python_implementation(),
        gil=bool(enabled()),
        cores=cores(),
        start_method=multiprocessing.get_context().get_start_method(),
        os=platform.system(),
    )


def cores() -> float:
    """Return the cores that may be used: the least of affinity and the quota of every control group above."""
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min([float(affinity), *_quotas()])


def _quotas() -> list[float]:
    found: list[float] = []
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return found
    for line in lines:
        _, controllers, path = line.split(":", 2)
        root = Path("/sys/fs/cgroup") if not controllers else Path("/sys/fs/cgroup/cpu")
        here = root / path.lstrip("/")
        for level in (here, *here.parents):
            if level != root and root not in level.parents:
                break
            found += _quota(level, version_2=not controllers)
    return found


def _quota(level: Path, *, version_2: bool) -> list[float]:
    try:
        if version_2:
            quota, period = (level / "cpu.max").read_text().split()
        else:
            quota = (level / "cpu.cfs_quota_us").read_text().strip()
            period = (level / "cpu.cfs_period_us").read_text().strip()
        return [int(quota) / int(period)] if quota not in ("max", "-1") else []
    except (OSError, ValueError):
        return []


def busy_seconds() -> float | None:
    """Return the CPU seconds that all programs together have used, or None where /proc does not tell."""
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    except OSError:
        return None
    user, nice, system, _idle, _wait, irq, soft = (int(field) for field in fields[:7])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    """Return the CPU seconds that this process and its finished children have used."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
