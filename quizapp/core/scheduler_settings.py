"""What the scheduler depends on besides the card: its settings, and an interval that load balancing chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

DECAY = 0.1542  # FSRS-6's default w20


def decay_of(parameters: tuple[float, ...]) -> float:
    """Return how fast retrievability falls under some parameters: FSRS-6's w20."""
    return parameters[20] if parameters else DECAY


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulerSettings:
    """The settings of the scheduler. Every review records them, so that a changed setting changes no history."""

    retention: float = 0.9  # the desired chance of recall when due
    learning_steps: tuple[int, ...] = (60, 600)  # seconds
    relearning_steps: tuple[int, ...] = (600,)  # seconds
    parameters: tuple[float, ...] = ()  # FSRS's weights; empty: the defaults
    maximum: int = 36500  # days

    @property
    def decay(self) -> float:
        """How fast retrievability falls."""
        return decay_of(self.parameters)

    def as_payload(self) -> dict[str, Any]:
        """Return what differs from the defaults, as an event stores it."""
        pairs = ((name, getattr(self, name)) for name in _NAMES)
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in pairs
            if value != getattr(PLAIN, name)
        }

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> "SchedulerSettings":
        """Return the settings that an event was recorded with; equal ones are built once.

        Raises TypeError where a name is unknown.
        """
        return _settings(tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in payload.items()))


_NAMES = tuple(SchedulerSettings.__dataclass_fields__)
PLAIN = SchedulerSettings()


@lru_cache(maxsize=256)
def _settings(fields: tuple[tuple[str, Any], ...]) -> SchedulerSettings:
    return SchedulerSettings(**dict(fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancedInterval:
    """An interval that load balancing or a day off changed: instead of `interval` days the card waits `days`."""

    interval: int
    days: int
