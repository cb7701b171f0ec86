"""Parses XML to a plain tree with line numbers; elements closed before an error are kept, entities and DTDs refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import NamedTuple
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from quizapp.formats.common.text_source import ProblemLog, is_too_large

MOST_DEPTH = 60
MOST_ELEMENTS = 2_000_000


@dataclass(slots=True)
class Element:
    """An element; `text` is the text right inside of it, `content` its texts and children in order where asked for."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Element"] = field(default_factory=list)
    content: list["str | Element"] = field(default_factory=list)

    def all(self, name: str) -> Iterator["Element"]:
        """Yield the children of a name."""
        return (child for child in self.children if child.name == name)

    def one(self, name: str) -> "Element | None":
        """Return the first child of a name."""
        return next(self.all(name), None)

    def below(self, name: str) -> Iterator["Element"]:
        """Yield the elements of a name at any depth, in the order of the document."""
        waiting = self.children[::-1]
        while waiting:
            element = waiting.pop()
            if element.name == name:
                yield element
            waiting += element.children[::-1]

    def value(self, path: str) -> str:
        """Return the text at a path such as `name/text`, without the space around it; '' where there is none."""
        at: Element | None = self
        for name in path.split("/"):
            at = at.one(name) if at else None
        return at.text.strip() if at else ""


def markup(element: Element | None) -> str:
    """Return the text of an element that was read in order, with the elements in it as tags without attributes.

    Some programs write HTML into XML as it is.
    """
    out: list[str] = []
    waiting: list[str | Element] = element.content[::-1] if element else []
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            out.append(each)
        else:
            out.append(f"<{each.name}>")
            waiting += [f"</{each.name}>", *each.content[::-1]] if each.content else []
    return "".join(out).strip()


class TooMuch(Exception):
    """The document is too deep or has too many elements."""


class _Builder(ContentHandler):
    def __init__(self, *, ordered: bool) -> None:
        super().__init__()
        self.ordered = ordered
        self.root = Element("", 1)
        self.open = [self.root]
        self.parts: list[list[str]] = [[]]
        self.count = 0

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self.at = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self.count += 1
        if len(self.open) > MOST_DEPTH or self.count > MOST_ELEMENTS:
            raise TooMuch
        element = Element(
            name.rpartition(":")[2] if self.ordered else name, self.at.getLineNumber() or 1, dict(attrs.items())
        )
        self.open[-1].children.append(element)
        if self.ordered:
            self.open[-1].content.append(element)
        self.open.append(element)
        self.parts.append([])

    def endElement(self, name: str) -> None:  # noqa: N802
        self.open.pop().text = "".join(self.parts.pop())

    def characters(self, content: str) -> None:
        self.parts[-1].append(content)
        if self.ordered:
            into = self.open[-1].content
            if into and isinstance(into[-1], str):
                into[-1] += content
            else:
                into.append(content)


def root_of_file(content: bytes, name: str, notes: ProblemLog, *, ordered: bool = False) -> Element | None:
    """Return the root element of a file that is XML as a whole, as `tree_of` does; None for one that is too large."""
    return None if is_too_large(content, notes) else tree_of(content, name, notes, ordered=ordered)


def tree_of(content: bytes, name: str, notes: ProblemLog, *, ordered: bool = False) -> Element | None:
    """Return the root element of a name, with what closed before the first error; None where there is nothing of it.

    `ordered` keeps the order of texts and elements within an element, and takes the prefixes off their names. What is
    wrong is noted with its line; characters that XML does not allow and a wrong encoding are repaired. Entities that
    the document defines, and what it would load, are refused.
    """
    from defusedxml.common import DefusedXmlException

    try:
        builder, error = _parsed(content, ordered=ordered)
        if error is not None:
            builder, error = _repaired(content, (builder, error), notes, ordered=ordered)
    except DefusedXmlException:
        notes.error("xml-entity", "the document defines entities", "Remove its `<!DOCTYPE ...>`.", 1, 1)
        return None
    except TooMuch:
        hint = "A question bank needs neither."
        notes.error("xml-too-much", f"deeper than {MOST_DEPTH} or over {MOST_ELEMENTS} elements", hint, 1, 1)
        return None
    if error is not None:
        add = notes.warn if _has_content(builder) else notes.error
        message = f"the XML cannot be read: {error.message}"
        add("xml-syntax", message, "Everything before it was read.", error.line, error.column)
    if len(builder.open) > 2:  # elements open at the error are incomplete
        builder.open[1].children.pop()
    return builder.root.one(name)


class _Fault(NamedTuple):
    """Where parsing ended, and why."""

    line: int
    column: int
    message: str


_Parsed = tuple[_Builder, _Fault | None]


def _parsed(content: bytes, *, ordered: bool) -> _Parsed:
    """Return what was parsed up to the first fault. Raises DefusedXmlException for entities, and TooMuch."""
    from xml.sax import SAXParseException

    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import make_parser

    builder, parser = _Builder(ordered=ordered), make_parser()
    parser.setContentHandler(builder)
    try:
        parser.parse(BytesIO(content))
    except SAXParseException as error:
        fault = _Fault(error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1, error.getMessage())
        return builder, fault
    except DefusedXmlException:
        raise
    except (LookupError, ValueError) as error:
        return builder, _Fault(1, 1, str(error))
    return builder, None


def _repaired(content: bytes, before: _Parsed, notes: ProblemLog, *, ordered: bool) -> _Parsed:
    """Return what is parsed after a repair, and note it, where it gets further than before."""
    from quizapp.formats.common.xml_repair import repaired

    found, fault = _parsed(repaired(content), ordered=ordered)
    old = before[1]
    if old is None or (fault is not None and (fault.line, fault.column) <= (old.line, old.column)):
        return before
    hint = "It was read without characters that XML does not allow, and in an encoding that fits its bytes."
    notes.warn("xml-repaired", f"the XML was repaired: {old.message}", hint, old.line, old.column)
    return found, fault


def _has_content(builder: _Builder) -> bool:
    """Return whether an element with several others in it began before the error."""
    return bool(builder.root.children) and len(builder.root.children[0].children) > 1
