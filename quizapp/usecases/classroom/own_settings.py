"""A learner's own settings in a class: over those of the server, which the learner cannot change."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from quizapp.errors import ExitCode, QuizError
from quizapp.settings.settings import parse_setting
from quizapp.usecases.context import Context

ZONE = "zone"
# Nothing that names a file or an address, or that decides about code or other people's data.
OWN = (
    "path", "new_per_day", "reviews_per_day", "comeback_limit", "retention", "rollover", "learning_steps",
    "relearning_steps", "buttons", "slow_seconds", "load_balance", "easy_days", "days_off",
)  # fmt: skip
SOURCE = "your settings"
_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(/[A-Za-z0-9_+-]{1,30}){0,3}")


def zone_named(name: str) -> tzinfo | None:
    """Return the time zone of a name such as Europe/Berlin, or None: a browser may send anything."""
    if not _ZONE_NAME.fullmatch(name):
        return None
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # no such file, a folder, or a file of another kind
        return None


def checked(name: str, text: str) -> str:
    """Return a value as it is stored. Raises QuizError (exit code 2) for one that its setting cannot have."""
    if name == ZONE:
        zone = text.strip()
        if zone_named(zone) is None:
            hint = "Expected the name of a time zone such as Europe/Berlin."
            raise QuizError(f"config: `{name}` cannot be `{zone}`.", hint, ExitCode.USAGE)
        return zone
    parse_setting(name, text, "config")
    return text.strip()


def with_own(context: Context, own: Mapping[str, str], browser_zone: str = "") -> Context:
    """Return a context with a learner's settings; a value that its setting cannot have is left out.

    The time zone is the one that the learner has set, else that of their browser, else that of the server.
    """
    values: dict[str, Any] = {}
    for name in OWN:
        if name in own:
            try:
                values[name] = parse_setting(name, own[name], SOURCE)
            except QuizError:  # of a client that stores anything, or of another version
                continue
    sources = {**context.config.sources, **dict.fromkeys(values, SOURCE)}
    config = replace(context.config, settings=replace(context.settings, **values), sources=sources)
    zone = zone_named(own.get(ZONE, "")) or zone_named(browser_zone) or context.zone
    return replace(context, config=config, zone=zone)
