"""Formulas as MathML: latex2mathml translates, and only known elements without addresses or styles are kept."""

from functools import lru_cache
from xml.etree.ElementTree import Element, tostring

from markupsafe import Markup, escape

from quizapp.ui.formulas import Formulas

# fmt: off
_ELEMENTS = frozenset((
    "math", "mi", "mn", "mo", "ms", "mtext", "mspace", "mrow", "mfrac", "msqrt", "mroot", "mstyle", "mpadded",
    "mphantom", "menclose", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd",
    "mmultiscripts", "mprescripts", "none",
))
_ATTRIBUTES = frozenset((
    "display", "mathvariant", "stretchy", "fence", "separator", "accent", "accentunder", "linethickness", "lspace",
    "rspace", "width", "height", "depth", "minsize", "maxsize", "symmetric", "largeop", "movablelimits", "form",
    "columnalign", "rowspacing", "columnspacing", "displaystyle", "scriptlevel", "notation",
))
# fmt: on
_MOST_LETTERS = 2000
_DEEPEST = 60
MATHML = "http://www.w3.org/1998/Math/MathML"


def formula_html(formulas: Formulas, formula: str, after: str) -> Markup:
    """Return a formula as MathML; as Unicode, or as it is written, where that cannot be."""
    from quizapp.core.formulas.readable import may_be_mathematics, readable

    if not formulas.mathematics or not may_be_mathematics(formula, after):
        return escape(formula)
    found = _mathml(_expanded(formulas, formula), _is_block(formula))
    return found if found is not None else escape(readable(formula, formulas.definitions))


def _expanded(formulas: Formulas, formula: str) -> str:
    """Return the inside of a formula, without its marks and with its author's commands replaced."""
    from quizapp.core.formulas.definitions import defined_in, expanded, without_definitions
    from quizapp.core.formulas.readable import sides_of

    inside = sides_of(formula)[1]
    inner = sides_of(inside.strip())
    inside = inner[1] if inner[0] else inside
    if "\\" in inside:
        inside = expanded(without_definitions(inside), {**formulas.definitions, **defined_in(inside)})
    return inside.strip()


def _is_block(formula: str) -> bool:
    return formula.startswith(("$$", r"\[", "[$$]"))


@lru_cache(maxsize=512)
def _mathml(inside: str, block: bool) -> Markup | None:
    """Return MathML, or None for what cannot be translated or is more than a formula."""
    if not inside or len(inside) > _MOST_LETTERS or "___]" in inside:
        return None
    from latex2mathml.converter import convert_to_element

    try:
        root = convert_to_element(inside, display="block" if block else "inline")
        _only_mathematics(root, 0)
    except Exception:  # of many kinds, for whatever a deck writes: the formula is then shown as text
        return None
    return Markup(tostring(root, encoding="unicode"))


def _only_mathematics(element: Element, depth: int) -> None:
    """Remove unknown attributes. Raises ValueError for other elements, an unknown command, or too deep a tree."""
    name = element.tag.rpartition("}")[2]
    text = element.text or ""
    if name not in _ELEMENTS or depth > _DEEPEST or (name == "mi" and text.startswith("\\")):
        raise ValueError(name)
    element.attrib = {key: value for key, value in element.attrib.items() if key in _ATTRIBUTES or key == "xmlns"}
    for child in element:
        _only_mathematics(child, depth + 1)
