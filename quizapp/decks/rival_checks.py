"""The check of rivals: the bounds of a claim must not admit what its misconception predicts."""

from collections.abc import Iterator, Mapping
from itertools import islice, product
from math import inf

from quizapp.core.expressions import NoValueError, evaluate, names_in
from quizapp.core.expressions import check as check_arithmetic
from quizapp.core.measures import FACTS, MEASURES
from quizapp.core.model import Experiment
from quizapp.decks.view import DeckView, problem, warning
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Problem
from quizapp.questions.predict import Predict

MARGIN = 1.1  # a factor; measurements do not tell smaller differences apart
MOST_MACHINES = 2000  # combinations of facts and parameters that are tried
SAMPLES: Mapping[str, tuple[float, ...]] = {"cores": (2, 4, 16), "minor": (11, 13, 14, 15)}  # other facts: 0 and 1
START_METHODS = ("fork", "forkserver", "spawn")


def rivals(view: DeckView) -> Iterator[Problem]:
    """No bound of an experiment admits the figure that its misconception predicts."""
    for concept, document in view.concepts:
        for index, experiment in enumerate(concept.experiments):
            if experiment.rival and experiment.measure in MEASURES:
                yield from _separated(document, ("experiments", index, "rival"), experiment)


def missing_rivals(view: DeckView) -> Iterator[Problem]:
    """An experiment that proves a claim, or is predicted, names the figure of its misconception."""
    proving = set(_proving(view))
    for concept, document in view.concepts:
        predicted = {each.experiment for each in concept.questions if isinstance(each, Predict)}
        for index, experiment in enumerate(concept.experiments):
            name = f"{concept.concept}/{experiment.id}"
            if not experiment.rival and (name in proving or experiment.id in predicted):
                message = f"the experiment `{experiment.id}` has no `rival`"
                hint = (
                    'Write what the misconception predicts, such as `rival: "1"`: the bounds are then compared with it.'
                )
                yield warning(document, ("experiments", index, "id"), "missing-rival", message, hint)


def _proving(view: DeckView) -> Iterator[str]:
    """Yield the experiments that claims name, as concept/experiment."""
    for concept, _ in view.concepts:
        for name in filter(None, (claim.proved_by for claim in concept.claims)):
            yield name if "/" in name else f"{concept.concept}/{name}"


def _separated(document: Document, path: Path, experiment: Experiment) -> Iterator[Problem]:
    if MEASURES[experiment.measure].text:
        if experiment.rival.strip() == experiment.expect.equals.strip():
            message = "`rival` is the text that the claim expects"
            yield problem(document, path, "rival-admitted", message, "Write the text that the misconception predicts.")
        return
    names = sorted({*experiment.parameters, *FACTS})
    for end in _ends(experiment.rival):
        if fault := check_arithmetic(end, names):
            hint = f"Write a value or a range such as `0.9..1.1`. Names: {', '.join(names)}."
            yield problem(document, path, "bad-expectation", fault, hint)
            return
    admitting = next((facts for facts in machines(experiment) if _admits(experiment, facts)), None)
    if admitting is not None:
        where = ", ".join(f"{name} = {value:g}" for name, value in admitting.items())
        message = f"the bounds admit the rival `{experiment.rival}`" + (f" where {where}" if where else "")
        hint = f"Move the bound until a factor of {MARGIN:g} is between it and the rival."
        yield problem(document, path, "rival-admitted", message, hint)


def _ends(rival: str) -> tuple[str, str]:
    """Return both ends of a rival: the same for a single value."""
    low, dots, high = rival.partition("..")
    return low, high if dots else low


def machines(experiment: Experiment) -> Iterator[dict[str, float]]:
    """Yield the parameters and facts that occur in the expressions, in all combinations that a machine may have."""
    expect = experiment.expect
    written = (*_ends(experiment.rival), expect.at_least, expect.at_most, experiment.only_if)
    try:
        names = sorted({name for each in written if each for name in names_in(each)})
    except ValueError:  # reported with the expression
        return
    values = [experiment.parameters.get(name) or SAMPLES.get(name, (0, 1)) for name in names]
    for combination in islice(product(*values), MOST_MACHINES):
        facts = dict(zip(names, map(float, combination), strict=True))
        if _exists(facts) and _shown(experiment, facts):
            yield facts


def _exists(facts: Mapping[str, float]) -> bool:
    """Return whether a machine can have these facts."""
    free_threaded = facts.get("gil", 1.0) or facts.get("free_threaded_build", 1.0)
    return bool(free_threaded) and sum(facts.get(name, 0.0) for name in START_METHODS) <= 1


def _shown(experiment: Experiment, facts: Mapping[str, float]) -> bool:
    try:
        return not experiment.only_if or bool(evaluate(experiment.only_if, facts))
    except ValueError:
        return False


def _admits(experiment: Experiment, facts: Mapping[str, float]) -> bool:
    """Return whether the bounds on such a machine admit a part of the rival; not where one of them has no value."""
    expect = experiment.expect
    try:
        low = evaluate(expect.at_least, facts) if expect.at_least else 0.0
        high = evaluate(expect.at_most, facts) if expect.at_most else inf
        least, most = (evaluate(end, facts) for end in _ends(experiment.rival))
    except (NoValueError, ValueError):
        return False
    return most * MARGIN > low and least < high * MARGIN
