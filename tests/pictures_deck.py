"""A deck whose cards and concept show pictures and play sounds."""

from collections.abc import Mapping
from pathlib import Path


def concept_of(what: str, *questions: str) -> str:
    """Return the file of a concept with a text of its first section, and its questions as YAML in a line each."""
    listed = "".join(f"  - {question}\n" for question in questions)
    return f"""concept: shapes
title: Shapes
draft: true
sections:
  what: {what}
  why: To draw.
  how: With a pen.
  example: A circle.
  when: Always.
  pros_cons: {{pros: [Simple], cons: [Flat]}}
  related: [Squares are other shapes.]
  conclusion: Draw.
generate: []
questions:
{listed}"""


def write_deck(folder: Path, files: Mapping[str, bytes], concept: str) -> str:
    """Write the deck `pictures` with a concept and media files; return its path."""
    deck = folder / "pictures"
    (deck / "media").mkdir(parents=True, exist_ok=True)
    (deck / "deck.yaml").write_text("format: 1\ndeck: pictures\ntitle: Pictures\n")
    (deck / "shapes.yaml").write_text(concept)
    for name, content in files.items():
        (deck / "media" / name).write_bytes(content)
    return str(deck)
