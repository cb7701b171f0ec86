"""Takes the reviews out of a file that was exported from a deck of concepts, whose texts stay as they are.

A package, a table or a list has the cards of such a deck without its sections, experiments and generated questions, so
it cannot replace them. Its cards are those from which they were exported; their reviews in Anki are added to them.
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
    kind: str
    question: str
    answer: str


@dataclass(slots=True)
class ReturnedReviews:
    """The cards of an installed deck of concepts by their keys, and which cards of a file were none of them."""

    deck: str
    known: Mapping[Key, _Known]
    is_exact: bool  # whether the format holds the texts of every kind of question
    unknown: list[str] = field(default_factory=list)  # questions
    edited: list[str] = field(default_factory=list)  # cards whose text in the file is another one
    _by_question: Mapping[str, _Known] = field(init=False)  # for files without ids, such as lists in Markdown

    def __post_init__(self) -> None:
        """Index the cards by their questions."""
        self._by_question = {each.question: each for each in self.known.values()}

    def is_from_here(self, arrived: Sequence[Arrived]) -> bool:
        """Return whether most cards of a file were exported from this deck."""
        count = sum(each.key in self.known or _texts(each.body)[0] in self._by_question for each in arrived)
        return 2 * count > len(arrived)

    def histories(
        self, arrived: Sequence[Arrived], histories: Iterable[tuple[int, ImportedHistory]]
    ) -> Iterator[tuple[str, ImportedHistory]]:
        """Yield the history of each card that is known here; the others are noted."""
        past = dict(histories)
        for index, each in enumerate(arrived):
            question, answer = _texts(each.body)
            known = self._known(each, question, answer)
            if known is None:
                self.unknown.append(question)
                continue
            if self._is_comparable(each, known) and not self._is_same(question, answer, known):
                self.edited.append(known.card)
            if index in past:
                yield known.card, past[index]

    def _known(self, arrived: Arrived, question: str, answer: str) -> _Known | None:
        """Return the card that a card of the file was exported from: it has its key and one of its texts."""
        found = self.known.get(arrived.key)
        if found and (question == found.question or answer == found.answer or not self._is_comparable(arrived, found)):
            return found
        return self._by_question.get(question)

    def _is_same(self, question: str, answer: str, known: _Known) -> bool:
        """Return whether a card has the texts of the deck; one of a poorer format may have its explanation, too."""
        if self.is_exact:
            return (question, answer) == (known.question, known.answer)
        words = known.answer.split()
        return question.split() == known.question.split() and answer.split()[: len(words)] == words

    def _is_comparable(self, arrived: Arrived, known: _Known) -> bool:
        return self.is_exact or arrived.body["kind"] == known.kind

    def problems(self, file: str) -> Iterator[Problem]:
        """Yield what was not imported; of a file that is no package that is everything."""
        if not self.is_exact:
            message = f"its cards are those of the deck `{self.deck}`, which it was exported from"
            hint = (
                "Nothing was imported. Change the texts of this deck in its own files; to import the cards of this file"
                f" as other cards: --deck {self.deck}-cards"
            )
            yield Problem(Location(file), "own-export", message, hint, "warning")
        if self.edited:
            names = ", ".join(f"`{card}`" for card in self.edited[:3])
            message = f"{len(self.edited)} cards have another text than in the deck `{self.deck}`, such as {names}"
            taken = "Their reviews were taken. " if self.is_exact else ""
            hint = f"{taken}Change their texts in the files of the deck."
            yield Problem(Location(file), "text-not-imported", message, hint, "warning")
        if self.unknown:
            names = ", ".join(f"`{text[:40]}`" for text in self.unknown[:3])
            message = f"{len(self.unknown)} cards are not in the deck `{self.deck}`, such as {names}"
            hint = f"They were left out. To import all cards apart: --deck {self.deck}-cards"
            yield Problem(Location(file), "card-not-imported", message, hint, "warning")


def returned_reviews(store: Store, deck: str, *, is_exact: bool) -> ReturnedReviews:
    """Return the cards of an installed deck, for a format that holds all of their texts if it `is_exact`."""
    concepts = {each.concept: each.content for each in installed_concepts(store, deck)}
    rows = installed_cards(store, deck)
    ids = written_ids(rows)
    known: dict[Key, _Known] = {}
    for row in rows:
        body = portable(row.body, concepts[row.concept])
        known[row.concept, ids[row.card]] = _Known(row.card, body["kind"], *_texts(body))
    return ReturnedReviews(deck, known, is_exact)


def _texts(body: Mapping[str, Any]) -> tuple[str, str]:
    question, answer = question_and_answer({**body, "explain": ""})
    return as_read(question).strip(), as_read(answer).strip()
