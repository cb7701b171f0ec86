"""Items of lists, with all of their fields."""

from typing import Any

import pytest

from quizapp.formats.json_yaml.item_questions import ItemQuestions, questions_of


def made(fields: dict[str, Any], *, is_markdown: bool = True) -> ItemQuestions:
    return questions_of(fields, print, 0, is_markdown=is_markdown)


FRONT = {"front": "a", "back": "b"}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"code_example": "x = 1\n"}, {"answer": "b\n\n```\nx = 1\n```"}),
        ({"codeExample": "x = 1", "language": "Python"}, {"answer": "b\n\n```python\nx = 1\n```"}),
        ({"code": "print(1)"}, {"ask": "a\n\n```\nprint(1)\n```"}),
        ({"image_name": "lock.png"}, {"explain": "![](lock.png)"}),
        ({"front_image": "lock.png"}, {"ask": "a\n\n![](lock.png)"}),
        ({"audio": "a b.mp3"}, {"explain": "[sound:a b.mp3]"}),
        ({"goodToHear": "Some remark"}, {"explain": "Good to hear: Some remark"}),
        ({"mnemonic": "MUTual EXclusion", "explanation": "why"}, {"explain": "why\n\nMnemonic: MUTual EXclusion"}),
        ({"definition": "more"}, {"explain": "Definition: more"}),
    ],
)  # fmt: skip
def test_fields_with_a_plain_meaning_are_used(more: dict[str, Any], expected: dict[str, str]) -> None:
    found = made(FRONT | more)
    assert found.bodies == ({"kind": "recall", "ask": "a", "answer": "b"} | expected,)
    assert found.unknown == ()


def test_a_reversed_item_is_two_cards() -> None:
    found = made(FRONT | {"include_reverse": True, "note": "n"})
    assert [(body["ask"], body["answer"]) for body in found.bodies] == [("a", "b"), ("b", "a")]
    assert len(set(found.ids)) == 2 and found.unknown == ()
    assert len(made(FRONT | {"include_reverse": False}).bodies) == 1


@pytest.mark.parametrize(
    "more",
    [
        {"weird": 3}, {"url": "https://x.org/a"}, {"status": "new"}, {"meta": {"a": 1}}, {"points": 10}, {"flag": True},
        {"language": "en"},
    ],
)  # fmt: skip
def test_other_fields_are_named(more: dict[str, Any]) -> None:
    found = made(FRONT | more)
    assert found.bodies == ({"kind": "recall", "ask": "a", "answer": "b"},) and found.unknown == tuple(more)


def test_what_says_which_option_is_right_is_no_other_field() -> None:
    item = {"question": "q", "options": ["x", "y"], "answer": "B", "correctIndex": 1, "type": "choice", "id": 7}
    found = made(item)
    assert found.bodies == ({"kind": "choice", "ask": "q", "answer": "y", "distractors": ["x"]},)
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("text", "plain", "markdown"),
    [
        ("__init__ and *x*", r"\_\_init\_\_ and \*x\*", "__init__ and *x*"), ("<div>", "<div>", "<div>"),
        ("<b>x</b> &lt;y&gt;", "**x** <y>", "**x** <y>"), ("<kbd>x</kbd>", "<kbd>x</kbd>", "`x`"),
    ],
)  # fmt: skip
def test_texts_are_plain_unless_the_file_has_markdown(text: str, plain: str, markdown: str) -> None:
    assert made({"front": "a", "back": text}, is_markdown=False).bodies[0]["answer"] == plain
    assert made({"front": "a", "back": text}).bodies[0]["answer"] == markdown


def test_options_stay_alike_with_their_answer() -> None:
    item = {"question": "Which?", "options": ["1. __a__ or __b__", "*args* or *kw*"], "answer": "*args* or *kw*"}
    assert made(item, is_markdown=False).bodies[0]["answer"] == r"\*args\* or \*kw\*"


def test_what_is_added_or_escaped_does_not_change_an_id() -> None:
    item = {"front": "__a__ and __b__", "back": "b"}
    assert made(item).ids == made(item | {"code": "x"}).ids == made(item, is_markdown=False).ids
