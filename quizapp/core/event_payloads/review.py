"""What a review stores: its rating, the state before it, the settings it was scheduled with, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from quizapp.core import fsrs
from quizapp.core.event_payloads.base import Json, Payload, unknown
from quizapp.core.event_payloads.fields import check_flag, check_number, check_text, check_whole
from quizapp.core.events import CRAM, REVIEW, Event
from quizapp.core.model import Rating, State
from quizapp.core.scheduler_settings import PLAIN, BalancedInterval, SchedulerSettings
from quizapp.core.study_day import DAY_MS, DAY_S

MOST_DAYS = 999_999  # of an interval or a stability
LATEST_MS = 221_845_392_000_000  # the year 9000: no due date can be computed after it
_STATES: Mapping[str, State] = {str(state): state for state in State}
_REVIEW = ("rating", "state", "r", "seconds", "placed", "memory", "day_begins", "correct", "proof", "after")
_ANSWER = ("hinted", "seen", "answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """What a review stores of the answer; an imported review has none."""

    correct: bool | None  # None: the learner judged
    hinted: bool = False
    seen: str = ""  # what the learner says they saw of a measurement
    given: Any = None  # the answer as JSON; None where it was revealed

    def add_to(self, payload: dict[str, Any], seconds: float | None) -> None:
        """Add the fields to a review's payload, its seconds among them, in the order that they always had."""
        payload["correct"] = self.correct
        if seconds is not None:
            payload["seconds"] = seconds
        payload["hinted"] = self.hinted
        if self.seen:
            payload["seen"] = self.seen
        if self.given is not None:
            payload["answer"] = self.given

    def check(self) -> None:
        """Raise ValueError where a field has a wrong type."""
        if self.correct is not None:
            check_flag("correct", self.correct)
        check_flag("hinted", self.hinted)
        check_text("seen", self.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedOutcome:
    """The state in which another program left a card after a review: it counts instead of what FSRS would give.

    Stability (days) and difficulty are under the parameters of the review; None where the other program has none.
    """

    state: State
    due_ms: int  # UTC milliseconds
    step: int | None = None  # of a card in learning
    lapses: int | None = None
    stability: float | None = None
    difficulty: float | None = None

    @classmethod
    def stored(cls, fields: Json) -> Self:
        """Return the outcome that this log holds. Raises KeyError, TypeError or ValueError for what is none."""
        return cls(**{**fields, "state": _STATES[fields["state"]]})

    def check(self) -> None:
        """Raise ValueError where the scheduler cannot go on from this state."""
        if self.state is State.NEW:
            raise ValueError("`after` is the state new; expected one of a reviewed card")
        check_whole("due_ms", self.due_ms, 0, LATEST_MS)
        for name in ("step", "lapses"):
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name))
        if (self.stability is None) != (self.difficulty is None):
            raise ValueError("`after` has one of `stability` and `difficulty`; expected both or none")
        if self.stability is not None:
            check_number("stability", self.stability, fsrs.LEAST_STABILITY, MOST_DAYS)
            check_number("difficulty", self.difficulty, 1, 10)

    def as_payload(self) -> dict[str, Any]:
        """Return the outcome as the log stores it."""
        pairs = ((name, getattr(self, name)) for name in ImportedOutcome.__dataclass_fields__)
        return {name: value for name, value in pairs if value is not None} | {"state": str(self.state)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPayload(Payload):
    """A rated answer, of a `review` or of a `cram`, which schedules nothing."""

    rating: Rating
    state: State | None = None  # of the card before; None where the log does not have it
    r: float | None = None  # retrievability that the scheduler counted with, in [0, 1]; None for a new card
    seconds: float | None = None
    placed: BalancedInterval | None = None
    settings: SchedulerSettings = PLAIN
    day_begins: int | None = None  # see `study_day.days_between`; None for reviews of versions that had no study days
    answer: AnswerRecord | None = None
    proof: bool = False  # rescheduled by a run of its experiment
    after: ImportedOutcome | None = None

    @classmethod
    def stored(cls, payload: Json) -> Self:
        """Return the review that this log holds. Raises KeyError or ValueError where there is no known rating."""
        answer = _answer(payload) if "correct" in payload else None
        return cls(
            rating=Rating(payload["rating"]), state=_STATES.get(payload.get("state", "")), r=payload.get("r"),
            seconds=payload.get("seconds"), placed=placed_of(payload), settings=settings_of(payload),
            day_begins=day_begins_of(payload), answer=answer, proof=payload.get("proof", False),
            after=outcome_of(payload),
            extra=unknown(payload, _REVIEW + (_ANSWER if answer else ())),
        )  # fmt: skip

    def answered(self, answer: AnswerRecord, seconds: float) -> "ReviewPayload":
        """Return the review with an answer. `dataclasses.replace` takes 4 us longer, for each answer."""
        return ReviewPayload(
            rating=self.rating, state=self.state, r=self.r, seconds=seconds, placed=self.placed,
            settings=self.settings, day_begins=self.day_begins, answer=answer, proof=self.proof, after=self.after,
            extra=self.extra,
        )  # fmt: skip

    @classmethod
    def check_raw(cls, payload: Json) -> None:
        """Raise ValueError where `stored` would overlook a wrong field."""
        if payload.get("state", "new") not in _STATES:
            raise ValueError(f"`state` is {payload['state']!r}; expected one of {', '.join(_STATES)}")
        placed = payload.get("placed") or ()
        if len(placed) not in (0, 2):
            raise ValueError(f"`placed` is {placed!r}; expected two numbers of days")

    def check(self) -> None:
        """Raise ValueError where a field has a wrong type or is out of range."""
        if self.r is not None:
            check_number("r", self.r, 0, 1)
        if self.seconds is not None:
            check_number("seconds", self.seconds, 0)
        if self.placed is not None:
            check_whole("placed", self.placed.interval, 1, MOST_DAYS)
            check_whole("placed", self.placed.days, 1, MOST_DAYS)
        check_settings(self.settings)
        if self.day_begins is not None:
            check_whole("day_begins", self.day_begins, 0, DAY_MS - 1)
        check_flag("proof", self.proof)
        if self.answer is not None:
            self.answer.check()
        if self.after is not None:
            self.after.check()

    def as_payload(self) -> dict[str, Any]:
        """Return the payload as the log stores it, its keys in the order that they always had."""
        kept: dict[str, Any] = {"rating": str(self.rating)}
        if self.answer is None and self.seconds is not None:
            kept["seconds"] = self.seconds
        if self.state is not None:
            kept["state"] = str(self.state)
        if self.state is not None or self.r is not None:  # a new card has no retrievability, stored as null
            kept["r"] = self.r
        if self.placed:
            kept["placed"] = [self.placed.interval, self.placed.days]
        if self.settings != PLAIN:
            kept["memory"] = self.settings.as_payload()
        if self.day_begins is not None:
            kept["day_begins"] = self.day_begins
        if self.answer:
            self.answer.add_to(kept, self.seconds)
        if self.proof:
            kept["proof"] = True
        if self.after:
            kept["after"] = self.after.as_payload()
        kept.update(self.extra)
        return kept


def _answer(payload: Json) -> AnswerRecord:
    return AnswerRecord(
        correct=payload["correct"], hinted=payload.get("hinted", False), seen=payload.get("seen", ""),
        given=payload.get("answer"),
    )  # fmt: skip


def check_settings(settings: SchedulerSettings) -> None:
    """Raise ValueError where the scheduler cannot use some settings."""
    check_number("retention", settings.retention, 0.001, 0.9999)
    for name, steps in (("learning_steps", settings.learning_steps), ("relearning_steps", settings.relearning_steps)):
        for seconds in steps:
            check_whole(name, seconds, 0, MOST_DAYS * DAY_S)
    check_whole("maximum", settings.maximum, 1, MOST_DAYS)
    if settings.parameters:
        check_parameters(settings.parameters)


def check_parameters(parameters: tuple[float, ...]) -> None:
    """Raise ValueError where these are no parameters of FSRS-6."""
    for value in parameters:
        check_number("parameters", value)
    fsrs.check(parameters)


def review_of(event: Event) -> ReviewPayload | None:
    """Return the review that a stored event holds, or None where it is of another kind."""
    return ReviewPayload.stored(event.payload) if event.kind in (REVIEW, CRAM) else None


# Single fields, for the fold and the counts: a whole value would cost them more than all the rest of their work.


RATING_ONLY: Mapping[Rating, Json] = {rating: {"rating": str(rating)} for rating in Rating}
"""Rating -> the least payload that a review can have, for previews."""


def rating_of(payload: Json) -> str:
    """Return the rating of a stored review. Raises KeyError."""
    return payload["rating"]  # type: ignore[no-any-return]


def placed_of(payload: Json) -> BalancedInterval | None:
    """Return the interval that load balancing chose for a stored review, if it did."""
    kept = payload.get("placed")
    return BalancedInterval(interval=kept[0], days=kept[1]) if kept else None


def outcome_of(payload: Json) -> ImportedOutcome | None:
    """Return the state in which another program left the card after a stored review, if it is known."""
    kept = payload.get("after")
    return ImportedOutcome.stored(kept) if kept else None


def settings_of(payload: Json) -> SchedulerSettings:
    """Return the settings that a stored review was scheduled with. Raises TypeError where a name is unknown."""
    settings = payload.get("memory")
    return SchedulerSettings.from_payload(settings) if settings else PLAIN


def day_begins_of(payload: Json) -> int | None:
    """Return when study days begin by which a stored review counts elapsed time; None if it counts 24-hour periods."""
    return payload.get("day_begins")


def day_of(payload: Json) -> str:
    """Return the study day of a stored bury. Raises KeyError."""
    return payload["day"]  # type: ignore[no-any-return]


def was_new(payload: Json) -> bool:
    """Return whether a stored review was the first of its card."""
    return payload.get("state") == "new"


def counted_of(payload: Json) -> tuple[str, str, float, float | None]:
    """Return what the counts need of a stored review: rating, state before, seconds, retrievability."""
    return payload["rating"], payload.get("state", "new"), payload.get("seconds") or 0.0, payload.get("r")
