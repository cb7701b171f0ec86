"""Commands that a text defines for its formulas, such as `\\newcommand{\\R}{\\mathbb{R}}`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_BEGINS = re.compile(
    r"\\(?P<kind>(?:re|provide)?newcommand|providecommand|DeclareMathOperator|def)\*?\s{0,9}"
    r"(?:\{\s{0,9}\\(?P<braced>[A-Za-z]{1,40})\s{0,9}\}|\\(?P<bare>[A-Za-z]{1,40}))"
    r"\s{0,9}(?:\[(?P<count>\d)\](?:\[(?P<first>[^\]\n]{0,200})\])?)?(?P<marks>(?:#\d){0,9})\s{0,9}"
)
_USED = re.compile(r"\\([A-Za-z]{1,40})")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ROUNDS = 5  # of definitions that use each other
_LONGEST = 5_000  # characters of a formula with its commands filled in


@dataclass(frozen=True, slots=True)
class Definition:
    """A command's body with `#1` to `#9` for its arguments, and the first one's value where it may be left out."""

    body: str
    count: int = 0
    first: str | None = None


Definitions = Mapping[str, Definition]


def defined_in(text: str) -> dict[str, Definition]:
    """Return the commands that a text defines, by their names."""
    return {name: definition for name, definition, _, _ in _found(text)} if "\\" in text else {}


def without_definitions(text: str) -> str:
    """Return a text without the definitions in it."""
    kept, last = [], 0
    for _, _, start, end in _found(text):
        kept.append(text[last:start])
        last = end
    return "".join([*kept, text[last:]])


def expanded(formula: str, definitions: Definitions) -> str:
    """Return a formula with the bodies of its defined commands in their place."""
    for _ in range(_ROUNDS if definitions else 0):
        filled = _filled(formula, definitions)
        if filled == formula or len(filled) > _LONGEST:
            break
        formula = filled
    return formula


def _found(text: str) -> Iterator[tuple[str, Definition, int, int]]:
    """Yield each definition with its name, where it begins and where it ends."""
    at = 0
    while begin := _BEGINS.search(text, at):
        at = begin.end()
        body = argument(text, at)
        if body is None:
            continue
        inside, end = body
        marked = len(begin["marks"]) // 2
        if begin["kind"] == "DeclareMathOperator":
            inside = f"\\operatorname{{{inside}}}"
        yield (
            begin["braced"] or begin["bare"],
            Definition(inside, int(begin["count"] or marked), begin["first"]),
            begin.start(),
            end,
        )
        at = end


def argument(text: str, at: int) -> tuple[str, int] | None:
    """Return the argument that begins at an index, braces or one letter or command, and where it ends; else None."""
    if text[at : at + 1] != "{":
        found = re.compile(r"\\[A-Za-z]{1,40}|\\.|[^\s{}\\]").match(text, at)
        return (found[0], found.end()) if found else None
    depth = 0
    for brace in _BRACE.finditer(text, at):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0 and brace[0] == "}":
            return text[at + 1 : brace.start()], brace.end()
    return None


def _filled(formula: str, definitions: Definitions) -> str:
    out, last = [], 0
    for used in _USED.finditer(formula):
        definition = definitions.get(used[1])
        if definition is None or used.start() < last:
            continue
        values, end = _values(formula, used.end(), definition)
        out += [formula[last : used.start()], _with(definition.body, values)]
        last = end
    return "".join([*out, formula[last:]])


def _values(formula: str, at: int, definition: Definition) -> tuple[list[str], int]:
    """Return the arguments after a command, and where they end."""
    values: list[str] = []
    if definition.first is not None and definition.count:
        given = re.compile(r"\s{0,9}\[([^\]\n]{0,200})\]").match(formula, at)
        values.append(given[1] if given else definition.first)
        at = given.end() if given else at
    while len(values) < definition.count:
        start = at + len(formula[at:]) - len(formula[at:].lstrip())
        found = argument(formula, start)
        if found is None:
            break
        values.append(found[0])
        at = found[1]
    return values, at


def _with(body: str, values: list[str]) -> str:
    filled = re.sub(r"#(\d)", lambda mark: "".join(values[int(mark[1]) - 1 : int(mark[1])]), body)
    return f"{filled} " if re.search(r"\\[A-Za-z]+\Z", filled) else filled
