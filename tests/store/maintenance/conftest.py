"""A database from which events are read without SQLite."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.store.backup.backups import take
from tests.store.devices import START, add_answers


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Create a database of 300 answers, 200 of them in a backup; one is longer than a page."""
    path = tmp_path_factory.mktemp("whole") / "q.db"
    add_answers(path, 200)
    take(path, "asked", START)
    add_answers(path, 100, at=200)
    add_answers(path, 1, at=300, note="long " * 3000)
    yield path


def rows_of(path: Path) -> set[object]:
    """Return the rows of the log, as SQLite reads them."""
    with closing(sqlite3.connect(path)) as raw:
        return set(raw.execute("SELECT * FROM events").fetchall())
