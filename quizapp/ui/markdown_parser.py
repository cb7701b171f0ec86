"""The parser of Markdown in cards, for the terminal and for pages: tags and addresses in it are text."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from quizapp.core.literal_text import FORMULA

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

Rule = Callable[["StateInline", bool], bool]
_INDENTED = re.compile(r"\n([ \t]+)(?=\S)")


def card_parser(formula: Rule, indented: Rule) -> "MarkdownIt":
    """Return a parser of CommonMark with tables and strikethrough, and with rules for formulas and indented lines."""
    from markdown_it import MarkdownIt

    from quizapp.ui.image_names import embedded

    parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"]).disable("autolink")
    parser.inline.ruler.before("escape", "formula", formula)
    parser.inline.ruler.before("newline", "indented", indented)
    parser.inline.ruler.before("image", "embedded", embedded)
    return parser


def formula_at(state: "StateInline") -> "re.Match[str] | None":
    """Return the formula at the position of an inline parser."""
    found = FORMULA.match(state.src, state.pos) if state.src[state.pos] in "$\\[" else None
    return None if found is None or found.end() > state.posMax else found


def indentation_at(state: "StateInline") -> "re.Match[str] | None":
    """Return a line break at the position of an inline parser, with the indentation after it as its group."""
    return _INDENTED.match(state.src, state.pos)
