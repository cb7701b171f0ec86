"""Keys that the learner chose, and what is kept of an answer."""

import pytest

from quizapp.core.event_payloads import ReviewPayload
from quizapp.core.model import Rating
from quizapp.core.session_values import Outcome, PendingAnswer
from quizapp.settings.keymap import DEFAULTS, keymap


def test_a_chosen_key_stands_for_the_default_one() -> None:
    """Whatever is not named keeps its key."""
    assert keymap("") == {}
    assert keymap("undo=z  good=l") == {"z": DEFAULTS["undo"], "l": DEFAULTS["good"]}
    assert keymap("undo==") == {"=": "u"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("undone=z", "pairs such as `undo=z`, of these actions: again, hard, good, easy, show, undo,"),
        ("z", "pairs such as `undo=z`"),
        ("undo=", "^one key for `undo`, a character that no other action has$"),
        ("undo=zz", "^one key for `undo`"),
        ("undo=z good=z", "^one key for `good`"),
    ],
)
def test_a_pair_that_cannot_be_says_what_was_expected(text: str, said: str) -> None:
    """The actions are named, or the one whose key is no key."""
    with pytest.raises(ValueError, match=said):
        keymap(text)


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
