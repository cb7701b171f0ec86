"""Anki's templates and cloze deletions."""

from typing import Any

import pytest

from quizapp.formats.anki.card_stream import Note
from quizapp.formats.anki.cards import question
from quizapp.formats.anki.collection import NoteType, Template
from quizapp.formats.anki.templates import (
    TYPED,
    cloze_filters,
    clozes,
    hidden,
    is_empty,
    plain_filters,
    render,
    shows_nothing,
    whole,
)


def question_of(front: str, back: str, *, ordinal: int = 0, cloze: bool = False, **fields: str) -> dict[str, Any]:
    """Return the question of a note with these fields and a single template."""
    template = Template(name="Card 1", front=front, back=back)
    kind = NoteType(name="Type", fields=tuple(fields), templates={ordinal: template, 0: template}, is_cloze=cloze)
    note = Note(id=1, guid="g", type=1, tags="", fields="\x1f".join(fields.values()))
    found = question(note, kind, ordinal, "Deck")
    assert found is not None
    return {**found[0], "media": found[1]}


LINE = "{{FrontSide}}<hr id=answer>{{Back}}"


@pytest.mark.parametrize(
    ("text", "empty", "nothing"),
    [
        ("", True, True),
        (" \n", True, True),
        ("<br><div></div><br />", True, True),
        ("&nbsp;", False, True),
        ("<b></b>", False, True),
        ("<img src=x>", False, False),
        ("0", False, False),
    ],
)
def test_only_whitespace_is_empty_for_a_condition(text: str, *, empty: bool, nothing: bool) -> None:
    """A field with an HTML blank is not empty, as in Anki."""
    assert (is_empty(text), shows_nothing(text)) == (empty, nothing)
    shown = question_of("{{#Add}}{{Front}}{{/Add}}", LINE, Front="A", Back="B", Add=text)
    assert shown["ask"] == ("(the front of this card is empty)" if empty else "A")


def test_nested_and_unclosed_conditions() -> None:
    """Present, absent, nested and never closed."""
    template = "{{#A}}a{{#B}}b{{/B}}{{^B}}not b{{/B}}{{/A}}{{^A}}not a{{/A}}{{#C}}open"
    shown = [render(template, {"A": a, "B": b, "C": ""}, plain_filters) for a, b in (("1", "1"), ("1", " "), ("", "1"))]
    assert shown == ["ab", "anot b", "not a"]


def test_nested_clozes() -> None:
    """Each number hides its own text, with hints."""
    parts = clozes("{{c1::a{{c2::b::hint}}c}} d {{c3::open")
    assert whole(parts) == "abc d {{c3::open"
    assert hidden(parts, 1, lambda answer, hint: f"<{answer}|{hint}>") == "<abc|> d {{c3::open"
    assert hidden(parts, 2, lambda answer, hint: f"<{answer}|{hint}>") == "a<b|hint>c d {{c3::open"


@pytest.mark.parametrize(
    ("chain", "mark", "shown"),
    [
        ("cloze", None, "<b>x</b> 漢[かん] y"),
        ("text:cloze", None, "x 漢[かん] y"),
        ("kanji:cloze", None, "<b>x</b>漢 y"),
        ("kana:cloze", None, "<b>x</b>かん y"),
        ("text:kanji:cloze", lambda answer, hint: f"({answer})", "x(漢) y"),
        ("cloze-only", None, " 漢[かん]"),
        ("kanji:cloze-only", None, "漢"),
        ("type:cloze", None, TYPED),
    ],
)
def test_further_filters_of_a_cloze_are_applied_to_what_it_shows(chain: str, mark: Any, shown: str) -> None:
    """In whatever order they are written."""
    text = "<b>x</b>{{c1:: 漢[かん]}} y"
    assert cloze_filters(chain, text, 1, mark) == shown
    assert cloze_filters(chain, text, 2, mark) == (TYPED if "type" in chain else "")
