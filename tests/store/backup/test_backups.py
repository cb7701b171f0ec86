"""Backups: sound, private, thinned by age; a restore that keeps what was there."""

import os
import shutil
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.events import REVIEW
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup import backups
from quizapp.store.backup.retention import kept
from quizapp.store.backup_before import keep_before
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.maintenance.restore import restore
from tests.store.devices import START, check

pytestmark = pytest.mark.file
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = 86_400_000
ages = st.lists(st.integers(0, 4000 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes)), max_size=60)


@given(ages)
def test_thinning_keeps_the_newest_of_each_shelf(taken: list[datetime]) -> None:
    """All of 2 days, one of each day for 2 weeks, of each week for 91 days, of each month after; and it settles."""
    staying = kept(taken, NOW)
    assert kept(staying, NOW) == staying
    assert {each for each in taken if NOW - each <= timedelta(days=2)} <= staying
    assert not taken or {max(taken), min(taken)} & staying
    for each in taken:
        age = NOW - each
        near = [other for other in staying if other >= each]
        if age <= timedelta(days=14):
            assert any(other.date() == each.date() for other in near)
        elif age <= timedelta(days=91):
            assert any(other.isocalendar()[:2] == each.isocalendar()[:2] for other in near)
        else:
            assert any((other.year, other.month) == (each.year, each.month) for other in near)


def test_ten_years_of_daily_backups_are_few() -> None:
    """Thinned every day, as it happens: never a gap longer than a month, and no more than 150 files."""
    there: set[datetime] = set()
    for day in range(3653):
        now = NOW + timedelta(days=day)
        there = kept(there | {now}, now)
    ordered = sorted(there)
    assert len(ordered) <= 150
    assert ordered[0] - NOW <= timedelta(days=31)
    assert max(late - early for early, late in pairwise(ordered)) <= timedelta(days=62)


def test_what_lies_in_the_future_is_kept() -> None:
    """A clock that was wrong costs no backup."""
    later = {NOW + timedelta(days=400), NOW + timedelta(days=401)}
    assert kept(later, NOW) == later


def answered(path: Path, count: int, at: int = 0) -> None:
    """Record some reviews."""
    with closing(open_store(path, "me")) as store:
        for number in range(at, at + count):
            record(
                store, EventDraft(REVIEW, f"d/c/{number}", {"rating": "good"}, now_ms=START + number, day="2026-03-02")
            )


def test_a_backup_is_one_private_file_that_opens(tmp_path: Path) -> None:
    """And holds what was committed when it was taken."""
    path = tmp_path / "q.db"
    answered(path, 3)
    made = backups.take(path, "asked", START)
    answered(path, 2, at=3)
    assert made.stat().st_mode & 0o077 == 0
    assert made.parent.stat().st_mode & 0o077 == 0
    assert [each.name for each in made.parent.iterdir()] == [made.name]
    assert [(each.reason, each.path) for each in backups.backups_of(path)] == [("asked", made)]
    assert backups.faults_of(made) == []
    assert (check(made), check(path)) == (3, 5)


def test_a_backup_is_taken_while_another_program_writes(tmp_path: Path) -> None:
    """Each is sound, and has at least what was there when it began."""
    path = tmp_path / "q.db"
    answered(path, 1)
    writer = threading.Thread(target=answered, args=(path, 150, 1))
    writer.start()
    counts = []
    while writer.is_alive():
        made = tmp_path / f"{len(counts)}.db"
        backups.copy_to(path, made)
        counts.append(check(made))
    writer.join()
    assert counts == sorted(counts)
    assert check(path) == 151


def test_one_backup_a_study_day(tmp_path: Path) -> None:
    """Thinned as the days go by."""
    path = tmp_path / "q.db"
    answered(path, 1)
    for day in range(30):
        date = (NOW + timedelta(days=day)).date().isoformat()
        first = backups.take_daily(path, date, START + day * DAY)
        assert first and backups.take_daily(path, date, START + day * DAY + 5) is None
    assert 15 <= len(backups.backups_of(path)) <= 19


def test_what_a_killed_backup_left_is_cleared_away(tmp_path: Path) -> None:
    """After a day: until then it may be another program's, at work."""
    path = tmp_path / "q.db"
    answered(path, 1)
    left = backups.take(path, "asked", START).parent / ".q-20260301T120000000Z-asked.db.part"
    left.write_bytes(b"half")
    os.utime(left, (START / 1000, START / 1000))
    backups.take(path, "asked", START + DAY // 2)
    assert left.exists()
    backups.take(path, "asked", START + 2 * DAY)
    assert not left.exists()


def test_a_damaged_database_gives_no_backup(tmp_path: Path) -> None:
    """The last sound ones are not thinned away for a copy of rubbish, and nothing half stays."""
    path = tmp_path / "q.db"
    answered(path, 200)
    made = backups.take(path, "asked", START)
    # A page of an index: everything opens, and copies, as if nothing were wrong.
    with closing(sqlite3.connect(path)) as raw:
        root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'events_by_card'").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[root * 4096 - 2048 : root * 4096] = bytes(2048)
    path.write_bytes(content)
    with pytest.raises(QuizError, match="the copy is damaged"):
        backups.take(path, "asked", START + 1000 * DAY)
    assert list(made.parent.iterdir()) == [made]


def test_one_backup_before_many_imports_of_one_run(tmp_path: Path) -> None:
    """A folder of fifty decks is one import."""
    path = tmp_path / "q.db"
    with closing(open_store(path, "me")) as store:
        for number in range(3):
            keep_before(store, "import", START + number)
        keep_before(store, "optimise", START + 5)
    assert [each.reason for each in backups.backups_of(path)] == ["optimise", "import"]
    answered(path, 1)


@pytest.mark.parametrize("open_elsewhere", [False, True])
def test_restore_keeps_what_was_there(tmp_path: Path, open_elsewhere: bool) -> None:
    """Another program that has the database open goes on with what was restored."""
    path = tmp_path / "q.db"
    answered(path, 3)
    made = backups.take(path, "asked", START)
    answered(path, 2, at=3)
    other = sqlite3.connect(path) if open_elsewhere else None
    if other:
        other.execute("SELECT COUNT(*) FROM events").fetchone()
    before = restore(path, made, START + 1)
    assert before
    assert (check(path), check(before), check(made)) == (3, 5, 3)
    if other:
        assert other.execute("SELECT COUNT(*) FROM events").fetchone()[0] == 3
        other.close()


def test_restore_over_rubbish_moves_it_aside(tmp_path: Path) -> None:
    """To the byte; and over nothing it is a plain copy."""
    path = tmp_path / "q.db"
    answered(path, 3)
    made = backups.take(path, "asked", START)
    path.write_bytes(b"rubbish" * 999)
    log = path.with_name("q.db-wal")
    log.write_bytes(b"and its log")
    before = restore(path, made, START + 1)
    assert before and before.read_bytes() == b"rubbish" * 999
    assert before.with_name(before.name + "-wal").read_bytes() == b"and its log"
    assert not log.exists()
    assert check(path) == 3
    path.unlink()
    assert restore(path, made, START + 2) is None
    assert check(path) == 3


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    """Each with what it is, what to do and its exit code; and nothing is touched."""
    path = tmp_path / "q.db"
    answered(path, 3)
    before = path.read_bytes()
    made = backups.take(path, "asked", START)
    torn, newer, text = tmp_path / "torn.db", tmp_path / "newer 50%?.db", tmp_path / "text.db"
    torn.write_bytes(made.read_bytes()[:-9000])
    shutil.copyfile(made, newer)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    text.write_text("my notes")
    for bad, message, hint, code in (
        (torn, "cannot be restored: ", "Choose another backup", ExitCode.STORE),
        (text, "cannot be restored: ", "Choose another backup", ExitCode.STORE),
        (
            newer,
            "has schema version 9999; this quizapp supports versions up to ",
            "Nothing was changed. Install a newer",
            ExitCode.STORE,
        ),
        (tmp_path / "none.db", "does not exist.", "`quizapp backup --list` shows", ExitCode.INPUT),
        (path, "is the database itself.", "Give a backup of it.", ExitCode.USAGE),
    ):
        with pytest.raises(QuizError) as caught:
            restore(path, bad, START)
        assert caught.value.message.startswith(f"{bad} {message}")
        assert caught.value.hint.startswith(hint)
        assert caught.value.exit_code == code
    assert path.read_bytes() == before
