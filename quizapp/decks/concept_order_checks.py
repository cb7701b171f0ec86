"""Checks of how concepts refer to each other: their order, paths, prerequisites and relations."""

from collections.abc import Iterator
from itertools import pairwise

from quizapp.core.did_you_mean import closest, did_you_mean
from quizapp.decks.ids import is_id
from quizapp.decks.view import DeckView, listed, problem, warning
from quizapp.decks.yaml_nodes import Path
from quizapp.errors import Problem


def order_known(view: DeckView) -> Iterator[Problem]:
    """`order` lists concepts of the deck."""
    for index, name in enumerate(view.info.order if view.info else []):
        if name not in view.ids and view.info_document:
            hint = did_you_mean(name, view.ids, listed(view.ids))
            message = f"`order` lists `{name[:60]}`, which is not a concept of this deck"
            yield problem(view.info_document, ("order", index), "unknown-concept", message, hint)


def order_follows_requires(view: DeckView) -> Iterator[Problem]:
    """`order` introduces what a concept requires before the concept."""
    order = view.info.order if view.info else []
    place = {name: index for index, name in reversed(list(enumerate(order)))}
    for concept, _ in view.concepts:
        late = [name for name in concept.requires if place.get(name, -1) > place.get(concept.concept, len(order))]
        if late and view.info_document:
            message = f"`order` lists `{concept.concept}` before `{late[0]}`, which it requires"
            path: Path = ("order", place[concept.concept])
            yield warning(view.info_document, path, "order-before-requires", message, f"Move it after `{late[0]}`.")


def paths_known(view: DeckView) -> Iterator[Problem]:
    """`paths` lists concepts of the deck, under ids that can be tags."""
    if not view.info or not view.info_document:
        return
    for name, way in view.info.paths.items():
        path: Path = ("paths", name)
        if not is_id(name):
            hint = "Use lower-case letters, digits and hyphens: it becomes a tag."
            yield problem(view.info_document, path, "bad-id", f"`{name[:60]}` is not a valid id", hint)
        if not way.title.strip():
            hint = "Write a title of a few words."
            yield problem(view.info_document, (*path, "title"), "empty-title", "the title is empty", hint)
        if not way.concepts:
            hint = "List its concepts, or remove the path."
            yield problem(view.info_document, path, "empty-path", f"the path `{name[:60]}` has no concepts", hint)
        for index, step in enumerate(way.concepts):
            if step not in view.ids:
                hint = did_you_mean(step, view.ids, listed(view.ids))
                message = f"the path `{name[:60]}` lists `{step[:60]}`, which is not a concept of this deck"
                yield problem(view.info_document, (*path, "concepts", index), "unknown-concept", message, hint)


def paths_closed(view: DeckView) -> Iterator[Problem]:
    """A path lists whatever its concepts require: a learner on it reads nothing else."""
    needs = {concept.concept: concept.requires for concept, _ in view.concepts}
    for name, way in (view.info.paths if view.info else {}).items():
        steps = frozenset(way.concepts)
        for index, step in enumerate(way.concepts):
            missing = [need for need in needs.get(step, ()) if need not in steps]
            if missing and view.info_document:
                message = f"the path `{name[:60]}` lists `{step}`, but not `{missing[0]}`, which it requires"
                place: Path = ("paths", name, "concepts", index)
                hint = f"Add `{missing[0]}` to the path, or remove `{step}` from it."
                yield problem(view.info_document, place, "path-not-closed", message, hint)


def requires_known(view: DeckView) -> Iterator[Problem]:
    """`requires` lists concepts of the deck."""
    for concept, document in view.concepts:
        for index, name in enumerate(concept.requires):
            if name not in view.ids:
                hint = did_you_mean(name, view.ids, listed(view.ids))
                message = f"`requires` lists `{name[:60]}`, which is not a concept of this deck"
                yield problem(document, ("requires", index), "unknown-concept", message, hint)


def related_spelt(view: DeckView) -> Iterator[Problem]:
    """`related` may hold free text, but not a misspelt concept of the deck."""
    from rapidfuzz.distance import OSA

    for concept, document in view.concepts:
        for index, name in enumerate(concept.sections.related):
            near = closest(name, view.ids) if is_id(name) and name not in view.ids else None
            if near and OSA.distance(name, near) <= 2:
                message = f"`{name}` is not a concept of this deck"
                place: Path = ("sections", "related", index)
                hint = f"Did you mean `{near}`? If it is meant as free text, ignore this."
                yield warning(document, place, "unknown-related", message, hint)


def cycles(view: DeckView) -> Iterator[Problem]:
    """No concept requires itself, directly or through others. Each of them gets the problem, at what it requires."""
    graph = {concept.concept: concept.requires for concept, _ in view.concepts}
    documents = {concept.concept: document for concept, document in view.concepts}
    reported: set[frozenset[str]] = set()
    hint = "Choose the one to learn first, and remove the concept after it from its `requires`."
    for concept, _ in view.concepts:
        cycle = _cycle_from(graph, concept.concept)
        if not cycle or frozenset(cycle) in reported:
            continue
        reported.add(frozenset(cycle))
        message = f"the concepts require each other: {' -> '.join([*cycle, *cycle[:1]])}"
        for name, need in pairwise([*cycle, *cycle[:1]]):
            path: Path = ("requires", graph[name].index(need))
            yield problem(documents[name], path, "requires-cycle", message, hint)


def _cycle_from(graph: dict[str, list[str]], start: str) -> list[str]:
    """Return a path from a concept back to itself, or []. Iterative: a long deck would exceed the recursion limit."""
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
