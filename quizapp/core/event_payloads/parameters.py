"""What the events store that bring a deck, the state of a card, or parameters of the scheduler."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from quizapp.core.event_payloads.base import Json, Payload, unknown
from quizapp.core.event_payloads.fields import check_number, check_text, check_whole
from quizapp.core.event_payloads.review import LATEST_MS, MOST_DAYS, check_parameters

LEAST_RETENTION, MOST_RETENTION = 0.7, 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPayload(Payload):
    """A deck was installed: where it came from, and how many cards were added, changed and retired."""

    deck: str
    origin: str | None = None
    digest: str | None = None
    added: int | None = None
    changed: int | None = None
    retired: int | None = None
    renamed: Mapping[str, str] | None = None  # id that the source gives a card now -> id of the card
    cards: Sequence[str] | None = None  # those that were added or changed; None where they are many

    OMITTED: ClassVar[frozenset[str]] = frozenset(
        ("origin", "digest", "added", "changed", "retired", "renamed", "cards")
    )

    def check(self) -> None:
        """Raise ValueError where a field has a wrong type or is out of range."""
        for name in ("deck", "origin", "digest"):
            if name == "deck" or getattr(self, name) is not None:
                check_text(name, getattr(self, name))
        for name in ("added", "changed", "retired"):
            if getattr(self, name) is not None:
                check_whole(name, getattr(self, name))
        for name, card in (self.renamed or {}).items():
            check_text("renamed", name)
            check_text("renamed", card)
        for card in self.cards or ():
            check_text("cards", card)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateImportedPayload(Payload):
    """The state that another program had for a card, which came without its history, or which it changed later."""

    stability: float  # days
    difficulty: float  # 1 to 10
    due_ms: int
    lapses: int
    last_ms: int | None = None  # of the last review, where that is known here and the change is none

    OMITTED: ClassVar[frozenset[str]] = frozenset(("last_ms",))

    def check(self) -> None:
        """Raise ValueError where the scheduler cannot go on from this state."""
        check_number("stability", self.stability, 0, MOST_DAYS)
        if self.stability == 0:
            raise ValueError("`stability` is 0; expected a number of days above 0")
        check_number("difficulty", self.difficulty, 1, 10)
        check_whole("due_ms", self.due_ms, 0, LATEST_MS)
        check_whole("lapses", self.lapses)
        if self.last_ms is not None:
            check_whole("last_ms", self.last_ms, 0, LATEST_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimizePayload(Payload):
    """A preset of the scheduler, for one deck or ('') for all that have none of their own.

    `optimize` fits the parameters to the learner's history; an import takes them over from another program, with the
    desired retention. What a preset leaves out stays as it was.
    """

    run: str  # the id that all presets of one run of `optimize` share
    deck: str
    parameters: tuple[float, ...]  # of FSRS-6; () where only the desired retention changes
    reviews: int | None = None  # that judged the fit
    log_loss: tuple[float, ...] | None = None  # before and after
    rmse_bins: tuple[float, ...] | None = None  # before and after
    retention: float | None = None  # desired; 0: that of the settings again
    origin: str | None = None  # the program that the preset was imported from
    name: str | None = None  # of the preset in that program

    OMITTED: ClassVar[frozenset[str]] = frozenset(("reviews", "log_loss", "rmse_bins", "retention", "origin", "name"))

    @classmethod
    def stored(cls, payload: Json) -> Self:
        """Return the preset that this log holds. Raises KeyError where a field is missing."""
        known: dict[str, Any] = {name: payload.get(name) for name in cls.OMITTED}
        for name in ("log_loss", "rmse_bins"):
            known[name] = None if known[name] is None else tuple(known[name])
        return cls(
            run=payload["run"], deck=payload["deck"], parameters=tuple(payload["parameters"]),
            extra=unknown(payload, cls.names()), **known,
        )  # fmt: skip

    def check(self) -> None:
        """Raise ValueError where a field has a wrong type, or the parameters are not within the bounds of FSRS-6."""
        check_text("run", self.run)
        check_text("deck", self.deck)
        if self.parameters or self.retention is None:
            check_parameters(self.parameters)
        if self.retention:
            check_number("retention", self.retention, LEAST_RETENTION, MOST_RETENTION)
        for name in ("origin", "name"):
            if getattr(self, name) is not None:
                check_text(name, getattr(self, name))

    def as_payload(self) -> dict[str, Any]:
        """Return the payload as the log stores it."""
        kept = Payload.as_payload(self)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}
