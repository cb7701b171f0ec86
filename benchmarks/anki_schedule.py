"""Compare the schedule of every card after an import with Anki's own, for collections studied in Anki itself.

    python benchmarks/anki_schedule.py --anki PYTHON [--cards 400] [--days 40]

PYTHON is an interpreter that has the `anki` package. Under each scheduler a learner studies for some weeks, crams in
filtered decks, resets and reschedules cards; then both kinds of package are imported into an empty database.
"""

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from engines.measuring import quizapp_environ

from quizapp.core import fsrs
from quizapp.core.study_day import day_start, days_between
from quizapp.formats.anki.cards import note_digest

ZONE = "Europe/Berlin"
ROLLOVER_HOUR = 4
ROLLOVER = timedelta(hours=ROLLOVER_HOUR)
LEARNER = Path(__file__).parent / "engines" / "anki_learner.py"
QUERY = "SELECT card, state, stability, difficulty, due_ms, last_ms, lapses FROM states WHERE card LIKE 'studied/%'"
COUNTED = ("cards", "new", "due_day", "lapses", "stability", "difficulty", "good")


def study_day(seconds: float) -> date:
    """Return the study day of a moment."""
    return (datetime.fromtimestamp(seconds, ZoneInfo(ZONE)) - ROLLOVER).date()


def due_day(card: dict[str, Any], created: int) -> date:
    """Return the day on which Anki has a card due."""
    seconds = card["due"] > 10**9
    return study_day(card["due"]) if seconds else study_day(created) + timedelta(days=card["due"])


def imported(package: Path, home: Path) -> tuple[dict[str, Any], sqlite3.Connection]:
    """Import a package into an empty database; return what the import says, and the database."""
    database = home / f"{package.stem}.db"
    env = quizapp_environ(home) | {"QUIZAPP_DB": str(database), "TZ": ZONE}
    words = [sys.executable, "-m", "quizapp", "import", str(package), "--json"]
    done = subprocess.run(words, env=env, check=True, capture_output=True, text=True)
    return json.loads(done.stdout), sqlite3.connect(database)


def near(ours: float | None, theirs: float | None, digits: int) -> bool:
    """Return whether a number is the one that Anki stores, which has so many decimals."""
    if ours is None or theirs is None:
        return ours is theirs
    return bool(abs(ours - theirs) <= 0.51 * 10**-digits + 1e-6 * abs(theirs))


def compared(package: Path, known: dict[str, Any], home: Path) -> tuple[dict[str, str], list[str]]:
    """Return how many cards are as Anki has them, in each respect, and what differs."""
    told, database = imported(package, home)
    states = {row[0].rsplit("/", 1)[1]: row[1:] for row in database.execute(QUERY)}
    (payload,) = database.execute("SELECT MAX(payload) FROM events WHERE kind = 'optimize'").fetchone()
    model = fsrs.model(tuple(json.loads(payload)["parameters"]) if payload else ())
    now_ms = int(datetime.now().timestamp() * 1000)
    today = day_start(study_day(now_ms / 1000), ZoneInfo(ZONE), ROLLOVER_HOUR)
    right, total = dict.fromkeys(COUNTED, 0), dict.fromkeys(COUNTED, 0)
    differing = [] if told["decks"][0]["crammed"] == known["crammed"] else ["crammed reviews"]
    for card in known["cards"]:
        state, stability, difficulty, due_ms, last_ms, lapses = states.get(
            f"{note_digest(card['guid'])}-1", ("new", None, None, None, None, 0)
        )
        checks = {"cards": True}
        if card["type"] == 0:
            checks["new"] = state == "new"
        else:
            checks["due_day"] = due_ms is not None and study_day(due_ms / 1000) == due_day(card, known["created"])
            checks["lapses"] = lapses == card["lapses"]
        if card["stability"] is not None:
            checks["stability"] = near(stability, card["stability"], 4)
            checks["difficulty"] = near(difficulty, card["difficulty"], 3)
        if card["good"] is not None and stability is not None and card["stability"] is not None:
            days = days_between(last_ms, now_ms, today)
            after = fsrs.advance(model, stability, difficulty, fsrs.GOOD, days)[0]
            checks["good"] = abs(after - card["good"]) <= 2e-3 * card["good"]
        for name, is_right in checks.items():
            total[name] += 1
            right[name] += is_right
            differing += [] if is_right else [f"{name}: {card} {states.get(note_digest(card['guid']) + '-1')}"]
    database.close()
    return {name: f"{right[name]}/{total[name]}" for name in COUNTED}, differing


def main() -> None:
    """Print a row for each scheduler and package."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--anki", required=True, help="an interpreter with the anki package")
    parser.add_argument("--cards", type=int, default=400)
    parser.add_argument("--days", type=int, default=40)
    given = parser.parse_args()
    print(f"{'':22}" + "".join(f"{name:>12}" for name in COUNTED))
    for scheduler in ("fsrs-6", "fsrs-5", "sm-2"):
        with tempfile.TemporaryDirectory(prefix="quizapp-") as folder:
            home = Path(folder)
            words = [given.anki, str(LEARNER), folder, scheduler, str(given.cards), str(given.days)]
            subprocess.run(words, check=True, env=os.environ | {"TZ": ZONE})
            known = json.loads((home / "cards.json").read_text())
            for package in (home / "new.apkg", home / "old.apkg"):
                row, differing = compared(package, known, home)
                print(f"{scheduler + ' ' + package.name:22}" + "".join(f"{row[name]:>12}" for name in COUNTED))
                for line in differing[:3]:
                    print(f"  differs: {line}")


if __name__ == "__main__":
    main()
