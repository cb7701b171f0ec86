"""Writes data/deck.schema.json and docs/deck-reference.md: python -m quizapp.decks.publish"""

from pathlib import Path

from quizapp.decks.reference import reference
from quizapp.decks.schema import schema_text


def published() -> dict[str, str]:
    """Return the content of each generated file, by its path in the repository."""
    return {
        "data/deck.schema.json": schema_text(),
        "docs/deck-reference.md": reference(),
    }


if __name__ == "__main__":
    for name, content in published().items():
        path = Path(__file__).parents[2] / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
