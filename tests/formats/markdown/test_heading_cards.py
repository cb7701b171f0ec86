"""Headings as the fronts of cards."""

from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common.card_deck import ImportedCard
from quizapp.formats.markdown import heading_cards

SAMPLES = Path(__file__).parents[3] / "data/samples"


def cards(module: object, text: str, **options: object) -> list[ImportedCard]:
    deck, _ = module.read_cards(Path("note.md"), text.encode(), **options)  # type: ignore[attr-defined]
    return [card for topic in deck.topics for card in topic.cards] if deck else []


def sides(module: object, text: str, **options: object) -> list[tuple[str, str]]:
    return [(card.body["ask"], card.body["answer"]) for card in cards(module, text, **options)]


def problems(module: object, text: str) -> list[Problem]:
    _, found = module.read_cards(Path("note.md"), text.encode())  # type: ignore[attr-defined]
    return list(found)


def test_sample_of_headings() -> None:
    """A title, a topic, tags, and a front of several lines."""
    deck, found = heading_cards.read_cards(SAMPLES / "headings.md", (SAMPLES / "headings.md").read_bytes())
    assert found == () and deck is not None
    assert deck.title == "Programming words"
    assert [(topic.title, len(topic.cards)) for topic in deck.topics] == [("Algorithms", 2), ("Programming words", 1)]
    tree, yagni = deck.topics[0].cards
    assert tree.tags == ("algorithms", "binary tree")
    assert yagni.body["ask"] == "YAGNI\n\nWhat do the letters stand for?"
    assert yagni.body["answer"].endswith("```python\n# no heading\n```")


def test_deeper_headings_are_part_of_an_answer() -> None:
    """Unless they are questions."""
    assert sides(heading_cards, "## a?\nx\n### More\ny\n## b?\nz\n### c?\nw") == [
        ("a?", "x\n### More\ny"),
        ("b?", "z"),
        ("c?", "w"),
    ]
    assert [each.message for each in problems(heading_cards, "## a?\nb\n## c?\n")] == [
        "a heading without text under it could not be placed"
    ]
