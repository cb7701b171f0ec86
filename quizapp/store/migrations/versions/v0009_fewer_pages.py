"""Lets an answer write fewer pages of the file: drops an index, and stores leases in one tree instead of two.

Cards that were reviewed today are found by the day of their events.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop the index of states by their last review; on SQLite, store leases without row ids."""
    op.drop_index("states_by_last", "states")
    if op.get_bind().dialect.name != "sqlite":
        return
    op.rename_table("claims", "claims_with_rowid")
    op.create_table(
        "claims",
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("until_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("learner", "card"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO claims SELECT learner, card, session, host, pid, until_ms FROM claims_with_rowid")
    op.drop_table("claims_with_rowid")
