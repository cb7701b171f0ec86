"""The values of a quiz session: questions, outcomes, ratings, progress and the summary."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from quizapp.core.answer import Answer, answer_as_json
from quizapp.core.model import Card, Concept, Rating
from quizapp.core.question import Question, Shown

if TYPE_CHECKING:
    from quizapp.core.answer_difference import Difference
    from quizapp.core.event_payloads.review import ReviewPayload


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """One question in front of the learner."""

    card: Card
    question: Question
    shown: Shown
    deck_title: str
    concept_title: str
    is_new: bool  # never answered before
    teach: Concept | None  # the concept to show first, before its first question ever
    can_prove: bool  # the concept has an experiment
    can_read: bool = True  # the concept has a page; a list of cards has none
    hides_concept: bool = False  # the concept's title would give the answer away
    reason: str = ""  # why this card now, such as "learning step" or "67% chance of recall"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How an answer was graded, and what to suggest."""

    correct: bool | None  # None: the learner judges
    expected: str
    suggested: Rating
    remarks: tuple[str, ...] = ()  # in words what `difference` shows
    notes: tuple[str, ...] = ()  # anything else that was noticed
    difference: "Difference | None" = None  # the answer next to the right one; None where nothing is compared
    report: Any = None  # for predict: the lab's Report; for output: the program's text
    rateable: bool = True  # False: nothing was shown (an inconclusive proof); rates nothing


@dataclass(frozen=True, kw_only=True)
class PendingAnswer:
    """An answer that was graded and waits for its rating."""

    given: Answer | None = None  # None: revealed
    outcome: Outcome | None = None
    hinted: bool = False
    seconds: float = 0.0
    seen: str = ""  # what the learner says they saw of a measurement

    def added_to(self, review: "ReviewPayload") -> "ReviewPayload":
        """Return a review with this answer."""
        from quizapp.core.event_payloads.review import AnswerRecord  # not needed before the first answer

        given = None if self.given is None else answer_as_json(self.given)
        correct = self.outcome.correct if self.outcome else None
        answer = AnswerRecord(correct=correct, hinted=self.hinted, seen=self.seen, given=given)
        return review.answered(answer, round(self.seconds, 1))


@dataclass(frozen=True, kw_only=True)
class RatingResult:
    """The state of a card after its rating."""

    card: str
    rating: Rating
    due_ms: int
    stability: float  # days
    difficulty: float  # 1 to 10


@dataclass(frozen=True, kw_only=True)
class SessionProgress:
    """The progress of a session; what is left counts its own cards."""

    answered: int
    due_left: int
    new_left: int
    learning_left: int
    ahead_left: int = 0  # due on a later day
    repeated: int = 0  # of the answers, those to cards that were answered in this session before
    again_left: int = 0  # of all that are left, cards that were answered already and come again
    cram: bool = False  # the answers change no due date
    assigned: str = ""  # what is left of a teacher's assignments, such as "assigned, due Friday, 12 left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """What a session shows before its first question. After an absence: how long it was, and what waits."""

    lines: tuple[str, ...] = ()  # such as a teacher's assignments
    days_away: int = 0  # since the last review; 0 where there was no absence
    due: int = 0  # asked today
    waiting: int = 0  # due too, but left for other days
    new: int = 0
    seconds: float = 0.0  # that the learner's answers take, for all that is asked today

    def __bool__(self) -> bool:
        return bool(self.lines or self.days_away)


@dataclass(frozen=True, slots=True)
class UndoneInSession:
    """What was undone in words, '' where there was nothing, and the question to ask now."""

    text: str
    asked: AskedQuestion | None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The summary of a session."""

    answered: int
    correct: int
    seconds: float
    learnt: tuple[str, ...] = ()  # titles of concepts met for the first time
    missed: tuple[tuple[str, str], ...] = ()  # (card id, what was asked) rated Again
    next_due_ms: int | None = None
    due_tomorrow: int = 0
    left: int = 0  # due or new today, and not asked yet
    new_left: int = 0  # the new ones among them, which can be asked at once
    is_done: bool = False  # nothing is left today
    now_ms: int = 0
    zone: tzinfo = UTC  # the learner's
    streak: str = ""  # such as "3 days in a row; 23 of the last 30 days"
    advice: str = ""  # what to do next
    notes: tuple[str, ...] = field(default=())  # such as "the rest is being asked in another terminal"


Ask = Callable[[str, Mapping[str, str], str], bool]
