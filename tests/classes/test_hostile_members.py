"""What a member with any client can do to the class: store absurd rows, read statistics, hold locks."""

import hashlib
import re
from contextlib import closing
from typing import Any

import psycopg
import pytest
from psycopg import errors
from server import OWNER

from quizapp.core.events import REVIEW
from quizapp.errors import QuizError
from quizapp.store.classroom import setup
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, all_states, record
from quizapp.store.location import parse_server
from tests.classes.conftest import Answer, Classroom

START = 1_772_000_000_000
GOOD = '{"rating":"good"}'
INSERT = (
    "INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload)"
    " VALUES (session_user, %(id)s, %(device)s, %(time_ms)s, %(day)s, %(card)s, %(kind)s, %(payload)s)"
)
EVENT = {
    "id": "x", "device": "d", "time_ms": START, "day": "2026-03-02", "card": "d/c/x", "kind": "review",
    "payload": GOOD,
}  # fmt: skip
ABSURD = {
    "a time before 1970": {"time_ms": -1},
    "a time after the year 9000": {"time_ms": 9 * 10**18},
    "a day of no month": {"day": "2026-13-01"},
    "a day of no year": {"day": "9999999-01-01"},
    "a day that is a text": {"day": "yesterday"},
    "a day that no calendar has": {"day": "2026-02-30"},
    "a day in the year 9998": {"day": "9998-01-01"},
    "no rating": {"payload": "{}"},
    "an unknown rating": {"payload": '{"rating":"9"}'},
    "text that cannot be decoded": {"payload": '{"rating":"good","answer":"\\u0000"}'},
    "a large payload": {"kind": "program", "payload": '{"x":"' + "y" * 2**20 + '"}'},
    "a payload beyond all limits": {"kind": "import", "payload": '{"x":"' + "y" * 2**24 + '"}'},
    "a long card": {"card": "c" * 2001},
    "a long id": {"id": "i" * 101},
    "a long kind": {"kind": "k" * 101},
}


@pytest.mark.parametrize("name", ABSURD)
def test_absurd_event_is_refused(classroom: Classroom, name: str) -> None:
    """By the database: the learner may use any client."""
    with classroom.connect("a") as a:
        a.execute(INSERT, EVENT)
        with pytest.raises((errors.DataError, errors.IntegrityError)):
            a.execute(INSERT, EVENT | {"id": "y"} | ABSURD[name])
    assert classroom.query("a", "SELECT COUNT(*) FROM events") == [(1,)]


def unchecked(classroom: Classroom, user: str, **changed: Any) -> None:
    """Store an event that an earlier version of the class let pass."""
    with classroom.connect(OWNER) as owner:
        for (name,) in owner.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'events'::regclass AND contype = 'c'"
        ).fetchall():
            owner.execute(f"ALTER TABLE events DROP CONSTRAINT {name}")  # type: ignore[arg-type]
    with classroom.connect(user) as member:
        member.execute(INSERT, EVENT | changed)


@pytest.mark.parametrize(
    "changed",
    [
        {"time_ms": 9 * 10**18}, {"time_ms": -9 * 10**18}, {"day": "9999999-01-01"}, {"day": "yesterday"},
        {"payload": "{}"}, {"payload": '{"rating":"good","state":[]}'}, {"payload": "[1]"}, {"payload": "{"},
        {"kind": "optimize", "card": "", "payload": '{"parameters":"x","deck":[]}'},
        {"payload": '{"rating":"good","x":' + "[" * 5000 + "]" * 5000 + "}"},
    ],
)  # fmt: skip
def test_doctor_of_the_owner_survives_any_event(classroom: Classroom, answer: Answer, changed: dict[str, Any]) -> None:
    """It names the learner of what cannot be read, and goes on to the rows of the others."""
    answer("b", 2)
    unchecked(classroom, "a", **changed)
    if changed.get("kind") == "optimize":
        unchecked(classroom, "a", id="z")
    classroom.query("b", "UPDATE states SET reviews = 9")
    done = classroom.run(OWNER, "doctor")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert "the states of" in done.stdout or "not a JSON object" in done.stdout, done.stdout + done.stderr


def test_doctor_survives_any_state(classroom: Classroom, answer: Answer) -> None:
    """A learner may write anything into their own states."""
    answer("a", 1)
    classroom.query("a", "UPDATE states SET state = 'nonsense', stability = 'NaN', due_ms = 9000000000000000000")
    done = classroom.run(OWNER, "doctor")
    assert (done.returncode, "the states of 1 card" in done.stdout) == (1, True), done.stdout + done.stderr
    assert classroom.run("a", "doctor", "--repair").returncode == 0


def test_progress_survives_the_ends_of_what_may_be_stored(classroom: Classroom, answer: Answer) -> None:
    """The earliest and the latest day and time that the database accepts."""
    answer("a", 1)
    with classroom.connect("a") as a:
        a.execute(INSERT, EVENT | {"id": "x", "time_ms": 0, "day": "1000-01-01"})
        a.execute(INSERT, EVENT | {"id": "y", "time_ms": 221_845_392_000_000, "day": "2999-12-31"})
    for words in (["progress"], ["progress", "--json"], ["status"], ["doctor"]):
        done = classroom.run("a", *words)
        assert ("Traceback" in done.stderr, done.returncode in (0, 1)) == (False, True), (words, done.stderr)
    assert classroom.run(OWNER, "doctor").returncode in (0, 1)


def test_statistics_do_not_tell_how_many_answers_another_gave(classroom: Classroom, answer: Answer) -> None:
    """EXPLAIN estimates the same for a busy learner, an idle one and nobody, after ANALYZE."""
    classroom.query(
        "b",
        "INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload) SELECT session_user, 'i' || n,"
        f" 'd', {START}, '2026-03-02', 'c' || n, 'review', '{GOOD}' FROM generate_series(1, 20000) n",
    )
    classroom.query(OWNER, "ANALYZE")
    found = set()
    for name in ("b", "a", "nobody"):
        lines = classroom.query("a", f"EXPLAIN SELECT * FROM events WHERE learner = '{name}'")
        found.add(re.search(r"rows=(\d+)", lines[0][0])[1])  # type: ignore[index]
    assert len(found) == 1, found


def test_statistics_of_an_earlier_version_are_deleted(classroom: Classroom) -> None:
    """`db init` deletes them, and keeps views, policies and rows."""
    classroom.query("b", INSERT % {name: f"'{value}'" for name, value in EVENT.items()})
    classroom.query(OWNER, "ALTER TABLE events ALTER COLUMN learner SET STATISTICS 100")
    classroom.query(OWNER, "ANALYZE events")
    kept = "SELECT COUNT(*) FROM pg_statistic WHERE starelid = 'events'::regclass AND staattnum = 1"
    assert classroom.query("postgres", kept) == [(1,)]
    with classroom.connect("a") as a, classroom.connect("b") as b:
        assert classroom.run(OWNER, "db", "init").returncode == 0
        assert classroom.query("postgres", kept) == [(0,)]
        for member, rows in ((a, 0), (b, 1)):
            assert member.execute("SELECT COUNT(*) FROM review_log").fetchone() == (rows,)


def write(classroom: Classroom, user: str) -> None:
    """Store one answer."""
    with closing(open_store(parse_server(classroom.url(user)), user)) as store:
        draft = EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02")
        record(store, draft)
        assert all_states(store)["d/c/a"].reviews == 1


def test_no_lock_of_one_member_s_own_stops_another(classroom: Classroom) -> None:
    """Neither an advisory lock nor a lock of rows reaches the row that a writer locks."""
    with classroom.connect("b") as b:
        b.execute("BEGIN")
        key = int.from_bytes(hashlib.sha256(b"a").digest()[:8], signed=True)  # that earlier versions locked
        b.execute("SELECT pg_advisory_lock(%s)", (key,))
        assert b.execute("SELECT learner FROM members FOR UPDATE").fetchall() == [("b",)]
        for table in ("members", "events"):
            with pytest.raises(errors.InsufficientPrivilege), b.transaction():
                b.execute(f"LOCK TABLE {table} IN SHARE MODE")  # type: ignore[arg-type]
        with pytest.raises(errors.InsufficientPrivilege), b.transaction():
            b.execute("UPDATE members SET time_ms = 0")
        write(classroom, "a")
        b.execute("ROLLBACK")


MODES = ("SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE")
RELATIONS = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')"


def test_learner_can_lock_no_table(classroom: Classroom, answer: Answer) -> None:
    """In no mode that makes readers or writers wait, neither a table nor a view."""
    answer("a", 1)
    relations = classroom.query(OWNER, RELATIONS)
    assert len(relations) >= 20
    with classroom.connect("a") as a:
        for (name,) in relations:
            for mode in MODES:
                with pytest.raises(errors.InsufficientPrivilege), a.transaction():
                    a.execute(f"LOCK TABLE {name} IN {mode} MODE")  # type: ignore[arg-type]


def test_owner_is_told_who_locks_a_table(classroom: Classroom) -> None:
    """A learner has to wait for a teacher, whom the owner's doctor names with the process; a learner's names nobody."""
    with classroom.connect("me") as me:
        me.execute("BEGIN")
        me.execute("LOCK TABLE cards IN ACCESS EXCLUSIVE MODE")
        pid = me.info.backend_pid
        done = classroom.run(OWNER, "doctor")
        assert (done.returncode, f"me (process {pid} of the server) locks table cards" in done.stdout) == (1, True), (
            done.stdout
        )
        theirs = classroom.run("a", "doctor").stdout
        assert f"another program (process {pid} of the server) locks table cards" in theirs
        with pytest.raises(psycopg.errors.LockNotAvailable), classroom.connect("a") as a:
            a.execute("SET lock_timeout = '50ms'")
            a.execute("SELECT * FROM cards")
    assert classroom.run(OWNER, "doctor").returncode == 0
    write(classroom, "a")


def test_no_member_holds_up_an_upgrade(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not with an advisory lock; with an open transaction for a bounded time, and the owner is told whose it is."""
    monkeypatch.setattr(setup, "TABLE_SECONDS", 1)
    with classroom.connect("b") as b:
        b.execute("SELECT pg_advisory_lock(%s)", (setup.LOCK,))
        setup.set_up(parse_server(classroom.url(OWNER)))
        b.execute("BEGIN")
        b.execute("SELECT count(*) FROM states")
        with pytest.raises(QuizError) as caught:
            setup.set_up(parse_server(classroom.url(OWNER)))
        assert f"b (process {b.info.backend_pid} of the server)" in caught.value.message
        write(classroom, "a")
    setup.set_up(parse_server(classroom.url(OWNER)))
