"""Writes the JSON Schema, the reference page and the shipped list of words: python -m quizapp.decks.publish"""

from pathlib import Path

from quizapp.decks.reference import reference
from quizapp.decks.schema import schema_text
from quizapp.questions.word_list import packed

ROOT = Path(__file__).parents[2]


def published() -> dict[str, str]:
    """Return the content of each generated file, by its path in the repository."""
    return {
        "data/deck.schema.json": schema_text(),
        "docs/deck-reference.md": reference(),
        "quizapp/questions/words.txt": packed((ROOT / "data/words.txt").read_text("utf-8").splitlines()),
    }


if __name__ == "__main__":
    for name, content in published().items():
        path = ROOT / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
