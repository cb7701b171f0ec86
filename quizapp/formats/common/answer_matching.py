"""Finds which options an answer means: by text, letter or number."""

import re
from collections.abc import Sequence

_LETTER = re.compile(r"(?:option|choice|answer)?\s*\(?([a-zA-Z])[).:]?")
_NUMBER = re.compile(r"(?:option|choice|answer)?\s*\(?(\d{1,2})[).:]?", re.IGNORECASE)
_LABEL = re.compile(r"\(?([a-zA-Z]|\d{1,2})[).:]\s+(?=\S)")


def chosen(answer: str, options: Sequence[str], first: int = 1) -> list[int]:
    """Return the indices of the options that an answer means; [] where it means none. `first` is the first's number."""
    whole = _one(answer, options, first)
    if whole is not None:
        return [whole]
    parts = [part for part in re.split(r"\s*[,;|&/]\s*|\s+and\s+", answer.strip()[:500]) if part]
    if re.fullmatch(r"[A-Z]{2,9}", answer.strip()):
        parts = list(answer.strip())
    found = [_one(part, options, first) for part in parts]
    return [index for index in found if index is not None] if len(parts) > 1 and None not in found else []


def _one(answer: str, options: Sequence[str], first: int) -> int | None:
    text = _folded(answer)
    for index, option in enumerate(options):
        if _folded(option) == text or _folded(unlabelled(option)) == text:
            return index
    letter, number = _LETTER.fullmatch(answer.strip()), _NUMBER.fullmatch(answer.strip())
    index = ord(letter[1].lower()) - ord("a") if letter else int(number[1]) - first if number else -1
    if 0 <= index < len(options):
        return index
    labelled = _LABEL.match(answer.strip())  # such as "B) Paris" for the option "Paris"
    rest = _folded(unlabelled(answer)) if labelled else None
    return next((i for i, option in enumerate(options) if _folded(unlabelled(option)) == rest), None) if rest else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def unlabelled(option: str) -> str:
    """Return an option without the letter or number before it."""
    return _LABEL.sub("", option.strip(), count=1)


def all_unlabelled(options: Sequence[str]) -> list[str]:
    """Return the options without their letters if each one has the letter of its position."""
    labels = [found[1].lower() if (found := _LABEL.match(option.strip())) else "" for option in options]
    if labels in (list("abcdefghijklmnopqrstuvwxyz")[: len(options)], [str(i + 1) for i in range(len(options))]):
        return [unlabelled(option) for option in options]
    return [option.strip() for option in options]
