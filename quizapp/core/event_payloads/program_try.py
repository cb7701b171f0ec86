"""What an event stores that keeps a program which the learner wrote for a question."""

from dataclasses import dataclass
from typing import ClassVar

from quizapp.core.event_payloads.base import Payload
from quizapp.core.event_payloads.fields import check_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramTryPayload(Payload):
    """A program, and how the checks found it; '' where they were not run on it."""

    program: str
    verdict: str = ""  # passed, failed or inconclusive

    OMITTED: ClassVar[frozenset[str]] = frozenset(("verdict",))

    def check(self) -> None:
        """Raise ValueError where a field is no text."""
        check_text("program", self.program)
        check_text("verdict", self.verdict)
