"""Reads a large file in a second process: there its cards are made, while those that came are written here."""

import gc
import json
import os
import signal
import struct
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, NoReturn

from quizapp.errors import ExitCode, QuizError
from quizapp.formats.common.archive_limits import ArchiveLimits, limits_of
from quizapp.usecases.context import Context
from quizapp.usecases.deck_import.reader_messages import ImportOptions, Parcel, Row, parcels

WORTH_BYTES = 1 << 20  # from which on a file is worth a process
_LENGTHS = struct.Struct("<QQ")
_FIELD, _ROW = "\x1f", "\x1e"  # which JSON escapes, and no id holds


@contextmanager
def reading(context: Context, path: Path, options: ImportOptions) -> Iterator[Iterator[Parcel]]:
    """Yield the parcels of a file, which is read from now on where a second process can do it; else as they are asked.

    Reading them raises QuizError where the file cannot be read.
    """
    limits = limits_of(context.settings)
    if not _worth(path):
        yield parcels(path, options, limits)
        return
    # What the reader unpacks lies in a folder of ours, which goes however the reader ends.
    with tempfile.TemporaryDirectory(prefix="quizapp-") as folder:
        source, target = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(source)
            tempfile.tempdir = folder
            _read(target, context, path, options)
        os.close(target)
        with os.fdopen(source, "rb", 1 << 16) as pipe:
            try:
                yield _received(pipe, path, options, limits)
            finally:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _worth(path: Path) -> bool:
    """Return whether a second process pays. Only Linux: elsewhere what else runs here may not survive a fork."""
    if sys.platform != "linux" or threading.active_count() > 1 or len(os.sched_getaffinity(0)) < 2:
        return False
    return path.is_file() and path.stat().st_size >= WORTH_BYTES


def _read(target: int, context: Context, path: Path, options: ImportOptions) -> NoReturn:
    """Send the parcels, and end this process without anything that the first one would do at its end."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both: the first decides
        gc.disable()
        with os.fdopen(target, "wb", 0) as pipe:
            _send_all(pipe, context, path, options)
    finally:
        os._exit(0)


def _send_all(pipe: IO[bytes], context: Context, path: Path, options: ImportOptions) -> None:
    try:
        with closing(parcels(path, options, limits_of(context.settings))) as found:
            for parcel in found:
                _send(pipe, parcel if parcel[0] != "whole" else ("here",))
    except QuizError as error:
        _send(pipe, ("failed", error.message, error.hint, int(error.exit_code)))
    except OSError as error:
        message = f"{error.filename or path}: {error.strerror}"
        _send(pipe, ("failed", message, "Check the path, its permissions and free space.", int(ExitCode.INPUT)))
    except Exception as error:
        message = f"{path}: it could not be read: {type(error).__name__}: {error}"
        _send(pipe, ("failed", message, "This is a fault of quizapp's; please report it.", int(ExitCode.INPUT)))


def _send(pipe: IO[bytes], parcel: Parcel) -> None:
    content = memoryview(framed(parcel))
    while content:
        content = content[pipe.write(content) :]


def framed(parcel: Parcel) -> bytes:
    """Return a parcel as bytes: two lengths, its values as JSON, and what is large as it is."""
    kind, *values = parcel
    large = b""
    if kind == "file" and values[1] is not None:
        values[1], large = "", values[1]
    elif kind == "cards" and (text := _joined(values[0])) is not None:
        values[0], large = "", text.encode("utf-8", "surrogatepass")
    head = json.dumps([kind, *values]).encode()
    return _LENGTHS.pack(len(head), len(large)) + head + large


def _joined(rows: Sequence[Row]) -> str | None:
    """Return rows as text, for which JSON takes five times as long; None where a field holds what parts them."""
    text = _ROW.join([_FIELD.join(map(str, row)) for row in rows])
    sound = text.count(_ROW) == len(rows) - 1 and text.count(_FIELD) == len(rows) * (len(rows[0]) - 1)
    return text if sound else None


def _rows(text: str) -> Iterator[Row]:
    for line in text.split(_ROW):
        topic, position, own, siblings, kind, tags, body, number = line.split(_FIELD)
        yield int(topic), int(position), own, siblings, kind, tags, body, int(number)


def _received(pipe: IO[bytes], path: Path, options: ImportOptions, limits: ArchiveLimits) -> Iterator[Parcel]:
    """Yield what the reader sends; where the file holds no loose cards, what it holds."""
    while True:
        parcel = _next(pipe)
        if parcel is None:
            message = f"{path}: the process that read it was ended."
            raise QuizError(message, "Is there enough memory? Import it again.", ExitCode.STORE)
        if parcel[0] == "failed":
            raise QuizError(parcel[1], parcel[2], ExitCode(parcel[3]))
        if parcel[0] == "here":
            yield from parcels(path, options, limits)
            return
        yield parcel
        if parcel[0] == "end":
            return


def _next(pipe: IO[bytes]) -> Parcel | None:
    """Return the next parcel; None where what sends them has ended."""
    lengths = pipe.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    size, more = _LENGTHS.unpack(lengths)
    content = pipe.read(size + more)
    return parcel_of(content[:size], content[size:]) if len(content) == size + more else None


def parcel_of(head: bytes, large: bytes) -> Parcel:
    """Return a parcel that was framed."""
    kind, *values = json.loads(head)
    if kind == "file" and values[1] is not None:
        values[1] = large
    elif kind == "cards" and values[0] == "":
        values[0] = list(_rows(large.decode("utf-8", "surrogatepass")))
    return kind, *values
