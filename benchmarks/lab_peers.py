"""What pyperf and hyperfine make of a pair of programs that quizapp compares. They time whole commands."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import mean
from typing import Any


def hyperfine(base: Path, other: Path) -> str:
    """Return the ratio of the means that hyperfine measures in ten runs each, or "-" where it is missing."""
    if not shutil.which("hyperfine"):
        return "-"
    out = base.parent / "h.json"
    command = [
        "hyperfine",
        "--runs",
        "10",
        "--export-json",
        str(out),
        f"{sys.executable} {base}",
        f"{sys.executable} {other}",
    ]
    subprocess.run(command, check=True, capture_output=True)
    first, second = json.loads(out.read_text())["results"]
    return f"{_mean(first) / _mean(second):.2f}"


def _mean(result: dict[str, Any]) -> float:
    """Return the mean time of a command in a result of hyperfine 1, or in one of hyperfine 2."""
    if "mean" in result:
        return float(result["mean"])
    return mean(float(each["time_wall_clock"]["value"]) for each in result["measurements"])


def pyperf(base: Path, other: Path) -> str:
    """Return the ratio of the means that pyperf measures with `--fast`, or "-" where it is missing."""
    means = []
    for path in (base, other):
        out = path.with_suffix(".json")
        command = [sys.executable, "-m", "pyperf", "command", "--fast", "-o", str(out), "--", sys.executable, str(path)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            return "-"
        shown = subprocess.run(
            [sys.executable, "-m", "pyperf", "stats", str(out)], capture_output=True, text=True, check=True
        )
        shown_mean = next(line for line in shown.stdout.splitlines() if line.startswith("Mean"))
        figure, unit = shown_mean.split(":")[1].split("+-")[0].split()
        means.append(float(figure) * {"sec": 1, "ms": 1e-3, "us": 1e-6}[unit])
        out.unlink()
    return f"{means[0] / means[1]:.2f}"
