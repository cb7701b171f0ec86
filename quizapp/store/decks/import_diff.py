"""What installing a deck changes, and which decks are installed already. Does not import SQLAlchemy."""

from dataclasses import dataclass

from quizapp.store import queries
from quizapp.store.daily_candidates import Query


@dataclass(frozen=True, slots=True)
class CardChange:
    """The old and new fields of a card, as JSON; the new ones are empty for a card that is retired."""

    card: str
    old: str
    new: str
    reviews: int  # of the learner


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What installing a deck changes: cards, by id, and texts of concepts."""

    deck: str
    title: str
    concepts: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]
    rewritten: tuple[str, ...] = ()  # installed concepts whose text changes
    reviews: int = 0  # imported reviews that are not in the log yet
    crammed: int = 0  # the same, of those without an effect on the schedule
    preset: bool = False  # the deck gets a preset of another program
    details: tuple[CardChange, ...] = ()  # only in a preview: the cards that are changed or retired

    @property
    def nothing(self) -> bool:
        """Return whether nothing changes."""
        cards = self.added or self.changed or self.retired or self.rewritten
        return not (cards or self.reviews or self.crammed or self.preset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a deck comes from: `origin` is shipped or path, `digest` that of its files.

    An archive is unpacked to `path`; `archive` is its own.
    """

    origin: str
    path: str
    digest: str
    archive: str = ""


def decks_with_digest(query: Query, digest: str, source: str) -> list[Diff]:
    """Return the installed decks whose content has this digest, as diffs without a change.

    There are none if a path is the source of a deck with another content: then it is that deck that changed.
    """
    if query(queries.OTHER_DIGEST, {"source": source, "digest": digest}):
        return []
    found = []
    for deck, title in query(queries.WITH_DIGEST, {"digest": digest}):
        concepts = query(queries.CONCEPT_COUNT, {"deck": deck})[0][0]
        cards = tuple(str(card) for (card,) in query(queries.CARDS_OF_DECK, {"deck": deck}))
        found.append(
            Diff(deck=deck, title=title, concepts=concepts, added=(), changed=(), unchanged=cards, retired=())
        )  # fmt: skip
    return found
