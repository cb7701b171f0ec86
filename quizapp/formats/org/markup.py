"""Org-mode's markup as Markdown: blocks, emphasis, links, tables; formulas stay as they are."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.core.literal_text import unmarked

IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".tif", ".tiff", ".avif")

_EDGE = re.compile(r"[ \t]*#\+(begin|end)_(\w{1,30})(?:[ \t]+(.*))?[ \t]*", re.IGNORECASE)
_KEYWORD = re.compile(r"[ \t]*#\+\w{1,30}:", re.ASCII)
_COMMENT = re.compile(r"[ \t]*#(?: |$)")
_RULE = re.compile(r"[ \t]*\|[-+|:]{2,}[ \t]*")
_TERM = re.compile(r"([ \t]*[-+*] )(.{1,200}?)[ \t]+::(?:[ \t]+|$)")
_TERM_EDGE = "\ue050"  # until the text around the term is converted
_ESCAPED = re.compile(r"^([ \t]*),(?=\*|,|#\+)")
# Formulas and code first, so that nothing in them is taken for emphasis.
_BEFORE, _AFTER = r"(?<![^\s\-('\"{\[|])", r"(?![^\s\-.,:;!?'\")}\[\]|\\])"
_INLINE = re.compile(
    r"(?P<formula>\\\((?:(?!\\[()]).){1,2000}\\\)|\\\[(?:(?!\\[][]).){1,2000}\\\]|\$\$(?:(?!\$\$).){1,2000}\$\$"
    r"|(?<![\w$])\$(?=[^\s$])[^$\n]{1,500}(?<=\S)\$(?![\w$]))"
    r"|\[\[(?P<target>[^\]\n]{1,500})\](?:\[(?P<label>[^\]\n]{1,500})\])?\]"
    rf"|{_BEFORE}(?P<literal>([=~])(?=\S)[^\n]{{1,120}}?(?<=\S)\5){_AFTER}"
    rf"|{_BEFORE}(?P<marked>\*(?=\S)[^*\n]{{1,500}}(?<=\S)\*|/(?=\S)[^/\n]{{1,500}}(?<=\S)/|\+(?=\S)[^+\n]{{1,500}}(?<=\S)\+)"
    rf"{_AFTER}",
    re.DOTALL,
)
_MARKS = {"*": "**", "/": "*", "+": "~~"}
_LITERAL = frozenset(("example", "src", "export", "comment"))  # blocks whose lines stay as they are
_DEEPEST = 8  # nesting levels of blocks; deeper ones are kept as code


def markdown_of(lines: Sequence[str], inline: "Callable[[str], str] | None" = None, depth: int = 0) -> str:
    """Return Markdown for lines of org text; `inline` converts a run of lines that are in no literal block.

    Comments and keyword lines such as `#+CAPTION:` are left out, as org shows neither. `depth` counts the blocks
    around the lines.
    """
    convert = inline or inline_markdown
    blocks = _blocks(lines)
    out: list[str] = []
    run: list[str] = []
    index = 0

    def close() -> None:
        if run:
            out.append(convert("\n".join(run)))
            run.clear()

    while index < len(lines):
        line = lines[index]
        if index in blocks:
            close()
            block = blocks[index]
            inside = lines[index + 1 : block.end]
            literal = block.name in _LITERAL or depth >= _DEEPEST
            out += _literal(block, inside) if literal else _nested(block, markdown_of(inside, convert, depth + 1))
            index = block.end
        elif _is_fixed(line):
            close()
            end = next((at for at in range(index, len(lines)) if not _is_fixed(lines[at])), len(lines))
            out += fenced([each.lstrip()[2:] for each in lines[index:end]])
            index = end - 1
        elif not _COMMENT.match(line) and not _KEYWORD.match(line):
            run.append(_line(line))
        index += 1
    close()
    return "\n".join(out).strip("\n")


def _line(line: str) -> str:
    """Return a line of text with its block markup as Markdown: the rules of tables, terms of description lists."""
    if line.lstrip()[:1] == "|" and _RULE.fullmatch(line):
        return line.replace("+", "|")
    if " ::" in line and len(line) < 2000:
        return _TERM.sub(rf"\1{_TERM_EDGE}\2{_TERM_EDGE}: ", line, count=1)
    return line


@dataclass(frozen=True, slots=True)
class _Block:
    """A block from `#+begin_NAME ARGUMENTS` up to the line with its end."""

    name: str
    arguments: str
    end: int


def _blocks(lines: Sequence[str]) -> dict[int, _Block]:
    """Return the outermost closed blocks by the index of their first line; one that never ends is text."""
    closed: dict[int, _Block] = {}
    stack: list[tuple[str, str, int]] = []
    waiting: Counter[str] = Counter()
    for index, line in enumerate(lines):
        found = _EDGE.fullmatch(line) if "#+" in line and len(line) < 2000 else None
        if not found:
            continue
        name = found[2].lower()
        if found[1].lower() == "begin":
            stack.append((name, (found[3] or "").strip(), index))
            waiting[name] += 1
            continue
        while waiting[name]:
            own, arguments, start = stack.pop()
            waiting[own] -= 1
            if own == name:
                closed[start] = _Block(name, arguments, index)
                break
    return _outermost(closed)


def _outermost(closed: Mapping[int, _Block]) -> dict[int, _Block]:
    kept: dict[int, _Block] = {}
    end = -1
    for start in sorted(closed):
        if start > end:
            kept[start] = closed[start]
            end = closed[start].end
    return kept


def _literal(block: _Block, inside: Sequence[str]) -> list[str]:
    """Return a block whose lines stay as they are: code, examples, raw exports."""
    if block.name == "comment":
        return []
    language = block.arguments.split()[0] if block.arguments and block.name in ("src", "export") else ""
    return fenced([_ESCAPED.sub(r"\1", line) for line in inside], language)


def _nested(block: _Block, text: str) -> list[str]:
    """Return a block of text whose Markdown is given: a quotation, or a block without Markdown of its own."""
    lines = text.split("\n")
    return [f"> {line}".rstrip() for line in lines] if block.name == "quote" else lines


def _is_fixed(line: str) -> bool:
    """Return whether a line begins with a colon and a space, which marks fixed-width text."""
    return line.lstrip()[:2] == ": " or line.strip() == ":"


def fenced(lines: Sequence[str], language: str = "") -> list[str]:
    """Return lines as a block of code, fenced with more backticks than any of them has."""
    longest = max((len(run) for line in lines for run in re.findall(r"`{3,}", line)), default=2)
    fence = "`" * (longest + 1)
    return [f"{fence}{language}", *_without_margin(lines), fence]


def _without_margin(lines: Sequence[str]) -> list[str]:
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[margin:] for line in lines]


def inline_markdown(text: str) -> str:
    """Return a run of org text with emphasis and links as Markdown has them."""
    if not _marked(text):
        return text.replace(_TERM_EDGE, "**")
    bare = _INLINE.sub("\0", text)
    out: list[str] = []
    last = 0
    for found in _INLINE.finditer(text):
        out += [unmarked(text[last : found.start()], bare), _converted(found)]
        last = found.end()
    return "".join([*out, unmarked(text[last:], bare)]).replace(_TERM_EDGE, "**")


def _marked(text: str) -> bool:
    return any(mark in text for mark in "*/=~+[$\\_`&")


def _converted(found: re.Match[str]) -> str:
    if found["marked"]:
        mark = _MARKS[found["marked"][0]]
        return f"{mark}{_INLINE.sub(_leaf, found['marked'][1:-1])}{mark}"
    return _leaf(found)


def _leaf(found: re.Match[str]) -> str:
    """Return a piece of inline markup as Markdown, without what is nested in it."""
    if found["target"]:
        return link(found["target"], found["label"] or "")
    if found["literal"]:
        return code(found["literal"][1:-1])
    if found["marked"]:
        mark = _MARKS[found["marked"][0]]
        return f"{mark}{found['marked'][1:-1]}{mark}"
    return found[0]  # a formula


def code(text: str) -> str:
    """Return a text as inline code, between more backticks than it has in a row."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{space}{text}{space}{fence}"


def link(target: str, label: str) -> str:
    """Return a link to a file, an image or an address as Markdown."""
    name = re.sub(r"^(?:file|attachment):", "", target)
    name = name.split("::")[0] if name != target or "://" not in target else target
    shown = re.sub(r"^(?:file|attachment):", "", label)
    if name.lower().endswith(IMAGES) and "://" not in name:
        return f"![{'' if shown.lower().endswith(IMAGES) else shown}]({_escaped(name)})"
    if not label:
        return f"<{target}>" if "://" in target else name
    return f"[{label}]({_escaped(name)})"


def _escaped(name: str) -> str:
    return f"<{name}>" if " " in name or "(" in name else name
