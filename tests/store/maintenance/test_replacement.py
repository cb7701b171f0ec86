"""A damaged database is kept and replaced; one that cannot be read at the moment stays where it is."""

import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from limits import limited

from quizapp.core.events import REVIEW
from quizapp.errors import ExitCode, QuizError
from quizapp.store.backup import soundness
from quizapp.store.backup.backups import take
from quizapp.store.backup.soundness import faults_of
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.maintenance.recover import rebuild_from
from quizapp.store.maintenance.replacement import beside, replacing_damaged, source_of
from quizapp.store.maintenance.restore import restore
from tests.store.devices import START, add_answers, check

pytestmark = pytest.mark.file
HEADER = 100  # bytes


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Create a database of 60 answers, with a backup of the first 40."""
    made = tmp_path / "home" / "q.db"
    add_answers(made, 40)
    take(made, "asked", START)
    add_answers(made, 20, at=40)
    return made


def damage(path: Path) -> None:
    """Overwrite the header, so that SQLite reads nothing."""
    path.write_bytes(bytes(HEADER) + path.read_bytes()[HEADER:])


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of all files of a folder."""
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def run(path: Path, *words: str) -> tuple[int, str]:
    """Run the program on a database, and return its exit code and messages."""
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "--db", str(path), *words], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


@pytest.fixture(params=["restore", "rebuild"])
def act(request: pytest.FixtureRequest) -> Callable[[Path], object]:
    """Return each of the two ways to replace a database."""

    def restored(path: Path) -> object:
        return restore(path, next((path.parent / "backups").glob("*-asked.db")), START + 1)

    return restored if request.param == "restore" else lambda path: rebuild_from(path, "me", START + 1)


def refusal(act: Callable[[Path], object], path: Path) -> str:
    """Return the message of an act that must fail and change no file."""
    before = files(path.parent)
    with pytest.raises(QuizError) as caught:
        act(path)
    assert caught.value.exit_code == ExitCode.STORE
    assert files(path.parent) == before
    return caught.value.message


def test_locked_database_is_not_replaced(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be sound."""
    monkeypatch.setattr(soundness, "PATIENCE", 0.05)
    backup = next((path.parent / "backups").glob("*-asked.db"))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(QuizError, match=r"cannot be read: database is locked\.") as caught:
            restore(path, backup, START + 1)
        assert "may be sound" in (caught.value.hint or "")
    assert check(path) == 60


def test_database_without_permission_is_not_replaced(users_folder: Path) -> None:
    """The message says which file cannot be read."""
    path = users_folder / "q.db"
    add_answers(path, 60)
    backup = take(path, "asked", START)
    path.chmod(0)
    with pytest.raises(QuizError, match="no permission to read q.db"):
        restore(path, backup, START + 1)
    with pytest.raises(QuizError, match="no permission to read q.db"):
        faults_of(path)
    path.chmod(0o600)
    assert check(path) == 60


def test_folder_in_the_place_of_a_database_is_named(path: Path, tmp_path: Path) -> None:
    """It is neither damaged nor replaced."""
    backup = next((path.parent / "backups").glob("*-asked.db"))
    (tmp_path / "folder").mkdir()
    with pytest.raises(QuizError, match="it is a folder"):
        restore(tmp_path / "folder", backup, START + 1)


def test_damaged_database_that_another_program_has_open_is_not_replaced(
    path: Path, act: Callable[[Path], object]
) -> None:
    """Its answers would go to the file that was put aside."""
    program = (
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('SELECT COUNT(*) FROM events').fetchone();"
        "print(flush=True); input()"
    )
    words = [sys.executable, "-c", program, str(path)]
    with limited(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)) as other:
        assert other.stdout and other.stdin
        other.stdout.readline()
        damage(path)
        assert refusal(act, path) == f"{path}: another program has it open."
        other.communicate("\n", timeout=20)
    act(path)
    assert check(path) >= 40


@pytest.mark.parametrize("command", ["restore", "doctor --rebuild"])
def test_copy_that_fails_leaves_the_damaged_file(path: Path, command: str) -> None:
    """A limit on the size of files stands for a full disk; the next command does not create an empty database."""
    damage(path)
    before = files(path.parent)
    backup = next((path.parent / "backups").glob("*-asked.db"))
    words = ["restore", str(backup)] if command == "restore" else ["doctor", "--rebuild"]
    done = subprocess.run(
        [sys.executable, "-m", "quizapp", "--db", str(path), *words],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)),
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (4, False), done.stderr
    assert "Nothing was changed" in done.stderr
    assert files(path.parent) == before
    assert faults_of(path)


def test_symbolic_link_stays_a_link(path: Path, act: Callable[[Path], object], tmp_path: Path) -> None:
    """A relative link, and answers that are only in the log beside the real file."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    store = open_store(path, "me")
    record(store, EventDraft(REVIEW, "d/c/late", {"rating": "easy"}, now_ms=START + 99, day="2026-03-02"))
    log = beside(path, "-wal").read_bytes()
    store.close()
    path.rename(shelf / "real.db")
    beside(shelf / "real.db", "-wal").write_bytes(log)
    path.symlink_to("../shelf/real.db")
    damage(path)
    act(path)
    assert path.is_symlink()
    assert [each.name for each in shelf.iterdir()] == ["real.db"]
    assert not list(path.parent.glob("q.db-*"))
    kept = next((path.parent / "backups").glob("*.damaged"))
    assert beside(kept, "-wal").read_bytes() == log
    assert check(path) >= 40


def test_log_is_found_after_an_interrupted_exchange(path: Path) -> None:
    """Killed after the logs were removed and before the new file took its name: the last answer is in the kept log."""
    store = open_store(path, "me")
    record(store, EventDraft(REVIEW, "d/c/late", {"rating": "easy"}, now_ms=START + 99, day="2026-03-02"))
    log = beside(path, "-wal").read_bytes()
    store.close()
    with closing(sqlite3.connect(path)) as raw:  # the answer is in the log alone
        raw.execute("DROP TRIGGER events_no_delete")
        raw.execute("DELETE FROM events WHERE card = 'd/c/late'")
        raw.commit()
        raw.execute("VACUUM")
    damage(path)
    kept = path.parent / "backups" / "q-20260101T000000000Z.damaged"
    kept.hardlink_to(path)
    beside(kept, "-wal").write_bytes(log)
    assert source_of(path) == kept
    rebuild_from(path, "me", START + 100)
    assert check(path) == 61


def test_missing_database_with_backups_is_not_created_empty(path: Path) -> None:
    """Neither by `status` nor by `doctor`; an empty file is no database either."""
    backup = next((path.parent / "backups").glob("*-asked.db"))
    for leave in (path.unlink, path.touch):
        leave()
        for words in (("status",), ("doctor",), ("doctor", "--repair")):
            code, told = run(path, *words)
            assert (code, f"quizapp restore {backup}" in told) == (4, True), told
        assert not path.exists() or path.stat().st_size == 0
    assert run(path, "restore", str(backup))[0] == 0
    assert check(path) == 40


def test_what_is_still_in_the_log_of_the_new_database_is_not_left_behind(path: Path, tmp_path: Path) -> None:
    """SQLite closes without an error where it could not write the log into the file, as on a failing disk."""
    source = tmp_path / "source.db"
    add_answers(source, 1)
    with closing(open_store(source, "me")) as store:
        record(store, EventDraft(REVIEW, "d/c/late", {"rating": "good"}, now_ms=START, day="2026-03-02"))
        with replacing_damaged(path, START + 1) as (new, _):
            for suffix in ("", "-wal"):
                shutil.copyfile(beside(source, suffix), beside(new, suffix))
    assert check(path) == 2
    assert not beside(path, "-wal").exists()
