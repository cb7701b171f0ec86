"""cloze: the learner fills the gaps of a text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from quizapp.core.answer import Answer
from quizapp.core.model import doc
from quizapp.core.question import Question, Shown
from quizapp.questions.base import Fault, Graded, Surroundings
from quizapp.questions.numeric import is_within, numbers_in
from quizapp.questions.spelling import judge, part_of, remark

NAME = "cloze"
ABOUT = "fills the {{gaps}}; close spellings are accepted and shown"
EXAMPLE = """\
- id: own-space
  kind: cloze
  section: what
  text: A process has its own {{memory}} space; threads {{share}} one.
"""

_TOLERANCE = re.compile(r"(-?[\d.]{1,60})±(\d{1,30}(?:\.\d{1,30})?)")
_GAP = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Cloze(Question):
    """A text with gaps."""

    text: str = doc(
        "The text; each gap is {{answer}}, {{answer|other answer}} or {{answer::hint}}. {{3.14|3.14±0.01}} takes the"
        " numbers within a tolerance too."
    )
    ask: str = doc("What is asked.", default="Fill in the gaps.")
    case: bool = doc("Whether capital letters matter, as in the name of a class.", default=False)


MODEL = Cloze


def gaps(text: str) -> list[tuple[list[str], str]]:
    """Return each gap's accepted answers and its hint."""
    found = []
    for inside in _GAP.findall(text):
        answers, _, hint = inside.partition("::")
        found.append(([answer.strip() for answer in answers.split("|")], hint.strip()))
    return found


def faults(question: Cloze) -> Iterator[Fault]:
    """Yield what is wrong with the question in itself."""
    found = gaps(question.text)
    if not found:
        yield ("text", "cloze-no-gap", "the text has no gap", "Put what is to be filled in into {{double braces}}.")
    if any(not answer for answers, _ in found for answer in answers):
        yield ("text", "cloze-empty-gap", "a gap has no answer", "Write the answer between the braces.")
    rest = _GAP.sub("", question.text)
    if "{{" in rest or "}}" in rest:
        yield ("text", "cloze-unclosed-gap", "a gap is opened or closed alone", "Every {{ needs its }}.")


def references(question: Cloze) -> Iterator[tuple[str, str, str]]:
    """A cloze refers to nothing."""
    yield from ()


def show(question: Cloze, around: Surroundings, random: Random) -> Shown:
    """Return the text with its gaps numbered."""
    found = gaps(question.text)
    numbers = iter(range(1, len(found) + 1))
    many = len(found) > 1

    def blank(match: re.Match[str]) -> str:
        number, hint = next(numbers), match[1].partition("::")[2].strip()
        return f"[{number} ___]" if many and not hint else f"[{hint or '___'}]"

    text = _GAP.sub(blank, question.text)
    prompts = tuple(f"gap {number}" for number in range(1, len(found) + 1)) if many else ()
    return Shown(ask=f"{question.ask}\n\n{text}", entry="text", prompts=prompts, slots=len(found))


def as_text(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return the stored question as one text that asks and one that answers."""
    answers = [found[0] for found, _ in gaps(body["text"])]
    return _GAP.sub("[…]", body["text"]), "\n\n".join(answers)


def solution(question: Cloze, shown: Shown) -> Answer:
    """Return the first accepted answer of every gap."""
    first = [answers[0] for answers, _ in gaps(question.text)]
    return first[0] if len(first) == 1 else tuple(first)


def _texts(answer: Answer, count: int) -> list[str]:
    parts: object = answer
    if isinstance(answer, str):
        parts = [answer] if count == 1 else re.split(r"[\n;]", answer)
    if not isinstance(parts, list | tuple) or len(parts) != count or not all(isinstance(part, str) for part in parts):
        raise ValueError(f"give {count} answers, one for each gap" if count > 1 else "give one text")
    return list(parts)


def _is_near(given: str, answers: Iterable[str]) -> bool:
    """Return whether a text is a number within the tolerance of an answer such as `3.14±0.01`."""
    near = [(found[1], float(found[2])) for answer in answers if (found := _TOLERANCE.fullmatch(answer))]
    numbers = numbers_in(given) if near else ()
    return any(is_within(numbers, [number], tolerance) for number, tolerance in near)


def grade(question: Cloze, shown: Shown, answer: Answer) -> Graded:
    """Return right if every gap is; the score is the share of gaps."""
    from quizapp.core.answer_difference import PartsDifference

    found = gaps(question.text)
    given = _texts(answer, len(found))
    judged = [
        judge(text, [text] if _is_near(text, answers) else answers, case=question.case)
        for text, (answers, _) in zip(given, found, strict=True)
    ]
    right = [each.verdict != "wrong" for each in judged]
    remarks = [said for text, each in zip(given, judged, strict=True) if (said := remark(text, each))]
    expected = _GAP.sub(lambda match: f"**{match[1].partition('::')[0].split('|')[0].strip()}**", question.text)
    labels = shown.prompts or ("",)
    parts = tuple(part_of(text, each, label) for text, each, label in zip(given, judged, labels, strict=True))
    return Graded(
        correct=all(right),
        score=sum(right) / len(right),
        expected=expected,
        remarks=tuple(remarks),
        difference=PartsDifference(of="gaps" if len(parts) > 1 else "text", parts=parts),
    )
