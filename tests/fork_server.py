"""Runs the program in processes that are forked from one that has loaded it: to load it takes most of a command's time.

Each is a process of its own, with its own environment, folder, input and output, and ends with an exit code. How the
program starts is tested where it is started as learners do, on a terminal or by `python -m quizapp`.
"""

import gc
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, NoReturn

LOADED = (
    "alembic.context", "alembic.runtime.environment", "markdownify", "psycopg", "pydantic",
    "quizapp.cli.command_group", "quizapp.cli.main", "quizapp.decks.loader",
    "quizapp.usecases.deck_import.import_path", "quizapp.usecases.deck_import.install",
    "quizapp.usecases.study.session",
    "quizapp.store.engines.postgres", "quizapp.store.engines.sqlite", "quizapp.store.events.event_log",
    "quizapp.store.decks.deck_repository", "rich.console", "rich.markdown", "rich.table", "typer",
)  # fmt: skip
SECONDS = 120  # what one command may take
END_SECONDS = 20


class Started:
    """A command that runs. Its server starts no other one until this one was waited for."""

    def __init__(self, child: int, words: Sequence[str], answers: IO[str], folder: "tempfile.TemporaryDirectory[str]"):
        self.pid = child
        self._words, self._answers, self._folder = list(words), answers, folder

    def wait(self) -> "subprocess.CompletedProcess[str]":
        """Wait for the end of the command; return how it ended and what it printed."""
        code = int(self._answers.readline())
        with self._folder as folder:
            files = [Path(folder, name) for name in ("out", "err")]  # one that was killed at once has none
            out, err = (each.read_text("utf-8", "replace") if each.exists() else "" for each in files)
        return subprocess.CompletedProcess(self._words, code, out, err)


class ForkServer:
    """The process that has loaded the program and forks others; with more variables in its own environment."""

    def __init__(self, **more: str) -> None:
        found = filter(None, (str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")))
        self._env = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(found)} | more
        self._open()

    def _open(self) -> None:
        ours, theirs = socket.socketpair()
        words = [sys.executable, __file__, str(theirs.fileno())]
        self._process = subprocess.Popen(words, pass_fds=[theirs.fileno()], env=self._env)
        theirs.close()
        ours.settimeout(SECONDS)
        self._channel, self._answers = ours, ours.makefile("r", encoding="utf-8")

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def run(
        self, words: Sequence[str], env: Mapping[str, str], stdin: str = "", seconds: float = SECONDS
    ) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end. Raises TimeoutExpired if it does not end; the next one has a new server."""
        if "PYTHONPATH" in env:  # the test is about what is imported
            return subprocess.run(
                [sys.executable, "-m", "quizapp", *words], input=stdin, env=env, capture_output=True, text=True,
                timeout=seconds, check=False,
            )  # fmt: skip
        started = self.start(words, env, stdin)
        self._channel.settimeout(seconds)
        try:
            return started.wait()
        except TimeoutError:
            os.kill(started.pid, signal.SIGKILL)
            self.close()
            self._open()
            raise subprocess.TimeoutExpired(list(words), seconds) from None
        finally:
            self._channel.settimeout(SECONDS)

    def start(self, words: Sequence[str], env: Mapping[str, str], stdin: str = "") -> Started:
        """Start a command."""
        folder = tempfile.TemporaryDirectory()
        files = [f"{folder.name}/in", f"{folder.name}/out", f"{folder.name}/err"]
        Path(files[0]).write_text(stdin, "utf-8", newline="")
        request = {"words": list(words), "env": dict(env), "cwd": str(Path.cwd()), "files": files}
        self._channel.sendall(json.dumps(request).encode() + b"\n")
        return Started(int(self._answers.readline()), words, self._answers, folder)

    def close(self) -> None:
        """Stop the process."""
        self._answers.close()
        self._channel.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:  # a process that was forked from this one may keep the channel open
            self._process.kill()
            self._process.wait(END_SECONDS)


def _serve(channel: socket.socket) -> None:
    for name in LOADED:
        __import__(name)
    gc.freeze()
    for line in channel.makefile("r", encoding="utf-8"):
        child = os.fork()
        if child == 0:
            channel.close()
            _become(json.loads(line))
        channel.sendall(f"{child}\n".encode())
        channel.sendall(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n".encode())


def _become(request: dict[str, Any]) -> NoReturn:
    """Be the process that was asked for, and end without what this one would do at its end."""
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    time.tzset()
    random.seed()
    for number, path in enumerate(request["files"]):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC if number else os.O_RDONLY, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    # Like the interpreter in UTF-8 mode.
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", errors="surrogateescape")
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="surrogateescape")
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    sys.argv = ["quizapp", *request["words"]]
    code = 1
    try:
        from quizapp.cli.main import main

        code = main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
