"""The settings file: settings or one QuizError."""

from collections.abc import Iterator
from pathlib import Path

from quizapp.config import SETTINGS, load_config, shown
from quizapp.errors import QuizError


def seeds() -> Iterator[bytes]:
    """Yield a file with each kind of value, right and wrong."""
    yield b'retention = 0.9\nnew_per_day = 12\nlearning_steps = "1m 10m"\nunconfined = "no"\n'
    yield b'easy_days = "sat sun"\ndays_off = "sun 2026-12-24..2026-12-31"\nkeys = "undo=z again=j"\n'
    yield b'buttons = [[2]]\nsync_folder = "~/Sync"\nrollover = 0x04\nload_balance = true\n'


def check(content: bytes, folder: Path) -> None:
    """Load the bytes as the settings file, and show what came of it."""
    path = folder / "config.toml"
    path.write_bytes(content)
    try:
        settings = load_config({"QUIZAPP_CONFIG": str(path)}).settings
    except QuizError as error:
        assert error.hint
        return
    for name in SETTINGS:
        shown(name, settings)
