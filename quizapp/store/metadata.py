"""Facts that the store keeps about itself in the table `meta`: text by key."""

import hashlib
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.store.schema import meta

_base = upsert(meta)
_SET = _base.on_conflict_do_update(index_elements=["key"], set_={"value": _base.excluded.value})
_ERASED = "erased:"
COUNTED = "counted:"
"""Prefix of the facts: learner -> what `events.review_counts` counted last. Where events are removed or replaced these
facts are deleted, so that the counts are compared with the log again."""


def read_facts(connection: Connection, prefix: str) -> dict[str, str]:
    """Return the facts whose keys begin with a prefix, by the rest of their keys."""
    query = select(meta).where(meta.c.key >= prefix, meta.c.key < prefix + "\U0010ffff")
    return {row.key[len(prefix) :]: row.value for row in connection.execute(query)}


def write_facts(connection: Connection, prefix: str, facts: Mapping[str, object]) -> None:
    """Store facts under a prefix; replace those with the same keys."""
    rows = [{"key": prefix + key, "value": str(value)} for key, value in facts.items()]
    if rows:
        connection.execute(_SET, rows)


def delete_facts(connection: Connection, prefix: str) -> None:
    """Delete the facts whose keys begin with a prefix."""
    connection.execute(delete(meta).where(meta.c.key >= prefix, meta.c.key < prefix + "\U0010ffff"))


def hidden(learner: str, event_id: str) -> str:
    """Return a digest that identifies an erased event without revealing anything of it."""
    return hashlib.sha256(f"{learner}\0{event_id}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def mark_erased(connection: Connection, learner: str, ids: Iterable[str]) -> None:
    """Store the digests of erased events, so that no merge adds the events again."""
    write_facts(connection, _ERASED, dict.fromkeys((hidden(learner, each) for each in ids), ""))


def erased_of(connection: Connection, learner: str, ids: Iterable[str]) -> set[str]:
    """Return those of the ids whose events were erased from this database."""
    known = read_facts(connection, _ERASED)
    return {each for each in ids if hidden(learner, each) in known} if known else set()
