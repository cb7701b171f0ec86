"""What a front end drives: the quiz session as a protocol."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from quizapp.core.model import Concept, Rating
from quizapp.core.session_values import AskedQuestion, Outcome, RatingResult, SessionProgress, Summary


class StudySession(Protocol):
    """What a front end drives. Every method that records has committed when it returns."""

    @property
    def greeting(self) -> tuple[str, ...]:
        """Lines for the start, such as why the session is capped."""

    def next(self) -> AskedQuestion | None:
        """Draw and claim the next question; None when the sitting is over."""

    def previews(self) -> Mapping[Rating, str]:
        """Return the interval that each rating would give the current card, such as '10m' or '4d'."""

    def grade(
        self,
        answer: Any,
        *,
        hinted: bool,
        seconds: float,
        live: Callable[[Any], None] | None = None,
        ask: Callable[..., bool] | None = None,
    ) -> Outcome:
        """Grade an answer (None: revealed). Raises ValueError with a readable text where it has no sensible form.

        Where code runs, `live` gets each sample as it comes, and `ask` shows code and returns whether it may run.
        """

    def facts(self) -> str:
        """Return what of this machine matters to a measurement, in a line."""

    def observe(self, seen: str) -> None:
        """Keep what the learner says they saw of the measurement just made."""

    def proofs(self) -> tuple[AskedQuestion, ...]:
        """Return a question for each claim of the current concept that can be proved."""

    def prove(
        self, asked: AskedQuestion, answer: Any, live: Callable[[Any], None], ask: Callable[..., bool]
    ) -> Outcome:
        """Run one of `proofs` and return how good the prediction was. Raises ValueError or QuizError."""

    def edit(self, launch: Callable[[Path, int], None]) -> tuple[AskedQuestion | None, str]:
        """Have the current card edited, take its deck in anew; return the question to ask now, and what to say."""

    def media(self) -> tuple[Path, ...]:
        """Return the files of the current card that are there."""

    def rate(self, rating: Rating) -> RatingResult:
        """Record the review of the current card."""

    def undo(self) -> AskedQuestion | None:
        """Take the last answer back and ask it again; None where there is nothing to undo."""

    def suspend(self) -> None:
        """Suspend the current card."""

    def bury(self) -> None:
        """Hide the current card until tomorrow."""

    def tally(self) -> SessionProgress:
        """Return the counts for the header."""

    def concept(self) -> Concept:
        """Return the concept of the current card, to read."""

    def summary(self) -> Summary:
        """Return what the sitting came to."""
