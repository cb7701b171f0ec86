"""Tables of every earlier version are upgraded, by two programs at once, completely or not at all."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from server import OWNER, Running, fresh

from quizapp.core.events import LOG_COLUMNS, REVIEW
from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.classroom.setup import set_up
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, all_states, record
from quizapp.store.events.rebuild import rebuild
from quizapp.store.location import parse_server
from quizapp.store.maintenance.doctor import findings
from quizapp.store.maintenance.integrity import states_that_differ
from tests.classes.earlier_versions import upgrade

VERSIONS = sorted(path.name[1:5] for path in Path(schema.__file__).parent.glob("migrations/versions/v*.py"))
START = 1_772_000_000_000
COLUMNS = ", ".join(LOG_COLUMNS)
ROW = (
    "INSERT INTO events (learner, id, device, time_ms, day, card, kind, payload) SELECT"
    " 'head', format('019c9000-0000-7000-8000-%s', lpad(n::text, 12, '0')), 'd', 1772000000000 + n * 86400000::bigint,"
    " '2026-03-02', 'd/c/a', 'review', '{\"rating\":\"good\"}' FROM generate_series(1, 5) n"
)
SET_UP = "import sys; from quizapp.store.classroom.setup import set_up; " \
        "from quizapp.store.location import parse_server; print(set_up(parse_server(sys.argv[1])).before)"  # fmt: skip


@pytest.fixture
def empty(server: Running) -> Iterator[str]:
    """Create an empty database; return its URL for its owner."""
    with fresh(server, "template0") as name:
        yield server.url(name)


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute(statement)  # type: ignore[arg-type]
        return found.fetchall() if found.description else []


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_upgraded(empty: str, version: str) -> None:
    """By two programs at once; the log does not change, the states are its fold, and doctor finds no error."""
    upgrade(empty, version)
    ask(empty, ROW)
    before = ask(empty, f"SELECT {COLUMNS} FROM events ORDER BY id")
    with pytest.raises(QuizError, match=f"the class has version {version}") as caught:
        open_store(parse_server(empty), OWNER)
    assert (caught.value.exit_code, "db init" in caught.value.hint) == (ExitCode.STORE, True)
    words = [sys.executable, "-c", SET_UP, empty]
    both = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = {each.communicate(timeout=120)[0].strip() for each in both}
    assert [each.returncode for each in both] == [0, 0]
    assert said == {version, schema.VERSION}
    assert ask(empty, f"SELECT {COLUMNS} FROM events ORDER BY id") == before
    with closing(open_store(parse_server(empty), OWNER)) as store:
        assert rebuild(store)[0] == 1
        record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START + 9 * 86_400_000, day="2026-03-11"))
        assert states_that_differ(store) == 0
        assert all_states(store)["d/c/a"].reviews == 6
        assert [each for each in findings(store, START) if each.severity == "error"] == []


def test_failed_migration_changes_nothing(empty: str) -> None:
    """A table of another program has one of our names."""
    ask(empty, "CREATE TABLE decks (mine int)")
    with pytest.raises(QuizError, match="already exists") as caught:
        set_up(parse_server(empty))
    assert caught.value.exit_code == ExitCode.STORE
    assert ask(empty, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [("decks",)]


def test_text_is_compared_by_bytes(empty: str) -> None:
    """Whatever the database's locale, order and ranges are those of SQLite and Python."""
    set_up(parse_server(empty))
    wrong = ask(
        empty,
        "SELECT attrelid::regclass, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid AND relkind = 'r'"
        " WHERE relnamespace = 'public'::regnamespace AND atttypid = 'text'::regtype"
        " AND attcollation <> '\"C\"'::regcollation",
    )
    assert wrong == []


def test_newer_class_is_refused_and_unchanged(server: Running) -> None:
    """By members and by db init."""
    with fresh(server) as name:
        server.query(name, "UPDATE alembic_version SET version_num = '9999'")
        for act in (
            lambda: set_up(parse_server(server.url(name))),
            lambda: open_store(parse_server(server.url(name, "a")), "a"),
        ):
            with pytest.raises(QuizError, match="9999") as caught:
                act()
            assert caught.value.exit_code == ExitCode.STORE


def test_missing_trigger_or_policy_is_found_and_restored(server: Running) -> None:
    """Doctor reports it; db init restores it."""
    with fresh(server) as name:
        place = parse_server(server.url(name))
        server.query(name, "DROP TRIGGER events_no_update ON events")
        server.query(name, "ALTER TABLE states DISABLE ROW LEVEL SECURITY")
        for codes in ({"trigger", "integrity"}, set()):
            with closing(open_store(place, OWNER)) as store:
                assert {each.code for each in findings(store, START) if each.severity == "error"} == codes
            set_up(place)
