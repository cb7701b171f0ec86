"""Questions taken out of the text of a deck file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.decks.insert import with_questions
from quizapp.decks.take_out import question_values, without_questions
from quizapp.decks.yaml_nodes import read_document
from quizapp.errors import QuizError

HEAD = "cards: words  # mine\ntitle: Words\nquestions:  # of the words\n"
ONE = "- id: one\n  kind: recall\n  ask: One?\n  answer: |\n    1\n    # a comment in a text\n"
TWO = "# about the second\n- id: two\n  kind: recall\n  ask: Two?\n  answer: '2'  # a number\n"
TAIL = "# What is searched for\ntags: [x]\n"


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        (HEAD + ONE + TWO + TAIL, "one", HEAD + TWO + TAIL),
        (HEAD + ONE + TWO + TAIL, "two", HEAD + ONE + "# about the second\n" + TAIL),
        (HEAD + ONE + "\n" + TWO + "\n" + TAIL, "one", HEAD + TWO + "\n" + TAIL),
        (HEAD + ONE + TAIL, "one", HEAD.replace("questions:", "questions: []") + TAIL),
        (
            "cards: w\nquestions:\n  - {id: one, ask: a}\n  - id: two\n",
            "two",
            "cards: w\nquestions:\n  - {id: one, ask: a}\n",
        ),
    ],
)
def test_only_the_lines_of_the_question_go(text: str, name: str, left: str) -> None:
    assert without_questions("words.yaml", text, [name]) == left
    with_windows_ends = text.replace("\n", "\r\n")
    assert without_questions("words.yaml", with_windows_ends, [name]) == left.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cards: w\nquestions: [{id: one, ask: a}]\n", "cannot be taken out"),
        (HEAD + TWO, "it has no question `one`"),
        (HEAD + ONE + ONE, "or several"),
        ("cards: [", "words.yaml"),
    ],
)
def test_what_cannot_be_taken_out_is_one_error(text: str, message: str) -> None:
    with pytest.raises(QuizError, match=message):
        without_questions("words.yaml", text, ["one"])


words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], include_characters="\n\t"), min_size=1)


@given(st.lists(words, min_size=1, max_size=4), st.data())
def test_questions_that_are_taken_out_and_added_again_have_the_same_values(
    answers: list[str], data: st.DataObject
) -> None:
    bodies = [{"id": f"q{at}", "kind": "recall", "ask": "?", "answer": text} for at, text in enumerate(answers)]
    text = with_questions("w.yaml", "cards: w\ntitle: W\n", bodies)
    gone = data.draw(st.lists(st.sampled_from([each["id"] for each in bodies]), min_size=1, unique=True))
    taken = question_values("w.yaml", text, gone)
    rest = without_questions("w.yaml", text, gone)
    left = [each for each in bodies if each["id"] not in gone]
    assert read_document("w.yaml", rest.encode()).value["questions"] == left
    again = with_questions("w.yaml", rest, [taken[name] for name in gone])
    assert read_document("w.yaml", again.encode()).value["questions"] == [
        *left,
        *(next(each for each in bodies if each["id"] == name) for name in gone),
    ]
