"""The desk of a learner of a class: their settings and media are in the database, which may be away for a while."""

from collections.abc import Callable
from typing import TypeVar

from quizapp.store.classroom.sign_in import disconnect
from quizapp.web.classroom.media import STORED
from quizapp.web.desk import Desk
from quizapp.web.kept_settings import KeptSettings

MOST_SECONDS = 600.0  # that an answer waits for the database

T = TypeVar("T")


class Away:
    """Knows whether the learner's thread waits for the database."""

    def __init__(self) -> None:
        self.seconds: float | None = None  # how long it has waited; None while the database answers
        self.ends = False  # the session ends, so that nothing is waited for any more

    def show(self, seconds: float) -> bool:
        """Note a wait; return whether to stop waiting."""
        self.seconds = seconds
        return self.ends or seconds > MOST_SECONDS

    def clear(self) -> None:
        """Note that the database answers again."""
        self.seconds = None


class ClassDesk(Desk):
    """A desk whose learner is a role of the database."""

    def __init__(self, settings: KeptSettings) -> None:
        self.away = Away()
        super().__init__(settings, files=STORED, listener=self.away)

    def _listened(self, work: Callable[[], T]) -> T:
        """Do some work; after a wait that was given up, the next work tries to reach the database again."""
        try:
            return super()._listened(work)
        finally:
            self.away.clear()

    def rest(self) -> None:
        """Close the connection until it is needed again; on the desk's own thread."""
        if self.is_open:
            disconnect(self.store)

    def close(self) -> None:
        """Close as any desk; a database that is away is not waited for."""
        self.away.ends = True
        super().close()
