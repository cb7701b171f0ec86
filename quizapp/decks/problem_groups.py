"""Groups the problems of many places by their cause, so that a thousand of one kind read as one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quizapp.core.line_ends import one_line
from quizapp.decks.problems import format_problem
from quizapp.errors import Problem

SHOWN = 3  # places of a group that are listed
MOST_MESSAGES = 5  # different messages of one code that are groups of their own; beyond that the code is the cause

_DETAIL = re.compile(r"`[^`]*`|\d[\d,.]*")  # what differs between two problems of one cause


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one cause, in the order in which they were found; at least one."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        """Return the problem that stands for all."""
        return self.problems[0]

    @property
    def left_out(self) -> int:
        """Return how many problems its text does not list."""
        return 0 if len(self.problems) == 1 else max(0, len(self.problems) - SHOWN)

    def text(self) -> str:
        """Return what happened, how often, the first places, and the hint of the first."""
        if len(self.problems) == 1:
            return format_problem(self.first)
        same = len({each.message for each in self.problems}) == 1
        times = f"{len(self.problems):,} times"
        kind = f"{self.first.severity}[{self.first.code}]"
        lines = [f"{kind} {times}: {self.first.message}" if same else f"{kind} {times}:"]
        lines += [f"  {_place(each, same)}" for each in self.problems[:SHOWN]]
        if self.left_out:
            lines.append(f"  and {self.left_out:,} more")
        if self.first.hint:
            lines.append(f"  hint: {self.first.hint}")
        return "\n".join(map(one_line, lines))


def _place(problem: Problem, without_message: bool) -> str:
    return str(problem.location) if without_message else f"{problem.location}: {problem.message}"


def problem_groups(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """Return the problems by severity, code and message, in the order of the first of each.

    Messages that differ in numbers and quoted names alone are of one cause, and so are all of a code that has many.
    """
    found = list(problems)
    messages: dict[tuple[str, str], set[str]] = {}
    for each in found:
        messages.setdefault(_kind(each), set()).add(_shape(each))
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for each in found:
        kind = _kind(each)
        cause = (*kind, _shape(each)) if len(messages[kind]) <= MOST_MESSAGES else kind
        groups.setdefault(cause, []).append(each)
    return [ProblemGroup(tuple(group)) for group in groups.values()]


def _kind(problem: Problem) -> tuple[str, str]:
    return problem.severity, problem.code


def _shape(problem: Problem) -> str:
    return _DETAIL.sub("", problem.message)


def format_problems(problems: Iterable[Problem], *, all_places: bool = False) -> Iterator[str]:
    """Yield the text of each group, or with `all_places` of each problem; a last line where some are not listed."""
    if all_places:
        yield from map(format_problem, problems)
        return
    groups = problem_groups(problems)
    yield from (group.text() for group in groups)
    if any(group.left_out for group in groups):
        yield "--verbose lists every place."
