"""What a reader of Markdown makes of the text of a note."""

from pathlib import Path

from quizapp.errors import Problem
from quizapp.formats.common.card_deck import ImportedCard


def cards(module: object, text: str, **options: object) -> list[ImportedCard]:
    deck, _ = module.read_cards(Path("note.md"), text.encode(), **options)  # type: ignore[attr-defined]
    return [card for topic in deck.topics for card in topic.cards] if deck else []


def sides(module: object, text: str, **options: object) -> list[tuple[str, str]]:
    return [(card.body["ask"], card.body["answer"]) for card in cards(module, text, **options)]


def problems(module: object, text: str) -> list[Problem]:
    _, found = module.read_cards(Path("note.md"), text.encode())  # type: ignore[attr-defined]
    return list(found)
