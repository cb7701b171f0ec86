"""The count of a long history after its import."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from asking import asked

from quizapp.core.events import REVIEW
from quizapp.core.scope import Scope
from quizapp.store.database import Store
from quizapp.store.events.event_log import EventDraft, record
from quizapp.store.events.review_counts import WATCHED
from quizapp.store.maintenance.erase import erase
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.reports.counting import count_imported
from quizapp.usecases.reports.progress import progress_report

pytestmark = pytest.mark.file


@pytest.fixture
def context(environ: dict[str, str]) -> Context:
    """A learner."""
    return make_context(environ=environ)


@pytest.fixture
def store(context: Context) -> Iterator[Store]:
    """Their database, with a review."""
    with closing(open_app(context)) as opened:
        record(opened, EventDraft(REVIEW, "d/c/a", {"rating": "good"}, now_ms=context.now_ms, day="2026-03-02"))
        yield opened


@pytest.mark.parametrize(("reviews", "days"), [(WATCHED - 1, 0), (WATCHED, 1)])
def test_only_a_long_history_is_counted_at_once(context: Context, store: Store, reviews: int, days: int) -> None:
    """A short one is counted by the first look at the progress report, in less than a second."""
    count_imported(store, context, reviews, None)
    assert asked(store.place, "SELECT COUNT(*) FROM tallied") == [(days,)]
    assert progress_report(store, context, Scope()).reviews == 1


def test_counts_follow_the_log_when_events_are_added_and_erased(context: Context, store: Store) -> None:
    """Also when the last event is erased and another one takes its place."""
    for card in ("d/c/b", "d/c/c"):
        assert progress_report(store, context, Scope()).reviews == 1
        record(store, EventDraft(REVIEW, card, {"rating": "good"}, now_ms=context.now_ms, day="2026-03-02"))
        assert progress_report(store, context, Scope()).reviews == 2
        erase(store, [card])
    assert progress_report(store, context, Scope()).reviews == 1
    asked(store.place, "DELETE FROM tallied")
    asked(store.place, "DELETE FROM tallies")
    assert progress_report(store, context, Scope()).reviews == 1
