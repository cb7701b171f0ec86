"""What the checks of a program found, as values that the lab, a question and the screen share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramLine:
    """A line of the program that was running when something happened there."""

    line: int
    text: str
    function: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as the JSON contract has it."""
        return {"line": self.line, "text": self.text, "function": self.function}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unended:
    """What a program did when its time was over; a line for each of its threads."""

    busy: bool  # it was computing; False: all its threads waited
    lines: tuple[ProgramLine, ...] = ()
    seconds: float = 0.0  # that it had


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One check: whether it passed, else what was tried, expected and got."""

    name: str
    ok: bool
    input: str = ""  # the expression that was checked, or what was called
    values: Mapping[str, str] = field(default_factory=dict)  # of the variables in the input
    expected: str = ""
    got: str = ""
    message: str = ""  # the author's words
    error: str = ""  # an exception that nobody expected, in one line
    trace: tuple[ProgramLine, ...] = ()  # where it was raised, innermost last
    unended: Unended | None = None
    checks_line: int = 0  # the line of the checks, for their author

    @property
    def reason(self) -> str:
        """Return why it failed, in one line."""
        if self.unended:
            return "it did not end in time" + "".join(
                f"; {each.function} in line {each.line}" for each in self.unended.lines
            )
        if self.error:
            return self.error
        told = f"{self.input}: " if self.input else ""
        return f"{told}expected {_one_line(self.expected)}, got {_one_line(self.got)}"

    def as_json(self) -> dict[str, Any]:
        """Return it as the JSON contract has it."""
        plain = {"check": self.name, "ok": self.ok}
        if self.ok:
            return plain
        return plain | {
            "input": self.input, "values": dict(self.values), "expected": self.expected, "got": self.got,
            "message": self.message, "error": self.error, "trace": [each.as_json() for each in self.trace],
            "checks_line": self.checks_line,
        }  # fmt: skip


def _one_line(text: str) -> str:
    return " / ".join(text.splitlines()) or "nothing"


ProgramVerdict = Literal["passed", "failed", "inconclusive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramRun:
    """A run of the checks on one program."""

    checks: tuple[CheckResult, ...]  # those that were run, in their order
    printed: str = ""  # by the program, except what the checks read
    inconclusive: str = ""  # why a measurement gave no verdict

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """Return the checks that failed."""
        return tuple(check for check in self.checks if not check.ok)

    @property
    def verdict(self) -> ProgramVerdict:
        """Return how the program did: a measurement without a verdict is no failure."""
        if self.failed:
            return "failed"
        return "inconclusive" if self.inconclusive else "passed"
