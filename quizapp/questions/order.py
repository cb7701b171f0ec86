"""order: the learner puts lines of code or steps in order (a Parsons problem)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from quizapp.core.answer import Answer
from quizapp.core.model import doc
from quizapp.core.question import Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings, listed
from quizapp.questions.option_picking import pick_indices, shuffled

NAME = "order"
ABOUT = "puts lines of code or steps in order (a Parsons problem)"
EXAMPLE = """\
- id: start-and-wait
  kind: order
  section: how
  ask: Start a process and wait for its end.
  lines:
    - p = Process(target=show)
    - p.start()
    - p.join()
"""


@dataclass(frozen=True, kw_only=True)
class Order(Question):
    """Lines to put in order."""

    lines: list[str] = doc("The lines in their right order; indentation is kept.")
    language: str = doc("python for code, text for steps.", default="python")


MODEL = Order


def faults(question: Order) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself."""
    if len(question.lines) < 2:
        yield ("lines", "order-too-few-lines", "fewer than two lines have no order", "Give at least two lines.")
    if len(question.lines) > 26:
        yield ("lines", "too-many-options", "there are more than 26 lines", "Split the question.")


def references(question: Order) -> Iterator[tuple[str, str, str]]:
    """An order refers to nothing."""
    yield from ()


def show(question: Order, around: Surroundings, random: Random) -> Shown:
    """Return the lines shuffled, not in their right order if there is another one."""
    lines = shuffled(question.lines, random)
    if list(lines) == question.lines and len(set(lines)) > 1:
        lines = (*lines[1:], lines[0])
    return Shown(ask=question.ask, entry="sequence", options=lines, slots=len(lines), language=question.language)


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    return listed(body["ask"], sorted(body["lines"])), "\n".join(body["lines"])


def solution(question: Order, shown: Shown) -> Answer:
    """Return the letters in the right order."""
    letters, free = "abcdefghijklmnopqrstuvwxyz", list(range(len(shown.options)))
    picked = []
    for line in question.lines:
        index = next(i for i in free if shown.options[i] == line)
        free.remove(index)
        picked.append(letters[index])
    return "".join(picked)


def grade(question: Order, shown: Shown, answer: Answer) -> Graded:
    """Return right if the lines are in order; equal lines may change places."""
    from quizapp.core.answer_difference import Part, PartsDifference

    indices = pick_indices(shown.options, answer)
    if len(indices) != len(shown.options):
        raise ValueError(f"use all {len(shown.options)} letters")
    given = [shown.options[index] for index in indices]
    placed = sum(one == other for one, other in zip(given, question.lines, strict=True))
    fence = "\n".join(question.lines)
    expected = f"```{question.language}\n{fence}\n```"
    remarks = () if given == question.lines else (f"{placed} of {len(given)} lines in their place",)
    parts = tuple(
        Part(given=one, expected=other, right=one == other) for one, other in zip(given, question.lines, strict=True)
    )
    return Graded(
        correct=given == question.lines,
        score=placed / len(given),
        expected=expected,
        remarks=remarks,
        difference=PartsDifference(of="order", parts=parts),
    )
