"""Reads a large file in a second process, which parses cards while this one stores those that arrived."""

import gc
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, NoReturn

from quizapp.errors import ExitCode, QuizError
from quizapp.formats.common.reader import ReadOptions
from quizapp.unfinished import temporary_folder
from quizapp.usecases.deck_import.import_options import ImportOptions
from quizapp.usecases.deck_import.message_frames import Failed, Frame, ReadHere, framed, read_frame
from quizapp.usecases.deck_import.reader_messages import End, Message, messages

PIPE_BYTES = 1 << 20  # the most that Linux allows
WORTH_BYTES = 1 << 20  # from this size on a second process is faster


@contextmanager
def reading(path: Path, options: ImportOptions, how: ReadOptions) -> Iterator[Iterator[Message]]:
    """Yield the messages of a file; a second process starts to read it at once where that is faster.

    Iterating raises QuizError if the file cannot be read. The process and its files end with the block.
    """
    if not _is_worth_a_process(path):
        yield messages(path, options, how)
        return
    # The reader unpacks into a folder of this process, which is removed however the reader ends.
    with temporary_folder() as folder:
        source, target = os.pipe()
        _let_it_work_ahead(target)
        child = os.fork()
        if child == 0:
            os.close(source)
            tempfile.tempdir = str(folder)
            _read(target, path, options, how)
        os.close(target)
        with os.fdopen(source, "rb", 1 << 16) as pipe:
            try:
                yield _received(pipe, path, options, how)
            finally:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


def _let_it_work_ahead(pipe: int) -> None:
    """Make room for a whole batch of cards, so that the reader need not wait until the batch before is stored."""
    from fcntl import F_SETPIPE_SZ, fcntl  # Linux alone has it

    with suppress(OSError):  # the limit of this user's pipes is used up
        fcntl(pipe, F_SETPIPE_SZ, PIPE_BYTES)


def _is_worth_a_process(path: Path) -> bool:
    """Return whether a second process is faster. Only on Linux: elsewhere a forked process may not survive."""
    if sys.platform != "linux" or threading.active_count() > 1 or len(os.sched_getaffinity(0)) < 2:
        return False
    return path.is_file() and path.stat().st_size >= WORTH_BYTES


def _read(target: int, path: Path, options: ImportOptions, how: ReadOptions) -> NoReturn:
    """Send the messages and end this process, without the exit handlers of the first process."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both processes; the first one handles it
        gc.disable()
        with os.fdopen(target, "wb", 0) as pipe:
            for frame in _frames(path, options, how):
                _send(pipe, frame)
    finally:
        os._exit(0)


def _frames(path: Path, options: ImportOptions, how: ReadOptions) -> Iterator[Frame]:
    """Yield the messages of a file, and at the end the error of reading it, if any."""
    try:
        with closing(messages(path, options, how)) as found:
            yield from found
    except QuizError as error:
        yield Failed(error.message, error.hint, error.exit_code)
    except OSError as error:
        message = f"{error.filename or path}: {error.strerror}"
        yield Failed(message, "Check the path, its permissions and free space.", ExitCode.INPUT)
    except Exception as error:
        message = f"{path}: it could not be read: {type(error).__name__}: {error}"
        yield Failed(message, "This is a bug in quizapp; please report it.", ExitCode.INPUT)


def _send(pipe: IO[bytes], frame: Frame) -> None:
    content = memoryview(framed(frame))
    while content:
        content = content[pipe.write(content) :]


def _received(pipe: IO[bytes], path: Path, options: ImportOptions, how: ReadOptions) -> Iterator[Message]:
    """Yield the messages of the reader up to the end of the file."""
    while True:
        match read_frame(pipe):
            case None:
                message = f"{path}: the process that read it was killed."
                raise QuizError(message, "There may be too little memory. Import it again.", ExitCode.STORE)
            case Failed() as failed:
                raise failed.error()
            case ReadHere():
                yield from messages(path, options, how)
                return
            case End() as end:
                yield end
                return
            case message:
                yield message
