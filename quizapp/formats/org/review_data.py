"""Histories of org-drill and org-fc cards: properties, the table of review data, the history file."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from quizapp.core.model import Rating
from quizapp.formats.common.card_deck import ImportedHistory, ImportedReview
from quizapp.formats.common.moments import moment_of
from quizapp.formats.org.outline import Heading

MOST_SECONDS = 600.0

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_RATINGS = {"again": Rating.AGAIN, "hard": Rating.HARD, "good": Rating.GOOD, "easy": Rating.EASY}

Reviews = Mapping[tuple[str, str], Sequence[ImportedReview]]  # by a card's id and position


def of_drill(heading: Heading) -> ImportedHistory | None:
    """Return the state that org-drill keeps: when a card is due, its interval in days and how often it was failed."""
    given = heading.properties
    due = day_of(heading.planning.get("SCHEDULED", ""))
    interval = number(given.get("DRILL_LAST_INTERVAL", ""))
    if not due or interval is None or interval <= 0:
        return None
    lapses = number(given.get("DRILL_FAILURE_COUNT", "")) or 0
    return ImportedHistory(due_day=due, interval_days=interval, lapses=max(0, int(lapses)))


def of_fc(heading: Heading, position: str, reviews: Reviews, *, suspended: bool) -> ImportedHistory | None:
    """Return a position's reviews from the history file, or its state from the table in the drawer REVIEW_DATA."""
    row = table_of(heading.drawers.get("REVIEW_DATA", ())).get(position, {})
    own = tuple(reviews.get((heading.properties.get("ID", ""), position), ()))
    due = moment_of(row.get("due", ""))
    stability, difficulty = number(row.get("stability", "")), number(row.get("difficulty", ""))
    interval = number(row.get("interval", ""))
    if (
        stability
        and interval is None
        and due is not None
        and (last := moment_of(row.get("last-review", ""))) is not None
    ):
        interval = (due - last) / 86_400_000
    learnt = bool(own) or (stability or 0) > 0 or (interval or 0) > 0
    if not learnt:
        return ImportedHistory(suspended=True) if suspended else None
    return ImportedHistory(
        reviews=own,
        stability=stability if stability and stability > 0 else None,
        difficulty=difficulty if difficulty and 1 <= difficulty <= 10 else None,
        due_ms=due,
        interval_days=interval if interval and interval > 0 else None,
        suspended=suspended,
    )


def table_of(lines: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the rows of an org table by their first field, each as column -> field."""
    rows = [
        [field.strip() for field in line.strip().strip("|").split("|")] for line in lines if line.strip()[:1] == "|"
    ]
    rows = [row for row in rows if not all(set(field) <= set("-+:") for field in row)]
    if not rows:
        return {}
    head, *body = rows
    return {row[0]: dict(zip(head, row, strict=False)) for row in body}


def reviews_in(text: str) -> Reviews:
    """Return the reviews of org-fc's history: lines of time, file, id, position, three old columns, rating, seconds."""
    found: dict[tuple[str, str], list[ImportedReview]] = {}
    for line in text.split("\n"):
        fields = line.split("\t")
        time_ms = moment_of(fields[0]) if len(fields) >= 8 else None
        rating = _RATINGS.get(fields[7].strip().lower()) if len(fields) >= 8 else None
        if time_ms is None or rating is None:
            continue
        seconds = number(fields[8]) if len(fields) > 8 else None
        review = ImportedReview(time_ms=time_ms, rating=rating, seconds=min(max(seconds or 0.0, 0.0), MOST_SECONDS))
        found.setdefault((fields[2], fields[3]), []).append(review)
    for each in found.values():
        each.sort(key=lambda review: review.time_ms)
    return found


def day_of(stamp: str) -> str:
    """Return the day of a time stamp such as `2026-11-28 Sat`, in ISO format; '' for any other text."""
    found = _DAY.search(stamp[:40])
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else ""
    except ValueError:
        return ""


def number(text: str) -> float | None:
    """Return the finite number in a text, or None."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None
