"""SQLite on a full disk, without permissions, with a lock, and after a power failure."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from quizapp.core.events import REVIEW
from quizapp.errors import ExitCode, QuizError
from quizapp.store.database import open_store
from quizapp.store.events.event_log import EventDraft, record
from tests.conftest import Run
from tests.store.devices import START, check

pytestmark = pytest.mark.file
RATE = '{"type": "rate", "rating": "%s"}\n'


@contextmanager
def small_disk(kilobytes: int) -> Iterator[Path]:
    """Mount a file system of so many kilobytes; skip where that is not possible."""
    place = Path(tempfile.mkdtemp())
    options = f"size={kilobytes}k,mode=0700"
    mount = shutil.which("mount")
    done = subprocess.run([mount or "false", "-t", "tmpfs", "-o", options, "quizapp-test", str(place)], check=False,
                          capture_output=True)  # fmt: skip
    if done.returncode:
        place.rmdir()
        pytest.skip("mounting a small file system needs root; the test with RLIMIT_FSIZE covers part of this")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()


def test_full_disk_loses_no_answer(environ: dict[str, str]) -> None:
    """There is one error, every graded answer is stored, and with free space the quiz continues."""
    with small_disk(1500) as disk:
        env = environ | {"QUIZAPP_DB": str(disk / "q.db")}

        def run(*words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
            return subprocess.run([sys.executable, "-m", "quizapp", *words], env=env, input=stdin, text=True,
                                  capture_output=True, timeout=120, check=False)  # fmt: skip

        run("quiz", "--jsonl", "--limit", "2", stdin=RATE % "easy" * 2)
        shutil.rmtree(disk / "backups")
        filler = disk / "filler"
        used = sum(path.stat().st_size for path in disk.iterdir())
        filler.write_bytes(b"x" * (1500 * 1024 - used - 100_000))
        done = run("quiz", "--jsonl", "--new", "90", "--cram", stdin=RATE % "easy" * 600)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        graded = sum(line["type"] == "graded" for line in lines)
        assert done.returncode == 4 or any(line["type"] == "error" for line in lines)
        assert "Traceback" not in done.stderr
        filler.unlink()
        assert check(disk / "q.db") >= graded + 2
        assert run("quiz", "--jsonl", "--limit", "1", "--cram", stdin=RATE % "good").returncode == 0


def bound_by_permissions() -> list[str]:
    """Return a command prefix that makes permissions apply to root; skip where there is none."""
    if os.geteuid():
        return []
    words = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    if not shutil.which("setpriv") or subprocess.run([*words, "true"], check=False).returncode:
        pytest.skip("root may write everywhere, and there is no setpriv to change that")
    return words


def test_read_only_database_is_one_clear_error(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> None:
    """It names the file and what to do, and the file is not changed."""
    quizapp("status")
    home = tmp_path / "closed"
    home.mkdir()
    path = home / "q.db"
    shutil.copyfile(environ["QUIZAPP_DB"], path)
    before = path.read_bytes()
    path.chmod(0o400)
    home.chmod(0o500)
    done = subprocess.run(
        [*bound_by_permissions(), sys.executable, "-m", "quizapp", "quiz", "--jsonl"], input=RATE % "good", text=True,
        capture_output=True, env=environ | {"QUIZAPP_DB": str(path)}, timeout=60, check=False,
    )  # fmt: skip
    home.chmod(0o700)
    assert (done.returncode, "Traceback" in done.stderr) == (4, False), done.stderr
    assert str(path) in done.stderr
    assert "--db" in done.stderr
    assert path.read_bytes() == before


def test_locked_database_is_an_error_after_the_timeout(tmp_path: Path) -> None:
    """An answer waits for another program's transaction; at the timeout there is one error and nothing is stored."""
    path = tmp_path / "q.db"
    store = open_store(path, "me")
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        with store.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA busy_timeout = 50")  # type: ignore[union-attr]
        with pytest.raises(QuizError, match="locked") as caught:
            record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
        assert caught.value.exit_code == ExitCode.STORE
        assert "Another program" in caught.value.hint
        other.execute("COMMIT")
    record(store, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=START, day="2026-03-02"))
    store.close()
    assert check(path) == 1


def acknowledged_sizes(path: Path, answers: int) -> list[tuple[int, int]]:
    """Record answers; return after each one the number of acknowledged events and the size of the WAL file."""
    store, sizes = open_store(path, "me"), []
    log = path.with_name(path.name + "-wal")
    for number in range(answers):
        record(
            store, EventDraft(REVIEW, f"d/c/{number % 3}", {"rating": "good"}, now_ms=START + number, day="2026-03-02")
        )
        sizes.append((number + 1, log.stat().st_size))
    for each in (path, log):
        shutil.copyfile(each, each.with_name("after-" + each.name))
    store.close()
    return sizes


def test_no_acknowledged_answer_is_lost_by_a_torn_wal(tmp_path: Path) -> None:
    """With synchronous FULL the WAL is synced at each commit, so a power failure damages only bytes after it.
    The WAL is cut after each acknowledged answer, and the rest is replaced by nothing, a part of it, or random bytes.
    """
    path = tmp_path / "q.db"
    sizes = acknowledged_sizes(path, 12)
    main, log = (tmp_path / f"after-{name}" for name in ("q.db", "q.db-wal"))
    chance, whole = random.Random(3), log.read_bytes()
    for number, (events, size) in enumerate(sizes):
        rest = len(whole) - size
        part = whole[size : size + chance.randrange(rest + 1)]
        tails = [b"", part, chance.randbytes(rest), bytes(rest)]
        for kind, tail in enumerate(tails):
            place = tmp_path / f"{number}-{kind}"
            place.mkdir()
            shutil.copyfile(main, place / "q.db")
            (place / "q.db-wal").write_bytes(whole[:size] + tail)
            assert check(place / "q.db") >= events
