"""Experiments from recorded readings: tests/readings.py measured them once, and the runner judges them again here."""

import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, floats, sampled_from
from readings import RUNS, located, outcome_of, recording, replay, settings_of

from quizapp.core.model import Example, Expectation, Experiment, SectionName, Variant
from quizapp.errors import ExitCode, ProgramFailed
from quizapp.lab.instruments import Instruments
from quizapp.lab.interpreters import Interpreter
from quizapp.lab.machine import facts
from quizapp.lab.plan import RunSettings
from quizapp.lab.report import Report
from quizapp.lab.runner import LOOKS, LOOKS_AT_CORES, run_experiment
from quizapp.lab.sandbox import RunEnvironment
from quizapp.lab.system_load import Load
from quizapp.lab.trial import Trial

CONFIRMED = ("io-bound-speedup", "lost-updates", "memory-process", "order-of-events", "slow-requests", "start-up",
             "stays-responsive")  # fmt: skip
FIGURES = ("io-bound-speedup", "lost-updates", "memory-process", "slow-requests", "start-up")


def expecting(name: str, **sides: str) -> Experiment:
    """The experiment of a recording with another expectation."""
    return replace(
        located(RUNS[name])[1], expect=Expectation(**({"at_least": "", "at_most": "", "equals": ""} | sides))
    )


def doubled(
    name: str, *, loads: tuple[float, float] = (0.0, 0.0), ceiling: float = 1.9, times: float = 1.0
) -> dict[str, Any]:
    """A recording followed by the same readings once more, the second time `times` as large in one variant."""
    recorded, (_, experiment) = recording(name), located(RUNS[name])
    contender = experiment.variants[experiment.contender].example
    for example, trials in recorded["trials"].items():
        factor = times if example == contender else 1.0
        trials += [[each * factor if factor != 1.0 else each, at] for each, at in trials]
    recorded["loads"] = [[{"foreign": foreign}, 0.0] for foreign in loads]
    recorded["ceilings"] = [[ceiling, 0.0]]
    recorded["machine"]["cores"] = 2.0
    return recorded


def judged(name: str, experiment: Experiment, **conditions: Any) -> Report:
    """What the runner makes of a recording that is followed by a second set of trials."""
    recorded, (concept, _) = doubled(name, **conditions), located(RUNS[name])
    return run_experiment(experiment, concept.examples, recorded["parameters"], settings_of(recorded))


@pytest.mark.parametrize("name", RUNS)
def test_a_recorded_run_is_judged_as_when_it_was_measured(name: str) -> None:
    """The value, its interval, the verdict and the reason."""
    assert outcome_of(replay(name)) == recording(name)["found"]


@pytest.mark.parametrize("name", CONFIRMED)
def test_a_true_claim_is_confirmed(name: str) -> None:
    """The recorded readings, as if nothing else had run. These claims do not depend on free cores."""
    report = judged(name, located(RUNS[name])[1])
    assert (report.verdict, report.reason) == ("confirmed", "")


@pytest.mark.parametrize("name", ["lost-updates", "order-of-events", "slow-requests", "stays-responsive"])
def test_a_claim_is_not_confirmed_where_other_programs_use_all_cores(name: str) -> None:
    """Recorded beside programs that used one and a half to two cores of two."""
    report = replay(name)
    assert report.verdict == "inconclusive"
    assert report.reason.startswith("other programs used 1.")


@pytest.mark.parametrize("name", FIGURES)
def test_a_false_claim_is_refuted_on_either_side(name: str) -> None:
    """The same readings, with an expectation above and below the measured interval."""
    value = recording(name)["found"]["value"]
    assert judged(name, expecting(name, at_least=str(value * 3))).verdict == "refuted"
    assert judged(name, expecting(name, at_most=str(value / 3))).verdict == "refuted"
    assert judged(name, expecting(name, at_least=str(value / 3), at_most=str(value * 3))).verdict == "confirmed"


@pytest.mark.parametrize(
    ("conditions", "reason"),
    [
        ({"loads": (0.9, 0.0)}, "other programs used 0.9 cores"),
        ({"loads": (0.0, 0.9)}, "other programs used 0.9 cores"),
        ({"ceiling": 1.2}, "the machine gave no more than 1.2 of its 2 cores"),
        ({"times": 0.25}, "a second set of trials did not agree (19.10 to 19.30)"),
        ({"times": 4.0}, ""),
    ],
)
def test_a_refutation_needs_a_quiet_machine_and_a_second_set(conditions: dict[str, Any], reason: str) -> None:
    """Load in the first or the second set, cores that are taken, and a second set that confirms the claim."""
    report = judged("io-bound-speedup", expecting("io-bound-speedup", at_least="7"), **conditions)
    assert (report.verdict, report.reason) == ("inconclusive" if reason else "refuted", reason)
    assert len(report.figures) == LOOKS[0]


@pytest.mark.parametrize(
    ("foreign", "texts", "verdict", "reason"),
    [
        ((0.1, 0.2), {"third"}, "refuted", ""),
        ((0.3, 0.0), {"third"}, "inconclusive", "other programs used 0.3 cores"),
        ((0.0, 0.3), {"third"}, "inconclusive", "other programs used 0.3 cores"),
        ((0.0, 0.0), {"first"}, "inconclusive", "the result differed between runs"),
    ],
)
def test_a_text_other_than_expected_is_refuted_by_two_sets(
    foreign: tuple[float, float], texts: set[str], verdict: str, reason: str
) -> None:
    """The recorded output, with another expectation; the last texts of the second set are written by hand."""
    recorded = doubled("order-of-events", loads=foreign)
    (trials,) = recorded["trials"].values()
    if texts != {"third"}:
        trials[-1][0] = "first"
    concept, _ = located(RUNS["order-of-events"])
    experiment = expecting("order-of-events", equals="first")
    report = run_experiment(experiment, concept.examples, {}, settings_of(recorded))
    assert (report.verdict, report.reason) == (verdict, reason)


def test_a_text_is_confirmed_unless_the_machine_leaves_it_less_than_a_core() -> None:
    """A program that waits needs little of one."""
    for foreign, verdict in ((1.2, "confirmed"), (1.3, "inconclusive")):
        report = judged("order-of-events", located(RUNS["order-of-events"])[1], loads=(foreign, 0.0))
        assert (report.verdict, report.load.foreign) == (verdict, foreign)


def test_every_variant_runs_once_in_each_block() -> None:
    """A clear verdict ends the run at the first look."""
    seen: list[Trial] = []
    recorded = recording("io-bound-speedup") | {"loads": [[{"foreign": 0.5}, 0.0]] * (2 * LOOKS[0] + 1)}
    concept, experiment = located(RUNS["io-bound-speedup"])
    settings = replace(settings_of(recorded), on_trial=seen.append)
    report = run_experiment(experiment, concept.examples, recorded["parameters"], settings)
    assert report.readings.keys() == {experiment.baseline, experiment.contender}
    assert {len(values) for values in report.readings.values()} == {LOOKS[0]}
    blocks = [{trial.variant for trial in seen[start : start + 2]} for start in range(0, len(seen), 2)]
    assert blocks == [{experiment.baseline, experiment.contender}] * LOOKS[0]
    assert [trial.done for trial in seen] == list(range(1, len(seen) + 1))
    assert seen[0].foreign == 0.5


def test_a_claim_about_cores_is_not_measured_on_a_busy_machine() -> None:
    """Recorded beside a program that used a core: no trial but the calibration was run."""
    report = replay("cpu-bound-speedup-busy")
    assert report.verdict == "inconclusive"
    assert report.reason.startswith("other programs use")
    assert (report.figures, report.value, report.low) == ((), "", None)


@pytest.mark.parametrize(
    ("foreign", "ceilings", "verdict", "reason"),
    [
        (0.1, (1.9, 1.8), "confirmed", ""),
        (0.3, (1.9, 1.8), "inconclusive", "other programs used 0.3 cores"),
        (0.1, (1.9, 1.2), "inconclusive", "the machine gave no more than 1.2 of its 2 cores"),
        (0.1, (1.2, 1.9), "inconclusive", "the machine gave no more than 1.2 of its 2 cores"),
    ],
)
def test_a_claim_about_cores_depends_on_load_and_ceiling(
    foreign: float, ceilings: tuple[float, float], verdict: str, reason: str
) -> None:
    """Readings written by hand: two processes take half the time. The lower of both ceilings counts."""
    concept, experiment = located(RUNS["cpu-bound-speedup-busy"])
    baseline, contender = (experiment.variants[name].example for name in (experiment.baseline, experiment.contender))
    written = recording("cpu-bound-speedup-busy") | {
        "trials": {baseline: [[0.2, 0.0]] * 40, contender: [[0.1, 0.0]] * 40},
        "looks": [[{"foreign": 0.0}, 0.0]], "loads": [[{"foreign": foreign}, 0.0]],
        "ceilings": [[each, 0.0] for each in ceilings],
    }  # fmt: skip
    settings = settings_of(written)
    settings = replace(settings, machine=replace(settings.machine, cores=2.0)) if settings.machine else settings
    report = run_experiment(experiment, concept.examples, written["parameters"], settings)
    assert (report.verdict, report.reason, report.ceiling) == (verdict, reason, min(ceilings))
    assert len(report.figures) == LOOKS_AT_CORES[0]
    assert report.value == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("only_if", "needed"),
    [
        ("cores >= 999", "cores >= 999"),
        ("minor >= 99", "Python 3.99 or later"),
        ("not gil", "an interpreter without the GIL"),
    ],
)
def test_an_experiment_for_other_machines_is_not_run(only_if: str, needed: str) -> None:
    """Its reason names what it needs, in words where it is a usual requirement."""
    experiment = replace(expecting("start-up", at_least="3"), only_if=only_if)
    report = replay("start-up", experiment)
    assert (report.verdict, report.reason) == ("inconclusive", f"it cannot be shown here: it needs {needed}")


def test_a_text_that_differs_between_runs_is_inconclusive() -> None:
    """Whatever was expected."""
    recorded = recording("order-of-events")
    (name,) = recorded["trials"]
    recorded["trials"][name][1][0] = "second\nthird\nfirst"
    concept, experiment = located(RUNS["order-of-events"])
    report = run_experiment(experiment, concept.examples, {}, settings_of(recorded))
    assert (report.verdict, report.reason) == ("inconclusive", "the result differed between runs")


def test_a_failing_variant_ends_the_run() -> None:
    """With the last line of its traceback."""
    variants = {"a": Variant(example="a"), "b": Variant(example="b")}
    experiment = Experiment(
        id="x", section=SectionName.WHY, claim="c", ask="?", measure="ratio", variants=variants,
        baseline="a", contender="b",
    )  # fmt: skip
    examples = {"a": Example(source="1/0"), "b": Example(source="pass")}
    with pytest.raises(ProgramFailed, match="ZeroDivisionError") as caught:
        run_experiment(experiment, examples, {}, RunSettings(seed=1))
    assert caught.value.exit_code == ExitCode.SANDBOX


def written(trials: dict[str, list[float]], interpreters: dict[str, str] | None = None) -> Instruments:
    """Instruments that read trials written by hand, in order for each example, on a quiet machine."""
    left = {name: iter(values) for name, values in trials.items()}
    return Instruments(
        take=lambda _measure, name, *_: next(left[name]),
        ceiling=lambda *_: 2.0,
        look=lambda: Load(foreign=0.0),
        watch=lambda: lambda: Load(foreign=0.0),
        interpreter_of=lambda version: (
            Interpreter(path=interpreters[version], machine=facts())
            if interpreters and version in interpreters
            else None
        ),
        clock=lambda: 0.0,
    )


def test_each_variant_runs_in_the_interpreter_that_it_names() -> None:
    """The learner's own one runs the others."""
    paths: dict[str, str] = {}

    def take(_measure: Any, name: str, _example: Example, _parameters: Any, environment: RunEnvironment) -> float:
        paths[name] = environment.interpreter
        return 1.0

    experiment = replace(
        expecting("start-up", at_least="0.5"),
        variants={
            "process": Variant(example="fork-start", interpreter="3.13t"),
            "thread": Variant(example="thread-start"),
        },
    )
    instruments = replace(written({}, {"3.13t": "/opt/python3.13t"}), take=take)
    concept = located(RUNS["start-up"])[0]
    report = run_experiment(experiment, concept.examples, {}, RunSettings(seed=1, instruments=instruments))
    assert report.verdict == "confirmed"
    assert paths == {"fork-start": "/opt/python3.13t", "thread-start": sys.executable}
    variants = report.as_json()["variants"]
    assert (variants["process"]["interpreter"], variants["thread"]["interpreter"]) == ("3.13t", None)
    missing = run_experiment(experiment, concept.examples, {}, RunSettings(seed=1, instruments=written({})))
    assert (missing.verdict, missing.reason) == ("inconclusive", "it cannot be shown here: it needs Python 3.13t")


class Timed:
    """Instruments of a quiet machine whose clock goes on by what each trial and each ceiling takes."""

    def __init__(self, trial: float, contender: str, reading: float) -> None:
        self.now, self._trial = 0.0, trial
        self._readings = {contender: reading}

    def instruments(self) -> Instruments:
        """Return them."""
        return Instruments(
            take=lambda _measure, name, *_: self._after(self._trial, self._readings.get(name, 1.0)),
            ceiling=lambda *_: self._after(0.45, 2.0),
            look=lambda: self._after(0.2, Load(foreign=0.0)),
            watch=lambda: lambda: Load(foreign=0.0),
            clock=lambda: self.now,
        )

    def _after(self, seconds: float, found: Any) -> Any:
        self.now += seconds
        return found


def timed(trial: float, reading: float, *, needs_cores: bool, at_least: str = "1.2") -> tuple[Report, float]:
    """Run an experiment whose trials take `trial` seconds; return its report and how long it took."""
    concept, experiment = located(RUNS["cpu-bound-speedup-busy"])
    expect = Expectation(at_least=at_least, at_most="", equals="")
    experiment = replace(experiment, expect=expect, needs_cores=needs_cores, work="")
    contender = experiment.variants[experiment.contender].example
    machine = Timed(trial, contender, reading)
    settings = RunSettings(seed=1, machine=replace(facts(), cores=2.0), instruments=machine.instruments())
    return run_experiment(experiment, concept.examples, {"workers": 2}, settings), machine.now


@given(trial=floats(0.001, 0.5), reading=sampled_from((0.5, 1.0, 2.0)), needs_cores=booleans())
def test_a_run_takes_no_longer_than_its_time(trial: float, reading: float, needs_cores: bool) -> None:
    """Whatever its trials take, with both ceilings and a second set of trials."""
    assert timed(trial, reading, needs_cores=needs_cores)[1] <= 5.0


def test_too_few_blocks_give_no_verdict() -> None:
    """Of long trials; nothing is wrong with them otherwise."""
    report, _ = timed(0.6, 0.5, needs_cores=False)
    assert (report.verdict, report.reason) == (
        "inconclusive",
        "there was time for 4 blocks of trials; at least 5 are needed",
    )
    assert timed(0.4, 0.5, needs_cores=False)[0].verdict == "confirmed"


@pytest.mark.parametrize("needs_cores", [True, False])
def test_a_refutation_needs_time_for_a_second_set(needs_cores: bool) -> None:
    """Five blocks refute a claim, also one about cores, so that there is time for five more."""
    assert timed(0.15, 2.0, needs_cores=needs_cores)[0].verdict == "refuted"
    report, _ = timed(0.3, 2.0, needs_cores=needs_cores)
    assert (report.verdict, report.reason) == ("inconclusive", "there was no time for a second set of trials")
