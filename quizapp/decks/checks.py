"""The checks of a deck: small functions that return problems. CHECKS is the table of contents."""

import re
import string
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from keyword import iskeyword
from typing import Literal

from quizapp.core.arithmetic import check as check_arithmetic
from quizapp.core.arithmetic import check_comparison
from quizapp.core.model import Concept, DeckInfo, Experiment, Sections
from quizapp.decks.cards import kind_of
from quizapp.decks.problems import near_miss, nearest
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Location, Problem
from quizapp.questions.kinds import kind_named

MEASURES = ("duration", "ratio")
FACTS = ("cores", "gil")  # what an expectation may name beside the parameters
_ID = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
# `{workers}` and `{size:,}` are enough; a free format could ask for a gigabyte of blanks.
_FORMAT = re.compile(r",?(?:\.\d)?[fg%]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckView:
    """A deck as the checks see it: with the documents that it was read from."""

    info: DeckInfo | None
    info_document: Document | None
    concepts: list[tuple[Concept, Document]]
    ids: list[str]  # of all its concepts, the broken ones among them: a reference to one of those is not dangling


def _problem(
    document: Document,
    path: Path,
    code: str,
    message: str,
    hint: str,
    severity: Literal["error", "warning"] = "error",
) -> Problem:
    return Problem(document.place(path), code, message, hint, severity)


def _listed(names: Iterable[str]) -> str:
    return f"There are: {', '.join(sorted(names)) or 'none'}."[:200]


def is_id(name: str) -> bool:
    """Return whether a name can be an id: lower case letters, digits and hyphens, at most 64."""
    return bool(_ID.fullmatch(name))


def format_version(view: DeckView) -> Iterator[Problem]:
    """Only version 1 of the format is known."""
    if view.info and view.info_document and view.info.format != 1:
        message = f"format {view.info.format} is not known"
        yield _problem(view.info_document, ("format",), "unknown-format", message, "Write `format: 1`.")


def ids(view: DeckView) -> Iterator[Problem]:
    """Ids are lower case letters, digits and hyphens."""
    hint = "Use lower case letters, digits and hyphens, such as `own-memory`."
    if view.info and view.info_document and not is_id(view.info.deck):
        message = f"`{view.info.deck[:60]}` is no id"
        yield _problem(view.info_document, ("deck",), "bad-id", message, hint)
    for concept, document in view.concepts:
        named: list[tuple[Path, str]] = [(("concept",), concept.concept)]
        named += [(("questions", i, "id"), question.id) for i, question in enumerate(concept.questions)]
        named += [(("experiments", i, "id"), each.id) for i, each in enumerate(concept.experiments)]
        for path, name in named:
            if not is_id(name):
                yield _problem(document, path, "bad-id", f"`{name[:60]}` is no id", hint)


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


def titles(view: DeckView) -> Iterator[Problem]:
    """Decks and concepts have titles: generated questions are made of them."""
    named = [(concept.title, document) for concept, document in view.concepts]
    if view.info and view.info_document:
        named.append((view.info.title, view.info_document))
    for title, document in named:
        if not title.strip():
            yield _problem(document, ("title",), "empty-title", "the title is empty", "Write a word or a few.")


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
                hint = "Write at least a sentence."
                yield _problem(document, ("sections", field.name), "empty-section", message, hint)


def no_concepts(view: DeckView) -> Iterator[Problem]:
    """A deck has a concept."""
    if view.info_document and not view.ids:
        hint = "Put a concept file beside deck.yaml."
        yield _problem(view.info_document, ("deck",), "no-concepts", "the deck has no concept", hint)


def order_known(view: DeckView) -> Iterator[Problem]:
    """The order names concepts of the deck."""
    for index, name in enumerate(view.info.order if view.info else []):
        if name not in view.ids and view.info_document:
            hint = nearest(name, view.ids, _listed(view.ids))
            message = f"`order` names `{name[:60]}`, which is no concept of this deck"
            yield _problem(view.info_document, ("order", index), "unknown-concept", message, hint)


def requires_known(view: DeckView) -> Iterator[Problem]:
    """What a concept requires is in the deck."""
    for concept, document in view.concepts:
        for index, name in enumerate(concept.requires):
            if name not in view.ids:
                hint = nearest(name, view.ids, _listed(view.ids))
                message = f"`requires` names `{name[:60]}`, which is no concept of this deck"
                yield _problem(document, ("requires", index), "unknown-concept", message, hint)


def related_spelt(view: DeckView) -> Iterator[Problem]:
    """A related concept may be free text, but hardly a slip of one that the deck has."""
    from rapidfuzz.distance import OSA

    for concept, document in view.concepts:
        for index, name in enumerate(concept.sections.related):
            near = near_miss(name, view.ids) if is_id(name) and name not in view.ids else None
            if near and OSA.distance(name, near) <= 2:
                message = f"`{name}` is no concept of this deck"
                place: Path = ("sections", "related", index)
                hint = f"Did you mean `{near}`? Free text may stay."
                yield _problem(document, place, "unknown-related", message, hint, "warning")


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
            kind = kind_named(kind_of(question))
            path: Path = ("questions", index)
            if not question.ask.strip() and kind.NAME != "predict":
                yield _problem(document, (*path, "ask"), "empty-ask", "nothing is asked", "Write the question.")
            for field, code, message, hint in kind.faults(question):
                yield _problem(document, (*path, field), code, message, hint)
            for field, what, name in kind.references(question):
                if name not in known[what]:
                    hint = nearest(name, known[what], _listed(known[what]))
                    message = f"there is no {what} `{name}` in this concept"
                    yield _problem(document, (*path, field), f"dangling-{what}", message, hint)


def asked_parameters(view: DeckView) -> Iterator[Problem]:
    """Where an experiment or a question about one asks, its placeholders are the experiment's parameters."""
    for concept, document in view.concepts:
        by_id = {each.id: each for each in concept.experiments}
        for index, experiment in enumerate(concept.experiments):
            yield from _placeholders(document, ("experiments", index, "ask"), experiment.ask, experiment)
        for index, question in enumerate(concept.questions):
            for _, what, name in kind_named(kind_of(question)).references(question):
                if what == "experiment" and name in by_id:
                    yield from _placeholders(document, ("questions", index, "ask"), question.ask, by_id[name])


def _placeholders(document: Document, path: Path, ask: str, experiment: Experiment) -> Iterator[Problem]:
    code, names = "ask-placeholder", ", ".join(experiment.parameters) or "none"
    try:
        parts = [part[1:] for part in string.Formatter().parse(ask)]
    except ValueError:
        hint = "Write `{name}` for a parameter, and `{{` for a brace."
        yield _problem(document, path, code, "the braces in `ask` do not match", hint)
        return
    for name, form, conversion in parts:
        if name is None:
            continue
        if name not in experiment.parameters:
            message = f"`ask` has the placeholder `{{{name[:60]}}}`, which is no parameter"
            yield _problem(document, path, code, message, f"Parameters: {names}."[:200])
        elif conversion or not _FORMAT.fullmatch(form or ""):
            message = f"the placeholder `{{{name}}}` has a format that is not allowed"
            yield _problem(document, path, code, message, "Write `{name}`, `{name:,}` or `{name:.1f}`.")


def experiments(view: DeckView) -> Iterator[Problem]:
    """Each experiment measures something known, over variants that exist."""
    for concept, document in view.concepts:
        for index, experiment in enumerate(concept.experiments):
            path: Path = ("experiments", index)
            yield from _measured(document, path, experiment)
            for name, variant in experiment.variants.items():
                if variant.example not in concept.examples:
                    hint = nearest(variant.example, list(concept.examples), "Add it to `examples`.")
                    message = f"there is no example `{variant.example}` in this concept"
                    place: Path = (*path, "variants", name, "example")
                    yield _problem(document, place, "dangling-example", message, hint)
            yield from _worded(document, path, experiment)


def _measured(document: Document, path: Path, experiment: Experiment) -> Iterator[Problem]:
    if experiment.measure not in MEASURES:
        hint = nearest(experiment.measure, list(MEASURES), f"There are: {', '.join(MEASURES)}.")
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
    for name, values in experiment.parameters.items():
        if not values or not name.isidentifier() or iskeyword(name):
            message = f"the parameter `{name}` has no values, or no name that code can use"
            yield _problem(document, (*path, "parameters", name), "bad-parameter", message, "Write `name: [1, 2]`.")


CHECKS: tuple[Callable[[DeckView], Iterator[Problem]], ...] = (
    format_version,
    ids,
    duplicates,
    titles,
    sections_filled,
    no_concepts,
    order_known,
    requires_known,
    related_spelt,
    cycles,
    questions,
    experiments,
    asked_parameters,
)
