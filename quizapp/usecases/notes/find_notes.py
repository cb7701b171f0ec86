"""Finds notes by the part of Anki's search language that other programs use; anything else is refused, not ignored."""

import re
from collections.abc import Callable
from fnmatch import translate
from functools import lru_cache
from typing import TYPE_CHECKING

from quizapp.errors import ExitCode, QuizError
from quizapp.formats.anki.cards import text_of
from quizapp.formats.anki.standard_types import STANDARD_TYPES
from quizapp.store.decks.deck_records import installed_cards
from quizapp.usecases.authoring.add_cards import OWN_DECK
from quizapp.usecases.notes.deck_names import DEFAULT, deck_names
from quizapp.usecases.notes.stored_notes import StoredNote, grouped

if TYPE_CHECKING:
    from quizapp.store.database import Store
    from quizapp.usecases.context import Context

Term = Callable[[StoredNote], bool]
MOST_TERMS, MOST_QUERY = 50, 10_000
_TERM = re.compile(r'(-?)("(?:\\.|[^"\\])*"|(?:[^\s"()\\]|\\.)+(?:"(?:\\.|[^"\\])*")?)')
_ESCAPED = re.compile(r"\\(.)")
_BACKSLASHED = re.compile(r"\\([!-/:-@\[-`{-~])")
_FIELDS = frozenset(name.casefold() for kind in STANDARD_TYPES.values() for name in kind.fields)
_KNOWN = "Known are: deck:, tag:, note:, nid:, a field such as front:, words, and a minus before any of them."


def find_notes(context: "Context", store: "Store", query: str) -> list[StoredNote]:
    """Return the notes that a search finds. Raises QuizError for what is not known here."""
    names = {deck: name for name, deck in deck_names(context, store).items()}
    terms = [_term(sign, _unquoted(text), names) for sign, text in _split(query)]
    return [note for note in grouped(installed_cards(store)) if all(term(note) for term in terms)]


def _split(query: str) -> list[tuple[str, str]]:
    """Return the terms of a search with their signs."""
    found = _TERM.findall(query[:MOST_QUERY])
    rest = _TERM.sub("", query).split() if len(query) <= MOST_QUERY else [query]
    if rest or len(found) > MOST_TERMS or any(text in ("or", "OR") for _, text in found):
        raise _unknown(query)
    return [(sign, text) for sign, text in found if text not in ("and", "AND")]


def _unknown(what: str) -> QuizError:
    return QuizError(f"this search is not known here: {what[:100]}", _KNOWN, ExitCode.USAGE)


def _unquoted(text: str) -> str:
    head, quote, inside = text.partition('"')
    return head + inside.removesuffix('"') if quote else text


def _term(sign: str, text: str, names: dict[str, str]) -> Term:
    term = _positive(text, names)
    return (lambda note: not term(note)) if sign else term


def _positive(text: str, names: dict[str, str]) -> Term:
    """Return the test of a term; `names` are those of decks by id."""
    kind, colon, value = text.partition(":")
    kind = kind.casefold()
    if not colon or kind.endswith("\\"):
        word = _pattern(f"*{text}*")
        return lambda note: any(word(_plain(field)) for field in note.texts.values())
    if kind in _FIELDS:
        field = _pattern(_plain(text_of(value)) if "<" in value or "&" in value else value)
        return lambda note: any(
            name.casefold() == kind and field(_plain(content)) for name, content in note.texts.items()
        )
    return _of_note(text, kind, value, names)


def _of_note(text: str, kind: str, value: str, names: dict[str, str]) -> Term:
    """Return the test of a term about a note as a whole."""
    matches = _pattern(value)
    if kind == "deck" and value not in ("current", "filtered"):
        within = _pattern(f"{value}::*")
        own = OWN_DECK if value == DEFAULT else value
        decks = {deck for deck, name in names.items() if matches(name) or within(name) or deck == own}
        return lambda note: note.first.deck in decks
    if kind == "tag":
        return lambda note: any(map(matches, note.tags)) or (value == "none" and not note.tags)
    if kind == "note":
        return lambda note: matches(note.type.name)
    if kind == "nid" and re.fullmatch(r"\d{1,16}(,\d{1,16})*", value):
        numbers = frozenset(map(int, value.split(",")))
        return lambda note: note.number in numbers
    raise _unknown(text)


@lru_cache(maxsize=64)
def _pattern(value: str) -> Callable[[str], bool]:
    """Return whether a text is a value in which `*` means any characters and `_` one, whatever their case."""
    parts = re.split(r"(\\.|[*_])", value)
    shell = "".join({"*": "*", "_": "?"}.get(part) or _literal(_ESCAPED.sub(r"\1", part)) for part in parts)
    found = re.compile(translate(shell.casefold()))
    return lambda text: found.match(text.casefold()) is not None


def _plain(text: str) -> str:
    """Return Markdown without the backslashes before punctuation."""
    return _BACKSLASHED.sub(r"\1", text)


def _literal(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)
