"""What the tests of several formats say of generated text."""

from quizapp.formats.common.mojibake import repair


def is_undamaged(text: str) -> bool:
    """Return whether no reader takes the text for UTF-8 that was read as something else, and mends it."""
    return repair(text) == text
