"""Finds cards by what they say."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, func, select

from quizapp.store.compact import compact
from quizapp.store.database import Store
from quizapp.store.schema import cards

_SILENT = ("id", "kind", "section")  # of a card's body: nothing that a learner reads


def search(store: Store, text: str) -> list[str]:
    """Return the ids of the cards whose texts have every word of `text`, whatever its case, in their order."""
    words = text.casefold().split()
    query = select(cards.c.card, cards.c.body).where(cards.c.retired == 0).order_by(cards.c.place)
    # The database's idea of case is ASCII's, and a word may be a key: what it finds is looked at again below.
    narrow = [func.lower(cards.c.body).contains(_as_stored(word), autoescape=True) for word in words if word.isascii()]
    with store.reading() as connection:
        rows = connection.execute(query.where(and_(*narrow)) if narrow else query).all()
    return [card for card, body in rows if _says(json.loads(body), words)]


def _as_stored(word: str) -> str:
    """Return a word as it stands within JSON."""
    return compact(word)[1:-1]


def _says(body: dict[str, Any], words: list[str]) -> bool:
    said = "\n".join(_texts([value for name, value in body.items() if name not in _SILENT])).casefold()
    return all(word in said for word in words)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
