"""The fields of a note from the questions of its cards: what other programs sent comes back, whatever it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.formats.anki.note_cards import questions_of
from quizapp.formats.anki.note_fields import cloze_fields, two_sides
from quizapp.formats.anki.standard_types import BASIC, CLOZES, REVERSED, TYPED_IN

WORDS = st.text(st.sampled_from("ab *_`#é食"), min_size=1, max_size=12).filter(
    lambda text: " ".join(text.split()) == text
)
PLAIN = st.text(st.sampled_from("abc éß食"), min_size=1, max_size=8).filter(lambda text: " ".join(text.split()) == text)


@given(WORDS, WORDS, st.sampled_from([BASIC, REVERSED]))
def test_sides_come_back_as_questions_again(front: str, back: str, kind: object) -> None:
    """Fields of fields are the same: a change of one field leaves the cards of the others alone."""
    made = dict(questions_of(kind, (front, back)))  # type: ignore[arg-type]
    again = dict(questions_of(kind, two_sides(made)))  # type: ignore[arg-type]
    assert again == made


@given(PLAIN, PLAIN)
def test_answer_to_type_comes_back(front: str, back: str) -> None:
    made = dict(questions_of(TYPED_IN, (front, back)))
    assert two_sides(made) == (front, back)


@given(st.lists(st.tuples(st.integers(1, 4), PLAIN, PLAIN), min_size=1, max_size=5), PLAIN)
def test_deletions_of_all_cards_come_back(pieces: list[tuple[int, str, str]], extra: str) -> None:
    text = " ".join(f"{before} {{{{c{number}::{answer}}}}}" for number, before, answer in pieces)
    made = dict(questions_of(CLOZES, (text, extra)))
    assert set(made) == {number - 1 for number, _, _ in pieces}
    assert cloze_fields(made) == (text, extra)


def test_texts_that_differ_beyond_their_gaps_give_the_first_one() -> None:
    """As after one of the cards was edited alone."""
    made = dict(questions_of(CLOZES, ("{{c1::a}} and {{c2::b::letter}}", "")))
    made[1]["text"] = "another {{text}}"
    assert cloze_fields(made)[0] == "{{c1::a}} and b"


@pytest.mark.parametrize("body", [
    {"kind": "choice", "ask": "q", "answer": "right", "distractors": ["wrong"]},
    {"kind": "true_false", "ask": "q", "answer": False, "correction": "so"},
])  # fmt: skip
def test_other_kinds_have_two_sides_too(body: dict[str, object]) -> None:
    front, back = two_sides({0: body})
    assert "q" in front and back
