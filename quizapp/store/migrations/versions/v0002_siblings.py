"""Adds the siblings of a card: the cards of its section, or of the note that it came from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; existing cards are siblings within their section."""
    op.add_column("cards", sa.Column("siblings", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE cards SET siblings = section")
