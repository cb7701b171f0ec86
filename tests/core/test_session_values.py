"""What is stored about an answer."""

from quizapp.core.event_payloads.review import ReviewPayload
from quizapp.core.model import Rating
from quizapp.core.session_values import Outcome, PendingAnswer


def test_answer_stores_only_present_fields() -> None:
    """Seconds rounded to tenths; the given answer and the shown question only where there are any."""
    right = Outcome(correct=True, expected="2", remarks=(), suggested=Rating.GOOD)
    review = ReviewPayload(rating=Rating.GOOD)
    assert PendingAnswer().added_to(review).as_payload() == {
        "rating": "good", "correct": None, "seconds": 0.0, "hinted": False,
    }  # fmt: skip
    given = PendingAnswer(given="a", outcome=right, hinted=True, seconds=1.26, seen="faster")
    assert given.added_to(review).as_payload() == {
        "rating": "good", "correct": True, "seconds": 1.3, "hinted": True, "seen": "faster", "answer": "a",
    }  # fmt: skip
