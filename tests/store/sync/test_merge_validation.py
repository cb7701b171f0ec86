"""Which events of other devices are accepted: those that can be folded, and let later reviews be folded."""

import json
from typing import Any

import pytest

from quizapp.core import fsrs
from quizapp.core.event_payloads.review import LATEST_MS
from quizapp.core.events import LOG_COLUMNS, Event
from quizapp.store.sync.merge import Taken, sound
from tests.store.devices import ROW

ID = ROW["id"]
STATE = {"stability": 5.0, "difficulty": 5.0, "due_ms": 1, "lapses": 0}
OPTIMIZE = {"run": "r", "deck": "", "parameters": list(fsrs.DEFAULTS)}
MEMORY = {
    "retention": 0.9, "learning_steps": [60, 600], "relearning_steps": [600], "parameters": list(fsrs.DEFAULTS),
}  # fmt: skip


def row(kind: str, payload: object, **more: Any) -> dict[str, Any]:
    """Return a row of a kind with a payload."""
    return {**ROW, "kind": kind, "payload": json.dumps(payload, separators=(",", ":"))} | more


def review(**more: object) -> dict[str, Any]:
    """Return a review with more fields."""
    return row("review", {"rating": "good"} | more)


@pytest.mark.parametrize(
    "given",
    [
        ROW,
        {**ROW, "time_ms": 0},
        {**ROW, "time_ms": LATEST_MS},
        {**ROW, "day": ""},
        {**ROW, "undoes": ID},
        {**ROW, "card": ""},
        {**ROW, "odd": "a column that is not ours"},
        review(rating="again"),
        review(placed=[]),
        review(placed=[1, 999_999]),
        review(memory={}),
        review(memory=MEMORY),
        review(memory={"retention": 0.8}),
        review(day_begins=0),
        review(day_begins=86_399_999),
        row("optimize", OPTIMIZE, card=""),
        row("optimize", OPTIMIZE | {"deck": "d"}, card=""),
        row("carry", STATE),
        row("carry", STATE | {"stability": 1e-9, "difficulty": 1, "due_ms": 0}),
        row("carry", STATE | {"stability": 999_999, "difficulty": 10, "due_ms": LATEST_MS, "lapses": 7}),
        row("bury", {"day": "2026-03-02"}),
        row("suspend", {}),
        row("dream", {"of": "sheep"}),
    ],
)
def test_valid_event_is_read_unchanged(given: dict[str, Any]) -> None:
    """Field by field."""
    found = sound(given)
    assert isinstance(found, Event)
    assert [getattr(found, name) for name in LOG_COLUMNS[:-1]] == [given[name] for name in LOG_COLUMNS[:-1]]
    assert found.payload == json.loads(given["payload"])


@pytest.mark.parametrize(
    "given",
    [
        {**ROW, "device": 5},
        {**ROW, "card": None},
        {**ROW, "kind": 5},
        {**ROW, "day": None},
        {**ROW, "learner": ""},
        {**ROW, "learner": b"me"},
        {**ROW, "payload": b"{}"},
        {**ROW, "payload": '{"rating":"good"'},
        {name: value for name, value in ROW.items() if name != "day"},
        row("dream", [1]),
        row("dream", "text"),
        {**ROW, "time_ms": True},
        {**ROW, "time_ms": 1.0},
        {**ROW, "time_ms": LATEST_MS + 1},
        {**ROW, "day": "2026-03-02 "},
        {**ROW, "day": "2026-3-2"},
        {**ROW, "id": ID + "0"},
        {**ROW, "id": "x" + ID},
        {**ROW, "id": ID.replace("-7", "-4")},
        {**ROW, "undoes": ID + "0"},
        {**ROW, "undoes": ""},
        {**ROW, "undoes": 5},
        review(placed=[1]),
        review(placed=[1, 2, 3]),
        review(placed=[1, 0]),
        review(placed=[1, 1_000_000]),
        review(placed=[1, 2.0]),
        review(placed=5),
        review(rating="best", memory=MEMORY),
        review(memory=MEMORY | {"parameters": [1.0]}),
        review(memory=MEMORY | {"learning_steps": ["soon"]}),
        review(memory=MEMORY | {"relearning_steps": ["soon"]}),
        review(memory=5),
        row("optimize", OPTIMIZE),
        row("optimize", OPTIMIZE | {"deck": None}, card=""),
        row("optimize", OPTIMIZE | {"run": 5}, card=""),
        row("optimize", OPTIMIZE | {"parameters": [-1.0, *fsrs.DEFAULTS[1:]]}, card=""),
        row("carry", STATE | {"stability": 0}),
        row("carry", STATE | {"stability": 1_000_000}),
        row("carry", STATE | {"stability": "long"}),
        row("carry", STATE | {"difficulty": 0.9}),
        row("carry", STATE | {"difficulty": 10.1}),
        row("carry", STATE | {"due_ms": -1}),
        row("carry", STATE | {"due_ms": LATEST_MS + 1}),
        row("carry", STATE | {"due_ms": 1.5}),
        row("carry", STATE | {"lapses": 0.5}),
        row("carry", STATE | {"lapses": "many"}),
        row("bury", {}),
    ],
)
def test_invalid_event_is_refused(given: dict[str, Any]) -> None:
    """It would fail where it is folded, or where a later review is."""
    assert sound(given) is None


def test_results_of_several_merges_are_added() -> None:
    """Number by number; one that needs a refold is enough."""
    one = Taken(events=1, reviews=2, known=3, differing=4, invalid=5, unknown_cards=frozenset("ab"))
    both = one + Taken(
        events=10, reviews=20, known=30, differing=40, invalid=50, unknown_cards=frozenset("bc"), refold=True
    )
    assert both == Taken(
        events=11, reviews=22, known=33, differing=44, invalid=55, unknown_cards=frozenset("abc"), refold=True
    )
    assert (both + both).refold is True
    assert (one + one).refold is False
