"""Mochi's archives as decks of cards: decks, cards, templates, reviews and attachments."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from quizapp.core.model import Rating
from quizapp.errors import QuizError
from quizapp.formats.common.archive_limits import ArchiveLimits
from quizapp.formats.common.card_deck import ImportedHistory, ImportedReview
from quizapp.formats.common.deck_builder import Draft, digest, gather, with_shared_ids
from quizapp.formats.common.html_in_markdown import drafts_without_html
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.moments import moment_of as parsed_moment
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.common.zip_source import ZipSource, opened, with_media
from quizapp.formats.mochi.cards import REVERSE, bodies_of, sides_of, text_of
from quizapp.formats.mochi.names import DATA
from quizapp.formats.mochi.notation import BadNotation, edn_values, values_of

MOST_DATA = 100 << 20  # bytes
MOST_SECONDS = 600.0
_RATINGS = {
    "again": Rating.AGAIN,
    "fail": Rating.AGAIN,
    "forgot": Rating.AGAIN,
    "hard": Rating.HARD,
    "good": Rating.GOOD,
    "easy": Rating.EASY,
}
_TAG = re.compile(r"(?<![\w#&/])#([^\W\d][\w/-]{0,60})")
# What of a card is taken, or is for Mochi's own windows; any other key is listed.
_KNOWN = frozenset(
    (
        "archived?", "attachments", "cloze/indexes", "cloze/needs-rereview?", "cloze/reviews", "component-cache",
        "content", "created-at", "deck-id", "deleted?", "duplicated-from", "fields", "id", "manual-tags", "name",
        "needs-rereview?", "new?", "pos", "references", "rev", "reverse-reviews", "reverse/needs-rereview?",
        "review-reverse?", "reviews", "sort", "tags", "template-id", "trashed?", "type", "updated-at",
    )
)  # fmt: skip


def read_archive(path: Path, limits: ArchiveLimits) -> Imported:
    """Return a deck for each of Mochi's top decks, nested decks as lists. Raises QuizError where it cannot be read."""
    notes = ProblemLog(str(path))
    archive = opened(path, limits)
    root = _root(path, archive)
    decks = {str(deck.get("id") or index): deck for index, deck in enumerate(_listed(root.get("decks")))}
    for index, card in enumerate(_listed(root.get("cards"))):  # cards outside of any deck
        home = decks.setdefault(str(card.get("deck-id") or ""), {"name": path.stem, "cards": []})
        home["cards"] = [*_listed(home.get("cards")), {"id": f"card-{index}", **card}]
    templates = {str(each.get("id")): each for each in _listed(root.get("templates"))}
    drafts: dict[str, list[Draft]] = {}
    unknown: Counter[str] = Counter()
    for deck in decks.values():
        levels = _levels(deck, decks)
        found = _drafts(deck, "/".join(levels[1:]), templates, notes, unknown)
        drafts.setdefault(levels[0], []).extend(found)
    for name, count in unknown.items():
        notes.warn("unknown-field", f"`{name[:40]}` of {count} cards is no known field of Mochi", "It was left out.")
    made = [
        (gather(path, drafts_without_html(each), notes, title, in_folder=False), each) for title, each in drafts.items()
    ]
    kept = tuple(with_shared_ids(with_media(deck, archive, notes), each) for deck, each in made if deck)
    if not kept:
        notes.error("no-cards", "no card with two sides or a cloze was found", "A line `---` parts sides.", 1, 1)
    return imported_cards(kept, notes.problems())


def _root(path: Path, archive: ZipSource) -> Mapping[str, Any]:
    name = next((each for each in DATA if each in archive.names), None)
    if name is None:
        raise QuizError(f"{path}: there is no `{DATA[0]}` in this archive.", "Export the deck from Mochi again.")
    text = archive.read(name, MOST_DATA).decode("utf-8-sig", "replace")
    try:
        root = edn_values(text) if name.endswith(".edn") else values_of(text)
    except BadNotation as error:
        raise QuizError(f"{path}: `{name}` in it cannot be read: {error}.", "Export it from Mochi again.") from None
    if not isinstance(root, dict):
        raise QuizError(f"{path}: `{name}` in it holds no decks.", "Export the deck from Mochi again.")
    return root


def _listed(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _levels(deck: Mapping[str, Any], decks: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the names of a deck and of those above it, the top one first."""
    found: list[str] = []
    seen: set[int] = set()
    at: Mapping[str, Any] | None = deck
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        found.append(str(at.get("name") or "untitled").replace("/", " ").strip() or "untitled")
        at = decks.get(str(at.get("parent-id") or ""))
    return found[::-1]


def _drafts(
    deck: Mapping[str, Any], topic: str, templates: Mapping[str, Mapping[str, Any]],
    notes: ProblemLog, unknown: Counter[str],
) -> Iterator[Draft]:  # fmt: skip
    trashed = 0
    for card in _listed(deck.get("cards")):
        if deck.get("trashed?") or card.get("trashed?"):
            trashed += 1
            continue
        unknown.update(card.keys() - _KNOWN)
        text = text_of({"template-id": deck.get("template-id"), **card}, templates)
        both = bool(card.get("review-reverse?") or deck.get("review-reverse?") or card.get("reverse-reviews"))
        found = list(bodies_of(text, reversed_too=both))
        own = str(card.get("id") or "")
        if not found:
            what = "a note with one side" if sides_of(text) else "an empty card"
            notes.unplaced(f"{what}, `{(text or own).strip()[:40]}`,", 1)
        archived = bool(card.get("archived?") or deck.get("archived?"))
        for index, (body, part) in enumerate(found):
            yield Draft(
                body=body,
                line=1,
                given=(f"{digest(own)}-{part or 'all'}" if index or len(found) > 1 else own) if own else "",
                topic=topic,
                note=digest(own or text) if len(found) > 1 else "",
                tags=_tags(card, text),
                history=_history(_reviews(card, part), suspended=archived),
            )
    if trashed:
        notes.unplaced(f"{trashed} cards in Mochi's trash", 1)


def _reviews(card: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
    """Return the reviews of a card, of its other direction, or of the clozes with a number."""
    if part == REVERSE:
        return _listed(card.get("reverse-reviews"))
    clozes = card.get("cloze/reviews")
    if part and isinstance(clozes, dict):
        return _listed(clozes.get(part))
    return _listed(card.get("reviews"))


def _tags(card: Mapping[str, Any], text: str) -> tuple[str, ...]:
    """Return the tags of a card, and those within its text."""
    found = [*_texts(card.get("tags")), *_texts(card.get("manual-tags")), *_TAG.findall(text)]
    return tuple(dict.fromkeys("-".join(tag.lstrip("#").split()) for tag in found if tag.strip("# ")))


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _history(given: list[dict[str, Any]], *, suspended: bool) -> ImportedHistory | None:
    """Return the reviews of a card: each has a date, whether the card was remembered, and how long it took."""
    reviews = sorted(filter(None, map(_review, given)), key=lambda each: each.time_ms)
    if not reviews and not suspended:
        return None
    last = max(given, key=lambda each: moment_of(each.get("date")) or 0, default={})
    interval = last.get("interval")
    return ImportedHistory(
        reviews=tuple(reviews),
        due_ms=moment_of(last.get("due")),
        interval_days=float(interval) if isinstance(interval, int | float) and interval > 0 else None,
        suspended=suspended,
    )


def _review(value: Mapping[str, Any]) -> ImportedReview | None:
    time, seconds = moment_of(value.get("date")), value.get("duration")
    remembered = value.get("remembered?")
    rating = _RATINGS.get(str(value.get("rating") or "").lower())
    if rating is None and isinstance(remembered, bool):
        rating = Rating.GOOD if remembered else Rating.AGAIN
    if time is None or rating is None:
        return None
    taken = float(seconds) if isinstance(seconds, int | float) else 0.0
    return ImportedReview(time_ms=time, rating=rating, seconds=min(max(taken, 0.0), MOST_SECONDS))


def moment_of(value: Any) -> int | None:
    """Return a date as UTC milliseconds: it is a number or ISO 8601; None for any other value."""
    if isinstance(value, str):
        return parsed_moment(value)
    return value if type(value) is int and 0 < value < 1 << 53 else None
