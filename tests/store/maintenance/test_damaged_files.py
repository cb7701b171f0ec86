"""Doctor: what it finds, what it makes anew, and what it saves from a damaged file."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.events import REVIEW
from quizapp.errors import QuizError
from quizapp.store.backup.backups import faults_of, take
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.maintenance.doctor import findings, repair
from quizapp.store.maintenance.erase import cards_with_history, erase
from quizapp.store.maintenance.recover import rebuild_from
from quizapp.store.maintenance.sqlite_pages import page_size, records
from quizapp.store.sync.shared_folder import exchange, merge_database
from tests.store.devices import START, bits, check

pytestmark = pytest.mark.file
DAY = 86_400_000


def answered(path: Path, count: int, at: int = 0, note: str = "", card: str = "d/c") -> None:
    """Record some reviews."""
    with closing(open_store(path, "me")) as store:
        for number in range(at, at + count):
            payload = {"rating": "good", "given": f"{note}{number}"}
            record(store, EventDraft(REVIEW, f"{card}/{number}", payload, now_ms=START + number, day="2026-03-02"))


def look(path: Path) -> dict[str, str]:
    """What doctor finds: code -> severity."""
    with closing(open_store(path, "me")) as store:
        return {each.code: each.severity for each in findings(store, START + DAY)}


SPOILT = {
    "fold": "UPDATE states SET reviews = reviews + 1 WHERE card = 'd/c/1'",
    "schema": "DROP TABLE states",
    "index": "DROP INDEX states_by_due",
    "trigger": "DROP TRIGGER events_no_replace",
    "application": "PRAGMA application_id = 0",
}


@pytest.mark.parametrize("code", SPOILT)
def test_what_is_derived_is_found_and_made_anew(tmp_path: Path, code: str) -> None:
    """And the log stays as it was."""
    path = tmp_path / "q.db"
    answered(path, 3)
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
    answered(path, 1)
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
    answered(path, 200)
    take(path, "asked", START)
    answered(path, 100, at=200)
    answered(path, 1, at=300, note="long " * 3000)
    yield path


def rows_of(path: Path) -> set[object]:
    """The rows of the log, as SQLite reads them."""
    with closing(sqlite3.connect(path)) as raw:
        return set(raw.execute("SELECT * FROM events").fetchall())


def test_every_record_is_read_without_sqlite(whole: Path) -> None:
    """The reader of pages sees what SQLite sees, overflow pages and all."""
    rows = rows_of(whole)
    assert page_size(whole.read_bytes()) == 4096
    assert {record for record in records(whole, 9) if isinstance(record[3], int)} >= rows


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_what_can_be_read_of_a_damaged_file_is_saved(whole: Path, data: st.DataObject) -> None:
    """Pages are wiped or scrambled at random, the first among them: what the others hold comes back, and no less
    than the backup has.
    """
    content, rows = bytearray(whole.read_bytes()), rows_of(whole)
    pages = len(content) // 4096
    broken = data.draw(st.sets(st.integers(1, pages), min_size=1, max_size=6)) | {1}
    for page in broken:
        start = (page - 1) * 4096
        content[start : start + 4096] = bytes([data.draw(st.sampled_from([0, 13, 255]))]) * 4096
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "q.db"
        path.write_bytes(content)
        (path.parent / "backups").mkdir()
        for each in (whole.parent / "backups").iterdir():
            (path.parent / "backups" / each.name).write_bytes(each.read_bytes())
        assert faults_of(path)
        readable = {row[1] for row in records(path, 9) if row in rows}
        done = rebuild_from(path, "me", START + DAY)
        assert done.aside.read_bytes() == bytes(content)
        with closing(open_store(path, "me")) as store:
            there = {row[1] for row in bits(store)[0]}  # type: ignore[index]
        assert len(there) >= 200
        assert readable <= there <= {row[1] for row in rows}
        assert check(path) == len(there)


def test_without_a_backup_the_log_alone_is_saved(tmp_path: Path) -> None:
    """From a file without a head, and with a log beside it that was not written back."""
    path = tmp_path / "q.db"
    answered(path, 50)
    store = open_store(path, "me")
    record(store, EventDraft(REVIEW, "d/c/late", {"rating": "easy"}, now_ms=START + DAY, day="2026-03-02"))
    main, log = path.read_bytes(), path.with_name("q.db-wal").read_bytes()
    store.close()
    path.write_bytes(bytes(4096) + main[4096:])
    path.with_name("q.db-wal").write_bytes(log)
    done = rebuild_from(path, "me", START + DAY)
    assert (done.backup, done.taken.events) == (None, 51)
    assert check(path) == 51


def test_what_was_never_ours_is_left_alone(tmp_path: Path) -> None:
    """A text file is not moved aside."""
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 900)
    with pytest.raises(QuizError, match="has no backup"):
        rebuild_from(path, "me", START)
    assert path.read_text() == "my notes " * 900


SECRET = "xylophone-confession"


def test_what_is_erased_is_in_no_byte_of_the_files(tmp_path: Path) -> None:
    """Not in the database, not in its log; the rest is as it was, and the log refuses again."""
    path, shared = tmp_path / "q.db", tmp_path / "shared"
    answered(path, 40, note=SECRET, card="secret/c")
    answered(path, 5)
    store = open_store(path, "me")
    exchange(store, shared)
    copy = take(path, "asked", START)
    rest = [row for row in bits(store)[0] if row[5].startswith("d/")]  # type: ignore[index]
    done = erase(store, cards_with_history(store, "secret"), shared)
    assert done.events == 40
    assert done.backups == (copy,)
    assert done.segments == tuple(shared.iterdir())
    assert all(SECRET.encode() not in file.read_bytes() for file in tmp_path.glob("q.db*"))
    assert bits(store)[0] == rest
    with store.transaction() as connection, pytest.raises(Exception, match="append-only"):
        connection.exec_driver_sql("DELETE FROM events")
    store.close()
    assert check(path) == 5


def test_what_was_erased_does_not_come_back(tmp_path: Path) -> None:
    """Neither by a merge nor by the shared folder; and the folder gets a new segment without it."""
    path, shared = tmp_path / "q.db", tmp_path / "shared"
    answered(path, 4, note=SECRET, card="secret/c")
    answered(path, 5)
    store = open_store(path, "me")
    exchange(store, shared)
    copy = take(path, "asked", START)
    old = erase(store, cards_with_history(store, "secret"), shared).segments
    assert merge_database(store, copy).events == 0
    assert exchange(store, shared).written == 5
    for each in old:
        each.unlink()
    assert exchange(store, shared).taken.events == 0
    assert all(SECRET.encode() not in each.read_bytes() for each in shared.iterdir())
    store.close()
    assert check(path) == 5
