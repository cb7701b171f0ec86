"""Regression tests of fuzzing and probing: each input ended in a traceback, or was written to a wrong place."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from quizapp.atomic_files import write_whole
from quizapp.errors import QuizError
from quizapp.formats.registry import read_path
from quizapp.settings.settings import load_config, save_setting
from quizapp.store.database import open_store
from quizapp.store.maintenance.recover import _take_table
from quizapp.store.sync.shared_folder import merge_database
from tests.conftest import Run


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000, "a = 0x" + "f" * 5000, "a = \xff"])
def test_settings_that_break_the_parser_are_one_error(tmp_path: Path, text: str) -> None:
    """Endless brackets, numbers of thousands of digits, other encodings."""
    path = tmp_path / "config.toml"
    path.write_text(text, "latin-1")
    with pytest.raises(QuizError, match=re.escape(str(path))):
        load_config({"QUIZAPP_CONFIG": str(path)})


def test_temporary_files_follow_no_link(tmp_path: Path) -> None:
    """Those of the settings and of segments in a shared folder."""
    victim = tmp_path / "victim"
    victim.write_text("keep")
    (tmp_path / "config.part").symlink_to(victim)
    (tmp_path / ".segment.part").symlink_to(victim)
    save_setting(tmp_path / "config.toml", "retention", "0.8")
    write_whole(b"events", tmp_path / "segment")
    assert victim.read_text() == "keep"
    assert not (tmp_path / "config.toml").is_symlink()


def test_lines_that_are_not_utf8_get_an_error(environ: dict[str, str]) -> None:
    """The session continues to its summary."""
    env = environ | {"PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8:strict"}
    words = [sys.executable, "-m", "quizapp", "quiz", "--jsonl"]
    done = subprocess.run(words, input=b"\xff\n", env=env, capture_output=True, timeout=120, check=False)
    assert b"Traceback" not in done.stderr
    assert b'"summary"' in done.stdout


def test_learner_name_must_be_utf8(quizapp: Run) -> None:
    """Else there is one clear error."""
    done = quizapp("status", QUIZAPP_LEARNER="\udcff")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_document_without_headings_is_no_traceback(tmp_path: Path) -> None:
    """A table that is read as a concept document."""
    path = tmp_path / "table.csv"
    path.write_text("Term,Definition\nio,A moon\n")
    try:
        assert read_path(path, format_name="markdown").problems
    except QuizError as error:
        assert error.message


@pytest.mark.parametrize("kind", ["view", "text"])
def test_hostile_database_is_one_error(tmp_path: Path, kind: str) -> None:
    """An endless view in the place of the events; text that is not UTF-8."""
    store, other = open_store(tmp_path / "quiz.db", "me"), tmp_path / "other.db"
    open_store(other, "me").close()
    with closing(sqlite3.connect(other)) as connection:
        if kind == "view":
            columns = "1 learner,1 id,1 device,1 time_ms,1 day,1 card,1 kind,1 undoes,1 payload"
            endless = f"WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT {columns} FROM n"
            connection.executescript(f"PRAGMA foreign_keys=OFF; DROP TABLE events; CREATE VIEW events AS {endless}")
        else:
            row = "'me', 'i', 'd', 1, '', 'c', CAST(x'ff' AS TEXT), NULL, '{}'"
            names = "learner, id, device, time_ms, day, card, kind, undoes, payload"
            connection.execute(f"INSERT INTO events ({names}) VALUES ({row})")
            connection.commit()
    with pytest.raises(QuizError, match="other.db"):
        merge_database(store, other)
    store.close()


def test_unknown_column_names_are_no_part_of_a_statement(tmp_path: Path) -> None:
    """A damaged file with SQL in its column names."""
    store, aside = open_store(tmp_path / "quiz.db", "me"), tmp_path / "aside.db"
    with closing(sqlite3.connect(aside)) as connection:
        connection.execute('CREATE TABLE consents ("digest) SELECT 1 --" TEXT)')
        connection.execute("INSERT INTO consents VALUES ('x')")
        connection.commit()
    with store.transaction():
        assert _take_table(store, aside, "consents") == 0
    store.close()
