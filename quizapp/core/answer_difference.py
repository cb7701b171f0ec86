"""How an answer differs from the right one, as values that a terminal and a JSON client can show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal

from quizapp.core.prediction import Prediction

if TYPE_CHECKING:
    from quizapp.core.interleaving.solver import ScheduleTask
    from quizapp.core.program_run import ProgramRun

LEAST_SHARED = 0.5  # the share of equal letters below which single letters are not worth marking


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsDifference:
    """Which options were picked and which are right, in the order of their letters."""

    picked: tuple[bool, ...]
    right: tuple[bool, ...]
    note: str = ""  # what is true instead, where no option says it

    def as_json(self) -> dict[str, Any]:
        """Return it as the JSON contract has it."""
        pairs = zip("abcdefghijklmnopqrstuvwxyz", self.picked, self.right, strict=False)
        options = [{"letter": letter, "picked": picked, "right": right} for letter, picked, right in pairs]
        return {"of": "options", "options": options}

    def unanswered(self) -> "OptionsDifference":
        """Return it for a question that was revealed: nothing is picked."""
        return replace(self, picked=(False,) * len(self.right))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of an answer next to what was expected there; None where there is none."""

    given: str | None
    expected: str | None
    right: bool
    label: str = ""  # what the part belongs to: the left side of a pair, or the name of a gap


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsDifference:
    """An answer part by part: one text, the gaps of a cloze, pairs, lines in an order, or lines of output."""

    of: Literal["text", "gaps", "pairs", "order", "lines"]
    parts: tuple[Part, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """Of an order: where each line of the right order was put, from 1 on; 0 where nothing was answered."""
        given = [part.given for part in self.parts]
        taken = {number for number, part in enumerate(self.parts) if part.right}
        places = []
        for number, part in enumerate(self.parts):
            place = number
            if part.given is not None and not part.right:
                place = next(i for i, line in enumerate(given) if line == part.expected and i not in taken)
                taken.add(place)
            places.append(0 if part.given is None else place + 1)
        return tuple(places)

    def as_json(self) -> dict[str, Any]:
        """Return it as the JSON contract has it."""
        parts = [
            {"label": part.label, "given": part.given, "expected": part.expected, "right": part.right}
            for part in self.parts
        ]
        return {"of": self.of, "parts": parts}

    def unanswered(self) -> "PartsDifference":
        """Return it for a question that was revealed: nothing was given."""
        return replace(self, parts=tuple(replace(part, given=None, right=False) for part in self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantMedian:
    """The median reading of one variant of an experiment."""

    variant: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionDifference:
    """A predicted figure next to the measured one."""

    predicted: Prediction
    value: float
    low: float
    high: float
    unit: str
    medians: tuple[VariantMedian, ...] = ()
    least: float = 0.0  # smaller figures are compared as this one

    @property
    def factor(self) -> float:
        """How many times the nearer end of the prediction is off the nearer end of the measured interval; 1 if not."""
        said, most = max(self.predicted.low, self.least), max(self.high, self.least)
        if said > most:
            return said / most
        said, low = max(self.predicted.high, self.least), max(self.low, self.least)
        return low / said if said < low else 1.0

    def as_json(self) -> dict[str, Any]:
        """Return it as the JSON contract has it."""
        return {
            "of": "prediction",
            "predicted": self.predicted.as_json(),
            "measured": {"value": self.value, "low": self.low, "high": self.high, "unit": self.unit},
            "factor": self.factor,
            "medians": {each.variant: {"value": each.value, "unit": each.unit} for each in self.medians},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleDifference:
    """A schedule next to the shortest one that reaches the goal; None where no schedule is given, or reaches it."""

    task: "ScheduleTask"
    given: tuple[int, ...] | None  # programs in the order of their steps, the first of them 0
    shortest: tuple[int, ...] | None
    answered: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return it as the JSON contract has it: programs are counted from 1."""
        return {
            "of": "schedule",
            "goal": self.task.goal,
            "given": _numbered(self.given) if self.answered else None,
            "shortest": _numbered(self.shortest),
        }

    def unanswered(self) -> "ScheduleDifference":
        """Return it for a question that was revealed."""
        return replace(self, given=None, answered=False)


def _numbered(schedule: tuple[int, ...] | None) -> list[int] | str:
    return "none" if schedule is None else [program + 1 for program in schedule]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramDifference:
    """A program next to the author's, with what the checks found in it; no run where it was not run."""

    given: str | None  # None: none was tried
    solution: str
    start: str  # the program that the learner got
    tries: int = 0
    run: "ProgramRun | None" = None
    earlier: str = ""  # what the learner wrote when they solved it before

    def as_json(self) -> dict[str, Any]:
        """Return it as the JSON contract has it."""
        checks = [check.as_json() for check in self.run.checks] if self.run else []
        return {
            "of": "program", "given": self.given, "solution": self.solution, "tries": self.tries,
            "verdict": self.run.verdict if self.run else None, "checks": checks,
        }  # fmt: skip

    def unanswered(self) -> "ProgramDifference":
        """Return it for a question that was revealed."""
        return replace(self, given=None, tries=0, run=None)


GradedDifference = OptionsDifference | PartsDifference | ScheduleDifference | ProgramDifference
"""A difference that is known without a measurement."""

Difference = GradedDifference | PredictionDifference


def options_difference(picked: Sequence[str], right: Sequence[str], options: Sequence[str]) -> OptionsDifference:
    """Return the difference between the options that were picked and those that are right."""
    return OptionsDifference(
        picked=tuple(option in picked for option in options), right=tuple(option in right for option in options)
    )


def lines_difference(given: Sequence[str], expected: Sequence[str]) -> PartsDifference:
    """Return the difference between two outputs, line by line."""
    parts = tuple(
        Part(given=one, expected=other, right=one == other) for one, other in zip_longest(given, expected)
    )  # fmt: skip
    return PartsDifference(of="lines", parts=parts)


def rows_side_by_side(given: Sequence[str], solution: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Return the lines of two programs side by side: equal ones in one row, None where one has no line."""
    from difflib import SequenceMatcher

    rows: list[tuple[str | None, str | None]] = []
    for _, start, end, begin, stop in SequenceMatcher(None, given, solution, autojunk=False).get_opcodes():
        rows += zip_longest(given[start:end], solution[begin:stop])
    return rows


Letters = tuple[str, bool]
"""A piece of a text, and whether the other text has it too."""


def letters_difference(given: str, expected: str) -> tuple[tuple[Letters, ...], tuple[Letters, ...]]:
    """Return two texts in pieces, each with whether the other text has it at that place.

    Texts that share less than half of their letters are one piece each: marking single letters would say nothing.
    """
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, given.casefold(), expected.casefold(), autojunk=False)
    if len(given.casefold()) != len(given) or len(expected.casefold()) != len(expected):
        matcher = SequenceMatcher(None, given, expected, autojunk=False)
    if matcher.ratio() < LEAST_SHARED:
        return ((given, False),), ((expected, False),)
    codes = matcher.get_opcodes()
    ours = _pieces((given[start:end], tag == "equal") for tag, start, end, _, _ in codes)
    theirs = _pieces((expected[start:end], tag == "equal") for tag, _, _, start, end in codes)
    return ours, theirs


def _pieces(found: Iterator[Letters]) -> tuple[Letters, ...]:
    return tuple((text, same) for text, same in found if text)
