"""Events whose bits changed: found, named, restored from a backup or set aside, and the rest goes on."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.events import LOG_COLUMNS
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup.backups import take
from quizapp.store.database import Store, open_store
from quizapp.store.events.event_log import all_states
from quizapp.store.maintenance.damaged_events import damaged_events
from quizapp.store.maintenance.doctor import Finding, findings, repair
from quizapp.store.maintenance.recover import rebuild_from
from tests.store.devices import START, add_answers, check

pytestmark = pytest.mark.file
FLIPS = {
    "no JSON": "substr(payload, 2)",
    "unknown rating": "replace(payload, 'good', 'gooe')",
    "no UTF-8": "CAST(CAST(replace(payload, 'good', 'goo') AS BLOB) || x'ff' AS TEXT)",
    "no object": "'[1]'",
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Create a database of eight answers."""
    made = tmp_path / "q.db"
    add_answers(made, 8)
    return made


def flip(path: Path, change: str, number: int = 3) -> str:
    """Change a column of an event from outside, as a bad disk would; return the id of the event."""
    with closing(sqlite3.connect(path)) as raw:
        (name_before,) = raw.execute("SELECT id FROM events WHERE rowid = ?", [number]).fetchone()
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(f"UPDATE events SET {change} WHERE rowid = ?", [number])
        for _, sql in triggers:
            raw.execute(sql)
        raw.commit()
        return str(name_before)


def rows(path: Path) -> set[object]:
    """Return the columns of all events, without their order."""
    with closing(sqlite3.connect(path)) as raw:
        return set(raw.execute(f"SELECT {', '.join(LOG_COLUMNS)} FROM events").fetchall())


def found_in(store: Store) -> list[Finding]:
    """Return what doctor finds wrong with events."""
    return [each for each in findings(store, START) if each.code == "damaged-event"]


def errors_in(store: Store) -> list[Finding]:
    """Return what doctor finds wrong, without its notes."""
    return [each for each in findings(store, START) if each.severity == "error"]


@pytest.mark.parametrize("change", FLIPS.values(), ids=FLIPS)
def test_damaged_event_is_named_and_set_aside(path: Path, change: str) -> None:
    """The other answers stay, their states too, and the row is kept in a file."""
    name = flip(path, f"payload = {change}")
    with closing(open_store(path, "me")) as store:
        (finding,) = found_in(store)
        assert (name in finding.message, finding.repairable) == (True, True)
        done = repair(store, START).events
        assert (done.events, done.from_backup, done.as_read) == (1, 0, 0)
        assert errors_in(store) == []
        assert len(all_states(store)) >= 1
    assert done.kept
    assert [json.loads(line)["id"] for line in done.kept.read_text().splitlines()] == [name]
    assert done.kept.stat().st_mode & 0o077 == 0
    assert check(path) == 7


@pytest.mark.parametrize("change", [*FLIPS.values(), "replace(payload, 'good', 'easy')"])
def test_damaged_event_comes_back_from_a_backup(path: Path, change: str) -> None:
    """A change that only the checksum shows is undone too; older rows without a checksum are not lost."""
    whole = rows(path)
    take(path, "asked", START)
    flip(path, f"payload = {change}")
    with closing(open_store(path, "me")) as store:
        assert len(found_in(store)) == 1
        done = repair(store, START).events
        assert (done.events, done.from_backup) == (1, 1)
    assert rows(path) == whole
    assert check(path) == 8


def test_valid_change_without_a_backup_is_told_and_stays(path: Path) -> None:
    """Nobody knows which bit was right: the answer is not lost, and it is told once."""
    flip(path, "payload = replace(payload, 'good', 'easy')")
    with closing(open_store(path, "me")) as store:
        (finding,) = found_in(store)
        assert "its content has changed since it was written" in finding.message
        done = repair(store, START).events
        assert (done.events, done.as_read) == (1, 1)
        assert errors_in(store) == []
    assert check(path) == 8


def test_event_of_an_earlier_version_has_no_checksum(path: Path) -> None:
    """It is not taken for damaged."""
    flip(path, "checksum = NULL, payload = replace(payload, 'good', 'easy')")
    with closing(open_store(path, "me")) as store:
        assert found_in(store) == []


def test_answer_on_a_card_with_a_damaged_history_is_one_error(path: Path) -> None:
    """It names the event and the command that repairs it."""
    name = flip(path, f"payload = {FLIPS['unknown rating']}")
    with closing(open_store(path, "me")) as store, pytest.raises(QuizError) as caught:
        repair_states(store)
    assert name in caught.value.message
    assert (caught.value.hint or "").endswith("quizapp doctor --repair")
    assert caught.value.exit_code == ExitCode.STORE


def repair_states(store: Store) -> None:
    """Fold the whole log again."""
    from quizapp.store.events.rebuild import rebuild

    rebuild(store)


def test_damaged_event_of_a_backup_does_not_stop_a_recovery(path: Path) -> None:
    """The backup has the damaged event too."""
    flip(path, f"payload = {FLIPS['unknown rating']}")
    take(path, "asked", START)
    path.write_bytes(bytes(100) + path.read_bytes()[100:])
    rebuild_from(path, "me", START + 1)
    assert check(path) == 7


@pytest.fixture(scope="module")
def three_answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a database of three answers."""
    made = tmp_path_factory.mktemp("whole") / "q.db"
    add_answers(made, 3)
    return made


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_flipped_bit_of_an_event_is_seen(three_answers: Path, data: st.DataObject) -> None:
    """Of any column: the checksum covers them all."""
    path = three_answers.with_name("flipped.db")
    shutil.copyfile(three_answers, path)
    name = data.draw(st.sampled_from([name for name in LOG_COLUMNS if name != "undoes"]))
    with closing(sqlite3.connect(path)) as raw:
        raw.text_factory = bytes
        (value,) = raw.execute(f"SELECT {name} FROM events WHERE rowid = 2").fetchone()
    if isinstance(value, bytes):
        changed, at = bytearray(value), data.draw(st.integers(0, len(value) * 8 - 1))
        changed[at // 8] ^= 1 << at % 8
        flip(path, f"{name} = CAST(x'{changed.hex()}' AS TEXT)", 2)
    else:
        flip(path, f"{name} = {value ^ 1 << data.draw(st.integers(0, 40))}", 2)
    with closing(open_store(path, "me")) as store:
        assert [each.number for each in damaged_events(store)] == [2]
