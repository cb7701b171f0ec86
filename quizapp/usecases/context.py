"""Who runs the program: clock, time zone, settings and database location. Values only."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.core.scheduler_settings import SchedulerSettings
from quizapp.core.scope import Moment
from quizapp.core.study_day import day_bounds, from_ms, to_ms
from quizapp.errors import ExitCode, QuizError
from quizapp.settings.settings import Config, Settings, load_config

if TYPE_CHECKING:
    from quizapp.store.location import DatabaseLocation

LAST_YEAR = 9000  # no due date can be computed after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who runs the program, where their database is, and what time it is for them."""

    db: "DatabaseLocation"
    learner: str
    config: Config
    zone: tzinfo
    fixed_ms: int | None  # QUIZAPP_NOW, for simulations and tests
    runs_code: bool = True  # False on a class's server: code of decks is refused there, whoever agrees to it

    @property
    def settings(self) -> Settings:
        """Return the settings in use."""
        return self.config.settings

    @property
    def now_ms(self) -> int:
        """Return the time in milliseconds since the epoch."""
        return self.fixed_ms if self.fixed_ms is not None else time.time_ns() // 1_000_000

    def memory(self, parameters: tuple[float, ...] = (), retention: float | None = None) -> SchedulerSettings:
        """Return the scheduler's settings, with the parameters and the desired retention of a card's deck."""
        chosen = self.settings
        return SchedulerSettings(
            retention=chosen.retention if retention is None else retention,
            learning_steps=chosen.learning_steps,
            relearning_steps=chosen.relearning_steps,
            parameters=parameters,
        )

    def moment(self) -> Moment:
        """Return the learner and the study day now."""
        now = self.now_ms
        day, start, end = day_bounds(now, self.zone, self.settings.rollover)
        return Moment(learner=self.learner, now=now, day=day.isoformat(), day_start=start, day_end=end)


def make_context(db: str | None = None, learner: str | None = None, environ: Mapping[str, str] = os.environ) -> Context:
    """Return the context from flags and environment. Raises QuizError (exit code 2) for an invalid value."""
    fixed = _fixed_clock(environ.get("QUIZAPP_NOW", ""))
    place = _database(db or environ.get("QUIZAPP_DB") or "")
    return Context(
        db=place,
        learner=_learner(place, learner or environ.get("QUIZAPP_LEARNER") or ""),
        config=load_config(environ),
        zone=_zone(environ.get("TZ", ""), fixed),
        fixed_ms=to_ms(fixed) if fixed else None,
    )


def _fixed_clock(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise QuizError(
            f"QUIZAPP_NOW: `{text}` is not an ISO 8601 time with a UTC offset.",
            "Write it like 2026-03-01T09:00:00+01:00.",
            ExitCode.USAGE,
        )
    if not 1970 < moment.year < LAST_YEAR:
        raise QuizError(
            f"QUIZAPP_NOW: no day can be planned in the year {moment.year}.",
            f"Give a time from 1971 to {LAST_YEAR - 1}.",
            ExitCode.USAGE,
        )
    return moment


def _zone(name: str, fixed: datetime | None) -> tzinfo:
    """Return the local time zone: TZ, else the offset of a simulated clock, else the system's."""
    if not name and fixed is not None and fixed.tzinfo is not None:
        return fixed.tzinfo
    try:
        if name and not name.startswith((":", "/")):
            from zoneinfo import ZoneInfo

            return UTC if name == "UTC" else ZoneInfo(name)
        import tzlocal

        return tzlocal.get_localzone()
    except Exception:  # an unknown zone must not stop anyone from learning: use the system's current offset
        return datetime.now().astimezone().tzinfo or UTC


def _database(text: str) -> "DatabaseLocation":
    if "://" in text:
        from quizapp.store.location import parse_server

        return parse_server(text)
    return Path(text).expanduser() if text else data_folder() / "quizapp.db"


def _learner(place: "DatabaseLocation", name: str) -> str:
    """Return the learner: on a server always the role that connects."""
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        raise QuizError("--learner: the name is not valid UTF-8.", "Write it in UTF-8, such as `ana`.", ExitCode.USAGE)
    if isinstance(place, Path):
        return name or "me"
    if name not in ("", place.user):
        raise QuizError(
            f"--learner: `{name}` does not connect to {place}; the URL connects as `{place.user}`.",
            "On a server each learner is a database role: put the name into the URL, and omit --learner.",
            ExitCode.USAGE,
        )
    return place.user


def data_folder() -> Path:
    """Return the platform's folder for the learner's data."""
    import platformdirs

    return platformdirs.user_data_path("quizapp")


def local_time(context: Context, milliseconds: int) -> datetime:
    """Return a time in the learner's time zone."""
    return from_ms(milliseconds).astimezone(context.zone)
