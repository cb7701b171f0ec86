"""Finds cards by what they say."""

import json
from collections.abc import Iterator
from typing import Any

from quizapp.store.compact import compact
from quizapp.store.database import Store

_SILENT = ("id", "kind", "section")  # of a card's body: nothing that a learner reads
_ESCAPE = "/"


def search(store: Store, text: str) -> list[str]:
    """Return the ids of the cards whose texts have every word of `text`, whatever its case, in their order."""
    words = text.casefold().split()
    # The database's idea of case is ASCII's, and a word may be a key: what it finds is looked at again below.
    patterns = [_pattern(word) for word in words if word.isascii()]
    # SQLite's LIKE knows no case.
    like = "LIKE" if store.connection.dialect.name == "sqlite" else "ILIKE"
    terms = [f"body {like} :word{number}{escape}" for number, (_, escape) in enumerate(patterns)]
    # The sum keeps it from an index on what is true of nearly all cards.
    query = f"SELECT card, body, place FROM cards WHERE {' AND '.join([*terms, 'retired + 0 = 0'])}"
    rows = store.query(query, {f"word{number}": pattern for number, (pattern, _) in enumerate(patterns)})
    found = [(place, card) for card, body, place in rows if _says(json.loads(body), words)]
    return [card for _, card in sorted(found)]


def _pattern(word: str) -> tuple[str, str]:
    """Return what a body is like that has a word as it stands within JSON, and how a sign in it is escaped, if so."""
    stored = escaped = compact(word)[1:-1]
    for sign in (_ESCAPE, "%", "_"):
        escaped = escaped.replace(sign, _ESCAPE + sign)
    # SQLite is slower where a character escapes; PostgreSQL takes \\ for one unless it is told another.
    plain = escaped == stored and "\\" not in stored
    return f"%{escaped}%", "" if plain else f" ESCAPE '{_ESCAPE}'"


def _says(body: dict[str, Any], words: list[str]) -> bool:
    said = "\n".join(_texts([value for name, value in body.items() if name not in _SILENT])).casefold()
    return all(word in said for word in words)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
