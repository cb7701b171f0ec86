"""The options of decks: parameters of FSRS and the desired retention, in JSON or in messages."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quizapp.formats.anki.protobuf import Wire
from quizapp.formats.anki.untrusted_database import rows_of

_NUMBERS = (6, 5, 3)  # fields of the parameters in an options message: FSRS-6, FSRS-5 and FSRS-4.5
_NAMES = ("fsrsParams6", "fsrsParams5", "fsrsWeights")  # the same in JSON
_RETENTION = 37


@dataclass(frozen=True, slots=True)
class Options:
    """A group of options that decks share; 0 is no retention."""

    name: str
    parameters: tuple[float, ...]
    retention: float


@dataclass(frozen=True, slots=True)
class DeckOptions:
    """The groups of options by id; for each deck the id of its group and its own retention, or 0."""

    groups: Mapping[int, Options] = field(default_factory=dict)
    of_deck: Mapping[int, tuple[int, float]] = field(default_factory=dict)
    fsrs: bool | None = None  # whether the collection uses FSRS; packages do not say

    def chosen(self, cards: Mapping[int, int]) -> "tuple[Options, int] | None":
        """Return the options of most cards, given how many are in each deck, and how many cards have others.

        None where the options did not come with the cards.
        """
        counts: Counter[tuple[int, float]] = Counter()
        for deck, count in cards.items():
            counts[self.of_deck.get(deck, (0, 0.0))] += count
        (group, own), most = max(counts.items(), key=lambda each: (each[1], each[0]), default=((0, 0.0), 0))
        if group not in self.groups:
            return None
        found = self.groups[group]
        return Options(found.name, found.parameters, own or found.retention), counts.total() - most


def new_options(connection: sqlite3.Connection, tables: set[str]) -> DeckOptions:
    """Return the options of the schemas from 15 on; a package may come without some of these tables."""
    uses: list[tuple[Any, ...]] = []
    groups: list[tuple[Any, ...]] = []
    if "config" in tables:
        uses = rows_of(connection, "SELECT CAST(val AS TEXT) FROM config WHERE key = 'fsrs'")
    if "deck_config" in tables:
        groups = rows_of(connection, "SELECT id, name, config FROM deck_config")
    return DeckOptions(
        groups={group: _group(str(name), config) for group, name, config in groups},
        of_deck={deck: _of_deck(kind) for deck, kind in rows_of(connection, "SELECT id, kind FROM decks")},
        fsrs=uses[0][0] == "true" if uses else None,
    )


def _group(name: str, config: Any) -> Options:
    message = _message(config)
    parameters = next((found for number in _NUMBERS if (found := message.floats(number))), ())
    return Options(name, parameters, next(iter(message.floats(_RETENTION)), 0.0))


def _of_deck(kind: Any) -> tuple[int, float]:
    """Return the group and the own retention of a deck, from the message of a normal deck in its kind."""
    try:
        normal = _message(kind).message(1)
    except ValueError:
        return 0, 0.0
    return normal.number(1), next(iter(normal.floats(10)), 0.0)


def _message(data: Any) -> Wire:
    try:
        return Wire(data if isinstance(data, bytes) else b"")
    except ValueError:
        return Wire(b"")


def old_options(connection: sqlite3.Connection) -> DeckOptions:
    """Return the options of schema 11, all in JSON."""
    row = rows_of(connection, "SELECT dconf, decks, conf FROM col LIMIT 1")[0]
    groups, decks, conf = (_json(text) for text in row)
    return DeckOptions(
        groups={int(key): _old_group(fields) for key, fields in groups.items() if _is_group(key, fields)},
        of_deck={int(key): _old_deck(fields) for key, fields in decks.items() if _is_group(key, fields)},
        fsrs=conf["fsrs"] if isinstance(conf.get("fsrs"), bool) else None,
    )


def _is_group(key: str, fields: Any) -> bool:
    return key.lstrip("-").isascii() and key.lstrip("-").isdecimal() and len(key) < 20 and isinstance(fields, dict)


def _json(text: Any) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


def _old_group(fields: dict[str, Any]) -> Options:
    lists = [_floats(fields.get(name)) for name in _NAMES]
    retention = _floats([fields.get("desiredRetention")])
    return Options(str(fields.get("name", "")), next(filter(None, lists), ()), next(iter(retention), 0.0))


def _old_deck(fields: dict[str, Any]) -> tuple[int, float]:
    group, percent = fields.get("conf"), _floats([fields.get("desiredRetention")])
    return group if isinstance(group, int) else 0, percent[0] / 100 if percent else 0.0


def _floats(found: Any) -> tuple[float, ...]:
    """Return a list of numbers, () where it is none."""
    if not isinstance(found, list) or not all(isinstance(each, int | float) for each in found):
        return ()
    return tuple(map(float, found))
