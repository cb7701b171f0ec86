"""Renders text of cards: Markdown and code, without Rich markup and without clickable links."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from quizapp.core.line_pieces import emphasised, pieces, without_zero_width
from quizapp.ui.escape import visible
from quizapp.ui.formulas import NO_FORMULAS, Formulas, formulas_in
from quizapp.ui.markdown_parser import card_parser, formula_at, indentation_at

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from rich.markdown import Markdown

_MARKS = re.compile(r"[`*_#>\[\\~]|^\s*(?:[-+]|\d+[.)])\s|\n\n|&#?\w{1,40};|^[-=]|\|", re.MULTILINE)

_STYLES = {1: "italic", 2: "bold", 3: "bold italic"}  # by the number of asterisks
INDENTED, FORMULAS = "indented", "formulas"  # keys of the parser's environment


def prose(text: str, preamble: str = "") -> RenderableType:
    """Render a question's Markdown and keep its line breaks. Plain text is returned as it is: no Markdown import.

    `preamble` is a text shown before, whose definitions hold for the formulas of this one too.
    """
    shown = visible(without_zero_width(text)).strip()
    formulas = formulas_in(shown, preamble)
    if not _MARKS.search(shown) and formulas is NO_FORMULAS:
        return Text(shown)
    found = _rendered(formulas.prepared(shown), {INDENTED: True, FORMULAS: formulas})
    # In cards of other programs, and to most people, a line break is one; CommonMark would join the lines.
    for token in found.parsed:
        for each in token.children or ():
            if each.type == "softbreak":
                each.type = "hardbreak"
    return found


def flowing(text: str) -> RenderableType:
    """Render a section's Markdown: only an empty line ends a paragraph."""
    shown = visible(without_zero_width(text)).strip()
    formulas = formulas_in(shown)
    if not _MARKS.search(shown) and formulas is NO_FORMULAS:
        return Text(" ".join(shown.split()))
    return _rendered(formulas.prepared(shown), {FORMULAS: formulas})


def _rendered(shown: str, environment: dict[str, object]) -> "Markdown":
    from quizapp.ui.image_names import named_image
    from quizapp.ui.markdown_view import CardMarkdown

    found = CardMarkdown("", hyperlinks=False, code_theme="ansi_light", inline_code_lexer=None)
    found.parsed = _parser().parse(shown, environment)
    for token in found.parsed:
        for each in token.children or ():
            if each.type == "image":
                each.type, each.content, each.children = "text", named_image(each), None
    return found


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    """Return the parser of Markdown in which formulas are text."""
    return card_parser(_formula, _indented_line)


def _indented_line(state: "StateInline", silent: bool) -> bool:
    """Keep the indentation of a line in a question, which CommonMark would drop."""
    found = indentation_at(state) if INDENTED in state.env else None
    if found is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
        state.push("text", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _formula(state: "StateInline", silent: bool) -> bool:
    """Take a formula as text at the position of an inline parser."""
    found = formula_at(state)
    if found is None:
        return False
    if not silent:
        shown = state.env[FORMULAS].shown(found[0], state.src[found.end() : found.end() + 1])
        for index, line in enumerate(shown.split("\n")):
            if index:
                state.push("hardbreak", "br", 0)
            state.push("text", "", 0).content = line
    state.pos = found.end()
    return True


def inline(text: str) -> Text:
    """Return a line of card text with code coloured, emphasis and names of images; other Markdown stays as it is."""
    shown = visible(without_zero_width(text))
    if "![" in shown:
        from quizapp.ui.image_names import with_named_files

        shown = with_named_files(shown)
    if not any(mark in shown for mark in "*`\\$"):
        return Text(shown)
    formulas, result = formulas_in(shown), Text()
    for part, stars in emphasised(shown):
        found = _with_escapes(part, formulas)
        if stars:
            found.stylize(_STYLES[stars])
        result.append_text(found)
    return result


def _with_escapes(shown: str, formulas: Formulas) -> Text:
    """Return a line with code in backticks coloured and without the backslashes that escape; formulas keep theirs."""
    result = Text()
    for piece in pieces(shown):
        text = formulas.shown(piece.text, piece.after) if piece.kind == "formula" else piece.text
        result.append(text, style="cyan" if piece.kind == "code" else None)
    return result
