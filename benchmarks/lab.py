"""Count wrong verdicts of the lab: runs of the shipped experiments, alone, and beside two kinds of busy programs.

    python benchmarks/lab.py [--runs 500] [--same 100] [--peers] [--pythons] [--minutes 15] [--state FILE]
                             [--record FILE]

Every claim of the shipped deck is true on an ordinary machine with two cores or more, so a refuted one is a wrong
verdict. A third of the runs is beside a program that uses a whole core (`hog`), a third beside one that uses a core in
bursts of 0.2 to 1 s, half of the time (`bursts`). Beside the hog, claims about cores must be inconclusive and say why.
`quiet` adds no load; other programs may run. With --pythons the runs are spread over all interpreters of this machine.
--same is the number of comparisons of a program with itself. --peers measures pairs with pyperf and hyperfine too.

It ends after --minutes, of which the runs take two thirds and the comparisons of a program with itself a sixth. With
--state every finished run is written to a file, and the same command goes on from there.
--record writes the readings as JSON, for tests that judge them again.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from lab_peers import hyperfine, pyperf

from quizapp.core.expressions import evaluate
from quizapp.core.model import Concept, Experiment
from quizapp.decks.loader import load_deck
from quizapp.decks.shipped import shipped_folders
from quizapp.lab.interpreters import Interpreter, found_interpreters
from quizapp.lab.machine import facts
from quizapp.lab.plan import RunSettings
from quizapp.lab.report import Report
from quizapp.lab.runner import run_experiment
from quizapp.lab.sandbox import RunEnvironment
from quizapp.lab.verdict import bounds_of, outcome
from quizapp.questions.predict import draw_parameters
from quizapp.ui.verdict_table import interpreter as name_of

PEERS = (
    "process/cpu-bound-speedup",
    "threads/cpu-bound-threads",
    "threads/io-bound-speedup",
    "process/spawn-small-work",
)
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
UNTIL = {"mixed": 0.66, "same": 0.83, "peer": 1.0}  # shares of the time after which each kind of run ends
VERDICTS = ("confirmed", "inconclusive", "refuted")
ROW = "| {} | {} | {} | {} | {} | {} |"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A shipped experiment in an interpreter that can show it."""

    concept: Concept
    experiment: Experiment
    place: Interpreter

    @property
    def name(self) -> str:
        """Return concept/experiment."""
        return f"{self.concept.concept}/{self.experiment.id}"


HERE = Interpreter(path=sys.executable, machine=facts())


def claims(places: Sequence[Interpreter] = (HERE,)) -> list[Claim]:
    """Return the shipped experiments in every interpreter that can show them, in the order of the deck."""
    deck = load_deck(next(iter(shipped_folders().values()))).deck
    assert deck is not None
    return [
        Claim(concept=concept, experiment=experiment, place=place)
        for concept in deck.concepts
        for experiment in concept.experiments
        for place in places
        if not experiment.only_if or evaluate(experiment.only_if, place.machine.facts())
    ]


@contextmanager
def loaded(machine: str) -> Iterator[None]:
    """Run the program of a kind of load while the block lasts."""
    if not LOADS[machine]:
        yield
        return
    other = subprocess.Popen([sys.executable, "-c", LOADS[machine]])
    time.sleep(0.3)
    try:
        yield
    finally:
        other.kill()
        other.wait()


def measured(claim: Claim, seed: int) -> tuple[Report, float]:
    """Run an experiment once; return its report and the seconds that the run took."""
    began = time.monotonic()
    parameters = dict(draw_parameters(claim.experiment, Random(seed)))
    environment = RunEnvironment(interpreter=claim.place.path)
    settings = RunSettings(seed=seed, environment=environment, machine=claim.place.machine)
    report = run_experiment(claim.experiment, claim.concept.examples, parameters, settings)
    return report, time.monotonic() - began


@dataclass(slots=True)
class State:
    """The finished runs, and when to stop. A line of the file is one run."""

    file: Path | None
    seconds: float
    began: float  # by time.monotonic
    rows: list[dict[str, Any]]

    @classmethod
    def opened(cls, file: Path | None, minutes: float) -> "State":
        """Return the state with the runs of the file, if there is one."""
        lines = file.read_text("utf-8").splitlines() if file and file.exists() else []
        return cls(file, 60 * minutes, time.monotonic(), [json.loads(line) for line in lines])

    def of(self, kind: str) -> list[dict[str, Any]]:
        """Return the finished runs of a kind."""
        return [row for row in self.rows if row["kind"] == kind]

    def left(self, kind: str, count: int) -> Iterator[int]:
        """Yield the numbers of the runs that are not finished, until the share of the time for them is over."""
        for number in range(len(self.of(kind)), count):
            if time.monotonic() - self.began > UNTIL[kind] * self.seconds:
                return
            yield number

    def add(self, kind: str, **row: Any) -> None:
        """Keep a finished run."""
        self.rows.append({"kind": kind, **row})
        if self.file:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(self.rows[-1]) + "\n")


def as_row(claim: Claim, load: str, report: Report, seconds: float) -> dict[str, Any]:
    """Return a run as the tables need it, and as the tests replay it."""
    known = {**{k: float(v) for k, v in report.parameters.items()}, **report.machine.facts()}
    bounds, during = bounds_of(report.experiment.expect, known), report.load
    return {
        "name": f"{load}-{claim.name}", "load": load, "python": name_of(claim.place.machine), "seconds": seconds,
        "reason": report.reason, "figures": report.figures, "low": bounds.low, "high": bounds.high,
        "foreign": during.foreign, "stolen": during.stolen, "throttled": during.throttled,
        "cores": report.machine.cores, "needs_cores": report.experiment.needs_cores, "verdict": report.verdict,
    }  # fmt: skip


def mixed(state: State, runs: int, places: Sequence[Interpreter]) -> None:
    """Run the claims in random order, a third of them beside each load."""
    random = Random(3)
    drawn = claims(places)
    random.shuffle(drawn)
    machines = [list(LOADS)[number % len(LOADS)] for number in range(runs)]
    random.shuffle(machines)
    for number in state.left("mixed", runs):
        load, claim = machines[number], drawn[number % len(drawn)]
        with loaded(load):
            report, seconds = measured(claim, number)
        state.add("mixed", **as_row(claim, load, report, seconds))
        python = name_of(claim.place.machine).removeprefix("CPython ")
        print(f"{load:6} {report.verdict:13} {python:9} {claim.name:36} {seconds:4.1f} s  {report.reason}", flush=True)


def counted(rows: Sequence[dict[str, Any]]) -> list[int]:
    """Return how many runs there are, and how many of each verdict."""
    return [len(rows), *(sum(row["verdict"] == verdict for row in rows) for verdict in VERDICTS)]


def table(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the verdicts by load and by interpreter."""
    names = ("runs", "confirmed", "inconclusive", "refuted (wrong)")
    lines = [ROW.format("added load", "claim needs cores", *names), ROW.format(*["---"] * 6)]
    for load in LOADS:
        for cores in (False, True):
            found = [row for row in rows if row["load"] == load and row["needs_cores"] == cores]
            lines.append(ROW.format(load, "yes" if cores else "no", *counted(found)))
    lines += ["", ROW.format("interpreter", "added load", *names), ROW.format(*["---"] * 6)]
    for python in sorted({row["python"] for row in rows}):
        for load in LOADS:
            found = [row for row in rows if row["load"] == load and row["python"] == python]
            lines.append(ROW.format(python, load, *counted(found)))
    return lines


def summary(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the figures that the lab should reach, in sentences."""
    quiet = [row for row in rows if row["load"] == "quiet"]
    conclusive = sum(row["verdict"] != "inconclusive" for row in quiet)
    hog = [row for row in rows if row["load"] == "hog" and row["needs_cores"]]
    silent = [row for row in hog if row["verdict"] != "inconclusive" or not row["reason"]]
    longest = max(rows, key=lambda row: float(row["seconds"]))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        f"Wrong verdicts: {counted(rows)[-1]} of {len(rows)}.",
        f"Conclusive without added load: {conclusive} of {len(quiet)} ({conclusive / max(1, len(quiet)):.0%}).",
        f"Claims about cores beside the hog that were judged, or gave no reason: {len(silent)} of {len(hog)}.",
        f"Longest run: {longest['seconds']:.1f} s ({longest['name']}). Peak memory of quizapp: {memory:.0f} MB.",
        *(f"WRONG: {row['name']} on {row['python']}, {row['figures']}" for row in rows if row["verdict"] == "refuted"),
    ]


def same(state: State, runs: int) -> None:
    """Compare a program with itself; the outcome should never be that one of the two is faster."""
    claim = next(each for each in claims() if each.experiment.id == "cpu-bound-threads")
    serial = claim.experiment.variants[claim.experiment.baseline]
    twin = replace(claim.experiment, variants={"serial": serial, "threads": serial}, needs_cores=False)
    for number in state.left("same", runs):
        report = run_experiment(twin, claim.concept.examples, {"workers": 2}, RunSettings(seed=number))
        state.add("same", outcome=outcome(report.low or 0.0, report.high or 0.0))


def scripts(claim: Claim, folder: Path) -> tuple[Path, Path]:
    """Write the two programs of a claim as files that any Python can run."""
    report, _ = measured(claim, 1)
    head = "\n".join(f"{k} = {v!r}" for k, v in report.parameters.items())
    paths = []
    for role in (claim.experiment.baseline, claim.experiment.contender):
        source = claim.concept.examples[claim.experiment.variants[role].example].source
        paths.append(folder / f"{role}.py")
        paths[-1].write_text(f'{head}\n{source}\nif __name__ == "__main__":\n    main()\n')
    return paths[0], paths[1]


def peers(state: State) -> None:
    """Measure the same pairs with pyperf and hyperfine, without added load and while a core is busy."""
    pairs = [(each, load) for each in claims() if each.name in PEERS for load in ("quiet", "hog")]
    for number in state.left("peer", len(pairs)):
        claim, load = pairs[number]
        with tempfile.TemporaryDirectory() as folder, loaded(load):
            base, other = scripts(claim, Path(folder))
            report, theirs = measured(claim, 2)[0], (hyperfine(base, other), pyperf(base, other))
        ours = f"{report.verdict}" + (f", {report.value:.2f}" if report.figures else "")
        state.add("peer", line=f"| {claim.name} | {load} | {ours} | {theirs[0]} | {theirs[1]} |")


def end_lines(state: State, runs: int) -> list[str]:
    """Return the tables of everything that was measured so far."""
    rows, same_rows, peer_rows = state.of("mixed"), state.of("same"), state.of("peer")
    lines = ["", *(table(rows) if rows else []), "", *(summary(rows) if rows else [])]
    if same_rows:
        faster = sum(row["outcome"] == "faster" for row in same_rows)
        lines.append(f"A against A: {faster} of {len(same_rows)} were called faster.")
    if peer_rows:
        lines += ["", "| pair | machine | quizapp | hyperfine | pyperf |", "| --- | --- | --- | --- | --- |"]
        lines += [row["line"] for row in peer_rows]
    if len(rows) < runs:
        lines.append(f"\nThe time is over after {len(rows)} of {runs} runs: the same command with --state goes on.")
    return lines


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=75)
    parser.add_argument("--same", type=int, default=100)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--pythons", action="store_true")
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--record", type=Path)
    given = parser.parse_args()
    state = State.opened(given.state, given.minutes)
    mixed(state, given.runs, found_interpreters(dict(os.environ)) if given.pythons else (HERE,))
    same(state, given.same)
    if given.peers:
        peers(state)
    if given.record:
        keep = [row for row in state.of("mixed") if row["figures"]]
        given.record.write_text(json.dumps(keep, indent=1))
    print("\n".join(end_lines(state, given.runs)), flush=True)


if __name__ == "__main__":
    main()
