"""The values of a quiz session: questions, outcomes, ratings, progress and the summary."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from quizapp.core.answer import Answer, answer_as_json
from quizapp.core.card import Card
from quizapp.core.counting import counted
from quizapp.core.model import Concept, Rating
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
    most: int | None = None  # answers that the session takes; None: no limit

    @property
    def done(self) -> int:
        """The cards that were answered; one that comes again counts once."""
        return self.answered - self.repeated

    @property
    def total(self) -> int:
        """The cards of the session, without those that come again: as many as at the first question."""
        return self.done + self._within(self._first_left)

    @property
    def again(self) -> int:
        """The cards that come again in this session."""
        return self._within(self._first_left + self.again_left) - self._within(self._first_left)

    @property
    def _first_left(self) -> int:
        """The cards that are left and were not answered yet."""
        return self.due_left + self.learning_left + self.new_left + self.ahead_left - self.again_left

    def _within(self, cards: int) -> int:
        """Return how many of the next cards the session still takes."""
        return cards if self.most is None else min(cards, max(0, self.most - self.answered))

    @property
    def now(self) -> int:
        """The number of the current card, from 1 on."""
        return min(self.done + 1, self.total)


SHORT_MINUTES = 5  # of the short session that is offered after an absence


def in_minutes(seconds: float) -> int:
    """Return a duration in whole minutes, at least 1."""
    return max(1, round(seconds / 60))


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

    @property
    def minutes(self) -> int:
        """The minutes that today's cards take, at least 1."""
        return in_minutes(self.seconds)

    @property
    def welcome(self) -> str:
        """The first line after an absence; '' where there was none."""
        return f"Welcome back after {self.days_away} days" if self.days_away else ""

    @property
    def offers_short(self) -> bool:
        """Whether a short session is offered: today's cards take longer."""
        return self.minutes > SHORT_MINUTES

    @property
    def waits(self) -> str:
        """What waits after an absence, as a sentence."""
        new = f"{self.new} new {'card waits' if self.new == 1 else 'cards wait'}"
        if not self.due:
            return f"Nothing is due; {new}."
        all_due = self.due + self.waiting
        due = f"{counted(all_due, 'card')} {'is' if all_due == 1 else 'are'} due"
        chosen = f"; today the {self.due} most at risk" if self.waiting else ""
        return f"{due}{chosen}{f', and {new}' if self.new else ''}."

    @property
    def takes(self) -> str:
        """How long that takes, as a sentence."""
        return f"At your pace that takes about {counted(self.minutes, 'minute')}."


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
