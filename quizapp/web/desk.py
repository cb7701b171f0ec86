"""One learner at work: their settings, database and quiz. One thread does all of it, one request after another."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from quizapp.store.waiting import Listener, listening
from quizapp.usecases.bootstrap import open_app
from quizapp.web.card_media import FOLDER, FileSource
from quizapp.web.kept_settings import KeptSettings
from quizapp.web.live import LiveRuns
from quizapp.web.quiz_state import QuizState

if TYPE_CHECKING:
    from quizapp.store.database import Store

T = TypeVar("T")


class Desk:
    """The state of one learner in this process. Use it within `run` only: a session belongs to one thread."""

    def __init__(
        self, settings: KeptSettings, *, files: FileSource = FOLDER, preview: Path | None = None,
        listener: Listener | None = None,
    ) -> None:  # fmt: skip
        self.settings = settings
        self.context = settings.context(None)
        self.files = files  # where pictures and sounds come from
        self._listener = listener  # is told while a server of the database does not answer
        self.preview = preview  # a deck folder that its author writes
        self.live = LiveRuns()
        self.kept: dict[str, dict[str, Any]] = {}  # what a page keeps for its next request, such as results
        self._store: Store | None = None
        self.quiz = QuizState(self)
        # The thread stays: the kernel ends the programs of an experiment with the thread that started them.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="quizapp-desk")

    @property
    def runs_code(self) -> bool:
        """Whether code of decks may run: a class's server runs none."""
        return self.context.runs_code

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
        self.context = self.settings.context(self._store)

    async def run(self, work: Callable[[], T]) -> T:
        """Return the result of `work`, done by the learner's thread after what it does now."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._listened, work)

    def _listened(self, work: Callable[[], T]) -> T:
        with listening(self._listener) if self._listener else nullcontext():
            return work()

    def close(self) -> None:
        """Stop what runs, end the session and close the database."""
        self.live.close()
        self._thread.submit(self._listened, self._close).result()
        self._thread.shutdown()

    def _close(self) -> None:
        self.quiz.end()
        if self._store is not None:
            self._store.close()
            self._store = None
