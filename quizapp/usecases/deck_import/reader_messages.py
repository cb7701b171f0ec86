"""What a file holds, in parcels: of plain values that can be sent, each written while the next is made.

A deck of loose cards is `deck` with its id, whether it is the only one, its title and its topics; `cards` with rows and
pasts, as often as need be; `file` with a name and its content, which is None where it could not be read; and `closed`.
After the last deck comes `end` with the problems. A deck that teaches is `whole`, with what was imported.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from quizapp.core.model import Rating
from quizapp.errors import Location, Problem, QuizError
from quizapp.formats.common.archive_limits import ArchiveLimits
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, ImportedHistory, ImportedReview
from quizapp.store.batched import batched
from quizapp.store.decks.canonical_json import compact
from quizapp.store.decks.card_rows import CardRow, digest_of, place_of

BATCH = 4096  # cards of a parcel
Parcel = tuple[Any, ...]
# Number of its topic, place there, id, siblings, kind, tags and body as JSON, line.
Row = tuple[int, int, str, str, str, str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How to bring a path in."""

    format_name: str | None = None
    deck_id: str | None = None
    dry_run: bool = False
    history: bool = True  # the reviews of another program too
    mapping: Mapping[str, str] | None = None  # the columns of a table

    @property
    def key(self) -> str:
        """What of it changes what comes out."""
        return f"{self.format_name} {self.deck_id} {self.history} {sorted((self.mapping or {}).items())}"


def parcels(path: Path, options: ImportOptions, limits: ArchiveLimits) -> Generator[Parcel, None, None]:
    """Yield the parcels of a file. Raises QuizError where no format can read it."""
    from quizapp.formats.registry import read_path  # loads them all

    found = read_path(
        path, format_name=options.format_name, deck_id=options.deck_id, mapping=options.mapping, limits=limits
    )  # fmt: skip
    if found.deck is not None or not found.loose:
        yield "whole", found
        return
    for deck in found.loose:
        yield from _deck(deck, alone=len(found.loose) == 1, contents=not options.dry_run)
    yield "end", [_plain_problem(each) for each in (*found.problems, *found.late())]


def _deck(deck: CardDeck, *, alone: bool, contents: bool) -> Iterator[Parcel]:
    """Yield the parcels of a deck; nothing for one without a card."""
    shown: dict[str, None] = {}
    batches = batched(_cards(deck, shown), BATCH)
    first = next(batches, None)
    if first is None:
        return
    yield "deck", deck.id, alone, deck.title, [(topic.id, topic.title, topic.tags) for topic in deck.topics]
    for batch in chain((first,), batches):
        pasts = [(index, _plain_past(past)) for index, (_, past) in enumerate(batch) if past is not None]
        yield "cards", [row for row, _ in batch], pasts
    for file in shown:
        if file in deck.media:
            yield "file", file, _content(deck, file) if contents else b""
    yield ("closed",)


def _cards(deck: CardDeck, shown: dict[str, None]) -> Iterator[tuple[Row, ImportedHistory | None]]:
    """Yield the row of each card, and its past; the names of the files that it shows go into `shown`."""
    for index, topic in enumerate(deck.topics):
        for position, loose in enumerate(topic.cards):
            if loose.media:
                shown.update(dict.fromkeys(loose.media))
            yield _row(index, topic.tags, position, loose), loose.past


def _row(topic: int, tags: tuple[str, ...], position: int, loose: ImportedCard) -> Row:
    body = {"id": loose.id, "section": "", **loose.body}
    if loose.tags:
        body["tags"] = list(loose.tags)
        tags = (*tags, *loose.tags)
    if loose.note:
        body["note"] = loose.note
    if loose.media:
        body["media"] = list(loose.media)
    labels = compact(tags) if tags else "[]"
    return topic, position, loose.id, loose.note or loose.id, body["kind"], labels, compact(body), loose.place.line


def cards_from(rows: Iterable[Row], deck: str, topics: Sequence[str], file: str) -> list[CardRow]:
    """Return the cards of a parcel in the deck that takes them."""
    return [
        CardRow(
            f"{deck}/{topics[topic]}/{own}", deck, topics[topic], "", kind, tags, place_of(topic, position),
            digest_of("", kind, body), body, file, line, 0, siblings,
        )
        for topic, position, own, siblings, kind, tags, body, line in rows
    ]  # fmt: skip


def _content(deck: CardDeck, file: str) -> bytes | None:
    try:
        return deck.media[file]()
    except (OSError, QuizError):  # one file that is damaged costs no card
        return None


def _plain_problem(problem: Problem) -> tuple[Any, ...]:
    place = problem.location
    return place.file, place.line, place.column, problem.code, problem.message, problem.hint, problem.severity


def problem_from(values: tuple[Any, ...]) -> Problem:
    """Return a problem that was sent."""
    return Problem(Location(*values[:3]), *values[3:])


def _plain_past(past: ImportedHistory) -> tuple[Any, ...]:
    reviews = [(review.time_ms, str(review.rating), review.seconds) for review in past.reviews]
    return (
        reviews, past.stability, past.difficulty, past.due_ms, past.interval_days, past.lapses,
        past.suspended, past.buried,
    )  # fmt: skip


def past_from(values: tuple[Any, ...]) -> ImportedHistory:
    """Return a past that was sent."""
    reviews, stability, difficulty, due_ms, interval_days, lapses, suspended, buried = values
    return ImportedHistory(
        reviews=tuple(
            ImportedReview(time_ms=at, rating=Rating(rating), seconds=taken) for at, rating, taken in reviews
        ),
        stability=stability,
        difficulty=difficulty,
        due_ms=due_ms,
        interval_days=interval_days,
        lapses=lapses,
        suspended=suspended,
        buried=buried,
    )
