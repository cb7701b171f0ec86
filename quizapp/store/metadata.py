"""Small facts that the store keeps about itself in `meta`: text by key."""

import hashlib
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.store.schema import meta

_base = upsert(meta)
_SET = _base.on_conflict_do_update(index_elements=["key"], set_={"value": _base.excluded.value})
_ERASED = "erased:"


def marks(connection: Connection, prefix: str) -> dict[str, str]:
    """Return the facts whose keys begin with a prefix, by the rest of their keys."""
    query = select(meta).where(meta.c.key >= prefix, meta.c.key < prefix + "\U0010ffff")
    return {row.key[len(prefix) :]: row.value for row in connection.execute(query)}


def set_marks(connection: Connection, prefix: str, facts: Mapping[str, object]) -> None:
    """Keep facts under a prefix, in the place of those of the same key."""
    rows = [{"key": prefix + key, "value": str(value)} for key, value in facts.items()]
    if rows:
        connection.execute(_SET, rows)


def drop_marks(connection: Connection, prefix: str) -> None:
    """Drop the facts whose keys begin with a prefix."""
    connection.execute(delete(meta).where(meta.c.key >= prefix, meta.c.key < prefix + "\U0010ffff"))


def hidden(learner: str, event_id: str) -> str:
    """Return what stands for an erased event, and tells nothing of it."""
    return hashlib.sha256(f"{learner}\0{event_id}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def mark_erased(connection: Connection, learner: str, ids: Iterable[str]) -> None:
    """Remember which events were erased, by a digest that tells nothing, so that no merge brings them back."""
    set_marks(connection, _ERASED, dict.fromkeys((hidden(learner, each) for each in ids), ""))


def erased_of(connection: Connection, learner: str, ids: Iterable[str]) -> set[str]:
    """Return those of the ids whose events were erased here."""
    known = marks(connection, _ERASED)
    return {each for each in ids if hidden(learner, each) in known} if known else set()
