"""Adds the cursor of new cards for each learner, and reduces the index of undone events to undo events."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNDONE = "CREATE INDEX events_undone ON events (learner, undoes) WHERE undoes IS NOT NULL"


def upgrade() -> None:
    """Add the table, and make the index partial: every answer wrote into it."""
    op.create_table(
        "frontiers",
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("place", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("learner"),
        sqlite_strict=True,
    )
    op.drop_index("events_undone", "events")
    op.execute(UNDONE)
