"""The formats: one file each, found by content and not by name."""

import difflib
from pathlib import Path
from typing import Any, cast

from quizapp.errors import ExitCode, QuizError
from quizapp.formats import deck_folder, markdown
from quizapp.formats.base import Imported

FORMATS = (deck_folder, markdown)
MOST_BYTES = 20 * 1024 * 1024


def read_path(path: Path, *, format_name: str | None = None, deck_id: str | None = None) -> Imported:
    """Return what a path holds. Raises QuizError where it cannot be read or no format knows it."""
    if not path.exists():
        raise QuizError(f"{path}: there is no such file or folder.", _near(path))
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise QuizError(f"{path}: the file is larger than {MOST_BYTES >> 20} MB.", "Split it.")
    content = b"" if path.is_dir() else path.read_bytes()
    chosen = _chosen(path, content, format_name)
    text = "" if chosen is deck_folder else _text(path, content)
    return cast(Imported, chosen.read(path, text, deck_id))


def _chosen(path: Path, content: bytes, name: str | None) -> Any:
    known = {each.NAME: each for each in FORMATS}
    if name is not None:
        if name not in known:
            raise QuizError(f"There is no format `{name}`.", f"There are: {', '.join(known)}.", ExitCode.USAGE)
        return known[name]
    found = next((each for each in FORMATS if each.recognise(path, content[:65536])), None)
    if found is None:
        titles = "; ".join(each.TITLE for each in FORMATS)
        raise QuizError(f"{path}: this is in no format that is known.", f"Known are: {titles}.")
    return found


def _text(path: Path, content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise QuizError(f"{path}: the file is UTF-16.", "Save it as UTF-8.")
    if b"\0" in content:
        raise QuizError(f"{path}: this is no text file.", "Name a text file.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise QuizError(f"{path}:{line}: the file is not UTF-8.", "Save it as UTF-8.") from None


def _near(path: Path) -> str:
    folder = path.parent if path.parent.is_dir() else Path()
    near = difflib.get_close_matches(path.name, [each.name for each in folder.iterdir()], 1)
    return f"Did you mean `{folder / near[0]}`?" if near else "Check the path."
