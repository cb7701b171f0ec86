"""Whether code may run: what ships does; any other code after the learner saw it and agreed to exactly that."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from quizapp.core.model import Concept, Experiment
from quizapp.core.session_values import Ask
from quizapp.decks.shipped import shipped_folders
from quizapp.errors import ConsentRefused
from quizapp.lab.code_fingerprint import fingerprint
from quizapp.lab.confinement import layer_for
from quizapp.store.database import Store
from quizapp.store.events import consents
from quizapp.usecases.context import Context

if TYPE_CHECKING:
    pass
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

    Raises ConsentRefused where it does not ship and the learner has not agreed to it.
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
        raise ConsentRefused(
            f"{title}: you refused to run this code.",
            "`quizapp deck trust DECK` shows it again and lets you change your mind.",
        )
    if ask is None:
        raise ConsentRefused(
            f"{title}: this code does not ship with quizapp and nobody agreed to run it.",
            "Look at it and agree with `quizapp deck trust DECK`, or add --yes.",
        )
    agreed = ask(title, sources, warning(context))
    consents.remember(store, mark, title, "agreed" if agreed else "refused", now_ms=context.now_ms)
    if not agreed:
        raise ConsentRefused(
            f"{title}: not run.", "Your refusal is remembered; `quizapp deck trust DECK` lets you change your mind."
        )
    return False
