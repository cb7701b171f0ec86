"""Passwords that a command asks for or creates, and how the created ones are handed out."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from quizapp.cli.common import interactive
from quizapp.cli.output import say, tell
from quizapp.errors import ExitCode, QuizError


def new_password(name: str) -> tuple[str, bool]:
    """Return a password, and whether it was created here."""
    if not interactive():
        return created_password(), True
    import getpass

    tell(f"A password for {name}; leave it empty to create one.")
    given = getpass.getpass("Password: ")
    if not given:
        return created_password(), True
    if getpass.getpass("Again: ") != given:
        raise QuizError("The two passwords differ.", "Nothing was changed; try again.", ExitCode.USAGE)
    return given, False


def created_password() -> str:
    """Return a random password of 20 letters."""
    return secrets.token_urlsafe(15)


@contextmanager
def kept_in(file: Path | None, made: Mapping[str, str]) -> Iterator[None]:
    """Write passwords to a new file of mode 600 before the block, and remove it if the block fails."""
    if file is None or not made:
        yield
        return
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
            out.writelines(f"{name}\t{password}\n" for name, password in made.items())
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        hint = "Nothing was changed. Name a file that does not exist yet."
        raise QuizError(f"{file} cannot be written: {error.strerror}.", hint, ExitCode.USAGE) from None
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def say_passwords(made: Mapping[str, str], file: Path | None) -> None:
    """Print created passwords, or in which file they are."""
    if file:
        say(f"The created passwords are in {file}, which only you can read. Delete it once they are handed out.")
        return
    say("Passwords, shown this once:")
    for name, password in made.items():
        say(f"{name:24}  {password}")
