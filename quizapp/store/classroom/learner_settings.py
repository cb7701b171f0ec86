"""The settings of a learner that a class keeps in its database, under row-level security."""

from collections.abc import Mapping

from sqlalchemy import text

from quizapp.store.daily_candidates import Query
from quizapp.store.database import Store

_OWN = "SELECT name, value FROM learner_settings WHERE learner = :learner"
_KEEP = text(
    "INSERT INTO learner_settings (learner, name, value) VALUES (:learner, :name, :value)"
    " ON CONFLICT (learner, name) DO UPDATE SET value = excluded.value"
)
_DROP = text("SELECT drop_setting(:name)")  # members have no right to delete rows themselves


def own_settings(query: Query, learner: str) -> Mapping[str, str]:
    """Return what a learner has set, by name. Any client may have written it, so it is to be checked."""
    return {str(name): str(value) for name, value in query(_OWN, {"learner": learner})}


def keep_setting(store: Store, name: str, value: str) -> None:
    """Store a setting of the learner. Raises QuizError for a name that a class does not keep, or a long value."""
    values = {"learner": store.learner, "name": name, "value": value}
    store.write(lambda connection: connection.execute(_KEEP, values))


def drop_setting(store: Store, name: str) -> None:
    """Delete a setting of the learner, so that the class's own one is used again."""
    store.write(lambda connection: connection.execute(_DROP, {"name": name}))
