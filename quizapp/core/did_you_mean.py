"""Suggests the known name that a mistyped one was meant to be."""

from collections.abc import Iterable

CUTOFF = 0.65  # similarity in [0, 1] from which a name is suggested
LONGEST = 80  # characters: a longer name is no typing mistake, and comparing it would be slow


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most similar to `name`, or None if none is similar."""
    if len(name) > LONGEST:
        return None
    from difflib import get_close_matches  # imported in 1 ms, rapidfuzz in 16 ms

    found = get_close_matches(name, [each for each in known if len(each) <= LONGEST], 1, CUTOFF)
    return found[0] if found else None


def near(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return all known names that are similar to `name` or contain it, the most similar first."""
    if not name or len(name) > LONGEST:
        return ()
    from difflib import get_close_matches

    short = [each for each in known if len(each) <= LONGEST]
    similar = get_close_matches(name, short, max(1, len(short)), CUTOFF)
    return tuple(dict.fromkeys([*similar, *(each for each in short if len(name) > 2 and name in each)]))


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a hint that names the closest known name, or `otherwise`."""
    near = closest(name, known)
    return f"Did you mean `{near}`?" if near else otherwise
