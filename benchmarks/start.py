"""What a learner waits for, in pairs with `python -c pass` within one run: python benchmarks/start.py"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pexpect

RUNS = 11


def seconds(words: list[str], env: dict[str, str], stdin: str = "") -> float:
    """Return the wall-clock seconds of one run."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], env=env, input=stdin, text=True, capture_output=True, check=True)
    return time.perf_counter() - began


def first_question(env: dict[str, str]) -> float:
    """Return the seconds from Enter to the first question on a terminal."""
    began = time.perf_counter()
    child = pexpect.spawn(sys.executable, ["-m", "quizapp"], env=env, dimensions=(24, 80), encoding="utf-8", timeout=30)
    child.expect("Why can two Python processes")
    spent = time.perf_counter() - began
    child.send("q")
    child.expect(pexpect.EOF)
    return spent


def paired(name: str, measure: Callable[[], float], env: dict[str, str]) -> None:
    """Print the medians of a measure and of an empty interpreter, run in turn, and their ratio."""
    pairs = [(measure(), seconds(["-c", "pass"], env)) for _ in range(RUNS)]
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


def main() -> None:
    """Print the table of the README."""
    with tempfile.TemporaryDirectory() as place:
        env = {name: value for name, value in os.environ.items() if not name.startswith("QUIZAPP_")}
        env |= {"TERM": "xterm", "QUIZAPP_DB": f"{place}/q.db", "QUIZAPP_CONFIG": f"{place}/c.toml"}
        run = ["-m", "quizapp"]
        seconds([*run, "quiz", "--jsonl", "--limit", "1"], env, '{"type": "rate", "rating": "easy"}\n')
        print("| measured | quizapp | `python -c pass` | ratio |\n| --- | --- | --- | --- |")
        paired("first question on the screen", lambda: first_question(env), env)
        paired("`status --oneline`", lambda: seconds([*run, "status", "--oneline"], env), env)
        paired("`--help`", lambda: seconds([*run, "--help"], env), env)
        small = statistics.median(seconds([*run, "status"], env) for _ in range(RUNS))
        large_deck(Path(place, "large"), 10_000)
        seconds([*run, "import", f"{place}/large"], env)
        large = statistics.median(seconds([*run, "status"], env) for _ in range(RUNS))
        print(f"\n`status` with 10,000 more cards: {large * 1000:.0f} ms, {large / small:.2f} times that with 108.")
        lines = '{"type": "rate", "rating": "easy"}\n' * 2000
        began = time.perf_counter()
        command = [sys.executable, *run, "quiz", "large", "--jsonl", "--new", "9999"]
        done = subprocess.run(command, env=env, input=lines, text=True, capture_output=True, check=True)
        answered = json.loads(done.stdout.splitlines()[-1])["answered"]
        rate = answered / (time.perf_counter() - began)
        print(f"{answered} answers through --jsonl, each committed: {rate:.0f} a second, start included.")


if __name__ == "__main__":
    main()
