"""Keys that the learner chose."""

import pytest

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
