"""Writes the dates of cards into the Obsidian note that they came from, and changes nothing else in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from quizapp.core.events import ReviewedCard
from quizapp.formats.common.card_deck import ImportedHistory
from quizapp.formats.common.text_source import ProblemLog, text_of
from quizapp.formats.markdown.obsidian_cloze import CLOZES
from quizapp.formats.markdown.obsidian_reader import Entry, entries_of
from quizapp.formats.markdown.obsidian_schedule import (
    NEW_SEGMENT,
    Days,
    day_segment,
    fsrs_segment,
    history_of,
    newest,
    segments_of,
)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """The state of a card, and the study days that it means."""

    state: ReviewedCard
    days: Days


Lookup = Callable[[Mapping[str, Any]], Scheduled | None]
"""Returns the state of the card with a question's fields; None for a card that is not installed or was never asked."""


@dataclass(slots=True)
class Rewritten:
    """A note with dates: how many cards got a new one, and the lines of those that Obsidian has reviewed since."""

    content: bytes
    written: int = 0
    newer: tuple[int, ...] = ()


def has_fsrs(content: bytes) -> bool:
    """Return whether a note has a scheduling comment of FSRS."""
    return b"<!--SR:!fsrs," in content


def with_dates(path: Path, content: bytes, lookup: Lookup, *, fsrs: bool) -> Rewritten:
    """Return a note with the dates of its cards; `fsrs` chooses the kind of comment where a card has none.

    A date that is right already keeps its bytes. Raises ValueError for a note that is not UTF-8, or whose lines end
    in a lone carriage return.
    """
    lines = content.decode("utf-8").split("\n")
    text = text_of(path, content, ProblemLog(str(path)))
    if text is None or len(plain := text.split("\n")) != len(lines):
        raise ValueError("the lines of the note cannot be told apart")
    found = Rewritten(content)
    entries = list(entries_of(plain, frozenset(CLOZES), ProblemLog(str(path))))
    for entry in reversed(entries):  # an inserted line moves those below it alone
        _rewrite(lines, entry, [lookup(draft.body) for draft in entry.drafts], fsrs, found)
    found.content = "\n".join(lines).encode("utf-8")
    return found


def _rewrite(
    lines: list[str], entry: Entry, states: list[Scheduled | None], fsrs: bool, found: Rewritten
) -> None:  # fmt: skip
    """Write the comment of one block, where a date in it changes."""
    comment = newest(entry.comments) if entry.comments else None
    before = segments_of(comment.text) if comment else []
    after = list(before)
    for index, state in enumerate(states):
        old = before[index] if index < len(before) else ""
        if state is None or not _is_due_elsewhere(old, state):
            continue
        if _is_newer(old, state):
            found.newer = (entry.block.first, *found.newer)
            continue
        after += [NEW_SEGMENT] * (index + 1 - len(after))
        is_fsrs = old.startswith("fsrs,") or (fsrs and not old)
        after[index] = fsrs_segment(state.state, state.days) if is_fsrs else day_segment(state.state, state.days, old)
        found.written += 1
    if after == before:
        return
    text = f"<!--SR:!{'!'.join(after)}-->"
    if comment:
        at = comment.line - 1
        lines[at] = lines[at].replace(f"<!--SR:{comment.text}-->", text, 1)
    else:
        _insert(lines, entry.block.last, f"> {text}" if entry.block.quoted else text)


def _insert(lines: list[str], at: int, text: str) -> None:
    """Insert a line after the first `at` lines, with the ends of the lines around it."""
    if lines[at - 1].endswith("\r") or (at == len(lines) and any(line.endswith("\r") for line in lines)):
        text = text if at == len(lines) else f"{text}\r"
        lines[at - 1] = lines[at - 1].removesuffix("\r") + "\r"
    lines.insert(at, text)


def _history(segment: str) -> ImportedHistory | None:
    try:
        return history_of(segment) if segment else None
    except (ValueError, OverflowError):
        return None


def _is_due_elsewhere(segment: str, card: Scheduled) -> bool:
    """Return whether a segment has another due day, or another moment, than a card."""
    known = _history(segment)
    if known is None:
        return True
    return known.due_day != card.days.due.isoformat() if known.due_day else known.due_ms != card.state.due_ms


def _is_newer(segment: str, card: Scheduled) -> bool:
    """Return whether a segment is of a review after the last one here; a day alone must be a later day."""
    known = _history(segment)
    if known is None:
        return False
    if known.due_day:
        days = timedelta(days=round(known.interval_days or 0))
        return date.fromisoformat(known.due_day) - days > card.days.last
    return known.last_ms is not None and known.last_ms > card.state.last_ms
