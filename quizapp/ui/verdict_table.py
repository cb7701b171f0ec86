"""The table of verdicts: a claim in one interpreter, or in several below each other."""

from typing import TYPE_CHECKING

from rich.text import Text

from quizapp.core.figures import with_kept_unit
from quizapp.ui.escape import one_line, visible
from quizapp.ui.hanging import Hanging

if TYPE_CHECKING:
    from quizapp.lab.machine import Machine
    from quizapp.lab.report import Report

VERDICT = 12  # columns: the longest is `inconclusive`
INTERPRETER = 16  # columns: `CPython 3.13.18t`


def figure(report: "Report") -> str:
    """Return the measured value in a few words; '' if nothing was measured."""
    if isinstance(report.value, str) or report.low is None:
        return str(report.value).replace("\n", " / ")
    return with_kept_unit(f"{report.value:.3g} ({report.low:.3g} to {report.high:.3g}) {report.unit}", report.unit)


def _expected(report: "Report") -> str:
    return with_kept_unit(f"expected {report.expected}", report.unit)


def interpreter(machine: "Machine") -> str:
    """Return the name of an interpreter, with a `t` if it runs without the GIL, as its program's name has."""
    return f"{machine.implementation} {machine.python}{'' if machine.gil else 't'}"


def claim_lines(name: str, report: "Report") -> list[Hanging]:
    """Return a claim's verdict in the interpreter that runs quizapp."""
    head = Hanging(Text(f"{report.verdict:{VERDICT}} "), Text(visible(f"{name}  ({report.seconds:.1f} s)")))
    found = "; ".join(filter(None, (f"measured {figure(report)}" if figure(report) else "", report.reason)))
    return [head, Hanging(Text(" " * (VERDICT + 1)), Text(visible(f"{_expected(report)}; {found}")))]


def heading_lines(name: str, first: "Report") -> list[Hanging]:
    """Return the lines above the verdicts in several interpreters, of which `first` is the first."""
    return [Hanging(Text(""), Text(one_line(name))), Hanging(Text("  "), Text(visible(_expected(first))))]


def interpreter_line(report: "Report", expected: str) -> Hanging:
    """Return a verdict in one of several interpreters; `expected` is what the heading names."""
    prefix = f"  {interpreter(report.machine):{INTERPRETER}}  {report.verdict:{VERDICT}}  "
    other = _expected(report) if figure(report) and report.expected != expected else ""
    return Hanging(
        Text(visible(prefix)), Text(visible("; ".join(filter(None, (figure(report), other, report.reason)))))
    )


def below_interpreter(text: str) -> Hanging:
    """Return a remark on the line above it, such as the rating of a prediction."""
    return Hanging(Text(" " * (INTERPRETER + 4)), Text(visible(text)))
