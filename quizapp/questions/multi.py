"""multi: the learner picks all that are true."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from quizapp.core.answer import Answer
from quizapp.core.model import doc
from quizapp.core.question import Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings, letter_of, listed
from quizapp.questions.option_picking import pick_indices, shuffled

NAME = "multi"
ABOUT = "picks all that are true; partial credit is shown"
EXAMPLE = """\
- id: shared-by-threads
  kind: multi
  section: what
  ask: What do the threads of one process share?
  answers: [Global variables, Open files]
  distractors: [The call stack]
  explain: Each thread has a stack of its own; the rest belongs to the process.
"""


@dataclass(frozen=True, kw_only=True)
class Multi(Question):
    """Several right options among wrong ones."""

    answers: list[str] = doc("The options that are true, at least one.")
    distractors: list[str] = doc("The options that are not.", default_factory=list)


MODEL = Multi


def faults(question: Multi) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself."""
    options = [*question.answers, *question.distractors]
    if not question.answers:
        yield ("answers", "multi-no-answers", "no option is true", "Name at least one answer.")
    both = [answer for answer in question.answers if answer in question.distractors]
    if both:
        yield (
            "distractors",
            "multi-answer-among-distractors",
            f"the answer `{both[0]}` is among the distractors",
            "Keep it in one of the two lists.",
        )
    elif len(set(options)) != len(options):
        yield ("answers", "duplicate-option", "an option occurs twice", "Remove one of them.")
    if len(options) > 26:
        yield ("distractors", "too-many-options", "there are more than 26 options", "Keep the best few.")


def references(question: Multi) -> Iterator[tuple[str, str, str]]:
    """A multi refers to nothing."""
    yield from ()


def show(question: Multi, around: Surroundings, random: Random) -> Shown:
    """Return the question with its options shuffled."""
    options = shuffled([*question.answers, *question.distractors], random)
    return Shown(ask=question.ask, entry="picks", options=options)


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    answers = list(body["answers"])
    return listed(body["ask"], sorted([*answers, *body.get("distractors", [])])), "\n".join(answers)


def solution(question: Multi, shown: Shown) -> Answer:
    """Return the letters of all true options."""
    return "".join(sorted(letter_of(shown.options, answer) for answer in question.answers))


def grade(question: Multi, shown: Shown, answer: Answer) -> Graded:
    """Return right if all and only the true options were picked; the score is the share of options decided right."""
    from quizapp.core.answer_difference import options_difference

    picked = {shown.options[index] for index in pick_indices(shown.options, answer)}
    true = set(question.answers)
    decided = sum((option in picked) == (option in true) for option in shown.options)
    missed, wrong = true - picked, picked - true
    remarks = [f"missed: {option}" for option in shown.options if option in missed]
    remarks += [f"not true: {option}" for option in shown.options if option in wrong]
    if remarks:
        remarks.insert(0, f"{decided} of {len(shown.options)} decided right")
    expected = "\n".join(
        f"- {letter_of(shown.options, option)}. {option}" for option in shown.options if option in true
    )
    return Graded(
        correct=picked == true,
        score=decided / len(shown.options),
        expected=expected,
        remarks=tuple(remarks),
        difference=options_difference([*picked], question.answers, shown.options),
    )
