"""Parses YAML into plain values with their locations: every scalar stays the text that was written.

PyYAML recurses while it composes nodes and expands aliases without a limit. Therefore values are built from its
stream of events, whose depth, size and aliases are checked as they come.
"""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from quizapp.decks.yaml_syntax import syntax_problem
from quizapp.errors import Location, Problem

MOST_BYTES = 2 * 1024 * 1024
MOST_DEPTH = 40
MOST_NODES = 100_000
MOST_DUPLICATES = 100

# All characters that the YAML specification does not define as printable.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Path = tuple[str | int, ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Document:
    """The content of a file as plain values, the location of each, and the problems found."""

    file: str
    value: Any = None
    places: dict[Path, Location] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""  # of the file, SHA-256

    def place(self, path: Path) -> Location:
        """Return the location of a path, or that of its nearest parent."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Location(self.file, 1, 1))


def read_document(file: str, content: bytes) -> Document:
    """Parse a file that holds a mapping; hostile or broken content gives problems, never an exception."""
    document = Document(file)
    text = _decoded(document, content)
    if text is not None:
        _build(document, text, mapping=True)
    return document


def read_values(file: str, text: str) -> Document:
    """Parse a text that holds a mapping or a list, under the same limits."""
    document = Document(file)
    if len(text) > MOST_BYTES:
        size = f"the YAML is larger than {MOST_BYTES // 1024 // 1024} MiB"
        _fault(document, None, "file-too-large", size, "Split it, or write it as JSON.")
    elif _printable(document, text) is not None:
        _build(document, text, mapping=False)
    return document


def compose(text: str) -> yaml.Node | None:
    """Return the root node of a text within the limits. Raises yaml.YAMLError."""
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return node


class _Refused(Exception):
    """An event that decks may not contain, with the code, message and hint of the problem."""

    def __init__(self, event: yaml.Event, problem: tuple[str, str, str]) -> None:
        super().__init__(problem[0])
        self.event, self.problem = event, problem


def _build(document: Document, text: str, *, mapping: bool) -> None:
    """Give the document its value and the places in it, or the problem for which it has none."""
    try:
        _read(document, _allowed(text), mapping=mapping)
    except _Refused as refused:
        document.value, document.problems = None, []
        document.places.clear()
        _fault(document, refused.event, *refused.problem)
    except yaml.YAMLError as error:
        document.value, document.problems = None, [syntax_problem(document.file, text, error)]
        document.places.clear()


def _read(document: Document, events: Iterator[yaml.Event], *, mapping: bool) -> None:
    next(events)  # the start of the stream
    if isinstance(next(events), yaml.StreamEndEvent):
        hint = "`quizapp deck new FOLDER` creates an example."
        _fault(document, None, "empty-file", "the file is empty", hint)
        return
    root = next(events)
    if mapping and not isinstance(root, yaml.MappingStartEvent):
        message = "the file is not a mapping of keys to values"
        _fault(document, root, "not-a-mapping", message, "Write `key: value` lines.")
        deque(events, maxlen=0)
        return
    document.value = _value(document, events, root, ())
    deque(events, maxlen=0)  # a second document is refused


def _allowed(text: str) -> Iterator[yaml.Event]:
    """Yield the events of a text within the limits. Raises _Refused and yaml.YAMLError."""
    depth = documents = 0
    for nodes, event in enumerate(yaml.parse(text, Loader=_Loader), 1):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        refusal = _refusal(event, depth, nodes, documents)
        if refusal:
            raise _Refused(event, refusal)
        yield event


def _fault(document: Document, event: yaml.Event | None, code: str, message: str, hint: str) -> None:
    document.problems.append(Problem(_begin(document, event), code, message, hint))


def _begin(document: Document, event: yaml.Event | None) -> Location:
    mark = event.start_mark if event else None
    return Location(document.file, mark.line + 1, mark.column + 1) if mark else Location(document.file, 1, 1)


def _decoded(document: Document, content: bytes) -> str | None:
    if len(content) > MOST_BYTES:
        size = f"the file is larger than {MOST_BYTES // 1024 // 1024} MiB"
        _fault(document, None, "file-too-large", size, "Split it into several concepts.")
    elif content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        _fault(document, None, "utf-16", "the file is UTF-16", "Save it as UTF-8.")
    elif b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        found = Problem(Location(document.file, line, 1), "nul-byte", "the file contains a NUL byte", "Remove it.")
        document.problems.append(found)
    else:
        try:
            return _printable(document, content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            before = content[: error.start].decode("utf-8-sig")
            place = Location(document.file, before.count("\n") + 1, len(before) - before.rfind("\n"))
            hint = "Save it as UTF-8; it seems to be Windows-1252 or Latin-1."
            document.problems.append(Problem(place, "not-utf8", "the file is not UTF-8", hint))
    return None


def _printable(document: Document, text: str) -> str | None:
    """Return the text, or None if it has a character that YAML forbids; PyYAML would not report its line."""
    found = _FORBIDDEN.search(text)
    if not found:
        return text
    start = text.rfind("\n", 0, found.start()) + 1
    place = Location(document.file, text.count("\n", 0, start) + 1, found.start() - start + 1)
    message = f"control character U+{ord(found[0]):04X} is not allowed"
    hint = 'Remove it, or write it as an escape in double quotes, such as "\\x1b".'
    document.problems.append(Problem(place, "control-character", message, hint))
    return None


def _refusal(event: yaml.Event, depth: int, nodes: int, documents: int) -> tuple[str, str, str] | None:
    """Return (code, message, hint) if decks may not contain an event, else None."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        hint = "Quote a text that begins with `&` or `*`; what an alias stands for is written in full."
        return "alias-not-allowed", "anchors and aliases are not allowed", hint
    if getattr(event, "tag", None):
        return "yaml-tag", "YAML tags are not allowed", "Remove the word that begins with `!`, or quote the text."
    if depth > MOST_DEPTH:
        return "deck-too-deep", f"nested deeper than {MOST_DEPTH} levels", "A concept needs about 6 levels."
    if nodes > MOST_NODES:
        return "deck-too-many-nodes", f"more than {MOST_NODES} values", "Split it into several concepts."
    if documents > 1:
        return (
            "several-documents",
            "a second YAML document begins here",
            "Remove the line `---`, or split the file.",
        )
    return None


def _value(document: Document, events: Iterator[yaml.Event], event: yaml.Event, path: Path) -> Any:
    """Return the value that begins with an event; the events of what is in it are taken."""
    document.places.setdefault(path, _begin(document, event))
    if isinstance(event, yaml.ScalarEvent):
        # The style of a plain scalar is "" in the C loader and None in the pure one.
        return None if event.value == "" and not event.style else event.value
    if isinstance(event, yaml.MappingStartEvent):
        return {key: _value(document, events, value, (*path, key)) for key, value in _pairs(document, events, path)}
    return [_value(document, events, each, (*path, index)) for index, each in enumerate(_items(events))]


def _items(events: Iterator[yaml.Event]) -> Iterator[yaml.Event]:
    """Yield the first event of each item of a list; the caller takes the rest of the item."""
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield event


def _pairs(document: Document, events: Iterator[yaml.Event], path: Path) -> Iterator[tuple[str, yaml.Event]]:
    """Yield each key of a mapping with the first event of its value; the caller takes the rest of the value."""
    seen: dict[str, int] = {}  # the line of each key
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        if not isinstance(key, yaml.ScalarEvent):
            _fault(document, key, "bad-key", "a key is not text", "Use plain words as keys.")
            _skip(events, key)
        elif key.value in seen:
            hint = f"First used on line {seen[key.value]}; keep one of them."
            if len(document.problems) < MOST_DUPLICATES:
                _fault(document, key, "duplicate-key", f"duplicate key `{key.value[:60]}`", hint)
        else:
            place = document.places[(*path, key.value, "")] = _begin(document, key)
            seen[key.value] = place.line
            yield key.value, next(events)
            continue
        _skip(events, next(events))


def _skip(events: Iterator[yaml.Event], event: yaml.Event) -> None:
    """Take the rest of the value that begins with an event."""
    depth = int(isinstance(event, yaml.CollectionStartEvent))
    while depth:
        event = next(events)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
