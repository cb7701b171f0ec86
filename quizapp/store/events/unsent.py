"""Events that a server did not confirm: kept in a file on this machine, and sent when the server is back.

An event may have been stored although its confirmation was lost. It keeps its id, so that it is never stored twice.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from quizapp.atomic_files import private_folder
from quizapp.core.events import LOG_COLUMNS, Event
from quizapp.errors import ServerAway
from quizapp.store.database import Store
from quizapp.store.events.event_checks import parsed
from quizapp.store.ids import new_id
from quizapp.store.location import Server, home_of

T = TypeVar("T")


def _file(store: Store) -> Path:
    name = hashlib.sha256(store.learner.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return home_of(store.place) / "unsent" / f"{name}.jsonl"


def write_or_keep(store: Store, new: Sequence[Event], work: Callable[[Connection], T]) -> T:
    """Run a transaction that adds events; keep them if the server does not confirm it.

    Raises ServerAway, or KeyboardInterrupt if the learner did not wait.
    """
    try:
        return store.write(work)
    except (ServerAway, KeyboardInterrupt) as error:
        if isinstance(store.place, Server):
            keep(store, new)
            if isinstance(error, ServerAway):
                error.hint += " Your last answer is kept on this machine, and is sent when the server is back."
        raise


def keep(store: Store, events: Iterable[Event]) -> None:
    """Append events to the file, on the disk when this returns. Raises OSError."""
    path = _file(store)
    private_folder(path.parent)
    lines = [json.dumps({name: getattr(event, name) for name in LOG_COLUMNS}) for event in events]
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as out:
        out.write("\n".join([*lines, ""]))
        out.flush()
        os.fsync(out.fileno())


def kept_files(store: Store) -> list[Path]:
    """Return the files with events that were kept; those that are kept from now on go to a new one."""
    path = _file(store)
    if path.exists():
        path.rename(path.with_name(f"{path.stem}.{new_id()}.sending"))
    return sorted(path.parent.glob(f"{path.stem}.*.sending"))


def kept_events(path: Path, learner: str) -> Iterator[Event]:
    """Yield the events of a file; skip a line that was cut off when the machine stopped, and what is no event."""
    for line in path.read_text("utf-8", "replace").splitlines():
        try:
            row: Mapping[str, Any] = json.loads(line)
            event = parsed({**row, "payload": json.dumps(row["payload"])})
        except (ValueError, KeyError, TypeError):
            continue
        if event.learner == learner:
            yield event
