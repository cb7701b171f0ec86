"""Bounds that admit what the misconception predicts, on any machine and for any parameter."""

from dataclasses import replace

import pytest

from quizapp.core.model import NO_SECTIONS, Claim, Concept, Expectation, Experiment, SectionName, Variant
from quizapp.decks.rival_checks import missing_rivals, rivals
from quizapp.decks.view import DeckView
from quizapp.decks.yaml_nodes import Document
from quizapp.errors import Problem
from quizapp.questions.predict import Predict

EXPERIMENT = Experiment(
    id="x", section=SectionName.WHY, claim="c", ask="?", measure="ratio", baseline="a", contender="b",
    variants={"a": Variant(example="a"), "b": Variant(example="b")}, parameters={"workers": [2, 4]},
)  # fmt: skip


def view_of(experiment: Experiment) -> DeckView:
    """A deck with one experiment."""
    concept = Concept(concept="c", title="C", sections=NO_SECTIONS, experiments=[experiment])
    return DeckView(info=None, info_document=None, concepts=[(concept, Document("c.yaml"))], ids=["c"])


def problems(rival: str, at_least: str = "", at_most: str = "", **fields: str) -> list[Problem]:
    """What the check reports on an experiment with these bounds."""
    expect = Expectation(at_least=at_least, at_most=at_most)
    experiment = replace(EXPERIMENT, expect=expect, rival=rival, **fields)  # type: ignore[arg-type]
    return list(rivals(view_of(experiment)))


@pytest.mark.parametrize(
    ("rival", "at_least", "at_most"),
    [
        ("1", "0.6 * min(workers, cores)", ""), ("1", "1.1", ""), ("0.5..1", "1.2", ""), ("workers", "", "1.25"),
        ("2..8", "", "1.5"), ("0.5", "0.9", "1.1"), ("1.3", "0.9", "1.1"),
        ("min(workers, cores) if gil else 1", "0 if gil else 0.6 * min(workers, cores)", "1.25 if gil else 2 * cores"),
        ("5", "1 if fork + spawn > 1 else 9", ""), ("1 / (workers - 2)", "9", ""),
    ],
)  # fmt: skip
def test_bounds_that_exclude_the_rival_are_sound(rival: str, at_least: str, at_most: str) -> None:
    """With a factor of 1.1 between them; machines that cannot exist and values that do not exist are left out."""
    assert problems(rival, at_least, at_most) == []


@pytest.mark.parametrize(
    ("rival", "at_least", "at_most", "where"),
    [
        ("1", "0.5 * min(workers, cores)", "", "cores = 2, workers = 2"), ("1", "1.05", "", ""),
        ("0.5..3", "2", "", ""), ("workers", "", "2", "workers = 2"),
        ("1", "", "", ""), ("1", "0.9", "1.1", ""), ("1.5", "", "1.4", ""),
        ("min(workers, cores)", "", "1.25 if gil else 1.1 * workers", "cores = 2, gil = 0, workers = 2"),
        ("5", "1 if minor == 14 else 9", "", "minor = 14"),
    ],
)  # fmt: skip
def test_bounds_that_admit_the_rival_are_a_problem(rival: str, at_least: str, at_most: str, where: str) -> None:
    """It names the machine and the parameters of the first case."""
    (found,) = problems(rival, at_least, at_most)
    assert found.code == "rival-admitted"
    assert found.message == f"the bounds admit the rival `{rival}`" + (f" where {where}" if where else "")


def test_only_machines_that_show_the_claim_count() -> None:
    """Elsewhere it is not run."""
    assert problems("2", "", "1.25 if gil else 3", only_if="gil") == []
    assert len(problems("2", "", "1.25 if gil else 3")) == 1


def test_a_text_has_another_text_as_its_rival() -> None:
    """Whatever white space is around it."""
    experiment = replace(EXPERIMENT, measure="output", expect=Expectation(equals="a\nb"), rival="b\na")
    assert list(rivals(view_of(experiment))) == []
    assert [each.code for each in rivals(view_of(replace(experiment, rival="a\nb\n")))] == ["rival-admitted"]


@pytest.mark.parametrize("rival", ["about 1", "1..", "memory", "..2"])
def test_a_rival_is_arithmetic(rival: str) -> None:
    """Or a range of it."""
    assert [each.code for each in problems(rival, "2")] == ["bad-expectation"]


CLAIM = Claim(section=SectionName.WHY, says="c", proved_by="x")
PREDICT = Predict(id="p", section=SectionName.WHY, experiment="x")


@pytest.mark.parametrize(
    ("claims", "questions", "rival", "codes"),
    [
        ([CLAIM], [], "", ["missing-rival"]), ([replace(CLAIM, proved_by="c/x")], [], "", ["missing-rival"]),
        ([], [PREDICT], "", ["missing-rival"]), ([CLAIM], [PREDICT], "", ["missing-rival"]),
        ([CLAIM], [PREDICT], "1", []),
        ([], [], "", []), ([replace(CLAIM, proved_by="c/y")], [], "", []),
    ],
)  # fmt: skip
def test_an_experiment_that_proves_or_is_predicted_names_its_rival(
    claims: list[Claim], questions: list[Predict], rival: str, codes: list[str]
) -> None:
    """A warning, once for each experiment; an experiment that nothing uses needs none."""
    experiment = replace(EXPERIMENT, rival=rival)
    concept = replace(view_of(experiment).concepts[0][0], claims=claims, questions=questions)
    view = DeckView(info=None, info_document=None, concepts=[(concept, Document("c.yaml"))], ids=["c"])
    found = list(missing_rivals(view))
    assert [each.code for each in found] == codes
    assert all(each.severity == "warning" for each in found)
