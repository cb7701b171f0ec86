"""Segments: files of events in a folder that devices share, each named by device, range of ids and content.

A segment never changes, so that Syncthing, Dropbox or git transfer them without conflicts. The first line describes
the rest and has its SHA-256 digest: a file that is not completely transferred is recognised and read later.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.atomic_files import private_folder, write_whole
from quizapp.core.events import LOG_COLUMNS

if TYPE_CHECKING:
    from quizapp.store.daily_candidates import Query

FORMAT = "quizapp events 1"
_NAME = re.compile(r"[0-9a-z]+-[0-9a-f]{16}-[0-9a-f]{16}-([0-9a-f]{16})\.jsonl")
MOST_BYTES = 1 << 28  # of one segment: our largest are a tenth of it, and reading takes several times as much memory
MOST_EVENTS = 20_000  # in one segment: the first sync of ten years writes several files, not one of a hundred megabytes

READ = "segment:"  # prefix in `meta`: the segments that were read or written, with their sizes in bytes
_KNOWN = f"SELECT substr(key, {len(READ) + 1}), value FROM meta WHERE key >= '{READ}' AND key < '{READ[:-1]};'"

Row = Mapping[str, Any]


class Incomplete(Exception):
    """A segment is not completely transferred, or it is damaged."""


def content_of(rows: Sequence[Row]) -> bytes:
    """Return the content of a segment; the same rows give the same bytes."""
    lines = [json.dumps([row[name] for name in LOG_COLUMNS], ensure_ascii=False, separators=(",", ":")) for row in rows]
    body = "".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass")
    head = {"format": FORMAT, "events": len(rows), "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps(head).encode() + b"\n" + body


def name_of(device: str, rows: Sequence[Row], content: bytes) -> str:
    """Return a segment's name: the device, the first 16 digits of the lowest and highest id, a digest of the content.

    The digest keeps two databases with the same device name, such as copies of one file, from writing the same file.
    """
    ids = [str(row["id"]).replace("-", "")[:16] for row in rows]
    return f"{device}-{min(ids)}-{max(ids)}-{hashlib.sha256(content).hexdigest()[:16]}.jsonl"


def names_in(folder: Path) -> dict[str, int]:
    """Return the names of a folder's segments, complete or not, each with its size in bytes. Raises OSError."""
    found = (path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file())
    return {path.name: path.stat().st_size for path in found}


def known_segments(query: "Query") -> dict[str, int]:
    """Return the segments that this database has read or written, each with its size in bytes."""
    return {name: int(size) for name, size in query(_KNOWN, {})}


def is_news(folder: Path, known: Mapping[str, int]) -> bool:
    """Return whether a folder has other segments than the known ones; False if it cannot be read."""
    try:
        return names_in(folder) != known
    except OSError:
        return False


def write(folder: Path, device: str, rows: Sequence[Row]) -> dict[str, int]:
    """Write the rows as segments; return their names and sizes. Raises OSError."""
    private_folder(folder)
    written = {}
    for start in range(0, len(rows), MOST_EVENTS):
        some = sorted(rows[start : start + MOST_EVENTS], key=lambda row: (row["learner"], row["id"]))
        content = content_of(some)
        name = name_of(device, some, content)
        if not _has_content(folder / name, content):
            write_whole(content, folder / name)
        written[name] = len(content)
    return written


def _has_content(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def read(path: Path) -> list[Row]:
    """Return the rows of a segment. Raises OSError, and Incomplete if a byte is missing or wrong."""
    if path.stat().st_size > MOST_BYTES:
        raise Incomplete(path.name)
    content = path.read_bytes()
    match = _NAME.fullmatch(path.name)
    if match is None or hashlib.sha256(content).hexdigest()[:16] != match[1]:
        raise Incomplete(path.name)
    head, _, body = content.partition(b"\n")
    try:
        described = json.loads(head)
        if described["format"] != FORMAT or described["sha256"] != hashlib.sha256(body).hexdigest():
            raise Incomplete(path.name)
        lines = body.decode("utf-8", "surrogatepass").split("\n")[:-1]
        return [dict(zip(LOG_COLUMNS, json.loads(line), strict=True)) for line in lines]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Incomplete(path.name) from error
