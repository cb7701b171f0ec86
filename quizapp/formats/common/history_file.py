"""history.jsonl: the events that are exported with a deck."""

import hashlib
import json
from typing import Any

from quizapp.core.event_payloads.kinds import payload_type
from quizapp.core.events import Event
from quizapp.core.scheduler import fold
from quizapp.errors import QuizError
from quizapp.store.ids import id_of

HISTORY = "history.jsonl"


def moved(event: dict[str, Any], card: str) -> dict[str, Any]:
    """Return the fields of an event under another card; it gets another id, which depends on both."""
    if event.get("card") == card or not isinstance(event.get("time_ms"), int):
        return event
    seed = hashlib.sha256(f"{event.get('id')}\0{card}".encode()).digest()
    return event | {"card": card, "id": id_of(event["time_ms"], seed)}


def read_history(raw: bytes, learner: str) -> list[list[Event]]:
    """Return the events of a history file by card. Raises QuizError with the line of an invalid event."""
    found: dict[str, list[Event]] = {}
    for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), 1):
        try:
            fields = json.loads(line)
            event = Event(**fields, learner=learner)
            if not (isinstance(event.time_ms, int) and isinstance(event.card, str) and isinstance(event.id, str)):
                raise ValueError
            payload_type(event.kind).from_payload(event.payload)
        except (ValueError, TypeError, KeyError, RecursionError):
            raise QuizError(f"{HISTORY}:{number}: not a readable event.", "Export it again.") from None
        found.setdefault(event.card, []).append(event)
    for card, events in found.items():
        try:
            fold(events)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            raise QuizError(f"{HISTORY}: the events of {card} cannot be folded.", "Export it again.") from None
    return list(found.values())
