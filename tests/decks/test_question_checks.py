"""The checks that warn of questions whose form gives the answer away."""

import pytest

from tests.decks.conftest import CompleteDeck

CONCEPT = """
# process.yaml
concept: process
questions:
"""


def codes(deck: CompleteDeck, questions: list[str]) -> list[str]:
    """Return the codes of the warnings about a concept with these questions, which can be used all the same."""
    loaded = deck(
        CONCEPT + "".join(f"  - {{id: q{index}, section: what, {each}}}\n" for index, each in enumerate(questions))
    )
    assert loaded.deck is not None, loaded.problems
    return [problem.code for problem in loaded.problems]


LONG = "kind: choice, ask: Which?, answer: the whole and very long answer, distractors: [short, no]"
SHORT = "kind: choice, ask: Which?, answer: short, distractors: [a wrong option that is longer, no]"


@pytest.mark.parametrize(
    ("questions", "reported"),
    [
        ([LONG] * 3, []),
        ([LONG] * 2 + [SHORT] * 2, []),
        ([LONG] * 3 + [SHORT], ["longest-is-right"]),
        (["kind: choice, ask: Which?, answer: abcdefghijk, distractors: [abcdefghij]"] * 4, []),
    ],
)
def test_right_options_that_are_mostly_the_longest_are_a_warning(
    deck: CompleteDeck, questions: list[str], reported: list[str]
) -> None:
    """From four choices on, and where the difference is to be seen."""
    assert codes(deck, questions) == reported


TRUE = "kind: true_false, ask: So it is., answer: true"
FALSE = "kind: true_false, ask: So it is., answer: false, correction: It is not."


@pytest.mark.parametrize(
    ("questions", "reported"),
    [([FALSE] * 3, []), ([FALSE] * 4, ["all-false"]), ([TRUE] * 4, ["all-true"]), ([FALSE] * 4 + [TRUE], [])],
)
def test_statements_of_one_truth_are_a_warning(deck: CompleteDeck, questions: list[str], reported: list[str]) -> None:
    """From four on."""
    assert codes(deck, questions) == reported


@pytest.mark.parametrize(("length", "reported"), [(60, []), (61, ["long-answer"])])
def test_a_long_answer_to_type_is_a_warning(deck: CompleteDeck, length: int, reported: list[str]) -> None:
    """Nobody types a sentence word for word."""
    assert codes(deck, [f"kind: typed, ask: What?, answer: {'x' * length}"]) == reported
