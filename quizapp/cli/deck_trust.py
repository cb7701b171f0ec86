"""`quizapp deck trust`: shows all code that a deck runs and remembers the answer."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quizapp.cli.output import say
from quizapp.errors import ExitCode, QuizError
from quizapp.lab.code_fingerprint import Runnable
from quizapp.store.database import Store
from quizapp.store.events import consents
from quizapp.ui.consent_prompt import confirmed, show_code
from quizapp.usecases.context import Context
from quizapp.usecases.experiments.code_consent import code_of, program_code, warning

if TYPE_CHECKING:
    from quizapp.ui.console import Console


def agree_to_deck(context: Context, store: Store, deck: str, console: "Console", *, yes: bool) -> None:
    """Show all code that a deck runs and remember the answer for each piece."""
    import sys

    pieces = [*_pieces(store, deck)]
    show_code(console, _shown(pieces))
    if not yes and not sys.stdin.isatty():
        raise QuizError(
            "Trusting a deck needs a confirmation.", "Add --yes once you have read its code.", ExitCode.SANDBOX
        )
    agreed = yes or confirmed(f"Run exactly this code of {deck} on this machine? {warning(context)}")
    for title, runs in pieces:
        answer = "agreed" if agreed else "refused"
        consents.remember(store, runs.fingerprint, title, answer, now_ms=context.now_ms)
    say(f"{deck}: {len(pieces)} pieces of code {'may run' if agreed else 'will not run'}.")


def _pieces(store: Store, deck: str) -> Iterator[tuple[str, Runnable]]:
    """Yield the title of each piece of code of an installed deck, and what runs."""
    from quizapp.questions import program
    from quizapp.questions.registry import question_from
    from quizapp.store.decks.deck_records import installed_cards, installed_concepts

    for row in installed_concepts(store, deck):
        yield from ((f"{deck}/{row.concept}: {name}", runs) for name, runs in code_of(row.content))
    for card in installed_cards(store, deck):
        if card.kind == program.NAME:
            question = question_from(card.body)
            assert isinstance(question, program.Program)
            yield card.card, program_code(question)


def _shown(pieces: Sequence[tuple[str, Runnable]]) -> dict[str, str]:
    """Return all code by titles, and how it runs; the examples of which experiments consist once, by themselves."""
    shown: dict[str, str] = {}
    for title, runs in pieces:
        for name, text in runs.shown().items():
            if text not in shown.values():
                shown[title if len(runs.shown()) == 1 else f"{title}: {name}"] = text
    return shown
