"""An answer as a value: what the learner gave, parsed once where it entered."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizapp.core.prediction import Prediction

if TYPE_CHECKING:
    from quizapp.core.program_run import ProgramRun


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramAnswer:
    """A program that the learner wrote, after how many tries, and what the checks found in it."""

    program: str
    tries: int
    run: "ProgramRun | None" = None  # None: given up without running the checks on it


Answer = str | bool | tuple[str, ...] | Prediction | ProgramAnswer
"""A letter, letters or a text; true or false; a text or letter for each slot; a predicted figure; a program."""


def answer_as_json(answer: Answer) -> str | bool | float | list[str] | dict[str, Any]:
    """Return an answer as the log stores it: as the learner gave it."""
    if isinstance(answer, Prediction):
        return answer.given
    if isinstance(answer, ProgramAnswer):
        return {"program": answer.program, "tries": answer.tries, "verdict": answer.run.verdict if answer.run else ""}
    return list(answer) if isinstance(answer, tuple) else answer
