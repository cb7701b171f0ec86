"""What the form of an answer said."""

from dataclasses import dataclass
from enum import Enum


class Act(Enum):
    """A form that gave no answer."""

    REVEAL = "reveal"  # show the answer
    STAY = "stay"  # a step was taken; the question is still to be answered


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, to be parsed by `read_answer`."""

    value: object


Taken = Given | Act
REVEAL, STAY = Act.REVEAL, Act.STAY
