"""output: the learner predicts what a program prints; it is run here."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar

from quizapp.core.answer import Answer
from quizapp.core.model import doc
from quizapp.core.question import Entry, Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings, plain_text
from quizapp.questions.option_picking import pick_one, shuffled

if TYPE_CHECKING:
    from quizapp.core.answer_difference import GradedDifference

NAME = "output"
ABOUT = "predicts what a program prints; graded by running it on this machine"
EXAMPLE = """\
- id: what-show-prints
  kind: output
  section: example
  ask: What does this program print?
  example: show
  answer: Process running
"""


@dataclass(frozen=True, kw_only=True)
class Output(Question):
    """A program whose output is predicted."""

    runs: ClassVar[bool] = True
    needs_code: ClassVar[bool] = True
    example: str = doc("The example that is shown and run.")
    answer: str = doc("What it is expected to print; the run decides.")
    distractors: list[str] = doc("Wrong outputs; with them the learner picks instead of typing.", default_factory=list)


MODEL = Output


def faults(question: Output) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself."""
    if lines_of(question.answer) in [lines_of(wrong) for wrong in question.distractors]:
        yield (
            "distractors",
            "choice-answer-among-distractors",
            "the answer is among the distractors",
            "Remove it there: a right output cannot be wrong too.",
        )


def references(question: Output) -> Iterator[tuple[str, str, str]]:
    """Yield the example that is run."""
    yield ("example", "example", question.example)


def show(question: Output, around: Surroundings, random: Random) -> Shown:
    """Return the program, with outputs to pick from if there are distractors."""
    example = around.examples[question.example]
    options = shuffled([question.answer, *question.distractors], random) if question.distractors else ()
    entry: Entry = "pick" if options else "lines"
    return Shown(
        ask=question.ask,
        entry=entry,
        options=options,
        code=example.source,
        language=example.language,
    )


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    return plain_text(body)


def solution(question: Output, shown: Shown) -> Answer:
    """Return what the author expects to be printed."""
    return question.answer


def lines_of(text: str) -> list[str]:
    """Return the lines of an output without trailing white space; a typed \\n ends a line too."""
    return [line.rstrip() for line in text.replace("\\n", "\n").strip("\n").splitlines()]


def grade(question: Output, shown: Shown, answer: Answer) -> Graded:
    """Grade against what the author expects, without running."""
    return grade_against(question, shown, answer, question.answer)


def given_lines(given: str, printed: str) -> list[str]:
    """Return an answer as lines; one line is split at commas, else at spaces, where that gives as many as printed."""
    typed, wanted = lines_of(given), lines_of(printed)
    if len(typed) == len(wanted):
        return typed
    for separator in (r"[,;\n]", r"[\s,;]+"):
        parts = [part.strip() for part in re.split(separator, given.strip(" \t\r\n,;"))]
        if len(parts) == len(wanted):
            return parts
    return typed


def is_same_output(given: str, printed: str) -> bool:
    """Return whether an answer has the printed lines, as lines or separated by commas or spaces."""
    wanted = lines_of(printed)
    return lines_of(given) == wanted or given_lines(given, printed) == [line.strip() for line in wanted]


def difference(shown: Shown, given: str, printed: str) -> "GradedDifference":
    """Return how an answer differs from what was printed: by options where they were shown, else line by line."""
    from quizapp.core.answer_difference import lines_difference, options_difference

    if not shown.options:
        return lines_difference(given_lines(given, printed), lines_of(printed))
    right = [option for option in shown.options if lines_of(option) == lines_of(printed)]
    return options_difference([given], right, shown.options)


def grade_against(question: Output, shown: Shown, answer: Answer, printed: str) -> Graded:
    """Grade against what the program really printed."""
    given = pick_one(shown.options, answer) if shown.options else answer
    if not isinstance(given, str):
        raise ValueError("the answer is a text")
    right = is_same_output(given, printed)
    notes = ["run on this machine"]
    if lines_of(printed) != lines_of(question.answer):
        notes.append("here it printed something other than the deck's author expected")
    body = "\n".join(lines_of(printed))
    return Graded(
        correct=right,
        score=float(right),
        expected=f"```text\n{body}\n```",
        notes=tuple(notes),
        difference=difference(shown, given, printed),
    )
