"""Gaps of a text."""

from random import Random

import pytest

from quizapp.questions import cloze
from quizapp.questions.base import Surroundings
from quizapp.questions.cloze import Cloze


def score(text: str, *given: str) -> float:
    question = Cloze(id="q", section="what", text=text)  # type: ignore[arg-type]
    shown = cloze.show(question, Surroundings(examples={}, experiments={}), Random(1))
    return cloze.grade(question, shown, given if len(given) > 1 else given[0]).score


@pytest.mark.parametrize(
    ("given", "right"),
    [("3.14", True), ("3,141", True), ("3.15159", True), ("3.152", False), ("3.1", False), ("pi", False), ("", False)],
)
def test_number_is_right_within_the_tolerance_of_its_gap(given: str, right: bool) -> None:
    """Next to another gap, and in any notation."""
    text = "{{3.14159|3.14159±0.01}} is {{pi}}"
    assert score(text, given, "pi") == (1.0 if right else 0.5)


def test_the_number_itself_is_shown() -> None:
    """Not its tolerance."""
    question = Cloze(id="q", section="what", text="It is {{5|5±1.5}}.")  # type: ignore[arg-type]
    shown = cloze.show(question, Surroundings(examples={}, experiments={}), Random(1))
    assert cloze.solution(question, shown) == "5"
    assert cloze.grade(question, shown, "4").expected == "It is **5**."
    assert cloze.grade(question, shown, "-4").correct is False


def test_other_answers_are_compared_as_texts() -> None:
    assert (score("{{1..5}}", "3"), score("{{a±b}}", "a"), score("{{a±b}}", "a±b")) == (0.0, 0.0, 1.0)


def test_hint_takes_the_place_of_a_gap() -> None:
    """Of several gaps, those without a hint have their numbers."""
    surroundings = Surroundings(examples={}, experiments={})
    for text, shown in (
        ("{{a}} or {{b::the second}} or {{c:: }}", "[1 ___] or [the second] or [3 ___]"),
        ("{{a::the only}}", "[the only]"),
        ("{{a}}", "[___]"),
    ):
        question = Cloze(id="q", section="what", text=text)  # type: ignore[arg-type]
        assert cloze.show(question, surroundings, Random(1)).ask.endswith(f"\n\n{shown}")
