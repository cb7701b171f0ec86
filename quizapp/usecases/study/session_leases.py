"""The lease of the card that a session asks next, which it takes while it records the answer before.

A lease in a transaction of its own takes a third of the time until the next question; in that of the answer it takes
two statements.
"""

from typing import TYPE_CHECKING

from quizapp.core.daily_plan import Candidate
from quizapp.core.scope import Moment
from quizapp.usecases.study.session_clock import wall_ms

if TYPE_CHECKING:
    from quizapp.store.events.card_leases import LeaseRequest, LeaseWithAnswer

SOON_MS = 10_000  # how long a lease may wait for its question; after that the card may have been suspended elsewhere


class SessionLeases:
    """Requests leases for a session, and remembers the one that it took for its next question."""

    def __init__(self, session: str) -> None:
        self._session = session
        self._asked_for: LeaseWithAnswer | None = None  # in a transaction that may still fail
        self._taken: LeaseRequest | None = None

    def request(self, card: str, seen_reviews: int, day: str) -> "LeaseRequest":
        """Return the request for a card, which had so many reviews when it was planned, on a study day."""
        from quizapp.store.events.card_leases import LeaseRequest

        return LeaseRequest(card, self._session, wall_ms=wall_ms(), seen_reviews=seen_reviews, day=day)

    def with_answer(self, next_card: Candidate, moment: Moment) -> "LeaseWithAnswer":
        """Return what leases a card while an answer is recorded. Where that fails, its turn comes in the usual way."""
        request = self.request(next_card.card, next_card.reviews, moment.day)
        self._asked_for = request.with_answer(moment.learner)
        return self._asked_for

    def confirm(self) -> None:
        """Remember the lease of `with_answer`, because the answer is committed."""
        asked, self._asked_for = self._asked_for, None
        self._taken = asked.request if asked is not None and asked.is_taken else None

    def has_taken(self, card: str, seen_reviews: int) -> bool:
        """Return whether the session took the lease of a card a moment ago; it is used once."""
        taken, self._taken = self._taken, None
        if taken is None or (taken.card, taken.seen_reviews) != (card, seen_reviews):
            return False
        return 0 <= wall_ms() - taken.wall_ms < SOON_MS

    def forget(self) -> None:
        """Forget the lease, because the session leased another card."""
        self._taken = None
