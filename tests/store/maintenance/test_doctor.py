"""What doctor says, word by word: what is missing, what hangs in the air, whose clock was wrong."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.core.events import IMPORTED_DEVICE, REVIEW, SUSPEND, UNDO, Event
from quizapp.store.backup.backups import APPLICATION_ID, take
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, append, record
from quizapp.store.ids import id_of
from quizapp.store.maintenance.doctor import Finding, findings, refold_own, repair
from tests.store.devices import START, add_answers, bits
from tests.store.installed_rows import put_card, put_concept, put_deck

pytestmark = pytest.mark.file
DAY, HOUR = 86_400_000, 3_600_000
SPOILT = {
    "fold": "UPDATE states SET reviews = reviews + 1 WHERE card = 'd/c/1'",
    "schema": "DROP TABLE states",
    "index": "DROP INDEX states_by_due",
    "trigger": "DROP TRIGGER events_no_replace",
    "application": "PRAGMA application_id = 0",
}


@pytest.fixture(autouse=True)
def far_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The learner lives nine hours before UTC, in which doctor speaks."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A database of `me` with a card and its answer."""
    made = open_store(tmp_path / "q.db", "me")
    put_deck(made, "d")
    put_concept(made, "d", "c")
    put_card(made, "d/c/a")
    record(made, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    yield made
    made.close()


def execute(store: Store, *statements: str) -> None:
    """Change the database from outside."""
    with closing(sqlite3.connect(store.path)) as raw:
        for each in statements:
            raw.execute(each)
        raw.commit()


def event(store: Store, number: int, at: int, device: str = "aaaa", **more: str | None) -> None:
    """Put an event into the log, of which the ids say that it was the so manieth."""
    fields: dict[str, object] = {"kind": SUSPEND, "card": "d/c/a", "learner": "me"}
    made = Event(id=id_of(START + number, bytes(10)), device=device, time_ms=at, day="", payload={}, **fields | more)  # type: ignore[arg-type]
    with store.transaction() as connection:
        append(connection, [made])
    refold_own(store)


def test_a_sound_database_has_no_findings(store: Store) -> None:
    """Neither errors nor notes."""
    assert findings(store, START) == []


def test_what_is_missing_is_named(store: Store) -> None:
    """Columns with their table; what is derived can be made anew, what the learner's history hangs on cannot."""
    execute(
        store,
        "DROP INDEX states_by_due",
        "DROP TRIGGER events_no_delete",
        "DROP TRIGGER events_no_update",
        "DROP TABLE tallied",
        "ALTER TABLE claims DROP COLUMN host",
        "ALTER TABLE claims DROP COLUMN pid",
        "DROP TABLE consents",
        f"PRAGMA application_id = {APPLICATION_ID + 1}",
    )
    store.path.chmod(0o604)
    assert findings(store, START) == [
        Finding(code="permissions", message="other users of this machine can read the file", derived=True),
        Finding(code="schema", message="table claims lacks the columns host, pid"),
        Finding(code="schema", message="table consents lacks the columns learner, fingerprint, what, answer, time_ms"),
        Finding(code="schema", message="table tallied lacks the columns learner, day, reviews, undone", derived=True),
        Finding(
            code="index", message="index states_by_due is missing, which makes queries slower", derived=True
        ),
        Finding(
            code="trigger", message="the trigger is missing that prevents UPDATE on the log", derived=True
        ),
        Finding(
            code="trigger", message="the trigger is missing that prevents DELETE on the log", derived=True
        ),
        Finding(code="application", message="the application id of the file is not that of quizapp", derived=True),
    ]  # fmt: skip


def test_what_hangs_in_the_air_is_counted(store: Store) -> None:
    """Errors are what needs an import; the rest waits for a deck or for another device."""
    for number, card in enumerate(("e/c/a", "e/c/a", "e/c/b", "")):
        event(store, number, START + number, card=card)
    event(store, 5, START, kind=UNDO, undoes=id_of(START + 99, bytes(10)))
    put_card(store, "d/none/a")
    put_card(store, "d/none/old", retired=1)
    put_card(store, "x/c/a")
    put_card(store, "x/c/b")
    put_concept(store, "x", "c")
    assert findings(store, START) == [
        Finding(
            code="unknown-card", severity="note",
            message="2 cards with history belong to no installed deck; their history is used once the deck is imported",
        ),
        Finding(
            code="unknown-undo", severity="note",
            message="1 undo events refer to events that are not in the log; a merge may add them",
        ),
        Finding(code="card-without-concept", message="1 cards belong to no concept; import their deck again"),
        Finding(code="card-without-deck", message="2 cards belong to no deck; import it again"),
    ]  # fmt: skip


def test_what_cannot_be_read_is_found_before_it_is_folded(store: Store) -> None:
    """A payload that is no object, and one that is no JSON."""
    execute(
        store,
        "INSERT INTO events SELECT learner, id || 'x', device, time_ms, day, card, kind, undoes, '[1]' FROM events",
        "INSERT INTO events SELECT learner, id || 'y', device, time_ms, day, card, kind, undoes, 'no' FROM events"
        " WHERE payload <> '[1]'",
    )
    assert findings(store, START) == [
        Finding(code="unreadable-event", message="2 events have a payload that is not a JSON object")
    ]


def test_clocks_are_judged_device_by_device(store: Store) -> None:
    """An hour back is none, a millisecond more is; another program's history and undos say nothing of a clock."""
    for number, at in enumerate((0, -HOUR), 1):
        event(store, number, START + at, "sound")
    for number, at in enumerate((DAY, 0, 5 * HOUR, 4 * HOUR - 1, 3 * HOUR), 10):
        event(store, number, START + at, "twice")
    for number, at in enumerate((HOUR + 1, 0), 20):
        event(store, number, START + at, "once")
    for number, at in enumerate((9 * HOUR, 0), 30):
        event(store, number, START + at, IMPORTED_DEVICE)
    event(store, 19, START - DAY, "twice", kind=UNDO, undoes=id_of(START + 5, bytes(10)))
    notes = [each for each in findings(store, START) if each.code == "clock"]
    assert [(each.severity, each.message) for each in notes] == [
        (
            "note", "the clock of device once was set back 1 time, first from 2026-02-25 07:13 UTC"
            " to 2026-02-25 06:13 UTC; no event is lost",
        ),
        (
            "note", "the clock of device twice was set back 2 times, first from 2026-02-26 06:13 UTC"
            " to 2026-02-25 06:13 UTC; no event is lost",
        ),
    ]  # fmt: skip


def test_what_lies_more_than_a_day_ahead_is_told(store: Store) -> None:
    """Not what lies just a day ahead: a device may be in another time zone."""
    event(store, 1, START + DAY)
    assert findings(store, START) == []
    event(store, 2, START + DAY + 1)
    event(store, 3, START + 3 * DAY)
    message = "2 events are dated in the future, up to 2026-02-28 06:13 UTC; a clock was or is wrong"
    assert findings(store, START) == [Finding(code="future", message=message, severity="note")]


def test_states_that_are_not_their_log_are_counted_and_made_anew(store: Store) -> None:
    """A repair says how many cards there are."""
    record(store, EventDraft(REVIEW, "d/c/b", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    put_card(store, "d/c/b")
    whole = bits(store)
    execute(store, "UPDATE states SET reviews = 7", "PRAGMA application_id = 5", "DROP TRIGGER events_no_replace")
    (found, *rest) = reversed(findings(store, START))
    assert found == Finding(
        code="fold", message="the states of 2 cards differ from the fold of their events", derived=True
    )
    assert {each.code for each in rest} == {"trigger", "application"}
    assert repair(store) == 2
    assert findings(store, START) == []
    assert bits(store) == whole
    assert repair(store) == 2
    execute(store, "DROP TABLE states", "DROP TABLE consents")
    assert repair(store) == 2
    assert bits(store) == whole
    # What is not derived comes back from a backup alone: an empty table would hide that something is lost.
    assert [each.message.split(" lacks")[0] for each in findings(store, START)] == ["table consents"]


def test_folding_again_is_for_the_learner_alone(store: Store) -> None:
    """On a server others' states are not theirs to touch."""
    other = open_store(store.path, "other")
    record(other, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    other.close()
    execute(store, "UPDATE states SET reviews = 7")
    assert refold_own(store) == 1
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT learner, reviews FROM states ORDER BY 1").all()
    assert [tuple(row) for row in rows] == [("me", 1), ("other", 7)]


def test_what_sqlite_finds_is_an_error(store: Store) -> None:
    """In its own words; nothing can make it anew."""
    execute(
        store, "CREATE TABLE parent (a PRIMARY KEY)", "CREATE TABLE child (a REFERENCES parent)",
        "INSERT INTO child VALUES (1)",
    )  # fmt: skip
    assert findings(store, START) == [Finding(code="integrity", message="damaged: ('child', 1, 'parent', 0)")]


def look(path: Path) -> dict[str, str]:
    """What doctor finds: code -> severity."""
    with closing(open_store(path, "me")) as store:
        return {each.code: each.severity for each in findings(store, START + DAY)}


@pytest.mark.parametrize("code", SPOILT)
def test_what_is_derived_is_found_and_made_anew(tmp_path: Path, code: str) -> None:
    """And the log stays as it was."""
    path = tmp_path / "q.db"
    add_answers(path, 3)
    with closing(open_store(path, "me")) as store:
        whole = bits(store)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(SPOILT[code])
        raw.commit()
    with closing(open_store(path, "me")) as store:
        found = [each for each in findings(store, START + DAY) if each.severity == "error"]
        assert found[0].code == code
        assert {each.code for each in found} <= {code, "index"}  # a table takes its indices with it
        assert all(each.derived and each.message for each in found)
        repair(store)
        assert [each for each in findings(store, START + DAY) if each.severity == "error"] == []
        assert bits(store) == whole
        with store.transaction() as connection, pytest.raises(Exception, match="append-only"):
            connection.exec_driver_sql("DELETE FROM events")


def test_others_cannot_read_it(tmp_path: Path) -> None:
    """Permissions that are too wide are found and mended."""
    path = tmp_path / "q.db"
    add_answers(path, 1)
    path.chmod(0o644)
    assert look(path)["permissions"] == "error"
    with closing(open_store(path, "me")) as store:
        repair(store)
    assert path.stat().st_mode & 0o777 == 0o600


def test_clocks_and_loose_ends_are_notes(tmp_path: Path) -> None:
    """Nothing is wrong with them, and the learner may want to know."""
    path = tmp_path / "q.db"
    with closing(open_store(path, "me")) as store:
        for number, time_ms in enumerate((START, START + 9 * DAY, START + 1, START + 2)):
            record(store, EventDraft(REVIEW, f"d/c/{number}", {"rating": "good"}, now_ms=time_ms, day="2026-03-02"))
        record(
            store,
            EventDraft("undo", "d/c/0", {}, now_ms=START + 3, day="2026-03-02", undoes="019c9000-0000-7000-8000-0"),
        )
        notes = {each.code: each.message for each in findings(store, START + DAY)}
    assert set(notes) == {"clock", "future", "unknown-card", "unknown-undo"}
    assert "was set back 1 time," in notes["clock"]
    assert set(look(path).values()) == {"note"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A database of 300 answers, two thirds of which are in a backup; one is longer than a page."""
    path = tmp_path_factory.mktemp("whole") / "q.db"
    add_answers(path, 200)
    take(path, "asked", START)
    add_answers(path, 100, at=200)
    add_answers(path, 1, at=300, note="long " * 3000)
    yield path
