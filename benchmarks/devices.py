"""Merge three devices in all orders: python benchmarks/devices.py [ROUNDS], by default 10

Each device has a clock of its own, answers, marks, pauses and forgets cards, undoes, sets a deck's retention, and
imports one or both of two wordings of the same table. Then every order of merging is tried, through files and through
a shared folder: all devices must end with the same log and the same states, no event may be missing, and the states
are the fold of the log.
"""

import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from random import Random

from faults.acts import log, rows
from faults.home import ForkServer, build, environ_of
from faults.soundness import faults

NAMES = ("aaaa", "bbbb", "cccc")
STEPS, SETTLED = 8, 3  # commands on a device; rounds of merging after which all have everything
RATINGS = ("again", "hard", "good", "easy")
WORDINGS = ("What is {}?", "What would you call {}?")
STATES = "SELECT * FROM states ORDER BY learner, card"


class Devices:
    """Three homes, and what is wrong with them."""

    def __init__(self, place: Path, template: Path, server: ForkServer, chance: Random) -> None:
        self.place, self.server, self.chance = place, server, chance
        self.homes = [place / name for name in NAMES]
        self.found: list[str] = []
        for home, name in zip(self.homes, NAMES, strict=True):
            shutil.copytree(template, home)
            with closing(sqlite3.connect(home / "quiz.db")) as connection, connection:
                connection.execute("UPDATE meta SET value = ? WHERE key = 'device'", [name])
        for number, wording in enumerate(WORDINGS):
            lines = "".join(f"{wording.format(n)},answer {n}\n" for n in range(12))
            (place / str(number)).mkdir()
            (place / str(number) / "words.csv").write_text(f"front,back\n{lines}", "utf-8")

    def run(self, home: Path, *words: str, stdin: str = "", **more: str) -> None:
        """Run a command; note a traceback, or an exit code other than that of what there is nothing of."""
        done = self.server.run(words, environ_of(home) | more, stdin)
        if done.returncode not in (0, 1, 2) or "Traceback" in done.stderr:
            self.found.append(f"{' '.join(words)}: exit code {done.returncode}: {done.stderr}")

    def live(self, home: Path, imports: str) -> None:
        """Do random things on a device, at times of its own clock."""
        now = datetime(2026, 11, 1, 9, tzinfo=UTC) + timedelta(hours=self.chance.randint(-80, 80))
        for number in imports:
            self.run(home, "import", str(self.place / number / "words.csv"), QUIZAPP_NOW=now.isoformat())
            self._step(home, now + timedelta(minutes=3))
        for _ in range(STEPS):
            now += timedelta(hours=self.chance.randint(-20, 60))
            self._step(home, now)

    def _step(self, home: Path, now: datetime) -> None:
        cards = [
            str(card) for (card,) in rows(home / "quiz.db", "SELECT card FROM cards WHERE deck IN ('words', 'deck')")
        ]
        card, deck = self.chance.choice(cards), self.chance.choice(("deck", "words"))
        rates = "".join(f'{{"type": "rate", "rating": "{self.chance.choice(RATINGS)}"}}\n' for _ in range(6))
        quiz = (("quiz", deck, "--jsonl", "--new", "6", "--limit", "6"), rates)
        words, stdin = self.chance.choice((
            quiz, quiz, quiz, (("cards", "suspend", card), ""), (("cards", "unsuspend", card), ""),
            (("cards", "bury", card), ""), (("cards", "flag", card), ""), (("cards", "forget", card), ""),
            (("undo", "2"), ""), (("deck", "pause", "deck"), ""), (("deck", "resume", "deck"), ""),
            (("config", "retention", f"0.{self.chance.randint(80, 95)}", "--deck", "deck"), ""),
        ))  # fmt: skip
        if (deck == "words" and words[0] == "quiz") and not any(each.startswith("words/") for each in cards):
            return
        self.run(home, *words, stdin=stdin, QUIZAPP_NOW=now.isoformat())

    def merge_in_all_orders(self, *, shared: bool) -> None:
        """Merge copies in each order; compare the logs and states of all devices and orders."""
        there = frozenset().union(*(log(home / "quiz.db") for home in self.homes))
        results = set()
        for order in permutations(range(3)):
            copies = self._merged(order, shared=shared)
            for copy in copies:
                states = hash(tuple(rows(copy / "quiz.db", STATES)))
                events = log(copy / "quiz.db")
                results.add((states, hash(events)))
                self.found += [f"order {order}: {each}" for each in faults(copy, copy / "quiz.db")]
                self.found += [f"order {order}: {len(there - events)} events lost"] * bool(there - events)
        self.found += [f"{len(results)} different results, shared folder: {shared}"] * (len(results) > 1)

    def _merged(self, order: tuple[int, ...], *, shared: bool) -> list[Path]:
        copies = [self.place / "copies" / name for name in NAMES]
        shutil.rmtree(self.place / "copies", ignore_errors=True)
        for home, copy in zip(self.homes, copies, strict=True):
            shutil.copytree(home, copy)
            shutil.rmtree(copy / "shared", ignore_errors=True)
        for _ in range(SETTLED):
            for at in order:
                if shared:
                    self.run(copies[at], "merge", QUIZAPP_SYNC_FOLDER=str(self.place / "copies" / "folder"))
                else:
                    others = [each for each in order if each != at]
                    for other in others:
                        self.run(copies[at], "merge", str(copies[other] / "quiz.db"))
        return copies


def main(rounds: int) -> int:
    """Print a line for each round, and what is wrong; return 1 if something is."""
    server, faulty = ForkServer(), 0
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        build(place / "home", server)
        for number in range(rounds):
            chance = Random(number)
            devices = Devices(place / f"round{number}", place / "home", server, chance)
            for home, imports in zip(devices.homes, chance.sample(("01", "1", "0"), 3), strict=True):
                devices.live(home, imports)
            for shared in (False, True):
                devices.merge_in_all_orders(shared=shared)
            events = sum(len(log(home / "quiz.db")) for home in devices.homes)
            head = f"round {number}: {events} events, 12 orders, {len(devices.found)} faults"
            print("\n".join([head, *devices.found]), flush=True)
            faulty += len(devices.found)
            shutil.rmtree(devices.place)
    server.close()
    return bool(faulty)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
