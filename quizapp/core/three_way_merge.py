"""Three-way merge of a card's fields: both sides' changes of a common base, where they do not overlap.

As in `diff3`, changes that touch each other overlap: at least one unchanged unit has to be between them. The units of a
text are its sentences and lines. See Khanna, Kunal and Pierce, "A Formal Investigation of Diff3" (2007).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, NamedTuple

APART = ("ask", "hint", "explain")  # fields that may change whatever the others say
MOST_UNITS = 2000  # of a text; the comparison of two takes quadratic time
_BETWEEN_UNITS = re.compile(r"(?<=[.!?])(?=\s)|(?<=\n)")


class _Change(NamedTuple):
    """Units `begin` to `end` of the base are replaced."""

    begin: int
    end: int
    units: tuple[str, ...]


def merged_texts(base: str, mine: str, theirs: str) -> str | None:
    """Return a text with the changes of both sides; None where they overlap."""
    split = [_BETWEEN_UNITS.split(text) for text in (base, mine, theirs)]
    if max(map(len, split)) > MOST_UNITS:
        return None
    before, *after = split
    changes = sorted({change for units in after for change in _changes(before, units)})
    if any(change.begin <= last.end for last, change in pairwise(changes)):
        return None
    return "".join(_applied(before, changes))


def _changes(base: Sequence[str], units: Sequence[str]) -> Iterator[_Change]:
    for kind, begin, end, first, last in SequenceMatcher(None, base, units, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _Change(begin, end, tuple(units[first:last]))


def _applied(base: Sequence[str], changes: Sequence[_Change]) -> Iterator[str]:
    at = 0
    for change in changes:
        yield from base[at : change.begin]
        yield from change.units
        at = change.end
    yield from base[at:]


def merged_fields(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> dict[str, Any] | None:  # fmt: skip
    """Return a question's fields with the changes of both sides; None where they overlap.

    What is right depends on several fields, such as the answer and the wrong options: only one side may change it, or
    both sides one text of it.
    """
    if _both_change_what_is_right(base, mine, theirs):
        return None
    found: dict[str, Any] = {}
    for name in dict.fromkeys([*theirs, *mine, *base]):
        is_sound, value = _merged(base.get(name), mine.get(name), theirs.get(name))
        if not is_sound:
            return None
        if value is not None:
            found[name] = value
    return found


def _both_change_what_is_right(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Return whether both sides change graded fields, and not just the same one."""
    changed = [
        {name for name in {*base, *side} if base.get(name) != side.get(name)}.difference(APART)
        for side in (mine, theirs)
    ]
    both = changed[0] | changed[1]
    return all(changed) and len(both) > 1 and any(mine.get(name) != theirs.get(name) for name in both)


def _merged(base: Any, mine: Any, theirs: Any) -> tuple[bool, Any]:
    """Return whether the changes of a field can be merged, and its value; None for one that is left out."""
    if mine in (theirs, base) or theirs == base:
        return True, theirs if mine == base else mine
    values = (base, mine, theirs)
    if not all(isinstance(value, str) for value in values):
        return False, None
    text = merged_texts(*values)
    return text is not None, text
