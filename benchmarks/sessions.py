"""Run five sessions at once on one database: python benchmarks/sessions.py [ROUNDS], by default 20

Each session is a process that is answered by a thread of its own; one of five is killed now and then. Another process
suspends, buries and releases cards meanwhile. Every acknowledged answer must be stored, no card may be asked in two
sessions at the same time, and none that was suspended or buried before it was asked.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from faults.acts import log
from faults.home import ForkServer, build, environ_of
from faults.soundness import faults

SESSIONS, SECONDS = 5, 10.0
ON_THE_WAY = 0.1  # seconds from a question that is printed to the thread that reads it
RATINGS = ("again", "hard", "good", "easy")
RELEASES = ("suspend", "bury")


@dataclass(frozen=True, slots=True)
class Asked:
    """A card that was on the screen of a session from one moment to another."""

    session: int
    card: str
    began: float
    ended: float


@dataclass(slots=True)
class Round:
    """What sessions did: the cards that they asked, the answers that they acknowledged, the marks and their times."""

    home: Path
    asked: list[Asked] = field(default_factory=list)
    graded: int = 0
    sessions: int = 0
    marked: list[tuple[str, float]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def session(run: Round, number: int, seed: int) -> None:
    """Answer in one session after the other until the time is up."""
    chance, until = Random(seed), time.monotonic() + SECONDS
    while time.monotonic() < until:
        words = [sys.executable, "-m", "quizapp", "quiz", "deck", "--jsonl", "--new", "30", "--limit", "30"]
        with subprocess.Popen(words, env=environ_of(run.home), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as quiz:  # fmt: skip
            with run.lock:
                run.sessions += 1
            _answer(run, quiz, number, chance, until)


def _answer(run: Round, quiz: "subprocess.Popen[str]", number: int, chance: Random, until: float) -> None:
    assert quiz.stdin and quiz.stdout and quiz.stderr
    last = chance.randint(5, 60) if chance.random() < 1 / SESSIONS else 10_000
    began, card = 0.0, ""
    for line in quiz.stdout:
        said = json.loads(line)
        if said["type"] == "question":
            began, card = time.monotonic(), said["card"]
            time.sleep(chance.uniform(0, 0.02))
            sent = time.monotonic()
            quiz.stdin.write(json.dumps({"type": "rate", "rating": chance.choice(RATINGS)}) + "\n")
            quiz.stdin.flush()
        elif said["type"] == "graded":
            last -= 1
            with run.lock:
                run.graded += 1
                run.asked.append(Asked(number, card, began, sent))
        if last <= 0 or time.monotonic() > until:
            quiz.kill()
            break
    with run.lock:
        run.graded += quiz.stdout.read().count('"graded"')
        run.failed += [("Traceback" in (said := quiz.stderr.read()) and said) or ""]


def mark(run: Round, server: ForkServer, chance: Random) -> None:
    """Suspend, bury and release cards of the deck until the time is up."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with run.lock:
            card = chance.choice(run.asked).card if run.asked else ""
        if not card:
            time.sleep(0.05)
            continue
        done = server.run(("cards", chance.choice(RELEASES), card), environ_of(run.home))
        with run.lock:
            run.failed += [done.stderr] * bool(done.returncode)
            run.marked.append((card, time.monotonic()))


def wrong(run: Round, before: int) -> list[str]:
    """Return what is wrong after a round."""
    found = [each for each in run.failed if each] + faults(run.home, run.home / "quiz.db")
    stored = sum(row[4] == "review" for row in log(run.home / "quiz.db")) - before
    if not run.graded <= stored <= run.graded + run.sessions:
        found.append(f"{run.graded} answers acknowledged, {stored} stored")
    by_card: dict[str, list[Asked]] = {}
    for each in sorted(run.asked, key=lambda asked: asked.began):
        for other in by_card.get(each.card, []):
            if other.session != each.session and each.began < other.ended:
                found.append(f"{each.card} was asked in two sessions at once")
        by_card.setdefault(each.card, []).append(each)
    for card, moment in run.marked:
        late = (each for each in by_card.get(card, []) if each.began > moment + ON_THE_WAY)
        found += [f"{card} was asked after it was put aside" for _ in late]
    return found


def main(rounds: int) -> int:
    """Print a line for each round, then what is wrong; return 1 if something is."""
    server, found = ForkServer(), list[str]()
    with tempfile.TemporaryDirectory() as name:
        home, template = Path(name, "home"), Path(name, "template")
        build(home, server)
        home.rename(template)
        for number in range(rounds):
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(template, home)  # each round begins with cards that were never asked
            run, before = Round(home), sum(row[4] == "review" for row in log(home / "quiz.db"))
            threads = [threading.Thread(target=session, args=(run, n, number * 10 + n)) for n in range(SESSIONS)]
            threads.append(threading.Thread(target=mark, args=(run, server, Random(number))))
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            here = wrong(run, before)
            print(f"round {number}: {run.graded} answers in {run.sessions} sessions, {len(run.marked)} cards put aside,"
                  f" {len(here)} faults", flush=True)  # fmt: skip
            found += [f"round {number}: {each}" for each in here]
    server.close()
    print("\n".join(found))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
