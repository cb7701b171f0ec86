"""The result of importing a deck."""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from quizapp.core.literal_text import as_read
from quizapp.errors import Problem
from quizapp.store.decks.import_diff import CardChange, Diff

if TYPE_CHECKING:
    from quizapp.core.card_matching import Doubt
    from quizapp.formats.common.card_deck import ImportedPreset
    from quizapp.usecases.deck_import.own_edits import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """The result of one deck: its difference if it could be installed, and every problem."""

    diff: Diff | None
    problems: tuple[Problem, ...]
    media: int = 0
    conflicts: "tuple[Conflict, ...]" = ()  # cards that the learner edited and the update changes
    merged: tuple[str, ...] = ()  # cards that have both the learner's changes and those of the update
    doubts: "tuple[Doubt, ...]" = ()  # doubtful pairs, which were installed as different cards
    preset: "ImportedPreset | None" = None  # of another program, which the deck gets

    def as_json(self) -> dict[str, Any] | None:
        """Return the deck's document of the JSON contract; in a dry run with the texts that would change."""
        if self.diff is None:
            return None
        counts = {name: len(getattr(self.diff, name)) for name in ("added", "changed", "unchanged", "retired")}
        cards = counts["added"] + counts["changed"] + counts["unchanged"]
        line: dict[str, Any] = {
            "deck": self.diff.deck,
            "title": self.diff.title,
            "concepts": self.diff.concepts,
            "cards": cards,
        } | counts
        line |= {"reviews": self.diff.reviews, "crammed": self.diff.crammed}
        if self.preset:
            line["preset"] = asdict(self.preset)
        if self.diff.details:
            line["changes"] = [change_as_json(each) for each in self.diff.details]
        if self.doubts:
            line["doubtful"] = [doubt_as_json(each) for each in self.doubts]
        if self.merged:
            line["merged"] = list(self.merged)
        if self.conflicts:
            line["conflicts"] = [conflict_as_json(each) for each in self.conflicts]
        return line


def change_as_json(change: CardChange) -> dict[str, Any]:
    """Return a change of a card as JSON; `new` is null for a card that would be retired."""
    new = _sides(change.new) if change.new else None
    return {"card": change.card, "reviews": change.reviews, "old": _sides(change.old), "new": new}


def doubt_as_json(doubt: "Doubt") -> dict[str, Any]:
    """Return two cards that may be the same, as JSON."""
    return {
        "retired": doubt.pair.old,
        "added": doubt.pair.new,
        "old": {"question": doubt.old.question, "answer": doubt.old.answer},
        "new": {"question": doubt.new.question, "answer": doubt.new.answer},
    }


def conflict_as_json(conflict: "Conflict") -> dict[str, Any]:
    """Return a conflict of an edited card as JSON; `kept` is theirs, mine or both."""
    mine, theirs = _sides(conflict.mine), _sides(conflict.theirs)
    return {"card": conflict.card, "mine": mine, "theirs": theirs, "kept": conflict.choice}


def _sides(body: str) -> dict[str, str]:
    from quizapp.formats.common.flatten_question import question_and_answer

    fields = json.loads(body)
    question, answer = question_and_answer(fields)
    return {"question": as_read(question), "answer": as_read(answer)}
