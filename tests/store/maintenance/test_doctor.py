"""The findings of doctor, word by word."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.core.events import IMPORTED_DEVICE, REVIEW, SUSPEND, UNDO, Event
from quizapp.store.backup.soundness import APPLICATION_ID
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import EventDraft, append, record
from quizapp.store.ids import id_of
from quizapp.store.maintenance.doctor import Finding, findings, refold_own, repair
from tests.store.devices import START, add_answers, bits
from tests.store.installed_rows import put_card, put_concept, put_deck

pytestmark = [pytest.mark.file, pytest.mark.usefixtures("tokyo")]  # doctor reports times in UTC
DAY, HOUR = 86_400_000, 3_600_000
DAMAGE = {
    "fold": "UPDATE states SET reviews = reviews + 1 WHERE card = 'd/c/1'",
    "schema": "DROP TABLE states",
    "index": "DROP INDEX states_by_due",
    "trigger": "DROP TRIGGER events_no_replace",
    "application": "PRAGMA application_id = 0",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of `me` with a card and its answer."""
    made = open_store(tmp_path / "q.db", "me")
    put_deck(made, "d")
    put_concept(made, "d", "c")
    put_card(made, "d/c/a")
    record(made, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    yield made
    made.close()


def execute(store: Store, *statements: str) -> None:
    """Run statements on the database from outside."""
    with closing(sqlite3.connect(store.path)) as raw:
        for each in statements:
            raw.execute(each)
        raw.commit()


def event(store: Store, number: int, at: int, device: str = "aaaa", **more: str | None) -> None:
    """Append an event whose id has the time of a number."""
    fields: dict[str, object] = {"kind": SUSPEND, "card": "d/c/a", "learner": "me"}
    made = Event(id=id_of(START + number, bytes(10)), device=device, time_ms=at, day="", payload={}, **fields | more)  # type: ignore[arg-type]
    with store.transaction() as connection:
        append(connection, [made])
    refold_own(store)


def test_sound_database_has_no_findings(store: Store) -> None:
    """Neither errors nor notes."""
    assert findings(store, START) == []


def test_missing_tables_columns_indexes_and_triggers_are_named(store: Store) -> None:
    """What is derived can be rebuilt; tables with the learner's history cannot."""
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
        Finding(code="permissions", message="other users of this machine can read it", repairable=True),
        Finding(code="schema", message="table claims lacks the columns host, pid"),
        Finding(code="schema", message="table consents lacks the columns learner, fingerprint, what, answer, time_ms"),
        Finding(
            code="schema", message="table tallied lacks the columns learner, day, reviews, undone", repairable=True
        ),
        Finding(
            code="index", message="index states_by_due is missing; queries are slower", repairable=True
        ),
        Finding(
            code="trigger", message="the trigger is missing that prevents UPDATE on the log", repairable=True
        ),
        Finding(
            code="trigger", message="the trigger is missing that prevents DELETE on the log", repairable=True
        ),
        Finding(code="application", message="the file has not the application id of quizapp", repairable=True),
    ]  # fmt: skip


def test_references_to_missing_rows_are_counted(store: Store) -> None:
    """They are errors where an import is needed, else notes: a deck or another device may bring the rest."""
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


def test_clock_set_back_is_noted_per_device(store: Store) -> None:
    """By more than an hour; imported histories and undos say nothing about a clock."""
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


def test_events_more_than_a_day_in_the_future_are_noted(store: Store) -> None:
    """Up to a day ahead may be another time zone."""
    event(store, 1, START + DAY)
    assert findings(store, START) == []
    event(store, 2, START + DAY + 1)
    event(store, 3, START + 3 * DAY)
    message = "2 events are dated in the future, up to 2026-02-28 06:13 UTC; a clock was or is wrong."
    message += " Their cards are due later still; `quizapp cards forget CARD` makes one new"
    assert findings(store, START) == [Finding(code="future", message=message, severity="note")]


def test_repair_rebuilds_states_that_differ_from_the_log(store: Store) -> None:
    """It returns the number of cards."""
    record(store, EventDraft(REVIEW, "d/c/b", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    put_card(store, "d/c/b")
    whole = bits(store)
    execute(store, "UPDATE states SET reviews = 7", "PRAGMA application_id = 5", "DROP TRIGGER events_no_replace")
    (found, *rest) = reversed(findings(store, START))
    assert found == Finding(code="fold", message="the states of 2 cards differ from their events", repairable=True)
    assert {each.code for each in rest} == {"trigger", "application"}
    assert repair(store, START).cards == 2
    assert findings(store, START) == []
    assert bits(store) == whole
    assert repair(store, START).cards == 2
    execute(store, "DROP TABLE states", "DROP TABLE consents")
    assert repair(store, START).cards == 2
    assert bits(store) == whole
    # What is not derived can come only from a backup: an empty table would hide that something is lost.
    assert [each.message.split(" lacks")[0] for each in findings(store, START)] == ["table consents"]


def test_refold_own_leaves_other_learners_alone(store: Store) -> None:
    """On a server the learner may not change others' states."""
    other = open_store(store.path, "other")
    record(other, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    other.close()
    execute(store, "UPDATE states SET reviews = 7")
    assert refold_own(store) == 1
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT learner, reviews FROM states ORDER BY 1").all()
    assert [tuple(row) for row in rows] == [("me", 1), ("other", 7)]


def test_damage_that_sqlite_finds_is_an_error(store: Store) -> None:
    """In SQLite's words; it cannot be repaired."""
    execute(
        store, "CREATE TABLE parent (a PRIMARY KEY)", "CREATE TABLE child (a REFERENCES parent)",
        "INSERT INTO child VALUES (1)",
    )  # fmt: skip
    assert findings(store, START) == [Finding(code="integrity", message="damaged: ('child', 1, 'parent', 0)")]


def severities(path: Path) -> dict[str, str]:
    """Return the severity of each finding by its code."""
    with closing(open_store(path, "me")) as store:
        return {each.code: each.severity for each in findings(store, START + DAY)}


@pytest.mark.parametrize("code", DAMAGE)
def test_missing_derived_parts_are_found_and_rebuilt(tmp_path: Path, code: str) -> None:
    """The log does not change."""
    path = tmp_path / "q.db"
    add_answers(path, 3)
    with closing(open_store(path, "me")) as store:
        whole = bits(store)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(DAMAGE[code])
        raw.commit()
    with closing(open_store(path, "me")) as store:
        found = [each for each in findings(store, START + DAY) if each.severity == "error"]
        assert found[0].code == code
        assert {each.code for each in found} <= {code, "index"}  # dropping a table drops its indexes
        assert all(each.repairable and each.message for each in found)
        repair(store, START)
        assert [each for each in findings(store, START + DAY) if each.severity == "error"] == []
        assert bits(store) == whole
        with store.transaction() as connection, pytest.raises(Exception, match="append-only"):
            connection.exec_driver_sql("DELETE FROM events")


def test_permissions_that_are_too_wide_are_repaired(tmp_path: Path) -> None:
    """Other users cannot read the file afterwards."""
    path = tmp_path / "q.db"
    add_answers(path, 1)
    path.chmod(0o644)
    assert severities(path)["permissions"] == "error"
    with closing(open_store(path, "me")) as store:
        repair(store, START)
    assert path.stat().st_mode & 0o777 == 0o600


def test_clocks_and_unknown_references_are_notes(tmp_path: Path) -> None:
    """They need no repair."""
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
    assert set(severities(path).values()) == {"note"}
