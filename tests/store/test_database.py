"""Opening a database, its transactions, and the files written next to it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from quizapp.atomic_files import private_folder, write_whole
from quizapp.core.events import REVIEW
from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.backup.backups import backups_of
from quizapp.store.backup.soundness import APPLICATION_ID
from quizapp.store.database import Store, open_store
from quizapp.store.engines import sqlite
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.maintenance.integrity import integrity
from quizapp.store.prepared import execute
from tests.store.devices import START
from tests.store.test_upgrade import old_database, version_of

pytestmark = pytest.mark.file


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Open a database of `me` in folders that do not exist yet."""
    made = open_store(tmp_path / "new" / "home" / "q.db", "me")
    yield made
    made.close()


def opening_error(path: Path) -> QuizError:
    """Return the error of opening a database."""
    with pytest.raises(QuizError) as caught:
        open_store(path, "me")
    assert caught.value.exit_code == ExitCode.STORE
    return caught.value


def pragma(store: Store, name: str) -> object:
    """Return a setting of the connection."""
    return store.connection.connection.driver_connection.execute(f"PRAGMA {name}").fetchone()[0]  # type: ignore[union-attr]


def test_new_database_is_private_and_configured(store: Store) -> None:
    """Its folder too; it has the application id and a permanent device id."""
    assert store.path.stat().st_mode & 0o777 == 0o600
    assert store.path.parent.stat().st_mode & 0o777 == 0o700
    assert len(store.device) == 12 and int(store.device, 16)
    with closing(open_store(store.path, "other")) as again:
        assert (again.device, again.learner) == (store.device, "other")
    with closing(open_store(store.path.with_name("two.db"), "me")) as two:
        assert two.device != store.device
    settings = {"application_id": APPLICATION_ID, "busy_timeout": 30_000, "cache_size": -32_000, "foreign_keys": 1,
                "journal_mode": "wal", "synchronous": 2, "trusted_schema": 0}  # fmt: skip
    assert {name: pragma(store, name) for name in settings} == settings


def test_path_that_cannot_be_created_is_one_clear_error(tmp_path: Path) -> None:
    """With the operating system's reason."""
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "home" / "q.db"
    error = opening_error(path)
    assert error.message == f"{path}: the database cannot be created: Not a directory."
    assert error.hint == "Choose a file in a folder that you can write to with --db."
    error = opening_error(tmp_path)
    assert error.message == f"{tmp_path}: the database could not be used: it is a folder."


def test_foreign_or_newer_database_is_refused(store: Store, tmp_path: Path) -> None:
    """Also one whose tables are views; none is changed or backed up."""
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as raw:
        raw.execute("CREATE TABLE x (y)")
    assert opening_error(other).message == f"{other} is a database of another program."
    assert opening_error(other).hint == "Choose another file with --db."
    path = store.path
    store.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    known = f"this quizapp supports versions up to {schema.VERSION}."
    assert opening_error(path).message == f"{path} has schema version 9999; {known}"
    assert opening_error(path).hint == "Nothing was changed. Install a newer quizapp."
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE VIEW mine AS SELECT 1")
        raw.execute("DROP TABLE consents")
        raw.execute("CREATE VIEW consents AS SELECT 1")
    assert "malformed: `consents` is a view, not a table" in opening_error(path).message
    assert opening_error(path).hint.startswith("Restore a backup")
    assert not (path.parent / "backups").exists()


def test_older_database_is_backed_up_before_the_migration(tmp_path: Path) -> None:
    """Once."""
    path = tmp_path / "q.db"
    old_database(path, 3)
    for _ in range(2):
        with closing(open_store(path, "me")) as store:
            assert integrity(store) == []
        (backup,) = backups_of(path)
        assert (backup.reason, version_of(backup.path), version_of(path)) == ("migration", "0001", schema.VERSION)


def rows(store: Store) -> int:
    """Return the number of facts."""
    return int(store.query("SELECT COUNT(*) FROM meta", {})[0][0])


def put(store: Store, key: str) -> None:
    """Insert a fact in the open transaction."""
    store.connection.exec_driver_sql("INSERT INTO meta VALUES (?, '')", (key,))


def put_by_driver(connection: Connection, key: str) -> None:
    """Insert a fact through the driver, as answers are recorded."""
    execute(connection, text("INSERT INTO meta VALUES (:key, '')"), {"key": key})


def put_by_sqlalchemy(connection: Connection, key: str) -> None:
    """Insert a fact through SQLAlchemy."""
    connection.execute(text("INSERT INTO meta VALUES (:key, '')"), {"key": key})


@pytest.mark.parametrize("durable", [True, False])
@pytest.mark.parametrize("insert", [put_by_driver, put_by_sqlalchemy])
def test_transaction_is_atomic(store: Store, insert: Callable[[Connection, str], None], durable: bool) -> None:
    """Whatever raises; the next transaction works."""
    before = rows(store)

    def failing_work(connection: Connection) -> None:
        put_by_driver(connection, "a")
        insert(connection, "b")
        raise RuntimeError("no")

    def work(connection: Connection) -> object:
        put_by_driver(connection, "a")
        insert(connection, "b")
        driver = connection.connection.driver_connection
        return driver.execute("PRAGMA synchronous").fetchone()[0]  # type: ignore[union-attr]

    with pytest.raises(RuntimeError):
        store.write(failing_work, durable=durable)
    after = {
        "rows": rows(store),
        "open": store.connection.in_transaction(),
        "synchronous": pragma(store, "synchronous"),
    }
    assert after == {"rows": before, "open": False, "synchronous": 2}
    assert store.begins == ["BEGIN IMMEDIATE"]
    assert store.write(work, durable=durable) == (2 if durable else 1)  # durable writes wait for the disk
    assert rows(store) == before + 2
    with pytest.raises(QuizError, match="UNIQUE"):
        store.write(work, durable=durable)
    with closing(open_store(store.path, "me")) as other:
        assert rows(other) == before + 2
        other.write(lambda connection: insert(connection, "c"))  # the failed transaction holds no lock
    with pytest.raises(RuntimeError), store.transaction():
        put(store, "d")
        raise RuntimeError("no")
    with store.transaction():
        put(store, "e")
    assert rows(store) == before + 4


def test_reader_sees_one_state_and_blocks_no_writer(store: Store) -> None:
    """It sees later changes only in the next reading."""
    before = rows(store)
    with closing(open_store(store.path, "me")) as other:
        with store.reading() as connection:
            count = "SELECT COUNT(*) FROM meta"
            assert connection.exec_driver_sql(count).scalar() == before
            with other.transaction():
                put(other, "a")
            assert connection.exec_driver_sql(count).scalar() == before
        assert rows(store) == before + 1
        assert store.begins == ["BEGIN IMMEDIATE"]


@pytest.mark.parametrize("way", ["query", "rows", "transaction", "reading", "write"])
def test_refused_statement_is_one_clear_error(store: Store, way: str) -> None:
    """With the file and SQLite's reason, whichever method ran it."""
    wrong = "SELECT x FROM nowhere"
    with pytest.raises(QuizError) as caught:
        if way == "query":
            store.query(wrong, {})
        elif way == "rows":
            store.rows(text(wrong), {})
        elif way == "write":
            store.write(lambda connection: connection.exec_driver_sql(wrong))
        else:
            with getattr(store, way)() as connection:
                connection.exec_driver_sql(wrong)
    assert caught.value.message == f"{store.path}: the database could not be used: no such table: nowhere."
    assert caught.value.exit_code == ExitCode.STORE
    assert caught.value.__cause__ is not None


def test_lone_surrogates_are_refused(store: Store) -> None:
    """SQLite stores only UTF-8; nothing is recorded."""
    with pytest.raises(QuizError, match="is not valid Unicode"):
        record(store, EventDraft(REVIEW, "d/c/\ud800", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    assert store.query("SELECT COUNT(*) FROM events", {})[0][0] == 0


def test_integrity_lists_what_sqlite_finds(store: Store) -> None:
    """Nothing for a sound database."""
    assert integrity(store) == []
    with store.reading() as connection:
        assert sqlite.is_ours(connection)
    with closing(sqlite3.connect(store.path)) as raw:
        raw.execute("CREATE TABLE parent (a PRIMARY KEY)")
        raw.execute("CREATE TABLE child (a REFERENCES parent)")
        raw.execute("INSERT INTO child VALUES (1)")
        raw.execute("PRAGMA application_id = 0")
        raw.commit()
    assert integrity(store) == ["('child', 1, 'parent', 0)"]
    with store.reading() as connection:
        assert not sqlite.is_ours(connection)


def test_file_is_replaced_completely_and_is_private(tmp_path: Path) -> None:
    """A link at the temporary path is removed and not followed."""
    folder = private_folder(tmp_path / "a" / "b")
    assert private_folder(folder) == folder
    assert folder.stat().st_mode & 0o777 == 0o700
    target, trap = folder / "x.txt", tmp_path / "trap"
    target.write_text("old")
    target.chmod(0o644)
    (folder / ".x.txt.part").symlink_to(trap)
    write_whole(b"new", target)
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"new", 0o600)
    assert not trap.exists()
    with pytest.raises(TypeError):
        write_whole("text", target)  # type: ignore[arg-type]
    assert (target.read_bytes(), [each.name for each in folder.iterdir()]) == (b"new", ["x.txt"])
    with pytest.raises(OSError):
        write_whole(b"new", tmp_path / "none" / "x.txt")
