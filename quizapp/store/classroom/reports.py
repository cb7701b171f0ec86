"""A class as its members see it: what the database's own reports say, and what was assigned."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from quizapp.store.database import Store

SIZE = "SELECT class_size()"
TEACHES = "SELECT teaches()"
SECTIONS = "SELECT deck, concept, section, learners, learnt, stuck, names FROM class_sections(:deck)"
ASSIGNMENTS = "SELECT deck, due, learners, done, names FROM class_assignments()"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionReport:
    """Where a class stands with a section, in learners; None is what may not be told to who asks."""

    deck: str
    concept: str
    section: str
    learners: int  # who met it
    learnt: int | None
    stuck: int | None
    names: Sequence[str] | None  # of those who are stuck


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentReport:
    """How far a class is with an assignment, in learners; None is what may not be told to who asks."""

    deck: str
    due: str
    learners: int | None
    done: int | None
    names: Sequence[str] | None  # of those who are not done


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassReport:
    """A class at a glance."""

    teacher: bool  # whether who asks may see names
    learners: int | None
    sections: Sequence[SectionReport]
    assignments: Sequence[AssignmentReport]


def class_report(store: Store, deck: str = "") -> ClassReport:
    """Return the class's progress, of one deck where it is named. Raises QuizError (exit code 4)."""
    query = store.query
    size = query(SIZE, {})
    section_names = SectionReport.__dataclass_fields__
    assignment_names = AssignmentReport.__dataclass_fields__
    return ClassReport(
        teacher=bool(query(TEACHES, {})[0][0]),
        learners=size[0][0] if size else None,
        sections=[
            SectionReport(**dict(zip(section_names, row, strict=True))) for row in query(SECTIONS, {"deck": deck})
        ],
        assignments=[
            AssignmentReport(**dict(zip(assignment_names, row, strict=True))) for row in query(ASSIGNMENTS, {})
        ],
    )


def assign(store: Store, deck: str, due: str, *, now_ms: int) -> None:
    """Assign a deck to the class until a day (an ISO date); again, for another day. Raises QuizError (exit code 4)."""
    statement = text(
        "INSERT INTO assignments (deck, due, assigned_by, time_ms) VALUES (:deck, :due, :by, :now)"
        " ON CONFLICT (deck) DO UPDATE SET due = excluded.due, assigned_by = excluded.assigned_by,"
        " time_ms = excluded.time_ms"
    )
    named = {"deck": deck, "due": due, "by": store.learner, "now": now_ms}
    store.write(lambda connection: connection.execute(statement, named))


def withdraw(store: Store, deck: str) -> bool:
    """Take an assignment back; return whether there was one. Raises QuizError (exit code 4)."""
    statement = text("DELETE FROM assignments WHERE deck = :deck")
    return bool(store.write(lambda connection: connection.execute(statement, {"deck": deck}).rowcount))
