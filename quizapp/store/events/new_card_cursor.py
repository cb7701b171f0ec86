"""The cursor of new cards: the place in the order of introduction where the search for a learner's new cards begins.

Without it every start would scan all cards that were ever asked. It is derived data: no card before the cursor is new.
A cursor is valid for one version of the installed cards, which every change of the cards replaces.
"""

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.core.model import State
from quizapp.store.engines import dialect_of_connection
from quizapp.store.ids import new_id
from quizapp.store.metadata import read_facts, write_facts
from quizapp.store.prepared import execute
from quizapp.store.schema import cards, frontiers, states

_CARDS_VERSION = "shelf"  # the key in `meta`
BEYOND = 1 << 62  # the place after every card: no new card is left

_place = select(cards.c.place).where(cards.c.card == bindparam("of")).scalar_subquery()
_LOWER = update(frontiers).where(frontiers.c.learner == bindparam("by"), frontiers.c.place > _place)
_LOWER = _LOWER.values(place=_place)
_base = upsert(frontiers)
_KEEP = _base.on_conflict_do_update(
    index_elements=["learner"], set_={name: _base.excluded[name] for name in ("place", "shelf")}
)


def cards_changed(connection: Connection) -> None:
    """Invalidate every cursor, after cards were added, changed or retired."""
    write_facts(connection, _CARDS_VERSION, {"": new_id()})


def lower(connection: Connection, learner: str, card: str) -> None:
    """Move the cursor back to a card that is new again."""
    execute(connection, _LOWER, {"by": learner, "of": card})


def reset(connection: Connection, learner: str | None = None) -> None:
    """Delete the cursor of a learner or of all, after states were folded again."""
    if learner is None:
        connection.execute(delete(frontiers))
    else:
        dialect_of_connection(connection).delete_derived(connection, learner, "frontiers")


def advance(connection: Connection, learner: str) -> None:
    """Move the cursor to the learner's first new card, within a transaction."""
    version = read_facts(connection, _CARDS_VERSION).get("")
    if version is None:
        cards_changed(connection)
        version = read_facts(connection, _CARDS_VERSION)[""]
    known = select(frontiers.c.place).where(frontiers.c.learner == learner, frontiers.c.shelf == version)
    begin = connection.execute(known).scalar() or 0
    mine = (states.c.card == cards.c.card) & (states.c.learner == learner)
    new = (states.c.card.is_(None)) | (states.c.state == str(State.NEW))
    query = select(cards.c.place).select_from(cards).outerjoin(states, mine)
    query = query.where(cards.c.retired == 0, cards.c.place >= begin, new).order_by(cards.c.place).limit(1)
    first = connection.execute(query).scalar()
    place = BEYOND if first is None else first
    if place != begin:
        connection.execute(_KEEP, {"learner": learner, "place": place, "shelf": version})
