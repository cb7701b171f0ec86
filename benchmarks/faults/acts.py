"""The commands that are interrupted, and what each of them changes: all of that, or nothing, must be there later."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from faults.home import environ_of

UNUSABLE = "unusable"  # the effect of a command on a database that is damaged or missing before
RATE = '{"type": "rate", "rating": "good"}\n'
PROVE = ("prove", "naps/naps/calls", "--predict", "9", "--yes", "--json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A command. In its words and environment `{home}` is the learner's home."""

    words: tuple[str, ...]
    effect: Callable[[Path], object]  # what it changes, as a value that can be compared
    database: str = "quiz.db"
    stdin: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    before: Callable[[Path], None] = lambda home: None
    keeps_events: bool = True  # the events from before are all there afterwards
    answers: bool = False  # it acknowledges answers one by one

    def at(self, home: Path) -> tuple[tuple[str, ...], dict[str, str]]:
        """Return its words and its environment in a home."""
        here = {name: text.format(home=home) for name, text in self.more.items()}
        return tuple(word.format(home=home) for word in self.words), environ_of(home, self.database) | here


def rows(database: Path, query: str) -> list[tuple[object, ...]]:
    """Return the rows of a query of a database."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def log(database: Path) -> frozenset[tuple[object, ...]]:
    """Return all events with their contents."""
    return frozenset(rows(database, "SELECT learner, id, day, card, kind, payload FROM events"))


def _log_of(home: Path) -> object:
    return log(home / "quiz.db")


def _count(home: Path) -> object:
    return len(log(home / "quiz.db"))


def _parameters(home: Path) -> object:
    found = rows(home / "quiz.db", "SELECT payload FROM events WHERE kind = 'optimize'")
    return sorted(str(json.loads(str(payload))["parameters"]) for (payload,) in found)


def _backups(home: Path) -> object:
    return len([*(home / "backups").glob("*.db")])


def _cards_of(deck: str) -> Callable[[Path], object]:
    query = (
        f"SELECT (SELECT COUNT(*) FROM cards WHERE deck = '{deck}'),"
        f" (SELECT COUNT(*) FROM decks WHERE deck = '{deck}'),"
        f" (SELECT COUNT(*) FROM events WHERE card LIKE '{deck}/%')"
    )
    return lambda home: rows(home / "quiz.db", query)


def _upgraded(home: Path) -> object:
    """Return the version of the tables: the shipped decks come after it, at the latest with the next start."""
    return rows(home / "old" / "quiz.db", "SELECT version_num FROM alembic_version")


def _exported(home: Path) -> object:
    """Return the files of an export, by name and content; backups of the database are not the same bytes."""
    files = sorted(path for path in (home / "all").rglob("*") if path.is_file()) if (home / "all").exists() else []
    return [(str(path.relative_to(home)), path.suffix) for path in files]


def _moved(home: Path) -> object:
    texts = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted((home / "deck").glob("*.yaml"))]
    return texts, rows(home / "quiz.db", "SELECT card, concept FROM cards WHERE deck = 'deck' ORDER BY card")


def _damage(home: Path) -> None:
    """Overwrite a page in the middle of the file."""
    database = home / "quiz.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'states'").fetchone()
    with database.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)


def _lose(home: Path) -> None:
    """Remove the database but not its write-ahead log; a backup shows that there was one."""
    (home / "backups").mkdir()
    shutil.copyfile(home / "earlier.db", home / "backups" / "quiz-20260101T120000000Z-asked.db")
    with closing(sqlite3.connect(home / "quiz.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DELETE FROM consents")
        connection.execute("CREATE TABLE later (x)")
        connection.commit()
        kept = (home / "quiz.db-wal").read_bytes()
    (home / "quiz.db").unlink()
    (home / "quiz.db-wal").write_bytes(kept)


def _repaired(home: Path) -> object:
    """Return the log, or that the database is still damaged or missing."""
    if not (home / "quiz.db").exists():
        return UNUSABLE
    try:
        rows(home / "quiz.db", "SELECT * FROM states")
    except sqlite3.DatabaseError:
        return UNUSABLE
    return frozenset(row for row in log(home / "quiz.db") if row[4] != "import")  # decks are installed again


ACTS = {
    "quiz": Act(
        words=("quiz", "deck", "--jsonl", "--new", "40", "--cram"), stdin=RATE * 60, effect=lambda home: None,
        answers=True,
    ),
    "quiz, clock set back": Act(
        words=("quiz", "deck", "--jsonl", "--new", "40"), stdin=RATE * 60, effect=lambda home: None, answers=True,
        more={"QUIZAPP_NOW": "2025-03-01T12:00:00+00:00"},
    ),
    "restore": Act(words=("restore", "{home}/earlier.db"), effect=_log_of, keeps_events=False),
    "restore over a damaged one": Act(
        words=("restore", "{home}/earlier.db"), before=_damage, effect=_repaired, keeps_events=False
    ),
    "restore of a lost one": Act(
        words=("restore", "{home}/earlier.db"), before=_lose, effect=_repaired, keeps_events=False
    ),
    "optimize": Act(words=("optimize",), effect=_parameters),
    "backup": Act(words=("backup",), effect=_backups),
    "sync": Act(words=("merge",), effect=_count, more={"QUIZAPP_SYNC_FOLDER": "{home}/shared"}),
    "merge": Act(words=("merge", "{home}/other.db"), effect=_count),
    "import": Act(words=("import", "{home}/table.csv"), effect=_cards_of("table")),
    "import of an archive": Act(words=("import", "{home}/pictures.zip"), effect=_cards_of("pictures")),
    "upgrade": Act(words=("status",), database="old/quiz.db", effect=_upgraded),
    "erase": Act(
        words=("forget", "deck", "--erase", "--yes"), effect=_log_of, keeps_events=False
    ),
    "rebuild": Act(words=("doctor", "--rebuild"), before=_damage, effect=_repaired),
    "export": Act(words=("export", "--everything", "{home}/all"), effect=_exported),
    "move": Act(
        words=("cards", "move", *(f"deck/list/{number:05d}" for number in range(5)), "--to", "deck/second"),
        effect=_moved,
    ),
    "prove": Act(words=PROVE, effect=lambda home: None),
    "prove without bubblewrap": Act(words=PROVE, effect=lambda home: None, more={"PATH": "{home}/bin"}),
}  # fmt: skip
