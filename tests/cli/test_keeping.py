"""The commands that keep a history: backup, restore, merge, forget, doctor, export --everything."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pexpect
import pytest
from asking import asked

from tests.conftest import Run

RATE = '{"type": "rate", "rating": "%s"}\n'


def answer(quizapp: Run, count: int, rating: str = "good", **more: str) -> None:
    """Answer some questions."""
    done = quizapp("quiz", "--jsonl", "--limit", str(count), stdin=RATE % rating * count, **more)
    assert json.loads(done.stdout.splitlines()[-1])["answered"] == count, done.stderr


def backups(quizapp: Run, **more: str) -> list[dict[str, str]]:
    """Return the backups, newest first."""
    found: list[dict[str, str]] = json.loads(quizapp("backup", "--list", "--json", **more).stdout)["backups"]
    return found


def dump(path: str | Path) -> list[object]:
    """Return the stored log and states."""
    queries = ("SELECT * FROM events WHERE card <> '' ORDER BY learner, id", "SELECT * FROM states ORDER BY 1, 2")
    return [asked(path, query) for query in queries]


def other_device(tmp_path: Path, name: str, **more: str) -> dict[str, str]:
    """Return the environment of another device."""
    return {"QUIZAPP_DB": str(tmp_path / name / "q.db"), "QUIZAPP_CONFIG": str(tmp_path / name / "c.toml")} | more


@pytest.mark.file
def test_backup_is_taken_once_per_study_day(quizapp: Run) -> None:
    """After the first session of the day with an answer."""
    quizapp("status")
    assert backups(quizapp) == []
    answer(quizapp, 1)
    answer(quizapp, 1)
    assert [each["reason"] for each in backups(quizapp)] == ["day-2026-03-02"]
    answer(quizapp, 1, QUIZAPP_NOW="2026-03-03T12:00:00+00:00")
    assert [each["reason"] for each in backups(quizapp)] == ["day-2026-03-03", "day-2026-03-02"]


@pytest.mark.file
def test_backup_is_taken_before_an_import_that_changes_something(quizapp: Run, foreign_deck: Path) -> None:
    """Not before a dry run, and not where nothing changes."""
    quizapp("status")
    quizapp("import", str(foreign_deck), "--dry-run")
    assert backups(quizapp) == []
    assert quizapp("import", str(foreign_deck)).returncode == 0
    (made,) = backups(quizapp)
    assert made["reason"] == "import"
    assert "mine" not in quizapp("deck", "list", "--json", QUIZAPP_DB=made["file"]).stdout
    quizapp("import", str(foreign_deck))
    assert len(backups(quizapp)) == 1


@pytest.mark.file
def test_restored_and_replaced_answers_can_be_merged(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> None:
    """The replaced database is kept and can be merged into the restored one."""
    answer(quizapp, 2)
    copy = tmp_path / "copy.db"
    assert quizapp("backup", "--to", str(copy)).returncode == 0
    assert quizapp("backup", "--to", str(copy)).returncode == 2
    answer(quizapp, 3)
    whole = dump(environ["QUIZAPP_DB"])
    done = quizapp("restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert len(dump(environ["QUIZAPP_DB"])[0]) == 2  # type: ignore[arg-type]
    kept = done.stdout.splitlines()[-1].split()[-1]
    assert "3 new events, 3 of them reviews" in quizapp("merge", kept).stdout
    assert dump(environ["QUIZAPP_DB"]) == whole


@pytest.mark.file
def test_two_devices_share_a_folder(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> None:
    """Each session reads the other's events at its start and writes its own at its end."""
    other = other_device(tmp_path, "other")
    for device in ({}, other):
        assert quizapp("config", "sync.folder", str(tmp_path / "shared"), **device).returncode == 0
    answer(quizapp, 3)
    answer(quizapp, 2, "again", QUIZAPP_NOW="2026-03-01T12:00:00+00:00", **other)  # its clock is a day behind
    # A session starts with the events of the other devices.
    quizapp("quiz", "--jsonl", stdin='{"type": "quit"}\n')
    assert len(dump(environ["QUIZAPP_DB"])[0]) == 5  # type: ignore[arg-type]
    done = json.loads(quizapp("merge", "--json").stdout)
    assert (done["events"], done["incomplete"]) == (0, [])
    quizapp("merge", **other)
    assert dump(environ["QUIZAPP_DB"]) == dump(other["QUIZAPP_DB"])
    assert len(dump(other["QUIZAPP_DB"])[0]) == 5  # type: ignore[arg-type]
    assert quizapp("doctor", **other).returncode == 0


@pytest.mark.file
def test_missing_shared_folder_loses_no_answer(environ: dict[str, str], quizapp: Run, tmp_path: Path) -> None:
    """The answers are stored, one error is shown, and later they are shared."""
    quizapp("config", "sync.folder", str(tmp_path / "drive" / "shared"))
    done = quizapp("quiz", "--jsonl", "--limit", "2", stdin=RATE % "good" * 2)
    assert done.returncode == 4
    assert "does not exist" in done.stderr
    assert len(dump(environ["QUIZAPP_DB"])[0]) == 2  # type: ignore[arg-type]
    (tmp_path / "drive").mkdir()
    assert json.loads(quizapp("merge", "--json").stdout)["written"] >= 2
    quizapp("config", "sync.folder", str(Path(environ["QUIZAPP_DB"]).parent))
    assert "database itself" in quizapp("merge").stderr
    assert quizapp("config", "sync.folder", "relative/path").returncode == 2


@pytest.mark.fresh
def test_forget_keeps_the_history_and_erase_deletes_it(environ: dict[str, str], quizapp: Run) -> None:
    """Files that still contain erased events are named."""
    answer(quizapp, 2)
    first = [row[5] for row in dump(environ["QUIZAPP_DB"])[0]]  # type: ignore[attr-defined]
    deck = first[0].split("/")[0]
    assert quizapp("forget", deck).returncode == 0
    assert len(dump(environ["QUIZAPP_DB"])[0]) == 4  # type: ignore[arg-type]
    assert all(json.loads(quizapp("cards", "show", card, "--json").stdout)["state"] == "new" for card in first)
    once = quizapp("forget", deck, "--erase")
    assert (once.returncode, len(dump(environ["QUIZAPP_DB"])[0])) == (5, 4)  # type: ignore[arg-type]
    twice = quizapp("forget", deck, "--erase", "--yes")
    assert twice.returncode == 0, twice.stderr
    if "://" not in environ["QUIZAPP_DB"]:
        assert backups(quizapp)[0]["file"] in twice.stdout
    assert dump(environ["QUIZAPP_DB"]) == [[], []]
    assert quizapp("forget", "no-such-deck").returncode == 2
    assert quizapp("doctor").returncode == 0


@pytest.mark.parametrize(("typed", "left"), [("yes", 1), ("concurrency", 0)])
def test_erase_asks_for_the_scope_on_a_terminal(environ: dict[str, str], quizapp: Run, typed: str, left: int) -> None:
    """Enter or `yes` erases nothing."""
    answer(quizapp, 1)
    child = pexpect.spawn(
        sys.executable, ["-m", "quizapp", "forget", "concurrency", "--erase"], env=environ, encoding="utf-8", timeout=30
    )
    child.expect("Type concurrency to confirm")
    child.sendline(typed)
    child.expect(pexpect.EOF)
    child.close()
    assert len(dump(environ["QUIZAPP_DB"])[0]) == left  # type: ignore[arg-type]
    assert child.exitstatus == (5 if left else 0)


@pytest.mark.file
def test_doctor_reports_repairs_and_rebuilds(environ: dict[str, str], quizapp: Run) -> None:
    """With the exit codes of the contract."""
    answer(quizapp, 2)
    path = Path(environ["QUIZAPP_DB"])
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE states SET lapses = 9")
        raw.commit()
    done = quizapp("doctor")
    assert (done.returncode, "2 cards differ from their events" in done.stdout) == (1, True)
    assert "--repair" in done.stdout
    assert quizapp("doctor", "--repair").returncode == 0
    assert json.loads(quizapp("doctor", "--json").stdout) == {"ok": True, "findings": [], "done": []}
    content = path.read_bytes()
    path.write_bytes(b"\xff" * 4096 + content[4096:])
    done = quizapp("doctor")
    assert (done.returncode, "--rebuild" in done.stdout) == (1, True)
    assert path.read_bytes()[4096:] == content[4096:]
    assert quizapp("status").returncode == 4
    done = quizapp("doctor", "--rebuild")
    assert done.returncode == 0, done.stderr
    assert "The database is sound" in done.stdout
    assert json.loads(quizapp("status", "--json").stdout)["done_today"] == 2


def test_everything_can_be_exported_and_imported_elsewhere(
    environ: dict[str, str], quizapp: Run, tmp_path: Path, foreign_deck: Path
) -> None:
    """Decks, history and settings; every card has the same state there."""
    quizapp("config", "retention", "0.85")
    quizapp("import", str(foreign_deck))
    answer(quizapp, 8)
    folder = tmp_path / "all"
    assert quizapp("export", "--everything", str(folder)).returncode == 0
    lines = [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]
    assert len(lines) == asked(environ["QUIZAPP_DB"], "SELECT COUNT(*) FROM events")[0][0]
    assert json.loads((folder / "settings.json").read_text())["retention"][0] == "0.85"
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder, *folder.rglob("*")])
    other = other_device(tmp_path, "other")
    assert quizapp("import", str(folder / "decks"), **other).returncode == 0
    assert dump(environ["QUIZAPP_DB"]) == dump(other["QUIZAPP_DB"])
    assert quizapp("export", "--everything", str(folder)).returncode == 3


@pytest.mark.file
def test_files_are_readable_only_by_their_owner(environ: dict[str, str], quizapp: Run, foreign_deck: Path) -> None:
    """Whatever the umask: database, log, settings, backups, decks, media."""
    home = Path(environ["QUIZAPP_DB"]).parent / "home"
    env = {"QUIZAPP_DB": str(home / "q.db"), "QUIZAPP_CONFIG": str(home / "c" / "config.toml")}
    quizapp("config", "retention", "0.9", **env)
    quizapp("import", str(foreign_deck), **env)
    answer(quizapp, 2, **env)
    found = [home, *home.rglob("*")]
    assert {"q.db", "backups", "config.toml"} <= {path.name for path in found}
    assert [path for path in found if path.stat().st_mode & 0o077] == []


@pytest.mark.file
@pytest.mark.parametrize("table", ["concepts", "cards", "decks"])
def test_rebuild_installs_the_shipped_deck_again(environ: dict[str, str], quizapp: Run, table: str) -> None:
    """Although the row of the deck, with the digest of its files, can still be read."""
    answer(quizapp, 2)
    before = quizapp("cards", "list", "--json").stdout
    path = Path(environ["QUIZAPP_DB"])
    with closing(sqlite3.connect(path)) as raw:
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table]).fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = bytes(size)
    path.write_bytes(content)
    shutil.rmtree(path.parent / "backups", ignore_errors=True)
    assert quizapp("doctor").returncode == 1
    assert quizapp("doctor", "--rebuild").returncode == 0
    assert quizapp("cards", "list", "--json").stdout == before


SILENT = """
import sys
told = []
sys.addaudithook(lambda name, args: told.append((name, args)) if name in (
    "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.bind") else None)
from quizapp.cli.main import main
code = main(sys.argv[1:])
assert not told, told
sys.exit(code)
"""


@pytest.mark.fresh
@pytest.mark.file
@pytest.mark.parametrize(
    "words",
    [("status",), ("quiz", "--jsonl", "--limit", "2"), ("import", "data/samples/seed.md"), ("progress",), ("backup",),
     ("export", "--everything", "all"), ("doctor",)],
)  # fmt: skip
def test_no_command_uses_the_network(environ: dict[str, str], tmp_path: Path, words: tuple[str, ...]) -> None:
    """No socket is connected or bound, and no name is looked up."""
    places = {"all": str(tmp_path / "all"), "data/samples/seed.md": str(Path(__file__).parents[2] / words[-1])}
    subprocess.run([sys.executable, "-m", "quizapp", "status"], env=environ, capture_output=True, check=True)
    done = subprocess.run(
        [sys.executable, "-c", SILENT, *(places.get(word, word) for word in words)],
        env=environ, input=RATE % "good" * 2, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.file
def test_doctor_tells_a_locked_database_from_a_damaged_one(quizapp, environ: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    """By SQLite's result code: another program keeps the file from being read."""
    quizapp("status")
    with closing(sqlite3.connect(environ["QUIZAPP_DB"])) as holder:
        holder.execute("PRAGMA locking_mode = EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        holder.execute("CREATE TABLE held (x)")
        done = quizapp("doctor")
    assert (done.returncode, "cannot be read: database is locked" in done.stderr) == (4, True), done.stderr
