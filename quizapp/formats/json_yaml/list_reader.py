"""Reads lists of cards in JSON, JSON Lines and YAML without a fixed schema."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from quizapp.errors import Problem
from quizapp.formats.common.card_deck import CardDeck
from quizapp.formats.common.deck_builder import Draft, digest, gather
from quizapp.formats.common.imported import Imported, imported_cards
from quizapp.formats.common.reader import Facts, ReadOptions, text_file
from quizapp.formats.common.text_source import ProblemLog, head_text, text_of
from quizapp.formats.json_yaml.item_questions import ItemQuestions, questions_of
from quizapp.formats.json_yaml.line_numbers import places_of
from quizapp.formats.json_yaml.plain_fields import has_markdown
from quizapp.formats.json_yaml.question_from_fields import (
    answers_of,
    options_of,
    plain_text,
    roles_of,
    words_of,
)
from quizapp.formats.json_yaml.yaml_documents import as_warning, parted, read_documents
from quizapp.formats.markdown.recognise import is_concept_document
from quizapp.formats.tables.column_roles import role_of

NAME = "list"
TITLE = "lists of cards in JSON or YAML"
FACTS = Facts(
    name="Lists in JSON, JSON lines, YAML",
    section="lists-in-json-and-yaml",
    evidence="keys that name a front and a back, or a question and answers",
    keeps=("tags", "media"),
    samples=("cards.json", "cards.yaml", "documents.yaml"),
)

LISTS = ("cards", "flashcards", "questions", "items", "notes", "quiz", "entries", "results", "data", "terms", "words")
MOST_TWICE = 100  # keys that are there twice, which are listed
MOST_DEPTH = 6  # of lists in lists

_ASIDE = ("tags", "topic", "explain", "id")  # what a file says of its cards

_JSON = re.compile(r'\s*[\[{]\s*["\[{]')
_KEY = re.compile(r"""(?m)^[ \t]{0,60}(?:-[ \t]{1,20})?["']?([A-Za-z_-][A-Za-z_ -]{0,29})["']?[ \t]{0,20}:(?=\s|$)""")
_ITEM = re.compile(r"[ \t]*-[ \t]")
_QUOTED = re.compile(r'"([A-Za-z_ -]{1,30})"\s{0,9}:')


def recognise(path: Path, head: bytes) -> bool:
    """Return whether this is JSON or YAML whose keys name a front and a back, or a question and an answer."""
    text = head_text(head)
    if _JSON.match(text):
        names = {name.lower() for name in _QUOTED.findall(text)}
        return _named(names) or bool(re.match(r'\s*\[\s*\[\s*"', text))
    if sum(_named({name.lower() for name in _KEY.findall(part)}) for _, part in parted(text)[:200]) >= 2:
        return not _is_prose(text)
    text = _front_matter(text, ProblemLog(""))
    found = _KEY.findall(text)
    listed = re.search(r"(?m)^[ \t]*-[ \t]+\S", text)
    return bool(listed) and len(found) >= 2 and _named({name.lower() for name in found}) and not _is_prose(text)


def _named(names: set[str]) -> bool:
    roles = {role_of(name) for name in names}
    return "ask" in roles and bool(roles & {"answer", "option"} or names & {"correct", "choices", "options", "answers"})


def _is_prose(text: str) -> bool:
    """Return whether a text has lines that are not YAML."""
    if re.search(r"(?m)^(?:Q:|A:|C:|ANSWER:|\$CATEGORY|::|```)", text):
        return True
    if not re.search(r"(?m)^#{1,6} \S.*\n\s*\n", text):
        return False
    lines = [line for line in text.split("\n") if line.strip() and line.strip() != "---"]
    keyed = sum(bool(_KEY.match(line) or _ITEM.match(line)) for line in lines)
    headed = not lines or not (_KEY.match(lines[0]) or _ITEM.match(lines[0]))  # else they are comments
    return headed or keyed * 2 < len(lines) or is_concept_document(text)


def read(path: Path, options: ReadOptions) -> Imported:
    """Return the cards of a file. Raises QuizError for a file that is too large."""
    return imported_cards(*read_cards(path, text_file(path)))


def read_cards(path: Path, content: bytes) -> tuple[CardDeck | None, tuple[Problem, ...]]:
    """Return a card for every item that asks and answers; what cannot be placed is listed with its line."""
    notes = ProblemLog(str(path))
    text = text_of(path, content, notes)
    if text is None:
        return None, notes.problems()
    value, places = _values(path, text, notes)
    title = plain_text(value.get("title") or value.get("name") or value.get("deck")) if isinstance(value, dict) else ""
    reader = _Reader(places, notes, first_number(value), has_markdown(value))
    drafts = list(reader.below(value, (), ""))
    for name, count in reader.unknown.items():
        what = f"the field `{name[:40]}` of {count} card{'s' if count > 1 else ''} is not known"
        notes.warn("unknown-field", what, "It was left out.")
    if not drafts and not notes.has_errors:
        hint = "A card is `{front: ..., back: ...}` in a list, or under `cards`."
        notes.error("no-cards", "no card was found", hint, 1, 1)
    return gather(path, drafts, notes, title[:200]), notes.problems()


Steps = tuple[str | int, ...]
Places = Mapping[Steps, tuple[int, int]]


def _values(path: Path, text: str, notes: ProblemLog) -> tuple[Any, Places]:
    """Return the content as plain values, and where lists' items stand; None where it cannot be read."""
    if not re.match(r"\s*[\[{]", text):
        from quizapp.decks.yaml_nodes import read_values

        if several := read_documents(str(path), text, notes):
            return _with_title(several[0]), several[1]
        document = read_values(str(path), _front_matter(text, notes))
        notes.found += document.problems if document.value is None else map(as_warning, document.problems)
        return document.value, {key: (each.line, each.column) for key, each in document.places.items()}
    try:
        twice: list[str] = []
        value = json.loads(text, object_pairs_hook=partial(_mapping, twice))
        for key in twice[:MOST_TWICE]:
            hint = "The last value was taken; keep one of them."
            notes.warn("duplicate-key", f"duplicate key `{key[:60]}` in a mapping", hint)
        return value, places_of(text)
    except json.JSONDecodeError as error:
        lines = _json_lines(text)
        if lines is not None:
            return lines, {(index,): (line, 1) for index, line in enumerate(_filled(text))}
        notes.error("json-syntax", error.msg, "Check commas, quotes and braces.", error.lineno, error.colno)
    except RecursionError:
        notes.error("too-deep", "the lists are nested too deep", "A list of cards needs 3 levels.", 1, 1)
    return None, {}


def _mapping(twice: list[str], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the mapping of a JSON object; `twice` is added the keys that it has more than once."""
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice += [key for key, count in counts.items() if count > 1]
    return mapping


def _with_title(value: dict[str, Any]) -> dict[str, Any]:
    """Return several documents with the title that the first gives, where it is about the file and no card."""
    first = value["cards"][0]
    if _is_card(first) or _holds_lists(first):
        return value
    title = next((plain_text(first[key]) for key in ("title", "name", "deck") if first.get(key)), "")
    return {"title": title, "cards": [None, *value["cards"][1:]]} if title else value


def _front_matter(text: str, notes: ProblemLog) -> str:
    """Return the front matter of a note whose cards stand in it; any other text as it is."""
    found = re.match(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", text, re.DOTALL)
    if not found or not re.search(rf"(?m)^(?:{'|'.join(LISTS)})[ \t]*:", found[1]):
        return text
    if text[found.end() :].strip():
        rest = text.count("\n", 0, found.end()) + 1
        notes.unplaced("the text below the cards", rest, 1, "The cards were taken from the front matter alone.")
    return text[: found.end(1)]


def _filled(text: str) -> list[int]:
    return [number for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _json_lines(text: str) -> list[Any] | None:
    """Return the values where every line is a document of its own."""
    try:
        values = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (json.JSONDecodeError, RecursionError):
        return None
    return values if len(values) > 1 and all(isinstance(each, dict) for each in values) else None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Walks through lists and mappings; `first` is the number of an item's first option.

    `unknown` counts the fields that were left out.
    """

    places: Places
    notes: ProblemLog
    first: int
    is_markdown: bool
    unknown: Counter[str] = field(default_factory=Counter)

    def below(self, value: Any, path: Steps, topic: str) -> Iterator[Draft]:
        """Yield the cards at and below a value: lists hold them, keys that are no fields of a card name topics."""
        if len(path) > MOST_DEPTH:
            return
        if isinstance(value, list):
            yield from self.listed(value, path, topic)
        elif isinstance(value, dict) and _is_card(value):
            yield from self.item(value, path, topic)
        elif isinstance(value, dict):
            for key, each in value.items():
                if key.lower() in LISTS and _is_glossary(each):
                    yield from self.below([list(pair) for pair in each.items()], (*path, key), topic)
                elif isinstance(each, list | dict):
                    inner = topic if key.lower() in LISTS else "/".join(filter(None, (topic, key.strip())))
                    yield from self.below(each, (*path, key), inner)

    def listed(self, value: list[Any], path: Steps, topic: str) -> Iterator[Draft]:
        """Yield the cards of a list; a list without cards next to one with cards is noted as a whole."""
        before = len(self.notes.found), self.notes.more
        found = [draft for index, each in enumerate(value) for draft in self.item(each, (*path, index), topic)]
        if not found and len(value) > 1 and len(path) and str(path[-1]).lower() not in LISTS:
            del self.notes.found[before[0] :]
            self.notes.more = before[1]
            name = str(path[-1])
            if role_of(name) not in _ASIDE:
                self.notes.unplaced(f"a list of {len(value)} items, `{name[:40]}`,", *self.place(path))
        yield from found

    def item(self, value: Any, path: Steps, topic: str) -> Iterator[Draft]:
        """Yield the cards of a list's item: a mapping, or a front and a back."""
        if isinstance(value, dict) and not _is_card(value) and _holds_lists(value):
            yield from self.below(value, path, "/".join(filter(None, (topic, _name(value)))))
            return
        if value is None:
            return
        fields = dict(zip(("front", "back", "notes"), value, strict=False)) if isinstance(value, list) else value
        line, column = self.place(path)

        def left_out(what: str) -> None:
            self.notes.unplaced(what, line, column)

        found = ItemQuestions()
        if isinstance(fields, dict):
            found = questions_of(fields, left_out, self.first, is_markdown=self.is_markdown)
            self.unknown.update(found.unknown)
        if not found.bodies:
            self.notes.unplaced("an item", line, column, "It needs a front and a back.")
        given = (
            plain_text(next((fields[name] for name in ("id", "guid", "uuid") if name in fields), ""))
            if found.bodies
            else ""
        )
        for index, (body, name) in enumerate(zip(found.bodies, found.ids, strict=True)):
            named = "/".join(words_of(fields, "topic")) or topic
            own = f"{digest(given)}-{index + 1}" if given and index else given
            note = (digest(given) if given else found.ids[0]) if len(found.bodies) > 1 else ""
            yield Draft(
                body=body, line=line, column=column, given=own or name, note=note,
                topic=named.replace("::", "/"), tags=words_of(fields, "tags"),
            )  # fmt: skip

    def place(self, path: Steps) -> tuple[int, int]:
        """Return the line and the column of a path, or of what holds it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))


def _is_glossary(value: Any) -> bool:
    """Return whether a mapping is a glossary of texts by texts; its keys are then the questions."""
    plain = isinstance(value, dict) and all(isinstance(each, str | int | float) for each in value.values())
    return plain and bool(value) and not _is_card(value)


def _is_card(value: Mapping[str, Any]) -> bool:
    return any(role_of(str(key)) == "ask" and isinstance(each, str | int | float) for key, each in value.items())


def _holds_lists(value: Mapping[str, Any]) -> bool:
    return any(isinstance(each, list | dict) for each in value.values())


def _name(value: Mapping[str, Any]) -> str:
    return plain_text(next((value[key] for key in ("title", "name", "topic", "category") if value.get(key)), ""))


def first_number(value: Any) -> int:
    """Return the number of the first option in a file, 0 or 1: 1 where an answer is the count, and none is 0."""
    seen: set[int] = set()
    over = False
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            roles = roles_of(each) if _is_card(each) else {}
            options = options_of(each, roles)[0] if roles else []
            given = [value for _, value in answers_of(each, roles)] if options else []
            numbers = [number for value in given for number in (value if isinstance(value, list) else [value])]
            numbers = [number for number in numbers if type(number) is int]
            over = over or len(options) in numbers
            seen.update(numbers)
        waiting += each if isinstance(each, list) else list(each.values()) if isinstance(each, dict) else []
    return 1 if over and 0 not in seen else 0
