"""No index of events by time: their ids are in the order of time already, and every answer wrote into it."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop it."""
    op.drop_index("events_by_time", "events")
