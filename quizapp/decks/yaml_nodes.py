"""Parses YAML into plain values with their locations: every scalar stays the text that was written.

PyYAML recurses while it composes nodes and expands aliases without a limit. Therefore depth, size and aliases are
checked on its stream of events before anything is composed.
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
    node = _composed(document, text) if text is not None else None
    if isinstance(node, yaml.MappingNode):
        document.value = _value(document, node, ())
    elif node is not None:
        _fault(
            document, node, "not-a-mapping", "the file is not a mapping of keys to values", "Write `key: value` lines."
        )
    return document


def read_values(file: str, text: str) -> Document:
    """Parse a text that holds a mapping or a list, under the same limits."""
    document = Document(file)
    if len(text) > MOST_BYTES:
        size = f"the YAML is larger than {MOST_BYTES // 1024 // 1024} MiB"
        _fault(document, None, "file-too-large", size, "Split it, or write it as JSON.")
        return document
    node = _composed(document, text) if _printable(document, text) is not None else None
    document.value = _value(document, node, ()) if node is not None else None
    return document


def compose(text: str) -> yaml.Node | None:
    """Return the root node of a text within the limits. Raises yaml.YAMLError."""
    node: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return node


def _composed(document: Document, text: str) -> yaml.Node | None:
    """Return the root node, or None if the text is broken or exceeds the limits."""
    if not _bounded(document, text):
        return None
    try:
        return compose(text)
    except yaml.YAMLError as error:
        document.problems.append(_syntax(document.file, error))
        return None


def _fault(document: Document, node: yaml.Node | yaml.Event | None, code: str, message: str, hint: str) -> None:
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
        found = Problem(Location(document.file, line, 1), "nul-byte", "the file contains a NUL byte", "Remove it.")
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
        _fault(
            document,
            None,
            "empty-file",
            "the file is empty",
            "`quizapp deck new FOLDER` creates an example.",
        )
    return documents == 1


def _refusal(event: yaml.Event, depth: int, nodes: int, documents: int) -> tuple[str, str, str] | None:
    """Return (code, message, hint) if decks may not contain an event, else None."""
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return "alias-not-allowed", "anchors and aliases are not allowed", "Write the text in full."
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


def _syntax(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file, 1, 1)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "invalid YAML"
    hint = "Check the indentation and the quotes; text that contains `: ` must be quoted."
    return Problem(place, "yaml-syntax", str(what), hint)


def _value(document: Document, node: yaml.Node, path: Path) -> Any:
    mark = node.start_mark
    document.places.setdefault(path, Location(document.file, mark.line + 1, mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        return {key: _value(document, value, (*path, key)) for key, value in _pairs(document, node, path)}
    if isinstance(node, yaml.SequenceNode):
        return [_value(document, each, (*path, index)) for index, each in enumerate(node.value)]
    # The style of a plain scalar is "" in the C loader and None in the pure one.
    return None if node.value == "" and not getattr(node, "style", None) else node.value


def _pairs(document: Document, node: yaml.MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
    seen: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            _fault(document, key, "bad-key", "a key is not text", "Use plain words as keys.")
            continue
        if key.value in seen:
            first = seen[key.value].start_mark.line + 1
            hint = f"First used on line {first}; keep one of them."
            if len(document.problems) < MOST_DUPLICATES:
                _fault(document, key, "duplicate-key", f"duplicate key `{key.value[:60]}`", hint)
            continue
        seen[key.value] = key
        document.places[(*path, key.value, "")] = Location(
            document.file, key.start_mark.line + 1, key.start_mark.column + 1
        )
        yield key.value, value
