"""Lettered options, as several kinds of question shuffle and pick them."""

from collections.abc import Sequence
from random import Random

from quizapp.core.answer import Answer
from quizapp.questions.base import letters


def shuffled(options: Sequence[str], random: Random) -> tuple[str, ...]:
    """Return the options in an order that depends on the seed alone, so that their places cannot be learnt."""
    mixed = list(options)
    random.shuffle(mixed)
    return tuple(mixed)


def pick_one(options: Sequence[str], answer: Answer) -> str:
    """Return the option that an answer names by letter or by text. Raises ValueError if there is none."""
    if isinstance(answer, str):
        label = answer.strip().lower().rstrip(".)")
        if len(label) == 1 and label in letters(len(options)):
            return options[letters(len(options)).index(label)]
        if answer in options:
            return answer
    raise ValueError(f"pick one of the letters a to {letters(len(options))[-1]}")


def pick_indices(options: Sequence[str], answer: Answer) -> list[int]:
    """Return the indices that letters name, in the order given: 'cab', 'c a b' or a list of letters or texts."""
    parts = list(answer.lower().replace(",", " ").replace(" ", "")) if isinstance(answer, str) else answer
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise ValueError("answer with letters, such as `acd`")
    labels, found = letters(len(options)), []
    for part in parts:
        if part in options and not isinstance(answer, str):
            index = next((i for i, option in enumerate(options) if option == part and i not in found), -1)
        elif len(part.strip()) == 1 and part.strip().lower() in labels:
            index = labels.index(part.strip().lower())
        else:
            raise ValueError(f"`{part}` is not one of the letters a to {labels[-1]}")
        found.append(index)
    if len(set(found)) != len(found):
        raise ValueError("each letter can be used once")
    return found
