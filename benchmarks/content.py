"""Run everything in the shipped deck on every interpreter of this machine, and print what came out as a table.

    python benchmarks/content.py [--state FILE] [--only WORD] [--tries 3] [--minutes 60] [--write docs/content.md]

On each interpreter from CPython 3.11 on: every claim is proved, the program of every output question is run and its
output compared with the answer, and the checks of every `program` question are run on its solution, which must pass,
and on the given program, which must fail. An inconclusive claim is tried again after all others, up to --tries times.

With --state every result is written to a file as it comes, and the same command goes on from there: what a
change of the deck or another version of an interpreter has not touched is not run again. --only runs the claims and
questions whose name contains a word. --write replaces the tables in a Markdown file. Exits 1 if a claim is refuted or
a question is wrong.
"""

import argparse
import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from quizapp.core.expressions import evaluate
from quizapp.core.measures import MEASURES
from quizapp.core.model import Concept, Experiment
from quizapp.decks.loader import load_deck
from quizapp.decks.shipped import shipped_folders
from quizapp.errors import QuizError
from quizapp.lab.checking.run_checks import Checks, run_checks
from quizapp.lab.interpreters import Interpreter, found_interpreters
from quizapp.lab.plan import RunSettings
from quizapp.lab.report import Report
from quizapp.lab.runner import run_experiment
from quizapp.lab.sandbox import RunEnvironment
from quizapp.lab.trial import run_output
from quizapp.questions.output import Output, lines_of
from quizapp.questions.predict import draw_parameters
from quizapp.questions.program import Program
from quizapp.ui.verdict_table import interpreter as name_of

OLDEST = 11  # the oldest minor version of Python 3 that quizapp runs on
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
MARKS = {"confirmed": "", "inconclusive": "? ", "refuted": "**wrong** "}
NOT_SHOWN = "–"
Row = dict[str, Any]
Task = tuple["Item", Interpreter]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A claim or a question of the deck, and what runs it on an interpreter."""

    kind: str  # claim, output or program
    concept: str
    name: str  # concept/id
    digest: str  # of what is run
    run: Callable[[Interpreter, int], Row] = field(compare=False)


def digest_of(*parts: object) -> str:
    """Return a short digest of what an item runs."""
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def items() -> list[Item]:
    """Return the claims, output questions and programs of the shipped deck, in its order."""
    deck = load_deck(next(iter(shipped_folders().values()))).deck
    assert deck is not None
    return [item for concept in deck.concepts for item in _items(concept)]


def _items(concept: Concept) -> Iterator[Item]:
    for experiment in concept.experiments:
        sources = [concept.examples[each.example].source for each in experiment.variants.values()]
        yield Item(
            kind="claim", concept=concept.concept, name=f"{concept.concept}/{experiment.id}",
            digest=digest_of(replace(experiment, explain="", misconceptions=[], ask="", claim=""), sources),
            run=lambda place, number, e=experiment: proved(concept, e, place, number),  # type: ignore[misc]
        )  # fmt: skip
    for question in concept.questions:
        if isinstance(question, Output):
            source = concept.examples[question.example].source
            yield Item(
                kind="output", concept=concept.concept, name=f"{concept.concept}/{question.id}",
                digest=digest_of(source, question.answer),
                run=lambda place, _, q=question: printed(concept, q, place),  # type: ignore[misc]
            )  # fmt: skip
        elif isinstance(question, Program):
            yield Item(
                kind="program", concept=concept.concept, name=f"{concept.concept}/{question.id}",
                digest=digest_of(question.given, question.solution, question.checks, question.seconds),
                run=lambda place, _, q=question: checked(q, place),  # type: ignore[misc]
            )  # fmt: skip


def proved(concept: Concept, experiment: Experiment, place: Interpreter, number: int) -> Row:
    """Prove a claim on an interpreter."""
    if experiment.only_if and not evaluate(experiment.only_if, place.machine.facts()):
        return {"verdict": "not shown", "figure": NOT_SHOWN}
    parameters = dict(draw_parameters(experiment, Random(0)))  # the same everywhere, so that columns can be compared
    settings = RunSettings(
        seed=number, environment=RunEnvironment(interpreter=place.path), machine=place.machine
    )  # fmt: skip
    report = run_experiment(experiment, concept.examples, parameters, settings)
    return {"verdict": report.verdict, "figure": figure(report), "expected": report.expected, "reason": report.reason}


def figure(report: Report) -> str:
    """Return what was measured, short enough for a column; a text that the claim expects is not repeated."""
    if MEASURES[report.experiment.measure].text:
        as_expected = report.verdict == "confirmed" and report.experiment.measure == "output"
        return "as expected" if as_expected else str(report.value).replace("\n", " / ")
    return f"{report.value:.3g} {short_unit(report.unit)}".strip() if report.figures else ""


def short_unit(unit: str) -> str:
    """Return a unit as the columns have it."""
    return {"times": "×", "percent": "%"}.get(unit, unit)


def printed(concept: Concept, question: Output, place: Interpreter) -> Row:
    """Run the program of an output question."""
    found = run_output(concept.examples[question.example], RunEnvironment(interpreter=place.path))
    right = not found.error and lines_of(found.text) == lines_of(question.answer)
    return {"verdict": "right" if right else "wrong", "figure": found.error or found.text}


def checked(question: Program, place: Interpreter) -> Row:
    """Run the checks of a program on its solution and on the given program."""
    environment = RunEnvironment(interpreter=place.path)
    checks = Checks(checks=question.checks, given=question.given, seconds=question.seconds)
    solved, given = (run_checks(each, checks, environment) for each in (question.solution, question.given))
    faults = [f"the solution fails: {check.name}: {check.reason}" for check in solved.failed]
    if not given.failed and not given.inconclusive:
        faults.append("the given program passes")
    return {"verdict": "wrong" if faults else "right", "figure": "; ".join(faults)}


@dataclass(slots=True)
class State:
    """The results so far. A line of the file is one; the last one of an item on an interpreter counts."""

    file: Path | None
    until: float  # by time.monotonic
    rows: dict[tuple[str, str, str], list[Row]] = field(default_factory=dict)

    @classmethod
    def opened(cls, file: Path | None, minutes: float) -> "State":
        """Return the results in the file, if there is one."""
        state = cls(file, time.monotonic() + 60 * minutes)
        for line in file.read_text("utf-8").splitlines() if file and file.exists() else ():
            row = json.loads(line)
            state.rows.setdefault((row["name"], row["digest"], row["python"]), []).append(row)
        return state

    def of(self, item: Item, place: Interpreter) -> list[Row]:
        """Return the results of an item on an interpreter, the last one last."""
        return self.rows.get((item.name, item.digest, name_of(place.machine)), [])

    def last(self, item: Item, place: Interpreter) -> Row | None:
        """Return the result that counts, or None."""
        return next(reversed(self.of(item, place)), None)

    def add(self, item: Item, place: Interpreter, row: Row) -> Row:
        """Keep a result."""
        row = {"name": item.name, "digest": item.digest, "python": name_of(place.machine)} | row
        self.rows.setdefault((item.name, item.digest, row["python"]), []).append(row)
        if self.file:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
        return row


def left(state: State, every: Sequence[Item], places: Sequence[Interpreter], tries: int) -> Iterator[Task]:
    """Yield what is not run yet, then, in rounds, the claims that are inconclusive so far."""
    for _ in range(tries):
        for item in every:
            for place in places:
                last = state.last(item, place)
                if last is None or last["verdict"] == "inconclusive":
                    yield item, place


def run_all(state: State, every: Sequence[Item], places: Sequence[Interpreter], tries: int) -> bool:
    """Run what is left and print each result; return whether nothing is left before the time is over."""
    for item, place in left(state, every, places, tries):
        if time.monotonic() > state.until:
            return False
        began = time.monotonic()
        try:
            row = item.run(place, len(state.of(item, place)))
        except QuizError as error:
            row = {"verdict": "wrong", "figure": error.message}
        row = state.add(item, place, row | {"seconds": round(time.monotonic() - began, 2)})
        said = f"{row['figure']} {row.get('reason', '')}".strip().replace("\n", " / ")
        print(f"{row['verdict']:13} {row['python']:18} {item.name:44} {row['seconds']:5.1f} s  {said}", flush=True)
    return True


def cell(row: Row | None) -> str:
    """Return a result as a cell of the table."""
    if row is None:
        return ""
    return (MARKS.get(row["verdict"], "") + str(row["figure"]).replace("|", "\\|")).strip()


def line_of(cells: Sequence[str]) -> str:
    """Return a line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def claim_table(state: State, every: Sequence[Item], places: Sequence[Interpreter]) -> list[str]:
    """Return the table of the claims: a line for each, a column for each interpreter."""
    head = ["claim", "expected", *(name_of(place.machine).removeprefix("CPython ") for place in places)]
    lines = [line_of(head), line_of(["---"] * len(head))]
    for item in every:
        if item.kind == "claim":
            rows = [state.last(item, place) for place in places]
            expected = next((row["expected"] for row in rows if row and row.get("expected")), "")
            lines.append(
                line_of([f"`{item.name}`", expected.replace("\n", " / ").replace("|", "\\|"), *map(cell, rows)])
            )
    return lines


def summary_table(state: State, every: Sequence[Item], places: Sequence[Interpreter]) -> list[str]:
    """Return the table of the interpreters: how many claims and questions came out how."""
    verdicts = ("confirmed", "inconclusive", "refuted", "not shown")
    head = ["interpreter", *verdicts, "output questions right", "programs right"]
    lines = [line_of(head), line_of(["---"] * len(head))]
    for place in places:
        found = {kind: [past[-1]["verdict"] for item in every if item.kind == kind and (past := state.of(item, place))]
                 for kind in ("claim", "output", "program")}  # fmt: skip
        shares = [f"{found[kind].count('right')} of {len(found[kind])}" for kind in ("output", "program")]
        counts = [str(found["claim"].count(verdict)) for verdict in verdicts]
        lines.append(line_of([name_of(place.machine), *counts, *shares]))
    return lines


def faults(state: State, every: Sequence[Item], places: Sequence[Interpreter]) -> list[str]:
    """Return a line for each claim that is refuted and each question that is wrong."""
    last = [state.last(item, place) for item in every for place in places]
    return [
        f"{row['verdict'].upper()}: {row['name']} on {row['python']}: {row['figure']}"
        for row in last
        if row and row["verdict"] in ("refuted", "wrong")
    ]


def written(file: Path, tables: Sequence[str]) -> None:
    """Replace the tables in a Markdown file, which are between two comments."""
    before, _, rest = file.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    file.write_text("\n".join([f"{before}{BEGIN}", "", *tables, "", f"{END}{after}"]), "utf-8")


def main() -> int:
    """Run what is left, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--state", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--tries", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    found = found_interpreters(dict(os.environ))
    places = [each for each in found if int(each.machine.python.split(".")[1]) >= OLDEST]
    every = [item for item in items() if given.only in item.name]
    state = State.opened(given.state, given.minutes)
    complete = run_all(state, every, places, given.tries)
    tables = [*summary_table(state, every, places), "", *claim_table(state, every, places)]
    print("\n".join(["", *tables, "", *faults(state, every, places)]))
    if not complete:
        print("The time is over: the same command with --state goes on.")
    if given.write:
        written(given.write, tables)
    return 1 if faults(state, every, places) else 0


if __name__ == "__main__":
    sys.exit(main())
