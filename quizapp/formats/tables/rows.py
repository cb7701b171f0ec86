"""The rows of a table that is text: which character separates its fields, and which lines are one row."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from quizapp.formats.common.text_source import MOST_BYTES, ProblemLog

SEPARATORS = ("\t", ";", "|", ",")
LONGER = (" - ", " – ", " — ", " = ", " : ")
NAMED = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
MOST_BROKEN = 50  # rows with unclosed quotes before quotes are taken as text
csv.field_size_limit(MOST_BYTES)  # of the whole process; the module's own limit is 128 kB
_SAMPLE = 200  # rows used to detect the separator
_SAMPLE_LINES, _SAMPLE_SIZE = 5000, 200_000
_SETTINGS = frozenset(("separator", "html", "columns", "tags", "deck", "notetype", "if matches"))
_EXCEL = re.compile(r"\"?sep=([^\w\s\"]|\t|\\t)\"?", re.IGNORECASE)
_TABBED = re.compile(r"\S *\t[ \t]*\S")  # tabs at the end of a line separate nothing

Row = tuple[int, list[str]]  # the line of its start, and its fields


@dataclass(frozen=True, slots=True)
class Head:
    """The lines before a table that say how to read it, as Anki and Excel write them."""

    lines: int = 0
    settings: dict[str, str] = field(default_factory=dict)  # Anki's, such as {"separator": "tab"}
    separator: str = ""  # the character that separates fields, where a line names it

    def column(self, name: str) -> int:
        """Return the index of the column that a setting names; -1 where there is none."""
        value = self.settings.get(f"{name} column", "").strip()
        return int(value) - 1 if value.isascii() and value.isdigit() and 1 <= int(value[:4]) <= 100 else -1


def head_of(lines: Sequence[str]) -> Head:
    """Return the settings at the top of a table: Anki's `#separator:tab` with comments below it, or Excel's `sep=;`."""
    if lines and (found := _EXCEL.fullmatch(lines[0].strip(" \r\n\ufeff"))):
        return Head(1, separator="\t" if found[1] == "\\t" else found[1])
    settings: dict[str, str] = {}
    count = 0
    for line in lines[:20]:
        name, colon, value = line[1:].partition(":")
        name = name.strip().lower()
        known = bool(colon) and (name in _SETTINGS or name.endswith(" column"))
        if line[:1] != "#" or not (known or (settings and not _is_row(line, settings))):
            break
        settings |= {name: value} if known else {}
        count += 1
    named = settings.get("separator", "").strip().lower()
    return Head(count, settings, NAMED.get(named, named) or ("\t" if settings else ""))


def _is_row(line: str, settings: Mapping[str, str]) -> bool:
    """Return whether a line that begins with `#` is a card and no comment: it has several fields."""
    named = settings.get("separator", "").strip().lower()
    return (NAMED.get(named, named) or "\t") in line.strip()


def separator_of(lines: Sequence[str]) -> tuple[str, int, float]:
    """Return what separates the fields, how many there are in most rows, and the share of rows that have so many.

    ('', 1, 0.0) where nothing does. A tab is preferred, as no text has one by chance; then what most rows agree on.
    """
    sample = _sample(lines)
    if not sample:
        return "", 1, 0.0
    tabbed = sum(bool(_TABBED.search(line)) for line in sample[:_SAMPLE])
    if tabbed:
        count, share = _agreement(_first_rows(sample, "\t"))
        if tabbed * 2 >= len(sample[:_SAMPLE]) or (count > 1 and share >= 0.9):
            return "\t", count, share
    best = ("", 1, 0.0)
    for mark in (*SEPARATORS[1:], *LONGER):
        count, share = _agreement(_first_rows(sample, mark))
        if count >= 2 and share > best[2] and (len(mark) == 1 or best[2] < 0.6):
            best = (mark, count, share)
    return best


def _sample(lines: Sequence[str]) -> list[str]:
    """Return the first lines that are not blank, as many as hold enough rows, some of which have many lines."""
    found: list[str] = []
    size = 0
    for line in lines:
        if size > _SAMPLE_SIZE or len(found) >= _SAMPLE_LINES:
            break
        if line.strip():
            found.append(line[:_SAMPLE_SIZE])
            size += len(line)
    return found


def _first_rows(sample: Sequence[str], mark: str) -> list[list[str]]:
    """Return the first rows; the last one may be cut, where the sample ends within it."""
    found = [row for _, row in islice(rows(sample, mark, ProblemLog("")), _SAMPLE + 1)]
    return found[:_SAMPLE] if len(found) > _SAMPLE else found


def _agreement(found: Sequence[Sequence[str]]) -> tuple[int, float]:
    counts = Counter(len(row) for row in found)
    several = {count: times for count, times in counts.items() if count > 1}
    if not several:
        return 1, 0.0
    count = max(several, key=lambda each: several[each])
    return count, several[count] / counts.total()


def rows(
    lines: Sequence[str], separator: str, notes: ProblemLog, first: int = 1, *, exact: bool = False
) -> Iterator[Row]:  # fmt: skip
    """Yield the rows that are not blank; `first` is the number of the first line.

    A blank between a separator and a quote is left out where the first lines have one, unless `exact`. A row whose
    quotes do not close, or close in the middle of a field, is read line by line without quotes.
    """
    if len(separator) > 1:
        for number, line in enumerate(lines, first):
            if line.strip():
                yield number, [part.strip() for part in line.split(separator, 1)]
        return
    index = broken = 0
    spaced = not exact and any(f'{separator} "' in line for line in lines[:_SAMPLE])
    while index < len(lines):
        if broken > MOST_BROKEN:
            yield from _unquoted(lines[index:], separator, first + index)
            return
        for start, end, row in _quoted(lines, index, separator, spaced):
            index = end
            if any(row):
                yield first + start, row
        if index < len(lines):
            broken += 1
            notes.warn(
                "open-quote", "a quotation mark is not closed", "The line was read without quotes.", first + index
            )
            yield from _unquoted(lines[index : index + 1], separator, first + index)
            index += 1


def _quoted(lines: Sequence[str], index: int, separator: str, spaced: bool) -> Iterator[tuple[int, int, list[str]]]:
    """Yield (start, end, fields) from an index on, until the quotes break or the lines end."""
    text = (line + "\n" for line in lines[index:])
    reader = csv.reader(text, delimiter=separator, strict=True, skipinitialspace=spaced)
    start = index
    try:
        for row in reader:
            end = index + reader.line_num
            yield start, end, row
            start = end
    except csv.Error:
        return


def _unquoted(lines: Sequence[str], separator: str, first: int) -> Iterator[Row]:
    for number, line in enumerate(lines, first):
        if line.strip():
            yield number, line.split(separator)
