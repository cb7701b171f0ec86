"""Records runs of experiments on a real machine, and replays them through the runner without measuring anything.

    .venv/bin/python tests/readings.py [NAME...]

measures the runs of RUNS (or those named) and writes tests/lab/readings/NAME.json: every reading of every trial, the
time at which it was finished, the load of the machine, the ceiling of its cores, and what the runner made of them.
Record a run again when its example, its parameters or the order in which the runner measures changes. `busy` runs are
recorded beside so many programs that use a core each; the others need a machine with nothing else to do.
"""

import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from quizapp.core.model import Concept, Example, Experiment
from quizapp.decks.loader import load_deck
from quizapp.decks.shipped import shipped_folders
from quizapp.lab import machine
from quizapp.lab.instruments import Instruments
from quizapp.lab.measures import Measure
from quizapp.lab.plan import RunSettings
from quizapp.lab.report import Report
from quizapp.lab.runner import run_experiment
from quizapp.lab.sandbox import RunEnvironment
from quizapp.lab.system_load import Load

FOLDER = Path(__file__).parent / "lab" / "readings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run to record: an experiment of the shipped deck, its parameters, and how many other programs use a core."""

    concept: str
    experiment: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    busy: int = 0


RUNS = {
    "start-up": Run(concept="process", experiment="start-up"),
    "memory-process": Run(concept="process", experiment="memory-process"),
    "io-bound-speedup": Run(concept="threads", experiment="io-bound-speedup", parameters={"workers": 5}),
    "slow-requests": Run(concept="threads", experiment="slow-requests", parameters={"requests": 10}, busy=2),
    "lost-updates": Run(concept="threads", experiment="lost-updates", parameters={"payers": 3}, busy=2),
    "cpu-bound-speedup-busy": Run(concept="process", experiment="cpu-bound-speedup", parameters={"workers": 2}, busy=1),
    "order-of-events": Run(concept="concurrency", experiment="order-of-events", busy=2),
    "stays-responsive": Run(concept="concurrency", experiment="stays-responsive", busy=2),
}


def located(run: Run) -> tuple[Concept, Experiment]:
    """Return the concept and the experiment of a run."""
    deck = load_deck(shipped_folders()["concurrency"]).deck
    assert deck is not None
    concept = next(each for each in deck.concepts if each.concept == run.concept)
    return concept, next(each for each in concept.experiments if each.id == run.experiment)


class Recorder:
    """Reads the machine for a run and keeps every reading with the time, in seconds since the start, when it came."""

    def __init__(self) -> None:
        self._real, self._began = Instruments(), time.monotonic()
        self.trials: defaultdict[str, list[Any]] = defaultdict(list)
        self.ceilings: list[Any] = []
        self.looks: list[Any] = []
        self.loads: list[Any] = []

    def instruments(self) -> Instruments:
        """Return instruments that measure and record."""
        return Instruments(take=self._take, ceiling=self._ceiling, look=self._look, watch=self._watch, clock=self._now)

    def _now(self) -> float:
        return time.monotonic() - self._began

    def _take(
        self, measure: Measure, name: str, example: Example, parameters: Mapping[str, Any], environment: RunEnvironment
    ) -> float | str:
        reading = self._real.take(measure, name, example, parameters, environment)
        self.trials[name].append([reading, self._now()])
        return reading

    def _ceiling(self, cores: float, environment: RunEnvironment) -> float | None:
        ceiling = self._real.ceiling(cores, environment)
        self.ceilings.append([ceiling, self._now()])
        return ceiling

    def _look(self) -> Load:
        load = self._real.look()
        self.looks.append([asdict(load), self._now()])
        return load

    def _watch(self) -> Callable[[], Load]:
        since = self._real.watch()

        def load() -> Load:
            found = since()
            self.loads.append([asdict(found), self._now()])
            return found

        return load


class Replay:
    """Gives the readings of a recording, in order for each kind and example; its clock shows the recorded times."""

    def __init__(self, recording: Mapping[str, Any]) -> None:
        self._at = 0.0
        self._trials = {name: iter(readings) for name, readings in recording["trials"].items()}
        self._ceilings, self._looks = iter(recording["ceilings"]), iter(recording["looks"])
        self._loads = iter(recording["loads"])

    def instruments(self) -> Instruments:
        """Return instruments that read the recording."""
        return Instruments(
            take=lambda _measure, name, *_: self._next(self._trials[name]),
            ceiling=lambda *_: self._next(self._ceilings),
            look=lambda: Load(**self._next(self._looks)),
            watch=lambda: lambda: Load(**self._next(self._loads)),
            clock=lambda: self._at,
        )

    def _next(self, readings: Iterator[Any]) -> Any:
        """Return the next reading. Raises AssertionError where the runner asks for more than was recorded."""
        found = next(readings, None)
        assert found is not None, "the runner reads more than was recorded"
        value, self._at = found[0], max(self._at, found[1])
        return value


def recording(name: str) -> dict[str, Any]:
    """Return a recorded run."""
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return found


def settings_of(recorded: Mapping[str, Any]) -> RunSettings:
    """Return the settings that replay a recording, on the machine that it was recorded on."""
    recorded_on, instruments = machine.Machine(**recorded["machine"]), Replay(recorded).instruments()
    return RunSettings(seed=recorded["seed"], machine=recorded_on, instruments=instruments)


def replay(name: str, experiment: Experiment | None = None, *, quiet: bool = False) -> Report:
    """Run a recorded run again from its readings; `experiment` replaces the one that was measured.

    With `quiet`, the trials are judged as if nothing else had run.
    """
    recorded = recording(name)
    concept, measured = located(RUNS[name])
    if quiet:
        recorded["loads"] = [[asdict(Load(foreign=0.0)), at] for _, at in recorded["loads"]]
    return run_experiment(experiment or measured, concept.examples, recorded["parameters"], settings_of(recorded))


def outcome_of(report: Report) -> dict[str, Any]:
    """Return what the runner made of the readings."""
    return {
        "value": report.value, "low": report.low, "high": report.high, "figures": list(report.figures),
        "verdict": report.verdict, "reason": report.reason,
    }  # fmt: skip


@contextmanager
def _busy_cores(count: int) -> Iterator[None]:
    """Run so many programs that use a core each while the block lasts."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait(20)


def record(name: str) -> Report:
    """Measure a run, write its readings, and check that replaying them gives the same result."""
    run = RUNS[name]
    concept, experiment = located(run)
    with _busy_cores(run.busy):
        recorder = Recorder()
        settings = RunSettings(seed=1, instruments=recorder.instruments())
        report = run_experiment(experiment, concept.examples, run.parameters, settings)
    document = {
        "experiment": f"{run.concept}/{run.experiment}", "parameters": dict(run.parameters), "seed": settings.seed,
        "machine": machine.facts().as_json(), "trials": recorder.trials, "ceilings": recorder.ceilings,
        "looks": recorder.looks, "loads": recorder.loads, "found": outcome_of(report),
    }  # fmt: skip
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    assert outcome_of(replay(name)) == document["found"]
    return report


if __name__ == "__main__":
    for each in sys.argv[1:] or RUNS:
        made = record(each)
        print(f"{each:24} {made.verdict:13} {made.value} {made.reason}", flush=True)
