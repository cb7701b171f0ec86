"""Another device's database: its events are taken, or there is one QuizError."""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from quizapp.core.events import REVIEW
from quizapp.errors import QuizError
from quizapp.store.database import Store, open_store
from quizapp.store.exchange import merge_database
from quizapp.store.log import record


@cache
def _devices() -> tuple[Store, bytes]:
    """Return a database that takes, and the bytes of one that is taken."""
    home = Path(mkdtemp(prefix="quizapp-fuzz-"))
    other = open_store(home / "other.db", "me")
    record(other, REVIEW, "d/c/a", {"rating": "good"}, now_ms=1_772_000_000_000, day="2026-03-02")
    other.close()
    return open_store(home / "quiz.db", "me"), (home / "other.db").read_bytes()


def seeds() -> Iterator[bytes]:
    """Yield where to write into the database, and what."""
    yield b""
    yield b"\0\0\x14\xff\xff"
    yield b"\0\x10\0\x0d\0"


def check(content: bytes, folder: Path) -> None:
    """Change the database by the bytes, five for two changes, and merge it."""
    store, sound = _devices()
    damaged = bytearray(sound)
    for index in range(0, len(content) - 4, 5):
        place = int.from_bytes(content[index : index + 3], "big") % (len(damaged) - 2)
        damaged[place : place + 2] = content[index + 3 : index + 5]
    path = folder / "other.db"
    shutil.rmtree(path, ignore_errors=True)
    path.write_bytes(damaged)
    try:
        merge_database(store, path)
    except QuizError as error:
        assert error.hint
