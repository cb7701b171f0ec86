"""The packages of Mnemosyne 2: a `.cards` archive with `cards.xml`, `METADATA` and media files."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from quizapp.errors import Problem, QuizError
from quizapp.formats.anki.card_stream import Note
from quizapp.formats.anki.cards import question
from quizapp.formats.anki.collection import NoteType, Template
from quizapp.formats.common import question_fields
from quizapp.formats.common.archive_limits import DEFAULT, ArchiveLimits
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, digest, gather, with_shared_ids
from quizapp.formats.common.question_fields import Body, Gap
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.common.xml_tree import Element, tree_of
from quizapp.formats.common.zip_source import opened, with_media
from quizapp.formats.mnemosyne.log_entries import Entries, View, entries_of, history_of, literal
from quizapp.formats.mnemosyne.names import CARDS, METADATA
from quizapp.formats.mnemosyne.text import NOTHING, text_of

MOST_XML = 64 << 20  # bytes
_UNTAGGED = "__UNTAGGED__"
_CLOZE = re.compile(r"\[([^\[\]]{1,2000})\]")


def read_package(path: Path, limits: ArchiveLimits = DEFAULT) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return the cards of a package with their tags, states and media. Raises QuizError where it cannot be read."""
    notes = ProblemLog(str(path))
    archive = opened(path, limits)
    if CARDS not in archive.names:
        raise QuizError(f"{path}: there is no `{CARDS}` in this archive.", "Export the cards from Mnemosyne again.")
    root = tree_of(archive.read(CARDS, MOST_XML), "openSM2sync", notes)
    entries = entries_of(root) if root else Entries()
    drafts = list(_drafts(entries, notes))
    _list_unused(entries, notes)
    if not drafts and not notes.has_errors:
        notes.error("no-cards", "the package has no cards", "Export the cards from Mnemosyne again.", 1, 1)
    title = _title(archive.read(METADATA, 1 << 20) if METADATA in archive.names else b"")
    deck = gather(path, drafts, notes, title, in_folder=False)
    return (with_shared_ids(with_media(deck, archive, notes), drafts) if deck else None), notes.problems()


def _title(metadata: bytes) -> str:
    found = re.search(r"(?m)^card_set_name:(.{1,200})$", metadata.decode("utf-8", "replace"))
    return found[1].strip() if found else ""


def _drafts(entries: Entries, notes: ProblemLog) -> Iterator[Draft]:
    for card in entries.cards:
        given = card.attributes
        fact = entries.facts.get(given.get("fact", ""))
        body = _body(card, fact, entries) if fact is not None else None
        if body is None:
            notes.unplaced("a card without a fact or a question, or of an unknown type,", card.line)
            continue
        own = given.get("o_id", "")
        tags = [entries.tags.get(tag.strip(), "") for tag in given.get("tags", "").split(",")]
        yield Draft(
            body=body,
            line=card.line,
            given=own,
            note=digest(given.get("fact", "")),
            tags=tuple("-".join(tag.replace("::", "/").split()) for tag in tags if tag and tag != _UNTAGGED),
            history=history_of(card, entries.reviews.get(own, ())),
        )


def _list_unused(entries: Entries, notes: ProblemLog) -> None:
    """List how many facts no card shows."""
    used = {card.attributes.get("fact", "") for card in entries.cards}
    if unused := entries.facts.keys() - used:
        notes.unplaced(f"{len(unused)} facts without a card", 1)


def _body(card: Element, fact: Mapping[str, str], entries: Entries) -> Body | None:
    """Return the question of a card: what its view asks of its fact."""
    kind, name = card.attributes.get("card_t", ""), card.attributes.get("fact_v", "")
    base = kind.partition("::")[0]
    view = entries.view(name)
    if base == "5":
        return _cloze(fact.get("text", ""), _index(card), "")
    if base == "6":
        return _sentence(fact, name, _index(card))
    if view and view.front:
        return _rendered(view, fact, dict(entries.types.get(kind, ())))
    if view is None:
        return None
    ask, answer = _joined(fact, view.asks), _joined(fact, view.answers)
    return question_fields.recall(ask, answer or NOTHING) if ask else None


def _joined(fact: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return "\n\n".join(text for key in keys if (text := text_of(fact.get(key, ""))))


def _index(card: Element) -> int:
    """Return the number of the deletion that a card asks for, from 0."""
    extra = literal(card.value("extra"))
    found = extra.get("index") if isinstance(extra, dict) else None
    return found if isinstance(found, int) else 0


def _cloze(text: str, index: int, explain: str) -> Body | None:
    """Return a text with one deletion as a gap; a deletion is `[answer]` or `[answer:hint]`."""
    pieces: list[str | Gap] = []
    last = 0
    for number, found in enumerate(_CLOZE.finditer(text)):
        answer, _, hint = found[1].partition(":")
        gap = Gap((text_of(answer),), text_of(hint))
        pieces += [text[last : found.start()], gap if number == index else answer]
        last = found.end()
    shown = [piece if isinstance(piece, Gap) else _part(piece) for piece in [*pieces, text[last:]]]
    return question_fields.cloze(shown, explain)


def _part(text: str) -> str:
    """Return a part of a text as Markdown, with the blanks around it."""
    inner = text_of(text)
    start, end = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{start}{inner}{end}" if text.strip() else text


def _sentence(fact: Mapping[str, str], view: str, index: int) -> Body | None:
    """Return a sentence to understand, or one with a gap."""
    explain = _joined(fact, ("p_1", "m_1", "n"))
    if not view.startswith("6.1"):
        return _cloze(fact.get("f", ""), index, explain)
    whole = text_of(_CLOZE.sub(lambda found: found[1].partition(":")[0], fact.get("f", "")))
    return question_fields.recall(whole, explain or NOTHING) if whole else None


def _rendered(view: View, fact: Mapping[str, str], names: Mapping[str, str]) -> Body | None:
    """Return a card that Mnemosyne took over from Anki, with its templates."""
    fields = {names.get(key, key): value for key, value in fact.items()}
    kind = NoteType(
        name="",
        fields=tuple(fields),
        templates={0: Template(name="", front=view.front, back=view.back)},
        is_cloze=False,
    )
    note = Note(id=0, guid="", type=0, tags="", fields="\x1f".join(fields.values()))
    try:
        made = question(note, kind, 0, "")
    except (RecursionError, ValueError, IndexError):
        return None
    return made[0] if made else None
