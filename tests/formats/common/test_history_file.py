"""The history that comes with a deck: about its cards alone, and sound."""

import json
from typing import Any

import pytest

from quizapp.errors import QuizError
from quizapp.formats.common.history_file import read_history
from tests.store.devices import ROW, START

SOUND = {name: value for name, value in ROW.items() if name != "learner"} | {"payload": {"rating": "good"}}
OTHER = "019c9000-0000-7000-8000-000000000009"
HOSTILE: dict[str, dict[str, Any]] = {
    "parameters of all decks": {"card": "", "kind": "optimize", "payload": {"run": "r", "deck": "", "parameters": []}},
    "parameters with a card": {"kind": "optimize", "payload": {"run": "r", "deck": "", "parameters": []}},
    "a goal": {"kind": "goal", "payload": {"deck": None, "day": "2026-12-01"}},
    "a pause": {"kind": "pause", "payload": {"scope": "d"}},
    "an import": {"kind": "import", "payload": {"deck": "d"}},
    "no card": {"card": ""},
    "an impossible day": {"day": "9999-99-99"},
    "a day that is text": {"day": "tomorrow"},
    "a time in the year 12000": {"time_ms": 316_000_000_000_000},
    "a time ahead of the clock": {"time_ms": START + 3 * 86_400_000},
    "a negative time": {"time_ms": -1},
    "a time that is true": {"time_ms": True},
    "a time with a fraction": {"time_ms": 1.5},
    "text in seconds": {"payload": {"rating": "good", "seconds": "9"}},
    "negative seconds": {"payload": {"rating": "good", "seconds": -1}},
    "an unknown rating": {"payload": {"rating": "superb"}},
    "a retention out of range": {"payload": {"rating": "good", "memory": {"retention": 7}}},
    "parameters out of range": {"payload": {"rating": "good", "memory": {"parameters": [1e9] * 21}}},
    "an id that is none": {"id": "x"},
    "a list": {"payload": []},
    "no payload": {"payload": None},
    "an unknown field": {"more": 1},
    "an undo of an event of another card": {"kind": "undo", "payload": {}, "undoes": OTHER},
    "a review that undoes": {"undoes": OTHER},
}


def read(*rows: Any) -> list[int]:
    """Return the numbers of events of each card."""
    return [len(past) for past in read_history("\n".join(map(json.dumps, rows)).encode(), "me", START)]


def test_sound_events_are_read_by_card() -> None:
    """An undo belongs to the card too."""
    undo = SOUND | {"id": OTHER, "kind": "undo", "payload": {}, "undoes": SOUND["id"]}
    assert read(SOUND, undo, SOUND | {"card": "d/c/b"}) == [2, 1]


def test_lines_end_where_json_lines_end() -> None:
    """Not at the other line ends of Unicode, which JSON allows within a text; a file may be empty."""
    given = SOUND | {"payload": {"rating": "good", "correct": True, "answer": "a\u2028b\x85c\u2029d"}}
    line = json.dumps(given, ensure_ascii=False)
    for ends in (line, line + "\n", line + "\r\n"):
        ((event,),) = read_history(ends.encode(), "me", START)
        assert event.payload["answer"] == "a\u2028b\x85c\u2029d"
    assert read_history(b"", "me", START) == []


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_hostile_events_are_refused(change: dict[str, Any]) -> None:
    """With the line of the file."""
    with pytest.raises(QuizError, match=r"history\.jsonl"):
        read(SOUND, SOUND | change)


@pytest.mark.parametrize("line", ["", "no", "[1]", '{"a": NaN}', '{"payload": {"rating": "good", "seconds": 1e999}}'])
def test_lines_that_are_no_events_are_refused(line: str) -> None:
    """Empty ones too: an export has none."""
    with pytest.raises(QuizError, match=r"history\.jsonl:2: not an event of a card: .+\."):
        read_history(f"{json.dumps(SOUND)}\n{line}\n".encode(), "me", START)
