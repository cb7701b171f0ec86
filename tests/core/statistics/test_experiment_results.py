"""Verdicts and misconceptions."""

from typing import Any

from quizapp.core.statistics import experiment_results
from tests.core.experiment_runs import dated


def proof(verdict: str, day: str, *, ideas: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """One proof as the log keeps it."""
    machine = {"implementation": "CPython", "python": "3.11.7", "cores": 2.0, "gil": True}
    return {
        "experiment": "d/c/x", "verdict": verdict, "day": day, "machine": machine, "misconceptions": list(ideas),
        "measured": {"value": 2.0, "unit": "times"}, "error": 0.0, "form": "point", "measure": "ratio",
        "prediction": {"value": 2.0},
    } | more  # fmt: skip


def test_a_verdict_that_changed_names_the_one_before() -> None:
    """What decided nothing changes nothing."""
    log = [proof("confirmed", "1"), proof("inconclusive", "2"), proof("refuted", "3"), proof("inconclusive", "4")]
    (row,) = experiment_results.verdicts(dated(log))
    assert (row.verdict, row.before, row.day) == ("refuted", "confirmed", "3")
    (row,) = experiment_results.verdicts(dated(log[:2]))
    assert (row.verdict, row.before) == ("confirmed", None)


def test_a_wrong_idea_is_counted_and_gone_when_the_next_prediction_is_free_of_it() -> None:
    """Until then it stands first."""
    log = [proof("confirmed", "1", ideas=("a", "b")), proof("confirmed", "2", ideas=("a",))]
    assert [(row.says, row.count, row.gone) for row in experiment_results.misconceptions(dated(log))] == [
        ("a", 2, False),
        ("b", 1, True),
    ]


def idea(error: float | None, *ideas: str, experiment: str = "d/c/x") -> dict[str, Any]:
    """A prediction, and the wrong ideas that it gave away; without any, the key may be missing."""
    return {"experiment": experiment, "error": error} | ({"misconceptions": ideas} if ideas else {})


def test_wrong_ideas_of_several_claims() -> None:
    """What is still believed first, then the most frequent; one claim's prediction says nothing of another's."""
    log = [
        idea(None, "unrated"), idea(0.1, "rare"), idea(0.1, "often", experiment="d/c/y"), idea(0.1, "rare"),
        idea(0.1, "often", experiment="d/c/y"), idea(0.2, "often", experiment="d/c/y"),
        idea(0.1, "old", experiment="z"), idea(0.0, experiment="z"), idea(0.1, "last", experiment="last"),
    ]  # fmt: skip
    assert [(row.says, row.count, row.gone) for row in experiment_results.misconceptions(dated(log))] == [
        ("often", 3, False), ("rare", 2, False), ("last", 1, False), ("old", 1, True),
    ]  # fmt: skip


def claim_run(verdict: str, day: str = "2026-03-02", experiment: str = "d/c/x", **more: Any) -> dict[str, Any]:
    """One claim that was run."""
    machine = {"implementation": "CPython", "python": "3.12", "cores": 2.0, "gil": True}
    measured = {"value": 1.8, "unit": "times"}
    return {"experiment": experiment, "verdict": verdict, "day": day, "machine": machine, "measured": measured} | more


def test_verdicts_stand_by_claim_interpreter_and_machine() -> None:
    """Each with what was measured; a run that decided nothing changes nothing, and is no verdict to change from."""
    free = {"implementation": "CPython", "python": "3.12", "cores": 2.0, "gil": False}
    found = experiment_results.verdicts(
        dated([
            claim_run("inconclusive"), claim_run("confirmed", "2026-03-03"), claim_run("inconclusive", "2026-03-04"),
            claim_run("refuted", machine=free), claim_run("confirmed", experiment="d/c/a"),
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


def test_wrong_ideas_are_sorted_by_what_is_still_believed() -> None:
    """Counted over all predictions; one that was not rated says nothing."""
    rows = [
        claim_run("confirmed", error=0.1, misconceptions=["a", "b"]),
        claim_run("confirmed", error=0.1, misconceptions=["a"]),
        claim_run("confirmed", error=None, misconceptions=[]), claim_run("confirmed", experiment="d/c/y", error=0.0),
    ]  # fmt: skip
    assert experiment_results.misconceptions(dated(rows)) == [
        experiment_results.Misconception(experiment="d/c/x", says="a", count=2, gone=False),
        experiment_results.Misconception(experiment="d/c/x", says="b", count=1, gone=True),
    ]
