"""Migrations that are killed, and databases of newer versions."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from limits import limited
from sqlalchemy import create_engine

from quizapp.store import schema
from quizapp.store.backup.backups import backups_of
from quizapp.store.backup.soundness import faults_of
from quizapp.store.database import open_store
from quizapp.store.maintenance.doctor import findings
from quizapp.store.maintenance.integrity import integrity
from tests.conftest import Run
from tests.store.devices import START

pytestmark = pytest.mark.file
MIGRATE = "import sys; from pathlib import Path; from quizapp.store.database import open_store; "
MIGRATE += "import alembic.command; print('ready', flush=True); sys.stdin.readline(); "
MIGRATE += "open_store(Path(sys.argv[1]), 'me')"


def old_database(path: Path, answers: int) -> None:
    """Create a database of the first version with events and cards."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "quizapp.store:migrations")
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        rows = [
            (
                "me",
                f"019c9000-0000-7000-8000-{n:012x}",
                "aaaa",
                START + n,
                "2026-03-02",
                f"d/c/{n}",
                '{"rating":"good"}',
            )
            for n in range(answers)
        ]
        raw.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, 'proof', NULL, ?)", rows)
        card = ("d", "c", "what", "recall", "[]", 0, "", "{}", "", 0, 0)
        raw.executemany(f"INSERT INTO cards VALUES (?{', ?' * 11})", [(f"d/c/{n}", *card) for n in range(answers)])
        raw.commit()


def version_of(path: Path) -> str:
    """Return the schema version of a database."""
    with closing(sqlite3.connect(path)) as raw:
        return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_killed_migration_is_complete_or_absent(tmp_path: Path) -> None:
    """Every event is there in the old version or in the new one, and the backup taken before is sound."""
    template = tmp_path / "old.db"
    old_database(template, 3000)
    chance, versions = random.Random(7), set()
    for number in range(8):
        path = tmp_path / f"{number}" / "q.db"
        path.parent.mkdir()
        shutil.copyfile(template, path)
        words = [sys.executable, "-c", MIGRATE, str(path)]
        with limited(subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)) as child:
            assert child.stdin and child.stdout
            child.stdout.readline()
            child.stdin.write("\n")
            child.stdin.flush()
            time.sleep(chance.uniform(0, 0.25))
            os.kill(child.pid, signal.SIGKILL)
        versions.add(version_of(path))
        assert version_of(path) in ("0001", schema.VERSION)
        assert faults_of(path) == []
        assert all(faults_of(each.path) == [] for each in backups_of(path))
        with closing(open_store(path, "me")) as store:
            with store.reading() as connection:
                assert connection.exec_driver_sql("SELECT COUNT(*) FROM events").scalar() == 3000
                assert connection.exec_driver_sql("SELECT COUNT(*) FROM cards WHERE siblings = ''").scalar() == 0
            assert integrity(store) == []
        assert version_of(path) == schema.VERSION
        assert [version_of(each.path) for each in backups_of(path) if each.reason == "migration"].count("0001") >= 1
    assert "0001" in versions


def test_newer_database_is_refused_and_unchanged(environ: dict[str, str], quizapp: Run) -> None:
    """By every command that would write, and by merge, restore and doctor."""
    quizapp("status")
    path = Path(environ["QUIZAPP_DB"])
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    before = path.read_bytes()
    newer = path.with_name("newer.db")
    newer.write_bytes(before)
    for words in (["status"], ["quiz", "--jsonl"], ["undo"], ["doctor"], ["doctor", "--repair"], ["merge", str(path)]):
        done = quizapp(*words)
        assert (done.returncode, "9999" in done.stderr) == (4, True), words
    assert path.read_bytes() == before
    path.unlink()
    assert quizapp("restore", str(newer)).returncode == 4
    assert not path.exists()


def test_upgrade_replaces_numbers_that_are_no_json(tmp_path: Path) -> None:
    """Earlier versions stored NaN and infinities; SQLite could not read them, and `optimize` and `plan` failed."""
    path = tmp_path / "q.db"
    old_database(path, 0)
    with closing(sqlite3.connect(path)) as raw:
        wrong = '{"rating":"good","correct":null,"hinted":false,"answer":[NaN,{"a":-Infinity}],"seconds":Infinity}'
        raw.execute(
            "INSERT INTO events VALUES ('me', '019c9000-0000-7000-8000-0000000000ff', 'a', ?, '2026-03-02', 'd/c/x',"
            " 'review', NULL, ?)",
            [START, wrong],
        )
        raw.commit()
    with closing(open_store(path, "me")) as store:
        assert not [each for each in findings(store, START) if each.code in ("damaged-event", "trigger")]
    with closing(sqlite3.connect(path)) as raw:
        (payload,) = raw.execute("SELECT payload FROM events WHERE kind = 'review'").fetchone()
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute("UPDATE events SET payload = '{}'")
    assert payload == '{"rating":"good","correct":null,"hinted":false,"answer":[null,{"a":null}],"seconds":null}'


def test_leases_stay_when_their_table_is_stored_without_row_ids(tmp_path: Path) -> None:
    """A session of the old program that is still open keeps its card."""
    path = tmp_path / "q.db"
    old_database(path, 3)
    lease = ("me", "d/c/1", "one", "host", 7, START)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?)", lease)
        raw.commit()
    open_store(path, "me").close()
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT * FROM claims").fetchall() == [lease]
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master")]
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            raw.execute("SELECT rowid FROM claims")
    assert "states_by_last" not in names and "claims_with_rowid" not in names
    with closing(open_store(path, "me")) as store:
        assert integrity(store) == []
