"""`quizapp deck trust`: shows all code that a deck runs and remembers the answer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from quizapp.errors import ExitCode, QuizError
from quizapp.lab.code_fingerprint import fingerprint
from quizapp.store.database import Store
from quizapp.store.events import consents
from quizapp.ui.consent_prompt import confirmed, show_code
from quizapp.usecases.context import Context
from quizapp.usecases.experiments.code_consent import code_of, program_sources, warning

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
    for title, sources in pieces:
        answer = "agreed" if agreed else "refused"
        consents.remember(store, fingerprint(sources), title, answer, now_ms=context.now_ms)
    sys.stdout.write(f"{deck}: {len(pieces)} pieces of code {'may run' if agreed else 'will not run'}.\n")


def _pieces(store: Store, deck: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the title and the sources of each piece of code of an installed deck."""
    from quizapp.questions import program
    from quizapp.questions.registry import question_from
    from quizapp.store.decks.deck_records import installed_cards, installed_concepts

    for row in installed_concepts(store, deck):
        yield from ((f"{deck}/{row.concept}: {name}", sources) for name, sources in code_of(row.content))
    for card in installed_cards(store, deck):
        if card.kind == program.NAME:
            question = question_from(card.body)
            assert isinstance(question, program.Program)
            yield card.card, program_sources(question)


def _shown(pieces: Sequence[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """Return all code by titles: the examples, of which experiments consist, and the parts of programs to mend."""
    shown = {title: "".join(sources.values()) for title, sources in pieces if len(sources) == 1}
    programs = ((title, sources) for title, sources in pieces if "checks" in sources)
    return shown | {f"{title}: {name}": text for title, sources in programs for name, text in sources.items()}
