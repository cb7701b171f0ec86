"""What one sitting is made of, as values: what is asked, how it was graded, what it came to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from quizapp.core.model import Card, Concept, Rating


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question in front of the learner."""

    card: Card
    question: Any  # of questions.base.Question
    shown: Any  # of questions.base.Shown
    deck_title: str
    concept_title: str
    is_new: bool  # never answered before
    teach: Concept | None  # the concept to show first, before its first question ever
    can_prove: bool  # the concept has an experiment
    reason: str = ""  # why this card now, such as "learning step" or "67% chance of recall"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How an answer was graded, and what to suggest."""

    correct: bool | None  # None: the learner judges
    expected: str
    remarks: tuple[str, ...]
    suggested: Rating
    report: Any = None  # for predict: the lab's Report; for output: the program's text
    rateable: bool = True  # False: nothing was shown (an inconclusive proof); rates nothing


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is kept of an answer until it is rated."""

    given: Any = None
    outcome: Outcome | None = None
    hinted: bool = False
    seconds: float = 0.0
    seen: str = ""  # what the learner says they saw of a measurement

    def as_payload(self) -> dict[str, Any]:
        """Return what the log keeps of it."""
        kept: dict[str, Any] = {
            "correct": self.outcome.correct if self.outcome else None,
            "seconds": round(self.seconds, 1),
            "hinted": self.hinted,
        }
        if self.seen:
            kept["seen"] = self.seen
        return kept if self.given is None else kept | {"answer": self.given}


@dataclass(frozen=True, kw_only=True)
class Rated:
    """What a rating did to the card."""

    card: str
    rating: Rating
    due_ms: int
    interval_s: float
    stability: float  # days
    difficulty: float  # 1 to 10


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How far today is: what is left counts the cards of this sitting."""

    answered: int
    due_left: int
    new_left: int
    learning_left: int


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a sitting came to."""

    answered: int
    correct: int
    seconds: float
    learnt: tuple[str, ...] = ()  # titles of concepts met for the first time
    missed: tuple[tuple[str, str], ...] = ()  # (card id, what was asked) rated Again
    next_due_ms: int | None = None
    due_tomorrow: int = 0
    streak: str = ""  # such as "3 days in a row; 23 of the last 30 days"
    advice: str = ""  # what to do next
    notes: tuple[str, ...] = field(default=())  # such as "the rest is being asked in another terminal"


class Sitting(Protocol):
    """What a front end drives. Every method that records has committed when it returns."""

    @property
    def greeting(self) -> tuple[str, ...]:
        """Lines for the start, such as why the session is capped."""

    def next(self) -> Asked | None:
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

    def proofs(self) -> tuple[Asked, ...]:
        """Return a question for each claim of the current concept that can be proved."""

    def prove(self, asked: Asked, answer: Any, live: Callable[[Any], None], ask: Callable[..., bool]) -> Outcome:
        """Run one of `proofs` and return how good the prediction was. Raises ValueError or QuizError."""

    def edit(self, launch: Callable[[Path, int], None]) -> tuple[Asked | None, str]:
        """Have the current card edited, take its deck in anew; return the question to ask now, and what to say."""

    def media(self) -> tuple[Path, ...]:
        """Return the files of the current card that are there."""

    def rate(self, rating: Rating) -> Rated:
        """Record the review of the current card."""

    def undo(self) -> Asked | None:
        """Take the last answer back and ask it again; None where there is nothing to undo."""

    def suspend(self) -> None:
        """Suspend the current card."""

    def bury(self) -> None:
        """Hide the current card until tomorrow."""

    def tally(self) -> Tally:
        """Return the counts for the header."""

    def concept(self) -> Concept:
        """Return the concept of the current card, to read."""

    def summary(self) -> Summary:
        """Return what the sitting came to."""
