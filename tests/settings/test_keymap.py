"""Keys chosen by the learner."""

import pytest

from quizapp.settings.keymap import DEFAULTS, keymap


def test_chosen_key_acts_as_the_default_one() -> None:
    """Actions that are not named keep their keys."""
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
def test_invalid_pair_has_the_expected_form(text: str, said: str) -> None:
    """With the known actions, or the action whose key is invalid."""
    with pytest.raises(ValueError, match=said):
        keymap(text)
