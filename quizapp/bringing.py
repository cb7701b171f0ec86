"""Bringing decks in: read by a format, checked, seen as a diff, installed wholly or not at all."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizapp.app import Context
from quizapp.decks.cards import cards_of
from quizapp.errors import Problem
from quizapp.formats.table import read_path
from quizapp.store import library
from quizapp.store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of one path: the diff where its deck was sound, and every problem found."""

    diff: library.Diff | None
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any] | None:
        """Return the deck's line in the JSON contract."""
        if self.diff is None:
            return None
        counts = {name: len(getattr(self.diff, name)) for name in ("added", "changed", "unchanged", "retired")}
        cards = counts["added"] + counts["changed"] + counts["unchanged"]
        return {
            "deck": self.diff.deck,
            "title": self.diff.title,
            "concepts": self.diff.concepts,
            "cards": cards,
        } | counts


def bring(
    store: Store, context: Context, path: Path, *, format_name: str | None, deck_id: str | None, dry_run: bool
) -> Brought:
    """Import one path. A deck with errors changes nothing; its problems say where and what to do."""
    imported = read_path(path, format_name=format_name, deck_id=deck_id)
    if imported.deck is None:
        return Brought(diff=None, problems=tuple(imported.problems))
    cards = cards_of(imported.deck, imported.locations)
    moment = context.moment()
    if dry_run:
        return Brought(diff=library.preview(store, imported.deck, cards), problems=tuple(imported.problems))
    source = library.Source(origin="path", path=str(path.resolve()), digest=imported.digest)
    diff = library.install(store, imported.deck, cards, source, now_ms=moment.now, day=moment.day)
    return Brought(diff=diff, problems=tuple(imported.problems))
