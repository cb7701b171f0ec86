"""The actions at a question, and the key of each."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

_Rating = TypeVar("_Rating", bound=str)
RATINGS: Mapping[str, str] = {"again": "1", "hard": "2", "good": "3", "easy": "4"}

COMMANDS: Mapping[str, tuple[str, str]] = {
    "undo": ("u", "undo your last action"),
    "hint": ("h", "show a hint; a right answer with it is suggested as Hard"),
    "read": ("r", "read the concept"),
    "prove": ("p", "prove a claim: predict, then run it on this machine"),
    "edit": ("e", "edit the card in $EDITOR, at its line"),
    "add": ("a", "add a card of your own in $EDITOR"),
    "info": ("i", "this card's memory and history"),
    "browse": ("/", "search and browse all cards"),
    "open": ("o", "open the card's picture or sound with the system's viewer"),
    "suspend": ("s", "suspend the card until you release it"),
    "bury": ("b", "hide the card until tomorrow"),
    "flag": ("f", "flag the card, to find it with is:flagged, or remove its flag"),
    "keys": ("?", "show these keys"),
    "quit": ("q", "quit; your answers are stored"),
}

DEFAULTS: Mapping[str, str] = {**RATINGS, "show": "space", **{name: key for name, (key, _) in COMMANDS.items()}}
"""Action -> its default key."""


def keymap(text: str) -> dict[str, str]:
    """Return chosen key -> default key, from pairs such as `undo=z good=l`.

    Raises ValueError with what was expected if an action is unknown, or a key is used twice or not one character.
    """
    renamed: dict[str, str] = {}
    for pair in text.split():
        name, _, key = pair.partition("=")
        if name not in DEFAULTS:
            raise ValueError(f"pairs such as `undo=z`, of these actions: {', '.join(DEFAULTS)}")
        if len(key) != 1 or key in renamed:
            raise ValueError(f"one key for `{name}`, a character that no other action has")
        renamed[key] = DEFAULTS[name]
    return renamed


def keys_of_ratings(ratings: Iterable[_Rating], keys: Mapping[str, str]) -> dict[_Rating, str]:
    """Return the key of each rating that can be chosen: the learner's own one, else its number."""
    own = set(keys.values())
    return {name: key_of(name, keys) if RATINGS[name] in own else str(number) for number, name in enumerate(ratings, 1)}


def key_of(action: str, keys: Mapping[str, str]) -> str:
    """Return the key of an action: the one that the learner chose, else the default; '' if that now does another."""
    default = DEFAULTS[action]
    own = next((pressed for pressed, meant in keys.items() if meant == default), "")
    return own or ("" if default in keys else default)
