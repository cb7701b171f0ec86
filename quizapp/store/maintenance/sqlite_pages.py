"""Reads the records of table rows out of a damaged SQLite file, page by page.

The format is described at https://www.sqlite.org/fileformat2.html: leaf pages of tables begin with 13, their cells
contain a length, a row id and a record, and long records continue in overflow pages. Only leaf pages are read, so that
a damaged root, header or index loses no rows.
"""

import struct
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

LEAF, DEFAULT_SIZE = 13, 4096
_WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_ERRORS = (IndexError, ValueError, struct.error, UnicodeDecodeError)

Record = tuple[Any, ...]


def page_size(content: bytes) -> int:
    """Return the page size in bytes; the default if the header cannot be read."""
    size = int.from_bytes(content[16:18], "big")
    size = 65536 if size == 1 else size
    return size if content[:15] == b"SQLite format 3" and size >= 512 and size & (size - 1) == 0 else DEFAULT_SIZE


def records(path: Path, columns: Collection[int]) -> Iterator[Record]:
    """Yield every readable record with one of these numbers of columns in a file and its log. Raises OSError."""
    content = path.read_bytes()
    size = page_size(content)
    for start in range(0, len(content), size):
        yield from _of_page(content[start : start + size], start == 0, columns, content, size)
    log = path.with_name(path.name + "-wal")
    for page in _logged(log.read_bytes() if log.is_file() else b"", size):
        yield from _of_page(page, False, columns, content, size)


def _logged(log: bytes, size: int) -> Iterator[bytes]:
    """Yield the pages of a write-ahead log: a header of 32 bytes, then frames of a 24-byte header and a page."""
    for start in range(32, len(log), size + 24):
        yield log[start + 24 : start + 24 + size]


def _of_page(page: bytes, first: bool, columns: Collection[int], content: bytes, size: int) -> Iterator[Record]:
    offset = 100 if first else 0
    if len(page) < size or page[offset] != LEAF:
        return
    count = int.from_bytes(page[offset + 3 : offset + 5], "big")
    for number in range(min(count, size // 4)):
        with suppress(*_ERRORS):
            at = int.from_bytes(page[offset + 8 + 2 * number : offset + 10 + 2 * number], "big")
            length, at = _varint(page, at)
            _, at = _varint(page, at)
            record = _record(_payload(page, at, length, content, size))
            if len(record) in columns:
                yield record


def _varint(page: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(8):
        byte = page[at + count]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    return value << 8 | page[at + 8], at + 9


def _payload(page: bytes, at: int, length: int, content: bytes, size: int) -> bytes:
    """Return the bytes of a record. Raises ValueError if an overflow page is missing."""
    most = size - 35
    if length <= most:
        return page[at : at + length]
    least = (size - 12) * 32 // 255 - 23
    local = least + (length - least) % (size - 4)
    local = local if local <= most else least
    found = bytearray(page[at : at + local])
    following = int.from_bytes(page[at + local : at + local + 4], "big")
    while len(found) < length:
        more = content[(following - 1) * size : following * size]
        if following < 1 or len(more) < size:
            raise ValueError("an overflow page is missing")
        found += more[4 : 4 + length - len(found)]
        following = int.from_bytes(more[:4], "big")
    return bytes(found)


def _record(payload: bytes) -> Record:
    """Return the values of a record. Raises one of _ERRORS if it is invalid."""
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    if at != len(payload):
        raise ValueError("the record is longer than its values")
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Any, int]:
    if kind in (0, 8, 9):
        return {0: None, 8: 0, 9: 1}[kind], at
    if kind in _WIDTHS:
        return int.from_bytes(payload[at : at + _WIDTHS[kind]], "big", signed=True), at + _WIDTHS[kind]
    if kind == 7:
        return struct.unpack(">d", payload[at : at + 8])[0], at + 8
    if kind < 12:
        raise ValueError("reserved serial type")
    length = (kind - 12) // 2
    raw = payload[at : at + length]
    return raw.decode("utf-8") if kind % 2 else raw, at + length
