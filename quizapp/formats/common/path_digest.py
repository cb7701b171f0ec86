"""Tells whether what a path holds is what it was."""

import hashlib
from pathlib import Path

from quizapp.formats.common.companions import companions_of

VERSION = 6  # of what the readers make of a file: raised, it has unchanged files read anew


def digest_of(path: Path, options: str = "") -> str:
    """Return what tells whether a path holds the same as before: the SHA-256 of its content, or of its files.

    What keeps the reviews of a file's cards beside it counts as its content.
    """
    digest = hashlib.sha256(f"{VERSION}\0{options}\0".encode())
    alone = path.is_file()
    inside = [path] if alone else sorted(each for each in path.rglob("*") if each.is_file())[:20_000]
    for file in [*inside, *(companions_of(path) if alone else ())]:
        name = file.name if alone and file != path else str(file.relative_to(path))
        digest.update(name.encode("utf-8", "surrogateescape") + b"\0")
        with file.open("rb") as opened:
            while chunk := opened.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()
