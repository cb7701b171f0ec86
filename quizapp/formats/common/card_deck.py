"""Cards without concepts, as the formats of other programs hold them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from quizapp.core.model import Rating, State
from quizapp.errors import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedReview:
    """One review that another program recorded; `time_ms` is UTC milliseconds."""

    time_ms: int
    rating: Rating
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedHistory:
    """A card's history in another program: its reviews, oldest first, or if there are none, its state."""

    reviews: tuple[ImportedReview, ...] = ()
    stability: float | None = None  # days
    difficulty: float | None = None  # 1 to 10
    due_ms: int | None = None
    due_day: str = ""  # YYYY-MM-DD, the learner's study day, where another program knows no moment
    last_ms: int | None = None  # of the last review, where it is known without the reviews
    interval_days: float | None = None
    lapses: int = 0
    suspended: bool = False
    buried: bool = False
    state: State = State.REVIEW  # where it is due
    steps_left: int = 0  # of a card in learning, the step that it is due for among them
    retention: float | None = None  # desired, when it was scheduled last
    crammed: tuple[ImportedReview, ...] = ()  # reviews that had no effect on the schedule
    forgotten_ms: tuple[int, ...] = ()  # when the card was made new again, in UTC milliseconds
    changed_ms: int | None = None  # when its schedule may have changed last, by a review or without one


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPreset:
    """How another program schedules a deck: parameters of FSRS-6, () for the defaults, and the desired retention."""

    program: str  # the reader's name
    name: str = ""  # of the preset there
    parameters: tuple[float, ...] = ()
    retention: float | None = None


class ImportedCard(NamedTuple):  # 100,000 of these are created; a dataclass takes twice as long
    """A question that belongs to no concept."""

    id: str  # lower case, digits, hyphens, at most 64; unique in its topic and the same at every import
    body: Mapping[str, Any]  # a question's fields as in the deck format, `kind` and `ask` among them; no id, no section
    place: Location
    note: str = ""  # cards of one note are siblings; empty: none
    tags: tuple[str, ...] = ()
    media: tuple[str, ...] = ()  # names of the files that the text shows
    history: ImportedHistory | None = None
    is_edited: bool = False  # whether the learner changed what it was imported as


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Cards under one heading, such as a nested deck or a file. `cards` may be a generator, to be iterated once."""

    id: str
    title: str
    cards: Iterable[ImportedCard]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDeck:
    """A deck of plain cards; `media` maps the name of a file that they show to a function that reads its content.

    With `shared_ids` the ids of cards are the same in every deck and at every place in it, such as Anki's guids.
    `is_exported` says that quizapp exported it, under the ids of its deck, lists and cards; `is_copy`, that quizapp
    wrote the file, under whatever ids.
    `originals` are the collections of Anki that its cards may have come from, the latest first (`anki.kept_package`).
    `changed_ms` says when the text of a card, `topic/id`, was added or changed here, in UTC milliseconds.
    """

    id: str
    title: str
    topics: tuple[Topic, ...]
    media: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    shared_ids: bool = False
    is_exported: bool = False
    is_copy: bool = False
    preset: ImportedPreset | None = None
    originals: tuple[Path, ...] = ()
    changed_ms: Mapping[str, int] = field(default_factory=dict)
