"""A rated answer as it is recorded. A session imports this with its first answer: one import for all of them."""

from dataclasses import dataclass

from quizapp.core.card import Card
from quizapp.core.daily_plan import Candidate
from quizapp.core.events import CRAM, REVIEW, CardState
from quizapp.core.model import Rating
from quizapp.core.review import is_learning, rated_of, review_payload
from quizapp.core.scheduler import Rated
from quizapp.core.scope import Moment
from quizapp.core.session_values import PendingAnswer, RatingResult
from quizapp.store.database import Store
from quizapp.store.events.card_leases import LeaseWithAnswer
from quizapp.store.events.event_log import EventDraft, Recorded, recorded
from quizapp.usecases.scheduling.due_date import RatingPreview
from quizapp.usecases.study.session_plan import candidate_of


@dataclass(frozen=True, slots=True)
class AnsweredCard:
    """A card, the answer to its question and the rating; `cram` where it changes no schedule."""

    card: Card
    answer: PendingAnswer
    rating: Rating
    moment: Moment
    cram: bool

    def record(self, store: Store, shown: RatingPreview, lease: LeaseWithAnswer | None) -> Recorded:
        """Record it as the preview `shown` promised, and take the lease of the next card in the same transaction."""
        card, moment = self.card.card, self.moment
        rated = Rated(card, self.rating, moment.now, day_begins=moment.day_begins)
        payload = review_payload(shown.before, rated, shown.memory, shown.placed[self.rating])
        payload = self.answer.added_to(payload)
        kind, before = (CRAM, None) if self.cram else (REVIEW, shown.before)
        draft = EventDraft(kind, card, payload.as_payload(), moment.now, moment.day, before=before)
        return recorded(store, draft, lease)

    def comes_again(self, after: CardState) -> Candidate | None:
        """Return the card as a candidate of the same day where the rating led to a learning step."""
        if self.cram or not is_learning(after) or after.due_ms >= self.moment.day_end:
            return None
        return candidate_of(self.card, after.due_ms, after.reviews)

    def result(self, after: CardState) -> RatingResult:
        """Return what the rating did."""
        return rated_of(self.card.card, self.rating, after, self.moment.now)
