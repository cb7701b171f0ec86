"""Searches the text of cards."""

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from threading import Thread
from typing import Any

from quizapp.core.question import EDIT_MARKS
from quizapp.store.database import Store
from quizapp.store.decks.canonical_json import compact
from quizapp.store.read_only import open_read_only, query_of

_HIDDEN = ("id", "kind", "section", *EDIT_MARKS)  # fields of a card's body that a learner does not see
_ESCAPE = "/"
_PARALLEL = 20_000  # number of cards from which a second connection is faster


def search(store: Store, text: str) -> list[str]:
    """Return the ids of the cards whose text has every word of `text`, ignoring case, in the order of introduction."""
    words = text.casefold().split()
    # The database ignores the case of ASCII only, and matches keys of the JSON too: its results are checked below.
    patterns = [_pattern(word) for word in words if word.isascii()]
    # LIKE of SQLite ignores case.
    like = "LIKE" if store.connection.dialect.name == "sqlite" else "ILIKE"
    terms = [f"body {like} :word{number}{escape}" for number, (_, escape) in enumerate(patterns)]
    # `+ 0` keeps SQLite from using the index on a condition that nearly all cards meet.
    query = f"SELECT card, body, place FROM cards WHERE {' AND '.join([*terms, 'retired + 0 = 0'])}"
    rows = _rows(store, query, {f"word{number}": pattern for number, (pattern, _) in enumerate(patterns)})
    found = [(place, card) for card, body, place in rows if _contains(json.loads(body), words)]
    return [card for _, card in sorted(found)]


def _rows(store: Store, sql: str, named: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Return the rows of a statement that scans all cards.

    If there is a second core, another connection scans half of the cards: SQLite uses one thread per connection.
    """
    if store.connection.dialect.name != "sqlite" or (os.cpu_count() or 1) < 2:
        return store.query(sql, named)
    last = store.query("SELECT MAX(rowid) FROM cards", {})[0][0] or 0
    if last < _PARALLEL:
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
            return  # the query is repeated below, where errors are reported

    helper = Thread(target=look)
    helper.start()
    try:
        here = store.query(low, named)
    finally:
        helper.join()
    return [*here, *(there[0] if there else store.query(high, named))]


def _pattern(word: str) -> tuple[str, str]:
    """Return the LIKE pattern for a word within JSON, and the ESCAPE clause if the pattern needs one."""
    stored = escaped = compact(word)[1:-1]
    for sign in (_ESCAPE, "%", "_"):
        escaped = escaped.replace(sign, _ESCAPE + sign)
    # ESCAPE makes SQLite slower; without it, PostgreSQL takes a backslash as the escape character.
    plain = escaped == stored and "\\" not in stored
    return f"%{escaped}%", "" if plain else f" ESCAPE '{_ESCAPE}'"


def searched_text(body: Mapping[str, Any]) -> str:
    """Return all texts of a card that a learner sees, line by line."""
    found: list[str] = []
    for name, value in body.items():
        if name in _HIDDEN:
            continue
        if isinstance(value, str):  # as most are: 20,000 cards take half the time
            found.append(value)
        else:
            found += _texts(value)
    return "\n".join(found)


def _contains(body: dict[str, Any], words: list[str]) -> bool:
    said = searched_text(body).casefold()
    return all(word in said for word in words)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)
