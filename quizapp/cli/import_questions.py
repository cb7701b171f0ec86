"""The questions of `quizapp import` on a terminal.

Which cards are the same, whose text of an edited card is kept, and whether a deck of another origin is replaced.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import typer

from quizapp.cli.import_report import say_conflict, say_doubt
from quizapp.cli.output import say
from quizapp.core.card_matching import Doubt, Pair
from quizapp.errors import ConsentRefused
from quizapp.usecases.deck_import.card_identity import Undecided
from quizapp.usecases.deck_import.import_options import Choice
from quizapp.usecases.deck_import.import_path import import_path
from quizapp.usecases.deck_import.import_result import ImportResult
from quizapp.usecases.deck_import.import_target import Target
from quizapp.usecases.deck_import.other_origin import HINT, Replacement, UndecidedReplacement
from quizapp.usecases.deck_import.own_edits import Conflict
from quizapp.usecases.deck_import.reader_messages import Message

_CHOICES: dict[str, Choice] = {"t": "theirs", "m": "mine", "b": "both"}


def import_asking(target: Target, path: Path, found: Iterator[Message] | None = None) -> list[ImportResult]:
    """Import a path; ask about doubtful cards before anything is installed, and about conflicts afterwards.

    Raises ConsentRefused (exit code 5) where a deck of another origin is not to be replaced.
    """
    options = replace(target.options, ask=True)
    while True:
        try:
            results = import_path(replace(target, options=options), path, found)
            break
        except Undecided as undecided:
            found = None
            yes = frozenset(_same_cards(undecided.doubts))
            asked = frozenset(doubt.pair for doubt in undecided.doubts)
            options = replace(options, accepted=options.accepted | yes, refused=options.refused | (asked - yes))
        except UndecidedReplacement as undecided:
            found, replacement = None, undecided.found
            options = replace(options, replaces=options.replaces | {_replaced(replacement)})
    choices = {conflict.card: _choice(conflict) for result in results for conflict in result.conflicts}
    if all(choice == "mine" for choice in choices.values()):
        return results
    again = replace(options, choices=choices)
    return import_path(replace(target, options=again), path)


def _replaced(found: Replacement) -> str:
    """Return the deck that the learner lets an import replace."""
    for line in found.lines:
        say(line)
    if not typer.confirm("Replace it?", default=False):
        raise ConsentRefused(f"The deck `{found.deck}` was not replaced, and nothing of it was imported.", HINT)
    return found.deck


def _same_cards(doubts: Sequence[Doubt]) -> Iterable[Pair]:
    """Yield the pairs that the learner says are the same card; each card is asked about once."""
    taken: set[str] = set()
    for doubt in doubts:
        if {doubt.pair.old, doubt.pair.new} & taken:
            continue
        say_doubt(doubt)
        if typer.confirm("Is it the same card?", default=False):
            taken |= {doubt.pair.old, doubt.pair.new}
            yield doubt.pair


def _choice(conflict: Conflict) -> Choice:
    say_conflict(conflict)
    while True:
        answer = str(typer.prompt("Keep [t]heirs, [m]ine or [b]oth?", default="m")).strip().lower()[:1]
        if answer in _CHOICES:
            return _CHOICES[answer]
