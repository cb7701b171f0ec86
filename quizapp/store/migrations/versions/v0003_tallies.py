"""Adds counts of reviews by study day, so that reports need not read all reviews, and views for SQL users."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _real(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.REAL().with_variant(sa.Double(), "postgresql"), nullable=False)


# Read-only: docs/sql.md says what their columns mean.
VIEWS = (
    """CREATE VIEW review_log AS
       SELECT e.learner, e.day, datetime(e.time_ms / 1000, 'unixepoch') AS at_utc, e.card, c.deck, c.concept, c.section,
              json_extract(e.payload, '$.rating') AS rating, json_extract(e.payload, '$.state') AS state_before,
              json_extract(e.payload, '$.r') AS predicted_recall, json_extract(e.payload, '$.seconds') AS seconds,
              e.kind = 'cram' AS crammed, e.device
       FROM events e LEFT JOIN cards c ON c.card = e.card
       WHERE e.kind IN ('review', 'cram') AND NOT EXISTS (
         SELECT 1 FROM events u WHERE u.learner = e.learner AND u.undoes = e.id)""",
    """CREATE VIEW card_status AS
       SELECT s.learner, c.card, c.deck, c.concept, c.section, c.kind, c.tags, coalesce(s.state, 'new') AS state,
              s.stability AS stability_days, s.difficulty, datetime(s.due_ms / 1000, 'unixepoch') AS due_utc,
              datetime(s.last_ms / 1000, 'unixepoch') AS last_review_utc, coalesce(s.reviews, 0) AS reviews,
              coalesce(s.lapses, 0) AS lapses, coalesce(s.suspended, 0) AS suspended
       FROM cards c LEFT JOIN states s ON s.card = c.card WHERE c.retired = 0""",
    """CREATE VIEW proof_log AS
       SELECT e.learner, e.day, json_extract(e.payload, '$.experiment') AS experiment,
              json_extract(e.payload, '$.verdict') AS verdict, json_extract(e.payload, '$.measured.value') AS measured,
              json_extract(e.payload, '$.measured.unit') AS unit, json_extract(e.payload, '$.form') AS form,
              json_extract(e.payload, '$.error') AS error
       FROM events e WHERE e.kind = 'proof'""",
)


def upgrade() -> None:
    """Add the counts, the calibration bins, and the table that shows which days are up to date."""
    op.create_table(
        "tallies",
        _text("learner"), _text("day"), _text("deck"), _whole("hour"), _text("state"), _text("rating"),
        _whole("mature"), _whole("reviews"), _real("seconds"),
        sa.PrimaryKeyConstraint("learner", "day", "deck", "hour", "state", "rating", "mature"),
        sqlite_strict=True,
    )  # fmt: skip
    op.create_table(
        "calibrations",
        _text("learner"), _text("day"), _text("deck"), _whole("tenth"), _real("days"), _real("nth"), _real("lapses"),
        _whole("reviews"), _real("chances"), _whole("recalled"), _real("loss"),
        sa.PrimaryKeyConstraint("learner", "day", "deck", "tenth", "days", "nth", "lapses"),
        sqlite_strict=True,
    )  # fmt: skip
    op.create_table(
        "tallied",
        _text("learner"), _text("day"), _whole("reviews"), _whole("undone"),
        sa.PrimaryKeyConstraint("learner", "day"),
        sqlite_strict=True,
    )  # fmt: skip
    if op.get_bind().dialect.name == "sqlite":  # PostgreSQL's are created with the roles, by views.sql
        for view in VIEWS:
            op.execute(view)
