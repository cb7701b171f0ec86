"""The presets of decks: what the scheduler uses for a deck, where that comes from, and how it is set."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from quizapp.core.fsrs import DEFAULTS
from quizapp.store.daily_candidates import Query
from quizapp.store.events.parameters import fits_in_use, latest_fit_ms
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from quizapp.core.event_payloads.base import Payload
    from quizapp.core.event_payloads.parameters import OptimizePayload
    from quizapp.core.events import Event
    from quizapp.formats.common.card_deck import ImportedPreset
    from quizapp.store.database import Store

Origin = Literal["defaults", "fitted", "imported"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckPreset:
    """The desired retention and the parameters for a deck; `own` says which of them are not those for all decks."""

    deck: str
    retention: float
    parameters: tuple[float, ...]
    own_retention: bool = False
    own_parameters: bool = False
    origin: Origin = "defaults"  # of the parameters
    program: str = ""  # from which the preset was imported
    name: str = ""  # of the preset there

    def as_json(self) -> dict[str, Any]:
        """Return the preset as the JSON contract has it."""
        return {
            "deck": self.deck,
            "retention": self.retention,
            "retention_of": "deck" if self.own_retention else "settings",
            "parameters": list(self.parameters or DEFAULTS),
            "parameters_of": "deck" if self.own_parameters else "all",
            "origin": self.origin,
            "program": self.program or None,
            "name": self.name or None,
            "about": self.text(),
        }

    def text(self) -> str:
        """Return the preset in words."""
        retention = f"desired retention {self.retention:g}" + ("" if self.own_retention else " of the settings")
        return f"{retention}, {self._parameters()}"

    def _parameters(self) -> str:
        if self.origin == "defaults":
            return "the default parameters of FSRS"
        if self.origin == "imported":
            named = f" (preset `{self.name}`)" if self.name else ""
            return f"parameters imported from {self.program.capitalize()}{named}"
        return "parameters fitted to it" if self.own_parameters else "parameters fitted to all decks"


def deck_preset(context: Context, query: Query, deck: str) -> DeckPreset:
    """Return what the scheduler uses for a deck."""
    return _preset(context, deck, [fit for _, fit in fits_in_use(query, context.learner)])


def decks_with_presets(context: Context, query: Query) -> list[DeckPreset]:
    """Return the presets of the decks that have a desired retention or parameters of their own, sorted by deck."""
    fits = [fit for _, fit in fits_in_use(query, context.learner)]
    found = [_preset(context, deck, fits) for deck in sorted({fit.deck for fit in fits} - {""})]
    return [each for each in found if each.own_retention or each.own_parameters]


def _preset(context: Context, deck: str, fits: "list[OptimizePayload]") -> DeckPreset:
    own = [fit for fit in fits if fit.deck == deck]
    retention = next((fit.retention for fit in reversed(own) if fit.retention is not None), None)
    chosen = next((fit for fit in reversed([*(f for f in fits if f.deck == ""), *own]) if fit.parameters), None)
    return DeckPreset(
        deck=deck,
        retention=retention or context.settings.retention,
        parameters=chosen.parameters if chosen else (),
        own_retention=bool(retention),
        own_parameters=chosen is not None and chosen.deck == deck,
        origin="defaults" if chosen is None else "imported" if chosen.origin else "fitted",
        program=(chosen.origin or "") if chosen else "",
        name=(chosen.name or "") if chosen else "",
    )


def set_retention(context: Context, store: "Store", deck: str, retention: float | None) -> None:
    """Record a desired retention for a deck, from its next reviews on; None is that of the settings again."""
    from quizapp.core.event_payloads.parameters import OptimizePayload
    from quizapp.core.events import OPTIMIZE
    from quizapp.store.events.event_log import append
    from quizapp.store.ids import new_id

    payload = OptimizePayload(run=new_id(), deck=deck, parameters=(), retention=retention or 0)
    with store.transaction() as connection:
        append(connection, [preset_event(context, store, OPTIMIZE, payload)])


def imported_preset(context: Context, store: "Store", deck: str, preset: "ImportedPreset") -> "Event | None":
    """Return the event that gives a deck a preset of another program.

    None where the last one that was imported for it is the same, even if that was undone: it was decided on then.
    """
    from quizapp.core.event_payloads.parameters import OptimizePayload
    from quizapp.core.events import OPTIMIZE
    from quizapp.store.events.parameters import all_fits

    # Two devices that import the same preset give it the same run, so that undoing one undoes both.
    seed = f"{deck}\0{preset.program}\0{preset.parameters}\0{preset.retention}"
    payload = OptimizePayload(
        run=hashlib.sha256(seed.encode()).hexdigest()[:32], deck=deck, parameters=preset.parameters,
        retention=preset.retention, origin=preset.program, name=preset.name or None,
    )  # fmt: skip
    imported = [fit for fit in all_fits(store.query, context.learner) if fit.deck == deck and fit.origin]
    if imported and imported[-1].run == payload.run:
        return None
    return preset_event(context, store, OPTIMIZE, payload)


def preset_event(
    context: Context, store: "Store", kind: str, payload: "Payload", undoes: str | None = None
) -> "Event":  # fmt: skip
    """Return an event that changes presets, later than all such events before, even if the clock was set back."""
    from quizapp.core.events import Event
    from quizapp.store.ids import new_id

    moment = context.moment()
    latest = latest_fit_ms(store.query, store.learner)
    return Event(
        id=new_id(), device=store.device, time_ms=max(moment.now, latest + 1), day=moment.day,
        learner=store.learner, card="", kind=kind, payload=payload.as_payload(), undoes=undoes,
    )  # fmt: skip
