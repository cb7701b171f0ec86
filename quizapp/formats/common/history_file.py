"""history.jsonl: the events that are exported with a deck."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from quizapp.core.events import LOG_COLUMNS, UNDO, WITHOUT_CARD, Event
from quizapp.core.strict_json import parse_json
from quizapp.core.study_day import DAY_MS
from quizapp.errors import QuizError
from quizapp.store.events.event_checks import fold_history, parsed
from quizapp.store.ids import id_of

HISTORY = "history.jsonl"


def moved(event: dict[str, Any], card: str) -> dict[str, Any]:
    """Return the fields of an event under another card; it gets another id, which depends on both."""
    if event.get("card") == card or not isinstance(event.get("time_ms"), int):
        return event
    seed = hashlib.sha256(f"{event.get('id')}\0{card}".encode()).digest()
    return event | {"card": card, "id": id_of(event["time_ms"], seed)}


def read_history(raw: bytes, learner: str, now_ms: int) -> list[list[Event]]:
    """Return the events of a history file by card. Raises QuizError with the line of an invalid event.

    A deck's history is about its cards alone: settings, plans and parameters of the learner are none of its kinds, an
    undo is of an event of the same card, and nothing happened later than a day from now.
    """
    found: dict[str, list[Event]] = {}
    text = raw.decode("utf-8", "replace")
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), 1):
        try:
            event = _event(line, learner, now_ms)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise QuizError(f"{HISTORY}:{number}: not an event of a card: {error}.", "Export it again.") from None
        found.setdefault(event.card, []).append(event)
    for card, events in found.items():
        _check_undos(card, events)
        fold_history(events, ())
    return list(found.values())


def _event(line: str, learner: str, now_ms: int) -> Event:
    """Return the event of a line. Raises ValueError, TypeError or KeyError."""
    fields = parse_json(line)
    if not isinstance(fields, dict):
        raise ValueError("expected a JSON object")
    row = {"undoes": None, "day": ""} | fields | {"learner": learner, "payload": json.dumps(fields.get("payload"))}
    if unknown := row.keys() - set(LOG_COLUMNS):
        raise ValueError(f"unknown fields {', '.join(sorted(unknown))}")
    event = parsed(row)
    if event.kind in WITHOUT_CARD or not event.card:
        raise ValueError(f"events of the kind {event.kind!r} do not belong to a card")
    if event.time_ms > now_ms + DAY_MS:
        raise ValueError("it is dated in the future")
    return event


def _check_undos(card: str, events: Sequence[Event]) -> None:
    own = {event.id for event in events}
    for event in events:
        if event.undoes is not None and (event.kind != UNDO or event.undoes not in own):
            raise QuizError(f"{HISTORY}: an event of {card} undoes another card's event.", "Export it again.")
