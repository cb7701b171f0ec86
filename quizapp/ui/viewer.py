"""Opens a card's files with the system's viewer, by their kinds: nothing that could run is ever opened."""

import shutil
import subprocess
import sys
from pathlib import Path

from quizapp.errors import QuizError

# What viewers show and players play. HTML, SVG, scripts and desktop entries can hold code, and are left alone.
PICTURES = {".avif", ".bmp", ".gif", ".heic", ".jfif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp", ".pdf"}
SOUNDS = {".aac", ".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav", ".wma"}
FILMS = {".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ogv", ".webm"}
SHOWN = PICTURES | SOUNDS | FILMS


def open_file(path: Path) -> None:
    """Show a file. Raises QuizError where its kind is not one that only shows, or there is no viewer."""
    if path.suffix.lower() not in SHOWN:
        raise QuizError(f"{path.name}: files of this kind are not opened, they could run.", f"It lies at {path}.")
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    if not shutil.which(opener):
        raise QuizError(f"There is no `{opener}` to show {path.name} with.", f"It lies at {path}.")
    quiet = subprocess.DEVNULL
    shown = str(path.absolute())  # never an option, whatever the name begins with
    subprocess.Popen([opener, shown], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
