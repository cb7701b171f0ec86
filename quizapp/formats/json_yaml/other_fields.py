"""Fields of a list's item beyond question and answer: code, images, a second direction, remarks; and unknown ones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizapp.formats.common import question_fields
from quizapp.formats.common.media_mark import media_mark
from quizapp.formats.json_yaml.question_from_fields import LISTED, answers_of, options_of, plain_text
from quizapp.formats.tables.column_roles import plain_name, role_of

_USED = frozenset(("tags", "topic", "id", "kind", "option", "wrong"))
_CODE = re.compile(r"(?:(?:question|source) )?(?:code|code snippet|snippet|code block)")
_CODE_EXAMPLE = re.compile(
    r"(?:code examples?|examples? code|sample code|code samples?|(?:answer|solution|correct) (?:code|snippet))"
)
_REVERSE = re.compile(
    r"(?:(?:include|add|with|is|has|make) )?(?:revers(?:e|ed|ible)|both ways|bidirectional|two way|two sided)(?: card)?"
)
_LANGUAGE = frozenset(("language", "lang", "code language", "programming language"))
_ON_FRONT = re.compile(r"(?:question|front|ask)\b")
_SIDE = re.compile(r"(?:question|front|ask|answer|back) ")
_ADDRESS = re.compile(r"\s*\w{2,10}://\S+\s*")


@dataclass(slots=True)
class OtherFields:
    """What else an item has, as Markdown for each part of its card; `unknown` are the names of fields without a use."""

    ask: list[str] = field(default_factory=list)
    answer: list[str] = field(default_factory=list)
    explain: list[str] = field(default_factory=list)
    is_reversed: bool = False
    unknown: list[str] = field(default_factory=list)


def other_fields(fields: Mapping[str, Any], roles: Mapping[str, str]) -> OtherFields:
    """Return what the fields hold that neither asks nor answers."""
    found = OtherFields()
    language = next((plain_text(fields[name]) for name in fields if plain_name(str(name)) in _LANGUAGE), "")
    for name in _left(fields, roles):
        if not _take(found, str(name), fields[name], roles[name], language):
            found.unknown.append(str(name))
    if any(text.startswith("```") for text in (*found.ask, *found.answer)):
        found.unknown = [name for name in found.unknown if plain_name(name) not in _LANGUAGE]
    return found


def _left(fields: Mapping[str, Any], roles: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of the filled fields from which the question took nothing."""
    taken: set[str] = set()
    answers = {name for name, _ in answers_of(fields, roles)}
    if not options_of(fields, roles)[0]:
        answers = {name for name, _ in answers_of(fields, roles)[:1]}
    for name, value in fields.items():
        role, plain = roles[name], plain_name(str(name))
        if value in (None, "", []) or role in _USED or plain in answers or plain in LISTED:
            continue
        if role == "explain" and plain_text(value):
            continue
        if role in ("ask", "hint") and role not in taken and plain_text(value):
            taken.add(role)
            continue
        yield name


def _take(found: OtherFields, name: str, value: Any, role: str, language: str) -> bool:
    """Use a field where its meaning is plain; return whether it was used."""
    plain = plain_name(name)
    if _REVERSE.fullmatch(plain):
        found.is_reversed = found.is_reversed or value is True or str(value).lower() in ("true", "yes", "1")
        return isinstance(value, bool) or str(value).lower() in ("true", "false", "yes", "no", "0", "1")
    texts = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str) and each.strip()]
    if not texts:
        return False
    if role_of(_SIDE.sub("", plain)) in ("image", "sound"):
        (found.ask if _ON_FRONT.match(plain) else found.explain).extend(map(media_mark, texts))
    elif _CODE.fullmatch(plain):
        found.ask.append(_fenced(texts, language))
    elif _CODE_EXAMPLE.fullmatch(plain):
        found.answer.append(_fenced(texts, language))
    elif role in ("ask", "answer", "hint", "explain") or _is_prose(texts):
        found.explain.append(f"{plain.capitalize()}: {plain_text(value)}")
    else:
        return False
    return True


def _fenced(texts: Sequence[str], language: str) -> str:
    code = "\n".join(text.strip("\n") for text in texts)
    name = language.lower() if re.fullmatch(r"[A-Za-z0-9+#-]{1,20}", language) else ""
    return code if "```" in code else f"```{name}\n{code.rstrip()}\n```"


def _is_prose(texts: Sequence[str]) -> bool:
    """Return whether texts say something to a reader: several words, and not an address alone."""
    return all(len(text.split()) > 1 and not _ADDRESS.fullmatch(text) for text in texts)


def completed(bodies: Sequence[question_fields.Body], found: OtherFields) -> list[question_fields.Body]:
    """Return questions with what else their item has, and in both directions where it says so."""
    out = [_completed(dict(body), found) for body in bodies]
    if found.is_reversed and len(out) == 1 and out[0]["kind"] == "recall":
        first = out[0]
        out.append(first | {"ask": first["answer"], "answer": bodies[0]["ask"]})
    return out


def _completed(body: question_fields.Body, found: OtherFields) -> question_fields.Body:
    explain = [str(body.get("explain", "")), *found.explain]
    if body["kind"] == "cloze":
        explain += [*found.ask, *found.answer]
    else:
        body["ask"] = "\n\n".join([body["ask"], *found.ask])
    if body["kind"] == "recall":
        body["answer"] = "\n\n".join([body["answer"], *found.answer])
    elif body["kind"] != "cloze":
        explain += found.answer
    if told := "\n\n".join(filter(None, explain)):
        body["explain"] = told
    return body
