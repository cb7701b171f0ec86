"""The checks of a deck: small functions that return problems. CHECKS is the table of contents."""

import difflib
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from quizapp.core.arithmetic import check as check_arithmetic
from quizapp.core.arithmetic import check_comparison
from quizapp.core.model import Concept, DeckInfo, Experiment, Sections
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Location, Problem
from quizapp.questions.kinds import kind_named

MEASURES = ("duration", "ratio")
FACTS = ("cores", "gil")  # what an expectation may name beside the parameters
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckView:
    """A deck as the checks see it: with the documents that it was read from."""

    info: DeckInfo | None
    info_document: Document | None
    concepts: list[tuple[Concept, Document]]
    folder: str

    @property
    def ids(self) -> list[str]:
        """The ids of its concepts."""
        return [concept.concept for concept, _ in self.concepts]


def _problem(document: Document, path: Path, code: str, message: str, hint: str, severity: str = "error") -> Problem:
    return Problem(document.place(path), code, message, hint, severity)  # type: ignore[arg-type]


def _near(name: str, names: list[str], otherwise: str) -> str:
    near = difflib.get_close_matches(name, names, 1)
    return f"Did you mean `{near[0]}`?" if near else otherwise


def format_version(view: DeckView) -> Iterator[Problem]:
    """Only version 1 of the format is known."""
    if view.info and view.info_document and view.info.format != 1:
        message = f"format {view.info.format} is not known"
        yield _problem(view.info_document, ("format",), "unknown-format", message, "Write `format: 1`.")


def ids(view: DeckView) -> Iterator[Problem]:
    """Ids are lower case letters, digits and hyphens."""
    hint = "Use lower case letters, digits and hyphens, such as `own-memory`."
    if view.info and view.info_document and not _ID.fullmatch(view.info.deck):
        message = f"`{view.info.deck}` is no id"
        yield _problem(view.info_document, ("deck",), "bad-id", message, hint)
    for concept, document in view.concepts:
        named: list[tuple[Path, str]] = [(("concept",), concept.concept)]
        named += [(("questions", i, "id"), question.id) for i, question in enumerate(concept.questions)]
        named += [(("experiments", i, "id"), each.id) for i, each in enumerate(concept.experiments)]
        for path, name in named:
            if not _ID.fullmatch(name):
                yield _problem(document, path, "bad-id", f"`{name}` is no id", hint)


def duplicates(view: DeckView) -> Iterator[Problem]:
    """Concepts are unique in a deck; questions and experiments in a concept."""
    seen: dict[str, Location] = {}
    for concept, document in view.concepts:
        if concept.concept in seen:
            message = f"the concept `{concept.concept}` stands twice"
            hint = f"It stands at {seen[concept.concept]} already; give one of them another id."
            yield _problem(document, ("concept",), "duplicate-concept", message, hint)
        seen.setdefault(concept.concept, document.place(("concept",)))
        for key, items in (("question", concept.questions), ("experiment", concept.experiments)):
            known: dict[str, int] = {}
            for index, item in enumerate(items):
                path: Path = (f"{key}s", index, "id")
                if item.id in known:
                    hint = f"It stands in line {known[item.id]} already; give one of them another id."
                    message = f"the {key} `{item.id}` stands twice"
                    yield _problem(document, path, f"duplicate-{key}", message, hint)
                known.setdefault(item.id, document.place(path).line)


def sections_filled(view: DeckView) -> Iterator[Problem]:
    """Every section says something."""
    for concept, document in view.concepts:
        for field in fields(Sections):
            value = getattr(concept.sections, field.name)
            empty = not value.strip() if isinstance(value, str) else field.name == "related" and not value
            if field.name == "pros_cons":
                empty = not (value.pros or value.cons)
            if empty:
                message = f"the section `{field.name}` is empty"
                yield _problem(
                    document, ("sections", field.name), "empty-section", message, "Write at least a sentence."
                )


def no_concepts(view: DeckView) -> Iterator[Problem]:
    """A deck has a concept."""
    if view.info and view.info_document and not view.concepts:
        hint = "Put a concept file beside deck.yaml."
        yield _problem(view.info_document, ("deck",), "no-concepts", "the deck has no sound concept", hint)


def order_known(view: DeckView) -> Iterator[Problem]:
    """The order names concepts of the deck."""
    for index, name in enumerate(view.info.order if view.info else []):
        if name not in view.ids and view.info_document:
            hint = _near(name, view.ids, f"There are: {', '.join(view.ids)}.")
            message = f"`order` names `{name}`, which is no concept of this deck"
            yield _problem(view.info_document, ("order", index), "unknown-concept", message, hint)


def requires_known(view: DeckView) -> Iterator[Problem]:
    """What a concept requires is in the deck."""
    for concept, document in view.concepts:
        for index, name in enumerate(concept.requires):
            if name not in view.ids:
                hint = _near(name, view.ids, f"There are: {', '.join(view.ids)}.")
                message = f"`requires` names `{name}`, which is no concept of this deck"
                yield _problem(document, ("requires", index), "unknown-concept", message, hint)


def cycles(view: DeckView) -> Iterator[Problem]:
    """Nothing requires itself, however far around."""
    graph = {concept.concept: concept.requires for concept, _ in view.concepts}
    reported: set[frozenset[str]] = set()
    for concept, document in view.concepts:
        cycle = _cycle_from(graph, concept.concept)
        if cycle and frozenset(cycle) not in reported:
            reported.add(frozenset(cycle))
            message = f"the concepts require each other: {' -> '.join([*cycle, cycle[0]])}"
            hint = "Decide which of them a learner meets first, and remove it from the other's `requires`."
            yield _problem(document, ("requires",), "requires-cycle", message, hint)


def _cycle_from(graph: dict[str, list[str]], start: str) -> list[str]:
    """Return a way from a concept back to itself, or nothing. Without recursion: a deck may be long."""
    came_from: dict[str, str] = {}
    todo = [start]
    while todo:
        name = todo.pop()
        for need in graph.get(name, []):
            if need == start:
                way = [name]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if need not in came_from and need in graph:
                came_from[need] = name
                todo.append(need)
    return []


def questions(view: DeckView) -> Iterator[Problem]:
    """Each question is sound in itself, and refers to what its concept has."""
    for concept, document in view.concepts:
        known = {"example": list(concept.examples), "experiment": [each.id for each in concept.experiments]}
        for index, question in enumerate(concept.questions):
            kind: Any = kind_named(_kind_of(question))
            path: Path = ("questions", index)
            if not question.ask.strip() and kind.NAME != "predict":
                yield _problem(document, (*path, "ask"), "empty-ask", "nothing is asked", "Write the question.")
            for field, code, message, hint in kind.faults(question):
                yield _problem(document, (*path, field), code, message, hint)
            for field, what, name in kind.references(question):
                if name not in known[what]:
                    hint = _near(name, known[what], f"There are: {', '.join(known[what]) or 'none'}.")
                    message = f"there is no {what} `{name}` in this concept"
                    yield _problem(document, (*path, field), f"dangling-{what}", message, hint)


def _kind_of(question: Any) -> str:
    from quizapp.questions.kinds import QUESTION_KINDS

    return str(next(module.NAME for module in QUESTION_KINDS if module.MODEL is type(question)))


def experiments(view: DeckView) -> Iterator[Problem]:
    """Each experiment measures something known, over variants that exist."""
    for concept, document in view.concepts:
        for index, experiment in enumerate(concept.experiments):
            path: Path = ("experiments", index)
            yield from _measured(document, path, experiment)
            for name, variant in experiment.variants.items():
                if variant.example not in concept.examples:
                    hint = _near(variant.example, list(concept.examples), "Add it to `examples`.")
                    message = f"there is no example `{variant.example}` in this concept"
                    place: Path = (*path, "variants", name, "example")
                    yield _problem(document, place, "dangling-example", message, hint)
            yield from _worded(document, path, experiment)


def _measured(document: Document, path: Path, experiment: Experiment) -> Iterator[Problem]:
    if experiment.measure not in MEASURES:
        hint = _near(experiment.measure, list(MEASURES), f"There are: {', '.join(MEASURES)}.")
        message = f"there is no measure `{experiment.measure}`"
        yield _problem(document, (*path, "measure"), "unknown-measure", message, hint)
    roles = ("baseline", "contender")
    for role in roles:
        name = getattr(experiment, role)
        if name not in experiment.variants:
            hint = f"Name one of: {', '.join(experiment.variants)}."
            yield _problem(document, (*path, role), "unknown-variant", f"`{role}` names no variant", hint)


def _worded(document: Document, path: Path, experiment: Experiment) -> Iterator[Problem]:
    names = sorted({*experiment.parameters, *FACTS})
    for side in ("at_least", "at_most"):
        expression = getattr(experiment.expect, side)
        if expression and (fault := check_arithmetic(expression, names)):
            yield _problem(document, (*path, "expect", side), "bad-expectation", fault, f"Names: {', '.join(names)}.")
    for index, wrong in enumerate(experiment.misconceptions):
        if fault := check_comparison(wrong.when):
            place: Path = (*path, "misconceptions", index, "when")
            yield _problem(document, place, "bad-comparison", fault, "Write `<= 1` or `0.9..1.1`.")
    try:
        used = [name for _, name, _, _ in string.Formatter().parse(experiment.ask) if name is not None]
    except ValueError:
        used = ["{"]
    for name in used:
        if name not in experiment.parameters:
            hint = f"Parameters: {', '.join(experiment.parameters) or 'none'}."
            message = f"`ask` has the placeholder `{{{name}}}`, which is no parameter"
            yield _problem(document, (*path, "ask"), "ask-placeholder", message, hint)
    for name, values in experiment.parameters.items():
        if not values or not name.isidentifier():
            message = f"the parameter `{name}` has no values, or no name that code can use"
            yield _problem(document, (*path, "parameters", name), "bad-parameter", message, "Write `name: [1, 2]`.")


CHECKS: tuple[Callable[[DeckView], Iterator[Problem]], ...] = (
    format_version,
    ids,
    duplicates,
    sections_filled,
    no_concepts,
    order_known,
    requires_known,
    cycles,
    questions,
    experiments,
)
