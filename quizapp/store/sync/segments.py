"""Segments: files of events in a folder that devices share. Each is named by device, range and content.

Nothing is ever written twice, so that Syncthing, Dropbox or git carry them without a conflict. The first line says
what follows, with the SHA-256 of the rest: a file that has not arrived wholly is seen as such, and left for later.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizapp.store.atomic_files import private_folder, write_whole

if TYPE_CHECKING:
    from quizapp.store.daily_candidates import Query

FIELDS = ("learner", "id", "device", "time_ms", "day", "card", "kind", "undoes", "payload")
FORMAT = "quizapp events 1"
_NAME = re.compile(r"[0-9a-z]+-[0-9a-f]{16}-[0-9a-f]{16}-([0-9a-f]{16})\.jsonl")
MOST_EVENTS = 20_000  # of a segment: the first sync of ten years is some files, not one of a hundred megabytes

READ = "segment:"  # in `meta`: the segments that were read or written, with their sizes
_KNOWN = f"SELECT substr(key, {len(READ) + 1}), value FROM meta WHERE key >= '{READ}' AND key < '{READ[:-1]};'"

Row = Mapping[str, Any]


class Incomplete(Exception):
    """A segment that has not arrived wholly, or was damaged on its way."""


def content_of(rows: Sequence[Row]) -> bytes:
    """Return the content of a segment; the same rows give the same bytes."""
    lines = [json.dumps([row[name] for name in FIELDS], ensure_ascii=False, separators=(",", ":")) for row in rows]
    body = "".join(line + "\n" for line in lines).encode("utf-8", "surrogatepass")
    head = {"format": FORMAT, "events": len(rows), "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps(head).encode() + b"\n" + body


def name_of(device: str, rows: Sequence[Row], content: bytes) -> str:
    """Return a segment's name: the device, the first and the last event's id, cut, and a digest of the content.

    With the digest in it, two devices that were copied from one and bear one name cannot write one file.
    """
    ids = [str(row["id"]).replace("-", "")[:16] for row in rows]
    return f"{device}-{min(ids)}-{max(ids)}-{hashlib.sha256(content).hexdigest()[:16]}.jsonl"


def names_in(folder: Path) -> dict[str, int]:
    """Return the names of a folder's segments, whole or not, each with its size in bytes. Raises OSError."""
    found = (path for path in folder.iterdir() if _NAME.fullmatch(path.name) and path.is_file())
    return {path.name: path.stat().st_size for path in found}


def known_segments(query: "Query") -> dict[str, int]:
    """Return the segments that this database has read or written, each with its size in bytes."""
    return {name: int(size) for name, size in query(_KNOWN, {})}


def is_news(folder: Path, known: Mapping[str, int]) -> bool:
    """Return whether a folder has other segments than the known ones. A folder that cannot be read has none."""
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
        if not _is_whole(folder / name, content):
            write_whole(content, folder / name)
        written[name] = len(content)
    return written


def _is_whole(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def read(path: Path) -> list[Row]:
    """Return the rows of a segment. Raises Incomplete where a byte of it is missing or wrong, and OSError."""
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
        return [dict(zip(FIELDS, json.loads(line), strict=True)) for line in lines]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Incomplete(path.name) from error
