"""Lets a simulated learner study for a year under a scheduler, and measures what they know and what it took."""

import math
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from engines.learners import Learner, answer

from quizapp.core.float_sum import float_sum
from quizapp.core.study_day import DAY_MS

BEGIN_MS = 1_767_225_600_000  # 2026-01-01, 00:00 UTC
MEASURED = (30, 90, 365)  # days
AFTER_BREAK = 28  # days
STEADY = 30  # peaks are measured from this day on, when new cards are over for most


class Scheduler(Protocol):
    """A scheduler with its queue. Times are UTC milliseconds; a day has its number since the beginning."""

    def begin(self, day: int, now_ms: int) -> None:
        """Begin a day of study."""

    def next(self, now_ms: int) -> int | None:
        """Return the number of the card to ask; None when the day's work is done."""

    def rate(self, rating: int, seconds: int, now_ms: int) -> None:
        """Record the rating of the card that was asked."""

    def end(self) -> None:
        """End the day's study."""

    def close(self) -> None:
        """Release everything."""


@dataclass(slots=True)
class Year:
    """What happened so far: `last` is the day of each card's last answer with the time in milliseconds."""

    learner: Learner
    seed: int
    minutes: list[float] = field(default_factory=list)  # of each day
    answers: int = 0
    known: dict[int, float] = field(default_factory=dict)  # at the beginning of a day
    last: dict[int, tuple[int, int]] = field(default_factory=dict)
    turns: dict[int, int] = field(default_factory=dict)


def study(learner: Learner, seed: int, scheduler: Scheduler, days: int = 365) -> dict[str, Any]:
    """Return the figures of a year (or so many days) as a JSON document."""
    year, memory = Year(learner, seed), learner.memory(seed)
    wanted = {*(day for day in MEASURED if day <= days), days}
    if learner.away:
        wanted |= {learner.away.start, learner.away.stop, learner.away.stop + AFTER_BREAK}
    for day in range(days + 1):
        morning = BEGIN_MS + day * DAY_MS + DAY_MS // 3
        if day in wanted:
            year.known[day] = float_sum(
                memory.recall(card, max(0.0, (morning - at) / DAY_MS)) for card, (_, at) in year.last.items()
            )
        if day < days:
            year.minutes.append(_day(year, memory, scheduler, day) if learner.studies(seed, day) else 0.0)
    return figures(year)


def _day(year: Year, memory: Any, scheduler: Scheduler, day: int) -> float:
    """Study for a day, which begins between 7 and 21 o'clock; return the minutes."""
    start = BEGIN_MS + day * DAY_MS + Random(f"{year.seed}/hour/{day}").randint(7 * 3600, 21 * 3600) * 1000
    spent = 0
    scheduler.begin(day, start)
    while spent < year.learner.minutes * 60 and (card := scheduler.next(start + spent * 1000)) is not None:
        now, before, turn = start + spent * 1000, year.last.get(card), year.turns.get(card, 0)
        chance = memory.recall(card, (now - before[1]) / DAY_MS) if before else None
        rating, seconds = answer(year.seed, card, turn, chance)
        spent += seconds
        memory.review(card, rating, day - before[0] if before else 0)
        year.last[card], year.turns[card] = (day, start + spent * 1000), turn + 1
        year.answers += 1
        scheduler.rate(rating, seconds, start + spent * 1000)
    scheduler.end()
    return spent / 60


def figures(year: Year) -> dict[str, Any]:
    """Return the figures of what was studied."""
    at = sorted(day for day in year.known if day in MEASURED or day == len(year.minutes))
    minutes = {day: float_sum(year.minutes[:day]) for day in at}
    steady = [each for each in year.minutes[STEADY:] if each > 0]
    found: dict[str, Any] = {
        "known": {str(day): year.known[day] for day in at},
        "minutes": {str(day): minutes[day] for day in at},
        "rate": {str(day): year.known[day] / max(minutes[day], 1e-9) for day in at},
        "answers": year.answers,
        "seen": len(year.last),
        "peak": max(steady) / (float_sum(steady) / len(steady)) if steady else math.nan,
        "busiest": max(steady, default=math.nan),
    }
    if year.learner.away and year.learner.away.stop + AFTER_BREAK in year.known:
        back = year.learner.away.stop
        after = year.minutes[back : back + AFTER_BREAK]
        found["break"] = {
            "left": year.known[year.learner.away.start], "back": year.known[back],
            "known": year.known[back + AFTER_BREAK], "minutes": float_sum(after), "first": after[0],
            "busiest": max(after),
        }  # fmt: skip
    return found
