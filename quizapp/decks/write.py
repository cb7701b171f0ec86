"""Writes decks as YAML that reads well, and starts new ones."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from quizapp.core.model import Concept, DeckInfo
from quizapp.errors import ExitCode, QuizError


class _Dumper(yaml.SafeDumper):
    """Lays long text out as blocks."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out: decks have no anchors."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def _dump(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def _lean(value: Any) -> Any:
    """Return a value as plain types without what is empty: the defaults need not be written."""
    if isinstance(value, dict):
        return {key: lean for key, each in value.items() if (lean := _lean(each)) not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [_lean(each) for each in value]
    return str(value) if isinstance(value, str) else value


def deck_yaml(info: DeckInfo) -> str:
    """Return deck.yaml's text."""
    return _dump(_lean(asdict(info)))


def concept_yaml(concept: Concept) -> str:
    """Return a concept file's text."""
    from quizapp.decks.cards import written

    fields = asdict(concept) | {"questions": list(written(concept))}
    lean = _lean(fields)
    sections = asdict(concept.sections)
    lean["sections"] = {name: sections[name] for name in sections}
    if concept.generate is not None:
        lean["generate"] = [str(name) for name in concept.generate]
    return _dump(lean)


_STARTER = """\
concept: {concept}
title: {title}
tags: []
sections:
  what: What it is, in a sentence.
  why: Why it matters to the learner.
  how: How it works.
  example: An example, or an analogy from daily life.
  when: When to use it, and when not.
  pros_cons:
    pros: [What speaks for it]
    cons: [What speaks against it]
  related: [What it is related to]
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


def new_deck(folder: Path, deck_id: str, title: str) -> tuple[Path, ...]:
    """Write a deck to start from and return its files. Raises QuizError where something is there already."""
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        raise QuizError(f"{folder}: there is something already.", "Name a folder that does not exist.", ExitCode.USAGE)
    folder.mkdir(parents=True, exist_ok=True)
    info = DeckInfo(format=1, deck=deck_id, title=title, order=["first-concept"])
    files = {
        folder / "deck.yaml": deck_yaml(info),
        folder / "first-concept.yaml": _STARTER.format(concept="first-concept", title="First concept"),
    }
    for path, text in files.items():
        path.write_text(text, "utf-8")
    return tuple(files)
