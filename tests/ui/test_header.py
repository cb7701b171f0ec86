"""The first line of the screen."""

from dataclasses import replace

import pytest

from quizapp.core.model import Card
from quizapp.core.question import Question, Shown
from quizapp.core.session_values import AskedQuestion, SessionProgress
from quizapp.ui.header import header, left_today

PROGRESS = SessionProgress(answered=3, due_left=2, new_left=0, learning_left=1)
ASKED = AskedQuestion(
    card=Card(card="d/c/q", deck="d", concept="c", section="what", kind="recall", position=0, body={}),
    question=Question(id="q", section="what", ask="?"),  # type: ignore[arg-type]
    shown=Shown(ask="?", entry="reveal"),
    deck_title="Concurrency in Python", concept_title="Process", is_new=False, teach=None, can_prove=False,
)  # fmt: skip


def test_only_what_is_left_is_counted() -> None:
    """Learning steps are due too; while cramming, cards are neither due nor new."""
    assert left_today(PROGRESS) == "3 done, 3 due"
    assert left_today(replace(PROGRESS, ahead_left=2, new_left=1)) == "3 done, 3 due, 1 new, 2 ahead"
    assert left_today(replace(PROGRESS, cram=True, new_left=4)) == "cramming: 3 done, 6 left"


@pytest.mark.parametrize(
    ("width", "place"),
    [
        (76, "Concurrency in Python > Process > What is it?"), (50, "Process > What is it?"), (28, "Process"),
    ],
)  # fmt: skip
def test_the_place_is_as_long_as_there_is_room(width: int, place: str) -> None:
    """The line is as wide as the screen."""
    line = header(ASKED, PROGRESS, width).plain
    assert line.startswith(f"{place}  ") and line.endswith("3 done, 3 due")
    assert len(line) == width


@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
def test_a_concept_that_is_the_answer_is_in_no_header(width: int) -> None:
    """At any width."""
    line = header(replace(ASKED, hides_concept=True), PROGRESS, width).plain
    assert "Process" not in line
    assert len(line) <= width
