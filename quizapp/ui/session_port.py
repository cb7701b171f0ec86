"""The quiz session as a front end sees it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from quizapp.core.answer import Answer
from quizapp.core.model import Concept, Rating
from quizapp.core.session_values import (
    Ask,
    AskedQuestion,
    Greeting,
    Outcome,
    RatingResult,
    SessionProgress,
    Summary,
    UndoneInSession,
)
from quizapp.errors import QuizError

if TYPE_CHECKING:
    from quizapp.core.card_info import CardInfo
    from quizapp.core.event_payloads.program_try import ProgramTryPayload
    from quizapp.core.program_run import ProgramRun
    from quizapp.ui.browser_port import CardBrowsing


class Sample(Protocol):
    """One trial of an experiment, as it comes."""

    @property
    def variant(self) -> str:
        """The variant that ran."""

    @property
    def reading(self) -> float:
        """What was measured, in `unit`."""

    @property
    def unit(self) -> str:
        """The unit of the reading."""

    @property
    def done(self) -> int:
        """Trials until now, this one included."""

    @property
    def limit(self) -> float:
        """Seconds that the experiment may take."""

    @property
    def foreign(self) -> float:
        """Cores that other programs used during the trial."""


Live = Callable[[Sample], None]
"""Takes each sample as it comes."""


class ProgramTries(Protocol):
    """The programs that the learner writes for one question."""

    def last(self) -> "ProgramTryPayload | None":
        """Return the last program that the learner wrote for this question, or None."""

    def keep(self, program: str, verdict: str = "") -> None:
        """Record a program as the last one."""

    def run(self, program: str) -> "ProgramRun":
        """Return what the checks find in a program, which is kept. Raises QuizError where it may not run."""


class StudySession(Protocol):
    """A quiz session. Every method that records has committed when it returns."""

    @property
    def greeting(self) -> Greeting:
        """What to show before the first question, such as what waits after an absence."""

    def shorten(self, minutes: float) -> None:
        """Start no question after so many minutes from now."""

    def next(self) -> AskedQuestion | None:
        """Return the next question, leased to this session; None when the session is over."""

    def previews(self) -> Mapping[Rating, str]:
        """Return the interval that each rating would give the current card, such as '10m'; none while cramming."""

    def grade(
        self,
        answer: Answer | None,
        *,
        hinted: bool,
        seconds: float,
        live: Live | None = None,
        ask: Ask | None = None,
    ) -> Outcome:
        """Grade an answer (None: revealed). Raises ValueError with a readable text if the question has no such answer.

        If code runs, `live` gets each sample as it comes; `ask` shows the code and returns whether it may run.
        """

    def facts(self) -> str:
        """Return a line about this machine: what matters to a measurement."""

    def observe(self, seen: str) -> None:
        """Record what the learner saw in the measurement, to be stored with the rating."""

    def proofs(self) -> tuple[AskedQuestion, ...]:
        """Return a question for each experiment of the current concept."""

    def prove(self, asked: AskedQuestion, answer: Answer, live: Live, ask: Ask) -> Outcome:
        """Run the experiment of one of `proofs` and grade the prediction. Raises ValueError or QuizError."""

    def tries(self, ask: Ask | None = None) -> ProgramTries:
        """Return what runs and keeps programs for the current question; `ask` asks whether its code may run."""

    def edit(self, launch: Callable[[Path, int], None]) -> tuple[AskedQuestion | None, str]:
        """Open the current card with `launch`, import its deck again; return the question to ask now, and a message."""

    def add(self, launch: Callable[[Path, int], None], edit_again: Callable[[QuizError], bool]) -> str:
        """Add the cards that the learner writes in an editor opened with `launch`; return a message."""

    def info(self) -> "CardInfo":
        """Return what is known of the current card."""

    def browse(self, show: "Callable[[CardBrowsing], None]") -> AskedQuestion | None:
        """Show the browser of all cards with `show`; return the question to ask now, the current one if unchanged."""

    def media(self, side: Literal["question", "answer"]) -> tuple[Path, ...]:
        """Return the media files of a side of the current card that exist; one on both sides is the question's."""

    def concept_media(self) -> Mapping[str, Sequence[Path]]:
        """Return the files that sections of the current concept show and that exist, by the section's name."""

    def rate(self, rating: Rating) -> RatingResult:
        """Record the review of the current card."""

    def undo(self) -> UndoneInSession:
        """Undo the learner's last action; return it in words, and the question to ask now."""

    def suspend(self) -> None:
        """Suspend the current card."""

    def bury(self) -> None:
        """Hide the current card until tomorrow."""

    def flag(self) -> bool:
        """Flag the current card, or remove its flag; return whether it is flagged now."""

    def tally(self) -> SessionProgress:
        """Return the counts for the header."""

    def concept(self) -> Concept:
        """Return the concept of the current card, to read."""

    def summary(self) -> Summary:
        """Return the summary of the session."""
