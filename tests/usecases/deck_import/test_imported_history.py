"""Imported history of a card as events of the log."""

import json
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core import fsrs
from quizapp.core.events import ReviewedCard
from quizapp.core.model import Rating, State
from quizapp.core.scheduler import fold
from quizapp.core.study_day import DAY_MS, study_day
from quizapp.formats.common.card_deck import ImportedHistory, ImportedReview
from quizapp.usecases.context import make_context
from quizapp.usecases.deck_import.imported_history import events_of
from tests.conftest import Run

DUE_ON_25_NOVEMBER = {
    "n.md": "#flashcards\n\nWho schedules threads?::The kernel\n<!--SR:!2026-11-25,20,250-->\n",
    "n.org": """* Who schedules threads? :drill:
SCHEDULED: <2026-11-25 Wed>
:PROPERTIES:
:DRILL_LAST_INTERVAL: 20.0
:END:
Who schedules threads?
** Answer
The kernel
""",
    "n.txt": "Q: Who schedules threads?\nA: The kernel\nI: REP=8 LAP=0 EF=3.2 UF=2.37 INT=20 LAST=05.11.26\n",
}


@pytest.mark.parametrize("name", DUE_ON_25_NOVEMBER)
@pytest.mark.parametrize(
    ("zone", "offset"),
    [("UTC", "+00:00"), ("America/Los_Angeles", "-08:00"), ("Asia/Tokyo", "+09:00"), ("Pacific/Auckland", "+13:00")],
)
def test_due_day_is_a_study_day_of_the_learner(quizapp: Run, tmp_path: Path, name: str, zone: str, offset: str) -> None:
    """A day has no zone: at noon of the day before nothing is due, on the day the card is."""
    (tmp_path / name).write_text(DUE_ON_25_NOVEMBER[name])

    def due(day: int) -> int:
        now = f"2026-11-{day}T12:00:00{offset}"
        return int(json.loads(quizapp("status", "--json", TZ=zone, QUIZAPP_NOW=now).stdout)["due"])

    done = quizapp("import", str(tmp_path / name), TZ=zone, QUIZAPP_NOW=f"2026-11-20T10:00:00{offset}")
    assert done.returncode == 0, done.stderr
    assert (due(24), due(25)) == (0, 1)


START_MS = 1_790_000_000_000  # in September 2026: clocks change in the weeks that follow
REVIEWS = st.lists(st.tuples(st.integers(1, 20 * DAY_MS), st.sampled_from(list(Rating))), min_size=1, max_size=6)


@given(REVIEWS, st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland"]), st.integers(1, 400))
def test_reviewed_card_is_due_on_the_imported_day(steps: list[tuple[int, Rating]], zone: str, wait: int) -> None:
    """Whatever our scheduler computes, also over a clock change; no review is added."""
    context = make_context(environ={"TZ": zone, "QUIZAPP_DB": "/nowhere/quiz.db", "HOME": "/nowhere"})
    reviews, at_ms = [], START_MS
    for step, rating in steps:
        at_ms += step
        reviews.append(ImportedReview(time_ms=at_ms, rating=rating))
    due = study_day(at_ms, ZoneInfo(zone), 4) + timedelta(days=wait)
    history = ImportedHistory(reviews=tuple(reviews), due_day=due.isoformat())
    (events,) = events_of(context, [("d/l/c", history)], at_ms)
    state = fold(events)
    assert isinstance(state, ReviewedCard) and (state.state, state.reviews) == (State.REVIEW, len(steps))
    assert study_day(state.due_ms, ZoneInfo(zone), 4) == due


ZONES = ["UTC", "Asia/Tokyo", "America/Phoenix"]  # where clocks do not change


@given(REVIEWS, st.sampled_from(ZONES))
def test_imported_reviews_count_the_study_days_of_the_learner(steps: list[tuple[int, Rating]], zone: str) -> None:
    """As the program did from which they come."""
    context = make_context(environ={"TZ": zone, "QUIZAPP_DB": "/nowhere/quiz.db", "HOME": "/nowhere"})
    times = [START_MS + sum(step for step, _ in steps[: index + 1]) for index in range(len(steps))]
    reviews = [ImportedReview(time_ms=at_ms, rating=step[1]) for at_ms, step in zip(times, steps, strict=True)]
    (events,) = events_of(context, [("d/l/c", ImportedHistory(reviews=tuple(reviews)))], times[-1])
    days = [study_day(at_ms, ZoneInfo(zone), 4) for at_ms in times]
    gaps = [0, *((after - before).days for before, after in pairwise(days))]
    numbers = [list(Rating).index(rating) + 1 for _, rating in steps]
    state = fold(events)
    assert (state.stability, state.difficulty) == fsrs.replayed(fsrs.model(), numbers, gaps)
