"""Start-up times, each in turn with that of an empty Python: python benchmarks/start.py [--runs 11] [--cards 10000]"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
from engines.measuring import process_seconds, quizapp_environ

ANSWERS = 2000
EASY = '{"type": "rate", "rating": "easy"}\n'


def seconds(words: list[str], env: dict[str, str], stdin: str = "") -> float:
    """Return the seconds of one run of Python."""
    return process_seconds([sys.executable, *words], env, stdin)


def first_question(env: dict[str, str]) -> float:
    """Return the seconds from Enter to the first question on a terminal."""
    began = time.perf_counter()
    child = pexpect.spawn(sys.executable, ["-m", "quizapp"], env=env, dimensions=(24, 80), encoding="utf-8", timeout=30)
    child.expect(r"\? keys  q quit")  # below a question, not below the page of a concept
    spent = time.perf_counter() - began
    child.send("q")
    child.expect(pexpect.EOF)
    return spent


def paired(name: str, measure: Callable[[], float], env: dict[str, str], runs: int) -> None:
    """Print a row: the medians of a measure and of an empty interpreter, run in turn, and of their ratios."""
    pairs = [(measure(), seconds(["-c", "pass"], env)) for _ in range(runs)]
    ours, base = (statistics.median(column) * 1000 for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"| {name} | {ours:.0f} ms | {base:.0f} ms | {ratio:.1f} |")


def large_deck(folder: Path, cards: int) -> None:
    """Write a deck of about `cards` cards."""
    folder.mkdir()
    (folder / "deck.yaml").write_text("format: 1\ndeck: large\ntitle: Large\n")
    sections = "\n".join(f"  {name}: text" for name in ("what", "why", "how", "example", "when"))
    rest = "  pros_cons: {pros: [a], cons: [b]}\n  related: [x]\n  conclusion: text"
    for number in range(cards // 8):
        text = f"concept: c{number}\ntitle: C{number}\nsections:\n{sections}\n{rest}\n"
        (folder / f"c{number}.yaml").write_text(text)


def print_table(env: dict[str, str], runs: int) -> None:
    """Print the table of the README."""
    print("| measured | quizapp | `python -c pass` | ratio |\n| --- | --- | --- | --- |")
    paired("first question on the screen", lambda: first_question(env), env, runs)
    for command in ("status --oneline", "--help"):
        words = ["-m", "quizapp", *command.split()]
        paired(f"`{command}`", lambda words=words: seconds(words, env), env, runs)  # type: ignore[misc]


def print_growth(folder: Path, env: dict[str, str], runs: int, cards: int) -> None:
    """Print what more cards cost `status`, and how fast a front end can answer."""

    def status() -> float:
        return statistics.median(seconds(["-m", "quizapp", "status"], env) for _ in range(runs))

    small = status()
    large_deck(folder / "large", cards)
    seconds(["-m", "quizapp", "import", str(folder / "large")], env)
    large = status()
    print(f"\n`status` with {cards:,} more cards: {large * 1000:.0f} ms, {large / small:.2f} times that without them.")
    command = [sys.executable, "-m", "quizapp", "quiz", "large", "--jsonl", "--new", "9999"]
    began = time.perf_counter()
    done = subprocess.run(command, env=env, input=EASY * ANSWERS, text=True, capture_output=True, check=True)
    answered = json.loads(done.stdout.splitlines()[-1])["answered"]
    rate = answered / (time.perf_counter() - began)
    print(f"{answered} answers through --jsonl, each committed: {rate:.0f} a second, start included.")


def main() -> None:
    """Measure on a fresh database, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--cards", type=int, default=10_000, help="cards of the deck that is imported for `status`")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        env = quizapp_environ(Path(name)) | {"TERM": "xterm"}
        seconds(["-m", "quizapp", "quiz", "--jsonl", "--limit", "1"], env, EASY)
        print_table(env, given.runs)
        print_growth(Path(name), env, given.runs, given.cards)


if __name__ == "__main__":
    main()
