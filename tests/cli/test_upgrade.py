"""A database that version 0.1.0 wrote: upgraded by the first command, and put back by `restore`.

The file holds a deck of four cards with nine reviews, one of them undone, and a suspension, without the shipped deck.
"""

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.store import schema
from tests.conftest import Run

pytestmark = [pytest.mark.file, pytest.mark.fresh]
WRITTEN = Path(__file__).parents[1] / "store" / "version-0.1.0.db.gz"
LATER = {"QUIZAPP_NOW": "2026-03-06T12:30:00+00:00"}
# What version 0.1.0 itself showed: state, day due, reviews, suspended.
SHOWN = [
    ("review", "2026-03-24", 2, False),
    ("review", "2026-03-04", 2, False),
    ("learning", "2026-03-02", 2, False),
    ("review", "2026-03-20", 2, True),
]


def content(path: Path, table: str) -> list[tuple[object, ...]]:
    """Return the rows of a table."""
    with closing(sqlite3.connect(path)) as raw:
        return sorted(raw.execute(f"SELECT * FROM {table}").fetchall(), key=repr)


def test_upgrade_keeps_everything_and_restore_goes_back(environ: dict[str, str], quizapp: Run) -> None:
    place = Path(environ["QUIZAPP_DB"])
    place.write_bytes(gzip.decompress(WRITTEN.read_bytes()))
    place.chmod(0o600)
    before = {table: content(place, table) for table in ("events", "states", "alembic_version")}

    cards = json.loads(quizapp("cards", "list", "sums", "--json", **LATER).stdout)
    assert [(each["state"], each["due"][:10], each["reviews"], each["suspended"]) for each in cards] == SHOWN
    assert content(place, "alembic_version") == [(schema.VERSION,)]
    width = len(before["events"][0])
    # Besides the import of the shipped deck, which is newer.
    assert {row[:width] for row in content(place, "events")} >= set(before["events"])
    assert quizapp("doctor", **LATER).returncode == 0
    answer = '{"type": "rate", "rating": "good"}\n'
    assert '"answered": 1' in quizapp("quiz", "sums", "--jsonl", "--limit", "1", stdin=answer, **LATER).stdout

    backups = json.loads(quizapp("backup", "--list", "--json").stdout)["backups"]
    (backup,) = [each for each in backups if each["reason"] == "migration"]
    done = quizapp("restore", backup["file"], **LATER)
    assert done.returncode == 0, done.stderr
    assert {table: content(place, table) for table in before} == before

    kept = done.stdout.split("quizapp merge ")[1].strip()
    assert quizapp("merge", kept, **LATER).returncode == 0  # the answer after the upgrade is not lost
    assert json.loads(quizapp("cards", "list", "sums", "--json", **LATER).stdout) != cards
