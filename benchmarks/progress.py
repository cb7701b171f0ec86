"""Measure the progress report of a long history, and Anki's graphs of the same history, in turn within one run.

    python benchmarks/progress.py --anki PYTHON [--runs 5] [--cards 50000] [--reviews 1000000]

PYTHON is an interpreter that has the `anki` package. The history is an Anki collection that `quizapp import` reads.
"""

import argparse
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engines.measuring import process_seconds as timed
from engines.measuring import quizapp_environ

from quizapp.core.study_day import DAY_MS

ANKI_MAKES = """
import sys
from anki.collection import Collection
Collection(sys.argv[1]).close()
"""
ANKI_GRAPHS = """
import sys
from anki.collection import Collection
col = Collection(sys.argv[1])
col._backend.graphs(search="", days=0)
col.close()
"""


def fill(path: Path, cards: int, reviews: int) -> None:
    """Write a history into an empty Anki collection: each card is reviewed at growing intervals."""
    chance = random.Random(1)
    connection = sqlite3.connect(path)
    connection.create_collation("unicase", lambda a, b: (a > b) - (a < b))
    kind = connection.execute("SELECT id FROM notetypes ORDER BY id LIMIT 1").fetchone()[0]
    now = int(time.time() * 1000)
    each, times = reviews // cards, set()
    for number in range(cards):
        note = now - number - 1
        connection.execute(
            "INSERT INTO notes VALUES (?,?,?,?,-1,'',?,?,0,0,'')",
            (note, f"g{number}", kind, note // 1000, f"Question {number}\x1fAnswer {number}", f"Question {number}"),
        )
        connection.execute(
            "INSERT INTO cards VALUES (?,?,1,0,?,-1,2,2,?,30,2500,?,1,0,0,0,0,'')",
            (note, note, note // 1000, chance.randint(0, 60), each),
        )
        moment = now - chance.randint(900, 1000) * DAY_MS
        for index in range(each):
            moment += int(DAY_MS * chance.uniform(0.2, 2) * min(1 + index, 60) / 1.5) + chance.randint(0, 999)
            moment = min(moment, now - chance.randint(0, 30 * DAY_MS)) if moment >= now else moment
            while moment in times:
                moment += 1
            times.add(moment)
            grade = 1 if chance.random() < 0.1 else 3
            row = (moment, note, grade, index + 1, index, 2500, 4000, 1 if index else 0)
            connection.execute("INSERT INTO revlog VALUES (?,?,-1,?,?,?,?,?,?)", row)
    connection.commit()
    connection.close()


def peak_of(words: list[str], env: dict[str, str]) -> int:
    """Run a program; return its peak resident memory in MB."""
    with subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL) as child:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss // 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--anki", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--cards", type=int, default=50_000)
    parser.add_argument("--reviews", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        env = quizapp_environ(place)
        collection = place / "collection.anki2"
        timed([given.anki, "-c", ANKI_MAKES, str(collection)], env)
        fill(collection, given.cards, given.reviews)
        run = [sys.executable, "-m", "quizapp"]
        print(f"import of the history, which counts it: {timed([*run, 'import', str(collection)], env):.1f} s")
        print(f"first report after it: {timed([*run, 'progress', '--json'], env):.1f} s")
        print(f"peak memory of a later report: {peak_of([*run, 'progress', '--json'], env)} MB")
        pairs = [
            (timed([*run, "progress", "--json"], env), timed([given.anki, "-c", ANKI_GRAPHS, str(collection)], env))
            for _ in range(given.runs)
        ]
        ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
        done = subprocess.run([*run, "progress", "--json"], env=env, check=True, capture_output=True)
        found = json.loads(done.stdout)
        ratio = f"ratio {ours / theirs:.2f}"
        print(f"{found['reviews']:,} reviews: quizapp {ours:.2f} s, Anki's graphs {theirs:.2f} s, {ratio}")


if __name__ == "__main__":
    main()
