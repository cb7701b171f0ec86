"""The trials of an experiment while it runs: one thread measures, and pages read what came until now."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.errors import QuizError

if TYPE_CHECKING:
    from quizapp.ui.session_port import Sample

POLL_SECONDS = 0.1


@dataclass(slots=True)
class Run:
    """One run. The thread that measures calls it with each trial; other threads read `lines` and may stop it."""

    began: float = field(default_factory=time.monotonic)
    lines: list[str] = field(default_factory=list)  # a JSON document each
    ended: threading.Event = field(default_factory=threading.Event)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __call__(self, trial: "Sample") -> None:
        """Take a trial. Raises QuizError where the learner stopped the run."""
        if self.stopped.is_set():
            raise QuizError("The run was stopped, and nothing was rated.", "Answer to run it again.")
        left = max(0.0, trial.limit - (time.monotonic() - self.began))
        document = {
            "variant": trial.variant, "reading": trial.reading, "unit": trial.unit, "done": trial.done,
            "left": round(left, 1), "foreign": round(trial.foreign, 2),
        }  # fmt: skip
        self.lines.append(json.dumps(document))


class LiveRuns:
    """The run of a learner that is going on, if any."""

    def __init__(self) -> None:
        self._now: Run | None = None
        self.closed = threading.Event()  # the server ends, and with it every stream of events

    @property
    def is_running(self) -> bool:
        """Whether a run is going on."""
        return self._now is not None and not self._now.ended.is_set()

    def begin(self) -> Run:
        """Begin a run; the one before has ended."""
        self._now = Run()
        return self._now

    def end(self) -> None:
        """End the run that is going on."""
        if self._now is not None:
            self._now.ended.set()

    def stop(self) -> None:
        """Stop the run that is going on before its next trial."""
        if self._now is not None:
            self._now.stopped.set()

    def close(self) -> None:
        """Stop the run and end the streams of events, because the server ends."""
        self.closed.set()
        self.stop()

    async def events(self, seconds: float = 300.0) -> AsyncIterator[str]:
        """Yield the trials as server-sent events until the run ends; a run that has ended is waited for a little."""
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
        yield "event: end\ndata: {}\n\n"
