"""Repairs UTF-8 that was read as Mac Roman or cp1252.

A run of characters is repaired only if, encoded again, it is exactly one valid UTF-8 sequence of
three or four bytes for punctuation or a symbol. Ordinary text in any language does not contain such runs:
its letters are not followed by the symbols that continuation bytes become.
"""

import re
import unicodedata

_HIGH = "[^\x00-\x7f]"
_RUNS = re.compile(f"{_HIGH}{{3,}}")


def _table(encoding: str) -> dict[str, int]:
    table = {}
    for byte in range(0x80, 0x100):
        try:
            table[bytes([byte]).decode(encoding)] = byte
        except UnicodeDecodeError:
            table[chr(byte)] = byte  # cp1252 leaves five bytes open; readers pass them through
    return table


_TABLES = tuple(_table(encoding) for encoding in ("mac_roman", "cp1252"))


def repair(text: str) -> str:
    """Return the text with its damaged punctuation and symbols restored; text that is not damaged is unchanged."""
    return _RUNS.sub(lambda match: _repaired(match[0]), text)


def _repaired(run: str) -> str:
    result, index = [], 0
    while index < len(run):
        found = next(
            (
                fixed
                for table in _TABLES
                for size in (4, 3)
                if (fixed := _decoded(run[index : index + size], size, table))
            ),
            None,
        )
        if found is None:
            result.append(run[index])
            index += 1
        else:
            result.append(found[0])
            index += found[1]
    return "".join(result)


def _decoded(piece: str, size: int, table: dict[str, int]) -> tuple[str, int] | None:
    if len(piece) != size or any(character not in table for character in piece):
        return None
    try:
        character = bytes(table[each] for each in piece).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return (character, size) if len(character) == 1 and _symbol(character) else None


def _symbol(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS" or character == "\ufe0f"
