"""Links at predictable paths, views in the place of tables, texts that take too long, keys that nobody pressed."""

import ast
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pexpect
import pytest

import quizapp
from quizapp.atomic_files import write_folder
from quizapp.errors import QuizError
from quizapp.store.backup.backups import copy_to
from quizapp.store.backup.soundness import faults_of
from quizapp.store.database import open_store

SOURCE = Path(quizapp.__file__).parent
ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT 1 version_num FROM n WHERE x = 2"
STARTS_PROGRAMS = {
    "lab/sandbox.py",
    "lab/confinement.py",
    "lab/run_guard.py",
    "lab/interpreter_files.py",
    "ui/viewer.py",
    "ui/editor.py",
    "cli/web.py",
}
READ = """
import sys
from pathlib import Path
from quizapp.errors import QuizError
from quizapp.formats.registry import read_path
try:
    read_path(Path(sys.argv[1]), format_name=sys.argv[2])
except QuizError:
    pass
"""


def test_exported_folder_is_not_written_through_a_link(tmp_path: Path) -> None:
    """Nor does it contain the rest of a killed export."""
    victim, target = tmp_path / "victim", tmp_path / "out"
    victim.mkdir()
    (tmp_path / ".out.part").symlink_to(victim)
    with pytest.raises(FileExistsError):
        write_folder({"deck.yaml": b"new"}, target)
    assert list(victim.iterdir()) == []
    (tmp_path / ".out.part").unlink()
    (tmp_path / ".out.part").mkdir()
    (tmp_path / ".out.part" / "stale.yaml").write_text("old")
    write_folder({"deck.yaml": b"new"}, target)
    assert [path.name for path in target.iterdir()] == ["deck.yaml"]


def test_backup_is_not_written_through_a_link(tmp_path: Path) -> None:
    """The link is replaced, its target stays."""
    victim, database = tmp_path / "victim", tmp_path / "quiz.db"
    victim.write_text("keep")
    open_store(database, "me").close()
    (tmp_path / ".copy.db.part").symlink_to(victim)
    copy_to(database, tmp_path / "copy.db")
    assert (victim.read_text(), faults_of(tmp_path / "copy.db")) == ("keep", [])


@pytest.mark.parametrize("table", ["events", "alembic_version", "Meta"])
def test_view_in_the_place_of_a_table_is_one_error(tmp_path: Path, table: str) -> None:
    """When opening and when restoring: reading it might never end."""
    path = tmp_path / "quiz.db"
    open_store(path, "me").close()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"PRAGMA foreign_keys=OFF; DROP TABLE {table}; CREATE VIEW {table} AS {ENDLESS}")
    assert faults_of(path) == [f"`{table}` is a view where a table belongs"]
    with pytest.raises(QuizError, match=f"`{table}` is a view"):
        open_store(path, "me")


def test_schema_that_is_not_utf8_is_one_error(tmp_path: Path) -> None:
    """SQLite quotes it in its message, which is then not UTF-8."""
    path = tmp_path / "quiz.db"
    open_store(path, "me").close()
    sound = path.read_bytes()
    path.write_bytes(sound.replace(b"CREATE VIEW review_log", b"CREATE VIEW x " + b"\xe3" * 8))
    assert path.read_bytes() != sound
    with pytest.raises(QuizError, match="malformed"):
        open_store(path, "me")


@pytest.mark.parametrize("piece", ["a\n", "---\n"])
def test_long_note_is_read_in_linear_time(tmp_path: Path, piece: str) -> None:
    """Each line used to look at all lines before it: minutes for a megabyte."""
    note = tmp_path / "note.md"
    note.write_text(piece * 250_000)
    subprocess.run([sys.executable, "-c", READ, str(note), "obsidian"], timeout=60, check=True)


@pytest.mark.fresh
@pytest.mark.file
def test_reports_of_the_terminal_are_no_keys(environ: dict[str, str]) -> None:
    """The reply to a query of an earlier program: here it would answer and rate."""
    env = environ | {"TERM": "xterm-256color"}
    words = ["-m", "quizapp"]
    child = pexpect.spawn(sys.executable, words, env=env, dimensions=(24, 80), encoding="utf-8", timeout=30)
    child.expect("Welcome to quizapp")
    child.send(" ")
    child.expect("New: Concurrency")
    child.send("\r")
    child.expect("What is concurrency")
    child.send("\x1b]11;3 3 3 q\x07\x1bP1$r3 3 q\x1b\\")
    child.send("?")
    child.expect("hint|keys|help", timeout=10)
    assert child.isalive()
    child.close(force=True)
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as connection:
        assert connection.execute("SELECT COUNT(*) FROM events WHERE kind = 'review'").fetchone() == (0,)


def test_programs_are_started_only_in_known_modules() -> None:
    """So the files of a deck's folder, such as git hooks, are only read by our readers."""
    found = set()
    in_the_child = {"lab/landlock_child.py", "lab/worker.py", "lab/checking/checking.py"}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called.startswith(("subprocess.", "os.spawn", "os.exec", "os.posix_spawn", "pty.", "webbrowser.")):
                found.add(path.relative_to(SOURCE).as_posix())
    assert found <= STARTS_PROGRAMS | in_the_child, found
