"""Compare quizapp with Anki's engine on the same work, in turn within one run.

    python benchmarks/performance.py --anki PYTHON [--rounds 5] [--answers 300] [--cards 100000]
        [--growth 1000 10000 100000 1000000] [--write]

PYTHON is an interpreter that has the `anki` package. Both programs get the same cards and ten times as many reviews.
Each round works on fresh copies, and the order of the two changes from round to round. --growth repeats the work on
collections of those sizes. --write puts the tables into README.md and docs/performance.md, and draws docs/growth.svg.
No figure makes the program fail.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import pexpect
from engines.datasets import Plan, fill_anki, fill_quizapp
from engines.measuring import quizapp_environ, spread, write_part
from engines.plot import plot

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"
REVIEWS = 10  # for each card
Figures = dict[str, float]  # measure -> milliseconds, or MB
Curves = dict[str, list[tuple[float, float]]]  # measure -> points
SHOWN = (
    ("first", "fresh process to the first question", "0.6", "ms"),
    ("answer p50", "an answer, committed: median", "1.1", "ms"),
    ("answer p99", "an answer, committed: 99th percentile", "1.0", "ms"),
    ("draw", "the next question", "0.9", "ms"),
    ("show", "the answer, with the interval of each rating", "3.0", "ms"),
    ("undo", "undo an answer, and show its question again", "1.1", "ms"),
    ("counts", "what is due and new today", "0.5", "ms"),
    ("status", "the same, with the streak and what is due tomorrow", "", "ms"),
    ("search", "search for a word", "1.0", "ms"),
    ("memory", "memory of a session", "1.0", "MB"),
)
GROWING = ("first", "answer p50", "answer p99", "undo", "counts", "draw", "search", "memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """The database, the collection, and the Python that has Anki's engine."""

    ours: Path
    anki: Path
    python: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The figures of one round, and the median of a raw transaction in milliseconds."""

    ours: Figures
    anki: Figures
    raw: float = 0.0


def run(words: Sequence[str], env: Mapping[str, str]) -> dict[str, list[float]]:
    """Run a program; return the JSON that it prints: seconds by measure."""
    done = subprocess.run(list(words), env=dict(env), check=True, capture_output=True, text=True)
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def first_line(words: Sequence[str], env: Mapping[str, str]) -> float:
    """Return the seconds until a fresh process has written its first line; then let it end."""
    began = time.perf_counter()
    with subprocess.Popen(
        list(words), env=dict(env), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin and child.stdout
        child.stdout.readline()
        spent = time.perf_counter() - began
        child.stdin.close()
        child.stdout.read()
    return spent


def first_screen(env: Mapping[str, str]) -> float:
    """Return the seconds until a fresh process shows the first question on a terminal."""
    began = time.perf_counter()
    child = pexpect.spawn(
        sys.executable, ["-m", "quizapp"], env=dict(env) | {"TERM": "xterm"}, dimensions=(24, 80), encoding="utf-8"
    )
    child.expect("What is the meaning")
    spent = time.perf_counter() - began
    child.send("q")
    child.expect(pexpect.EOF)
    return spent


def at(values: Sequence[float], share: float) -> float:
    """Return a quantile in milliseconds."""
    return 1000 * sorted(values)[min(len(values) - 1, int(len(values) * share))]


def figures(found: Mapping[str, list[float]], first: float) -> Figures:
    """Return the figures of a round: medians, quantiles and memory."""
    names = ("draw", "show", "undo", "counts", "status", "search")
    medians = {name: at(found[name], 0.5) for name in names if name in found}
    answer = {"answer p50": at(found["answer"], 0.5), "answer p99": at(found["answer"], 0.99)}
    return medians | answer | {"first": first * 1000, "memory": float(found["peak_mb"])}  # type: ignore[arg-type]


def measured(peers: Peers, place: Path, answers: int, turn: int) -> Round:
    """Measure one round on fresh copies; odd turns begin with quizapp."""
    ours, raw, anki = (place / name for name in ("ours.db", "raw.db", "copy.anki2"))
    for source, target in ((peers.ours, ours), (peers.ours, raw), (peers.anki, anki)):
        for old in place.glob(f"{target.name}*"):
            old.unlink()
        shutil.copyfile(source, target)
    os.sync()  # otherwise the answers would wait for the copies to be written to the disk
    env = quizapp_environ(place) | {"QUIZAPP_DB": str(ours)}
    side = str(HERE / "engines" / "anki_side.py")

    def of_ours() -> Figures:
        first = first_screen(env)
        return figures(run([sys.executable, str(HERE / "engines" / "ours.py"), str(ours), str(answers)], env), first)

    def of_anki() -> Figures:
        first = first_line([peers.python, side, "first", str(anki)], env)
        return figures(run([peers.python, side, "work", str(anki), str(answers)], env), first)

    works: list[Callable[[], Figures]] = [of_ours, of_anki]
    found = {work: work() for work in (works if turn % 2 else works[::-1])}
    limit = run([sys.executable, str(HERE / "engines" / "raw.py"), str(raw), str(answers)], env)
    return Round(ours=found[of_ours], anki=found[of_anki], raw=at(limit["answer"], 0.5))


def filled(place: Path, cards: int, python: str) -> Peers:
    """Create a database and a collection of a size."""
    peers = Peers(ours=place / f"ours-{cards}.db", anki=place / f"anki-{cards}.anki2", python=python)
    plan = Plan(cards, cards * REVIEWS)
    fill_quizapp(peers.ours, plan)
    subprocess.run([python, str(HERE / "engines" / "anki_side.py"), "make", str(peers.anki)], check=True)
    fill_anki(peers.anki, plan)
    return peers


def table(rounds: Sequence[Round]) -> str:
    """Return the table of medians, ranges, ratios, and the ratio that is aimed for."""
    lines = ["| measured | quizapp | Anki | ratio | limit |", "| --- | --- | --- | --- | --- |"]
    for name, words, limit, unit in SHOWN:
        ours = [each.ours[name] for each in rounds]
        theirs = [each.anki[name] for each in rounds if name in each.anki]
        if not theirs:  # what Anki's engine does not have
            lines.append(f"| {words} | {spread(ours, unit)} | | | |")
            continue
        ratio = statistics.median(one / other for one, other in zip(ours, theirs, strict=True))
        lines.append(f"| {words} | {spread(ours, unit)} | {spread(theirs, unit)} | **{ratio:.2f}** | {limit} |")
    answers, raws = [each.ours["answer p50"] for each in rounds], [each.raw for each in rounds]
    ratio = statistics.median(one / other for one, other in zip(answers, raws, strict=True))
    words = "an answer, compared with a raw SQLite transaction of its rows"
    lines.append(f"| {words} | {spread(answers, 'ms')} | raw {spread(raws, 'ms')} | **{ratio:.2f}** | 1.4 |")
    return "\n".join(lines)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """Return the least-squares slope of the logarithms: 0 does not grow, 1 is linear."""
    xs, ys = zip(*((log(x), log(y)) for x, y in points), strict=True)
    x_mean, y_mean = statistics.fmean(xs), statistics.fmean(ys)
    above = sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True))
    return float(above / sum((x - x_mean) ** 2 for x in xs))


def by_measure(found: Mapping[int, Round]) -> tuple[Curves, Curves]:
    """Return the points (size, figure) of each measure, quizapp's and Anki's."""
    ours: Curves = {name: [(size, each.ours[name]) for size, each in found.items()] for name in GROWING}
    anki: Curves = {name: [(size, each.anki[name]) for size, each in found.items()] for name in GROWING}
    return ours, anki


def growth(found: Mapping[int, Round]) -> str:
    """Return the table of the figures by size, with the exponents of their growth."""
    ours, theirs = by_measure(found)
    lines = [
        "| measured, ms (memory: MB) | " + " | ".join(f"{size:,} cards" for size in found) + " | exponent | Anki's |",
        "| --- |" + " --- |" * (len(found) + 2),
    ]
    for name in GROWING:
        cells = " | ".join(f"{value:.3g}" for _, value in ours[name])
        lines.append(f"| {name} | {cells} | {exponent(ours[name]):.2f} | {exponent(theirs[name]):.2f} |")
    return "\n".join(lines)


def compare(place: Path, given: argparse.Namespace) -> str:
    """Measure the rounds; return the table with a line about the machine."""
    peers = filled(place, given.cards, given.anki)
    rounds = [measured(peers, place, given.answers, turn) for turn in range(given.rounds)]
    machine = f"{os.cpu_count()} cores, {platform.system()}, CPython {platform.python_version()}"
    about = f"{given.cards:,} cards, {given.cards * REVIEWS:,} reviews, {given.rounds} rounds; {machine}."
    return f"{about}\n\n{table(rounds)}"


def grow(place: Path, given: argparse.Namespace) -> dict[int, Round]:
    """Measure three rounds of each size; return the medians."""
    grown: dict[int, Round] = {}
    for size in given.growth:
        for old in place.glob("*-*"):
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        peers = filled(place, size, given.anki)
        runs = [measured(peers, place, min(given.answers, size // 5), turn) for turn in range(3)]
        grown[size] = Round(
            ours={name: statistics.median(each.ours[name] for each in runs) for name in GROWING},
            anki={name: statistics.median(each.anki[name] for each in runs) for name in GROWING},
        )
    return grown


def write_growth(found: Mapping[int, Round]) -> None:
    """Write the table of the growth, and draw it."""
    write_part(DOCS / "performance.md", "growth", growth(found))
    drawn = plot(*by_measure(found), "cards, with ten times as many reviews", "milliseconds; memory in MB")
    (DOCS / "growth.svg").write_text(drawn, encoding="utf-8")


def main() -> None:
    """Measure, print, and write where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--anki", required=True, metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--answers", type=int, default=300)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--growth", type=int, nargs="*", default=[], metavar="CARDS")
    parser.add_argument("--write", action="store_true", help="write the tables into README.md and docs/")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        print(text := compare(Path(name), given))
        if given.write:
            for page in (DOCS / "performance.md", DOCS.parent / "README.md"):
                write_part(page, "table", text)
        if grown := grow(Path(name), given):
            print("\n" + growth(grown))
            if given.write:
                write_growth(grown)


if __name__ == "__main__":
    main()
