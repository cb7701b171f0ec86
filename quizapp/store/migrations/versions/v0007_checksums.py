"""Adds a checksum to events, and replaces NaN and infinities in payloads by null: neither is JSON."""

import json
import math
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_WRONG = """SELECT learner, id, CAST(payload AS BLOB) FROM events
WHERE NOT json_valid(payload) AND (payload LIKE '%NaN%' OR payload LIKE '%Infinity%')"""
_TRIGGER = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'events_no_update'"


def upgrade() -> None:
    """Add the column; events of earlier versions have no checksum. PostgreSQL never stored such payloads."""
    op.add_column("events", sa.Column("checksum", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _mend(op.get_bind())


def _mend(connection: sa.Connection) -> None:
    wrong = connection.exec_driver_sql(_WRONG).all()
    mended = [(text, learner, name) for learner, name, raw in wrong if (text := _without_nan(raw))]
    if not mended:
        return
    trigger = connection.exec_driver_sql(_TRIGGER).scalar()
    connection.exec_driver_sql("DROP TRIGGER IF EXISTS events_no_update")
    for row in mended:
        connection.exec_driver_sql("UPDATE events SET payload = ? WHERE learner = ? AND id = ?", row)
    if trigger:
        connection.exec_driver_sql(str(trigger))


def _without_nan(raw: bytes) -> str:
    """Return a payload with null in the place of numbers that are none, or '' where it is no JSON for other reasons."""
    try:
        return json.dumps(_finite(json.loads(raw)), separators=(",", ":"), allow_nan=False)
    except (ValueError, RecursionError):
        return ""


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
