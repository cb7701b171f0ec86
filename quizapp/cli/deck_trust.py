"""`quizapp deck trust`: shows all code that a deck runs and remembers the answer."""

from typing import TYPE_CHECKING

from quizapp.errors import ExitCode, QuizError
from quizapp.lab.code_fingerprint import fingerprint
from quizapp.store.database import Store
from quizapp.store.events import consents
from quizapp.ui.consent_prompt import confirmed, show_code
from quizapp.usecases.context import Context
from quizapp.usecases.experiments.code_consent import experiment_sources, sources_of, warning

if TYPE_CHECKING:
    from quizapp.ui.console import Console


def agree_to_deck(context: Context, store: Store, deck: str, console: "Console", *, yes: bool) -> None:
    """Show all code that a deck runs and remember the answer for each piece."""
    import sys

    from quizapp.store.decks.deck_records import installed_concepts

    pieces: list[tuple[str, dict[str, str]]] = []
    for row in installed_concepts(store, deck):
        concept = row.content
        pieces += [(f"{deck}/{concept.concept}: {name}", sources_of(concept, [name])) for name in concept.examples]
        pieces += [
            (f"{deck}/{concept.concept}: {each.id}", experiment_sources(concept, each)) for each in concept.experiments
        ]
    show_code(console, {f"{title}": "\n\n".join(sources.values()) for title, sources in pieces if len(sources) == 1})
    if not yes and not sys.stdin.isatty():
        raise QuizError(
            "Trusting a deck needs a confirmation.", "Add --yes once you have read its code.", ExitCode.SANDBOX
        )
    agreed = yes or confirmed(f"Run exactly this code of {deck} on this machine? {warning(context)}")
    for title, sources in pieces:
        answer = "agreed" if agreed else "refused"
        consents.remember(store, fingerprint(sources), title, answer, now_ms=context.now_ms)
    sys.stdout.write(f"{deck}: {len(pieces)} pieces of code {'may run' if agreed else 'will not run'}.\n")
