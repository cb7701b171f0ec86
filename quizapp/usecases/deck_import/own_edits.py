"""Keeps the learner's edits of cards when their deck is updated.

The row of an edited card has in `body.edited` the digest of the text that was edited, and in `body.edited_from` that
text. An update with that text, or with the learner's, changes nothing. Another text is merged with the learner's where
their changes do not overlap; else it is a conflict, for which the learner chooses theirs, mine or both.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from quizapp.core.question import EDIT_MARKS
from quizapp.questions.registry import question_from, without_defaults
from quizapp.store.daily_candidates import Query
from quizapp.store.decks.canonical_json import compact
from quizapp.store.decks.card_rows import CardRow
from quizapp.store.decks.known_cards import ALONE, known_cards, known_rows
from quizapp.usecases.deck_import.import_options import Choice, ImportOptions

_APART = ("id", "was", "tags", "note", "media", "section", *EDIT_MARKS)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A card that the learner edited and an update changes: both texts as JSON, and the choice that was applied."""

    card: str
    mine: str
    theirs: str
    choice: Choice


def content_of(body: Mapping[str, Any]) -> str:
    """Return a digest of a card's content, without its topic; a field with its default counts as one left out."""
    return hashlib.sha256(compact(_content(body)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _content(body: Mapping[str, Any]) -> dict[str, Any]:
    whole = asdict(question_from(body)) | {"kind": body["kind"]}
    return {name: value for name, value in whole.items() if name not in _APART}


class _Base(NamedTuple):
    """What an edit started from: a digest of it, and its fields; None where an older version kept only the digest."""

    digest: str
    fields: dict[str, Any] | None


def _base_of(body: Mapping[str, Any]) -> _Base:
    """Return what the edit of a card would start from now."""
    return _Base(content_of(body), without_defaults(_content(body)))


def _merged(base: _Base, mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the body of an update with the learner's changes; None where they overlap with those of the update."""
    if base.fields is None or len({base.fields["kind"], mine["kind"], theirs["kind"]}) > 1:
        return None
    from quizapp.core.three_way_merge import merged_fields  # most imports have nothing to merge

    fields = merged_fields(base.fields, *(without_defaults(_content(each)) for each in (mine, theirs)))
    if fields is None:
        return None
    return {name: value for name, value in theirs.items() if name in _APART} | fields


@dataclass(slots=True, kw_only=True)
class OwnEdits:
    """The edited cards of one deck, applied to the rows that arrive for them.

    `marks`: the changes that arrive are the learner's own edits.
    """

    query: Query
    deck: str
    options: ImportOptions
    marks: bool = False
    conflicts: list[Conflict] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)  # cards that have both the learner's changes and the update's
    _rows: dict[str, CardRow] = field(init=False)
    _taken: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Read the edited cards of the deck, or all cards if edits are to be marked."""
        rows = known_rows(self.query, self.deck, edited_only=not self.marks)
        self._rows = {row.card: row for row in rows}
        self._taken = known_cards(self.query, self.deck).taken if self._rows else frozenset()

    def resolved(self, rows: Sequence[CardRow]) -> list[CardRow]:
        """Return the rows to write."""
        if not self._rows:
            return list(rows)
        return [each for row in rows for each in self._resolved(row)]

    def _resolved(self, row: CardRow) -> list[CardRow]:
        before = self._rows.get(row.card)
        if before is None:
            return [row]
        mine, theirs = json.loads(before.body), json.loads(row.body)
        base = _Base(mine["edited"], mine.get("edited_from")) if mine.get("edited") else None
        if content_of(mine) == content_of(theirs):
            return [_marked(row, theirs, base)] if base else [row]
        if self.marks:
            return [_marked(row, theirs, base or _base_of(mine))]
        if base is None:
            return [row]
        return self._decided(row, before, base, (mine, theirs))

    def _decided(
        self, row: CardRow, before: CardRow, base: _Base, bodies: tuple[dict[str, Any], dict[str, Any]]
    ) -> list[CardRow]:  # fmt: skip
        mine, theirs = bodies
        chosen = self.options.choices.get(row.card) or self.options.choice
        if chosen is None and base.digest == content_of(theirs):
            return [_in_place(before, row)]
        if chosen is None and (merged := _merged(base, mine, theirs)):
            self.merged.append(row.card)
            return [_marked(row, merged, _base_of(theirs))]
        self.conflicts.append(Conflict(row.card, before.body, row.body, chosen or "mine"))
        if chosen == "theirs":
            return [row]
        if chosen == "both":
            return [_marked(before, mine, _Base(ALONE, None)), self._another(row, theirs)]
        return [_in_place(_marked(before, mine, _base_of(theirs)), row)]

    def _another(self, row: CardRow, body: dict[str, Any]) -> CardRow:
        """Return the update as a new card, which later updates of the source apply to."""
        number = 2
        while f"{row.card}-{number}" in self._taken:
            number += 1
        card = f"{row.card}-{number}"
        return row._replace(card=card, body=compact(body | {"was": card}))


def _marked(row: CardRow, body: Mapping[str, Any], base: _Base) -> CardRow:
    """Return a row with the text of a card that the learner edited; its digest is that of the update."""
    edited = {"edited": base.digest} | ({"edited_from": base.fields} if base.fields else {})
    own = {name: value for name, value in body.items() if name != "edited_from"}
    return row._replace(body=compact(own | edited))


def _in_place(mine: CardRow, theirs: CardRow) -> CardRow:
    """Return the learner's text at the position that the update gives the card."""
    body = json.loads(mine.body) | {name: value for name, value in json.loads(theirs.body).items() if name == "id"}
    return theirs._replace(body=compact(body), kind=mine.kind, digest=mine.digest)
