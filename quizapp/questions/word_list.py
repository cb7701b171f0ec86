"""The form in which the list of known words is shipped: half as large in an archive as the plain list.

Each word shares its first letters with the word before it. Their number is written as a letter, `a` for none, then the
other letters follow: `abandon`, `abandoned`, `abate` become `aabandon`, `hed`, `dte`.
"""

from collections.abc import Iterable, Iterator

_NONE = ord("a")
_MOST = ord("z") - _NONE  # letters that one letter can count


def packed(lines: Iterable[str]) -> str:
    """Return a list of words, one a line, in the shipped form: sorted, each once, after its comments."""
    given = [line for line in lines if line]
    rows, before = [line for line in given if line.startswith("#")], ""
    for word in sorted({line for line in given if not line.startswith("#")}):
        shared = min(_MOST, _shared(before, word))
        rows.append(chr(_NONE + shared) + word[shared:])
        before = word
    return "".join(f"{row}\n" for row in rows)


def _shared(one: str, other: str) -> int:
    """Return with how many equal letters two words begin."""
    unequal = (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
    return next(unequal, min(len(one), len(other)))


def unpacked(text: str) -> Iterator[str]:
    """Yield the words of a list in the shipped form."""
    word = ""
    for row in text.splitlines():
        if not row.startswith("#"):
            word = word[: ord(row[0]) - _NONE] + row[1:]
            yield word
