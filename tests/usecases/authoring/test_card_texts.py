"""What a person types becomes the body of a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.errors import QuizError
from quizapp.questions.registry import question_from
from quizapp.usecases.authoring.card_texts import KINDS, CardOptions, question_body, read_lines

BODIES = [
    (["Q?", "A"], "", {"kind": "recall", "ask": "Q?", "answer": "A"}),
    (["Threads {{share}} it"], "", {"kind": "cloze", "text": "Threads {{share}} it"}),
    (["{{one}}", "because"], "", {"kind": "cloze", "text": "{{one}}", "explain": "because"}),
    (["Q?", "A", "or B"], "typed", {"kind": "typed", "ask": "Q?", "answer": "A", "accept": ["or B"]}),
    (["Q?", "A", "B", "C"], "choice", {"kind": "choice", "ask": "Q?", "answer": "A", "distractors": ["B", "C"]}),
    (["Q?", "+A", "+B", "C"], "multi", {"kind": "multi", "ask": "Q?", "answers": ["A", "B"], "distractors": ["C"]}),
    (["It is so.", "Yes"], "true-false", {"kind": "true_false", "ask": "It is so.", "answer": True}),
    (["Q", "a", "b"], "order", {"kind": "order", "ask": "Q", "lines": ["a", "b"], "language": "text"}),
]


@pytest.mark.parametrize(("texts", "kind", "body"), BODIES)
def test_texts_become_the_body_of_a_kind(texts: list[str], kind: str, body: dict[str, object]) -> None:
    assert question_body(texts, CardOptions(kind=kind)) == body
    assert question_from({"id": "x", **body})


@pytest.mark.parametrize(
    ("texts", "kind", "message"),
    [
        (["Q?"], "", "no back"),
        (["", "A"], "", "front of the card is empty"),
        (["Q?", "A"], "choice", "wrong ones"),
        (["no gap"], "cloze", "a gap"),
        (["S", "maybe"], "true_false", "neither true nor false"),
        (["S", "false"], "true_false", "correction"),
        (["Q", "one"], "order", "two lines"),
        (["Q", "A"], "multi", "marked as true"),
        (["Q", "A"], "recal", "Did you mean `recall`"),
        (["Q", "A"], "predict", "in an editor"),
    ],
)
def test_texts_that_are_no_card_are_one_error(texts: list[str], kind: str, message: str) -> None:
    with pytest.raises(QuizError) as error:
        question_body(texts, CardOptions(kind=kind))
    assert message in f"{error.value.message} {error.value.hint}"


def test_a_line_is_a_card_and_a_tab_or_two_colons_separate_its_texts() -> None:
    assert read_lines("a\tb\n\n c :: d\\ne \r\n{{x}}") == [["a", "b"], ["c", "d\ne"], ["{{x}}"]]


@given(st.lists(st.text(), min_size=1, max_size=4), st.sampled_from(("", *KINDS)))
def test_any_texts_are_a_question_or_one_error(texts: list[str], kind: str) -> None:
    try:
        body = question_body(texts, CardOptions(kind=kind, tags=("t",)))
    except QuizError as error:
        assert error.hint
    else:
        assert question_from({"id": "x", **body}).tags == ["t"]
