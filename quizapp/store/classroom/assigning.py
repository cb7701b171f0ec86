"""Writes assignments and groups, as a teacher."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from quizapp.core.scope import Scope
from quizapp.store.daily_candidates import tag_parameter
from quizapp.store.database import Store
from quizapp.store.queries import SCOPE

_CARDS = f"SELECT c.card FROM cards c WHERE c.retired = 0 AND {SCOPE} ORDER BY c.place"
_KNOWN = "SELECT 1 FROM assignments WHERE assignment = :assignment"
# An assignment that is known gets other dates and another group; its cards stay.
_ASSIGN = text(
    "INSERT INTO assignments (assignment, deck, title, opens, due, audience, assigned_by, time_ms)"
    " VALUES (:assignment, :deck, :title, :opens, :due, :audience, :by, :now)"
    " ON CONFLICT (assignment) DO UPDATE SET opens = excluded.opens, due = excluded.due,"
    " audience = excluded.audience, assigned_by = excluded.assigned_by, time_ms = excluded.time_ms"
)
_ADD_CARDS = text("INSERT INTO assigned_cards (assignment, card) SELECT :assignment, unnest(CAST(:cards AS text[]))")
_WITHDRAW = text("DELETE FROM assignments WHERE assignment = :assignment")
_MEMBERS = "SELECT learner FROM members WHERE teacher = 0"
_GROUPS = "SELECT name, learner FROM class_groups ORDER BY name, learner"
_JOIN = text("INSERT INTO class_groups (name, learner) VALUES (:name, :learner) ON CONFLICT DO NOTHING")
_LEAVE = text("DELETE FROM class_groups WHERE name = :name AND learner = :learner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a teacher assigns; dates are ISO dates, `opens` '' for at once, `group` '' for the whole class."""

    assignment: str  # its name
    deck: str  # '' where it is not one deck
    title: str
    opens: str
    due: str
    group: str


def cards_of(store: Store, scopes: Iterable[Scope]) -> list[str]:
    """Return the installed cards of several scopes, in the order of introduction, each once."""
    found: dict[str, None] = {}
    for scope in scopes:
        named = {"deck": scope.deck, "concept": scope.concept, "tag": tag_parameter(scope), "kind": scope.kind}
        found.update((row[0], None) for row in store.query(_CARDS, named))
    return list(found)


def is_assigned(store: Store, name: str) -> bool:
    """Return whether there is an assignment of this name."""
    return bool(store.query(_KNOWN, {"assignment": name}))


def assign(store: Store, given: Assignment, cards: Sequence[str], *, now_ms: int) -> None:
    """Store an assignment with its cards. Of one that is known, only the dates and the group change.

    Raises QuizError (exit code 4) for members who do not teach.
    """
    known = is_assigned(store, given.assignment)
    named = {
        "assignment": given.assignment, "deck": given.deck, "title": given.title, "opens": given.opens,
        "due": given.due, "audience": given.group, "by": store.learner, "now": now_ms,
    }  # fmt: skip

    def work(connection: Connection) -> None:
        connection.execute(_ASSIGN, named)
        if not known:
            connection.execute(_ADD_CARDS, {"assignment": given.assignment, "cards": list(cards)})

    store.write(work)


def withdraw(store: Store, name: str) -> bool:
    """Delete an assignment; return whether there was one. Raises QuizError (exit code 4)."""
    return bool(store.write(lambda connection: connection.execute(_WITHDRAW, {"assignment": name}).rowcount))


def learners(store: Store) -> list[str]:
    """Return the members who do not teach, as far as this member may see them."""
    return [row[0] for row in store.query(_MEMBERS, {})]


def groups(store: Store) -> dict[str, list[str]]:
    """Return group -> its learners, as far as this member may see them."""
    found: dict[str, list[str]] = {}
    for name, learner in store.query(_GROUPS, {}):
        found.setdefault(name, []).append(learner)
    return found


def change_group(store: Store, name: str, members: Iterable[str], *, remove: bool) -> None:
    """Add learners to a group, or remove them from it. Raises QuizError (exit code 4) for who does not teach."""
    rows = [{"name": name, "learner": each} for each in members]
    store.write(lambda connection: connection.execute(_LEAVE if remove else _JOIN, rows))
