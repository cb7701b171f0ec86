"""Events and states of cards as rows of their tables: values in the order of the columns, as answers write them."""

import json
from operator import attrgetter
from typing import Any

from quizapp.core.events import LOG_COLUMNS, CardState, Event
from quizapp.store.events.event_checks import checksum_of
from quizapp.store.events.state_rows import STATE_FIELDS
from quizapp.store.fast_json import fast_encode

EVENT_COLUMNS = (*LOG_COLUMNS, "checksum")
# NaN is no JSON: SQLite could not read it.
_payload_text = fast_encode(json.JSONEncoder(separators=(",", ":"), allow_nan=False))
_values_of_state = attrgetter(*STATE_FIELDS)
_SUSPENDED = STATE_FIELDS.index("suspended")


def state_values(state: CardState) -> tuple[Any, ...]:
    """Return the columns of a row of `states`, in the order of STATE_FIELDS."""
    values = _values_of_state(state)
    return (str(state.state), *values[1:_SUSPENDED], int(state.suspended), *values[_SUSPENDED + 1 :])


def state_row(learner: str, card: str, state: CardState) -> dict[str, Any]:
    """Return the row of `states` that holds a state."""
    return dict(zip(STATE_FIELDS, state_values(state), strict=True)) | {"learner": learner, "card": card}


def event_values(event: Event) -> tuple[Any, ...]:
    """Return the columns of a row of `events`, in the order of EVENT_COLUMNS."""
    values = (
        event.learner, event.id, event.device, event.time_ms, event.day, event.card, event.kind, event.undoes,
        _payload_text(event.payload),
    )  # fmt: skip
    return (*values, checksum_of(values))


def event_row(event: Event) -> dict[str, Any]:
    """Return the row of `events` that holds an event."""
    return dict(zip(EVENT_COLUMNS, event_values(event), strict=True))
