"""Reads protocol buffer messages, which newer collections store in columns."""

import struct
from collections.abc import Iterator

MOST_FIELDS = 1_000_000


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(data) or shift > 63:
            raise ValueError("the message is cut short")
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def fields_of(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Yield (number, value) of each field: a number, or the bytes of a text or a nested message.

    Raises ValueError if the bytes are not a message.
    """
    at = count = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        count += 1
        if number == 0 or count > MOST_FIELDS:
            raise ValueError("this is no message")
        if kind == 0:
            value, at = _varint(data, at)
            yield number, value
            continue
        if kind == 2:
            size, at = _varint(data, at)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise ValueError("this is no message")
        if at + size > len(data):
            raise ValueError("the message is cut short")
        yield number, data[at : at + size]
        at += size


class Wire:
    """A message whose fields are looked up by number; the last of several counts."""

    def __init__(self, data: bytes) -> None:
        self._fields = dict(fields_of(data))

    def text(self, number: int) -> str:
        """Return a field as text; '' if it is missing."""
        value = self._fields.get(number, b"")
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""

    def number(self, number: int) -> int:
        """Return a field as a number; 0 if it is missing."""
        value = self._fields.get(number, 0)
        return value if isinstance(value, int) else 0

    def message(self, number: int) -> "Wire":
        """Return the message in a field; an empty one if it is missing. Raises ValueError if it is not a message."""
        value = self._fields.get(number, b"")
        return Wire(value if isinstance(value, bytes) else b"")

    def floats(self, number: int) -> tuple[float, ...]:
        """Return a field as packed 32-bit floats; () if it is missing."""
        value = self._fields.get(number, b"")
        raw = value if isinstance(value, bytes) else b""
        # Seven digits tell all floats of 32 bits apart; more would be noise of the conversion to 64.
        return tuple(float(f"{each:.7g}") for (each,) in struct.iter_unpack("<f", raw[: len(raw) // 4 * 4]))

    def has(self, number: int) -> bool:
        """Return whether the message has a field."""
        return number in self._fields
