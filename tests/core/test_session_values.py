"""What is stored of an answer."""

from quizapp.core.event_payloads.review import ReviewPayload
from quizapp.core.model import Rating
from quizapp.core.session_values import Outcome, PendingAnswer


def test_of_an_answer_is_kept_what_there_is() -> None:
    """Seconds to a tenth; what was given and seen only where something was."""
    right = Outcome(correct=True, expected="2", remarks=(), suggested=Rating.GOOD)
    review = ReviewPayload(rating=Rating.GOOD)
    assert PendingAnswer().added_to(review).as_payload() == {
        "rating": "good", "correct": None, "seconds": 0.0, "hinted": False,
    }  # fmt: skip
    given = PendingAnswer(given="a", outcome=right, hinted=True, seconds=1.26, seen="faster")
    assert given.added_to(review).as_payload() == {
        "rating": "good", "correct": True, "seconds": 1.3, "hinted": True, "seen": "faster", "answer": "a",
    }  # fmt: skip
