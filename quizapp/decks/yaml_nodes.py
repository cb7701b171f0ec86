"""YAML as plain text values with places: every scalar stays the text that was written.

PyYAML recurses while composing and expands aliases without a limit, so depth, size and aliases are
counted on its stream of events before anything is composed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from quizapp.errors import Location, Problem

MOST_BYTES = 2 * 1024 * 1024
MOST_DEPTH = 40
MOST_NODES = 100_000
MOST_DUPLICATES = 100

# What the YAML specification does not count among the printable characters.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Path = tuple[str | int, ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Document:
    """A file's content as plain values, where each of them stands, and what was wrong."""

    file: str
    value: Any = None
    places: dict[Path, Location] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""  # of the file, SHA-256

    def place(self, path: Path) -> Location:
        """Return where a path stands, or its nearest parent."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Location(self.file, 1, 1))


def read_document(file: str, content: bytes) -> Document:
    """Return the document; hostile or broken content gives problems, never an exception."""
    document = Document(file)
    text = _decoded(document, content)
    node = _composed(document, text) if text is not None else None
    if isinstance(node, yaml.MappingNode):
        document.value = _value(document, node, ())
    elif node is not None:
        _fault(document, node, "not-a-mapping", "the file is no mapping of keys to values", "Write `key: value` lines.")
    return document


def read_values(file: str, text: str) -> Document:
    """Return what a text holds, a mapping or a list, under the same limits."""
    document = Document(file)
    if len(text) > MOST_BYTES:
        size = f"the YAML is larger than {MOST_BYTES // 1024 // 1024} MiB"
        _fault(document, None, "file-too-large", size, "Split it, or write it as JSON.")
        return document
    node = _composed(document, text) if _printable(document, text) is not None else None
    document.value = _value(document, node, ()) if node is not None else None
    return document


def _composed(document: Document, text: str) -> Any:
    """Return the root node, or None where the text is broken or beyond the limits."""
    if not _bounded(document, text):
        return None
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        document.problems.append(_syntax(document.file, error))
        return None


def _fault(document: Document, node: Any, code: str, message: str, hint: str) -> None:
    mark = getattr(node, "start_mark", None)
    place = Location(document.file, mark.line + 1, mark.column + 1) if mark else Location(document.file, 1, 1)
    document.problems.append(Problem(place, code, message, hint))


def _decoded(document: Document, content: bytes) -> str | None:
    if len(content) > MOST_BYTES:
        size = f"the file is larger than {MOST_BYTES // 1024 // 1024} MiB"
        _fault(document, None, "file-too-large", size, "Split it into several concepts.")
    elif content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        _fault(document, None, "utf-16", "the file is UTF-16", "Save it as UTF-8.")
    elif b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        found = Problem(Location(document.file, line, 1), "nul-byte", "there is a NUL byte", "Remove it.")
        document.problems.append(found)
    else:
        try:
            return _printable(document, content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            place = Location(document.file, line, 1)
            document.problems.append(Problem(place, "not-utf8", "the file is not UTF-8", "Save it as UTF-8."))
    return None


def _printable(document: Document, text: str) -> str | None:
    """Return the text, or None where it has a character that YAML forbids: the loader would not say in which line."""
    found = _FORBIDDEN.search(text)
    if not found:
        return text
    start = text.rfind("\n", 0, found.start()) + 1
    place = Location(document.file, text.count("\n", 0, start) + 1, found.start() - start + 1)
    message = f"there is a control character, U+{ord(found[0]):04X}"
    hint = 'Remove it; in a text in double quotes it can be written as an escape, such as "\\x1b".'
    document.problems.append(Problem(place, "control-character", message, hint))
    return None


def _bounded(document: Document, text: str) -> bool:
    depth = nodes = documents = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            nodes += 1
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            documents += isinstance(event, yaml.DocumentStartEvent)
            refusal = _refusal(event, depth, nodes, documents)
            if refusal:
                _fault(document, event, *refusal)
                return False
    except yaml.YAMLError as error:
        document.problems.append(_syntax(document.file, error))
        return False
    if not documents:
        _fault(document, None, "empty-file", "the file is empty", "`quizapp deck new` writes one to start from.")
    return documents == 1


def _refusal(event: Any, depth: int, nodes: int, documents: int) -> tuple[str, str, str] | None:
    """Return (code, message, hint) for an event that no deck needs."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return "alias-not-allowed", "anchors and aliases are not allowed", "Write the text out; decks have no anchors."
    if getattr(event, "tag", None):
        return "yaml-tag", "tags are not allowed", "Remove the word that begins with `!`, or quote the text."
    if depth > MOST_DEPTH:
        return "deck-too-deep", f"nested deeper than {MOST_DEPTH}", "A concept needs about 6 levels."
    if nodes > MOST_NODES:
        return "deck-too-many-nodes", f"more than {MOST_NODES} values", "Split it into several concepts."
    if documents > 1:
        return "several-documents", "a second document begins here", "A file is one concept: remove the line `---`."
    return None


def _syntax(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file, 1, 1)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "the YAML cannot be read"
    hint = "Check indentation, quotes, and that text with `: ` in it is quoted."
    return Problem(place, "yaml-syntax", str(what), hint)


def _value(document: Document, node: Any, path: Path) -> Any:
    mark = node.start_mark
    document.places.setdefault(path, Location(document.file, mark.line + 1, mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        return {key: _value(document, value, (*path, key)) for key, value in _pairs(document, node, path)}
    if isinstance(node, yaml.SequenceNode):
        return [_value(document, each, (*path, index)) for index, each in enumerate(node.value)]
    # The C loader marks a plain scalar with an empty style, the pure one with None.
    return None if node.value == "" and not node.style else node.value


def _pairs(document: Document, node: Any, path: Path) -> Iterator[tuple[str, Any]]:
    seen: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            _fault(document, key, "bad-key", "a key is not text", "Write plain words as keys.")
            continue
        if key.value in seen:
            first = seen[key.value].start_mark.line + 1
            hint = f"It stands in line {first} already; keep one of them."
            if len(document.problems) < MOST_DUPLICATES:
                _fault(document, key, "duplicate-key", f"the key `{key.value[:60]}` stands twice", hint)
            continue
        seen[key.value] = key
        document.places[(*path, key.value, "")] = Location(
            document.file, key.start_mark.line + 1, key.start_mark.column + 1
        )
        yield key.value, value
