"""Validates decks with pydantic models that are derived from the dataclasses."""

import dataclasses
import json
import re
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model
from pydantic_core import ErrorDetails

from quizapp.core.did_you_mean import did_you_mean
from quizapp.core.model import CardList, Concept, DeckInfo, Example
from quizapp.core.question import Question
from quizapp.core.stored_model import concept_from, info_from
from quizapp.decks.key_hints import OTHER_KINDS, key_hint
from quizapp.decks.view import quoted
from quizapp.decks.yaml_nodes import Document, Path
from quizapp.errors import Problem
from quizapp.questions.registry import QUESTION_KINDS, all_kinds, kind_named, question_from

_STRICT = ConfigDict(extra="forbid", allow_inf_nan=False)
Validated = TypeVar("Validated", Concept, CardList, DeckInfo)
_MAPPING_FAULTS = frozenset(("dict_type", "model_type", "model_attributes_type"))
MOST_PROBLEMS = 100  # reported for one file: a hostile file could have any number


def _translated(annotation: Any) -> Any:
    """Return a type with every dataclass replaced by its pydantic model."""
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return model_of(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is list:
        return list[_translated(arguments[0])]  # type: ignore[misc]
    if origin is dict:
        return dict[arguments[0], _translated(arguments[1])]  # type: ignore[misc,valid-type]
    if origin is not None and origin is not Literal and len(arguments) > 1:
        return Union[tuple(_translated(each) for each in arguments)]  # noqa: UP007
    return annotation


@lru_cache(maxsize=64)
def model_of(cls: type, kind: str = "", *, listed: bool = False) -> type[BaseModel]:
    """Return the pydantic model of a dataclass.

    A question's model has its `kind`; in a list of cards (`listed`) it has no section.
    """
    hints = get_type_hints(cls)
    fields: dict[str, Any] = {}
    if kind:
        fields["kind"] = (Literal[kind], Field(description="The kind of question."))
    for field in dataclasses.fields(cls):
        if listed and field.name == "section":
            continue
        keywords: dict[str, Any] = {"description": field.metadata.get("doc", "")}
        if field.default is not dataclasses.MISSING:
            keywords["default"] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            keywords["default_factory"] = field.default_factory
        asks = cls in (Concept, CardList) and field.name == "questions"
        hint = list[_question_type(listed=cls is CardList)] if asks else _translated(hints[field.name])  # type: ignore[misc]
        fields[field.name] = (hint, Field(**keywords))
    return create_model(
        f"Listed{cls.__name__}" if listed else cls.__name__, __config__=_STRICT, __doc__=cls.__doc__, **fields
    )


def question_model(kind: str) -> type[BaseModel]:
    """Return the pydantic model of a kind of question in a list of cards."""
    return model_of(kind_named(kind).MODEL, kind, listed=True)  # type: ignore[arg-type]


@lru_cache(maxsize=2)
def _question_type(*, listed: bool) -> Any:
    # A list of cards has neither sections nor experiments to predict.
    kinds = [kind for kind in all_kinds() if not (listed and kind.NAME == "predict")]
    models = tuple(model_of(kind.MODEL, kind.NAME, listed=listed) for kind in kinds)  # type: ignore[arg-type]
    return Annotated[Union[models], Field(discriminator="kind")]  # noqa: UP007


@lru_cache(maxsize=4)
def adapter(cls: type) -> TypeAdapter[Any]:
    """Return the validator of a dataclass."""
    return TypeAdapter(model_of(cls))


def validated(document: Document, cls: type[Validated]) -> Validated | None:
    """Return a document's value as a dataclass, or None; problems are added to the document."""
    dataclass: type = cls  # mypy takes a class of unhashable instances to be unhashable itself
    try:
        model = adapter(dataclass).validate_python(document.value)
    except ValidationError as error:
        document.problems += _problems(document, cls, error)
        return None
    rebuilt: Validated = _rebuilt(cls, model.model_dump())
    return rebuilt


def _rebuilt(cls: type, fields: dict[str, Any]) -> Any:
    if cls is DeckInfo:
        return info_from(fields)
    if cls is CardList:
        examples = {name: Example(**each) for name, each in fields["examples"].items()}
        asked = [question_from(each) for each in fields["questions"]]
        return CardList(**fields | {"examples": examples, "questions": asked})
    concept = concept_from(fields)
    questions = [question_from(each) for each in fields["questions"]]
    return dataclasses.replace(concept, questions=questions, generate=fields["generate"])


def _problems(document: Document, cls: type, error: ValidationError) -> list[Problem]:
    found: dict[tuple[Any, ...], Problem] = {}
    for fault in error.errors(include_url=False, include_context=True)[: 2 * MOST_PROBLEMS]:
        path = _plain_path(fault["loc"], missing=fault["type"] == "missing")
        # A union fails once for each of its types: one value, one problem.
        found.setdefault(path, _problem(document, cls, path, fault))
    problems = list(found.values())[:MOST_PROBLEMS]
    if error.error_count() > MOST_PROBLEMS:
        message = f"the file has more than {MOST_PROBLEMS} problems; the rest are not listed"
        problems.append(Problem(document.place(()), "too-many-problems", message, "Fix the listed ones first."))
    return problems


def _problem(document: Document, cls: type, path: Path, fault: ErrorDetails) -> Problem:
    name, kind = str(path[-1])[:60] if path else "", fault["type"]
    if kind == "extra_forbidden":
        hint = key_hint(name, _known_keys(cls, document.value, path[:-1]), path[:-1])
        return Problem(document.place((*path, "")), "unknown-key", f"unknown key `{name}`", hint)
    if kind == "missing":
        section = path[:-1] == ("sections",)
        what, code = ("section", "missing-section") if section else ("key", "missing-key")
        hint = f"Add `{name}:` here."
        place = (*path[:-1], "") if (*path[:-1], "") in document.places else path[:-1]
        return Problem(document.place(place), code, f"missing {what} `{name}`", hint)
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _kind_problem(document, path, fault)
    message = f"`{_label(path)}` should be {_expected(fault)}"
    hint = _hint(path, fault)
    if kind in _MAPPING_FAULTS:
        hint += _how_to_map(path, fault["input"], _mapped(cls, document.value, path))
    return Problem(document.place(path), "wrong-type", message, hint)


def _label(path: Path) -> str:
    """Return a readable name of a path, such as `tags, item 2`."""
    if path and isinstance(path[-1], int):
        return f"{_label(path[:-1])}, item {path[-1] + 1}"
    return str(path[-1])[:60] if path else "the file"


def _kind_problem(document: Document, path: Path, fault: ErrorDetails) -> Problem:
    names = list(QUESTION_KINDS)
    listed = f"One of: {', '.join(names)}."
    given = fault["input"].get("kind")
    if not isinstance(given, str):
        return Problem(document.place(path), "unknown-kind", "the question has no kind", f"Add `kind:`. {listed}")
    message = f"unknown kind of question `{given[:60]}`"
    other = OTHER_KINDS.get(given.lower().replace("-", "_").replace(" ", "_"))
    hint = f"Write `kind: {other}`." if other else did_you_mean(given, names, listed)
    return Problem(document.place((*path, "kind")), "unknown-kind", message, hint)


def _plain_path(path: tuple[Any, ...], *, missing: bool) -> Path:
    """Return a validation path without the parts that unions add: a question's kind, the types of a number."""
    kept = path[:2] + path[3:] if path[:1] == ("questions",) and len(path) > 2 else path
    return kept[:-1] if kept and kept[-1] in ("int", "float") and not missing else kept


def _known_keys(cls: type, value: Any, path: Path) -> list[str]:
    """Return the keys that are allowed in the mapping at a path."""
    annotation = _mapped(cls, value, path)
    names = [field.name for field in dataclasses.fields(annotation)]
    return [*names, "kind"] if issubclass(annotation, Question) else names


def _mapped(cls: type, value: Any, path: Path) -> Any:
    """Return the type of the mapping at a path: a dataclass, or a `dict` of names that the author chooses."""
    annotation = cls
    for part in path:
        value = value[part]
        if dataclasses.is_dataclass(annotation):
            annotation = get_type_hints(annotation)[str(part)]
        else:
            annotation = get_args(annotation)[-1]
        if annotation is Any:  # a question: its kind says which
            annotation = kind_named(value["kind"]).MODEL
    return annotation


def _expected(fault: ErrorDetails) -> str:
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
        "int_from_float": "a whole number",
        "int_type": "a whole number",
        "float_parsing": "a number",
        "float_type": "a number",
        "finite_number": "a number",
    }
    if fault["loc"][-1:] in (("int",), ("float",)):
        return "a number"
    if kind in ("enum", "literal_error"):
        return f"one of {fault['ctx']['expected']}"
    return words.get(kind, str(fault["msg"]).lower())


def _hint(path: Path, fault: ErrorDetails) -> str:
    """Return what was found, and how the line should be written where that is known."""
    value, kind = fault["input"], fault["type"]
    if kind in ("enum", "literal_error") and isinstance(value, str):
        return did_you_mean(value, re.findall(r"'([^']*)'", str(fault["ctx"]["expected"])), _found(value))
    if kind == "list_type" and isinstance(value, dict):
        return "Found a mapping. Begin each item with `- ` on a line below it."
    if kind == "list_type":
        return _found(value) + _as_list(path, value)
    if kind == "string_type" and isinstance(value, dict):
        return "Found a mapping: quote the text if it contains `: ` or begins with `{`."
    if kind == "string_type" and isinstance(value, list):
        return "Found a list: quote the text if it begins with `[` or `- `."
    if kind == "float_parsing" and isinstance(value, str) and re.fullmatch(r"\d+,\d+", value):
        return f"Write `{value.replace(',', '.')}`: a point, not a comma."
    return _found(value)


def _as_list(path: Path, value: object) -> str:
    """Return the line with a single text as the list that it should be."""
    if not isinstance(value, str) or len(value) > 60 or "\n" in value or isinstance(path[-1], int):
        return ""
    item = json.dumps(value, ensure_ascii=False) if re.search(r"[,\[\]{}]", value) else quoted(value)
    return f" Write `{path[-1]}: [{item}]`."


def _how_to_map(path: Path, value: object, annotation: Any) -> str:
    """Return how to write the mapping that was expected, with the names of its keys where the format has them."""
    if not path or value is None:
        return ""
    if dataclasses.is_dataclass(annotation):
        keys = ", ".join(f"`{field.name}`" for field in dataclasses.fields(annotation))
        return f" Write lines such as `key: value` below it, indented. Its keys: {keys}."
    return " Write lines such as `name: value` below it, indented, without `- `."


def _found(value: object) -> str:
    if value is None:
        return "There is no value; write one."
    if isinstance(value, str):
        return f"Found the text `{value.strip()[:60]}`."
    return "Found a list." if isinstance(value, list) else "Found a mapping."
