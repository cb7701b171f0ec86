"""Opens pictures, sounds and films of a card with the system's viewer; files that could run are refused."""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from quizapp.core.media_endings import FILMS, PICTURES, SOUNDS
from quizapp.errors import QuizError
from quizapp.ui.escape import visible

# HTML, SVG, scripts and desktop entries may contain code and are not among these.
SHOWN = PICTURES | SOUNDS | FILMS


def open_files(files: Iterable[Path]) -> str:
    """Open files, one after another; return what to show: what was opened, and why the first that failed was not."""
    opened: list[str] = []
    failed: QuizError | None = None
    for file in files:
        try:
            open_file(file)
            opened.append(file.name)
        except QuizError as error:  # one file costs no other
            failed = failed or error
    reason = f"{failed.message.rstrip('.')}. {failed.hint}".strip() if failed else ""
    return visible("; ".join(filter(None, (f"opened {', '.join(opened)}" if opened else "", reason))))


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
