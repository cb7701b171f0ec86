"""Org-mode text as a list of headings, each with its tags, properties, drawers and text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

MOST_HEADING = 2000  # characters; a longer line is text

_HEADING = re.compile(r"(\*{1,50})[ \t]+(.*)")
_TAGS = re.compile(r"(?:^|[ \t]+):((?:[\w@#%]{1,80}:){1,30})[ \t]*$")
_PRIORITY = re.compile(r"\[#[A-Z0-9]{1,2}\][ \t]*")
_DRAWER = re.compile(r"[ \t]*:([\w-]{1,60}):[ \t]*")
_PROPERTY = re.compile(r"[ \t]*:([^\s:]{1,60}):(?:[ \t]+(.*))?")
_PLANNING = re.compile(r"\b(SCHEDULED|DEADLINE|CLOSED):[ \t]*[<\[]([^>\]\n]{1,60})[>\]]")
_KEYWORD = re.compile(r"#\+(\w{1,30}):[ \t]*(.*)", re.ASCII)
_TODO_LINES = ("todo", "seq_todo", "typ_todo")


@dataclass(slots=True, eq=False)
class Heading:
    """A heading; `line` counts from 1, `tags` are its own, `lines` are its text without planning and drawers."""

    level: int
    title: str
    line: int
    parent: "Heading | None" = None
    tags: tuple[str, ...] = ()
    planning: dict[str, str] = field(default_factory=dict)  # such as `SCHEDULED`, to the time stamp's text
    properties: dict[str, str] = field(default_factory=dict)  # by upper case name
    drawers: dict[str, list[str]] = field(default_factory=dict)  # by upper case name
    lines: list[str] = field(default_factory=list)
    children: list["Heading"] = field(default_factory=list)

    @property
    def ancestors(self) -> "Iterator[Heading]":
        """The headings above, the nearest first."""
        at = self.parent
        while at is not None:
            yield at
            at = at.parent


@dataclass(frozen=True, slots=True)
class Outline:
    """An org-mode file: its keywords, such as `title`, its headings in order, and the text above the first."""

    keywords: dict[str, str]
    headings: list[Heading]
    preamble: list[str]

    @property
    def file_tags(self) -> tuple[str, ...]:
        """The tags that every heading inherits."""
        return tuple(filter(None, self.keywords.get("filetags", "").replace(" ", ":").split(":")))


def outline_of(text: str) -> Outline:
    """Return the outline of a text whose lines end with `\\n`."""
    lines = text.split("\n")
    keywords: dict[str, str] = {}
    states = {"TODO", "DONE"}
    for line in lines:
        if line[:2] == "#+" and len(line) < MOST_HEADING and (found := _KEYWORD.match(line)):
            name = found[1].lower()
            if name in _TODO_LINES:
                states.update(re.sub(r"\(.*", "", word) for word in found[2].split() if word != "|")
            keywords.setdefault(name, found[2].strip())
    headings = list(_headings(lines, states))
    first = headings[0].line - 1 if headings else len(lines)
    return Outline(keywords, headings, lines[:first])


def _headings(lines: Sequence[str], states: set[str]) -> Iterator[Heading]:
    """Yield the headings, each with its lines and linked to its parent."""
    above: list[Heading] = []
    start = 0
    heading: Heading | None = None
    for number, line in enumerate(lines, 1):
        found = _HEADING.fullmatch(line) if line[:1] == "*" and len(line) < MOST_HEADING else None
        if not found:
            continue
        if heading:
            _fill(heading, lines[start : number - 1])
            yield heading
        above = [each for each in above if each.level < len(found[1])]
        heading = _heading(found, number, above[-1] if above else None, states)
        above.append(heading)
        start = number
    if heading:
        _fill(heading, lines[start:])
        yield heading


def _heading(found: re.Match[str], number: int, parent: Heading | None, states: set[str]) -> Heading:
    title = found[2].strip()
    tags = _TAGS.search(title)
    if tags:
        title = title[: tags.start()].strip()
    first, _, rest = title.partition(" ")
    title = rest.strip() if first in states or first == "COMMENT" else title
    heading = Heading(
        level=len(found[1]),
        title=_PRIORITY.sub("", title, count=1).strip(),
        line=number,
        parent=parent,
        tags=tuple(filter(None, tags[1].split(":"))) if tags else (),
    )
    if parent:
        parent.children.append(heading)
    return heading


def _fill(heading: Heading, lines: Sequence[str]) -> None:
    """Split the lines below a heading into planning, drawers and text. An unclosed drawer is text."""
    drawers = _drawers(lines)
    index = 0
    while index < len(lines):
        line = lines[index]
        if index == 0 and len(line) < MOST_HEADING and _PLANNING.search(line):
            heading.planning = dict(_PLANNING.findall(line))
        elif index in drawers:
            name, end = drawers[index]
            _drawer(heading, name, lines[index + 1 : end])
            index = end
        else:
            heading.lines.append(line)
        index += 1


def _drawers(lines: Sequence[str]) -> dict[int, tuple[str, int]]:
    """Return the name of each closed drawer and the index of its `:END:`, by the index of its first line."""
    found: dict[int, tuple[str, int]] = {}
    opened = -1, ""
    for index, line in enumerate(lines):
        drawer = _DRAWER.fullmatch(line) if ":" in line and len(line) < MOST_HEADING else None
        if not drawer:
            continue
        if drawer[1].upper() != "END":
            opened = index, drawer[1].upper()
        elif opened[0] >= 0:
            found[opened[0]] = opened[1], index
            opened = -1, ""
    return found


def _drawer(heading: Heading, name: str, inside: Sequence[str]) -> None:
    if name != "PROPERTIES":
        heading.drawers.setdefault(name, []).extend(inside)
        return
    for line in inside:
        if found := _PROPERTY.match(line[:MOST_HEADING]):
            heading.properties.setdefault(found[1].upper(), (found[2] or "").strip())
