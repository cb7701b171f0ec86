"""A learner's home with a history, other devices and things to import, built once and copied for each trial."""

import gzip
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

TESTS = Path(__file__).parents[2] / "tests"
sys.path.insert(0, str(TESTS.parent))
sys.path.insert(0, str(TESTS))

from collection import fill, write_deck  # noqa: E402
from fork_server import ForkServer as ForkServer  # noqa: E402 (exported)
from kinds_deck import write_kinds  # noqa: E402
from synthetic import learner  # noqa: E402

from tests.store.devices import add_answers  # noqa: E402

REVIEWS, ROWS, OLD_ROWS = 1500, 4000, 60
SECOND = "cards: second\ntitle: Second\nquestions:\n  - {id: x, kind: recall, ask: x, answer: y}\n"
OLD_VERSION = TESTS / "store" / "version-0.1.0.db.gz"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(2000)


def environ_of(home: Path, database: str = "quiz.db") -> dict[str, str]:
    """Return the environment of a command in a home; temporary files are in it too."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return kept | {
        "HOME": str(home), "TMPDIR": str(home / "tmp"), "QUIZAPP_DB": str(home / database), "TZ": "UTC",
        "QUIZAPP_CONFIG": str(home / "config.toml"), "QUIZAPP_DEBUG": "1", "PYTHONUTF8": "1",
    }  # fmt: skip


def build(home: Path, server: ForkServer) -> None:
    """Write a home: a database with the shipped decks, a deck of one's own and a history; a backup, another device's
    database and segments, a table, an archive, and a database of version 0.1.0.
    """
    (home / "tmp").mkdir(parents=True)
    (home / "old").mkdir()
    (home / "bin").mkdir()
    (home / "bin" / "unshare").symlink_to(shutil.which("unshare") or "/usr/bin/unshare")  # and no bubblewrap
    cards = learner(REVIEWS)
    deck = write_deck(home / "deck", "deck", len(cards) + 10)
    (deck / "second.yaml").write_text(SECOND, "utf-8")
    _run(server, home, "import", str(deck))
    _run(server, home, "import", str(write_kinds(home / "naps")))
    fill(str(home / "quiz.db"), cards[: len(cards) // 2])
    _run(server, home, "backup", "--to", str(home / "earlier.db"))
    fill(str(home / "quiz.db"), cards[len(cards) // 2 :])
    _other_device(home, server)
    _things_to_import(home, server)
    (home / "old" / "quiz.db").write_bytes(gzip.decompress(OLD_VERSION.read_bytes()))
    (home / "old" / "quiz.db").chmod(0o600)
    add_answers(home / "quiz.db", 20, card="deck/list")
    shutil.rmtree(home / "backups", ignore_errors=True)  # those of the imports: every trial begins without one
    _run(server, home, "status")


def _other_device(home: Path, server: ForkServer) -> None:
    """Let a second device answer, and write its segments into the shared folder."""
    shutil.copyfile(home / "quiz.db", home / "other.db")
    with closing(sqlite3.connect(home / "other.db")) as connection, connection:
        connection.execute("UPDATE meta SET value = 'bbbb' WHERE key = 'device'")
    add_answers(home / "other.db", 300, note="there", card="deck/list")
    _run(server, home, "merge", database="other.db", QUIZAPP_SYNC_FOLDER=str(home / "shared"))


def _things_to_import(home: Path, server: ForkServer) -> None:
    rows = "".join(f"question {number},answer {number}\n" for number in range(ROWS))
    (home / "table.csv").write_text(f"front,back\n{rows}", "utf-8")
    folder = write_deck(home / "pictures", "pictures", OLD_ROWS)
    (folder / "media").mkdir()
    for number in range(OLD_ROWS):
        (folder / "media" / f"{number}.png").write_bytes(PICTURE)
    text = (folder / "list.yaml").read_text("utf-8")
    lines = [
        line.replace("}", f", media: [{number}.png]}}") if "kind:" in line else line
        for number, line in enumerate(text.splitlines(keepends=True), -3)
    ]
    (folder / "list.yaml").write_text("".join(lines), "utf-8")
    shutil.copyfile(home / "quiz.db", home / "packing.db")
    _run(server, home, "import", str(folder), database="packing.db")
    add_answers(home / "packing.db", OLD_ROWS, card="pictures/list", note="packed")
    _run(server, home, "export", "pictures", "--to", str(home / "pictures.zip"), "--history", database="packing.db")
    for path in (*home.glob("packing.db*"), home / "decks" / "pictures"):
        path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree(folder)


def _run(server: ForkServer, home: Path, *words: str, database: str = "quiz.db", **more: str) -> None:
    done = server.run(words, environ_of(home, database) | more)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}")
