"""Builds a deck from what a reader found: stable ids, topics, and the files that texts show."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from quizapp.errors import Location
from quizapp.formats.common.card_deck import CardDeck, ImportedCard, ImportedHistory, Topic
from quizapp.formats.common.local_media import local_media, media_of
from quizapp.formats.common.question_fields import MOST_OPTIONS, without_surplus
from quizapp.formats.common.shown_media import list_missing
from quizapp.formats.common.text_source import ProblemLog

_LONG_ID = 8  # characters
MOST_ID = 64  # characters
_ID = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(slots=True, kw_only=True)
class Draft:
    """A card as a reader found it; `line` and `column` count from 1."""

    body: dict[str, Any]
    line: int
    column: int = 1
    given: str = ""  # an id that the format itself gives
    topic: str = ""  # a path such as `biology/cells`; empty: the file as a whole
    topic_id: str = ""  # an id that the format itself gives to the topic
    note: str = ""
    tags: tuple[str, ...] = ()
    history: ImportedHistory | None = None


def digest(text: str) -> str:
    """Return 12 hexadecimal digits that depend on a text but not on its case, spacing or Unicode form."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    folded = " ".join(composed.casefold().split())
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def question_text(body: Mapping[str, Any]) -> str:
    """Return the text that identifies a question: that of a cloze, else what it asks."""
    return str(body["text"] if body["kind"] == "cloze" else body["ask"])


def card_id(body: Mapping[str, Any], given: str = "") -> str:
    """Return the id that a format gives if it is valid, else its digest, or the question's digest."""
    if given:
        return given if _ID.fullmatch(given) else digest(given)
    return digest(question_text(body))


def topic_id(title: str) -> str:
    """Return an id made from a title; if letters beyond ASCII are lost, it has a digest."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-")
    lost = any(each.isalnum() and not unicodedata.normalize("NFKD", each)[0].isascii() for each in title)
    return (f"{name}-{digest(title)[:6]}".strip("-") if lost or not name else name) or "untitled"


def unique(name: str, taken: dict[str, int]) -> str:
    """Return the name, with `-2`, `-3` and so on if it is taken; update `taken`."""
    if name not in taken:
        taken[name] = 1
        return name
    count = taken[name] + 1
    base = name[: MOST_ID - 8].rstrip("-")
    while f"{base}-{count}" in taken:
        count += 1
    taken[name] = count
    taken[f"{base}-{count}"] = 1
    return f"{base}-{count}"


def with_shared_ids(deck: CardDeck, drafts: Iterable[Draft]) -> CardDeck:
    """Return a deck with the mark that its ids are the same in every deck, if every card has a long id of its own.

    Short ones, such as numbers, may be those of other cards in another file.
    """
    return replace(deck, shared_ids=all(len(draft.given) >= _LONG_ID for draft in drafts))


def title_of(path: Path) -> str:
    """Return a title made from a file's name."""
    return re.sub(r"[-_]+", " ", path.stem).strip().capitalize() or "Untitled"


def gather(
    path: Path, drafts: Sequence[Draft], notes: ProblemLog, title: str = "", *, in_folder: bool = True
) -> CardDeck | None:  # fmt: skip
    """Return the deck of the drafts, in order under their topics; None if there are no drafts.

    Options beyond the limit of a question are left out and noted. With `in_folder` the files that the cards show are
    expected in the document's folder, and missing ones are noted.
    """
    if not drafts:
        return None
    title = title.strip() or title_of(path)
    topics: dict[tuple[str, str], list[Draft]] = {}
    for draft in _limited(drafts, notes):
        topics.setdefault((draft.topic or title, draft.topic_id), []).append(draft)
    shown = {id(draft): media_of(draft.body) for draft in drafts}
    files = local_media(path, {name for names in shown.values() for name in names}) if in_folder else {}
    names: dict[str, int] = {}
    made = []
    for (name, given), each in topics.items():
        media = {id(draft): _own_names(found, files) for draft in each if (found := shown[id(draft)])}
        cards = tuple(_cards(str(path), each, notes, media))
        made.append(Topic(id=unique(given if _ID.fullmatch(given) else topic_id(name), names), title=name, cards=cards))
    deck = CardDeck(id=topic_id(title), title=title, topics=tuple(made), media=dict(files.values()))
    if in_folder:
        list_missing(deck, notes, "Put them into the folder of the document, and import it again.")
    return deck


def streamed(path: Path, drafts: Iterable[Draft], notes: ProblemLog, topic: str = "") -> CardDeck:
    """Return a deck of one list, whose cards are generated while they are iterated, which is possible once.

    No card may have a topic of its own or show a file.
    """
    title = title_of(path)
    name = topic or title
    cards = _cards(str(path), _limited(drafts, notes), notes, {})
    return CardDeck(id=topic_id(title), title=title, topics=(Topic(id=topic_id(name), title=name, cards=cards),))


def _limited(drafts: Iterable[Draft], notes: ProblemLog) -> Iterator[Draft]:
    """Yield the drafts without options beyond the limit of a question."""
    for draft in drafts:
        if surplus := without_surplus(draft.body):
            what = f"what a question has beyond {MOST_OPTIONS} options, {surplus} more,"
            notes.unplaced(what, draft.line, draft.column, "The last of the wrong ones were left out.")
        yield draft


def _own_names(names: Iterable[str], files: Mapping[str, tuple[str, Callable[[], bytes]]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(files[name][0] if name in files else name for name in names))


def _cards(
    file: str, drafts: Iterable[Draft], notes: ProblemLog, media: Mapping[int, tuple[str, ...]]
) -> Iterator[ImportedCard]:  # fmt: skip
    """Yield the cards of a topic; duplicates are noted. `media` are the files that drafts show, by their identity."""
    taken: dict[str, int] = {}
    first: dict[str, tuple[int, int]] = {}  # id -> a hash and the line: the cards of a large file take 50 MB
    for draft in drafts:
        name, same = card_id(draft.body, draft.given), hash(repr(draft.body))
        before = first.get(name)
        if before is None:
            first[name] = same, draft.line
        elif before[0] == same:
            message = f"this card is the same as that of line {before[1]}"
            notes.warn("duplicate-card", message, "Both were imported; remove one of them.", draft.line, draft.column)
        yield ImportedCard(
            id=unique(name, taken),
            body=draft.body,
            place=Location(file, draft.line, draft.column),
            note=draft.note,
            tags=draft.tags,
            media=media.get(id(draft), ()),
            history=draft.history,
        )
