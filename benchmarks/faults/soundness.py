"""What must hold of a learner's home after anything that happened to a command."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from quizapp.store.backup.soundness import faults_of
from quizapp.store.database import open_store
from quizapp.store.maintenance.integrity import integrity, states_that_differ
from quizapp.store.sync import segments

LEFT = ("*.part*", "*.before", "*.new", "*.pending", "unfinished/*", "tmp/*")


def faults(home: Path, database: Path) -> list[str]:
    """Return what is wrong: a damaged database, backup or segment, states that differ from the log, files left."""
    found = []
    with closing(open_store(database, "me")) as store:
        found += [f"integrity: {each}" for each in integrity(store)]
        found += ["states differ from the log"] * bool(states_that_differ(store))
    for backup in (*home.rglob("backups/*.db"),):
        found += [f"{backup.name}: {each}" for each in faults_of(backup)]
    for name in segments.names_in(home / "shared") if (home / "shared").is_dir() else ():
        try:
            segments.read(home / "shared" / name)
        except segments.Incomplete:
            found.append(f"{name}: incomplete")
    paths = {path for pattern in LEFT for path in home.rglob(pattern)}
    left = {str(path.relative_to(home)) for path in paths if path.parent.name != "unfinished" or _is_complete(path)}
    return found + [f"left behind: {', '.join(sorted(left))}"] * bool(left)


def _is_complete(entry: Path) -> bool:
    """Return whether an entry was written: a kill before that leaves an incomplete one for a minute."""
    try:
        json.loads(entry.read_bytes())
    except ValueError:
        return False
    return True


def is_open(database: Path) -> bool:
    """Return whether SQLite can read the file at all."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("SELECT COUNT(*) FROM events").fetchone()
    except sqlite3.DatabaseError:
        return False
    return True
