"""The pictures and sounds of cards as pages show them, from wherever a desk has them."""

from collections.abc import Callable, Sequence
from typing import Literal
from urllib.parse import quote

from quizapp.core.model import Card
from quizapp.store.daily_candidates import Query
from quizapp.store.location import DatabaseLocation
from quizapp.usecases.study.question_loader import media_of
from quizapp.web.shown_files import ShownFile, shown_file

Side = Literal["question", "answer"]
FilesOf = Callable[[Query, DatabaseLocation, Card, Side], Sequence[ShownFile]]
"""Returns the files of a side of a card."""


def folder_files(query: Query, place: DatabaseLocation, card: Card, side: Side) -> list[ShownFile]:
    """Return the files of a side of a card that are on this machine."""
    page = f"/media/{quote(card.card)}?side={side}&"
    return [shown_file(file, page) for file in media_of(query, place, card, side)]


def both_sides(files: Callable[[Side], Sequence[ShownFile]], *, answered: bool) -> dict[Side, Sequence[ShownFile]]:
    """Return the files of each side of a card; those of the answer once it was answered."""
    return {"question": files("question"), "answer": files("answer") if answered else ()}
