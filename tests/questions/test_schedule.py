"""Schedules as answers, and what a deck's author is told about programs and goals."""

from random import Random
from typing import Any

import pytest

from quizapp.questions import schedule
from quizapp.questions.answers import read_answer
from quizapp.questions.base import Surroundings
from quizapp.questions.registry import question_from

ADD = ["x = read c", "x = x + 1", "write c x"]
AROUND = Surroundings(examples={}, experiments={})


def question(**fields: Any) -> Any:
    body = {"programs": [ADD, ADD], "variables": {"c": 0}, "goal": "c == 1"} | fields
    return question_from({"kind": "schedule", "id": "q", "section": "how", "ask": "?", **body})


def graded(asked: Any, given: object) -> Any:
    shown = schedule.show(asked, AROUND, Random(1))
    return schedule.grade(asked, shown, read_answer(shown, given))


@pytest.mark.parametrize(
    ("given", "correct", "as_json"),
    [
        ([1, 2, 2, 2, 1, 1], True, [1, 2, 2, 2, 1, 1]),
        ("1 1 2 2 2 1", True, [1, 1, 2, 2, 2, 1]),
        (["1", "1", "2", "2", "2", "1"], True, [1, 1, 2, 2, 2, 1]),
        ("1,1,1,2,2,2", False, [1, 1, 1, 2, 2, 2]),
        ("None", False, "none"),
    ],
)
def test_schedule_is_right_if_it_reaches_the_goal(given: object, correct: bool, as_json: object) -> None:
    found = graded(question(), given)
    assert (found.correct, found.difference.as_json()["given"]) == (correct, as_json)
    assert found.difference.as_json()["shortest"] == [1, 1, 2, 2, 2, 1]
    assert "program 1  write c x    c = 1" in found.expected


def test_none_is_right_where_no_schedule_reaches_the_goal() -> None:
    asked = question(goal="c == 3", possible=False)
    assert list(schedule.faults(asked)) == []
    assert graded(asked, "none").correct
    wrong = graded(asked, "111222")
    assert (wrong.correct, wrong.remarks, wrong.expected) == (
        False, ("it ends with c = 2",), "No schedule reaches the goal.",
    )  # fmt: skip


@pytest.mark.parametrize(
    "given", ["", "1", "11122", "1111222", "3", "111222333", "x", None, True, [1.5], [], [True], {"a": 1}, "none none"]
)
def test_what_is_no_whole_schedule_is_refused(given: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        graded(question(), given)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"programs": [ADD]}, "schedule-programs"),
        ({"programs": [ADD] * 4}, "schedule-programs"),
        ({"programs": [ADD, []]}, "schedule-programs"),
        ({"programs": [ADD, ["x = 1"] * 13]}, "schedule-programs"),
        ({"programs": [ADD, ["c += 1"]]}, "schedule-step"),
        ({"programs": [ADD, ["x = read d"]]}, "schedule-step"),
        ({"programs": [ADD, ["x = read c", "x = 1 / x"]]}, "schedule-step"),
        ({"programs": [ADD, ["release l"]]}, "schedule-misuse"),
        ({"goal": "d == 1"}, "schedule-goal"),
        ({"goal": "dead lock"}, "schedule-goal"),
        ({"goal": "c == 3"}, "schedule-impossible"),
        ({"goal": "deadlock"}, "schedule-impossible"),
        ({"goal": "c > 0"}, "schedule-unavoidable"),
        ({"possible": False}, "schedule-possible"),
    ],
)
def test_author_is_told_what_is_wrong(fields: dict[str, Any], code: str) -> None:
    assert {found for _, found, _, _ in schedule.faults(question(**fields))} == {code}


def test_programs_with_too_many_schedules_are_refused() -> None:
    found = list(schedule.faults(question(programs=[ADD * 4] * 3)))
    assert [code for _, code, _, _ in found] == ["schedule-too-large"]
