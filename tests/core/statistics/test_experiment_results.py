"""Verdicts and misconceptions."""

from typing import Any

from quizapp.core.statistics import experiment_results
from tests.core.experiment_runs import dated


def proof(verdict: str, day: str, *, ideas: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """Return the payload fields of a recorded run."""
    machine = {"implementation": "CPython", "python": "3.11.7", "cores": 2.0, "gil": True}
    return {
        "experiment": "d/c/x", "verdict": verdict, "day": day, "machine": machine, "misconceptions": list(ideas),
        "measured": {"value": 2.0, "unit": "times"}, "error": 0.0, "form": "point", "measure": "ratio",
        "prediction": {"value": 2.0},
    } | more  # fmt: skip


def test_changed_verdict_has_the_previous_one() -> None:
    """An inconclusive run changes nothing."""
    log = [proof("confirmed", "1"), proof("inconclusive", "2"), proof("refuted", "3"), proof("inconclusive", "4")]
    (row,) = experiment_results.verdicts(dated(log))
    assert (row.verdict, row.before, row.day) == ("refuted", "confirmed", "3")
    (row,) = experiment_results.verdicts(dated(log[:2]))
    assert (row.verdict, row.before) == ("confirmed", None)


def test_misconception_is_gone_after_a_prediction_without_it() -> None:
    """Misconceptions that are not gone come first."""
    log = [proof("confirmed", "1", ideas=("a", "b")), proof("confirmed", "2", ideas=("a",))]
    assert [(row.says, row.count, row.gone) for row in experiment_results.misconceptions(dated(log))] == [
        ("a", 2, False),
        ("b", 1, True),
    ]


def idea(error: float | None, *ideas: str, experiment: str = "d/c/x") -> dict[str, Any]:
    """Return the fields of a prediction with misconceptions; without any, the key may be missing."""
    return {"experiment": experiment, "error": error} | ({"misconceptions": ideas} if ideas else {})


def test_misconceptions_of_several_claims() -> None:
    """Those still held come first, then the most frequent; a prediction counts only for its own claim."""
    log = [
        idea(None, "unrated"), idea(0.1, "rare"), idea(0.1, "often", experiment="d/c/y"), idea(0.1, "rare"),
        idea(0.1, "often", experiment="d/c/y"), idea(0.2, "often", experiment="d/c/y"),
        idea(0.1, "old", experiment="z"), idea(0.0, experiment="z"), idea(0.1, "last", experiment="last"),
    ]  # fmt: skip
    assert [(row.says, row.count, row.gone) for row in experiment_results.misconceptions(dated(log))] == [
        ("often", 3, False), ("rare", 2, False), ("last", 1, False), ("old", 1, True),
    ]  # fmt: skip


def run_fields(verdict: str, day: str = "2026-03-02", experiment: str = "d/c/x", **more: Any) -> dict[str, Any]:
    """Return the payload fields of a run of a claim."""
    machine = {"implementation": "CPython", "python": "3.12", "cores": 2.0, "gil": True}
    measured = {"value": 1.8, "unit": "times"}
    return {"experiment": experiment, "verdict": verdict, "day": day, "machine": machine, "measured": measured} | more


def test_verdicts_are_kept_per_claim_interpreter_and_machine() -> None:
    """With the measured value; an inconclusive run changes nothing and is no previous verdict."""
    free = {"implementation": "CPython", "python": "3.12", "cores": 2.0, "gil": False}
    found = experiment_results.verdicts(
        dated([
            run_fields("inconclusive"), run_fields("confirmed", "2026-03-03"), run_fields("inconclusive", "2026-03-04"),
            run_fields("refuted", machine=free), run_fields("confirmed", experiment="d/c/a"),
        ])
    )  # fmt: skip
    assert {(row.machine, row.value, row.unit, row.before) for row in found} == {
        ("CPython 3.12, 2 cores", 1.8, "times", None)
    }
    assert [(row.experiment, row.verdict, row.day, row.gil) for row in found] == [
        ("d/c/a", "confirmed", "2026-03-02", True),
        ("d/c/x", "refuted", "2026-03-02", False),
        ("d/c/x", "confirmed", "2026-03-03", True),
    ]


def test_misconceptions_still_held_come_first() -> None:
    """Counted over all predictions; a prediction without a rating does not count."""
    rows = [
        run_fields("confirmed", error=0.1, misconceptions=["a", "b"]),
        run_fields("confirmed", error=0.1, misconceptions=["a"]),
        run_fields("confirmed", error=None, misconceptions=[]), run_fields("confirmed", experiment="d/c/y", error=0.0),
    ]  # fmt: skip
    assert experiment_results.misconceptions(dated(rows)) == [
        experiment_results.Misconception(experiment="d/c/x", says="a", count=2, gone=False),
        experiment_results.Misconception(experiment="d/c/x", says="b", count=1, gone=True),
    ]
