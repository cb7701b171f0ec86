"""Decides whether code may run: shipped code may, other code only after the learner agreed to exactly that code."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from quizapp.core.model import Concept, Experiment
from quizapp.core.session_values import Ask
from quizapp.decks.shipped import shipped_folders
from quizapp.errors import CodeDisabled, ConsentRefused
from quizapp.lab.code_fingerprint import Runnable
from quizapp.lab.confinement import layer_for
from quizapp.lab.sandbox import RunEnvironment
from quizapp.questions.program import Program
from quizapp.store.database import Store
from quizapp.store.events import consents
from quizapp.usecases.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Code that is about to run: a title, what runs, and the command that agrees to it."""

    title: str
    runs: Runnable
    agree_with: str


def trust_command(deck: str) -> str:
    """Return the command that agrees to the code of an installed deck."""
    return f"quizapp deck trust {deck}"


def example_code(concept: Concept, name: str) -> Runnable:
    """Return what runs where an example runs alone."""
    return Runnable(sources={name: concept.examples[name].source})


def experiment_code(concept: Concept, experiment: Experiment) -> Runnable:
    """Return the sources that an experiment runs, and all else that decides what they do."""
    names = sorted({variant.example for variant in experiment.variants.values()})
    sources = {name: concept.examples[name].source for name in names}
    return Runnable(sources=sources, terms="".join(f"{line}\n" for line in _decisive(experiment)))


def _decisive(experiment: Experiment) -> Iterator[str]:
    """Yield what runs as which variant, with which values, how it is measured, and how its work is scaled."""
    for name, variant in sorted(experiment.variants.items()):
        on = f" with Python {variant.interpreter}" if variant.interpreter else ""
        yield f"{name} runs {variant.example}{on}"
    for name, values in sorted(experiment.parameters.items()):
        yield f"{name} is one of {values}"
    yield f"measured: {experiment.measure}"
    if experiment.work:
        yield f"{experiment.work} is set so that the work takes {experiment.work_seconds:g} s"


def program_code(question: Program) -> Runnable:
    """Return what a question about a program runs besides the learner's own program."""
    sources = {"given": question.given, "checks": question.checks, "solution": question.solution}
    return Runnable(sources=sources, terms=f"each check ends within {question.seconds:g} s\n")


def code_of(concept: Concept) -> Iterator[tuple[str, Runnable]]:
    """Yield the name of each piece of code of a concept that a learner agrees to, and what runs.

    The concept of an installed deck has no questions: these are cards.
    """
    for name in concept.examples:
        yield name, example_code(concept, name)
    for experiment in concept.experiments:
        yield experiment.id, experiment_code(concept, experiment)
    for question in concept.questions:
        if isinstance(question, Program):
            yield question.id, program_code(question)


def warning(context: Context) -> str:
    """Return a sentence on what code that does not ship with quizapp could access on this machine."""
    layer = layer_for(trusted=False, unsafe=context.settings.unconfined)
    return layer.about if layer else "This machine has no sandbox for it, so it will not run."


@lru_cache(maxsize=1)
def shipped_prints() -> frozenset[str]:
    """Return the fingerprints of all shipped code, read from the packaged decks, never from the database."""
    from quizapp.decks.loader import load_deck

    prints: set[str] = set()
    for folder in shipped_folders().values():
        loaded = load_deck(folder)
        for concept in loaded.deck.concepts if loaded.deck else ():
            prints.update(runs.fingerprint for _, runs in code_of(concept))
    return frozenset(prints)


def permitted(context: Context, store: Store, code: Code, ask: Ask | None, *, yes: bool = False) -> RunEnvironment:
    """Return the environment in which code may run: the base layer of the sandbox if it ships with quizapp.

    `ask` shows the code and asks the learner; None if nobody can be asked. `yes` agrees without asking.
    Raises ConsentRefused if the code does not ship with quizapp and the learner did not agree to it, and CodeDisabled
    where no code runs.
    """
    if not context.runs_code:
        raise CodeDisabled(code.title)
    return RunEnvironment(trusted=_require(context, store, code, ask, yes=yes), unsafe=context.settings.unconfined)


def _require(context: Context, store: Store, code: Code, ask: Ask | None, *, yes: bool) -> bool:
    """Return whether the code ships with quizapp; otherwise the learner has agreed to it."""
    mark = code.runs.fingerprint
    if mark in shipped_prints():
        return True
    known = consents.answer_to(store, mark)
    if known == "agreed":
        return False
    if yes:
        consents.remember(store, mark, code.title, "agreed", now_ms=context.now_ms)
        return False
    if known == "refused":
        raise ConsentRefused(
            f"{code.title}: you refused to run this code.",
            f"To change your mind: {code.agree_with}",
        )
    if ask is None:
        raise ConsentRefused(
            f"{code.title}: this code does not ship with quizapp and nobody agreed to run it.",
            f"Read the code. To agree: {code.agree_with}",
        )
    agreed = ask(code.title, code.runs.shown(), warning(context))
    consents.remember(store, mark, code.title, "agreed" if agreed else "refused", now_ms=context.now_ms)
    if not agreed:
        raise ConsentRefused(
            f"{code.title}: not run.",
            f"Your refusal is remembered. To change your mind: {code.agree_with}",
        )
    return False
