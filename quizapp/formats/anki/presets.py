"""The preset of a deck: the parameters and the desired retention with which the collection schedules most of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.core import fsrs
from quizapp.formats.anki.card_stream import CardStream, Part
from quizapp.formats.anki.deck_options import DeckOptions, Options
from quizapp.formats.anki.history import Memory, memory_of
from quizapp.formats.common.card_deck import ImportedPreset

SAMPLE = 1000  # cards of a deck that are looked at for what they were scheduled with
LEAST_RETENTION, MOST_RETENTION = 0.7, 0.99  # as in Anki
_DEFAULT_DECAY = fsrs.DEFAULTS[20]
_NO_OPTIONS = Options("", (), 0.0)


Fault = tuple[str, str]
"""What could not be taken over, and what to do about it."""


@dataclass(frozen=True, slots=True)
class FoundPreset:
    """A deck's preset, None where the collection does not use FSRS for it, and what could not be taken over."""

    preset: ImportedPreset | None
    faults: tuple[Fault, ...] = ()


def preset_of(given: DeckOptions, title: str, parts: Sequence[Part], stream: CardStream) -> FoundPreset:
    """Return the preset of a deck with these parts."""
    learnt = sum((part.learnt for part in parts), Counter[int]())
    step = learnt.total() // SAMPLE + 1
    memories = (memory_of(data) for part in parts if part.learnt.total() for data in stream.data(part, step))
    known = [memory for memory in memories if memory.stability is not None]
    used = bool(known) if given.fsrs is None else given.fsrs
    if not used:
        return FoundPreset(None)
    scheduled = learnt or sum((part.cards for part in parts), Counter[int]())
    options, others = given.chosen(scheduled) or (_NO_OPTIONS, 0)
    try:
        parameters = fsrs.from_earlier(options.parameters) if options.parameters else ()
        faults = _missing(options, title, known) + _others(
            options, title, f"{others} of {scheduled.total()} cards" if others else ""
        )
    except ValueError as error:
        message = f"the FSRS parameters of the preset `{options.name[:60]}` cannot be used: {error}"
        parameters, faults = (), ((message, "The default parameters are used; `quizapp optimize` fits new ones."),)
    preset = ImportedPreset(
        program="anki", name=options.name[:100], parameters=parameters, retention=_retention(options, known)
    )  # fmt: skip
    return FoundPreset(preset if preset.parameters or preset.retention else None, faults)


def _missing(options: Options, title: str, known: Sequence[Memory]) -> tuple[Fault, ...]:
    """Return a fault where the cards were scheduled with parameters that are not in the file."""
    decay = _usual([memory.decay for memory in known])
    if options.parameters or decay is None or abs(decay - _DEFAULT_DECAY) <= 0.001:  # cards have three decimals of it
        return ()
    message = f"the FSRS parameters of `{title[:60]}` are not in the file: later reviews use the default ones"
    return ((message, "Export it from Anki with its deck presets, and import it again."),)


def _others(options: Options, title: str, share: str) -> tuple[Fault, ...]:
    if not share:
        return ()
    message = f"other presets than `{options.name[:60]}` in `{title[:60]}`, of {share}"
    return ((message, "The whole deck uses that one here; `quizapp config retention VALUE --deck DECK` changes it."),)


def _retention(options: Options, known: Sequence[Memory]) -> float | None:
    """Return the desired retention: a file without deck presets has it in its cards alone."""
    found = _usual([memory.retention for memory in known]) or options.retention
    return min(max(round(found, 4), LEAST_RETENTION), MOST_RETENTION) if found else None


def _usual(found: Sequence[float | None]) -> float | None:
    """Return the most frequent value that is known."""
    counts = Counter(value for value in found if value is not None)
    return counts.most_common(1)[0][0] if counts else None
