"""Renders text of cards: Markdown and code, without Rich markup and without clickable links."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from quizapp.ui.escape import visible

if TYPE_CHECKING:
    from rich.markdown import Markdown
    from rich.syntax import SyntaxTheme

_MARKS = re.compile(r"[`*_#>\[]|^\s*(?:[-+]|\d+[.)])\s|\n\n", re.MULTILINE)


def prose(text: str) -> RenderableType:
    """Render a question's Markdown and keep its line breaks. Plain text is returned as it is: no Markdown import."""
    shown = visible(text).strip()
    if not _MARKS.search(shown):
        return Text(shown)
    found = _rendered(shown)
    # In cards of other programs, and to most people, a line break is one; CommonMark would join the lines.
    for token in found.parsed:
        for each in token.children or ():
            if each.type == "softbreak":
                each.type = "hardbreak"
    return found


def flowing(text: str) -> RenderableType:
    """Render a section's Markdown: only an empty line ends a paragraph."""
    shown = visible(text).strip()
    return _rendered(shown) if _MARKS.search(shown) else Text(" ".join(shown.split()))


def _rendered(shown: str) -> "Markdown":
    from rich.markdown import Markdown

    return Markdown(shown, hyperlinks=False, code_theme="ansi_light", inline_code_lexer=None)


@lru_cache(maxsize=1)
def _theme() -> "SyntaxTheme":
    """Return colours that are readable on light and on dark terminals: neither black, white nor bright."""
    from pygments import token  # type: ignore[import-untyped]
    from rich.style import Style
    from rich.syntax import ANSISyntaxTheme

    colours = {
        token.Comment: "italic dim", token.Keyword: "bold blue", token.Operator.Word: "bold blue",
        token.Name.Function: "cyan", token.Name.Class: "cyan", token.Name.Builtin: "cyan", token.Name.Decorator: "cyan",
        token.String: "green", token.Number: "magenta",
    }  # fmt: skip
    return ANSISyntaxTheme({kind: Style.parse(style) for kind, style in colours.items()})


def code(source: str, language: str) -> RenderableType:
    """Return code, highlighted with the colours of the terminal."""
    from rich.syntax import Syntax

    return Syntax(visible(source).rstrip(), language or "text", theme=_theme(), background_color="default")


def inline(text: str) -> Text:
    """Return a line of card text with code in backticks coloured; other Markdown stays as it is."""
    result = Text()
    for index, part in enumerate(visible(text).split("`")):
        result.append(part, style="cyan" if index % 2 else "")
    return result
