"""The line that says whether an answer was right, and what was wrong with it."""

from typing import get_args

import pytest

from quizapp.core.answer_difference import (
    Difference,
    OptionsDifference,
    Part,
    PartsDifference,
    PredictionDifference,
    ProgramDifference,
    options_difference,
)
from quizapp.core.model import Rating
from quizapp.core.prediction import parse
from quizapp.core.program_run import CheckResult, ProgramRun
from quizapp.core.session_values import Outcome
from quizapp.questions.verdict_words import VERDICTS, option_words, verdict_line

PAIRS = (Part(given="a", expected="a", right=True), Part(given="b", expected="c", right=False))
PASSES, FAILS = CheckResult(name="one", ok=True), CheckResult(name="two", ok=False)


def line(difference: Difference | None, *, correct: bool | None = False) -> str:
    """Return the line for an answer."""
    return verdict_line(Outcome(correct=correct, expected="", suggested=Rating.GOOD, difference=difference))


def program(*checks: CheckResult, tries: int = 1) -> ProgramDifference:
    """Return a program whose checks found this; without any, it was not run."""
    run = ProgramRun(checks=checks) if checks else None
    return ProgramDifference(given="x", solution="y", start="", tries=tries, run=run)


def test_every_difference_has_words() -> None:
    assert set(VERDICTS) == set(get_args(Difference))


@pytest.mark.parametrize(
    ("difference", "told"),
    [
        (None, "Not right."),
        (options_difference(["a"], ["b"], ["a", "b"]), "Not right: you picked a, the answer is b."),
        (options_difference(["a", "c"], ["b", "d"], "abcd"), "Not right: a and c are wrong; you missed b and d."),
        (PartsDifference(of="pairs", parts=PAIRS), "Not right: 1 of 2 pairs right."),
        (PartsDifference(of="text", parts=PAIRS[1:]), "Not right."),
        (program(PASSES, FAILS, tries=3), "Not right: 1 of 2 checks fails."),
        (program(), "Not right: the checks were not run on it."),
    ],
)
def test_a_wrong_answer_is_told_what_was_wrong(difference: Difference | None, told: str) -> None:
    assert line(difference) == told


def test_a_right_answer_is_told_more_where_there_is_more() -> None:
    """Of a program in how many tries; an option that was picked is seen."""
    assert line(options_difference(["a"], ["a"], ["a", "b"]), correct=True) == "Right."
    assert line(program(PASSES), correct=True) == "Right: the check passes, at the first try."
    assert line(program(PASSES, PASSES, tries=2), correct=True) == "Right: both checks pass, at try 2."
    assert line(program(PASSES), correct=None) == "", "the learner judges"


@pytest.mark.parametrize(
    ("predicted", "measured", "unit", "said"),
    [
        ("2", (4.0, 5.0), "times", "off by a factor of 2"),
        ("0.5", (4.0, 5.0), "times", "off by a factor of 8, and the other way round"),
        ("0.5", (4.0, 5.0), "ms", "off by a factor of 8"),
        ("4.5", (4.0, 5.0), "times", "within what was measured"),
        ("3..6", (4.0, 5.0), "times", "what was measured lies in your range"),
        ("2..4@80%", (4.0, 5.0), "times", "what was measured lies in your range"),
        ("8..10", (4.0, 5.0), "times", "off by a factor of 1.6"),
    ],
)
def test_a_figure_is_told_how_far_it_is_off(
    predicted: str, measured: tuple[float, float], unit: str, said: str
) -> None:
    """A ratio on the other side of 1 is the other way round; no other unit has such a middle."""
    low, high = measured
    found = PredictionDifference(predicted=parse(predicted), value=(low * high) ** 0.5, low=low, high=high, unit=unit)
    assert line(found) == f"Not right: {said}."


@pytest.mark.parametrize(
    ("picked", "several", "words"),
    [
        ((True, False), False, ["your answer", "right answer"]),
        ((True, False), True, ["your answer", "right, not picked"]),
        ((False, False), True, ["", "right answer"]),  # the answer was shown
    ],
)
def test_an_option_is_told_apart(picked: tuple[bool, ...], several: bool, words: list[str]) -> None:
    assert option_words(OptionsDifference(picked=picked, right=(False, True)), several=several) == words
