"""Converts the fields of an item in JSON or YAML to questions."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from quizapp.formats.common import question_fields
from quizapp.formats.common.answer_matching import all_unlabelled, chosen
from quizapp.formats.common.html_to_markdown import is_html, markdown_of
from quizapp.formats.common.numbered_cloze import HAS_CLOZE, numbered_bodies
from quizapp.formats.tables.column_roles import plain_name, role_of
from quizapp.questions.registry import QUESTION_KINDS

ENTITY = re.compile(r"&(?:quot|amp|apos|[a-z]{1,8}(?:acute|grave|uml|cedil|tilde|circ)|#x?[0-9a-fA-F]{1,6});")
LISTED = frozenset(["options", "choices", "alternatives", "possible answers", "answer options", "all answers"])
_RIGHT = re.compile(r"(?:is )?(?:correct|right|true|answer)")
_INDEX = re.compile(r".*\b(?:index|idx|position|number|id)")
_TELLING = re.compile(r"(?:correct|right|solution)\b|(?:answer|option|choice)s?\b.*\b(?:index|idx)\b")
_REMARK = re.compile(r"\b(?:explanation|feedback|reason|rationale|count|rate|message)\b")
_LABEL = frozenset(["label", "letter", "key", "id"])
_TRUTH = {"true": True, "false": False}
_NOT_ASKED = ("id", "topic", "tags", "deck")
_KINDS = frozenset(QUESTION_KINDS) - {"predict"}


def plain_text(value: Any) -> str:
    """Return a value as text: a list's items a line each; '' for None, mappings and truth values."""
    if isinstance(value, list):
        return "\n".join(filter(None, (plain_text(each) for each in value)))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    return markdown_of(text) if is_html(text) or ENTITY.search(text) else text.strip()


def words_of(fields: Mapping[str, Any], role: str) -> tuple[str, ...]:
    """Return the words of the fields with a role: of a list its items, of a text what commas part."""
    found: list[str] = []
    for name, value in fields.items():
        if role_of(name) == role:
            found += value if isinstance(value, list) else plain_text(value).split(",")
    texts = (plain_text(each) for each in found)
    return tuple(dict.fromkeys(text if role == "topic" else "-".join(text.split()) for text in texts if text))


def bodies_of(fields: Mapping[str, Any], left_out: Callable[[str], None], first: int = 0) -> list[question_fields.Body]:
    """Return the questions of one item; [] where it asks or answers nothing. `first` is the first option's number.

    `left_out` is called for each part without a question, if other parts have one.
    """
    roles = roles_of(fields)
    ask = _first(fields, roles, "ask")
    if not ask:
        return []
    explain = _explain(fields, roles)
    if HAS_CLOZE.search(ask):
        told = "\n\n".join(filter(None, (_first(fields, roles, "answer"), explain)))
        return list(numbered_bodies(ask, left_out, told))
    body = _body(fields, roles, ask, explain, first)
    hint = _first(fields, roles, "hint")
    return [body | ({"hint": hint} if hint else {})] if body else []


def roles_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the role of each field by its name; letters such as A and B are options, but Q and A are not."""
    letters = [name for name in fields if len(name) == 1 and name in "abcdefghABCDEFGH"]
    return {name: "option" if name in letters and len(letters) > 1 else role_of(name) for name in fields}


def own_body(fields: Mapping[str, Any]) -> question_fields.Body | None:
    """Return a question as our own writer puts it down."""
    kind = fields.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS or not isinstance(fields.get("ask"), str):
        return None
    from pydantic import ValidationError

    from quizapp.decks.models import question_model

    body = {name: value for name, value in fields.items() if name not in _NOT_ASKED}
    model = question_model(kind)
    try:
        made = model.model_validate(body | {"id": "own"}).model_dump(exclude_unset=True, mode="json")
    except ValidationError:
        return None
    return {name: value for name, value in made.items() if name != "id"}


def _first(fields: Mapping[str, Any], roles: Mapping[str, str], role: str) -> str:
    texts = (plain_text(fields[name]) for name, each in roles.items() if each == role)
    return next(filter(None, texts), "")


def _explain(fields: Mapping[str, Any], roles: Mapping[str, str]) -> str:
    return "\n\n".join(filter(None, (plain_text(fields[name]) for name, role in roles.items() if role == "explain")))


def _body(
    fields: Mapping[str, Any], roles: Mapping[str, str], ask: str, explain: str, first: int
) -> question_fields.Body | None:  # fmt: skip
    listed, marked = options_of(fields, roles)
    wrong = [text for name, role in roles.items() if role == "wrong" for text in _texts(fields[name])]
    answers = answers_of(fields, roles)
    if marked:
        return question_fields.options(
            ask, [listed[i] for i in marked], [t for i, t in enumerate(listed) if i not in marked], explain
        )
    if listed:
        right = next(filter(None, (_right([each], listed, first) for each in answers)), [])
        shown = all_unlabelled(listed)
        if right:
            good = [shown[index] for index in right]
            return question_fields.options(
                ask, good, [text for i, text in enumerate(shown) if i not in right] + wrong, explain
            )
    answers = answers[:1]
    truth = next((value for _, value in answers if isinstance(value, bool)), None)
    texts = [text for _, value in answers for text in _texts(value)]
    if truth is None and len(texts) == 1 and not wrong:
        truth = _TRUTH.get(texts[0].lower())
    if truth is not None:
        return question_fields.true_false(ask, truth, explain)
    if wrong and texts:
        return question_fields.options(ask, texts, wrong, explain)
    return question_fields.recall(ask, "\n".join(texts), explain) if texts else None


def options_of(fields: Mapping[str, Any], roles: Mapping[str, str]) -> tuple[list[str], list[int]]:
    """Return an item's options, and the indices of those that themselves say that they are right."""
    for name, value in fields.items():
        plain = plain_name(str(name))
        if plain in LISTED or (plain == "answers" and isinstance(value, list) and _are_marked(value)):
            found = list(_listed(value))
            return [text for text, _ in found], [index for index, (_, right) in enumerate(found) if right]
    return [text for name, role in roles.items() if role == "option" for text in _texts(fields[name])], []


def _are_marked(value: list[Any]) -> bool:
    return all(isinstance(each, dict) for each in value)


def _listed(value: Any) -> Iterator[tuple[str, bool]]:
    """Yield the options of a list or of a mapping from letters, with whether they are marked as right."""
    if isinstance(value, str):
        value = [part for part in re.split(r"\n|;|\|", value) if part.strip()]
    values: Iterable[Any] = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    values = list(values)
    best = max((_worth(each) for each in values if isinstance(each, dict)), default=0.0)
    for each in values:
        if isinstance(each, dict):
            texts = [plain_text(text) for key, text in each.items() if plain_name(str(key)) not in _LABEL]
            marks = [mark for key, mark in each.items() if _RIGHT.fullmatch(plain_name(str(key)))]
            right = any(mark is True or str(mark).lower() in ("true", "1", "100") for mark in marks)
            right = right or (not marks and _worth(each) == best > 0)
            text = next((text for text in texts if text and text.lower() not in _TRUTH), "")
        else:
            text, right = (str(each) if isinstance(each, bool) else plain_text(each)), False
        if text:
            yield text, right


def _worth(option: Mapping[str, Any]) -> float:
    """Return how much an option is worth, where it says so as Moodle does; 0 where not."""
    found = (value for name, value in option.items() if plain_name(str(name)) in ("fraction", "weight"))
    value = next(found, 0)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def answers_of(fields: Mapping[str, Any], roles: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Return what may be the answer, the most telling name first: a question too has an index, which is none."""
    named = [(plain_name(str(name)), value) for name, value in fields.items() if value not in (None, "", [])]
    found = [each for each in named if _TELLING.match(each[0]) and not _REMARK.search(each[0])]
    found += [(plain_name(str(name)), fields[name]) for name, role in roles.items() if role == "answer"]
    found += [each for each in named if each[0] == "index"]
    return [each for index, each in enumerate(found) if each[1] not in (None, "", []) and each not in found[:index]]


def _right(answers: list[tuple[str, Any]], listed: list[str], first: int) -> list[int]:
    """Return the indices of the options that the answers mean: by number, letter or text."""
    found: list[int] = []
    for name, value in answers:
        start = 0 if _INDEX.fullmatch(name) else first
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, int) and not isinstance(each, bool) and str(each) not in listed:
                found += [each - start] if 0 <= each - start < len(listed) else []
            else:
                found += chosen(str(each), listed, start)
    return list(dict.fromkeys(found))


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, dict):
        return [text for key, each in value.items() if plain_name(str(key)) not in _LABEL for text in _texts(each)]
    text = str(value) if isinstance(value, bool) else plain_text(value)
    return [text] if text else []
