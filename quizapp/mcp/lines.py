"""Reads the lines of standard input ahead, so that a request can be cancelled before its turn."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import IO

from quizapp.mcp.messages import Cancelled, Malformed, Message, parse

MOST_BYTES = 8 << 20  # of a line


@dataclass(slots=True)
class _Waiting:
    """Messages that were read and not handled yet; `ended` once the input has ended."""

    messages: deque[Message] = field(default_factory=deque)
    ended: bool = False
    changed: Condition = field(default_factory=Condition)


def messages(source: IO[bytes]) -> Iterator[Message]:
    """Yield the messages of a stream in their order, without requests that were cancelled while they waited."""
    waiting = _Waiting()
    Thread(target=_read, args=(source, waiting), daemon=True).start()
    while True:
        with waiting.changed:
            waiting.changed.wait_for(lambda: waiting.messages or waiting.ended)
            if not waiting.messages:
                return
            message = waiting.messages.popleft()
        yield message


def _read(source: IO[bytes], waiting: _Waiting) -> None:
    try:
        for message in _parsed(source):
            with waiting.changed:
                _take(message, waiting)
                waiting.changed.notify()
    finally:
        with waiting.changed:
            waiting.ended = True
            waiting.changed.notify()


def _take(message: Message, waiting: _Waiting) -> None:
    if isinstance(message, Cancelled):
        kept = [each for each in waiting.messages if not message.cancels(each)]
        waiting.messages.clear()
        waiting.messages.extend(kept)
    else:
        waiting.messages.append(message)


def _parsed(source: IO[bytes]) -> Iterator[Message]:
    while line := source.readline(MOST_BYTES + 1):
        if len(line) > MOST_BYTES:
            while line and not line.endswith(b"\n"):
                line = source.readline(MOST_BYTES)
            yield Malformed(f"a line has more than {MOST_BYTES >> 20} MiB")
        elif line.strip():
            yield parse(line)
