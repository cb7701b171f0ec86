"""The canonical form of deck files: what they mean and every comment stay."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import model
from quizapp.core.question import Question
from quizapp.decks import key_order
from quizapp.decks.canonical_form import canonical
from quizapp.decks.insert import file_values
from quizapp.decks.shipped import shipped_decks
from quizapp.errors import QuizError
from quizapp.questions.registry import QUESTION_KINDS, kind_named

WRITTEN = """\
# yaml-language-server: $schema=deck.schema.json

title:   'Locks'   # the name
concept: "locks"
# where it is found
tags: [sync, "a: b",
   'on' ]
sections:
    why: "no"
    # the idea
    what: |+   # kept
        One at a time.

          indented

    how: >
        folded
        text
questions:
# easy ones
- kind: choice   # first
  answer:
    One
  id: a

  ask: 'It''s one?'
  distractors:
  - Two  # wrong
  - Three
  # at the end of a
# between
- {id: b, kind: recall, section: what, ask: B?, answer: "1"}
# at the end
"""

FORMATTED = """\
# yaml-language-server: $schema=deck.schema.json

concept: locks
title: Locks  # the name
# where it is found
tags: [sync, "a: b", "on"]
sections:
  # the idea
  what: |+  # kept
    One at a time.

      indented

  why: "no"
  how: >
    folded
    text
questions:
  # easy ones
  - id: a
    kind: choice  # first

    ask: It's one?
    answer: One
    distractors:
      - Two  # wrong
      - Three
    # at the end of a
  # between
  - {id: b, kind: recall, section: what, ask: B?, answer: "1"}
# at the end
"""


def test_a_file_gets_its_form_and_keeps_its_comments() -> None:
    """Order, indentation and quotes; blocks keep their lines."""
    assert canonical("a.yaml", WRITTEN) == FORMATTED
    assert canonical("a.yaml", FORMATTED) == FORMATTED


def test_line_ends_and_a_byte_order_mark_are_normalised() -> None:
    """Both come from editors on Windows."""
    assert canonical("a.yaml", "\ufeff" + WRITTEN.replace("\n", "\r\n")) == FORMATTED


def test_a_list_that_does_not_fit_on_a_line_has_a_line_for_each_item() -> None:
    """And so has one with comments in it."""
    long = ", ".join(f"concept-{number}" for number in range(20))
    text = f"deck: d\norder: [{long}]\nauthors: [Tess,  # first\n  # then\n  Tom]\n"
    lines = canonical("deck.yaml", text).splitlines()
    assert lines[1:5] == ["authors:", "  - Tess  # first", "  # then", "  - Tom"]
    assert lines[6:8] == ["  - concept-0", "  - concept-1"]


def test_a_long_text_is_folded() -> None:
    """At 120 columns; its value has no line ends."""
    text = canonical("a.yaml", f"concept: a\ntitle: {'word ' * 40}\n")
    assert text.splitlines()[1] == "title: >-"
    assert max(map(len, text.splitlines())) <= 120
    assert file_values("a.yaml", text)["title"] == ("word " * 40).strip()


@pytest.mark.parametrize("text", ["a: b\n- c\n", "a: &x b\n", "- a\n", ""])
def test_a_file_with_a_fault_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(QuizError):
        canonical("a.yaml", text)


@pytest.mark.parametrize("file", [file for deck in shipped_decks() for file in sorted(deck.glob("*.yaml"))])
def test_the_shipped_decks_can_be_formatted(file: Path) -> None:
    """Their values stay, and a second time changes nothing."""
    text = file.read_text("utf-8")
    once = canonical(str(file), text)
    assert file_values(str(file), once) == file_values(str(file), text)
    assert canonical(str(file), once) == once


def test_every_key_of_the_format_has_its_place() -> None:
    """A key that is new in the format is put into an order too."""
    orders = {
        key_order.DECK: model.DeckInfo, key_order.CONCEPT: model.Concept, key_order.CARDS: model.CardList,
        key_order.EXAMPLE: model.Example, key_order.EXPERIMENT: model.Experiment,
    }  # fmt: skip
    for order, cls in orders.items():
        assert sorted(order) == sorted(field.name for field in fields(cls))
    for kind in QUESTION_KINDS:
        own = {field.name for field in fields(kind_named(kind).MODEL)} | {field.name for field in fields(Question)}
        assert sorted(key_order.question_order(kind)) == sorted(own | {"kind"})


CHARACTERS = st.sampled_from("ab é漢🙂:#-'\"\\{}[],&*!|>%@`?~=<.0_\t\n \u00a0\u2028\x85\x7f")
TEXTS = st.one_of(
    st.text(CHARACTERS, max_size=12),
    st.sampled_from(["", "yes", "null", "1.5", "010", "2026-01-01", "a b " * 40, "# x", "a #b", "a\n\n b\n\n", "\n"]),
)
KEYS = st.one_of(
    st.sampled_from(["id", "kind", "sections", "questions", "title", "examples", "what", "tags"]),
    st.text(CHARACTERS, min_size=1, max_size=5),
)
VALUES = st.recursive(
    st.one_of(TEXTS, st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)


@st.composite
def files(draw: Any) -> str:
    """Return the text of a file: any values in any style, with comments and blank lines between its lines."""
    value = draw(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
    how = {
        "default_flow_style": draw(st.sampled_from([True, False, None])), "allow_unicode": draw(st.booleans()),
        "default_style": draw(st.sampled_from([None, None, '"', "'", "|", ">"])), "indent": draw(st.integers(2, 5)),
        "width": draw(st.sampled_from([10, 80, 200])),
    }  # fmt: skip
    text = yaml.safe_dump(value, **how)
    text = re.sub(r"!!\w+ ", "", text)  # decks have no tags; a number in quotes is a text all the same
    lines = text.split("\n")
    for number in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        if draw(st.booleans()):
            lines[at] += f"{' ' * draw(st.integers(1, 3))}# c{number}"
        else:
            lines.insert(at, draw(st.sampled_from(["", " " * draw(st.integers(0, 8)) + f"# c{number}"])))
    return "\n".join(lines)


def values_of(text: str) -> dict[str, Any] | None:
    """Return the values of a text; None if it is no deck file."""
    try:
        return file_values("a.yaml", text)
    except QuizError:
        return None


def comments_of(text: str) -> set[str]:
    """Return the comments of a text: those without which its values are the same."""
    found = set(re.findall(r"(?:^|(?<=\s))# c\d", text, re.MULTILINE))
    return {each for each in found if values_of(text.replace(each, "#")) == values_of(text)}


@given(files())
def test_no_value_and_no_comment_changes(text: str) -> None:
    """And formatting twice is formatting once, for whatever a file may hold."""
    before = values_of(text)
    if before is None:
        return
    once = canonical("a.yaml", text)
    assert values_of(once) == before
    assert comments_of(once) == comments_of(text)
    assert canonical("a.yaml", once) == once
