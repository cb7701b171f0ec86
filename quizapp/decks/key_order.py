"""The canonical order of the keys in a deck file."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from quizapp.core.model import SectionName
from quizapp.core.question import Question
from quizapp.questions.registry import QUESTION_KINDS, kind_named

DECK = (
    "format",
    "deck",
    "title",
    "description",
    "version",
    "language",
    "licence",
    "authors",
    "ignore",
    "order",
    "paths",
)
CONCEPT = (
    "concept", "title", "phrase", "plural", "draft", "requires", "tags", "sections", "examples", "questions",
    "generate", "experiments", "claims",
)  # fmt: skip
CARDS = ("cards", "title", "part", "tags", "examples", "questions")
EXAMPLE = ("title", "language", "source")
EXPERIMENT = (
    "id", "section", "claim", "ask", "measure", "only_if", "needs_cores", "deterministic", "parameters", "baseline",
    "contender", "variants", "work", "work_seconds", "expect", "rival", "predict", "bins", "unit", "misconceptions",
    "explain",
)  # fmt: skip
QUESTION_FIRST = ("id", "kind", "section", "ask")
OWN: Mapping[str, Sequence[str]] = {"program": ("task", "given", "solution", "checks", "seconds")}
QUESTION_LAST = ("hint", "explain", "tags", "note", "was", "media")

_BELOW: Mapping[tuple[str, ...], Sequence[str]] = {
    ("sections",): tuple(map(str, SectionName)),
    ("sections", "pros_cons"): ("pros", "cons"),
    ("examples", "*"): EXAMPLE,
    ("experiments", ""): EXPERIMENT,
    ("experiments", "", "variants", "*"): ("example", "interpreter"),
    ("experiments", "", "expect"): ("at_least", "at_most", "equals"),
    ("experiments", "", "misconceptions", ""): ("when", "says"),
    ("claims", ""): ("section", "says", "proved_by", "unproved"),
    ("paths", "*"): ("title", "concepts"),
}  # fmt: skip


def key_order(path: tuple[str, ...], values: Mapping[str, Any]) -> Sequence[str]:
    """Return the order of the keys of the mapping at a path, in which an item of a list is `''`.

    `values` are those of the mapping. A mapping whose keys the author chooses, such as `examples`, has no order.
    """
    if not path:
        return DECK if "deck" in values else CARDS if "cards" in values and "concept" not in values else CONCEPT
    if path == ("questions", ""):
        return question_order(str(values.get("kind")))
    return _BELOW.get(path) or _BELOW.get((*path[:-1], "*"), ())


def question_order(kind: str) -> Sequence[str]:
    """Return the order of the keys of a question: what is asked, the answer, then what is shown later."""
    if kind not in QUESTION_KINDS:
        return (*QUESTION_FIRST, *QUESTION_LAST)
    common = {field.name for field in fields(Question)}
    own = OWN.get(kind) or [field.name for field in fields(kind_named(kind).MODEL) if field.name not in common]
    return (*QUESTION_FIRST, *own, *QUESTION_LAST)
