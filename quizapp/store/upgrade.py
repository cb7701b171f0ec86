"""Upgrades the tables to the current version, on either engine."""

from sqlalchemy import Connection

from quizapp.errors import ExitCode, QuizError
from quizapp.store import schema
from quizapp.store.location import DatabaseLocation


def migrate(connection: Connection, revision: str = "head") -> None:
    """Upgrade the tables to a version, the current one by default, within a transaction that the caller began."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "quizapp.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def refuse_newer(version: str | None, place: DatabaseLocation) -> None:
    """Raise QuizError (exit code 4) if a database is newer than the program."""
    if version is not None and version > schema.VERSION:
        raise QuizError(
            f"{place} has schema version {version}; this quizapp supports versions up to {schema.VERSION}.",
            "Nothing was changed. Install a newer quizapp.",
            ExitCode.STORE,
        )
