"""Whether the learner allowed code to run, by the fingerprint of that code."""

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from quizapp.store.database import Store
from quizapp.store.schema import consents


def answer_to(store: Store, fingerprint: str) -> str | None:
    """Return "agreed", "refused", or None if the learner was never asked."""
    query = select(consents.c.answer).where(consents.c.learner == store.learner, consents.c.fingerprint == fingerprint)
    with store.reading() as connection:
        return connection.execute(query).scalar()


def remember(store: Store, fingerprint: str, what: str, answer: str, *, now_ms: int) -> None:
    """Store the learner's answer."""
    row = {"learner": store.learner, "fingerprint": fingerprint, "what": what, "answer": answer, "time_ms": now_ms}
    statement = upsert(consents).values(**row)
    kept = {name: row[name] for name in ("what", "answer", "time_ms")}
    with store.transaction() as connection:
        connection.execute(statement.on_conflict_do_update(index_elements=["learner", "fingerprint"], set_=kept))
