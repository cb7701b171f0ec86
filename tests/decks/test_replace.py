"""A question that is replaced in the text of a deck file: its neighbours, comments and order stay."""

import pytest

from quizapp.decks.replace import with_changed
from quizapp.errors import QuizError

TEXT = """\
# mine
cards: cards
title: Cards
questions:
  # the first
  - id: one
    kind: recall
    ask: a
    answer: b

  - id: two # in the middle
    kind: recall
    ask: |
      c
      d
    answer: e
  # the last
  - {id: three, kind: recall, ask: f, answer: g}
"""
NEW = {"id": "two", "kind": "typed", "ask": "x\ny", "answer": "- z", "accept": ["p", "q: r"]}


def test_one_question_changes_and_all_else_stays() -> None:
    changed = with_changed("cards.yaml", TEXT, {"two": NEW})
    before, after = changed.split("  - id: two\n")[0], changed.split("  # the last\n")[1]
    assert before == TEXT.split("  - id: two")[0] and after == TEXT.split("  # the last\n")[1]
    assert "ask: |-\n      x\n      y\n" in changed and "answer: '- z'" in changed
    assert with_changed("cards.yaml", TEXT, {"three": {**NEW, "id": "three"}}).startswith(TEXT.split("  - {")[0])


def test_several_questions_change_at_once() -> None:
    one, two = ({"id": name, "kind": "recall", "ask": f"{name}?", "answer": "new"} for name in ("one", "two"))
    changed = with_changed("cards.yaml", TEXT, {"two": two, "one": one})
    assert changed == with_changed("cards.yaml", with_changed("cards.yaml", TEXT, {"one": one}), {"two": two})
    assert changed.count("answer: new") == 2


@pytest.mark.parametrize(
    "text", ["cards: a\ntitle: b\nquestions: [{id: two, kind: recall, ask: c, answer: d}]\n", TEXT]
)
def test_question_that_cannot_be_replaced_is_an_error(text: str) -> None:
    """Because it is in a list on one line, or is not there."""
    with pytest.raises(QuizError):
        with_changed("cards.yaml", text, {"two" if "[" in text.split("questions:")[1][:3] else "four": NEW})
