"""Code while it runs: one thread measures, pages read the trials that came until now, and any of them stops it."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.lab.stopping import stopped_by

if TYPE_CHECKING:
    from quizapp.ui.session_port import Sample

POLL_SECONDS = 0.1
ABANDONED_SECONDS = 3.0  # a page that is loaded again is gone for less


@dataclass(slots=True)
class Run:
    """One run. The thread that measures calls it with each trial; other threads read `lines` and may stop it."""

    began: float = field(default_factory=time.monotonic)
    lines: list[str] = field(default_factory=list)  # a JSON document each
    ended: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)
    label: str = ""  # what is measured now, where a run measures several things

    def __call__(self, trial: "Sample") -> None:
        """Take a trial."""
        if trial.done == 1:  # each measurement has its own time
            self.began = time.monotonic()
        left = max(0.0, trial.limit - (time.monotonic() - self.began))
        document = {
            "variant": trial.variant, "reading": trial.reading, "unit": trial.unit, "done": trial.done,
            "left": round(left, 1), "foreign": round(trial.foreign, 2),
            "label": self.label,
        }  # fmt: skip
        self.lines.append(json.dumps(document))


class LiveRuns:
    """The run of a learner that is going on, if any."""

    def __init__(self) -> None:
        self._now: Run | None = None
        self._watchers, self._left = 0, 0.0  # how many requests wait for the run, and when the last one ended
        self.closed = threading.Event()  # the server ends, and with it every stream of events

    @property
    def is_running(self) -> bool:
        """Whether a run is going on."""
        return self._now is not None and not self._now.ended.is_set()

    @property
    def now(self) -> Run | None:
        """The run that is going on."""
        return self._now if self.is_running else None

    @contextmanager
    def running(self) -> Iterator[Run]:
        """Let the code that this thread runs in the block be watched and stopped; it raises RunStopped then."""
        self._now = run = Run()
        self._left = time.monotonic()
        try:
            with stopped_by(lambda: run.stopped.is_set() or self.closed.is_set() or self._is_abandoned()):
                yield run
        finally:
            run.ended.set()

    def _is_abandoned(self) -> bool:
        """Return whether no page waits for the run any more: its tab was closed."""
        return not self._watchers and time.monotonic() - self._left > ABANDONED_SECONDS

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Count a request that waits for the run; on the thread of the requests."""
        self._watchers += 1
        try:
            yield
        finally:
            self._watchers -= 1
            self._left = time.monotonic()

    def stop(self) -> None:
        """Stop the run that is going on, with the trial that is measured now."""
        if self._now is not None:
            self._now.stopped.set()

    def close(self) -> None:
        """Stop the run and end the streams of events, because the server ends."""
        self.closed.set()
        self.stop()

    async def events(self, seconds: float = 300.0) -> AsyncIterator[str]:
        """Yield the trials as server-sent events until the run ends; a run that has ended is waited for a little."""
        with self.watched():
            async for event in self._events(seconds):
                yield event

    async def _events(self, seconds: float) -> AsyncIterator[str]:
        until, sent = time.monotonic() + seconds, 0
        while (run := self._now) is None or run.ended.is_set():
            if self.closed.is_set() or time.monotonic() > until - seconds + 3.0:
                yield "event: end\ndata: {}\n\n"
                return
            await asyncio.sleep(POLL_SECONDS)
        while time.monotonic() < until and not self.closed.is_set():
            is_over = run.ended.is_set()
            for line in run.lines[sent:]:
                yield f"data: {line}\n\n"
                sent += 1
            if is_over:
                break
            await asyncio.sleep(POLL_SECONDS)
        if run.ended.is_set() or self.closed.is_set():  # otherwise the page connects again, and reads it from the start
            yield "event: end\ndata: {}\n\n"
