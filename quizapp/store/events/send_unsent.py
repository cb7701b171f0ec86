"""Sends the events that a server did not confirm (see unsent)."""

from quizapp.core.events import Event
from quizapp.store.database import Store
from quizapp.store.events.event_log import add_event
from quizapp.store.events.unsent import kept_events, kept_files


def send(store: Store) -> int:
    """Store the events that were kept, in their order, and delete their files; return how many there were.

    Raises QuizError (exit code 4) if the server is away; the events are kept then.
    """
    count = 0
    for path in kept_files(store):
        found = list(kept_events(path, store.learner))
        _store(store, found)
        path.unlink(missing_ok=True)
        count += len(found)
    return count


def _store(store: Store, found: list[Event]) -> None:
    store.write(lambda connection: [add_event(connection, event) for event in found])
