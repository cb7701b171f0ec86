"""Facts of the machine and the interpreter that a verdict depends on."""

import os
import platform
import re
import sys
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from quizapp.core.strict_json import parse_json

# Runs in any interpreter from 3.7 on, with -I -S, and prints one line.
PROBE = """\
import json, multiprocessing, platform, sys, sysconfig
gil = getattr(sys, "_is_gil_enabled", lambda: True)()
print(json.dumps({"python": platform.python_version(), "implementation": platform.python_implementation(),
                  "gil": bool(gil), "start_method": multiprocessing.get_context().get_start_method(),
                  "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED"))}))
"""
_VERSION = re.compile(r"\d{1,3}\.\d{1,3}(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The machine and interpreter of a measurement; `cores` is the number that this process may use."""

    python: str
    implementation: str
    gil: bool
    cores: float
    start_method: str
    os: str
    free_threaded_build: bool = False  # such a build can still run with the GIL

    def as_json(self) -> dict[str, Any]:
        """Return the facts by the keys of the JSON contract."""
        return asdict(self)

    def line(self) -> str:
        """Return the facts that matter to a measurement in one line."""
        gil = "with the GIL" if self.gil else "without the GIL"
        return (
            f"{self.implementation} {self.python} {gil}, {self.cores:g} cores, processes start by {self.start_method}"
        )

    def facts(self) -> dict[str, float]:
        """Return the facts that an expectation may name; see core.measures.FACTS."""
        return {
            "cores": self.cores,
            "gil": float(self.gil),
            "free_threaded_build": float(self.free_threaded_build),
            "fork": float(self.start_method == "fork"),
            "forkserver": float(self.start_method == "forkserver"),
            "spawn": float(self.start_method == "spawn"),
            "macos": float(self.os == "Darwin"),
            "minor": float(self.python.split(".")[1]),
            "pypy": float(self.implementation == "PyPy"),
        }


@lru_cache(maxsize=1)
def facts() -> Machine:
    """Return the facts of this interpreter and machine."""
    import multiprocessing
    import sysconfig

    return Machine(
        python=platform.python_version(),
        implementation=platform.python_implementation(),
        gil=bool(getattr(sys, "_is_gil_enabled", lambda: True)()),
        cores=cores(),
        start_method=multiprocessing.get_context().get_start_method(),
        os=platform.system(),
        free_threaded_build=bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    )


def machine_from(probed: str) -> Machine:
    """Return the facts from the output of PROBE in another interpreter. Raises ValueError for any other text."""
    try:
        found = parse_json(probed)
        if not _VERSION.match(str(found["python"])):
            raise ValueError("no version")
        return Machine(
            python=str(found["python"]),
            implementation=str(found["implementation"]),
            gil=bool(found["gil"]),
            cores=cores(),
            start_method=str(found["start_method"]),
            os=platform.system(),
            free_threaded_build=bool(found["free_threaded"]),
        )
    except (KeyError, TypeError, RecursionError):
        raise ValueError("no facts") from None


def cores() -> float:
    """Return the number of usable cores: the minimum of the CPU affinity and the quotas of all control groups."""
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min([float(affinity), *_quotas()])


def _quotas(proc: Path = Path("/proc/self/cgroup"), root: Path = Path("/sys/fs/cgroup")) -> list[float]:
    """Return the cores that each level of the control groups (version 1 or 2) allows."""
    found: list[float] = []
    try:
        lines = proc.read_text().splitlines()
    except OSError:
        return found
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        top = root if not controllers else root / "cpu"
        here = top / path.lstrip("/")
        for level in (here, *here.parents):
            if level != top and top not in level.parents:
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
