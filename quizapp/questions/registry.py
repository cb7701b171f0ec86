"""Lists every kind of question."""

from collections.abc import Mapping
from typing import Any, cast

from quizapp.core.model import SectionName
from quizapp.core.question import Question
from quizapp.questions import choice, cloze, match, multi, order, output, predict, recall, true_false, typed
from quizapp.questions.base import Kind

QUESTION_KINDS = (recall, choice, multi, true_false, cloze, typed, order, match, output, predict)

_BY_NAME = {module.NAME: module for module in QUESTION_KINDS}


def kind_named(name: str) -> Kind:
    """Return the kind of a name. Raises KeyError if there is none."""
    return cast(Kind, _BY_NAME[name])


def question_from(body: Mapping[str, Any]) -> Question:
    """Return the question that a body's fields give; `kind` says which."""
    fields = {name: value for name, value in body.items() if name != "kind"}
    fields["section"] = SectionName(fields["section"]) if fields.get("section") else None
    module = _BY_NAME[body["kind"]]
    build = getattr(module, "build", module.MODEL)
    return cast(Question, build(**fields))
