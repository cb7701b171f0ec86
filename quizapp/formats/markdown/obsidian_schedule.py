"""The scheduling comments of Obsidian's spaced repetition plugin, read and written.

A comment has a segment for each card of its block: `!2026-12-01,11,250` (day, interval, ease) or, since version
1.14.2, `!fsrs,due,interval,stability,difficulty,state,reviews,lapses,step,last review`.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from quizapp.core.events import ReviewedCard
from quizapp.core.model import State
from quizapp.core.study_day import DAY_MS, from_ms, to_ms
from quizapp.formats.common.card_deck import ImportedHistory
from quizapp.formats.markdown.obsidian_blocks import Comment

NEW = "2000-01-01"  # the day of a card that was never asked, beside one of its block that was
NEW_SEGMENT = f"{NEW},1,250"
_DAY = re.compile(r"(\d{4}-\d\d-\d\d),(\d{1,6}(?:\.\d{1,9})?),(\d{1,6})")
_YEARS = range(1971, 3000)
_STATE = {State.NEW: 0, State.LEARNING: 1, State.REVIEW: 2, State.RELEARNING: 3}


def segments_of(comment: str) -> list[str]:
    """Return the segments of a comment, one for each card of its block."""
    return [part.strip() for part in comment.split("!") if part.strip()]


def history_of(segment: str) -> ImportedHistory | None:
    """Return what a segment knows of a card; None for a card that was never asked. Raises ValueError."""
    if segment.startswith("fsrs,"):
        return _fsrs(segment)
    found = _DAY.fullmatch(segment)
    if not found:
        raise ValueError(segment)
    day = date.fromisoformat(found[1])
    if found[1] == NEW:
        return None
    if day.year not in _YEARS:
        raise ValueError(segment)
    return ImportedHistory(due_day=found[1], interval_days=float(found[2]))


def _fsrs(segment: str) -> ImportedHistory | None:
    _, due, interval, stability, difficulty, state, reviews, lapses, _, last, *_ = segment.split(",")
    if (int(state), int(reviews)) == (0, 0):  # a card that was never asked
        return None
    days, hard = float(stability), float(difficulty)
    if not (math.isfinite(days) and days > 0 and 1 <= hard <= 10):
        raise ValueError(segment)
    return ImportedHistory(
        due_ms=_moment(due), last_ms=_moment(last), stability=days, difficulty=hard,
        interval_days=max(0.0, float(interval)), lapses=max(0, int(lapses)),
    )  # fmt: skip


def _moment(text: str) -> int:
    found = datetime.fromisoformat(text.strip())
    if found.year not in _YEARS:
        raise ValueError(text)
    return to_ms(found if found.tzinfo else found.replace(tzinfo=UTC))


def last_ms(history: ImportedHistory) -> int:
    """Return about when a card was reviewed last, in milliseconds: days are taken as those of UTC."""
    if history.last_ms is not None:
        return history.last_ms
    if history.due_day:
        due = to_ms(datetime.fromisoformat(history.due_day).replace(tzinfo=UTC))
        return due - round((history.interval_days or 0) * DAY_MS)
    return 0


def newest(comments: Sequence[Comment]) -> Comment:
    """Return the comment whose last review is the latest; of equal ones the last."""
    return max(enumerate(comments), key=lambda each: (_reviewed(each[1].text), each[0]))[1]


def _reviewed(comment: str) -> int:
    return max((last_ms(each) for each in _valid(comment)), default=0)


def _valid(comment: str) -> Iterator[ImportedHistory]:
    for segment in segments_of(comment):
        try:
            if history := history_of(segment):
                yield history
        except (ValueError, OverflowError):
            continue


@dataclass(frozen=True, slots=True)
class Days:
    """The study days on which a card was reviewed last and is due."""

    last: date
    due: date

    @property
    def interval(self) -> int:
        """Whole days between them, at least one."""
        return max(1, (self.due - self.last) // timedelta(days=1))


def day_segment(state: ReviewedCard, days: Days, before: str = "") -> str:
    """Return a segment with a day; the ease of the segment `before` is kept, as quizapp has none."""
    known = _DAY.fullmatch(before)
    ease = known[3] if known and known[1] != NEW else str(_ease(state.difficulty))
    return f"{days.due.isoformat()},{days.interval},{ease}"


def _ease(difficulty: float) -> int:
    """Return an ease in percent: difficulty 10 is 130, 1 is 370, as where the plugin turns from one to the other."""
    return round(130 + (10 - difficulty) / 9 * 240)


def fsrs_segment(state: ReviewedCard, days: Days) -> str:
    """Return a segment with FSRS's state."""
    return ",".join(
        (
            "fsrs", _written(state.due_ms), str(days.interval), f"{state.stability:.4f}".rstrip("0").rstrip("."),
            f"{state.difficulty:.4f}".rstrip("0").rstrip("."), str(_STATE[state.state]), str(state.reviews),
            str(state.lapses), str(state.step or 0), _written(state.last_ms),
        )
    )  # fmt: skip


def _written(milliseconds: int) -> str:
    moment = from_ms(milliseconds)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03d}Z"
