"""Finds cards by what they say."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from quizapp.store.compact import compact
from quizapp.store.database import Store
from quizapp.store.schema import cards

_SILENT = ("id", "kind", "section")  # of a card's body: nothing that a learner reads
_ESCAPE = "/"


def search(store: Store, text: str) -> list[str]:
    """Return the ids of the cards whose texts have every word of `text`, whatever its case, in their order."""
    words = text.casefold().split()
    with store.reading() as connection:
        # The database's idea of case is ASCII's, and a word may be a key: what it finds is looked at again below.
        narrow = [_has(connection, word) for word in words if word.isascii()]
        # The sum keeps it from an index on what is true of nearly all cards.
        query = select(cards.c.card, cards.c.body, cards.c.place).where(*narrow, cards.c.retired + 0 == 0)
        rows = connection.execute(query).all()
    found = [(place, card) for card, body, place in rows if _says(json.loads(body), words)]
    return [card for _, card in sorted(found)]


def _has(connection: Connection, word: str) -> ColumnElement[bool]:
    """Return whether a card's body has a word as it stands within JSON; SQLite's LIKE knows no case."""
    stored = escaped = compact(word)[1:-1]
    for sign in (_ESCAPE, "%", "_"):
        escaped = escaped.replace(sign, _ESCAPE + sign)
    like = cards.c.body.like if connection.dialect.name == "sqlite" else cards.c.body.ilike
    # SQLite is slower where a character escapes; PostgreSQL takes \\ for one unless it is told another.
    plain = escaped == stored and "\\" not in stored
    return like(f"%{escaped}%", escape=None if plain else _ESCAPE)


def _says(body: dict[str, Any], words: list[str]) -> bool:
    said = "\n".join(_texts([value for name, value in body.items() if name not in _SILENT])).casefold()
    return all(word in said for word in words)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
