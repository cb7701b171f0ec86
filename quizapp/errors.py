"""Errors: an exception that ends a command, or a problem in a file, which is reported with others."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal


class ExitCode(IntEnum):
    """The exit codes of the process; the numbers are a contract with scripts."""

    OK = 0
    FAULTS = 1
    USAGE = 2
    INPUT = 3
    STORE = 4
    SANDBOX = 5
    INTERNAL = 70  # an error in quizapp itself
    INTERRUPTED = 130


class QuizError(Exception):
    """A failure that the user can understand: raised anywhere, printed in one place."""

    def __init__(self, message: str, hint: str = "", exit_code: ExitCode = ExitCode.INPUT) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.exit_code = exit_code


class ServerAway(QuizError):
    """The server of the database was not reached, and waiting for it ended; nothing is wrong with the request."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint, ExitCode.STORE)


class AccessLost(ServerAway):
    """A connection that was lost could not be opened again: the server does not let this role in any more."""


class AccessRefused(QuizError):
    """The server of the database does not let this role in."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint, ExitCode.STORE)


class ConsentRefused(QuizError):
    """Code did not run, or a deck was not replaced, because the learner has not agreed to it, now or before."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint, ExitCode.SANDBOX)


class NotBackedUp(QuizError):
    """The answers of a session are stored, but their daily backup failed: a warning, not a failure of the command."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Your answers are stored, but the backup of today is missing. {why}",
            "Free some space or check the permissions of the folder; then: quizapp backup",
            ExitCode.STORE,
        )


class ProgramFailed(QuizError):
    """A program of a deck ended with an error, was stopped at a limit, or measured nothing usable."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint, ExitCode.SANDBOX)


class RunStopped(QuizError):
    """A run was stopped from outside: by the learner, or because nobody waits for it any more."""

    def __init__(self) -> None:
        super().__init__(
            "The run was stopped, and nothing was rated.", "Answer to run it again.", ExitCode.SANDBOX
        )  # fmt: skip


class CodeDisabled(QuizError):
    """Code of a deck does not run in this process, whoever agrees to it: it serves others."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}: code of decks does not run on a class's server.",
            "Run it with quizapp on your own machine.",
            ExitCode.SANDBOX,
        )


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file; line and column count from 1, and 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a deck or an imported file; a value, so that all of them can be reported."""

    location: Location
    code: str
    message: str
    hint: str = ""
    severity: Literal["error", "warning"] = "error"

    def as_json(self) -> dict[str, object]:
        """Return the problem as the JSON contract has it."""
        return {
            "file": self.location.file,
            "line": self.location.line,
            "column": self.location.column,
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
        }
