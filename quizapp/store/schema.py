"""The tables. Times are UTC milliseconds since the epoch; event ids are UUIDv7 as text; lists are JSON text."""

from sqlalchemy import (
    REAL,
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeEngine

VERSION = "0009"

metadata = MetaData()
FLOAT: TypeEngine[float] = REAL().with_variant(Double(), "postgresql")


def _table(name: str, *parts: Column[object] | Index | PrimaryKeyConstraint, with_rowid: bool = True) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=with_rowid)


def _text(name: str) -> Column[object]:
    return Column(name, Text, nullable=False)


def _whole(name: str) -> Column[object]:
    return Column(name, Integer, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> Column[object]:
    return Column(name, BigInteger().with_variant(Integer, "sqlite"), nullable=nullable)


meta = _table("meta", Column("key", Text, primary_key=True), _text("value"))

decks = _table(
    "decks",
    Column("deck", Text, primary_key=True),
    _text("title"),
    _text("origin"),  # shipped or path
    _text("source"),
    _text("digest"),
    _whole("position"),
    _whole("removed"),
    _text("body"),  # deck.yaml as JSON
)

concepts = _table(
    "concepts",
    _text("deck"),
    _text("concept"),
    _text("title"),
    _whole("position"),
    _text("requires"),
    _text("tags"),
    _whole("sections"),  # number of sections with cards
    _whole("retired"),
    _text("body"),
    PrimaryKeyConstraint("deck", "concept"),
)

cards = _table(
    "cards",
    Column("card", Text, primary_key=True),
    _text("deck"),
    _text("concept"),
    _text("section"),
    _text("kind"),
    _text("tags"),  # those of the concept and of the question
    _instant("place"),  # position in the order of introduction over all decks
    _text("digest"),
    _text("body"),
    _text("file"),
    _whole("line"),
    _whole("retired"),
    _text("siblings"),
    Index("cards_by_place", "retired", "place"),
    Index("cards_by_concept", "deck", "concept"),
)

# The index has rows for undo events only, so that other events do not pay for it. On PostgreSQL the migration creates
# the same index; `postgresql_where` here would import that dialect and slow every command on a file by a tenth.
_IS_UNDO = "undoes IS NOT NULL"

events = _table(
    "events",
    _text("learner"),
    _text("id"),
    _text("device"),
    _instant("time_ms"),
    _text("day"),
    _text("card"),
    _text("kind"),
    Column("undoes", Text),
    _text("payload"),
    _instant("checksum", nullable=True),  # CRC-32 of the other columns; NULL in rows of earlier versions
    PrimaryKeyConstraint("learner", "id"),
    Index("events_by_card", "learner", "card"),
    Index("events_by_day", "learner", "kind", "day"),
    Index("events_undone", "learner", "undoes", sqlite_where=text(_IS_UNDO)),
)

states = _table(
    "states",
    _text("learner"),
    _text("card"),
    _text("state"),
    Column("step", Integer),
    Column("stability", FLOAT),
    Column("difficulty", FLOAT),
    _instant("due_ms", nullable=True),
    _instant("first_ms", nullable=True),
    _instant("last_ms", nullable=True),
    _whole("reviews"),
    _whole("lapses"),
    _whole("suspended"),
    Column("buried_day", Text),
    _instant("time_ms"),
    _text("event"),
    PrimaryKeyConstraint("learner", "card"),
    Index("states_by_due", "learner", "state", "due_ms"),
    Index("states_by_first", "learner", "first_ms"),
)

claims = _table(
    "claims",
    _text("learner"),
    _text("card"),
    _text("session"),
    _text("host"),
    _whole("pid"),
    _instant("until_ms"),
    PrimaryKeyConstraint("learner", "card"),
    with_rowid=False,  # every answer writes it: one page instead of two
)

tallies = _table(  # reviews counted by study day; derived from the log
    "tallies",
    _text("learner"),
    _text("day"),
    _text("deck"),
    _whole("hour"),
    _text("state"),
    _text("rating"),
    _whole("mature"),
    _whole("reviews"),
    Column("seconds", FLOAT, nullable=False),
    PrimaryKeyConstraint("learner", "day", "deck", "hour", "state", "rating", "mature"),
)

calibrations = _table(  # predicted and actual recall by bins; derived from the log
    "calibrations",
    _text("learner"),
    _text("day"),
    _text("deck"),
    _whole("tenth"),
    Column("days", FLOAT, nullable=False),
    Column("nth", FLOAT, nullable=False),
    Column("lapses", FLOAT, nullable=False),
    _whole("reviews"),
    Column("chances", FLOAT, nullable=False),
    _whole("recalled"),
    Column("loss", FLOAT, nullable=False),
    PrimaryKeyConstraint("learner", "day", "deck", "tenth", "days", "nth", "lapses"),
)

tallied = _table(  # the number of events of each day when it was counted
    "tallied",
    _text("learner"),
    _text("day"),
    _whole("reviews"),
    _whole("undone"),
    PrimaryKeyConstraint("learner", "day"),
)

frontiers = _table(  # the cursor of new cards (events.new_card_cursor); derived from the states
    "frontiers",
    Column("learner", Text, primary_key=True, nullable=False),
    _instant("place"),
    _text("shelf"),  # the version of the installed cards for which it is valid
)

consents = _table(
    "consents",
    _text("learner"),
    _text("fingerprint"),
    _text("what"),
    _text("answer"),  # agreed or refused
    _instant("time_ms"),
    PrimaryKeyConstraint("learner", "fingerprint"),
)
