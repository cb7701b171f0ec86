"""Adds the tables of media for a class. A database in a file keeps its media in a folder next to it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables on PostgreSQL only; the rights to them are in media.sql."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.create_table(
        "media_blobs",
        sa.Column("digest", sa.Text, primary_key=True),  # SHA-256 in hexadecimal
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "media_files",
        sa.Column("deck", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, sa.ForeignKey("media_blobs.digest"), nullable=False),
    )
