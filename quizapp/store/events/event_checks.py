"""Whether an event of the log is whole: its checksum, its form, and whether the fold can read it."""

import json
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizapp.core.event_payloads.fields import check_day
from quizapp.core.event_payloads.review import LATEST_MS
from quizapp.core.events import LOG_COLUMNS, CardState, Event
from quizapp.core.scheduler import fold
from quizapp.core.strict_json import parse_json
from quizapp.errors import ExitCode, QuizError

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
INVALID = (ValueError, TypeError, KeyError, AttributeError, IndexError, ArithmeticError, RecursionError)
"""What reading or folding an invalid event may raise."""


def checksum(row: Mapping[str, Any]) -> int:
    """Return the CRC-32 of an event's columns, without that of the checksum itself; `payload` is the stored text."""
    return checksum_of([row[name] for name in LOG_COLUMNS])


def checksum_of(values: Iterable[Any]) -> int:
    """Return the same for the values of those columns, in the order of LOG_COLUMNS."""
    return zlib.crc32("\x1f".join(map(str, values)).encode("utf-8", "surrogatepass"))


def parsed(row: Mapping[str, Any]) -> Event:
    """Return the event that a row of a log holds. Raises ValueError that says what is wrong with it."""
    for name in LOG_COLUMNS:
        if name not in ("time_ms", "undoes") and not isinstance(row[name], str):
            raise ValueError(f"`{name}` is no text")
    try:
        payload = parse_json(row["payload"])
        if not isinstance(payload, dict):
            raise ValueError("the payload is no JSON object")
        event = Event(**{name: row[name] for name in LOG_COLUMNS} | {"payload": payload})
        _check(event)
    except json.JSONDecodeError as error:
        raise ValueError(f"the payload is no JSON: {error}") from None
    except INVALID as error:
        raise ValueError(str(error)) from None
    return event


def check_readable(row: Mapping[str, Any]) -> None:
    """Raise ValueError where the fold cannot read a row; `parsed` refuses more, such as numbers out of range."""
    from quizapp.core.event_payloads.kinds import payload_type  # takes 10 ms, which a session saves

    try:
        payload = parse_json(row["payload"])
        if not isinstance(payload, dict) or type(row["time_ms"]) is not int:
            raise ValueError("the payload is no JSON object, or the time no whole number")
        payload_type(row["kind"]).stored(payload)
    except json.JSONDecodeError as error:
        raise ValueError(f"the payload is no JSON: {error}") from None
    except KeyError as error:
        raise ValueError(f"{error} is missing or unknown") from None
    except INVALID as error:
        raise ValueError(str(error)) from None


def _check(event: Event) -> None:
    """Raise ValueError where an event is malformed, or where it or a review after it cannot be folded."""
    from quizapp.core.event_payloads.kinds import payload_type
    from quizapp.core.event_payloads.parameters import OptimizePayload

    if type(event.time_ms) is not int or not 0 <= event.time_ms <= LATEST_MS:
        raise ValueError(f"`time_ms` is {event.time_ms!r}; expected milliseconds up to the year 9000")
    if not event.learner:
        raise ValueError("`learner` is empty")
    for name, value in (("id", event.id), ("undoes", event.undoes)):
        if value is not None and not _ID.fullmatch(value):
            raise ValueError(f"`{name}` is {value!r}; expected a UUID of version 7")
    if event.day:
        check_day("day", event.day)
    if isinstance(payload_type(event.kind).from_payload(event.payload), OptimizePayload) and event.card:
        raise ValueError("parameters belong to no card")


def payload_of(stored: str, event: str, card: str) -> Mapping[str, Any]:
    """Return the payload of a stored event. Raises QuizError (exit code 4) that names the event if it is no JSON."""
    try:
        return json.loads(stored)  # type: ignore[no-any-return]
    except (ValueError, RecursionError) as error:
        raise damaged(event, card, error) from error


def fold_history(past: Sequence[Event], parameters: tuple[float, ...]) -> CardState:
    """Return the state of a card after all of its events. Raises QuizError that names the event that is invalid."""
    try:
        return fold(past, parameters)
    except INVALID as error:
        raise _first_fault(past, error) from error


def _first_fault(past: Sequence[Event], error: Exception) -> QuizError:
    for event in past:
        try:
            _check(event)
        except INVALID as fault:
            return damaged(event.id, event.card, fault)
    return damaged("", past[0].card if past else "", error)


def damaged(event: str, card: str, why: Exception) -> QuizError:
    """Return the error for an event that cannot be read (exit code 4); without its id, for the history of a card."""
    of = f" of card {card}" if card else ""
    return QuizError(
        f"event {event}{of} is damaged: {why}." if event else f"the history{of} cannot be read: {why}.",
        "All other answers are stored. To set it aside and go on: quizapp doctor --repair",
        ExitCode.STORE,
    )
