"""Opens pictures, sounds and films of a card with the system's viewer; files that could run are refused."""

import shutil
import subprocess
import sys
from pathlib import Path

from quizapp.errors import QuizError

# HTML, SVG, scripts and desktop entries may contain code and are not in these lists.
PICTURES = {".avif", ".bmp", ".gif", ".heic", ".jfif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp", ".pdf"}
SOUNDS = {".aac", ".flac", ".m4a", ".mp3", ".oga", ".ogg", ".opus", ".wav", ".wma"}
FILMS = {".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".ogv", ".webm"}
SHOWN = PICTURES | SOUNDS | FILMS


def open_file(path: Path) -> None:
    """Open a file. Raises QuizError if its kind could run code, or if there is no viewer."""
    if path.suffix.lower() not in SHOWN:
        raise QuizError(f"{path.name}: not opened, because files of this kind may run code.", f"The file is {path}.")
    opener = "open" if sys.platform == "darwin" else "xdg-open"
    if not shutil.which(opener):
        raise QuizError(f"`{opener}` is needed to open {path.name}, and is not installed.", f"The file is {path}.")
    quiet = subprocess.DEVNULL
    shown = str(path.absolute())  # absolute, so that the name cannot be taken for an option
    subprocess.Popen([opener, shown], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
