"""match: the learner pairs items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from quizapp.core.answer import Answer
from quizapp.core.model import doc
from quizapp.core.question import Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings, listed
from quizapp.questions.option_picking import pick_indices, shuffled

NAME = "match"
ABOUT = "pairs items, such as a concept and its analogy"
EXAMPLE = """\
- id: tools
  kind: match
  section: when
  ask: Which tool for which work?
  pairs:
    - {left: Heavy calculation, right: processes}
    - {left: Many slow downloads, right: threads}
"""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two things that belong together."""

    left: str = doc("What is asked about.")
    right: str = doc("What belongs to it.")


@dataclass(frozen=True, kw_only=True)
class Match(Question):
    """Pairs to find."""

    pairs: list[Pair] = doc("The pairs, at least two.")


MODEL = Match


def build(*, pairs: list[Any], **fields: Any) -> Match:
    """Return a Match from plain fields."""
    return Match(pairs=[pair if isinstance(pair, Pair) else Pair(**pair) for pair in pairs], **fields)


def faults(question: Match) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself."""
    if len(question.pairs) < 2:
        yield ("pairs", "match-too-few-pairs", "fewer than two pairs leave nothing to match", "Give at least two.")
    lefts = [pair.left for pair in question.pairs]
    if len(set(lefts)) != len(lefts):
        yield ("pairs", "match-duplicate-left", "a left side occurs twice", "Make every left side different.")
    if len(lefts) > 26:
        yield ("pairs", "too-many-options", "there are more than 26 pairs", "Split the question.")


def references(question: Match) -> Iterator[tuple[str, str, str]]:
    """A match refers to nothing."""
    yield from ()


def show(question: Match, around: Surroundings, random: Random) -> Shown:
    """Return the left sides in order and the right sides shuffled."""
    rights = shuffled([pair.right for pair in question.pairs], random)
    lefts = tuple(pair.left for pair in question.pairs)
    return Shown(ask=question.ask, entry="sequence", options=rights, prompts=lefts, slots=len(lefts))


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    pairs = body["pairs"]
    answer = "\n".join(f"- {pair['left']}: {pair['right']}" for pair in pairs)
    return listed(body["ask"], [pair["left"] for pair in pairs]), answer


def solution(question: Match, shown: Shown) -> Answer:
    """Return the letters of the right sides, in the order of the left."""
    letters, free, picked = "abcdefghijklmnopqrstuvwxyz", list(range(len(shown.options))), []
    for pair in question.pairs:
        index = next(i for i in free if shown.options[i] == pair.right)
        free.remove(index)
        picked.append(letters[index])
    return "".join(picked)


def grade(question: Match, shown: Shown, answer: Answer) -> Graded:
    """Return right if every pair is; equal right sides may change places."""
    from quizapp.core.answer_difference import Part, PartsDifference

    indices = pick_indices(shown.options, answer)
    if len(indices) != len(question.pairs):
        raise ValueError(f"give {len(question.pairs)} letters, one for each line")
    given = [shown.options[index] for index in indices]
    right = [text == pair.right for text, pair in zip(given, question.pairs, strict=True)]
    expected = "\n".join(f"- {pair.left}: **{pair.right}**" for pair in question.pairs)
    remarks = () if all(right) else (f"{sum(right)} of {len(right)} pairs right",)
    parts = tuple(
        Part(given=text, expected=pair.right, right=text == pair.right, label=pair.left)
        for text, pair in zip(given, question.pairs, strict=True)
    )
    return Graded(
        correct=all(right),
        score=sum(right) / len(right),
        expected=expected,
        remarks=remarks,
        difference=PartsDifference(of="pairs", parts=parts),
    )
