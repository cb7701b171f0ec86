"""The check of bounds: a claim expects something, and there is a figure that it admits."""

from collections.abc import Iterator

from quizapp.core.expressions import evaluate
from quizapp.core.measures import MEASURES
from quizapp.core.model import Experiment
from quizapp.decks.rival_checks import machines
from quizapp.decks.view import DeckView, problem, warning
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Problem


def bounds(view: DeckView) -> Iterator[Problem]:
    """The bounds of an experiment that measures a figure are there, and the lower one is not above the upper one."""
    for concept, document in view.concepts:
        for index, experiment in enumerate(concept.experiments):
            if experiment.measure in MEASURES and not MEASURES[experiment.measure].text:
                yield from _bounded(document, ("experiments", index), experiment)


def _bounded(document: Document, path: Path, experiment: Experiment) -> Iterator[Problem]:
    expect = experiment.expect
    if not expect.at_least and not expect.at_most and not expect.equals:
        message = "the experiment expects nothing, so no measurement can confirm or refute its claim"
        yield warning(document, (*path, "expect"), "no-bounds", message, 'Write `expect: {at_least: "1.5"}`.')
        return
    if not expect.at_least or not expect.at_most:
        return
    for facts in machines(experiment):
        try:
            low, high = evaluate(expect.at_least, facts), evaluate(expect.at_most, facts)
        except ValueError:  # reported with the expression, or without a value on such a machine
            continue
        if low > high:
            where = f" where {', '.join(f'{name} = {value:g}' for name, value in facts.items())}" if facts else ""
            message = f"no figure is at least {low:g} and at most {high:g}{where}"
            yield problem(document, (*path, "expect"), "wrong-bounds", message, "Exchange the bounds, or widen them.")
            return
