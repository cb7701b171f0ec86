"""Questions added to the text of a deck file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.decks.insert import with_questions
from quizapp.decks.yaml_nodes import read_document
from quizapp.errors import QuizError

NEW = {"id": "new", "kind": "recall", "ask": "What?", "answer": "That."}
LIST = "cards: words  # mine\ntitle: Words\n"
ITEM = "- id: old\n  kind: recall\n  ask: Old?\n  answer: |\n    # a comment in a text\n    two\n"
FILES = {
    "no questions": LIST,
    "an empty value": LIST + "questions:\ntags: [x]\n",
    "an empty list": LIST + "questions: []\ntags: [x]\n",
    "a block at the end": LIST + "questions:\n" + ITEM,
    "a block without a newline": LIST + "questions:\n- {id: old, kind: recall, ask: Old?, answer: That}",
    "an indented block": LIST + "questions:\n  - id: old\n    kind: recall\n    ask: Old?\n    answer: That\n",
    "a comment below": LIST + "questions:\n" + ITEM + "\n# What is searched for\ntags: [x]\n",
    "a flow list": LIST + "questions: [{id: old, kind: recall, ask: Old?, answer: That},]\ntags: [x]\n",
    "a flow list over lines": LIST + "questions: [\n  {id: old, kind: recall, ask: Old?, answer: That}\n]\n",
    "Windows line ends": (LIST + "questions:\n" + ITEM + "tags: [x]\n").replace("\n", "\r\n"),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
def test_a_question_is_added_and_every_line_of_the_rest_stays(text: str) -> None:
    done = with_questions("words.yaml", text, [NEW])
    before, after = (read_document("words.yaml", each.encode()).value for each in (text, done))
    assert after["questions"] == [*(before.get("questions") or []), NEW]
    kept = [line for line in text.splitlines() if "questions" not in line and "Old" not in line and line != "]"]
    rest = iter(done.splitlines())
    assert all(line in rest for line in kept)  # in this order


def test_a_comment_that_belongs_to_the_next_key_stays_with_it() -> None:
    done = with_questions("words.yaml", FILES["a comment below"], [NEW])
    assert done.endswith("answer: That.\n\n# What is searched for\ntags: [x]\n")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"], include_characters="\n\t"), min_size=1))
def test_any_text_comes_back_from_the_file(answer: str) -> None:
    done = with_questions("words.yaml", FILES["a block at the end"], [NEW | {"answer": answer}, NEW])
    assert [each["answer"] for each in read_document("words.yaml", done.encode()).value["questions"][1:]] == [
        answer,
        "That.",
    ]


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "cards: [", "questions: {a: b}\n"])
def test_a_text_that_is_no_deck_file_is_one_error(text: str) -> None:
    with pytest.raises(QuizError, match=r"words\.yaml"):
        with_questions("words.yaml", text, [NEW])
