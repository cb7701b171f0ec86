"""Renders the nodes of pylatexenc's parser."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pylatexenc import latex2text, latexwalker, macrospec  # type: ignore[import-untyped]
from pylatexenc.latexwalker import (  # type: ignore[import-untyped]
    LatexCharsNode,
    LatexCommentNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexSpecialsNode,
)

from quizapp.core.formulas import symbols
from quizapp.core.formulas.pieces import Piece, bracketed, joined, ratio, root, script

Node = Any  # pylatexenc has no types
Arguments = Sequence[Node]

_FENCES = {
    "matrix": ("[", "]"), "smallmatrix": ("[", "]"), "pmatrix": ("(", ")"), "bmatrix": ("[", "]"),
    "Bmatrix": ("{", "}"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"), "array": ("[", "]"),
}  # fmt: skip
_LINES = frozenset(
    f"{name}{star}"
    for name in ("align", "aligned", "gather", "gathered", "equation", "eqnarray", "split", "multline", "alignat",
                 "displaymath", "math", "flalign", "alignedat")
    for star in ("", "*")
)  # fmt: skip
_ARGUMENTS = {
    "dfrac": "{{", "tfrac": "{{", "cfrac": "{{", "binom": "{{", "dbinom": "{{", "tbinom": "{{", "overset": "{{",
    "underset": "{{", "stackrel": "{{", "color": "{", "textcolor": "{{", "ce": "{", "pu": "{", "tag": "{", "label": "{",
    "pmod": "{", "boxed": "{", "cancel": "{", "operatorname": "*{", "mathclose": "{", "mathop": "{", "Bbb": "{",
    "bm": "{", "pmb": "{", "overbrace": "{", "underbrace": "{", "substack": "{", "hspace": "*{", "mathring": "{",
    "overrightarrow": "{", "widehat": "{", "widetilde": "{", "mathscr": "{", "boldsymbol": "{", "mathrel": "{",
    "mathbin": "{", "mathord": "{", "mathopen": "{", "hbox": "{", "fbox": "{", "textup": "{", "mathnormal": "{",
    "smash": "{", "phantom": "{", "begingroup": "", **dict.fromkeys(symbols.ARROWS, "[{"),
}  # fmt: skip
_MOLECULE = re.compile(
    r"(?P<arrow><=>|<->|->|<-)|\^\{?(?P<charge>[0-9+\-n]{1,6})\}?|(?<=[A-Za-z)\]])_?\{?(?P<count>\d{1,4})\}?"
    r"|(?<=[A-Za-z0-9)\]])(?P<sign>[+-])(?=[\s)\]]|\Z)"
)
_REACTIONS = {"->": " → ", "<-": " ← ", "<=>": " ⇌ ", "<->": " ↔ "}


class Unknown(Exception):
    """A command or environment that has no Unicode here."""


@lru_cache(maxsize=1)
def context() -> Any:
    """Return what the parser knows of the arguments of commands."""
    known = latexwalker.get_default_latex_context_db()
    macros = [macrospec.std_macro(name, arguments) for name, arguments in _ARGUMENTS.items()]
    known.add_context_category("quizapp", macros=macros, prepend=True)
    return known


@lru_cache(maxsize=1)
def _table() -> Any:
    return latex2text.get_default_latex_context_db()


def pieces_of(nodes: Sequence[Node]) -> list[Piece]:
    """Return the nodes of mathematics rendered. Raises Unknown."""
    nodes = [node for node in nodes if node is not None]
    for index, node in enumerate(nodes):
        if isinstance(node, LatexMacroNode) and node.macroname in _BETWEEN:
            above, below = (joined(pieces_of(part)) for part in (nodes[:index], nodes[index + 1 :]))
            return [_BETWEEN[node.macroname](above, below)]
    items = [item for node in nodes for item in _letters(node)]
    found: list[Piece] = []
    index = 0
    while index < len(items):
        item = items[index]
        index += 1
        if isinstance(item, str) and item in "^_":
            while index < len(items) and isinstance(items[index], str) and items[index].isspace():
                index += 1
            found.append(script(item, joined(_item(items[index])) if index < len(items) else ""))
            index += 1
        elif isinstance(item, LatexMacroNode) and item.macroname == "not" and not _given(item):
            found.append(Piece(_negated(joined(_item(items[index])))))
            index += 1
        else:
            found += _item(item)
    return found


def _letters(node: Node) -> Iterator[Node | str]:
    """Yield a node, or each character of one that holds characters."""
    if isinstance(node, LatexCharsNode):
        yield from re.sub(r"\s+", " ", node.chars)
    else:
        yield node


def _item(item: Node | str) -> list[Piece]:
    """Return a character or a node rendered."""
    if isinstance(item, str):
        return [Piece(item)]
    if isinstance(item, LatexCharsNode):
        return pieces_of([item])
    if isinstance(item, LatexGroupNode):
        shown = joined(pieces_of(item.nodelist))
        return [Piece(shown if item.delimiters[0] == "{" else f"{item.delimiters[0]}{shown}{item.delimiters[1]}")]
    if isinstance(item, LatexMathNode):
        return pieces_of(item.nodelist)
    if isinstance(item, LatexSpecialsNode):
        return [Piece({"~": " ", "&": " "}.get(item.specials_chars, item.specials_chars))]
    if isinstance(item, LatexCommentNode):
        return [Piece(f"%{item.comment}")]
    if isinstance(item, LatexEnvironmentNode):
        return [_environment(item)]
    return _macro(item)


def _given(node: Node) -> Arguments:
    """Return the arguments of a command that are there."""
    return [each for each in (node.nodeargd.argnlist if node.nodeargd else ()) if each is not None]


def _shown(node: Node) -> str:
    return joined(_item(node))


def _macro(node: Node) -> list[Piece]:
    name, given = node.macroname, _given(node)
    if name in _SETTERS:
        return [_SETTERS[name](node, given)]
    if name in symbols.IGNORED:
        return _delimiter(node)
    if name in symbols.WORDS:
        return [Piece(symbols.WORDS_OF.get(name, name), "word")]
    if name in symbols.ACCENTS and given:
        return [Piece(_accented(_shown(given[-1]), symbols.ACCENTS[name], name))]
    if name in symbols.STYLES and given:
        return [Piece("".join(symbols.styled(symbols.STYLES[name], letter) for letter in _shown(given[-1])))]
    if name in symbols.TEXTS and given:
        return [Piece(_text(given[-1]), "text")]
    if name in symbols.UPRIGHT and given:
        return [Piece(_shown(given[-1]))]
    if name in symbols.ARROWS and given:
        above = "".join(_shown(each) for each in given[-1:])
        return [Piece(f" —{above}{symbols.ARROWS[name]} ")]
    if name == "\\":
        return [Piece("\n")]
    return [_symbol(name, given, node.macro_post_space)]


def _delimiter(node: Node) -> list[Piece]:
    return [Piece(" ")] if node.macro_post_space else []


def _symbol(name: str, given: Arguments, after: str) -> Piece:
    """Return the character of a command without arguments. Raises Unknown."""
    if name in symbols.SYMBOLS and not given:
        sign = symbols.SYMBOLS[name]
    else:
        spec = _table().get_macro_spec(name)
        known = spec.simplify_repl if spec else None
        if not isinstance(known, str) or not known or given or "%" in known:
            raise Unknown(name)
        sign = known
    if sign in symbols.LARGE:
        return Piece(sign, "word")
    return Piece(sign + (" " if after and sign in symbols.BLANK_AFTER else ""))


def _text(node: Node) -> str:
    """Return words that are no mathematics, as they are."""
    if isinstance(node, LatexCharsNode):
        return str(node.chars)
    if isinstance(node, LatexGroupNode):
        return "".join(_text(each) for each in node.nodelist)
    return "".join(piece.text for piece in _item(node))


def _accented(text: str, accent: str, name: str) -> str:
    if len(text) == 1 or accent in ("\u0305", "\u0332"):
        return unicodedata.normalize("NFC", "".join(letter + accent for letter in text))
    return f"{name.removeprefix('wide').removeprefix('overright')}({text})"


def _negated(sign: str) -> str:
    return f" {unicodedata.normalize('NFC', sign.strip() + chr(0x338))} " if sign.strip() else ""


def _environment(node: Node) -> Piece:
    """Return a matrix in a line, cases in braces, and equations in lines of their own. Raises Unknown."""
    name = node.environmentname
    nodes = node.nodelist
    if name in ("array", "alignat", "alignat*", "alignedat") and nodes and isinstance(nodes[0], LatexGroupNode):
        nodes = nodes[1:]
    rows = [[joined(pieces_of(cell)) for cell in row] for row in _rows(nodes)]
    rows = [row for row in rows if any(row)]
    if name in _FENCES:
        begin, end = _FENCES[name]
        return Piece(begin + "; ".join(" ".join(row) for row in rows) + end)
    if name in ("cases", "cases*", "dcases", "rcases"):
        return Piece("{ " + "; ".join(", ".join(cell.strip(" ,") for cell in row if cell) for row in rows) + " }")
    if name in _LINES:
        return Piece("\n".join(" ".join(filter(None, row)) for row in rows))
    raise Unknown(name)


def _rows(nodes: Sequence[Node]) -> list[list[list[Node]]]:
    """Return the cells of each row."""
    rows: list[list[list[Node]]] = [[[]]]
    for node in nodes:
        if isinstance(node, LatexMacroNode) and node.macroname in ("\\", "cr"):
            rows.append([[]])
        elif isinstance(node, LatexSpecialsNode) and node.specials_chars == "&":
            rows[-1].append([])
        else:
            rows[-1][-1].append(node)
    return rows


def _molecule(text: str) -> str:
    """Return a formula of chemistry as mhchem writes it."""

    def sign(found: re.Match[str]) -> str:
        if found["arrow"]:
            return _REACTIONS[found["arrow"]]
        if found["count"]:
            return script("_", found["count"]).text
        return script("^", found["charge"] or found["sign"]).text

    return re.sub(r"\s+", " ", _MOLECULE.sub(sign, text)).strip()


def _verbatim(node: Node) -> str:
    text = str(node.latex_verbatim())
    return text[1:-1] if text[:1] == "{" else text


def _binomial(above: str, below: str) -> Piece:
    return Piece(f"binom({above}, {below})")


def _chemistry(node: Node, given: Arguments) -> Piece:
    inside = _verbatim(given[0])
    if "\\" in inside or "$" in inside:
        raise Unknown("ce")
    return Piece(_molecule(inside))


_BETWEEN: Mapping[str, Callable[[str, str], Piece]] = {"over": ratio, "choose": _binomial}
_SETTERS: Mapping[str, Callable[[Node, Arguments], Piece]] = {
    **dict.fromkeys(
        ("frac", "dfrac", "tfrac", "cfrac", "nicefrac"), lambda node, given: ratio(_shown(given[0]), _shown(given[1]))
    ),
    **dict.fromkeys(("binom", "dbinom", "tbinom"), lambda node, given: _binomial(_shown(given[0]), _shown(given[1]))),
    "operatorname": lambda node, given: Piece(_shown(given[-1]), "word"),
    "sqrt": lambda node, given: root(_shown(given[-1]), _shown(given[0])[1:-1] if len(given) > 1 else ""),
    "overset": lambda node, given: Piece(_shown(given[1]) + script("^", _shown(given[0])).text),
    "stackrel": lambda node, given: Piece(_shown(given[1]) + script("^", _shown(given[0])).text),
    "underset": lambda node, given: Piece(_shown(given[1]) + script("_", _shown(given[0])).text, "word"),
    "overbrace": lambda node, given: Piece(bracketed(_shown(given[0]))),
    "underbrace": lambda node, given: Piece(bracketed(_shown(given[0]))),
    "substack": lambda node, given: Piece(_shown(given[0]).replace("\n", ", ")),
    "color": lambda node, given: Piece(""),
    "textcolor": lambda node, given: Piece(_shown(given[-1])),
    "label": lambda node, given: Piece(""),
    "hspace": lambda node, given: Piece(" "),
    "tag": lambda node, given: Piece(f" ({_text(given[0])})"),
    "pmod": lambda node, given: Piece(f" (mod {_shown(given[0])})"),
    "bmod": lambda node, given: Piece(" mod "),
    "ce": _chemistry,
    "not": lambda node, given: Piece(_negated(_shown(given[0]))),
}
