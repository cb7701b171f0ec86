"""The file in which new cards are written."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.errors import QuizError
from quizapp.usecases.authoring.card_template import FIRST_LINE, cards_from_editor, template, written_cards


def writing(*texts: str) -> Callable[[Path, int], None]:
    """Return an editor that leaves these texts in the file, one each time it is opened."""
    left = iter(texts)
    return lambda file, line: Path(file).write_text(next(left)) and None


def test_the_template_as_it_is_adds_nothing() -> None:
    assert written_cards("cards.yaml", template()) == []
    assert template().splitlines()[FIRST_LINE - 1] == "  ask:"


def test_every_example_of_the_template_is_a_card_once_it_is_no_comment() -> None:
    lines = template().split("\n\n", 1)[1].splitlines()
    cards = written_cards("cards.yaml", "\n".join(line.removeprefix("# ") for line in lines))
    assert {"recall", "choice", "multi", "true_false", "cloze", "typed", "order", "match", "schedule"} == {
        str(card["kind"]) for card in cards
    }


def test_a_fault_opens_the_editor_again_with_the_text_as_it_was() -> None:
    faults: list[QuizError] = []

    def again(error: QuizError) -> bool:
        faults.append(error)
        return True

    found = cards_from_editor(writing("- kind: [", "- {kind: recall, ask: Q, answer: A}"), again)
    assert found == [{"kind": "recall", "ask": "Q", "answer": "A"}]
    assert "cards.yaml:2" in faults[0].message
    assert cards_from_editor(writing("no: list"), lambda error: False) == []


@pytest.mark.parametrize(
    "card, told",
    [("ask: Q", "card 2 has none of the kinds"), ("kind: chioce, ask: Q", "card 2 has none of the kinds"),
     ("kind: recall, answer: A", "card 2 has no `ask`"), ("kind: cloze, ask: Q", "card 2 has no `text`")],
)  # fmt: skip
def test_a_card_without_a_kind_or_a_text_is_a_fault(card: str, told: str) -> None:
    with pytest.raises(QuizError, match=told):
        written_cards("cards.yaml", f"- {{kind: recall, ask: Q, answer: A}}\n- {{{card}}}\n")


def test_a_failing_editor_is_an_error() -> None:
    def broken(file: Path, line: int) -> None:
        raise QuizError("no editor")

    with pytest.raises(QuizError, match="no editor"):
        cards_from_editor(broken, lambda error: True)
