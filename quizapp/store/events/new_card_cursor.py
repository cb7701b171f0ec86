"""How far a learner came in the order of new cards: where the search for the next ones begins.

Without it every start would go through all cards that were ever met, to find the first that was not. It is derived:
no card before the frontier is new. It holds for one state of the decks, whose mark every change of cards makes anew.
"""

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.core.model import State
from quizapp.store.ids import new_id
from quizapp.store.metadata import marks, set_marks
from quizapp.store.prepared import execute
from quizapp.store.schema import cards, frontiers, states

_SHELF = "shelf"
BEYOND = 1 << 62  # where no new card is left

_place = select(cards.c.place).where(cards.c.card == bindparam("of")).scalar_subquery()
_LOWER = update(frontiers).where(frontiers.c.learner == bindparam("by"), frontiers.c.place > _place)
_LOWER = _LOWER.values(place=_place)
_base = upsert(frontiers)
_KEEP = _base.on_conflict_do_update(
    index_elements=["learner"], set_={name: _base.excluded[name] for name in ("place", "shelf")}
)


def cards_changed(connection: Connection) -> None:
    """Let no frontier hold any more: there are other cards than before."""
    set_marks(connection, _SHELF, {"": new_id()})


def lower(connection: Connection, learner: str, card: str) -> None:
    """Take the frontier back to a card that is new again."""
    execute(connection, _LOWER, {"by": learner, "of": card})


def reset(connection: Connection, learner: str | None = None) -> None:
    """Drop the frontier of a learner, or of all: states were made anew."""
    query = delete(frontiers)
    connection.execute(query if learner is None else query.where(frontiers.c.learner == learner))


def advance(connection: Connection, learner: str) -> None:
    """Move the frontier to the learner's first new card, within a transaction."""
    shelf = marks(connection, _SHELF).get("")
    if shelf is None:
        cards_changed(connection)
        shelf = marks(connection, _SHELF)[""]
    known = select(frontiers.c.place).where(frontiers.c.learner == learner, frontiers.c.shelf == shelf)
    begin = connection.execute(known).scalar() or 0
    mine = (states.c.card == cards.c.card) & (states.c.learner == learner)
    new = (states.c.card.is_(None)) | (states.c.state == str(State.NEW))
    query = select(cards.c.place).select_from(cards).outerjoin(states, mine)
    query = query.where(cards.c.retired == 0, cards.c.place >= begin, new).order_by(cards.c.place).limit(1)
    first = connection.execute(query).scalar()
    place = BEYOND if first is None else first
    if place != begin:
        connection.execute(_KEEP, {"learner": learner, "place": place, "shelf": shelf})
