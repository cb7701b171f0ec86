"""Suggestions for mistyped names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.did_you_mean import LONGEST, closest, did_you_mean

NAMES = ["answer", "distractors", "tags"]


@pytest.mark.parametrize(
    ("name", "near"),
    [("distractor", "distractors"), ("anwser", "answer"), ("tag", "tags"), ("zebra", None), ("", None)],
)
def test_only_a_similar_name_is_suggested(name: str, near: str | None) -> None:
    """A letter more, less or swapped; other words give no suggestion."""
    assert closest(name, NAMES) == near


def test_long_name_is_not_compared() -> None:
    """Neither as the name nor among the known ones: a hostile deck could take seconds."""
    assert closest("x" * 100_000, ["x" * 100_000]) is None
    assert closest("x" * LONGEST, ["x" * 100_000]) is None


@given(st.lists(st.text(min_size=1, max_size=10), min_size=1))
def test_known_name_is_closest_to_itself(names: list[str]) -> None:
    """Whatever other names are known."""
    assert closest(names[0], names) == names[0]


def test_hint_has_the_suggestion_or_the_alternative() -> None:
    """In one line."""
    assert did_you_mean("tag", NAMES, "Remove it.") == "Did you mean `tags`?"
    assert did_you_mean("zebra", NAMES, "Remove it.") == "Remove it."
    assert did_you_mean("zebra", NAMES) == ""
