"""The schema: append-only log, derived states, migrations, two programs at once."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from asking import placed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect
from sqlalchemy.schema import CreateTable

from quizapp.core.events import FORGET, REVIEW, SUSPEND, UNDO
from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, all_states, record
from quizapp.store.events.rebuild import rebuild
from quizapp.store.events.undoable import last_undoable
from quizapp.store.location import DatabaseLocation
from quizapp.store.maintenance.integrity import integrity, states_that_differ
from quizapp.store.read_only import SCHEMA

START = 1_772_000_000_000


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from([REVIEW, REVIEW, SUSPEND, FORGET, UNDO]),
            st.sampled_from(["d/c/a", "d/c/b"]),
            st.integers(-5 * 86_400_000, 9 * 86_400_000),
            st.sampled_from(["again", "hard", "good", "easy"]),
        ),
        max_size=12,
    )
)
def test_states_are_the_fold_of_the_log(
    databases: Callable[..., str], actions: list[tuple[str, str, int, str]]
) -> None:
    """Over random histories with undos and a clock that is set back, rebuilding changes no bit."""
    store = open_store(placed(databases(f"{time.time_ns()}")), "me")
    now = START
    for kind, card, wait, rating in actions:
        now += wait
        if kind == UNDO:
            if last := last_undoable(store):
                record(store, EventDraft(UNDO, last.card, {}, now_ms=now, day="2026-03-02", undoes=last.id))
            continue
        record(
            store, EventDraft(kind, card, {"rating": rating} if kind == REVIEW else {}, now_ms=now, day="2026-03-02")
        )
    before = all_states(store)
    assert states_that_differ(store) == 0
    assert rebuild(store)[1] == 0
    assert all_states(store) == before
    store.close()


@pytest.mark.file
def test_log_refuses_update_and_delete(tmp_path: Path) -> None:
    """Also by plain SQL."""
    store = open_store(tmp_path / "q.db", "me")
    record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    store.close()
    with closing(sqlite3.connect(tmp_path / "q.db")) as connection, connection:
        for statement in ("DELETE FROM events", "UPDATE events SET kind = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
        # REPLACE deletes without firing the trigger on DELETE.
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute("INSERT OR REPLACE INTO events SELECT * FROM events")
    connection.close()


@pytest.mark.file
def test_connection_is_synchronous_and_the_file_private(tmp_path: Path) -> None:
    """FULL, WAL, foreign keys, and no access for other users."""
    store = open_store(tmp_path / "q.db", "me")
    with store.transaction() as connection:
        values = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        ]
    assert values == [2, "wal", 1]
    assert integrity(store) == []
    store.close()
    assert (tmp_path / "q.db").stat().st_mode & 0o077 == 0


def test_declared_tables_equal_the_migrated_ones(place: DatabaseLocation) -> None:
    """Start-up expects the version of the last migration."""
    store = open_store(place, "me")
    with store.transaction() as connection:
        dialect = connection.dialect
        for table in schema.metadata.sorted_tables:
            columns = [
                (column["name"], column["type"].compile(dialect=dialect).partition(" COLLATE")[0], column["nullable"])
                for column in inspect(connection).get_columns(table.name)
            ]
            declared = [(each.name, each.type.compile(dialect=dialect), each.nullable) for each in table.columns]
            assert columns == declared
            key = inspect(connection).get_pk_constraint(table.name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key]
            made = str(CreateTable(table).compile(dialect=dialect)).strip()
            assert made.endswith("STRICT") == (dialect.name == "sqlite")
    store.close()
    assert schema.VERSION == SCHEMA


@pytest.mark.file
@pytest.mark.parametrize("fault", ["newer", "other", "garbage"])
def test_unusable_database_is_one_clear_error(tmp_path: Path, fault: str) -> None:
    """Nothing is changed."""
    path = tmp_path / "q.db"
    if fault == "newer":
        open_store(path, "me").close()
    if fault == "garbage":
        path.write_bytes(b"not a database" * 1000)
    else:
        connection = sqlite3.connect(path)
        connection.execute(
            "UPDATE alembic_version SET version_num = '9999'" if fault == "newer" else "CREATE TABLE x (y)"
        )
        connection.commit()
        connection.close()
    with pytest.raises(QuizError) as caught:
        open_store(path, "me")
    assert caught.value.exit_code == ExitCode.STORE
    assert caught.value.hint


WRITER = """
import sys
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.usecases.context import make_context
store = open_store(make_context(sys.argv[1]).db, "me")
n = 0
while True:
    card = f"d/c/{sys.argv[2]}{n % 7}"
    record(store, EventDraft("review", card, {"rating": "good"}, now_ms=1772000000000 + n, day="2026-03-02"))
    n += 1
    print(n, flush=True)
"""


def test_acknowledged_answers_survive_a_kill(database: str) -> None:
    """Two writers at full speed are killed at several moments; no acknowledged answer is missing."""
    open_store(placed(database), "me").close()
    acknowledged = 0
    for number in range(6):
        writers = [
            subprocess.Popen([sys.executable, "-c", WRITER, database, name], stdout=subprocess.PIPE, text=True)
            for name in ("a", "b")
        ]
        for writer in writers:
            assert writer.stdout
            for _ in range(5 + 9 * number):
                writer.stdout.readline()
            os.kill(writer.pid, signal.SIGKILL)
            last = [line for line in writer.stdout.read().splitlines() if line]
            acknowledged += int(last[-1]) if last else 5 + 9 * number
            writer.stdout.close()
            writer.wait(20)
    store = open_store(placed(database), "me")
    with store.transaction() as connection:
        stored = connection.exec_driver_sql("SELECT COUNT(*) FROM events").scalar()
        payloads = [row[0] for row in connection.exec_driver_sql("SELECT payload FROM events")]
    assert stored is not None
    assert acknowledged <= stored <= acknowledged + 12
    assert all(json.loads(payload) for payload in payloads)
    assert integrity(store) == []
    assert states_that_differ(store) == 0
    store.close()


@pytest.mark.file
def test_states_are_stored_per_learner(database: str) -> None:
    """Two learners of one file do not see each other's cards."""
    for learner, card in (("anna", "d/c/a"), ("ben", "d/c/b")):
        with closing(open_store(placed(database), learner)) as store:
            record(store, EventDraft(REVIEW, card, {"rating": "good"}, now_ms=START, day="2026-03-02"))
    with closing(open_store(placed(database), "anna")) as store:
        assert list(all_states(store)) == ["d/c/a"]
    with closing(open_store(placed(database), "ben")) as store:
        assert list(all_states(store)) == ["d/c/b"]


@pytest.mark.file
def test_path_may_have_url_characters(tmp_path: Path) -> None:
    """The database is created at exactly that path."""
    path = tmp_path / "q 50%20?x=1#.db"
    store = open_store(path, "me")
    record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    store.close()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_mode & 0o077 == 0
    with closing(open_store(path, "me")) as store:
        assert list(all_states(store)) == ["d/c/a"]
