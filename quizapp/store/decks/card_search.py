"""Finds cards by what they say."""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from threading import Thread
from typing import Any

from quizapp.store.database import Store
from quizapp.store.decks.canonical_json import compact
from quizapp.store.read_only import open_read_only, query_of

_SILENT = ("id", "kind", "section")  # of a card's body: nothing that a learner reads
_ESCAPE = "/"
_SHARED = 20_000  # from so many cards on it is worth a second connection


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
    rows = _rows(store, query, {f"word{number}": pattern for number, (pattern, _) in enumerate(patterns)})
    found = [(place, card) for card, body, place in rows if _says(json.loads(body), words)]
    return [card for _, card in sorted(found)]


def _rows(store: Store, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Return the rows of a statement that goes through all cards.

    Where there is a second core, a connection of its own goes through half of them: SQLite works on one alone.
    """
    if store.connection.dialect.name != "sqlite" or (os.cpu_count() or 1) < 2:
        return store.query(sql, named)
    last = store.query("SELECT MAX(rowid) FROM cards", {})[0][0] or 0
    if last < _SHARED:
        return store.query(sql, named)
    low, high = f"{sql} AND rowid <= {last // 2}", f"{sql} AND rowid > {last // 2}"
    there: list[Sequence[Sequence[Any]]] = []

    def look() -> None:
        try:
            connection = open_read_only(store.path)
            if connection is not None:
                with closing(connection):
                    there.append(query_of(connection, high, named))
        except (sqlite3.Error, ValueError):
            return  # it is asked again below, where what fails is told

    helper = Thread(target=look)
    helper.start()
    try:
        here = store.query(low, named)
    finally:
        helper.join()
    return [*here, *(there[0] if there else store.query(high, named))]


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
