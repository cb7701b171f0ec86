"""Takes the reviews out of a package that was exported from a deck of concepts, whose texts stay as they are.

A package has the cards of such a deck without its sections, experiments and generated questions, so it cannot replace
them. Its cards are those from which they were exported; their reviews in Anki are added to them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from quizapp.core.literal_text import as_read
from quizapp.errors import Location, Problem
from quizapp.formats.common.card_deck import ImportedHistory
from quizapp.formats.common.flatten_question import question_and_answer
from quizapp.store.database import Store
from quizapp.store.decks.deck_records import installed_cards, installed_concepts
from quizapp.usecases.deck_export.portable_question import portable
from quizapp.usecases.deck_export.written_ids import written_ids

Key = tuple[str, str]
"""A concept, and the id that a card of it has in an exported file."""


class Arrived(NamedTuple):
    """A card of the package: its key, and its question."""

    key: Key
    body: Mapping[str, Any]


class _Known(NamedTuple):
    card: str
    question: str
    answer: str


@dataclass(slots=True)
class ReturnedReviews:
    """The cards of an installed deck of concepts by their keys, and which cards of a package were none of them."""

    deck: str
    known: Mapping[Key, _Known]
    unknown: list[str] = field(default_factory=list)  # questions
    edited: list[str] = field(default_factory=list)  # cards whose text in Anki is another one

    def is_from_here(self, arrived: Sequence[Arrived]) -> bool:
        """Return whether most cards of a package were exported from this deck."""
        return 2 * sum(each.key in self.known for each in arrived) > len(arrived)

    def histories(
        self, arrived: Sequence[Arrived], histories: Iterable[tuple[int, ImportedHistory]]
    ) -> Iterator[tuple[str, ImportedHistory]]:
        """Yield the history of each card that is known here; the others are noted."""
        past = dict(histories)
        for index, each in enumerate(arrived):
            known = self.known.get(each.key)
            question, answer = _texts(each.body)
            if known is None or (question != known.question and answer != known.answer):
                self.unknown.append(question)
                continue
            if (question, answer) != (known.question, known.answer):
                self.edited.append(known.card)
            if index in past:
                yield known.card, past[index]

    def problems(self, file: str) -> Iterator[Problem]:
        """Yield what was not imported."""
        if self.edited:
            names = ", ".join(f"`{card}`" for card in self.edited[:3])
            message = f"{len(self.edited)} cards have another text than in the deck `{self.deck}`, such as {names}"
            hint = "Their reviews were taken. Change their texts in the files of the deck."
            yield Problem(Location(file), "text-not-imported", message, hint, "warning")
        if self.unknown:
            names = ", ".join(f"`{text[:40]}`" for text in self.unknown[:3])
            message = f"{len(self.unknown)} cards are not in the deck `{self.deck}`, such as {names}"
            hint = f"They were left out. To import all cards apart: --deck {self.deck}-cards"
            yield Problem(Location(file), "card-not-imported", message, hint, "warning")


def returned_reviews(store: Store, deck: str) -> ReturnedReviews:
    """Return the cards of an installed deck."""
    concepts = {each.concept: each.content for each in installed_concepts(store, deck)}
    rows = installed_cards(store, deck)
    ids = written_ids(rows)
    known = {
        (row.concept, ids[row.card]): _Known(row.card, *_texts(portable(row.body, concepts[row.concept])))
        for row in rows
    }
    return ReturnedReviews(deck, known)


def _texts(body: Mapping[str, Any]) -> tuple[str, str]:
    question, answer = question_and_answer({**body, "explain": ""})
    return as_read(question).strip(), as_read(answer).strip()
