"""The file of a class: JSON lines that name the tables, their rows in blocks, and a SHA-256 after each table.

Each digest covers all bytes before it, so that a changed, missing or added byte anywhere is found.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from quizapp.errors import ExitCode, QuizError

FORMAT = "quizapp class dump "
MAGIC = f"{FORMAT}1"
NEWER_HINT = "Nothing was changed. Install a newer quizapp."
LONGEST = 1 << 20  # bytes of a block, so that reading a damaged length needs no more memory
_SIZE = 4  # bytes of a block's length; a length of 0 ends a table
_DIGEST = 32


@dataclass(frozen=True, slots=True, order=True)
class ClassVersion:
    """The version of a class: of its schema, and of the scripts that set it up."""

    schema: str  # four digits
    scripts: int  # 0 where a dump does not name it

    def __str__(self) -> str:
        return f"{self.schema}.{self.scripts}"


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table in a dump: its name, its columns in the order of the rows, and the blocks of PostgreSQL's COPY text."""

    name: str
    columns: tuple[str, ...]
    blocks: Iterator[bytes]


class DumpWriter:
    """Writes a dump to an open file. Raises OSError."""

    def __init__(self, file: IO[bytes], version: ClassVersion) -> None:
        self._file, self._sha = file, hashlib.sha256()
        self._line({"format": MAGIC, "schema": version.schema, "class": str(version.scripts)})

    def begin_table(self, name: str, columns: tuple[str, ...]) -> None:
        """Begin a table."""
        self._line({"table": name, "columns": columns})

    def rows(self, data: bytes) -> None:
        """Write rows, or parts of them."""
        for start in range(0, len(data), LONGEST):
            self._block(data[start : start + LONGEST])

    def end_table(self) -> None:
        """End a table with the digest of all bytes so far."""
        self._put(bytes(_SIZE))
        self._put(self._sha.digest())

    def finish(self) -> None:
        """End the file."""
        self._line({"end": True})
        self._put(self._sha.digest())

    def _line(self, values: dict[str, Any]) -> None:
        self._block(json.dumps(values).encode())

    def _block(self, data: bytes) -> None:
        self._put(len(data).to_bytes(_SIZE, "big"))
        self._put(data)

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._sha.update(data)


class DumpReader:
    """Reads a dump from an open file; raises QuizError (exit code 3) where it is damaged."""

    def __init__(self, file: IO[bytes], path: Path) -> None:
        self._file, self._path, self._sha = file, path, hashlib.sha256()
        head = self._line()
        if head.get("format") != MAGIC:
            raise self._other_format(str(head.get("format")))
        self.version = self._version(str(head.get("schema")), str(head.get("class", "0")))

    def tables(self) -> Iterator[TablePart]:
        """Yield the tables; read all blocks of one before the next."""
        while "table" in (line := self._line()):
            yield TablePart(str(line["table"]), tuple(map(str, line["columns"])), self._blocks())
        self._check()
        if self._file.read(1):
            raise self._damaged("there are bytes after its end")

    def _version(self, schema: str, scripts: str) -> ClassVersion:
        if not re.fullmatch(r"[0-9]{4}", schema) or not re.fullmatch(r"[0-9]{1,9}", scripts):
            raise self._damaged("its version cannot be read")
        return ClassVersion(schema, int(scripts))

    def _blocks(self) -> Iterator[bytes]:
        while data := self._block():
            yield data
        self._check()

    def _line(self) -> dict[str, Any]:
        try:
            return dict(json.loads(self._block()))
        except (ValueError, TypeError):
            raise self._damaged("a table's name cannot be read") from None

    def _block(self) -> bytes:
        size = int.from_bytes(self._get(_SIZE), "big")
        if size > LONGEST:
            raise self._damaged("the length of a block is wrong")
        return self._get(size)

    def _check(self) -> None:
        if self._sha.digest() != self._get(_DIGEST):
            raise self._damaged("a checksum differs")

    def _get(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise self._damaged("its end is missing")
        self._sha.update(data)
        return data

    def _other_format(self, found: str) -> QuizError:
        if found.startswith(FORMAT):
            return QuizError(f"{self._path}: a newer quizapp wrote this dump.", NEWER_HINT, ExitCode.STORE)
        return self._damaged("it is not a dump of a class")

    def _damaged(self, why: str) -> QuizError:
        return QuizError(f"{self._path}: the dump cannot be restored: {why}.", "Nothing was changed. Use another dump.")
