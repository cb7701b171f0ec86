"""What an export to another program's format leaves behind: of the deck, of its concepts, and of each card."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from quizapp.core.model import Concept, DeckInfo
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.export_losses import Loss, Lost
from quizapp.store.decks.deck_records import CardRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """What is left behind; a format that holds everything leaves nothing."""

    deck: tuple[Lost, ...] = ()
    concepts: tuple[Loss, ...] = ()  # each with its id, deck/concept
    cards: tuple[Loss, ...] = ()  # each with its id

    def as_json(self) -> dict[str, Any]:
        """Return the lists in the JSON contract."""
        return {
            "deck": [asdict(part) for part in self.deck],
            "concepts": [{"concept": loss.card, "lost": _parts(loss)} for loss in self.concepts],
            "cards": [{"card": loss.card, "lost": _parts(loss)} for loss in self.cards],
        }


def _parts(loss: Loss) -> list[dict[str, str]]:
    return [asdict(part) for part in loss.parts]


def left_behind(
    info: DeckInfo, concepts: Sequence[Concept], rows: Sequence[CardRecord], loose: CardDeck, found: Sequence[Loss]
) -> LeftBehind:
    """Return what an export leaves behind.

    `rows` are the cards of `loose`, and `found` is what the format does not hold of that deck.
    """
    of_concepts = (
        Loss(f"{info.deck}/{concept.concept}", tuple(_lost_of_concept(concept))) for concept in concepts
    )  # fmt: skip
    return LeftBehind(
        deck=tuple(_lost_of_deck(info)),
        concepts=tuple(loss for loss in of_concepts if loss.parts),
        cards=tuple(_cards(rows, loose, found)),
    )


def _lost_of_deck(info: DeckInfo) -> Iterator[Lost]:
    for part in ("description", "licence", "authors", "paths"):
        if getattr(info, part):
            yield Lost(part, f"its {part}")


def _lost_of_concept(concept: Concept) -> Iterator[Lost]:
    if not concept.is_list:
        yield Lost("sections", "its sections")
    for part in ("examples", "experiments", "claims", "requires"):
        if getattr(concept, part):
            yield Lost(part, "what it requires" if part == "requires" else f"its {part}")


def _cards(rows: Sequence[CardRecord], loose: CardDeck, losses: Sequence[Loss]) -> Iterator[Loss]:
    names = (f"{topic.id}/{card.id}" for topic in loose.topics for card in topic.cards)
    found = {loss.card: loss.parts for loss in losses}
    places = {topic.id: index for index, topic in enumerate(loose.topics)}
    in_order = sorted(rows, key=lambda row: places[row.concept])
    for row, name in zip(in_order, names, strict=True):
        parts = [*found.get(name, ()), *_lost_of_row(row, name.partition("/")[2])]
        if parts:
            yield Loss(row.card, tuple({part.part: part for part in parts}.values()))


def _lost_of_row(row: CardRecord, written: str) -> Iterator[Lost]:
    """Yield what no card of another program has."""
    if row.body["id"] != written:
        yield Lost("id", f"its id, which is `{written}` there")
    if row.body.get("section"):
        yield Lost("section", "its section")
    if row.body.get("was"):
        yield Lost("was", "its former id")
