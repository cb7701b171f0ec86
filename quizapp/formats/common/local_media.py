"""Files that the texts of cards show or play, in the folder of their document."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from quizapp.errors import QuizError

# Lengths are bounded so that a line of a million brackets is not searched from each of them to its end.
_TARGET = r"""(?:<([^>\n]{1,300})>|((?:[^()\n"<]|\([^()\n"]{0,100}\)){1,300}?))"""
_MARKDOWN = rf"""!\[[^\]\n]{{0,300}}\]\(\s{{0,9}}{_TARGET}\s{{0,9}}(?:"[^"\n]{{0,300}}"\s{{0,9}})?\)"""
_MEDIA = re.compile(rf"{_MARKDOWN}|!\[\[([^\]|\n]{{1,300}})|\[sound:([^\]\n]{{1,300}})\]")


def media_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the files that a question's texts show, as they are written, each once; no addresses."""
    found: dict[str, None] = {}
    for value in body.values():
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and "[" in text:
                names = (next(filter(None, match)) for match in _MEDIA.findall(text))
                found.update((name.strip(), None) for name in names if "://" not in name and name[:5] != "data:")
    return tuple(found)


def spellings(name: str) -> tuple[str, ...]:
    """Return the possible spellings of a file name in a text: with other escapes and Unicode forms."""
    plain = (name, unquote(name))
    composed = [unicodedata.normalize("NFC", each) for each in plain]
    return tuple(dict.fromkeys([*plain, *composed, *(unicodedata.normalize("NFD", each) for each in plain)]))


def known_name(name: str, known: Mapping[str, object]) -> str:
    """Return the known name of the file that a text calls `name`; its plain name if it is unknown."""
    return next((each for each in spellings(name) if each in known), plain_name(name))


def plain_name(name: str) -> str:
    """Return a file's name without the escapes of addresses, in Unicode's composed form."""
    return unicodedata.normalize("NFC", unquote(name))


def local_media(path: Path, names: Iterable[str]) -> dict[str, tuple[str, Callable[[], bytes]]]:
    """Return name in a text -> (name of its own, what reads it), for files in the document's folder or below it.

    Files of one name in several folders get names that depend on their content.
    """
    home = path.parent.resolve()
    files = {name: file for name in names if (file := _file(home, name))}
    taken: dict[str, set[Path]] = {}
    for file in files.values():
        taken.setdefault(file.name, set()).add(file)
    return {
        name: (
            file.name if len(taken[file.name]) == 1 else content_name(file.name, file.read_bytes()),
            partial(Path.read_bytes, file),
        )
        for name, file in files.items()
    }


def content_names(media: Mapping[str, Callable[[], bytes]]) -> dict[str, str]:
    """Return name -> a name by its content, for files in different folders with the same last part."""
    by_last_part: dict[str, list[str]] = {}
    for name in media:
        by_last_part.setdefault(PurePosixPath(name).name, []).append(name)
    same = (name for names in by_last_part.values() if len(names) > 1 for name in names)
    return {name: content_name(PurePosixPath(name).name, read_media(media[name]) or b"") for name in same}


def read_media(read: Callable[[], bytes]) -> bytes | None:
    """Return the content of a media file; None if it cannot be read, because a damaged file costs no card."""
    try:
        return read()
    except (OSError, QuizError):
        return None


def content_name(name: str, content: bytes) -> str:
    """Return the name of a file with a part that depends on its content."""
    file = Path(name)
    return f"{file.stem}-{hashlib.sha256(content).hexdigest()[:8]}{file.suffix}"


def _file(home: Path, name: str) -> Path | None:
    """Return a file by its name; None for one outside of the document's folder."""
    for spelling in spellings(name):
        try:
            file = (home / spelling).resolve()
            if file.is_relative_to(home) and file.is_file():
                return file
        except (OSError, ValueError):
            continue  # no name of a file on this machine
    return None
