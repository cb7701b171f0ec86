"""Validation derived from the dataclasses: pydantic models with the same fields, types and descriptions."""

import dataclasses
import difflib
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from quizapp.core.model import Concept, DeckInfo
from quizapp.decks.yaml_nodes import Document
from quizapp.errors import Problem
from quizapp.questions.kinds import QUESTION_KINDS, question_from

_STRICT = ConfigDict(extra="forbid")


def _translated(annotation: Any) -> Any:
    """Return a type in which every dataclass is replaced by its pydantic model."""
    if dataclasses.is_dataclass(annotation):
        return model_of(annotation)  # type: ignore[arg-type]
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is list:
        return list[_translated(arguments[0])]  # type: ignore[misc]
    if origin is dict:
        return dict[arguments[0], _translated(arguments[1])]  # type: ignore[misc,valid-type]
    if origin is not None and origin is not Literal and len(arguments) > 1:
        return Union[tuple(_translated(each) for each in arguments)]  # noqa: UP007
    return annotation


@lru_cache(maxsize=64)
def model_of(cls: Any, kind: str = "") -> type[BaseModel]:
    """Return the pydantic model of a dataclass; that of a question carries its kind."""
    hints = get_type_hints(cls)
    fields: dict[str, Any] = {}
    if kind:
        fields["kind"] = (Literal[kind], Field(description="The kind of question."))
    for field in dataclasses.fields(cls):
        keywords: dict[str, Any] = {"description": field.metadata.get("doc", "")}
        if field.default is not dataclasses.MISSING:
            keywords["default"] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            keywords["default_factory"] = field.default_factory
        hint = list[_question_type()] if cls is Concept and field.name == "questions" else hints[field.name]  # type: ignore[misc]
        translated = hint if cls is Concept and field.name == "questions" else _translated(hint)
        fields[field.name] = (translated, Field(**keywords))
    return create_model(cls.__name__, __config__=_STRICT, __doc__=cls.__doc__, **fields)


@lru_cache(maxsize=1)
def _question_type() -> Any:
    models = tuple(model_of(module.MODEL, module.NAME) for module in QUESTION_KINDS)
    return Annotated[Union[models], Field(discriminator="kind")]  # noqa: UP007


@lru_cache(maxsize=4)
def adapter(cls: Any) -> TypeAdapter[Any]:
    """Return the validator of a dataclass."""
    return TypeAdapter(model_of(cls))


def validated(document: Document, cls: Any) -> Any:
    """Return the dataclass that a document's value gives, or None; every fault goes into its problems."""
    try:
        model = adapter(cls).validate_python(document.value)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=True):
            document.problems.append(_problem(document, fault))
        return None
    return _rebuilt(cls, model.model_dump())


def _rebuilt(cls: Any, fields: dict[str, Any]) -> Any:
    if cls is DeckInfo:
        return DeckInfo(**fields)
    from quizapp.core.model import concept_from

    concept = concept_from(fields)
    questions = [question_from(each) for each in fields["questions"]]
    return dataclasses.replace(concept, questions=questions, generate=fields["generate"])


def _problem(document: Document, fault: Any) -> Problem:
    path = _plain_path(document.value, fault["loc"])
    name, kind = str(path[-1]) if path else "", fault["type"]
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, _known_keys(path), 1)
        hint = f"Did you mean `{near[0]}`?" if near else "Remove it, or see the reference of the deck format."
        return Problem(document.place((*path, "")), "unknown-key", f"the key `{name}` is not known", hint)
    if kind == "missing":
        section = len(path) >= 2 and path[-2] == "sections"
        what, code = ("section", "missing-section") if section else ("key", "missing-key")
        hint = f"Add `{name}:` here."
        return Problem(document.place(path[:-1]), code, f"the {what} `{name}` is missing", hint)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _kind_problem(document, path, fault)
    expected = _expected(fault)
    return Problem(document.place(path), "wrong-type", f"`{name}` should be {expected}", _found(fault["input"]))


def _kind_problem(document: Document, path: tuple[Any, ...], fault: Any) -> Problem:
    names = [module.NAME for module in QUESTION_KINDS]
    given = fault["input"].get("kind") if isinstance(fault["input"], dict) else None
    if not isinstance(given, str):
        message, hint = "the question has no kind", f"Add `kind:`, one of: {', '.join(names)}."
    else:
        near = difflib.get_close_matches(given, names, 1)
        message = f"there is no kind `{given}`"
        hint = f"Did you mean `{near[0]}`?" if near else f"One of: {', '.join(names)}."
    place = document.place((*path, "kind")) if given else document.place(path)
    return Problem(place, "unknown-kind", message, hint)


def _plain_path(value: Any, path: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a validation path without the tags that unions put into it."""
    kept: list[Any] = []
    for part in path:
        known = isinstance(value, list) and isinstance(part, int) and part < len(value)
        inside = isinstance(value, dict) and isinstance(part, str)
        if known or (inside and part in value):
            value = value[part]
            kept.append(part)
        elif inside and part == path[-1] and part not in [module.NAME for module in QUESTION_KINDS]:
            kept.append(part)
    return tuple(kept)


def _known_keys(path: tuple[Any, ...]) -> list[str]:
    names = {field.name for cls in (DeckInfo, Concept) for field in dataclasses.fields(cls)}
    for module in QUESTION_KINDS:
        names |= {field.name for field in dataclasses.fields(module.MODEL)}
    from quizapp.core.model import Example, Expectation, Experiment, Misconception, ProsCons, Sections

    for cls in (Example, Expectation, Experiment, Misconception, ProsCons, Sections):
        names |= {field.name for field in dataclasses.fields(cls)}
    return sorted(names)


def _expected(fault: Any) -> str:
    kind = fault["type"]
    words = {
        "string_type": "text",
        "list_type": "a list",
        "dict_type": "a mapping",
        "model_type": "a mapping",
        "model_attributes_type": "a mapping",
        "bool_parsing": "true or false",
        "bool_type": "true or false",
        "int_parsing": "a whole number",
        "float_parsing": "a number",
    }
    if kind in ("enum", "literal_error"):
        return f"one of {fault['ctx']['expected']}"
    return words.get(kind, str(fault["msg"]).lower())


def _found(value: Any) -> str:
    if value is None:
        return "There is nothing here; write a value."
    kind = "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else f"the text `{value}`"
    return f"Found {kind}."[:200]
