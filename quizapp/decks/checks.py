"""The checks of a deck: small functions that yield problems, listed in CHECKS."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace

from quizapp.core.did_you_mean import did_you_mean
from quizapp.core.model import Sections
from quizapp.decks.block_places import place_of_error, syntax_error
from quizapp.decks.cards import first_id
from quizapp.decks.concept_order_checks import (
    cycles,
    order_follows_requires,
    order_known,
    paths_closed,
    paths_known,
    related_spelt,
    requires_known,
)
from quizapp.decks.example_checks import wide_programs
from quizapp.decks.experiment_checks import asked_parameters, claims, experiments
from quizapp.decks.ids import is_id
from quizapp.decks.question_checks import long_answers, longest_is_right, one_sided_statements
from quizapp.decks.rival_checks import missing_rivals, rivals
from quizapp.decks.view import DeckView, id_key, listed, problem, warning
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Location, Problem
from quizapp.questions.program import SYNTAX
from quizapp.questions.registry import kind_of


def unknown_format(document: Document) -> Problem | None:
    """Return the problem of a deck.yaml in another version of the format, else None."""
    value = document.value if isinstance(document.value, dict) else {}
    given = value.get("format")
    if not isinstance(given, str) or not re.fullmatch(r"[0-9]{1,9}", given) or int(given) == 1:
        return None
    newer = int(given) > 1
    hint = "Update quizapp, or write `format: 1`." if newer else "Write `format: 1`."
    return problem(document, ("format",), "unknown-format", f"deck format {given} is not supported", hint)


def ids(view: DeckView) -> Iterator[Problem]:
    """Ids consist of lower-case letters, digits and hyphens."""
    hint = "Use lower-case letters, digits and hyphens, at most 64, such as `own-memory`."
    if view.info and view.info_document and not is_id(view.info.deck):
        message = f"`{view.info.deck[:60]}` is not a valid id"
        yield problem(view.info_document, ("deck",), "bad-id", message, hint)
    for concept, document in view.concepts:
        named: list[tuple[Path, str]] = [((id_key(document),), concept.concept)]
        named += [(("questions", i, "id"), question.id) for i, question in enumerate(concept.questions)]
        named += [(("experiments", i, "id"), each.id) for i, each in enumerate(concept.experiments)]
        for path, name in named:
            if not is_id(name):
                yield problem(document, path, "bad-id", f"`{name[:60]}` is not a valid id", hint)


def duplicates(view: DeckView) -> Iterator[Problem]:
    """Ids of concepts are unique in a deck, those of questions and experiments in a concept."""
    seen: dict[tuple[str, str], Location] = {}
    items_of: dict[tuple[str, str], dict[str, Location]] = {}
    for concept, document in view.concepts:
        part = str((document.value or {}).get("part", 1)) if concept.is_list else ""
        place = document.place((id_key(document),))
        if (first := seen.setdefault((concept.concept, part), place)) is not place:
            yield from _twice("concept", concept.concept, first, place)
        for key, items in (("question", concept.questions), ("experiment", concept.experiments)):
            # All parts of a list share one set of ids; a concept that is there twice is reported once.
            known = items_of.setdefault((concept.concept if concept.is_list else document.file, key), {})
            for index, item in enumerate(items):
                here = document.place((f"{key}s", index, "id"))
                if (first := known.setdefault(item.id, here)) is not here:
                    yield from _twice(key, item.id, first, here)


def _twice(what: str, name: str, first: Location, second: Location) -> Iterator[Problem]:
    """Yield a problem at the second place of an id, and at the first one too if that is in another file."""
    code, message, do = f"duplicate-{what}", f"duplicate {what} `{name}`", "give one of them another id."
    if first.file == second.file:
        yield Problem(second, code, message, f"First defined on line {first.line}; {do}")
    else:
        yield Problem(second, code, message, f"First defined at {first}; {do}")
        yield Problem(first, code, message, f"Defined again at {second}; {do}")


def first_ids(view: DeckView) -> Iterator[Problem]:
    """What `was` names is an id that no other question of the deck has or had."""
    deck = view.info.deck if view.info else ""
    taken = {
        f"{deck}/{concept.concept}/{question.id}": document.place(("questions", index, "id"))
        for concept, document in view.concepts
        for index, question in enumerate(concept.questions)
        if not question.was
    }
    for concept, document in view.concepts:
        for index, question in enumerate(concept.questions):
            if not question.was:
                continue
            path: Path = ("questions", index, "was")
            parts = question.was.split("/")
            if len(parts) > 3 or not all(map(is_id, parts)):
                hint = "Write the old id: `id`, `concept/id` or `deck/concept/id`."
                yield problem(document, path, "bad-id", f"`{question.was[:60]}` is not the id of a question", hint)
                continue
            name = first_id(deck, concept.concept, question.was)
            if name in taken:
                hint = f"That card is the question at {taken[name]}; remove `was` here, or there."
                yield problem(document, path, "duplicate-was", f"`{question.was}` is another question's id", hint)
            taken.setdefault(name, document.place(path))


def titles(view: DeckView) -> Iterator[Problem]:
    """Decks and concepts have titles: generated questions contain them."""
    named = [(concept.title, document) for concept, document in view.concepts]
    if view.info and view.info_document:
        named.append((view.info.title, view.info_document))
    for title, document in named:
        if not title.strip():
            yield problem(document, ("title",), "empty-title", "the title is empty", "Write a title of a few words.")


def sections_filled(view: DeckView) -> Iterator[Problem]:
    """Every section has text."""
    for concept, document in view.concepts:
        if concept.is_list:
            continue
        for field in fields(Sections):
            value = getattr(concept.sections, field.name)
            empty = not value.strip() if isinstance(value, str) else field.name == "related" and not value
            if field.name == "pros_cons":
                empty = not (value.pros or value.cons)
            if empty:
                message = f"the section `{field.name}` is empty"
                hint = "Write at least one sentence" + ("." if concept.draft else ", or `draft: true` for now.")
                report = warning if concept.draft else problem
                yield report(document, ("sections", field.name), "empty-section", message, hint)


def no_concepts(view: DeckView) -> Iterator[Problem]:
    """A deck has at least one concept."""
    if view.info_document and not view.ids:
        hint = "Put a concept file into the folder of deck.yaml."
        yield problem(view.info_document, ("deck",), "no-concepts", "the deck has no concepts", hint)


def questions(view: DeckView) -> Iterator[Problem]:
    """Each question is valid in itself and refers only to parts of its concept."""
    for concept, document in view.concepts:
        known = {"example": list(concept.examples), "experiment": [each.id for each in concept.experiments]}
        for index, question in enumerate(concept.questions):
            kind = kind_of(question)
            path: Path = ("questions", index)
            if not question.ask.strip() and kind.NAME != "predict":
                yield problem(document, (*path, "ask"), "empty-ask", "`ask` is empty", "Write the question.")
            for field, code, message, hint in kind.faults(question):
                found = problem(document, (*path, field), code, message, hint)
                error = syntax_error(getattr(question, field)) if code == SYNTAX else None
                place = place_of_error(document, (*path, field), error) if error else found.location
                yield replace(found, location=place)
            for field, what, name in kind.references(question):
                if name not in known[what]:
                    hint = did_you_mean(name, known[what], listed(known[what]))
                    message = f"there is no {what} `{name}` in this concept"
                    yield problem(document, (*path, field), f"dangling-{what}", message, hint)


Check = Callable[[DeckView], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (
    ids,
    duplicates,
    first_ids,
    titles,
    sections_filled,
    no_concepts,
    order_known,
    order_follows_requires,
    paths_known,
    paths_closed,
    requires_known,
    related_spelt,
    cycles,
    questions,
    experiments,
    asked_parameters,
    rivals,
    missing_rivals,
    claims,
    wide_programs,
    longest_is_right,
    one_sided_statements,
    long_answers,
)
