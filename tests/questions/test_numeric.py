"""Numbers as answers: what a text can mean, tolerances and ranges."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.model import SectionName
from quizapp.questions.base import Surroundings
from quizapp.questions.numeric import is_between, is_within, numbers_in
from quizapp.questions.typed import Typed, faults, grade, show

NOWHERE = Surroundings(examples={}, experiments={})


def graded(typed: str, **fields: object) -> bool:
    question = Typed(id="q", section=SectionName("how"), ask="How many?", **fields)  # type: ignore[arg-type]
    found = grade(question, show(question, NOWHERE, Random(1)), typed)
    assert found.score == float(bool(found.correct))
    return bool(found.correct)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3.14", ["3.14"]), (" 3,14 ", ["3.14"]), ("-3", ["-3"]), ("\N{MINUS SIGN}3", ["-3"]), ("+.5", ["0.5"]),
        ("1e3", ["1000"]), ("2.5E-2", ["0.025"]), ("1,234", ["1.234", "1234"]), ("1,234,567.5", ["1234567.5"]),
        ("1 000 000", ["1000000"]), ("$3$", ["3"]), ("`42`", ["42"]),
        ("", []), ("three", []), ("3 cm", []), ("1..5", []), ("--3", []), ("1.2.3", []), ("0x10", []), ("nan", []),
        ("1e9999", []), ("9" * 61, []),
    ],
)  # fmt: skip
def test_numbers_that_a_text_can_mean(text: str, numbers: list[str]) -> None:
    assert list(numbers_in(text)) == [Decimal(number) for number in numbers]


NUMBERS = st.decimals(-1000, 1000, places=3)


@given(NUMBERS, NUMBERS, st.sampled_from([0.0, 0.001, 0.01, 0.5, 3.0]))
def test_within_is_a_distance(one: Decimal, other: Decimal, tolerance: float) -> None:
    """In decimals: 0.3 is 0.1 from 0.2."""
    expected = abs(one - other) <= Decimal(str(tolerance))
    assert is_within(numbers_in(str(one)), [str(other)], tolerance) == expected
    assert is_within(numbers_in(str(one)), [str(other)], None) is False


@given(NUMBERS, st.integers(-1000, 1000), st.integers(0, 50))
def test_between_includes_the_ends(number: Decimal, low: int, width: int) -> None:
    assert is_between([number], [[low, low + width]]) == (low <= number <= low + width)
    assert is_between([Decimal(low)], [[low, low + width]]) and is_between([Decimal(low + width)], [[low, low + width]])


@pytest.mark.parametrize("typed", ["3.14", "3,14", "3.14159", "3.15159", "3.13159", " 3.1416 "])
def test_number_within_the_tolerance_is_right(typed: str) -> None:
    assert graded(typed, answer="3.14159", tolerance=0.01)


@pytest.mark.parametrize("typed", ["3.13158", "3.2", "-3.14", "pi", "", "314"])
def test_number_beyond_the_tolerance_is_wrong(typed: str) -> None:
    assert not graded(typed, answer="3.14159", tolerance=0.01)


def test_several_answers_and_ranges() -> None:
    """Every accepted number has the tolerance; a text is compared as ever."""
    fields = {"answer": "2", "accept": ["4", "none"], "tolerance": 0.5, "between": [[10, 20], [-1, -1]]}
    assert all(graded(typed, **fields) for typed in ("2.5", "3.5", "10", "20", "15.5", "-1", "None"))
    assert not any(graded(typed, **fields) for typed in ("2.51", "3", "9.99", "1", "-2", "nine"))


def test_without_tolerance_the_spelling_counts() -> None:
    """As it did; with 0 it is the number that counts."""
    assert not graded("3.0", answer="3") and graded("3.0", answer="3", tolerance=0.0)
    assert not graded("3.1", answer="3", tolerance=0.0)


def test_expected_answer_names_what_is_right_too() -> None:
    question = Typed(id="q", section=SectionName("how"), ask="Pi?", answer="3.14", tolerance=0.01, between=[[1, 2.5]])
    shown = show(question, NOWHERE, Random(1))
    assert grade(question, shown, "4").expected == "3.14 (± 0.01, from 1 to 2.5)"
    assert grade(question, shown, "x").expected == "3.14 (± 0.01, from 1 to 2.5)"
    assert grade(question, shown, "3.145").remarks == ("accepted; you typed *3.145*",)
    assert grade(question, shown, "3.140").remarks == ()


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"answer": "3", "tolerance": -0.5}, ["negative-tolerance"]),
        ({"answer": "three", "tolerance": 0.5}, ["tolerance-without-number"]),
        ({"answer": "three", "accept": ["3"], "tolerance": 0.5}, []),
        ({"answer": "three", "between": [[1, 5]]}, []),
        ({"answer": "3", "between": [[5, 1]]}, ["wrong-range"]),
        ({"answer": "3", "between": [[1, 2], [3]]}, ["wrong-range"]),
    ],
)
def test_faults_of_numbers(fields: dict[str, object], codes: list[str]) -> None:
    found = faults(Typed(id="q", section=SectionName("how"), ask="How many?", **fields))  # type: ignore[arg-type]
    assert [code for _, code, _, _ in found] == codes
