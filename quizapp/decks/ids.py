"""The ids of decks, concepts, questions and experiments."""

import re

_ID = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")


def is_id(name: str) -> bool:
    """Return whether a name is a valid id: lower-case letters, digits and hyphens, at most 64 characters."""
    return bool(_ID.fullmatch(name))
