"""What an experiment asks before its parameters are drawn. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Choices:
    """The values that a parameter may have; in a text they are joined by "or"."""

    values: Sequence[float]

    def __format__(self, spec: str) -> str:
        return " or ".join(format(value, spec) for value in self.values)


def ask_of(ask: str, parameters: Mapping[str, Sequence[float]]) -> str:
    """Return the question with all values that may be drawn: "{tasks:,} tasks" is "1,000 or 2,000 tasks"."""
    return ask.format_map({name: _Choices(values) for name, values in parameters.items()})
