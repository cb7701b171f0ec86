"""Settings: flags over environment over file over defaults, each validated once, each with its limits."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.core.did_you_mean import did_you_mean
from quizapp.core.scope import ALL
from quizapp.errors import ExitCode, QuizError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a learner."""

    retention: float = 0.9
    new_per_day: int = 12
    reviews_per_day: int = 200
    comeback_limit: int = 40
    rollover: int = 4
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    buttons: int = 4
    slow_seconds: int = 60
    keys: str = ""
    pictures: bool = True
    unconfined: bool = False
    load_balance: bool = True
    easy_days: str = ""
    days_off: str = ""
    import_megabytes: int = 1024
    import_ratio: int = 300
    import_entries: int = 300_000
    media_megabytes: int = 20
    sync_folder: str = ""
    path: str = ALL


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _steps(text: str) -> tuple[int, ...]:
    found = re.findall(r"(\d+)([smhd])", text)
    if "".join(f"{n}{u}" for n, u in found) != re.sub(r"[\s,]", "", text):
        raise ValueError("steps such as `1m 10m`, or nothing for none")
    return tuple(int(number) * _UNITS[unit] for number, unit in found)


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"\d+", text.strip()) or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return parse


def _retention(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.7 <= value <= 0.99:
        raise ValueError("a number from 0.70 to 0.99")
    return value


def _buttons(text: str) -> int:
    if text.strip() not in ("2", "4"):
        raise ValueError("2 (wrong, right) or 4 (Again, Hard, Good, Easy)")
    return int(text)


def _keys(text: str) -> str:
    from quizapp.settings.keymap import keymap

    keymap(text)
    return text.strip()


def _easy_days(text: str) -> str:
    from quizapp.core.load_balancing import easy_days

    easy_days(text)
    return text.strip()


def _days_off(text: str) -> str:
    from quizapp.core.load_balancing import days_off

    days_off(text)
    return text.strip()


def _folder(text: str) -> str:
    if text.strip() and not Path(text.strip()).expanduser().is_absolute():
        raise ValueError("an absolute path such as ~/Sync/quizapp, or nothing for none")
    return text.strip()


def _path(text: str) -> str:
    name = text.strip().removeprefix("#")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError("the id of a learning path such as `web`, or `all`")
    return name


def _yes_or_no(text: str) -> bool:
    if text.strip().lower() not in ("yes", "no", "true", "false"):
        raise ValueError("yes or no")
    return text.strip().lower() in ("yes", "true")


SETTINGS: Mapping[str, tuple[Callable[[str], Any], str, str]] = {
    "retention": (_retention, "desired chance of recall when a card is due", "0.70 to 0.99"),
    "new_per_day": (_whole(0, 9999), "new cards a day", "0 to 9999"),
    "reviews_per_day": (_whole(0, 99999), "due cards a day", "0 to 99999"),
    "comeback_limit": (_whole(1, 99999), "due cards on the day you come back after an absence", "1 to 99999"),
    "rollover": (_whole(0, 23), "hour at which the study day begins", "0 to 23"),
    "learning_steps": (_steps, "steps of a new card within the session", "such as `1m 10m`"),
    "relearning_steps": (_steps, "steps of a forgotten card", "such as `10m`"),
    "buttons": (_buttons, "rate with 4 buttons, or with 2 (wrong, right)", "2 or 4"),
    "slow_seconds": (_whole(5, 3600), "a right answer slower than this is suggested as Hard", "5 to 3600"),
    "unconfined": (_yes_or_no, "run a deck's own code where nothing here can confine it", "yes or no"),
    "load_balance": (_yes_or_no, "choose the day within the fuzz by what is due already", "yes or no"),
    "easy_days": (_easy_days, "days of the week with half the work", "such as `sat sun`"),
    "days_off": (_days_off, "days on which nothing becomes due", "such as `sun 2026-12-24..2026-12-31`"),
    "import_megabytes": (_whole(1, 1_000_000), "the most that an archive may unpack to", "1 to 1000000"),
    "import_ratio": (_whole(2, 1_000_000), "the most times that an archive may grow", "2 to 1000000"),
    "import_entries": (_whole(10, 10_000_000), "the most files in an archive", "10 to 10000000"),
    "media_megabytes": (_whole(1, 64), "the largest file of a deck that a class gets", "1 to 64"),
    "sync_folder": (_folder, "a folder that your devices share; also written sync.folder", "an absolute path"),
    "path": (_path, "the learning path whose new cards come first", "`all`, or one that `quizapp learn` lists"),
    "pictures": (_yes_or_no, "show pictures of cards in terminals that can", "yes or no"),
    "keys": (_keys, "other keys for the quiz's commands", "pairs such as `undo=z again=j good=l`"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings in use, the origin of each, and the settings file."""

    settings: Settings
    sources: Mapping[str, str]
    path: Path


def parse_setting(name: str, text: str, source: str) -> Any:
    """Return the value of a setting. Raises QuizError that names the source, the limits and near names."""
    if name not in SETTINGS:
        hint = did_you_mean(name, SETTINGS, f"Known: {', '.join(SETTINGS)}.")
        raise QuizError(f"{source}: there is no setting `{name}`.", hint, ExitCode.USAGE)
    try:
        return SETTINGS[name][0](text)
    except ValueError as error:
        raise QuizError(f"{source}: `{name}` cannot be `{text}`.", f"Expected {error}.", ExitCode.USAGE) from None


def config_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the settings file is: QUIZAPP_CONFIG, or the platform's place."""
    if environ.get("QUIZAPP_CONFIG"):
        return Path(environ["QUIZAPP_CONFIG"])
    import platformdirs

    return platformdirs.user_config_path("quizapp") / "config.toml"


def load_config(environ: Mapping[str, str] = os.environ) -> Config:
    """Return the settings from environment, file and defaults."""
    path = config_path(environ)
    values: dict[str, Any] = {}
    sources = {field.name: "default" for field in fields(Settings)}
    for name, text in _from_file(path).items():
        values[name] = parse_setting(name, text, str(path))
        sources[name] = str(path)
    for name in SETTINGS:
        variable = f"QUIZAPP_{name.upper()}"
        if environ.get(variable):
            values[name] = parse_setting(name, environ[variable], variable)
            sources[name] = variable
    return Config(settings=replace(Settings(), **values), sources=sources, path=path)


def _from_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    import tomllib

    try:
        return {name: str(value) for name, value in tomllib.loads(path.read_text("utf-8")).items()}
    except (ValueError, RecursionError) as error:  # ValueError: wrong TOML, wrong UTF-8, numbers of thousands of digits
        raise QuizError(f"{path}: {error}", "Fix the file, or delete it to go back to the defaults.") from None


def shown(name: str, settings: Settings) -> str:
    """Return the value of a setting as it is written in the file."""
    value = getattr(settings, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, tuple):
        return str(value)
    parts = []
    for seconds in value:
        unit = next(u for u in ("d", "h", "m", "s") if seconds % _UNITS[u] == 0)
        parts.append(f"{seconds // _UNITS[unit]}{unit}")
    return " ".join(parts)


def save_setting(path: Path, name: str, text: str) -> None:
    """Write one setting and keep the rest of the file with its comments; the file is replaced atomically."""
    value = parse_setting(name, text, "config")
    _change_file(
        path, lambda document: document.update({name: value if isinstance(value, int | float) else text.strip()})
    )


def reset_setting(path: Path, name: str) -> None:
    """Remove one setting from the file, so that its default is used again; nothing happens where it is not there."""
    if name not in SETTINGS:
        parse_setting(name, "", "config")
    if path.is_file():
        _change_file(path, lambda document: document.pop(name, None))


def _change_file(path: Path, change: "Callable[[TOMLDocument], object]") -> None:
    import tomlkit

    from quizapp.atomic_files import replacing

    document = tomlkit.parse(path.read_text("utf-8")) if path.is_file() else tomlkit.document()
    change(document)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path, private=False) as part, part.open("x", encoding="utf-8") as out:
        out.write(tomlkit.dumps(document))
