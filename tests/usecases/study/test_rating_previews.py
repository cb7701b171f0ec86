"""The previews of a session that lasts beyond the end of a study day."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from quizapp.core.events import REVIEW, CardState
from quizapp.core.model import Rating
from quizapp.core.review import review_payload
from quizapp.core.scheduler import Rated
from quizapp.core.study_day import DAY_MS
from quizapp.store.database import Store
from quizapp.store.events.event_log import EventDraft, card_state, record
from quizapp.usecases.bootstrap import open_app
from quizapp.usecases.context import Context, make_context
from quizapp.usecases.study.question_loader import CardBefore
from quizapp.usecases.study.rating_previews import RatingPreviews


@pytest.fixture
def context(environ: dict[str, str]) -> Context:
    """A learner without learning steps."""
    return make_context(environ=environ | {"QUIZAPP_LEARNING_STEPS": "", "QUIZAPP_RELEARNING_STEPS": ""})


@pytest.fixture
def store(context: Context) -> Iterator[Store]:
    """Their database, with reviews that make every second of the coming days busy."""
    with closing(open_app(context)) as opened:
        moment = context.moment()
        for number in range(60):
            memory = replace(context.memory(), maximum=2 + number % 10 // 2 * 2)
            card = f"d/c/{number}"
            rated = Rated(card, Rating.EASY, moment.now, day_begins=moment.day_begins)
            payload = review_payload(CardState(), rated, memory).as_payload()
            record(opened, EventDraft(REVIEW, card, payload, now_ms=moment.now, day=moment.day))
        yield opened


def shown(previews: RatingPreviews, context: Context, store: Store, card: str) -> dict[Rating, float]:
    """Return the seconds that each rating of a card gives."""
    before = CardBefore(card=card, state=card_state(store, card))
    return dict(previews.preview(store.query, context.moment(), before).seconds)


def test_a_new_study_day_counts_the_due_cards_from_that_day(context: Context, store: Store) -> None:
    """As in a session that begins on that day."""
    lasting, later = RatingPreviews(context), replace(context, fixed_ms=context.now_ms + DAY_MS)
    shown(lasting, context, store, "d/new/0")
    for number in range(60):
        card = f"d/new/{number}"
        assert shown(lasting, later, store, card) == shown(RatingPreviews(later), later, store, card)


def test_a_preview_is_renewed_when_another_study_day_begins(context: Context, store: Store) -> None:
    """The learner left the answer on the screen; what is shown then is what the rating gives then."""
    previews, card = RatingPreviews(context), "d/c/9"
    at = card_state(store, card).last_ms or 0
    later = replace(context, fixed_ms=at + 3 * DAY_MS)
    early, late = (replace(context, fixed_ms=later.moment().day_end + moved) for moved in (-1, 0))
    drawn = CardBefore(card=card, state=card_state(store, card))
    before = previews.preview(store.query, later.moment(), drawn)
    assert previews.preview(store.query, early.moment(), drawn) is before
    found = previews.preview(store.query, late.moment(), drawn)
    assert dict(found.seconds) == shown(RatingPreviews(late), late, store, card)
    assert dict(found.seconds) != dict(before.seconds)
