"""The options that every command accepts."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.errors import ExitCode, QuizError


@dataclass(frozen=True, slots=True, kw_only=True)
class Globals:
    """The options that every command accepts, anywhere on the command line."""

    db: str | None = None
    learner: str | None = None
    color: bool | None = None


def take_globals(argv: Sequence[str]) -> tuple[Globals, list[str]]:
    """Return the global options and the remaining arguments. Raises QuizError if a value is missing."""
    found: dict[str, str] = {}
    color: bool | None = None
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            rest += [word, *words]
        elif name in ("--db", "--learner"):
            given = value if equals else next(words, None)
            if not given:
                raise QuizError(f"{name} needs a value.", f"Write {name} VALUE.", ExitCode.USAGE)
            found[name[2:]] = given
        elif word in ("--color", "--no-color"):
            color = word == "--color"
        else:
            rest.append(word)
    return Globals(color=color, **found), rest
