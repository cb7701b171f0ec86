"""A deck's YAML to a deck or problems; nothing is raised."""

from collections.abc import Iterator
from pathlib import Path

from quizapp.decks.loader import load_deck

ROOT = Path(__file__).parent.parent


def seeds() -> Iterator[bytes]:
    """Yield the shipped concepts, the sample and the broken decks of the tests."""
    for path in sorted([*ROOT.glob("cards/*/*.yaml"), *ROOT.glob("tests/decks/**/*.yaml")]):
        yield path.read_bytes()


def check(content: bytes, folder: Path) -> None:
    """Load the bytes as a lone concept."""
    path = folder / "concept.yaml"
    path.write_bytes(content)
    for problem in load_deck(path).problems:
        problem.as_json()
