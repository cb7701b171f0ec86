"""Refuses INSERT OR REPLACE on the log, which deletes without firing the trigger on DELETE."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NO_REPLACE = """CREATE TRIGGER events_no_replace BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE learner = NEW.learner AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the log is append-only: an event is not written twice'); END"""


def upgrade() -> None:
    """Add the trigger."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(NO_REPLACE)
