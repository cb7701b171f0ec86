"""One learner at work: their settings, database and quiz. One thread does all of it, one request after another."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context
from quizapp.web.live import LiveRuns
from quizapp.web.quiz_state import QuizState

if TYPE_CHECKING:
    from quizapp.store.database import Store

T = TypeVar("T")


class Desk:
    """The state of one learner in this process. Use it within `run` only: a session belongs to one thread."""

    def __init__(
        self, make_context: Callable[[], Context], *, runs_code: bool = True, preview: Path | None = None
    ) -> None:
        self._make_context = make_context
        self.context = make_context()
        self.runs_code = runs_code  # a class's server runs no code of decks
        self.preview = preview  # a deck folder that its author writes
        self.live = LiveRuns()
        self.kept: dict[str, dict[str, Any]] = {}  # what a page keeps for its next request, such as results
        self._store: Store | None = None
        self.quiz = QuizState(self)
        # The thread stays: the kernel ends the programs of an experiment with the thread that started them.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="quizapp-desk")

    @property
    def store(self) -> "Store":
        """The open database."""
        if self._store is None:
            self._store = open_app(self.context, self._told)
        return self._store

    def _told(self, line: str) -> None:
        self.quiz.notice = line

    @property
    def is_open(self) -> bool:
        """Whether the database is open."""
        return self._store is not None

    def store_was_closed(self) -> None:
        """Open the database again when it is needed: a session closes it at its end, and takes the daily backup."""
        self._store = None

    def read_settings(self) -> None:
        """Read the settings again after they were changed."""
        self.context = self._make_context()

    async def run(self, work: Callable[[], T]) -> T:
        """Return the result of `work`, done by the learner's thread after what it does now."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Stop what runs, end the session and close the database."""
        self.live.close()
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _close(self) -> None:
        self.quiz.end()
        if self._store is not None:
            self._store.close()
            self._store = None
