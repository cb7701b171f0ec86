"""The marks on cards, on both engines."""

import json

import pytest

from tests.conftest import Run


@pytest.mark.parametrize(
    ("mark", "filter_word", "key", "release"),
    [("suspend", "is:suspended", "suspended", "unsuspend"), ("bury", "is:buried", "buried", "unsuspend"),
     ("flag", "is:flagged", "flagged", "unflag")],
)  # fmt: skip
def test_marked_cards_are_found_by_filter(quizapp: Run, mark: str, filter_word: str, key: str, release: str) -> None:
    quizapp("cards", mark, "why-parallel", "start-up")
    found = json.loads(quizapp("cards", "list", filter_word, "--json").stdout)
    assert {row["card"] for row in found} == {
        "concurrency/process/why-parallel", "concurrency/process/predict-start-up",
    }  # fmt: skip
    assert all(row[key] for row in found)
    quizapp("cards", release, "why-parallel", "start-up")
    assert json.loads(quizapp("cards", "list", filter_word, "--json").stdout) == []
