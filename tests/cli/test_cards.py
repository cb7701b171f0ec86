"""The marks on cards, on both engines."""

import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.decks.conftest import write_files


@pytest.mark.parametrize(
    ("mark", "filter_word", "key", "release"),
    [("suspend", "is:suspended", "suspended", "unsuspend"), ("bury", "is:buried", "buried", "unsuspend"),
     ("flag", "is:flagged", "flagged", "unflag")],
)  # fmt: skip
def test_marked_cards_are_found_by_filter(quizapp: Run, mark: str, filter_word: str, key: str, release: str) -> None:
    quizapp("cards", mark, "why-parallel", "process/predict-start-up")
    found = json.loads(quizapp("cards", "list", filter_word, "--json").stdout)
    assert {row["card"] for row in found} == {
        "concurrency/process/why-parallel", "concurrency/process/predict-start-up",
    }  # fmt: skip
    assert all(row[key] for row in found)
    quizapp("cards", release, "why-parallel", "process/predict-start-up")
    assert json.loads(quizapp("cards", "list", filter_word, "--json").stdout) == []


def test_cards_follow_the_paths_of_their_deck(quizapp: Run, tmp_path: Path) -> None:
    """`#path` is a scope; a changed path changes the cards of files that did not change."""
    deck = """
# deck.yaml
format: 1
deck: demo
title: Demo
paths:
  mine: {title: Mine, concepts: [process]}
# process.yaml
concept: process
generate: [what]
# thread.yaml
concept: thread
generate: [what]
"""
    for concept in ("process", "thread"):
        write_files(tmp_path, deck.replace("concepts: [process]", f"concepts: [{concept}]"))
        assert quizapp("import", str(tmp_path)).returncode == 0
        listed = json.loads(quizapp("cards", "list", "#mine", "--json").stdout)
        assert [row["card"] for row in listed] == [f"demo/{concept}/what/recall/1"]
