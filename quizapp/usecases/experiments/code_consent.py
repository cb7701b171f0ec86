"""Whether code may run: what ships does; any other code after the learner saw it and agreed to exactly that."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from quizapp.core.model import Concept, Experiment
from quizapp.decks.shipped import shipped_folders
from quizapp.errors import ExitCode, QuizError
from quizapp.lab.code_fingerprint import fingerprint
from quizapp.lab.confinement import layer_for
from quizapp.store.database import Store
from quizapp.store.events import consents
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    from rich.console import Console

Ask = Callable[[str, Mapping[str, str], str], bool]
"""Shows the code (name -> source) under a title, with a warning, and returns whether the learner agrees."""


def sources_of(concept: Concept, names: list[str]) -> dict[str, str]:
    """Return example name -> source of what would run."""
    return {name: concept.examples[name].source for name in names}


def experiment_sources(concept: Concept, experiment: Experiment) -> dict[str, str]:
    """Return the code that an experiment runs, and the values that it is run with."""
    sources = sources_of(concept, sorted({variant.example for variant in experiment.variants.values()}))
    if experiment.parameters:
        sources["parameters"] = "".join(f"{name} in {values}\n" for name, values in experiment.parameters.items())
    return sources


def warning(context: Context) -> str:
    """Return what foreign code can reach here, if it runs."""
    layer = layer_for(trusted=False, unsafe=context.settings.unconfined)
    return layer.about if layer else "Nothing here can confine it, so it will not run."


@lru_cache(maxsize=1)
def shipped_prints() -> frozenset[str]:
    """Return the fingerprints of all code that ships, read from the program's own decks, never from the database."""
    from quizapp.decks.loader import load_deck

    prints: set[str] = set()
    for folder in shipped_folders().values():
        loaded = load_deck(folder)
        for concept in loaded.deck.concepts if loaded.deck else ():
            prints.update(fingerprint(sources_of(concept, [name])) for name in concept.examples)
            prints.update(fingerprint(experiment_sources(concept, each)) for each in concept.experiments)
    return frozenset(prints)


def require(
    context: Context, store: Store, title: str, sources: Mapping[str, str], ask: Ask | None, *, yes: bool = False
) -> bool:
    """Return whether the code ships, and so may run in the lighter sandbox.

    Raises QuizError with exit code 5 where it does not ship and the learner has not agreed to it.
    """
    mark = fingerprint(sources)
    if mark in shipped_prints():
        return True
    known = consents.answer_to(store, mark)
    if known == "agreed":
        return False
    if yes:
        consents.remember(store, mark, title, "agreed", now_ms=context.now_ms)
        return False
    if known == "refused":
        raise QuizError(
            f"{title}: you refused to run this code.",
            "`quizapp deck trust DECK` shows it again and lets you change your mind.",
            ExitCode.SANDBOX,
        )
    if ask is None:
        raise QuizError(
            f"{title}: this code does not ship with quizapp and nobody agreed to run it.",
            "Look at it and agree with `quizapp deck trust DECK`, or add --yes.",
            ExitCode.SANDBOX,
        )
    agreed = ask(title, sources, warning(context))
    consents.remember(store, mark, title, "agreed" if agreed else "refused", now_ms=context.now_ms)
    if not agreed:
        raise QuizError(f"{title}: not run.", "Your refusal is remembered.", ExitCode.SANDBOX)
    return False


def agree_to_deck(context: Context, store: Store, deck: str, console: "Console", *, yes: bool) -> None:
    """Show all code that a deck runs and remember the answer for each piece."""
    import json
    import sys

    from quizapp.core.model import concept_from
    from quizapp.store.decks import deck_repository

    pieces: list[tuple[str, dict[str, str]]] = []
    for row in deck_repository.concept_rows(store, deck):
        concept = concept_from(json.loads(row["body"]))
        pieces += [(f"{deck}/{concept.concept}: {name}", sources_of(concept, [name])) for name in concept.examples]
        pieces += [
            (f"{deck}/{concept.concept}: {each.id}", experiment_sources(concept, each)) for each in concept.experiments
        ]
    show_code(console, {f"{title}": "\n\n".join(sources.values()) for title, sources in pieces if len(sources) == 1})
    if not yes and not sys.stdin.isatty():
        raise QuizError("Trusting a deck needs a yes.", "Add --yes once you have read its code.", ExitCode.SANDBOX)
    agreed = yes or confirmed(f"Run exactly this code of {deck} on this machine? {warning(context)}")
    for title, sources in pieces:
        answer = "agreed" if agreed else "refused"
        consents.remember(store, fingerprint(sources), title, answer, now_ms=context.now_ms)
    sys.stdout.write(f"{deck}: {len(pieces)} pieces of code {'may run' if agreed else 'will not run'}.\n")


def show_code(console: "Console", sources: Mapping[str, str]) -> None:
    """Print code under its name, highlighted, as text."""
    from quizapp.ui.escape import visible
    from quizapp.ui.text import code

    for name, source in sources.items():
        console.print(visible(name), markup=False, style="bold")
        console.print(code(source, "python"))


def confirmed(question: str) -> bool:
    """Ask for a yes; anything else is a no."""
    import sys

    sys.stdout.write(f"{question} [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def asking(console: "Console") -> Ask:
    """Return an Ask for a plain terminal."""

    def ask(title: str, sources: Mapping[str, str], warning: str) -> bool:
        show_code(console, {f"{title}: {name}": source for name, source in sources.items()})
        return confirmed(f"Run exactly this code on this machine? {warning}")

    return ask
