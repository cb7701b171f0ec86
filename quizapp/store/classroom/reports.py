"""Reports about a class from the database's report functions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from quizapp.store.database import Store

SIZE = "SELECT class_size()"
TEACHES = "SELECT teaches()"
SECTIONS = "SELECT deck, concept, section, learners, learnt, stuck, names FROM class_sections(:deck)"
ASSIGNMENTS = """SELECT assignment, title, deck, audience, opens, due, cards, learners, done, names
FROM class_assignments()"""
LEARNERS = "SELECT learner, groups, last_seen, answers, right_answers, learnt FROM class_learners()"
WORK = "SELECT learner, assignment, cards, done FROM class_work()"
ITEMS = "SELECT card, answers, wrong FROM class_items(:deck)"
WRONG = "SELECT answer, before, times FROM class_wrong_answers(:card)"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionReport:
    """The progress of a class with a section, in learners; None for what this member may not see."""

    deck: str
    concept: str
    section: str
    learners: int | None  # who answered it
    learnt: int | None
    stuck: int | None
    names: Sequence[str] | None  # of the stuck learners


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentReport:
    """The progress of a class with an assignment, in learners; None for what this member may not see."""

    assignment: str
    title: str
    deck: str  # '' where it is not one deck
    group: str  # '' for the whole class
    opens: str  # an ISO date; '' for at once
    due: str
    cards: int
    learners: int | None
    done: int | None  # who answered every card right
    names: Sequence[str] | None  # of the learners who have not finished


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassReport:
    """The progress of a class."""

    teacher: bool  # whether this member may see names
    learners: int | None
    sections: Sequence[SectionReport]
    assignments: Sequence[AssignmentReport]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkDone:
    """How many cards of an assignment a learner has answered right."""

    assignment: str
    cards: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerReport:
    """The progress of one learner, for teachers."""

    learner: str
    groups: Sequence[str]
    last_seen: str | None  # the last study day with an answer
    answers: int
    right: int
    learnt: int  # cards, by the states, which are the learner's own
    assignments: Sequence[WorkDone] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongAnswer:
    """A wrong answer to a card, as the log stores it."""

    answer: str
    before: int  # reviews that the learner had given to the card before
    times: int


def _named(kind: type[T], row: Sequence[Any]) -> T:
    """Return a row of a report function as a value, whose fields are in the order of the columns."""
    return kind(**dict(zip(kind.__dataclass_fields__, row, strict=False)))  # type: ignore[attr-defined]


def teaches(store: Store) -> bool:
    """Return whether the member is a teacher of the class. Raises QuizError (exit code 4)."""
    return bool(store.query(TEACHES, {})[0][0])


def class_report(store: Store, deck: str = "") -> ClassReport:
    """Return the progress of the class, with one deck or all. Raises QuizError (exit code 4)."""
    size = store.query(SIZE, {})
    return ClassReport(
        teacher=teaches(store),
        learners=size[0][0] if size else None,
        sections=[_named(SectionReport, row) for row in store.query(SECTIONS, {"deck": deck})],
        assignments=[_named(AssignmentReport, row) for row in store.query(ASSIGNMENTS, {})],
    )


def learner_reports(store: Store) -> list[LearnerReport]:
    """Return the progress of each learner, by name; none for members who do not teach. Raises QuizError."""
    done: dict[str, list[WorkDone]] = {}
    for learner, *work in store.query(WORK, {}):
        done.setdefault(learner, []).append(WorkDone(assignment=work[0], cards=work[1], done=work[2]))
    found = [_named(LearnerReport, row) for row in store.query(LEARNERS, {})]
    return [replace(each, assignments=done.get(each.learner, ())) for each in found]


def item_counts(store: Store, deck: str) -> Sequence[Sequence[Any]]:
    """Return (card, answers, wrong answers) of the cards with wrong answers, the most first. Raises QuizError."""
    return store.query(ITEMS, {"deck": deck})


def wrong_answers(store: Store, card: str) -> list[WrongAnswer]:
    """Return the wrong answers to a card. Raises QuizError (exit code 4)."""
    return [_named(WrongAnswer, row) for row in store.query(WRONG, {"card": card})]
