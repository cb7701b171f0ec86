"""The first line of the screen."""

from dataclasses import replace

import pytest

from quizapp.core.card import Card
from quizapp.core.question import Question, Shown
from quizapp.core.session_values import AskedQuestion, SessionProgress
from quizapp.ui.header import day_progress, header

PROGRESS = SessionProgress(answered=3, due_left=2, new_left=0, learning_left=1)
ASKED = AskedQuestion(
    card=Card(card="d/c/q", deck="d", concept="c", section="what", kind="recall", position=0, body={}),
    question=Question(id="q", section="what", ask="?"),  # type: ignore[arg-type]
    shown=Shown(ask="?", entry="reveal"),
    deck_title="Concurrency in Python", concept_title="Process", is_new=False, teach=None, can_prove=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("progress", "cells", "line"),
    [
        (PROGRESS, 12, "██████░░░░░░ 4 of 6"),
        (PROGRESS, 0, "4 of 6"),
        (replace(PROGRESS, ahead_left=2, new_left=1), 3, "█░░ 4 of 9"),
        (replace(PROGRESS, cram=True, new_left=4), 0, "cramming 4 of 10"),
        (replace(PROGRESS, answered=0), 4, "░░░░ 1 of 3"),
        (replace(PROGRESS, due_left=0, learning_left=0), 4, "████ 3 of 3"),
        (replace(PROGRESS, again_left=1), 5, "███░░ 4 of 5 +1 to learn again"),
        (replace(PROGRESS, again_left=1), 0, "4 of 5 +1 again"),
        (replace(PROGRESS, due_left=0, again_left=1, repeated=1), 2, "██ 2 of 2 +1 to learn again"),
        (replace(PROGRESS, answered=0, most=1), 4, "░░░░ 1 of 1"),
        (replace(PROGRESS, again_left=1, most=5), 5, "███░░ 4 of 5"),
        (replace(PROGRESS, again_left=1, most=6), 5, "███░░ 4 of 5 +1 to learn again"),
        (replace(PROGRESS, most=3), 4, "████ 3 of 3"),
    ],
)
def test_the_bar_has_the_share_that_was_answered(progress: SessionProgress, cells: int, line: str) -> None:
    """And the number of the question of all of today, learning steps and cards ahead of their day included."""
    assert day_progress(progress, cells).plain == line


@pytest.mark.parametrize(
    ("width", "place"),
    [
        (76, "Concurrency in Python > Process > What is it?"), (50, "Process > What is it?"), (28, "Process"),
    ],
)  # fmt: skip
def test_the_place_is_as_long_as_there_is_room(width: int, place: str) -> None:
    """The line is as wide as the screen."""
    line = header(ASKED, PROGRESS, width).plain
    assert line.startswith(f"{place}  ") and line.endswith("░ 4 of 6" if width >= 60 else "  4 of 6")
    assert len(line) == width


@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
def test_a_concept_that_is_the_answer_is_in_no_header(width: int) -> None:
    """At any width."""
    line = header(replace(ASKED, hides_concept=True), PROGRESS, width).plain
    assert "Process" not in line
    assert len(line) <= width


def test_what_is_assigned_is_in_the_header_where_it_fits() -> None:
    """Before the bar; a narrow line does without."""
    progress = replace(PROGRESS, assigned="assigned, due Friday, 12 left")
    assert "assigned, due Friday, 12 left" in header(ASKED, progress, 96).plain
    assert "assigned" not in header(ASKED, progress, 40).plain
