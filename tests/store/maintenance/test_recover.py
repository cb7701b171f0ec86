"""A recovered database: the newest sound backup, every event that can be read, decks and consents."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.events import REVIEW
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup.backups import take
from quizapp.store.backup.soundness import faults_of
from quizapp.store.database import open_store
from quizapp.store.events.consents import answer_to, remember
from quizapp.store.events.event_log import EventDraft, all_states, record
from quizapp.store.maintenance.integrity import states_that_differ
from quizapp.store.maintenance.recover import newest_sound, rebuild_from
from quizapp.store.maintenance.sqlite_pages import records
from quizapp.store.sync.merge import Taken
from quizapp.store.sync.shared_folder import merge_database
from tests.store.devices import START, add_answers, bits, check
from tests.store.installed_rows import put_card, put_concept, put_deck
from tests.store.maintenance.conftest import rows_of

pytestmark = pytest.mark.file
DAY = 86_400_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Create a database with a deck and no answers."""
    made = tmp_path / "q.db"
    with closing(open_store(made, "me")) as store:
        put_deck(store, "d")
        put_concept(store, "d", "c")
        put_card(store, "d/c/0")
    return made


def answered(path: Path, *cards: str, learner: str = "me") -> None:
    """Record a review of each card."""
    with closing(open_store(path, learner)) as store:
        for card in cards:
            record(store, EventDraft(REVIEW, card, {"rating": "good"}, now_ms=START, day="2026-03-02"))


def execute(path: Path, *statements: str) -> None:
    """Run statements on a database file."""
    with closing(sqlite3.connect(path)) as raw:
        for each in statements:
            raw.execute(each)
        raw.commit()


def counts(path: Path) -> dict[str, int]:
    """Return the number of rows of each recovered table."""
    with closing(sqlite3.connect(path)) as raw:
        tables = ("decks", "concepts", "cards", "consents", "events", "states")
        return {table: raw.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in tables}


def test_recovery_starts_from_the_newest_sound_backup(path: Path) -> None:
    """Damaged backups are skipped; later events are taken from the file."""
    answered(path, "d/c/0")
    assert newest_sound(path) is None
    old = take(path, "asked", START)
    answered(path, "d/c/1", "x/c/1")
    take(path, "asked", START + 1).write_bytes(b"rubbish" * 999)
    with closing(open_store(path, "me")) as store:
        put_card(store, "d/c/1")
        remember(store, "f", "code", "agreed", now_ms=START)
        remember(store, "g", "code", "refused", now_ms=START)
    before = path.read_bytes()
    done = rebuild_from(path, "me", START + 2)
    assert done.backup and done.backup.path == old
    assert done.aside.read_bytes() == before
    # Cards are recovered before events: one of the two new events belongs to no deck.
    assert done.taken == Taken(events=2, reviews=2, known=1, unknown_cards=frozenset({"x/c/1"}))
    assert done.rows == 3
    assert counts(path) == {"decks": 1, "concepts": 1, "cards": 2, "consents": 2, "events": 3, "states": 3}
    with closing(open_store(path, "me")) as store:
        assert (answer_to(store, "f"), answer_to(store, "g")) == ("agreed", "refused")
        assert states_that_differ(store) == 0


def test_all_learners_are_recovered(path: Path) -> None:
    """Whoever starts the recovery; without a backup everything comes from the file."""
    answered(path, "d/c/0")
    answered(path, "d/c/0", "d/c/1", learner="other")
    done = rebuild_from(path, "me", START)
    assert (done.backup, done.rows) == (None, 3)
    assert (done.taken.events, done.taken.invalid) == (3, 0)
    for learner, cards in (("me", {"d/c/0"}), ("other", {"d/c/0", "d/c/1"})):
        with closing(open_store(path, learner)) as store:
            assert all_states(store).keys() == cards


def test_only_the_log_is_recovered_where_sqlite_reads_nothing(path: Path) -> None:
    """From a file without its header no row of a deck is recovered or counted."""
    answered(path, "d/c/0", "d/c/1")
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])
    done = rebuild_from(path, "me", START)
    assert (done.backup, done.rows, done.taken.events) == (None, 0, 2)


def test_rows_that_only_look_like_events_are_left_out(path: Path) -> None:
    """Rows of nine columns in other tables, and an event that cannot be folded."""
    answered(path, "d/c/0")
    execute(
        path,
        "CREATE TABLE nine (a, b, c, d, e, f, g, h, i)",
        "INSERT INTO nine VALUES ('me', 'short', 'x', 1, '', 'd/c/0', 'review', NULL, '{}')",
        "INSERT INTO nine VALUES ('me', '019c9000-0000-7000-8000-000000000000', 'x', 'late', '', '', '', NULL, '')",
        "INSERT INTO nine VALUES ('me', 7, 'x', 1, '', 'd/c/0', 'review', NULL, '{}')",
        "INSERT INTO nine VALUES ('me', '019c9000-0000-7000-8000-000000000000', 'x', 1, '', '', '', NULL, 'no')",
    )
    done = rebuild_from(path, "me", START)
    assert done.taken == Taken(events=1, reviews=1, invalid=1)
    with closing(open_store(path, "me")) as store:
        assert merge_database(store, done.aside).events == 0


def test_unknown_columns_are_not_recovered(path: Path) -> None:
    """Column names of the file never become a part of a statement."""
    answered(path, "d/c/0")
    execute(
        path,
        "ALTER TABLE decks ADD COLUMN 'x) VALUES (1); --' TEXT",
        "DROP TABLE consents",
        "CREATE TABLE consents (odd)",
        "INSERT INTO consents VALUES (1)",
    )
    done = rebuild_from(path, "me", START)
    assert done.rows == 3
    assert counts(path) == {"decks": 1, "concepts": 1, "cards": 1, "consents": 0, "events": 1, "states": 1}


def test_nothing_is_moved_where_nothing_can_be_recovered(tmp_path: Path) -> None:
    """There is one clear error."""
    path = tmp_path / "q.db"
    path.write_bytes(bytes(9000))
    with pytest.raises(QuizError) as caught:
        rebuild_from(path, "me", START)
    assert caught.value.message == f"{path} has no backup, and no event in it can be read."
    assert caught.value.hint == "Nothing was changed. Choose another file with --db."
    assert caught.value.exit_code == ExitCode.STORE
    assert path.read_bytes() == bytes(9000)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_readable_part_of_a_damaged_file_is_recovered(whole: Path, data: st.DataObject) -> None:
    """Random pages, always including the first, are overwritten: the events on other pages come back, and never fewer
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
        readable = {row[1] for row in records(path, [10]) if row in rows}
        done = rebuild_from(path, "me", START + DAY)
        assert done.aside.read_bytes() == bytes(content)
        with closing(open_store(path, "me")) as store:
            there = {row[1] for row in bits(store)[0]}  # type: ignore[index]
        assert len(there) >= 200
        assert readable <= there <= {row[1] for row in rows}
        assert check(path) == len(there)


def test_events_are_recovered_without_a_backup(tmp_path: Path) -> None:
    """From a file without a header, with a WAL file that was not written back."""
    path = tmp_path / "q.db"
    add_answers(path, 50)
    store = open_store(path, "me")
    record(store, EventDraft(REVIEW, "d/c/late", {"rating": "easy"}, now_ms=START + DAY, day="2026-03-02"))
    main, log = path.read_bytes(), path.with_name("q.db-wal").read_bytes()
    store.close()
    path.write_bytes(bytes(4096) + main[4096:])
    path.with_name("q.db-wal").write_bytes(log)
    done = rebuild_from(path, "me", START + DAY)
    assert (done.backup, done.taken.events) == (None, 51)
    assert check(path) == 51


def test_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """A text file is not moved aside."""
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 900)
    with pytest.raises(QuizError, match="has no backup"):
        rebuild_from(path, "me", START)
    assert path.read_text() == "my notes " * 900
