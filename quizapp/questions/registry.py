"""Lists every kind of question."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from importlib import import_module
from typing import Any, cast

from quizapp.core.model import SectionName
from quizapp.core.question import EDIT_MARKS, Question
from quizapp.questions.base import Kind

# A kind is the module of its name, imported when a question of it is shown: all of them take 7 ms of start-up.
QUESTION_KINDS = (
    "recall", "choice", "multi", "true_false", "cloze", "typed", "order", "match", "output", "predict",
    "schedule", "program",
)  # fmt: skip


@cache
def kind_named(name: str) -> Kind:
    """Return the kind of a name. Raises KeyError if there is none."""
    if name not in QUESTION_KINDS:
        raise KeyError(name)
    return cast(Kind, import_module(f"quizapp.questions.{name}"))


def all_kinds() -> tuple[Kind, ...]:
    """Return every kind, in the order of the table."""
    return tuple(map(kind_named, QUESTION_KINDS))


def kind_of(question: Question) -> Kind:
    """Return the kind of a question. Raises StopIteration for an object of no kind."""
    return next(kind for kind in all_kinds() if kind.MODEL is type(question))


@cache
def _defaults(kind: str) -> Mapping[str, Any]:
    made = fields(kind_named(kind).MODEL)
    return {
        each.name: each.default if each.default_factory is MISSING else each.default_factory()
        for each in made
        if each.name != "ask"
    }


def without_defaults(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question's fields without those that have their default; `ask` is always there."""
    defaults = _defaults(body["kind"])
    return {name: value for name, value in body.items() if name not in defaults or value != defaults[name]}


def question_from(body: Mapping[str, Any]) -> Question:
    """Return the question that a body's fields give; `kind` says which."""
    fields = {name: value for name, value in body.items() if name != "kind" and name not in EDIT_MARKS}
    fields["section"] = SectionName(fields["section"]) if fields.get("section") else None
    kind = kind_named(body["kind"])
    build = getattr(kind, "build", kind.MODEL)
    return cast(Question, build(**fields))
