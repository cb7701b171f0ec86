"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
INSTANT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# PostgreSQL's REAL has only 4 bytes, so states would not be stored exactly.
FLOAT: sa.types.TypeEngine[float] = sa.REAL().with_variant(sa.Double(), "postgresql")
branch_labels = None
depends_on = None

APPEND_ONLY = """CREATE TRIGGER events_no_{name} BEFORE {verb} ON events
BEGIN SELECT RAISE(ABORT, 'the log is append-only: {verb} is refused'); END"""


def upgrade() -> None:
    """Create every table, the indexes, and the triggers that keep the log append-only."""
    op.create_table(
        "cards",
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("deck", sa.Text(), nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("place", INSTANT, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("card"),
        sqlite_strict=True,
    )
    op.create_index("cards_by_concept", "cards", ["deck", "concept"])
    op.create_index("cards_by_place", "cards", ["retired", "place"])
    op.create_table(
        "claims",
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("until_ms", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("learner", "card"),
        sqlite_strict=True,
    )
    op.create_table(
        "concepts",
        sa.Column("deck", sa.Text(), nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("requires", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("sections", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("deck", "concept"),
        sqlite_strict=True,
    )
    op.create_table(
        "consents",
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("time_ms", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("learner", "fingerprint"),
        sqlite_strict=True,
    )
    op.create_table(
        "decks",
        sa.Column("deck", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("deck"),
        sqlite_strict=True,
    )
    op.create_table(
        "events",
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("time_ms", INSTANT, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("learner", "id"),
        sqlite_strict=True,
    )
    op.create_index("events_by_card", "events", ["learner", "card"])
    op.create_index("events_by_day", "events", ["learner", "kind", "day"])
    op.create_index("events_by_time", "events", ["learner", "time_ms", "id"])
    op.create_index("events_undone", "events", ["learner", "undoes"])
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        sqlite_strict=True,
    )
    op.create_table(
        "states",
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("stability", FLOAT, nullable=True),
        sa.Column("difficulty", FLOAT, nullable=True),
        sa.Column("due_ms", INSTANT, nullable=True),
        sa.Column("first_ms", INSTANT, nullable=True),
        sa.Column("last_ms", INSTANT, nullable=True),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("suspended", sa.Integer(), nullable=False),
        sa.Column("buried_day", sa.Text(), nullable=True),
        sa.Column("time_ms", INSTANT, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("learner", "card"),
        sqlite_strict=True,
    )
    op.create_index("states_by_due", "states", ["learner", "state", "due_ms"])
    op.create_index("states_by_first", "states", ["learner", "first_ms"])
    op.create_index("states_by_last", "states", ["learner", "last_ms"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(APPEND_ONLY.format(name=verb.lower(), verb=verb))
        op.execute("PRAGMA application_id = 334489")
