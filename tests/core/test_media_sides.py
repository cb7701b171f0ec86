"""The files of a card's question, and those of its answer alone."""

from typing import Any

import pytest

from quizapp.core.media_sides import MediaSides, media_sides, unlisted


def recall(ask: str, answer: str, *media: str, **more: Any) -> dict[str, Any]:
    return {"kind": "recall", "ask": ask, "answer": answer, "media": list(media), **more}


def kind(name: str, *media: str, **more: Any) -> dict[str, Any]:
    return {"kind": name, "ask": "x", "media": list(media), **more}


@pytest.mark.parametrize(
    ("body", "question", "answer"),
    [
        (recall("![](a.png)", "![](b.png)", "a.png", "b.png"), ["a.png"], ["b.png"]),
        (recall("[image: a.png]", "[sound: b c.mp3]", "a.png", "b c.mp3"), ["a.png"], ["b c.mp3"]),
        (recall("![](img/a%20b.png)", "![[b.png]]", "a b.png", "b.png"), ["a b.png"], ["b.png"]),
        (recall("![](a.png)", "![](a.png)", "a.png"), ["a.png"], []),
        (recall("a", "b", "a.png", explain="![x](<a.png>)"), [], ["a.png"]),
        (recall("a", "b", "a.png", hint="![](a.png)"), [], ["a.png"]),
        (recall("a", "b", "a.png"), ["a.png"], []),
        (recall("a", "[sound:b.mp3]", "a.png", "b.mp3"), ["a.png"], ["b.mp3"]),
        (recall("![](x/a.png)", "![](y/a.png)", "a-01234567.png", "a-89abcdef.png"),
         ["a-01234567.png"], ["a-89abcdef.png"]),
        (kind("choice", "a.png", "b.png", "c", answer="![](a.png)", distractors=["![](b.png)"], explain="![](c)"),
         ["a.png", "b.png"], ["c"]),
        (kind("cloze", "a.png", "b.png", text="![](a.png) is {{b ![](b.png)}}"), ["a.png"], ["b.png"]),
        (kind("match", "a.png", pairs=[{"left": "![](a.png)", "right": "b"}]), ["a.png"], []),
        ({"kind": "recall", "ask": "![](a.png)", "answer": "b"}, [], []),
    ],
)  # fmt: skip
def test_files_belong_to_the_side_whose_text_names_them(
    body: dict[str, Any], question: list[str], answer: list[str]
) -> None:
    assert media_sides(body) == MediaSides(tuple(question), tuple(answer))


def test_the_picture_of_a_formula_is_on_the_side_of_its_formula() -> None:
    name = "latex-18fb733efbc0ce48826adfd11bc019f9a0c5cc6d.png"
    assert media_sides(recall("a", "[$]x^2 < y[/$]", name)) == MediaSides((), (name,))


def test_files_that_only_a_text_names_are_unlisted() -> None:
    body = recall("![](x/a%20b.png) ![](https://x.org/c.png)", "[sound:d.mp3] ![](e.png)", "d.mp3", "e-0123abcd.png")
    assert unlisted(body) == ("a b.png",)
