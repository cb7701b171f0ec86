"""Compare schedulers by what simulated learners know: python benchmarks/learning.py [--anki PYTHON] [--seeds N]

Learners with known memories study the same cards for a year under quizapp as shipped, quizapp with `optimize` every 30
days, Anki's scheduler (PYTHON is an interpreter that has the `anki` package), SM-2 and Leitner boxes. Each run is kept
in a file (--keep) and is not repeated; tables go to the standard output, and --plot FILE writes a picture. --write puts
the tables into docs/learning.md.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import product
from mmap import mmap
from pathlib import Path
from typing import Any

from engines.learners import LEARNERS
from engines.learning_report import picture, report
from engines.measuring import write_part
from engines.simple_schedulers import REVIEWS_PER_DAY, simple
from engines.study_year import BEGIN_MS, Scheduler, study

from quizapp.core.study_day import DAY_MS

SCHEDULERS = ("quizapp", "quizapp optimised", "Anki", "SM-2", "Leitner")
VARIANT = "quizapp 24 hours"  # see engines/quizapp_year.py
RETENTION = 0.9  # both programs' default
ANKI_SIDE = Path(__file__).parent / "engines" / "anki_year.py"
CLOCK_SOURCE = ANKI_SIDE.with_name("virtual_clock.c")
PAGE = Path(__file__).parents[1] / "docs" / "learning.md"


@dataclass(frozen=True, slots=True)
class Run:
    """A year of one learner under one scheduler."""

    learner: str
    scheduler: str
    seed: int
    cards: int
    days: int

    @property
    def key(self) -> str:
        """The name under which its result is kept."""
        return f"{self.learner}/{self.scheduler}/{self.seed}/{self.cards}/{self.days}"


class AnkiYear:
    """Anki's scheduler in a process of its own, whose clock is virtual."""

    def __init__(self, python: str, folder: Path, run: Run, new_per_day: int) -> None:
        (folder / "clock").write_bytes(bytes(8))
        self._clock = mmap((file := os.open(folder / "clock", os.O_RDWR)), 8)
        os.close(file)
        self._tell(BEGIN_MS - DAY_MS // 2)
        words = [python, str(ANKI_SIDE), str(folder / "collection.anki2"), str(run.cards), str(new_per_day)]
        words += [str(REVIEWS_PER_DAY), str(RETENTION), str(run.seed)]
        env = os.environ | {"TZ": "UTC", "VIRTUAL_CLOCK": str(folder / "clock"), "LD_PRELOAD": clock_library(folder)}
        self._child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)
        self._answer("the start")

    def _tell(self, now_ms: int) -> None:
        """Set the clock of the process."""
        self._clock[:] = now_ms.to_bytes(8, sys.byteorder)

    def _ask(self, request: str, now_ms: int) -> int:
        assert self._child.stdin
        self._tell(now_ms)
        self._child.stdin.write(request + "\n")
        self._child.stdin.flush()
        return self._answer(f"`{request}`")

    def _answer(self, request: str) -> int:
        assert self._child.stdout
        line = self._child.stdout.readline()
        if not line:
            raise RuntimeError(f"The process of Anki ended at {request}.")
        return int(line)

    def begin(self, day: int, now_ms: int) -> None:
        """Let the day come."""
        self._tell(now_ms)

    def next(self, now_ms: int) -> int | None:
        """Return the card at the front of Anki's queue."""
        card = self._ask("next", now_ms)
        return card if card >= 0 else None

    def rate(self, rating: int, seconds: int, now_ms: int) -> None:
        """Answer it."""
        self._ask(f"rate {rating} {seconds * 1000}", now_ms)

    def end(self) -> None:
        """Leave the collection open."""

    def close(self) -> None:
        """End the process."""
        assert self._child.stdin and self._child.stdout
        self._child.stdin.close()
        self._child.wait()
        self._child.stdout.close()
        self._clock.close()


def clock_library(folder: Path) -> str:
    """Return the path of the virtual clock, compiled into a folder."""
    library = folder / "virtual_clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O", "-o", str(library), str(CLOCK_SOURCE)], check=True)
    return str(library)


def memory_folder() -> str | None:
    """Return a folder in memory, where there is one: a year is 5,000 synced transactions."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def scheduler_of(run: Run, folder: Path, anki: str) -> Scheduler:
    """Return a new scheduler for a run, with its files in a folder."""
    new = next(each.new_per_day for each in LEARNERS if each.name == run.learner)
    if run.scheduler == "Anki":
        return AnkiYear(anki, folder, run, new)
    if run.scheduler.startswith("quizapp"):
        from engines.quizapp_year import QuizappYear, fill

        fill(folder, run.cards, run.seed)
        return QuizappYear.new(folder, new, run.scheduler.removeprefix("quizapp").strip())
    return simple(run.scheduler, run.cards, new)


def figures_of(run: Run, anki: str) -> dict[str, Any]:
    """Let a learner study; return the figures of the year."""
    learner = next(each for each in LEARNERS if each.name == run.learner)
    folder = Path(tempfile.mkdtemp(prefix="learning-", dir=memory_folder()))
    try:
        scheduler = scheduler_of(run, folder, anki)
        try:
            found = study(learner, run.seed, scheduler, run.days)
        finally:
            scheduler.close()
    finally:
        shutil.rmtree(folder)
    fitted = getattr(scheduler, "fitted", None)
    return found if fitted is None else found | {"fitted": fitted}


def kept(path: Path) -> dict[str, dict[str, Any]]:
    """Return the results of earlier runs by their keys."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {row.pop("key"): row for row in map(json.loads, lines)}


def measure(runs: list[Run], path: Path, anki: str, workers: int) -> dict[str, dict[str, Any]]:
    """Run what was not run before, and keep each result as it comes; return the results by key."""
    results = kept(path)
    missing = [run for run in runs if run.key not in results]
    with ProcessPoolExecutor(workers) as pool:
        waiting = {pool.submit(figures_of, run, anki): run for run in missing}
        for number, done in enumerate(as_completed(waiting), 1):
            key = waiting[done].key
            results[key] = done.result()
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"key": key, **results[key]}) + "\n")
            print(f"{number} of {len(missing)}: {key}", file=sys.stderr)
    return results


def parsed(words: list[str] | None = None) -> argparse.Namespace:
    """Return the command line's values."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--anki", metavar="PYTHON", default="", help="an interpreter that has the anki package")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--cards", type=int, default=300)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--quick", action="store_true", help="100 cards, two seeds, 90 days")
    parser.add_argument("--variant", action="store_true", help=f"also {VARIANT}: elapsed time counted as in 0.1.0")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="learners, separated by commas")
    parser.add_argument("--keep", type=Path, default=Path("learning.jsonl"), help="the file of results")
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/learning.md")
    return parser.parse_args(words)


def main(words: list[str] | None = None) -> None:
    """Measure, and print the tables."""
    given = parsed(words)
    cards, seeds, days = (100, 2, 90) if given.quick else (given.cards, given.seeds, given.days)
    learners = [each.name for each in LEARNERS if not given.only or each.name in given.only.split(",")]
    schedulers = [each for each in SCHEDULERS if given.anki or each != "Anki"]
    schedulers += [VARIANT] * given.variant
    wanted = range(given.first, given.first + seeds)
    runs = [Run(who, how, seed, cards, days) for seed, who, how in product(wanted, learners, schedulers)]
    results = measure(runs, given.keep, given.anki, given.workers)
    table = {(run.learner, run.scheduler, run.seed): results[run.key] for run in runs}
    about = f"{cards} cards, {days} days, {seeds} seed{'s' * (seeds != 1)}."
    print(text := f"{about}\n\n{report(table)}")
    if given.write:
        write_part(PAGE, "results", text)
    if given.plot:
        given.plot.write_text(picture(table), "utf-8")


if __name__ == "__main__":
    main()
