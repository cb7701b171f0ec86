"""QTI's documents as trees with one spelling of names, and their texts as Markdown."""

import html
import re
from collections.abc import Callable
from urllib.parse import unquote

from quizapp.formats.common.html_to_markdown import markdown_of
from quizapp.formats.common.text_source import ProblemLog
from quizapp.formats.common.xml_tree import Element, tree_of

Place = Callable[[str], str]  # the name of a file in the package, for an address in a text

# A DOCTYPE that only names an external DTD, as many old files have it.
_DOCTYPE = re.compile(
    rb"""<!DOCTYPE\s+[\w:.-]{1,100}(?:\s+(?:SYSTEM|PUBLIC))?(?:\s+(?:"[^"<>]{0,300}"|'[^'<>]{0,300}')){0,2}\s*>"""
)
_SOURCE = re.compile(r"""(<img\b[^<>]{0,1000}?\bsrc\s{0,9}=\s{0,9})(["'])([^"'<>]{1,1000})\2""", re.IGNORECASE)
_FORMULA = re.compile(
    r"""<img\b[^<>]{0,1000}?\bdata-equation-content\s{0,9}=\s{0,9}(["'])(.{1,2000}?)\1[^<>]{0,2000}>""", re.I | re.S
)
_BLANKS = re.compile(r"[ \t\r\n]+")
# What QTI's own elements are in HTML; elements of HTML stay, any other is passed over and its content kept.
_HTML = frozenset(
    ("a", "b", "blockquote", "br", "code", "dd", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
     "kbd", "li", "ol", "p", "pre", "q", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td",
     "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var", "div", "caption")
)  # fmt: skip
_VOID = frozenset(("br", "hr", "img"))


def document_of(content: bytes, names: tuple[str, ...], notes: ProblemLog) -> Element | None:
    """Return the root element with one of the names; None, and a problem in the notes, for a broken document."""
    head = _DOCTYPE.sub(lambda found: b"\n" * found[0].count(b"\n"), content[:4096], count=1)
    notes_before = len(notes.found)
    for name in names:
        root = tree_of(head + content[4096:], name, notes, ordered=True)
        if root is not None:
            return root
        if len(notes.found) > notes_before:
            return None
    return None


def unified(root: Element) -> Element:
    """Change the names of version 3, such as `qti-choice-interaction`, to those of version 2; return the element."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        waiting += element.children
        if element.name.startswith("qti-"):
            element.name = _camel(element.name[4:])
            element.attributes = {_camel(name): value for name, value in element.attributes.items()}
    return root


def _camel(name: str) -> str:
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), name)


def markup_of(element: Element, place: Place, leave_out: frozenset[str] = frozenset()) -> str:
    """Return the content of an element as HTML, without the elements of some names."""
    out: list[str] = []
    waiting: list[str | Element] = element.content[::-1]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            out.append(each if each[:1] == "\0" else html.escape(_BLANKS.sub(" ", each), quote=False))
        elif each.name == "math":
            out.append(html.escape(_formula(each), quote=False))
        elif each.name in ("object", "img"):
            out.append(_shown(each, place))
        elif each.name not in leave_out:
            name = each.name if each.name in _HTML else ""
            if name in _VOID:
                out.append(f"<{name}>")
                continue
            out.append(f"<{name}>" if name else "")
            waiting.append(f"\0</{name}>" if name else "")
            waiting += _verbatim(each) if name == "pre" else each.content[::-1]
    return "".join(text[1:] if text[:1] == "\0" else text for text in out)


def _verbatim(element: Element) -> list["str | Element"]:
    """Return the content of an element whose line ends stay, in reverse order."""
    return [f"\0{html.escape(each, quote=False)}" if isinstance(each, str) else each for each in element.content[::-1]]


def _shown(element: Element, place: Place) -> str:
    """Return an image, or what plays a file."""
    given = element.attributes
    name = given.get("src") or given.get("data") or ""
    if not name:
        return given.get("alt", "")
    kind = given.get("type", "")
    if element.name == "object" and not kind.startswith("image/") and kind:
        return f"[sound:{place(name)}]" if kind.startswith(("audio/", "video/")) else html.escape(f"[{name}]")
    return f'<img src="{html.escape(place(name))}" alt="{html.escape(given.get("alt", ""))}">'


def _formula(element: Element) -> str:
    """Return a formula of MathML as TeX where it says so, else as its own text."""
    tex = next(
        (each.text for each in element.below("annotation") if "tex" in each.attributes.get("encoding", "").lower()), ""
    )
    alternative = element.attributes.get("alttext", "")
    if tex or alternative:
        return f"${(tex or alternative).strip()}$"
    parts: list[str] = []
    waiting: list[str | Element] = element.content[::-1]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            parts.append(each.strip())
        else:
            waiting += each.content[::-1]
    return " ".join(filter(None, parts))


def text_of(markup: str, place: Place) -> str:
    """Return HTML as Markdown, its images by their names in the package, Canvas' pictures of formulas as TeX."""
    markup = _FORMULA.sub(lambda found: f"${html.escape(html.unescape(unquote(found[2])), quote=False)}$", markup)
    markup = _SOURCE.sub(
        lambda found: f"{found[1]}{found[2]}{html.escape(place(html.unescape(found[3])))}{found[2]}", markup
    )
    return markdown_of(markup)
