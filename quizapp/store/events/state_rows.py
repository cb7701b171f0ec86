"""The state of a card from a row of `states`, without SQLAlchemy."""

from collections.abc import Sequence
from typing import Any

from quizapp.core.events import CardState, ReviewedCard
from quizapp.core.model import State

STATE_FIELDS = tuple(CardState.__dataclass_fields__)
STATE_COLUMNS = ", ".join(f"s.{name}" for name in STATE_FIELDS)
_LATER_FIELDS = STATE_FIELDS[1:]


def state_from(row: Sequence[Any]) -> CardState:
    """Return the state of a row whose columns are in the order of the fields; all NULL for a card without events."""
    if row[0] is None:
        return CardState()
    fields = dict(zip(_LATER_FIELDS, row[1:], strict=True))
    fields["suspended"] = bool(fields["suspended"])
    state = State(row[0])
    return CardState(**fields) if state is State.NEW else ReviewedCard(state=state, **fields)
