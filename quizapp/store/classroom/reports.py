"""Reports about a class from the database's report functions, and its assignments."""

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

    deck: str
    due: str
    learners: int | None
    done: int | None
    names: Sequence[str] | None  # of the learners who have not finished


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassReport:
    """The progress of a class."""

    teacher: bool  # whether this member may see names
    learners: int | None
    sections: Sequence[SectionReport]
    assignments: Sequence[AssignmentReport]


def class_report(store: Store, deck: str = "") -> ClassReport:
    """Return the progress of the class, with one deck or all. Raises QuizError (exit code 4)."""
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
    """Assign a deck to the class until a day (an ISO date), or change the day. Raises QuizError (exit code 4)."""
    statement = text(
        "INSERT INTO assignments (deck, due, assigned_by, time_ms) VALUES (:deck, :due, :by, :now)"
        " ON CONFLICT (deck) DO UPDATE SET due = excluded.due, assigned_by = excluded.assigned_by,"
        " time_ms = excluded.time_ms"
    )
    named = {"deck": deck, "due": due, "by": store.learner, "now": now_ms}
    store.write(lambda connection: connection.execute(statement, named))


def withdraw(store: Store, deck: str) -> bool:
    """Delete an assignment; return whether there was one. Raises QuizError (exit code 4)."""
    statement = text("DELETE FROM assignments WHERE deck = :deck")
    return bool(store.write(lambda connection: connection.execute(statement, {"deck": deck}).rowcount))
