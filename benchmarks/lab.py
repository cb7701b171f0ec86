"""Count wrong verdicts of the lab: runs of the shipped experiments, alone, and beside two kinds of busy programs.

    python benchmarks/lab.py [--runs 75] [--same 100] [--peers] [--record FILE]

Every claim of the shipped deck is true on an ordinary machine with two cores or more, so a refuted one is a wrong
verdict. A third of the runs is beside a program that uses a whole core (`hog`), a third beside one that uses a core in
bursts of 0.2 to 1 s, half of the time (`bursts`). Beside the hog, claims about cores must be inconclusive and say why.
`quiet` means that the benchmark adds no load; other programs may run. --same is the number of
comparisons of a program with itself. --peers measures the same pairs with pyperf and hyperfine, if they are installed.
--record writes the readings as JSON, for tests that judge them again.
"""

import argparse
import itertools
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from quizapp.core.expressions import evaluate
from quizapp.core.model import Concept, Experiment
from quizapp.decks.loader import load_deck
from quizapp.decks.shipped import shipped_folders
from quizapp.lab.machine import facts
from quizapp.lab.plan import RunSettings
from quizapp.lab.report import Report
from quizapp.lab.runner import run_experiment
from quizapp.lab.verdict import bounds_of, outcome
from quizapp.questions.predict import draw_parameters

Claim = tuple[Concept, Experiment]
PEERS = (
    "process/cpu-bound-speedup",
    "threads/cpu-bound-threads",
    "threads/io-bound-speedup",
    "process/spawn-small-work",
)


def claims() -> list[Claim]:
    """Return the shipped experiments that any machine can run, in the order of the deck."""
    deck = load_deck(next(iter(shipped_folders().values()))).deck
    assert deck is not None
    known = facts().facts()
    return [(c, e) for c in deck.concepts for e in c.experiments if not e.only_if or evaluate(e.only_if, known)]


LOADS = {
    "quiet": "",
    "hog": "while True: pass",
    "bursts": """\
from random import Random
from time import monotonic, sleep
random = Random(5)
while True:
    end = monotonic() + random.uniform(0.2, 1)
    while monotonic() < end:
        pass
    sleep(random.uniform(0.2, 1))
""",
}


@contextmanager
def loaded(machine: str) -> Iterator[None]:
    """Run the program of a kind of load while the block lasts."""
    other = subprocess.Popen([sys.executable, "-c", LOADS[machine]])
    time.sleep(0.5)
    try:
        yield
    finally:
        other.kill()
        other.wait()


def measured(claim: Claim, seed: int) -> tuple[Report, float]:
    """Run an experiment once; return its report and the seconds that the run took."""
    concept, experiment = claim
    began = time.monotonic()
    parameters = dict(draw_parameters(experiment, Random(seed)))
    report = run_experiment(experiment, concept.examples, parameters, RunSettings(seed=seed))
    return report, time.monotonic() - began


def recorded(name: str, report: Report, verdict: str) -> dict[str, Any]:
    """Return a run as the tests replay it."""
    known = {**{k: float(v) for k, v in report.parameters.items()}, **report.machine.facts()}
    bounds, load = bounds_of(report.experiment.expect, known), report.load
    return {
        "name": name, "figures": report.figures, "low": bounds.low, "high": bounds.high, "foreign": load.foreign,
        "stolen": load.stolen, "throttled": load.throttled, "cores": report.machine.cores,
        "needs_cores": report.experiment.needs_cores, "verdict": verdict,
    }  # fmt: skip


def mixed(runs: int) -> tuple[list[str], list[dict[str, Any]]]:
    """Run the claims in turn, a third of them beside each load; return the table and the recorded runs."""
    found: dict[tuple[str, bool], list[Report]] = {(machine, cores): [] for machine in LOADS for cores in (False, True)}
    keep, longest = [], 0.0
    random = Random(3)
    machines = [list(LOADS)[number % len(LOADS)] for number in range(runs)]
    random.shuffle(machines)
    for number, (machine, claim) in enumerate(zip(machines, itertools.cycle(claims()), strict=False)):
        concept, experiment = claim
        with loaded(machine):
            report, seconds = measured(claim, number)
        longest = max(longest, seconds)
        found[(machine, experiment.needs_cores)].append(report)
        name = f"{concept.concept}/{experiment.id}"
        print(f"{machine:6} {report.verdict:13} {name:36} {seconds:4.1f} s  {report.reason}", flush=True)
        if report.figures:
            keep.append(recorded(f"{machine}-{name}", report, report.verdict))
    silent = [r for r in found[("hog", True)] if r.verdict != "inconclusive" or not r.reason]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    end = (
        f"\nLongest run {longest:.1f} s; peak memory of quizapp {memory:.0f} MB; "
        f"claims about cores that were judged beside the hog: {len(silent)}."
    )
    return [*_table(found), end], keep


def _table(found: dict[tuple[str, bool], list[Report]]) -> list[str]:
    lines = [
        "| machine | claim needs cores | runs | confirmed | inconclusive | refuted (wrong) |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for (machine, cores), reports in found.items():
        counts = [sum(r.verdict == v for r in reports) for v in ("confirmed", "inconclusive", "refuted")]
        lines.append("| " + " | ".join(map(str, (machine, "yes" if cores else "no", len(reports), *counts))) + " |")
    return lines


def same(runs: int) -> str:
    """Compare a program with itself; return a line with how often one of the two was called faster."""
    concept, experiment = next(c for c in claims() if c[1].id == "cpu-bound-threads")
    serial = experiment.variants[experiment.baseline]
    twin = replace(experiment, variants={"serial": serial, "threads": serial}, needs_cores=False)
    faster = 0
    for number in range(runs):
        report = run_experiment(twin, concept.examples, {"workers": 2}, RunSettings(seed=number))
        faster += outcome(report.low or 0.0, report.high or 0.0) == "faster"
    return f"A against A: {faster} of {runs} were called faster."


def scripts(claim: Claim, folder: Path) -> tuple[Path, Path]:
    """Write the two programs of a claim as files that any Python can run."""
    concept, experiment = claim
    report, _ = measured(claim, 1)
    head = "\n".join(f"{k} = {v!r}" for k, v in report.parameters.items())
    paths = []
    for role in (experiment.baseline, experiment.contender):
        source = concept.examples[experiment.variants[role].example].source
        path = folder / f"{role}.py"
        path.write_text(f'{head}\n{source}\nif __name__ == "__main__":\n    main()\n')
        paths.append(path)
    return paths[0], paths[1]


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
    return f"{first['mean'] / second['mean']:.2f}"


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
        mean = next(line for line in shown.stdout.splitlines() if line.startswith("Mean"))
        figure, unit = mean.split(":")[1].split("+-")[0].split()
        means.append(float(figure) * {"sec": 1, "ms": 1e-3, "us": 1e-6}[unit])
        out.unlink()
    return f"{means[0] / means[1]:.2f}"


def peers() -> list[str]:
    """Measure the same pairs with pyperf and hyperfine, on a quiet machine and while a core is busy."""
    lines = ["| pair | machine | quizapp | hyperfine | pyperf |", "| --- | --- | --- | --- | --- |"]
    print("\n" + "\n".join(lines), flush=True)
    for claim in claims():
        name = f"{claim[0].concept}/{claim[1].id}"
        if name not in PEERS:
            continue
        with tempfile.TemporaryDirectory() as folder:
            base, other = scripts(claim, Path(folder))
            for machine in ("quiet", "hog"):
                with loaded(machine):
                    report, theirs = measured(claim, 2)[0], (hyperfine(base, other), pyperf(base, other))
                ours = f"{report.verdict}" + (f", {report.value:.2f}" if report.figures else "")
                lines.append(f"| {name} | {machine} | {ours} | {theirs[0]} | {theirs[1]} |")
                print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=75)
    parser.add_argument("--same", type=int, default=100)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--record", type=Path)
    given = parser.parse_args()
    table, keep = mixed(given.runs)
    if given.record:
        given.record.write_text(json.dumps(keep, indent=1))
    print("\n" + "\n".join(table), flush=True)
    print("\n" + same(given.same), flush=True)
    if given.peers:
        peers()


if __name__ == "__main__":
    main()
