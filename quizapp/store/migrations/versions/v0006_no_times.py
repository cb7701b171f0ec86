"""Drops the index of events by time: their ids are in the order of time, and every answer wrote into it."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the index."""
    op.drop_index("events_by_time", "events")
