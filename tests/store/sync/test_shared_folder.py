"""Exchanging with a folder and merging a database: what is counted, refused and read again."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.core.events import IMPORT, OPTIMIZE, REVIEW, UNDO
from quizapp.errors import ExitCode, QuizError
from quizapp.store.database import Store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.maintenance.integrity import states_that_differ
from quizapp.store.sync.merge import Taken
from quizapp.store.sync.shared_folder import Exchanged, exchange, merge_database, write_all_again
from tests.store.devices import START, bits, optimised
from tests.store.installed_rows import put_card

pytestmark = pytest.mark.file
DAY = "2026-03-02"


def answer(store: Store, *cards: str) -> None:
    """Record a review of each card."""
    for card in cards:
        record(store, EventDraft(REVIEW, card, {"rating": "again"}, now_ms=START, day=DAY))


def test_exchange_counts_events_reviews_and_segments(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """Over several segments, with cards that are in no deck here."""
    one, other, folder = *pair, tmp_path / "shared"
    put_card(other, "d/c/a")
    answer(one, "d/c/a", "d/c/b")
    assert exchange(one, folder) == Exchanged(written=2)
    event, _ = record(one, EventDraft(REVIEW, "d/c/c", {"rating": "good"}, now_ms=START, day=DAY))
    record(one, EventDraft(UNDO, "d/c/c", {}, now_ms=START + 1, day=DAY, undoes=event.id))
    record(one, EventDraft(IMPORT, "", {"deck": "d"}, now_ms=START, day=DAY))
    assert exchange(one, folder) == Exchanged(written=3)
    answer(other, "d/c/z")
    assert exchange(other, folder) == Exchanged(
        taken=Taken(events=5, reviews=3, unknown_cards=frozenset({"d/c/b", "d/c/c"})), written=1, read=2,
    )  # fmt: skip
    assert exchange(other, folder) == Exchanged()
    assert exchange(one, folder) == Exchanged(
        taken=Taken(events=1, reviews=1, unknown_cards=frozenset({"d/c/z"})), read=1
    )
    assert bits(one) == bits(other)


@pytest.mark.parametrize("by_folder", [True, False])
def test_merged_parameters_refold_existing_cards(pair: tuple[Store, Store], tmp_path: Path, by_folder: bool) -> None:
    """By folder or by database; answers given here are kept."""
    one, other = pair
    answer(one, "d/c/a", "d/c/b")
    optimised(other, "", 1.3, START + 5)
    before = bits(one)[1]
    if by_folder:
        exchange(other, tmp_path / "shared")
        taken = exchange(one, tmp_path / "shared").taken
    else:
        taken = merge_database(one, other.path)
    assert taken == Taken(events=1, refold=True)
    assert bits(one)[1] != before
    assert states_that_differ(one) == 0
    assert [row[6] for row in bits(one)[0]].count(OPTIMIZE) == 1  # type: ignore[index]


def test_known_events_are_counted_separately(pair: tuple[Store, Store]) -> None:
    """A second merge adds nothing."""
    one, other = pair
    answer(one, "d/c/a", "d/c/b")
    assert merge_database(other, one.path) == Taken(events=2, reviews=2, unknown_cards=frozenset({"d/c/a", "d/c/b"}))
    assert merge_database(other, one.path) == Taken(known=2)


def test_long_log_is_merged_in_batches(pair: tuple[Store, Store]) -> None:
    """The results of all batches are added."""
    one, other = pair
    answer(one, "d/c/a")
    optimised(other, "", 1.3, START + 5)
    with other.transaction() as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20000)"
            " INSERT INTO events (learner, id, device, time_ms, day, card, kind, undoes, payload)"
            " SELECT 'me', printf('019c9000-0000-7000-8000-%012d', x), 'bbbb', x, '', 'z/c/a', 'dream', NULL, '{}'"
            " FROM n"
        )
    assert merge_database(one, other.path) == Taken(events=20_001, unknown_cards=frozenset({"z/c/a"}), refold=True)
    assert states_that_differ(one) == 0


def test_segment_of_another_size_makes_the_folder_new(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """Then everything is read again, and what is missing is written again."""
    one, other, folder = *pair, tmp_path / "shared"
    answer(one, "d/c/a")
    exchange(one, folder)
    exchange(other, folder)
    (path,) = folder.iterdir()
    path.write_bytes(path.read_bytes() + b"\n")
    assert exchange(other, folder) == Exchanged(written=1, incomplete=(path.name,))
    assert exchange(other, folder).incomplete == (path.name,)


def test_incomplete_segment_does_not_delay_others(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """Segments before and after it are merged."""
    one, other, folder = *pair, tmp_path / "shared"
    for card in "abc":
        answer(one, f"d/c/{card}")
        exchange(one, folder)
    names = sorted(path.name for path in folder.iterdir())
    (folder / names[1]).write_bytes(b"half")
    done = exchange(other, folder)
    assert (done.taken.events, done.read, done.incomplete) == (2, 2, (names[1],))


def test_another_folder_gets_every_event(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """Also after an erasure: what is noted about the old folder is forgotten."""
    store = pair[0]
    answer(store, "d/c/a", "d/c/b")
    assert exchange(store, tmp_path / "x").written == 2
    assert exchange(store, tmp_path / "y").written == 2
    assert [path.read_bytes() for path in (tmp_path / "x").iterdir()] == [
        path.read_bytes() for path in (tmp_path / "y").iterdir()
    ]
    answer(store, "d/c/c")
    assert exchange(store, tmp_path / "y").written == 1
    shutil.rmtree(tmp_path / "y")
    assert exchange(store, tmp_path / "y").written == 3
    (tmp_path / "y" / "notes.txt").write_text("no segment")
    with store.transaction() as connection:
        write_all_again(connection)
    assert exchange(store, tmp_path / "y").written == 3


def test_unusable_folder_is_one_clear_error(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """Nothing is noted as written."""
    store, folder = pair[0], tmp_path / "shared"
    answer(store, "d/c/a")
    folder.write_text("no folder")
    with pytest.raises(QuizError) as caught:
        exchange(store, folder)
    assert caught.value.message == f"{folder}: the shared folder cannot be used: File exists."
    assert caught.value.hint.startswith("Check that the folder exists and can be written to.")
    assert caught.value.exit_code == ExitCode.STORE
    folder.unlink()
    assert exchange(store, folder).written == 1


def database(path: Path, *statements: str) -> Path:
    """Create an SQLite database by these statements."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as raw:
        for each in statements:
            raw.execute(each)
        raw.commit()
    return path


def test_merge_of_a_foreign_or_damaged_database_is_refused(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """Each with the reason and a hint."""
    ours, path = "PRAGMA application_id = 334489", tmp_path / "other 50%?.db"
    another = f"{path} is not a database of quizapp.", "Give the database of another device, or a backup."

    def refused() -> tuple[str, str]:
        with pytest.raises(QuizError) as caught:
            merge_database(pair[0], path)
        assert caught.value.exit_code == ExitCode.INPUT
        return caught.value.message, caught.value.hint

    assert refused() == (f"{path} does not exist.", "Give the database of another device, or a backup.")
    database(path, "CREATE TABLE events (x)")
    assert refused() == another
    database(path, ours, "CREATE TABLE other (x)")
    assert refused() == another
    database(path, ours, "CREATE TABLE other (x)", "CREATE VIEW events AS SELECT x FROM other")
    assert refused() == another
    path.write_bytes(b"text " * 999)
    assert refused() == (
        f"{path}: the database cannot be read: file is not a database.",
        "`quizapp --db FILE doctor` shows what is damaged.",
    )
    database(path, ours, "CREATE TABLE events (x)")
    assert refused() == (
        f"{path}: the database cannot be read: no such column: learner.",
        "Nothing was merged. `quizapp --db FILE doctor --rebuild` recovers the readable part.",
    )


def test_merge_accepts_a_path_with_url_characters(pair: tuple[Store, Store], tmp_path: Path) -> None:
    """The file is only read."""
    one, other = pair
    answer(one, "d/c/a")
    one.close()
    path = shutil.copyfile(one.path, tmp_path / "copy 50%?#.db")
    before = path.read_bytes()
    assert merge_database(other, path).events == 1
    assert path.read_bytes() == before
