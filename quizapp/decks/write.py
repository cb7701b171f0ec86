"""Writes decks as readable YAML, and creates new ones."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import Any

import yaml

from quizapp.core.model import CardList, Concept, DeckInfo
from quizapp.decks.ids import is_id
from quizapp.errors import ExitCode, QuizError
from quizapp.questions.registry import kind_of

_ESCAPED = frozenset("\r\x85\u2028\u2029\ufeff")


class _Dumper(yaml.SafeDumper):
    """Writes text with several lines as a block."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write repeated values in full: decks have no anchors."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # Other line ends than a newline, and a byte order mark, survive only as escapes.
    style = '"' if _ESCAPED.intersection(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def dump(value: Any) -> str:
    """Return a value as YAML, with texts of several lines as blocks."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def _lean(value: Any) -> Any:
    """Return a value as plain types, without fields that have their default."""
    if is_dataclass(value) and not isinstance(value, type):
        named = [(each.name, getattr(value, each.name)) for each in fields(value) if _differs(each, value)]
        return {name: _lean(content) for name, content in named}
    if isinstance(value, dict):
        return {name: _lean(content) for name, content in value.items()}
    if isinstance(value, list | tuple):
        return [_lean(each) for each in value]
    return str(value) if isinstance(value, str) else value


def _differs(field: "Field[Any]", owner: Any) -> bool:
    if field.default_factory is not MISSING:
        return bool(getattr(owner, field.name) != field.default_factory())
    return bool(getattr(owner, field.name) != field.default)


def info_values(info: DeckInfo) -> dict[str, Any]:
    """Return the content of deck.yaml as plain values."""
    values: dict[str, Any] = _lean(info)
    return values


def concept_values(concept: Concept) -> dict[str, Any]:
    """Return the content of a concept file as plain values."""
    values: dict[str, Any] = _lean(concept)
    if concept.questions:
        values["questions"] = [{"kind": kind_of(each).NAME} | _lean(each) for each in concept.questions]
    return values


def list_values(cards: CardList) -> dict[str, Any]:
    """Return the content of a file with a list of cards as plain values."""
    values: dict[str, Any] = _lean(cards)
    values["questions"] = [{"kind": kind_of(each).NAME} | _lean(each) for each in cards.questions]
    for question in values["questions"]:
        question.pop("section", None)
    return values


def deck_yaml(info: DeckInfo) -> str:
    """Return the text of deck.yaml."""
    return dump(info_values(info))


def concept_yaml(concept: Concept) -> str:
    """Return the text of a concept file."""
    return dump(concept_values(concept))


def list_yaml(cards: CardList) -> str:
    """Return the text of a file with a list of cards."""
    return dump(list_values(cards))


_STARTER = """\
concept: {concept}
title: {title}
tags: []
sections:
  what: What it is, in a sentence.
  why: Why it matters.
  how: How it works.
  example: An example, or an analogy from everyday life.
  when: When to use it, and when not.
  pros_cons:
    pros: [An advantage]
    cons: [A disadvantage]
  related: [Another concept]
  conclusion: What to take away.
examples:
  hello:
    language: python
    source: |
      print("hello")
questions:
  - id: first-question
    kind: choice
    section: what
    ask: Which of these is it?
    answer: The right one
    distractors: [A real misconception, Another one]
    explain: Why the right one is right.
  - id: what-it-prints
    kind: output
    section: example
    ask: What does this program print?
    example: hello
    answer: hello
"""


def check_is_free(folder: Path) -> None:
    """Raise QuizError if writing a deck to `folder` would overwrite something."""
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise QuizError(
            f"{folder}: already exists and is not empty.", "Choose a folder that does not exist yet.", ExitCode.USAGE
        )


def new_deck(folder: Path, deck_id: str, title: str) -> tuple[Path, ...]:
    """Write a new deck with one example concept and return its files.

    Raises QuizError if the id is not valid or the folder is not empty.
    """
    if not is_id(deck_id):
        raise QuizError(
            f"`{deck_id}` is not a valid deck id.", "Use lower-case letters, digits and hyphens.", ExitCode.USAGE
        )
    check_is_free(folder)
    folder.mkdir(parents=True, exist_ok=True)
    info = DeckInfo(format=1, deck=deck_id, title=title, order=["first-concept"])
    concept = _STARTER.format(concept="first-concept", title="First concept")
    return write_new(folder, {"deck.yaml": deck_yaml(info).encode(), "first-concept.yaml": concept.encode()})


def write_new(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write the files of a new deck and the schema that its YAML files name; return their paths."""
    from quizapp.decks.schema import with_schema  # imports pydantic: installing a deck needs neither

    files = with_schema(files)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tuple(folder / name for name in files)
