"""The pictures and sounds of cards and concepts as pages show them, from wherever a desk has them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from quizapp.core.card import Card
from quizapp.core.model import Concept
from quizapp.store.daily_candidates import Query
from quizapp.store.location import DatabaseLocation
from quizapp.usecases.study.question_loader import media_of, section_media_of
from quizapp.web.shown_files import ShownFile, shown_file

Side = Literal["question", "answer"]


@dataclass(frozen=True, slots=True)
class FileSource:
    """Where files come from: those of a side of a card, and those of each section of a concept of a deck."""

    card: Callable[[Query, DatabaseLocation, Card, Side], Sequence[ShownFile]]
    sections: Callable[[Query, DatabaseLocation, str, Concept], Mapping[str, Sequence[ShownFile]]]


def _card(query: Query, place: DatabaseLocation, card: Card, side: Side) -> list[ShownFile]:
    page = f"/media/{quote(card.card)}?side={side}&"
    return [shown_file(file, page) for file in media_of(query, place, card, side)]


def _sections(query: Query, place: DatabaseLocation, deck: str, concept: Concept) -> dict[str, list[ShownFile]]:
    page = f"/learn/{quote(deck, safe='')}/{quote(concept.concept, safe='')}/media?"
    found = section_media_of(query, place, deck, concept)
    return {name: [shown_file(file, page) for file in files] for name, files in found.items()}


FOLDER = FileSource(_card, _sections)
"""The files that are on this machine."""


def both_sides(files: Callable[[Side], Sequence[ShownFile]], *, answered: bool) -> dict[Side, Sequence[ShownFile]]:
    """Return the files of each side of a card; those of the answer once it was answered."""
    return {"question": files("question"), "answer": files("answer") if answered else ()}
